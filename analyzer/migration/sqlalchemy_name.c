#include "migration/sqlalchemy_name.h"

#include "base/md5.h"

// SQLAlchemy's list, not PostgreSQL's. Sorted.
static const char *const reserved[] = {
	"all",
	"analyse",
	"analyze",
	"and",
	"any",
	"array",
	"as",
	"asc",
	"asymmetric",
	"authorization",
	"between",
	"binary",
	"both",
	"case",
	"cast",
	"check",
	"collate",
	"column",
	"constraint",
	"create",
	"cross",
	"current_catalog",
	"current_date",
	"current_role",
	"current_schema",
	"current_time",
	"current_timestamp",
	"current_user",
	"default",
	"deferrable",
	"desc",
	"distinct",
	"do",
	"else",
	"end",
	"except",
	"false",
	"fetch",
	"for",
	"foreign",
	"freeze",
	"from",
	"full",
	"grant",
	"group",
	"having",
	"ilike",
	"in",
	"initially",
	"inner",
	"intersect",
	"into",
	"is",
	"isnull",
	"join",
	"leading",
	"left",
	"like",
	"limit",
	"localtime",
	"localtimestamp",
	"natural",
	"new",
	"not",
	"notnull",
	"null",
	"of",
	"off",
	"offset",
	"old",
	"on",
	"only",
	"or",
	"order",
	"outer",
	"over",
	"overlaps",
	"placing",
	"primary",
	"references",
	"returning",
	"right",
	"select",
	"session_user",
	"similar",
	"some",
	"symmetric",
	"table",
	"then",
	"to",
	"trailing",
	"true",
	"union",
	"unique",
	"user",
	"using",
	"variadic",
	"verbose",
	"when",
	"where",
	"window",
	"with",
};

static bool is_reserved(Str name)
{
	size_t low = 0, high = sizeof(reserved) / sizeof(reserved[0]);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = str_compare(str_from(reserved[middle]), name);
		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static const char *const families[] = { "sqlalchemy",  "sqlmodel",        "sqlalchemy_utils", "pgvector",
					"geoalchemy2", "sqlalchemy_json", "sqlalchemy_utc" };

// Whether the first part of `dotted` is a library whose names mean what SQLAlchemy's do.
static bool is_family(Str dotted)
{
	size_t dot = str_find_char(dotted, '.', 0);

	if (dot == SIZE_MAX)
		return true; // a star import
	Str first = str_slice(dotted, 0, dot);
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (str_is(first, families[i]))
			return true;
	return false;
}

Str sa_name(const Value *value)
{
	Str dotted = value ? value_symbol_name(value) : STR_NONE;

	return dotted.len && is_family(dotted) ? value_last_name(value) : STR_NONE;
}

bool sa_is(const Value *value, const char *name)
{
	return str_is(sa_name(value), name);
}

bool value_is_absent(const Value *value)
{
	return !value || value->kind == VALUE_NONE;
}

bool value_is_empty(const Value *value)
{
	bool truth;

	return value_is_absent(value) || (value_truth(value, &truth) && !truth);
}

// Whether `value` is a call of op.f() or of a batch's f().
static bool is_exempting(const Value *value)
{
	Value *object;

	if (value->kind != VALUE_CALL)
		return false;
	if (str_is(value_symbol_name(value), "alembic.op.f") || sa_is(value, "conv"))
		return true;
	return str_is(value_method(value, &object), "f");
}

Value *name_exempted(Arena *arena, const Value *call)
{
	const Value *inner;

	if (!is_exempting(call))
		return NULL;
	inner = value_positional(call, 0) ? value_positional(call, 0) : value_keyword(call, "name");
	if (!inner || inner->kind != VALUE_STR)
		return NULL;
	Value *name = arena_new(arena, Value);
	*name = *inner;
	name->is_exempt = true;
	return name;
}

Name name_of(const Value *value)
{
	Name name = { value, false, 0 };

	while (!value_is_absent(name.value) && name.value->kind == VALUE_CALL) {
		const Value *inner = value_positional(name.value, 0);
		bool exempting = is_exempting(name.value);
		if (!inner)
			inner = value_keyword(name.value, exempting ? "name" : "value");
		if (!inner || (!exempting && !sa_is(name.value, "quoted_name")))
			break;
		name.exempt |= exempting;
		const Value *quote = exempting ? NULL : value_keyword(name.value, "quote");
		if (!exempting && !quote)
			quote = value_positional(name.value, 1);
		if (quote && quote->kind == VALUE_BOOL)
			name.quote = quote->boolean ? 1 : -1;
		name.value = inner;
	}
	if (value_is_absent(name.value))
		name.value = NULL;
	name.exempt |= name.value && name.value->kind == VALUE_STR && name.value->is_exempt;
	return name;
}

bool name_text(Arena *arena, const Value *value, Str *text)
{
	Name name = name_of(value);

	return name.value && value_plain_text(name.value, arena, text);
}

static bool is_plain_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

static bool is_plain_run(Str run)
{
	for (size_t i = 0; i < run.len; i++)
		if (!is_plain_char(run.data[i]))
			return false;
	return true;
}

bool name_needs_quotes(Str name)
{
	if (!name.len || (name.data[0] >= '0' && name.data[0] <= '9') || name.data[0] == '$')
		return true;
	return !is_plain_run(name) || is_reserved(name);
}

// A name with holes needs quotes when one of its known pieces does; quoting "t_{x}" for the sake of the unknown part would
// claim something.
static bool text_needs_quotes(const Text *text, Arena *arena)
{
	if (!text_has_hole(text))
		return name_needs_quotes(text_bytes(text, arena));
	for (size_t i = 0; i < text->pieces.len; i++)
		if (!text->pieces.items[i].hole && !is_plain_run(text->pieces.items[i].text))
			return true;
	return false;
}

static void write_text(SqlWriter *writer, const Text *text, int quote)
{
	if (quote > 0 || (quote == 0 && text_needs_quotes(text, writer->arena))) {
		sql_puts(writer, "\"");
		sql_add_doubled(writer, text, '"');
		sql_puts(writer, "\"");
	} else {
		sql_add_text(writer, text);
	}
}

void name_write(Lowering *lowering, SqlWriter *writer, const Value *value)
{
	Name name = name_of(value);

	if (!name.value)
		sql_add_hole(writer, "None", lowering->span);
	else
		write_text(writer, value_to_text(lowering->arena, name.value), name.quote);
}

void name_write_str(SqlWriter *writer, Str name, Span span)
{
	write_text(writer, text_literal(writer->arena, name, span, false), 0);
}

void name_write_qualified(Lowering *lowering, SqlWriter *writer, const Value *schema, const Value *name)
{
	if (!value_is_absent(schema)) {
		name_write(lowering, writer, schema);
		sql_puts(writer, ".");
	}
	name_write(lowering, writer, name);
}

void name_write_split(Lowering *lowering, SqlWriter *writer, const Value *schema, const Value *name)
{
	Str text;

	if (!value_is_absent(schema) && name_text(lowering->arena, schema, &text) &&
	    str_find_char(text, '.', 0) != SIZE_MAX) {
		for (size_t start = 0; start <= text.len;) {
			size_t dot = str_find_char(text, '.', start);
			size_t end = dot == SIZE_MAX ? text.len : dot;
			name_write_str(writer, str_slice(text, start, end), schema->span);
			sql_puts(writer, ".");
			start = end + 1;
		}
		schema = NULL;
	}
	name_write_qualified(lowering, writer, schema, name);
}

void name_write_list(Lowering *lowering, SqlWriter *writer, const Value *names)
{
	if (!names || (names->kind != VALUE_LIST && names->kind != VALUE_TUPLE && names->kind != VALUE_SET)) {
		name_write(lowering, writer, names);
		return;
	}
	for (size_t i = 0; i < names->items->len; i++) {
		sql_puts(writer, i ? ", " : "");
		name_write(lowering, writer, names->items->items[i]);
	}
}

// Characters of UTF-8 text: SQLAlchemy counts those, PostgreSQL bytes.
static size_t characters(Str text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
	return count;
}

Str name_shortened(Arena *arena, Str name)
{
	char hex[33];

	if (characters(name) <= MAX_NAME_BYTES)
		return name;
	md5_hex(name, hex);
	return str_from(arena_printf(arena, "%.*s_%s", MAX_NAME_BYTES - 8, name.data, hex + 28));
}

void name_write_limited(Lowering *lowering, SqlWriter *writer, const Value *value)
{
	Name name = name_of(value);
	Str text;

	if (name.value && value_plain_text(name.value, lowering->arena, &text) &&
	    characters(text) > MAX_NAME_BYTES) {
		if (name.exempt) {
			name_write_str(writer, name_shortened(lowering->arena, text), value->span);
			return;
		}
		lowering_refuse_as(
			lowering, NOTICE_IDENTIFIER_TOO_LONG, value->span,
			arena_printf(
				lowering->arena,
				"the name `%.*s` has %zu characters, and SQLAlchemy refuses more than %d",
				STR_ARG(text), characters(text), MAX_NAME_BYTES),
			"Choose a shorter name, or wrap it in op.f() to have it shortened");
	}
	name_write(lowering, writer, value);
}

void name_write_text(SqlWriter *writer, const Text *name)
{
	Str bytes = text_bytes(name, writer->arena);

	if (!text_has_hole(name) && characters(bytes) > MAX_NAME_BYTES)
		name_write_str(writer, name_shortened(writer->arena, bytes), name->pieces.items[0].span);
	else
		write_text(writer, name, 0);
}
