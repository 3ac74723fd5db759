#include "source/toml.h"

#include <errno.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "source/syntax.h"

enum { MAX_TOML_DEPTH = 64 };

// Reader: what is being read; `error` is set once, then everything stops.
typedef struct Reader {
	Arena *arena;
	const Tree *tree;
	TomlError *error;
	bool failed;
} Reader;

static void fail(Reader *reader, Span span, const char *message)
{
	if (!reader->failed)
		*reader->error = (TomlError){ span, message };
	reader->failed = true;
}

static bool is_type(Node node, const char *type)
{
	return strcmp(ts_node_type(node), type) == 0;
}

static TomlValue *new_value(Reader *reader, TomlKind kind, Span span)
{
	TomlValue *value = arena_new(reader->arena, TomlValue);

	value->kind = kind;
	value->span = span;
	return value;
}

static void add_code_point(Buffer *out, unsigned long c)
{
	if (c < 0x80) {
		buffer_putc(out, (char)c);
	} else if (c < 0x800) {
		buffer_putc(out, (char)(0xC0 | c >> 6));
		buffer_putc(out, (char)(0x80 | (c & 0x3F)));
	} else if (c < 0x10000) {
		buffer_putc(out, (char)(0xE0 | c >> 12));
		buffer_putc(out, (char)(0x80 | (c >> 6 & 0x3F)));
		buffer_putc(out, (char)(0x80 | (c & 0x3F)));
	} else {
		buffer_putc(out, (char)(0xF0 | c >> 18));
		buffer_putc(out, (char)(0x80 | (c >> 12 & 0x3F)));
		buffer_putc(out, (char)(0x80 | (c >> 6 & 0x3F)));
		buffer_putc(out, (char)(0x80 | (c & 0x3F)));
	}
}

// One escape at text[i] (the backslash); returns how many bytes it took.
static size_t unescape_one(Str text, size_t i, Buffer *out)
{
	static const char plain[] = "btnfr\"\\", meaning[] = "\b\t\n\f\r\"\\";
	char c = i + 1 < text.len ? text.data[i + 1] : '\0';
	const char *known = c ? strchr(plain, c) : NULL;

	if (known) {
		buffer_putc(out, meaning[known - plain]);
		return 2;
	}
	size_t digits = c == 'u' ? 4 : c == 'U' ? 8 : 0;
	if (digits && i + 2 + digits <= text.len) {
		char hex[9] = { 0 };
		memcpy(hex, text.data + i + 2, digits);
		add_code_point(out, strtoul(hex, NULL, 16));
		return 2 + digits;
	}
	// A line-ending backslash swallows the white space behind it.
	size_t end = i + 1;
	while (end < text.len && memchr(" \t\r\n", text.data[end], 4))
		end++;
	return end - i;
}

static Str unescape(Reader *reader, Str text)
{
	Buffer out = buffer_in(reader->arena);

	for (size_t i = 0; i < text.len;) {
		if (text.data[i] == '\\') {
			i += unescape_one(text, i, &out);
		} else {
			buffer_putc(&out, text.data[i++]);
		}
	}
	return buffer_str(&out);
}

// The text between the quotes of a string or quoted key of any of the four forms.
static Str unquote(Reader *reader, Str written)
{
	size_t quotes = written.len >= 6 &&
			(str_starts_with(written, STR("\"\"\"")) || str_starts_with(written, STR("'''")))
		? 3
		: 1;

	if (written.len < 2 * quotes)
		return STR_NONE;
	bool literal = written.data[0] == '\'';
	Str inside = str_slice(written, quotes, written.len - quotes);
	if (quotes == 3 && str_starts_with(inside, STR("\r\n")))
		inside = str_slice(inside, 2, inside.len);
	else if (quotes == 3 && str_starts_with(inside, STR("\n")))
		inside = str_slice(inside, 1, inside.len);
	return literal ? inside : unescape(reader, inside);
}

static TomlValue *read_integer(Reader *reader, Node node)
{
	TomlValue *value = new_value(reader, TOML_INTEGER, node_span(reader->tree, node));
	Str written = node_text(reader->tree, node);
	char digits[80];
	size_t len = 0;

	for (size_t i = 0; i < written.len && len < sizeof(digits) - 1; i++)
		if (written.data[i] != '_')
			digits[len++] = written.data[i];
	digits[len] = '\0';
	int base = digits[0] == '0' && len > 1 ? (digits[1] == 'x' ? 16 : digits[1] == 'o' ? 8 : 2) : 10;
	errno = 0;
	value->integer = strtoll(base == 10 ? digits : digits + 2, NULL, base);
	if (errno == ERANGE)
		fail(reader, value->span, "the number does not fit 64 bits");
	return value;
}

static TomlValue *read_value(Reader *reader, Node node, int depth);
static void read_pair(Reader *reader, TomlValue *table, Node pair, int depth);

static TomlValue *read_array(Reader *reader, Node node, int depth)
{
	TomlValue *array = new_value(reader, TOML_ARRAY, node_span(reader->tree, node));

	for (uint32_t i = 0, n = ts_node_named_child_count(node); i < n && !reader->failed; i++) {
		Node child = ts_node_named_child(node, i);
		if (!is_type(child, "comment"))
			array_push(reader->arena, &array->items, read_value(reader, child, depth + 1));
	}
	return array;
}

static TomlValue *read_inline_table(Reader *reader, Node node, int depth)
{
	TomlValue *table = new_value(reader, TOML_TABLE, node_span(reader->tree, node));

	table->is_open = true;
	for (uint32_t i = 0, n = ts_node_named_child_count(node); i < n && !reader->failed; i++) {
		Node child = ts_node_named_child(node, i);
		if (is_type(child, "pair"))
			read_pair(reader, table, child, depth + 1);
	}
	table->is_open = false;
	return table;
}

static TomlValue *read_scalar(Reader *reader, Node node)
{
	static const struct {
		const char *type;
		TomlKind kind;
	} kinds[] = {
		{ "string", TOML_STRING },
		{ "float", TOML_FLOAT },
		{ "boolean", TOML_BOOLEAN },
	};
	TomlValue *value = new_value(reader, TOML_DATE, node_span(reader->tree, node));

	value->string = node_text(reader->tree, node);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (is_type(node, kinds[i].type))
			value->kind = kinds[i].kind;
	if (value->kind == TOML_STRING)
		value->string = unquote(reader, value->string);
	value->boolean = str_is(value->string, "true");
	return value;
}

static TomlValue *read_value(Reader *reader, Node node, int depth)
{
	if (depth > MAX_TOML_DEPTH) {
		fail(reader, node_span(reader->tree, node), "values nest too deeply");
		return new_value(reader, TOML_TABLE, node_span(reader->tree, node));
	}
	if (is_type(node, "array"))
		return read_array(reader, node, depth);
	if (is_type(node, "inline_table"))
		return read_inline_table(reader, node, depth);
	if (is_type(node, "integer"))
		return read_integer(reader, node);
	return read_scalar(reader, node);
}

static TomlMember *find_member(const TomlValue *table, Str key)
{
	for (size_t i = 0; i < table->members.len; i++)
		if (str_equal(table->members.items[i].key, key))
			return &table->members.items[i];
	return NULL;
}

static TomlValue *add_member(Reader *reader, TomlValue *table, Str key, Span span, TomlValue *value)
{
	array_push(reader->arena, &table->members, ((TomlMember){ key, span, value }));
	return value;
}

// The table `key` of `table` on the way of a dotted key or header, made when it is not there.
static TomlValue *descend(Reader *reader, TomlValue *table, Str key, Span span)
{
	TomlMember *member = find_member(table, key);

	if (!member) {
		TomlValue *made = new_value(reader, TOML_TABLE, span);
		made->is_open = true;
		return add_member(reader, table, key, span, made);
	}
	TomlValue *found = member->value;
	if (found->kind == TOML_ARRAY && found->is_array_of_tables)
		return *array_last(&found->items);
	if (found->kind != TOML_TABLE || !found->is_open)
		fail(reader, span, arena_printf(reader->arena, "'%.*s' is already a value", STR_ARG(key)));
	return found;
}

static Str key_text(Reader *reader, Node key)
{
	Str written = node_text(reader->tree, key);

	return is_type(key, "quoted_key") ? unquote(reader, written) : written;
}

// Walks all parts of a (dotted) key but the last; the last part comes back in `*last`.
static TomlValue *walk_key(Reader *reader, TomlValue *table, Node key, Str *last, Span *span, int depth)
{
	if (!is_type(key, "dotted_key") || depth > MAX_TOML_DEPTH) {
		*last = key_text(reader, key);
		*span = node_span(reader->tree, key);
		return table;
	}
	for (uint32_t i = 0, n = ts_node_named_child_count(key); i < n && !reader->failed; i++) {
		TomlValue *inner =
			walk_key(reader, table, ts_node_named_child(key, i), last, span, depth + 1);
		table = i + 1 < n ? descend(reader, inner, *last, *span) : inner;
	}
	return table;
}

static void read_pair(Reader *reader, TomlValue *table, Node pair, int depth)
{
	Str key = STR_NONE;
	Span span = node_span(reader->tree, pair);
	TomlValue *holder = walk_key(reader, table, ts_node_named_child(pair, 0), &key, &span, 0);

	if (reader->failed)
		return;
	if (find_member(holder, key)) {
		fail(reader, span, arena_printf(reader->arena, "'%.*s' is given twice", STR_ARG(key)));
		return;
	}
	add_member(reader, holder, key, span, read_value(reader, ts_node_named_child(pair, 1), depth + 1));
}

static TomlValue *open_table(Reader *reader, TomlValue *root, Node header)
{
	Str key = STR_NONE;
	Span span = node_span(reader->tree, header);
	TomlValue *holder = walk_key(reader, root, header, &key, &span, 0);
	TomlValue *table = reader->failed ? root : descend(reader, holder, key, span);

	if (!reader->failed && table->is_header)
		fail(reader, span, arena_printf(reader->arena, "table '%.*s' is given twice", STR_ARG(key)));
	table->is_header = true;
	return table;
}

static TomlValue *open_array_element(Reader *reader, TomlValue *root, Node header)
{
	Str key = STR_NONE;
	Span span = node_span(reader->tree, header);
	TomlValue *holder = walk_key(reader, root, header, &key, &span, 0);
	TomlMember *member = reader->failed ? NULL : find_member(holder, key);
	TomlValue *array = member ? member->value : NULL;

	if (reader->failed)
		return root;
	if (!array) {
		array = add_member(reader, holder, key, span, new_value(reader, TOML_ARRAY, span));
		array->is_array_of_tables = true;
	}
	if (!array->is_array_of_tables) {
		fail(reader, span, arena_printf(reader->arena, "'%.*s' is already a value", STR_ARG(key)));
		return root;
	}
	TomlValue *table = new_value(reader, TOML_TABLE, span);
	table->is_open = true;
	array_push(reader->arena, &array->items, table);
	return table;
}

static void read_section(Reader *reader, TomlValue *root, Node section)
{
	Node header = ts_node_named_child(section, 0);
	TomlValue *table = is_type(section, "table") ? open_table(reader, root, header)
						     : open_array_element(reader, root, header);

	for (uint32_t i = 1, n = ts_node_named_child_count(section); i < n && !reader->failed; i++) {
		Node child = ts_node_named_child(section, i);
		if (is_type(child, "pair"))
			read_pair(reader, table, child, 0);
	}
}

static void read_document(Reader *reader, TomlValue *root)
{
	Node document = tree_root(reader->tree);

	for (uint32_t i = 0, n = ts_node_named_child_count(document); i < n && !reader->failed; i++) {
		Node child = ts_node_named_child(document, i);
		if (is_type(child, "pair"))
			read_pair(reader, root, child, 0);
		else if (!is_type(child, "comment"))
			read_section(reader, root, child);
	}
}

TomlValue *toml_read(Arena *arena, const Source *source, TomlError *error)
{
	Tree tree = syntax_parse(source, LANGUAGE_TOML);
	Reader reader = { .arena = arena, .tree = &tree, .error = error };
	TomlValue *root = new_value(&reader, TOML_TABLE, (Span){ source, 0, (uint32_t)source->text.len });
	NodeArray errors = { 0 };

	root->is_open = true;
	syntax_errors(arena, &tree, 1, &errors);
	if (errors.len)
		fail(&reader, node_span(&tree, errors.items[0]), "this is not TOML");
	else
		read_document(&reader, root);
	syntax_free(&tree);
	return reader.failed ? NULL : root;
}

TomlValue *toml_get(const TomlValue *table, const char *key)
{
	TomlMember *member = find_member(table, str_from(key));

	return member ? member->value : NULL;
}

const char *toml_kind_name(TomlKind kind)
{
	static const char *const names[] = {
		"string", "integer", "float", "boolean", "date", "array", "table"
	};

	return names[kind];
}
