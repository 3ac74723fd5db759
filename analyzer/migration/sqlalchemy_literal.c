// Python values as SQL literals; declared in sqlalchemy_text.h.
#include <inttypes.h>

#include "migration/sqlalchemy_name.h"
#include "migration/sqlalchemy_text.h"

void literal_write_text(SqlWriter *writer, const Text *text)
{
	sql_puts(writer, "'");
	sql_add_doubled(writer, text, '\'');
	sql_puts(writer, "'");
}

// ---- objects of the standard library --------------------------------------------------------------------------

// Up to seven integer arguments of date(...), datetime(...), time(...); false when one is not a known integer.
static bool integers(const Value *call, int64_t numbers[7], size_t *count)
{
	const Arguments *arguments = call->call.arguments;

	*count = arguments->positional.len;
	if (arguments->keywords.len || *count > 7)
		return false;
	for (size_t i = 0; i < *count; i++) {
		if (arguments->positional.items[i]->kind != VALUE_INT)
			return false;
		numbers[i] = arguments->positional.items[i]->integer;
	}
	return true;
}

static bool write_time(SqlWriter *writer, const int64_t *n, size_t count)
{
	Buffer text = buffer_in(writer->arena);

	if (count > 4)
		return false;
	buffer_printf(&text, "%02" PRId64 ":%02" PRId64 ":%02" PRId64, count > 0 ? n[0] : 0,
		      count > 1 ? n[1] : 0, count > 2 ? n[2] : 0);
	if (count > 3 && n[3])
		buffer_printf(&text, ".%06" PRId64, n[3]);
	sql_add(writer, buffer_str(&text));
	return true;
}

static bool write_moment(SqlWriter *writer, Str last, const int64_t *n, size_t count)
{
	bool is_time = str_is(last, "time");

	if (!is_time && count < 3)
		return false;
	sql_puts(writer, "'");
	if (!is_time)
		sql_puts(writer,
			 arena_printf(writer->arena, "%04" PRId64 "-%02" PRId64 "-%02" PRId64, n[0], n[1],
				      n[2]));
	if (str_is(last, "datetime"))
		sql_puts(writer, " ");
	if (!str_is(last, "date"))
		write_time(writer, is_time ? n : n + 3, is_time ? count : count - 3);
	sql_puts(writer, "'");
	return true;
}

static bool is_moment(const Value *value)
{
	int64_t numbers[7];
	size_t count;
	Str last = value_last_name(value);
	bool fits = str_is(last, "date") || str_is(last, "datetime") || str_is(last, "time");

	return value->kind == VALUE_CALL && fits &&
		str_starts_with(value_symbol_name(value), STR("datetime")) &&
		integers(value, numbers, &count) && (str_is(last, "time") ? count <= 4 : count >= 3);
}

// uuid.UUID("...") and decimal.Decimal("1.5"): the argument; NULL for other values.
static const Value *wrapped(const Value *value, bool *quoted)
{
	Str name = value_symbol_name(value);

	if (value->kind != VALUE_CALL || !value->call.arguments->positional.len)
		return NULL;
	*quoted = str_is(name, "uuid.UUID");
	return *quoted || str_is(name, "decimal.Decimal") ? value_positional(value, 0) : NULL;
}

// The literal inside sa.literal(x), op.inline_literal(x), bindparam(key, x); `value` itself otherwise.
static const Value *unwrap(const Value *value)
{
	Value *object;

	for (;;) {
		if (value->kind != VALUE_CALL)
			return value;
		const Value *inner = NULL;
		if (sa_is(value, "literal") ||
		    str_is(value_symbol_name(value), "alembic.op.inline_literal") ||
		    str_is(value_method(value, &object), "inline_literal"))
			inner = value_positional(value, 0) ? value_positional(value, 0)
							   : value_keyword(value, "value");
		else if (sa_is(value, "bindparam"))
			inner = value_positional(value, 1) ? value_positional(value, 1)
							   : value_keyword(value, "value");
		if (!inner)
			return value;
		value = inner;
	}
}

// An enum member stands for its name in a column of type Enum; a plain value of str and int enums is what people mean elsewhere.
static const Value *plain(const Value *value)
{
	value = unwrap(value);
	if (value->kind == VALUE_INSTANCE && value->instance.enum_value)
		return value->instance.enum_value;
	return value;
}

// A list may hold itself: nothing nests deeper than this in a literal.
enum { MAX_NESTING = 50 };

static bool is_list(const Value *value)
{
	return value->kind == VALUE_LIST || value->kind == VALUE_TUPLE || value->kind == VALUE_SET;
}

static bool nests_too_deeply(const Value *value, unsigned depth)
{
	for (size_t i = 0; is_list(value) && i < value->items->len; i++)
		if (depth >= MAX_NESTING || nests_too_deeply(value->items->items[i], depth + 1))
			return true;
	return false;
}

bool literal_is_known(const Value *value)
{
	bool quoted;

	value = plain(value);
	if (value->kind == VALUE_CALL)
		return is_moment(value) ||
			(wrapped(value, &quoted) && value_is_known(wrapped(value, &quoted)));
	if (is_list(value)) {
		if (nests_too_deeply(value, 0))
			return false;
		for (size_t i = 0; i < value->items->len; i++)
			if (!literal_is_known(value->items->items[i]))
				return false;
		return true;
	}
	return value_is_known(value) && value->kind != VALUE_FUNCTION && value->kind != VALUE_CLASS &&
		value->kind != VALUE_INSTANCE;
}

// ---- JSON for dict values -------------------------------------------------------------------------------------

static void json_text(Buffer *out, Arena *arena, const Value *value);

static void json_string(Buffer *out, Str text)
{
	buffer_putc(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];
		if (c == '"' || c == '\\')
			buffer_printf(out, "\\%c", c);
		else if (c == '\n')
			buffer_puts(out, "\\n");
		else if (c < 0x20)
			buffer_printf(out, "\\u%04x", c);
		else
			buffer_putc(out, (char)c);
	}
	buffer_putc(out, '"');
}

static void json_dict(Buffer *out, Arena *arena, const Value *dict)
{
	buffer_putc(out, '{');
	for (size_t i = 0; i < dict->dict.entries->len; i++) {
		buffer_puts(out, i ? ", " : "");
		json_text(out, arena, dict->dict.entries->items[i].key);
		buffer_puts(out, ": ");
		json_text(out, arena, dict->dict.entries->items[i].value);
	}
	buffer_putc(out, '}');
}

static void json_list(Buffer *out, Arena *arena, const Value *list)
{
	buffer_putc(out, '[');
	for (size_t i = 0; i < list->items->len; i++) {
		buffer_puts(out, i ? ", " : "");
		json_text(out, arena, list->items->items[i]);
	}
	buffer_putc(out, ']');
}

static void json_text(Buffer *out, Arena *arena, const Value *value)
{
	switch (value->kind) {
	case VALUE_NONE:
		buffer_puts(out, "null");
		break;
	case VALUE_BOOL:
		buffer_puts(out, value->boolean ? "true" : "false");
		break;
	case VALUE_STR:
		json_string(out, text_bytes(value->text, arena));
		break;
	case VALUE_DICT:
		json_dict(out, arena, value);
		break;
	case VALUE_LIST:
	case VALUE_TUPLE:
		json_list(out, arena, value);
		break;
	default:
		buffer_add_str(out, text_bytes(value_to_text(arena, value), arena));
	}
}

// ---- writing --------------------------------------------------------------------------------------------------

static void write_hole(Lowering *lowering, SqlWriter *writer, const Value *value)
{
	sql_add_hole(writer, value_source_line(lowering->arena, value), value->span);
}

static void write_array(Lowering *lowering, SqlWriter *writer, const Value *list)
{
	sql_puts(writer, "ARRAY[");
	for (size_t i = 0; i < list->items->len; i++) {
		sql_puts(writer, i ? ", " : "");
		literal_write(lowering, writer, list->items->items[i]);
	}
	sql_puts(writer, "]");
}

static void write_call(Lowering *lowering, SqlWriter *writer, const Value *value)
{
	bool quoted = false;
	int64_t numbers[7] = { 0 };
	size_t count = 0;
	const Value *inner = wrapped(value, &quoted);

	if (inner && quoted)
		literal_write_text(writer, value_to_text(lowering->arena, inner));
	else if (inner)
		sql_add_text(writer, value_to_text(lowering->arena, inner));
	else if (is_moment(value) && integers(value, numbers, &count))
		write_moment(writer, value_last_name(value), numbers, count);
	else
		write_hole(lowering, writer, value);
}

void literal_write(Lowering *lowering, SqlWriter *writer, const Value *value)
{
	Arena *arena = lowering->arena;

	value = plain(value);
	switch (value->kind) {
	case VALUE_NONE:
		sql_add_from(writer, STR("NULL"), value->span);
		break;
	case VALUE_BOOL:
		sql_add_from(writer, value->boolean ? STR("true") : STR("false"), value->span);
		break;
	case VALUE_INT:
	case VALUE_FLOAT:
		sql_add_from(writer, text_bytes(value_to_text(arena, value), arena), value->span);
		break;
	case VALUE_STR:
		literal_write_text(writer, value->text);
		break;
	case VALUE_DICT:
		if (value_is_known(value)) {
			Buffer json = buffer_in(arena);
			json_text(&json, arena, value);
			literal_write_text(writer,
					   text_literal(arena, buffer_str(&json), value->span, false));
		} else {
			write_hole(lowering, writer, value);
		}
		break;
	case VALUE_LIST:
	case VALUE_TUPLE:
	case VALUE_SET:
		if (nests_too_deeply(value, 0))
			write_hole(lowering, writer, value);
		else
			write_array(lowering, writer, value);
		break;
	case VALUE_CALL:
		write_call(lowering, writer, value);
		break;
	default:
		write_hole(lowering, writer, value);
	}
}
