#include "source/syntax.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"

const TSLanguage *tree_sitter_python(void);
const TSLanguage *tree_sitter_toml(void);

const TSLanguage *syntax_language(Language language)
{
	return language == LANGUAGE_TOML ? tree_sitter_toml() : tree_sitter_python();
}

// A grammar of another ABI than the library is a wrong build, not wrong input.
static void check_abi(void)
{
	for (int language = LANGUAGE_PYTHON; language <= LANGUAGE_TOML; language++) {
		uint32_t version = ts_language_version(syntax_language((Language)language));

		if (version >= TREE_SITTER_MIN_COMPATIBLE_LANGUAGE_VERSION &&
		    version <= TREE_SITTER_LANGUAGE_VERSION)
			continue;
		fprintf(stderr, "miglint: grammar %d has ABI %u, libtree-sitter reads %d to %d\n", language,
			version, TREE_SITTER_MIN_COMPATIBLE_LANGUAGE_VERSION, TREE_SITTER_LANGUAGE_VERSION);
		abort();
	}
}

// While it parses, tree-sitter allocates from the arena of its Tree and frees nothing. That is faster than malloc, and it is
// needed: a node with more than 65535 children (100 000 open brackets) has a wrong child count in libtree-sitter 0.20, and
// freeing it frees an address in the middle of a block. So trees are never deleted, only their arenas are.
typedef struct Allocation {
	size_t size;
	size_t padding; // what follows stays aligned for any type
} Allocation;

// The arena of the parse this thread is in, NULL outside.
static Arena **parse_arena(void)
{
	static _Thread_local Arena *arena;

	return &arena;
}

static void *allocate(size_t size)
{
	Arena *arena = *parse_arena();

	if (!arena)
		return malloc(size);
	Allocation *allocation = arena_alloc_raw(arena, sizeof(Allocation) + size);
	allocation->size = size;
	return allocation + 1;
}

static void *allocate_zeroed(size_t count, size_t size)
{
	if (!*parse_arena())
		return calloc(count, size);
	// tree-sitter's counts are far from overflowing.
	return memset(allocate(count * size), 0, count * size);
}

static void *reallocate(void *data, size_t size)
{
	if (!*parse_arena())
		return realloc(data, size);
	size_t old_size = data ? ((Allocation *)data - 1)->size : 0;
	void *copy = allocate(size);
	if (data)
		memcpy(copy, data, old_size < size ? old_size : size);
	return copy;
}

static void release(void *data)
{
	if (!*parse_arena())
		free(data);
}

static void set_up(void)
{
	check_abi();
	ts_set_allocator(allocate, allocate_zeroed, reallocate, release);
}

Tree syntax_parse(const Source *source, Language language)
{
	static pthread_once_t ready = PTHREAD_ONCE_INIT;
	Tree tree = { .source = source, .language = language };

	pthread_once(&ready, set_up);
	*parse_arena() = &tree.arena;
	TSParser *parser = ts_parser_new();
	ts_parser_set_language(parser, syntax_language(language));
	tree.tree = ts_parser_parse_string(parser, NULL, source->text.len ? source->text.data : "",
					   (uint32_t)source->text.len);
	ts_parser_delete(parser);
	*parse_arena() = NULL;
	return tree;
}

void syntax_free(Tree *tree)
{
	arena_release(&tree->arena);
	tree->tree = NULL;
}

Node tree_root(const Tree *tree)
{
	return ts_tree_root_node(tree->tree);
}

uint16_t syntax_kind_id(Language language, const char *type)
{
	return ts_language_symbol_for_name(syntax_language(language), type, (uint32_t)strlen(type), true);
}

Span node_span(const Tree *tree, Node node)
{
	return (Span){ tree->source, ts_node_start_byte(node), ts_node_end_byte(node) };
}

Str node_text(const Tree *tree, Node node)
{
	return str_slice(tree->source->text, ts_node_start_byte(node), ts_node_end_byte(node));
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

const char *syntax_one_line(Arena *arena, Str text, size_t max)
{
	Buffer line = buffer_in(arena);

	text = str_trim(text);
	// A little more than `max` is looked at, so that a cut shows as one.
	for (size_t i = 0; i < text.len && line.len <= max; i++) {
		bool broken = false;

		for (; is_space(text.data[i]); i++)
			broken |= text.data[i] == '\n';
		// A line broken inside brackets or before a method had no blank there in the first place.
		bool glued = broken &&
			(is_one_of(text.data[i], ")]}.") || is_one_of(line.data[line.len - 1], "([{."));
		if (i && is_space(text.data[i - 1]) && !glued)
			buffer_putc(&line, ' ');
		buffer_putc(&line, text.data[i] ? text.data[i] : '?');
	}
	if (line.len > max) {
		size_t cut = max > 3 ? max - 3 : 0;

		while (cut && ((unsigned char)line.data[cut] & 0xC0) == 0x80)
			cut--;
		return arena_printf(arena, "%.*s...", (int)cut, line.data);
	}
	return line.data ? line.data : "";
}

// Moves to the next node in document order; below the current one only when `descend`. Climbs as far as it must, so
// depth costs no stack. False at the end.
static bool advance(TSTreeCursor *cursor, bool descend)
{
	if (descend && ts_tree_cursor_goto_first_child(cursor))
		return true;
	while (!ts_tree_cursor_goto_next_sibling(cursor))
		if (!ts_tree_cursor_goto_parent(cursor))
			return false;
	return true;
}

void syntax_errors(Arena *arena, const Tree *tree, size_t max, NodeArray *errors)
{
	Node root = tree_root(tree);

	if (!ts_node_has_error(root))
		return;
	TSTreeCursor cursor = ts_tree_cursor_new(root);
	bool more = true;
	while (more && errors->len < max) {
		Node node = ts_tree_cursor_current_node(&cursor);
		// ERROR has the largest symbol number in every grammar.
		bool broken = ts_node_is_missing(node) || ts_node_symbol(node) == (TSSymbol)-1;

		if (broken)
			array_push(arena, errors, node);
		more = advance(&cursor, !broken && ts_node_has_error(node));
	}
	ts_tree_cursor_delete(&cursor);
}

void syntax_comments(Arena *arena, const Tree *tree, Node below, SpanArray *comments)
{
	uint16_t comment = syntax_kind_id(tree->language, "comment");

	if (str_find_char(node_text(tree, below), '#', 0) == SIZE_MAX)
		return;
	TSTreeCursor cursor = ts_tree_cursor_new(below);
	bool more = true;
	while (more) {
		Node node = ts_tree_cursor_current_node(&cursor);

		if (ts_node_symbol(node) == comment)
			array_push(arena, comments, node_span(tree, node));
		more = advance(&cursor, true);
	}
	ts_tree_cursor_delete(&cursor);
}
