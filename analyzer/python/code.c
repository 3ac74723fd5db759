#include "python/code.h"

#include <pthread.h>

#define MAX_SYMBOLS 512
#define MAX_FIELDS 128

// Anonymous tokens that mean something by themselves; the others are known from the node they are in.
static const char *const operators[] = {
	"+",  "-",  "*",  "/",  "%",  "**",  "//", "@",   "&",   "|",   "^",   "<<", ">>",     "==",
	"!=", "<",  "<=", ">",  ">=", "<>",  "in", "is",  "or",  "and", "not", "~",  "not in", "is not",
	"+=", "-=", "*=", "/=", "@=", "//=", "%=", "**=", ">>=", "<<=", "&=",  "^=", "|=",     "_",
};

static const char *const types[] = {
#define KIND(name, type) [CODE_##name] = type,
	CODE_KINDS(KIND)
#undef KIND
};

static const char *const fields[] = {
#define FIELD(name, field) [FIELD_##name] = field,
	CODE_FIELDS(FIELD)
#undef FIELD
};

// Numbers: what the grammar's symbol and field numbers mean to us. Constants, found once per process.
typedef struct Numbers {
	uint8_t kinds[MAX_SYMBOLS]; // CODE_OTHER for named ones we do not know
	bool skipped[MAX_SYMBOLS];  // keywords, punctuation, comments
	TSSymbol comment;
	uint8_t fields[MAX_FIELDS];
} Numbers;

static Numbers *storage(void)
{
	static Numbers numbers;

	return &numbers;
}

static size_t find(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (names[i] && strcmp(names[i], name) == 0)
			return i;
	return SIZE_MAX;
}

static void learn_symbol(Numbers *numbers, const TSLanguage *language, uint16_t symbol)
{
	const char *name = ts_language_symbol_name(language, symbol);
	bool named = ts_language_symbol_type(language, symbol) == TSSymbolTypeRegular;

	if (named) {
		size_t kind = find(types, sizeof types / sizeof *types, name);

		numbers->kinds[symbol] = kind == SIZE_MAX ? CODE_OTHER : (uint8_t)kind;
		numbers->skipped[symbol] = strcmp(name, "comment") == 0 ||
			strcmp(name, "line_continuation") == 0;
		return;
	}
	bool known = find(operators, sizeof operators / sizeof *operators, name) != SIZE_MAX;
	numbers->kinds[symbol] = CODE_OPERATOR;
	numbers->skipped[symbol] = !known;
}

// The language is the same for every tree, so any tree may teach it.
static void learn(void)
{
	Numbers *numbers = storage();
	const TSLanguage *language = syntax_language(LANGUAGE_PYTHON);
	uint32_t symbols = ts_language_symbol_count(language);
	uint32_t field_count = ts_language_field_count(language);

	numbers->comment = syntax_kind_id(LANGUAGE_PYTHON, "comment");
	for (uint32_t i = 0; i < symbols && i < MAX_SYMBOLS; i++)
		learn_symbol(numbers, language, (uint16_t)i);
	for (uint32_t i = 1; i <= field_count && i < MAX_FIELDS; i++) {
		size_t field = find(fields, sizeof fields / sizeof *fields,
				    ts_language_field_name_for_id(language, (TSFieldId)i));

		numbers->fields[i] = field == SIZE_MAX ? FIELD_NONE : (uint8_t)field;
	}
}

static const Numbers *numbers(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, learn);
	return storage();
}

// Builder: where the walk is. `tails[d]` is where the next node at depth d hangs.
typedef struct Builder {
	Arena *arena;
	const Numbers *numbers;
	const Tree *tree;
	SpanArray *comments;
	Str text;
	TSTreeCursor cursor;
	const Code **tails[MAX_SYNTAX_DEPTH + 2];
} Builder;

static uint8_t kind_of(const Numbers *numbers, Node node)
{
	TSSymbol symbol = ts_node_symbol(node);

	if (symbol >= MAX_SYMBOLS || ts_node_is_missing(node))
		return CODE_ERROR;
	return numbers->kinds[symbol];
}

// Whether a string has an f or t in its prefix: only then is there more in it than its bytes.
static bool is_format_string(const Builder *builder, const Code *string)
{
	for (uint32_t at = string->start; at < string->end; at++) {
		char c = builder->text.data[at] | 0x20;

		if (c == 'f' || c == 't')
			return true;
		if (c < 'a' || c > 'z')
			break;
	}
	return false;
}

// What is not descended into may have comments all the same: a type over several lines.
static void find_comments(Builder *builder, const Code *code)
{
	bool one_token = code->kind == CODE_STRING || code->kind == CODE_STRING_CONTENT ||
		code->kind == CODE_IDENTIFIER;

	if (builder->comments && !one_token)
		syntax_comments(builder->arena, builder->tree, ts_tree_cursor_current_node(&builder->cursor),
				builder->comments);
}

// Types are never evaluated, and what a string says is read from its bytes.
static bool has_children_for_us(const Builder *builder, const Code *code)
{
	if (code->kind == CODE_STRING)
		return is_format_string(builder, code);
	return code->kind != CODE_TYPE && code->kind != CODE_STRING_CONTENT && code->kind != CODE_OPERATOR &&
		code->kind != CODE_OTHER && code->kind != CODE_IDENTIFIER;
}

// Adds the current node; NULL when it is one to leave out.
static Code *add_node(Builder *builder, size_t depth)
{
	Node node = ts_tree_cursor_current_node(&builder->cursor);
	TSSymbol symbol = ts_node_symbol(node);

	if (symbol < MAX_SYMBOLS && builder->numbers->skipped[symbol]) {
		if (builder->comments && symbol == builder->numbers->comment)
			array_push(builder->arena, builder->comments, node_span(builder->tree, node));
		return NULL;
	}
	TSFieldId field = ts_tree_cursor_current_field_id(&builder->cursor);
	Code *code = arena_new(builder->arena, Code);
	*code = (Code){
		.kind = kind_of(builder->numbers, node),
		.field = field < MAX_FIELDS ? builder->numbers->fields[field] : FIELD_NONE,
		.start = ts_node_start_byte(node),
		.end = ts_node_end_byte(node),
	};
	*builder->tails[depth] = code;
	builder->tails[depth] = &code->next;
	return code;
}

// Goes to the first child of the node just added; false when it is to be left as it is.
static bool descend(Builder *builder, Code *code, size_t *depth)
{
	if (!has_children_for_us(builder, code)) {
		find_comments(builder, code);
		return false;
	}
	if (*depth == MAX_SYNTAX_DEPTH)
		find_comments(builder, code);
	if (!ts_tree_cursor_goto_first_child(&builder->cursor))
		return false;
	if (*depth < MAX_SYNTAX_DEPTH) {
		builder->tails[++*depth] = &code->first;
		return true;
	}
	code->kind = CODE_TOO_DEEP;
	ts_tree_cursor_goto_parent(&builder->cursor);
	return false;
}

const Code *code_build(Arena *arena, const Tree *tree, SpanArray *comments)
{
	Builder *builder = arena_alloc_raw(arena, sizeof(Builder));
	const Code *root = NULL;
	size_t depth = 0;

	builder->arena = arena;
	builder->numbers = numbers();
	builder->tree = tree;
	builder->comments = comments;
	builder->text = tree->source->text;
	builder->cursor = ts_tree_cursor_new(tree_root(tree));
	builder->tails[0] = &root;
	for (;;) {
		Code *code = add_node(builder, depth);

		if (code && descend(builder, code, &depth))
			continue;
		while (!ts_tree_cursor_goto_next_sibling(&builder->cursor)) {
			if (depth == 0) {
				ts_tree_cursor_delete(&builder->cursor);
				return root;
			}
			ts_tree_cursor_goto_parent(&builder->cursor);
			depth--;
		}
	}
}

const Code *code_next_field(const Code *code, CodeField field)
{
	while (code && code->field != field)
		code = code->next;
	return code;
}

const Code *code_field(const Code *code, CodeField field)
{
	return code ? code_next_field(code->first, field) : NULL;
}

const Code *code_child(const Code *code, CodeKind kind)
{
	for (const Code *child = code ? code->first : NULL; child; child = child->next)
		if (child->kind == kind)
			return child;
	return NULL;
}

bool code_contains(const Code *code, CodeKind kind)
{
	if (code->kind == kind)
		return true;
	for (const Code *child = code->first; child; child = child->next) {
		bool apart = child->kind == CODE_FUNCTION || child->kind == CODE_LAMBDA ||
			child->kind == CODE_CLASS;

		if (!apart && code_contains(child, kind))
			return true;
	}
	return false;
}
