// django_compose.c - SQL put together with psycopg's sql module: sql.SQL("UPDATE {} ...").format(sql.Identifier(table)).

#include "migration/django_internal.h"

enum { MAX_NESTING = 20 };

static bool is_of(const Value *value, const char *name)
{
	Str dotted = value_symbol_name(value);

	return value->kind == VALUE_CALL && str_is(value_last_name(value), name) &&
		str_find(dotted, STR("psycopg"), 0) !=
		SIZE_MAX; // also a module of the project that stands before it
}

static Text *compose(Arena *arena, const Value *value, int depth);

static void add_words(Arena *arena, Text *text, const char *words, Span span)
{
	text_append(text, arena, text_literal(arena, str_from(words), span, false));
}

static void add_quoted(Arena *arena, Text *text, const Value *value, const char *quote)
{
	add_words(arena, text, quote, value->span);
	text_append(text, arena, value_to_text(arena, value));
	add_words(arena, text, quote, value->span);
}

static Text *identifier(Arena *arena, const Value *call)
{
	const ValueArray *names = &call->call.arguments->positional;
	Text *text = text_new(arena);

	for (size_t i = 0; i < names->len; i++) {
		if (i)
			add_words(arena, text, ".", call->span);
		add_quoted(arena, text, names->items[i], "\"");
	}
	return text;
}

static Text *literal(Arena *arena, const Value *call)
{
	const Value *value = value_positional(call, 0);
	Text *text = text_new(arena);

	if (!value)
		return text;
	if (value->kind == VALUE_STR)
		add_quoted(arena, text, value, "'");
	else
		text_append(text, arena, value_to_text(arena, value));
	return text;
}

// What stands for {name}, {0} or the next {}; NULL when there is none.
static const Value *argument_of(const Value *call, Str name, size_t *next)
{
	const KeywordArray *keywords = &call->call.arguments->keywords;

	if (!name.len)
		return value_positional(call, (*next)++);
	if (name.len == 1 && name.data[0] >= '0' && name.data[0] <= '9')
		return value_positional(call, (size_t)(name.data[0] - '0'));
	for (size_t i = 0; i < keywords->len; i++)
		if (str_equal(keywords->items[i].name, name))
			return keywords->items[i].value;
	return NULL;
}

static void add_argument(Arena *arena, Text *text, const Value *value, Span span, int depth)
{
	Text *part = value ? compose(arena, value, depth + 1) : NULL;

	if (!part)
		part = text_hole(arena, span, value ? value_source_line(arena, value) : "...");
	text_append(text, arena, part);
}

static Text *format(Arena *arena, const Text *template, const Value *call, int depth)
{
	Str bytes = text_bytes(template, arena);
	Text *text = text_new(arena);
	size_t literal_start = 0, next = 0;

	for (size_t at = 0; at < bytes.len;) {
		bool doubled = at + 1 < bytes.len && bytes.data[at] == bytes.data[at + 1];
		size_t close = bytes.data[at] == '{' && !doubled ? str_find_char(bytes, '}', at) : SIZE_MAX;
		if (doubled && (bytes.data[at] == '{' || bytes.data[at] == '}')) {
			text_append(text, arena, text_slice(arena, template, literal_start, at + 1));
			at = literal_start = at + 2;
		} else if (close != SIZE_MAX) {
			text_append(text, arena, text_slice(arena, template, literal_start, at));
			Str name = str_slice(bytes, at + 1, close);
			add_argument(arena, text, argument_of(call, name, &next), call->span, depth);
			at = literal_start = close + 1;
		} else {
			at++;
		}
	}
	text_append(text, arena, text_slice(arena, template, literal_start, bytes.len));
	return text;
}

static Text *compose(Arena *arena, const Value *value, int depth)
{
	Value *object = NULL;

	if (depth > MAX_NESTING)
		return NULL;
	if (is_of(value, "SQL")) {
		const Value *text = value_positional(value, 0);
		return text && text->kind == VALUE_STR ? value_to_text(arena, text) : NULL;
	}
	if (is_of(value, "Identifier"))
		return identifier(arena, value);
	if (is_of(value, "Literal"))
		return literal(arena, value);
	if (value->kind == VALUE_CALL && str_is(value_method(value, &object), "format")) {
		const Text *template = compose(arena, object, depth + 1);
		return template ? format(arena, template, value, depth) : NULL;
	}
	if (value->kind == VALUE_OPERATOR && value->operation.left && str_is(value->operation.op, "+")) {
		const Text *left = compose(arena, value->operation.left, depth + 1);
		const Text *right = compose(arena, value->operation.right, depth + 1);
		return left && right ? text_concat(arena, left, right) : NULL;
	}
	return NULL;
}

const Value *django_composed(Arena *arena, const Value *value)
{
	Text *text = compose(arena, value, 0);

	if (!text)
		return NULL;
	Value *string = value_str(arena, value->span, STR_NONE);
	string->text = text;
	return string;
}
