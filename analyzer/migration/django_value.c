// Python values as the literals Django sends; declared in django_type.h.
#include <inttypes.h>

#include "migration/django_type.h"
#include "migration/django_version.h"
#include "migration/sqlalchemy_text.h"

// Django moved to psycopg 3 with 4.2; its literals look different.
static bool is_psycopg3(const DjangoState *state)
{
	return django_has(state, DJANGO_PSYCOPG3);
}

static const Value *enum_value(const Value *value)
{
	return value->kind == VALUE_INSTANCE && value->instance.enum_value ? value->instance.enum_value
									   : value;
}

static bool has_type(DjangoPlace place, const char *type)
{
	return place.field && place.field->klass && place.field->klass->type &&
		str_is(str_from(place.field->klass->type), type);
}

static bool is_class(DjangoPlace place, const char *name)
{
	return place.field && place.field->klass && str_is(str_from(place.field->klass->name), name);
}

static bool is_whole(DjangoPlace place)
{
	return has_type(place, "integer") || has_type(place, "bigint") || has_type(place, "smallint");
}

// As int() does it.
static Str whole_part(Str number)
{
	size_t point = str_find_char(number, '.', 0);

	return point == SIZE_MAX || !point ? number : str_slice(number, 0, point);
}

static void write_hole(const DjangoState *state, SqlWriter *writer, const Value *value)
{
	sql_add_hole(writer, value_source_line(state->arena, value), value->span);
}

// ---- text -----------------------------------------------------------------------------------------------------

static bool has_backslash(const Text *text)
{
	for (size_t i = 0; i < text->pieces.len; i++)
		if (str_find_char(text->pieces.items[i].text, '\\', 0) != SIZE_MAX)
			return true;
	return false;
}

static void double_backslashes(SqlWriter *writer, const Text *text)
{
	Arena *arena = writer->arena;
	Buffer doubled = buffer_in(arena);
	Str bytes = text_bytes(text, arena);

	for (size_t i = 0; i < bytes.len; i++) {
		buffer_putc(&doubled, bytes.data[i]);
		if (bytes.data[i] == '\\' || bytes.data[i] == '\'')
			buffer_putc(&doubled, bytes.data[i]);
	}
	sql_puts(writer, " E'");
	sql_add(writer, buffer_str(&doubled));
	sql_puts(writer, "'");
}

static void write_text(SqlWriter *writer, const Text *text)
{
	if (has_backslash(text) && !text_has_hole(text))
		double_backslashes(writer, text);
	else
		literal_write_text(writer, text);
}

static void write_bytes(SqlWriter *writer, const Text *text)
{
	Str bytes = text_bytes(text, writer->arena);
	Buffer hex = buffer_in(writer->arena);

	for (size_t i = 0; i < bytes.len; i++)
		buffer_printf(&hex, "%02x", (unsigned char)bytes.data[i]);
	sql_puts(writer, "'\\x");
	sql_add(writer, buffer_str(&hex));
	sql_puts(writer, "'::bytea");
}

// ---- moments --------------------------------------------------------------------------------------------------

enum { MAX_NUMBERS = 7 };

// The integer arguments of date(2020, 1, 1) and the like; false when one is not known.
static bool integers(const Value *call, const char *const *names, int64_t numbers[MAX_NUMBERS])
{
	const Arguments *arguments = call->call.arguments;

	for (size_t i = 0; i < MAX_NUMBERS; i++) {
		const Value *value = names[i] ? django_argument(call, i, names[i]) : NULL;
		numbers[i] = 0;
		if (!value)
			continue;
		if (value->kind != VALUE_INT)
			return false;
		numbers[i] = value->integer;
	}
	return arguments->positional.len <= MAX_NUMBERS + 1 && !arguments->open_keywords &&
		!arguments->open_positional;
}

static bool is_utc(const Value *zone)
{
	Str name = zone ? value_symbol_name(zone) : STR_NONE;

	return str_ends_with(name, STR(".utc")) || str_is(name, "datetime.timezone.utc") ||
		str_ends_with(name, STR(".UTC"));
}

static bool is_text_field(DjangoPlace place)
{
	return place.field && place.field->klass && (place.field->klass->flags & FIELD_STRINGS) &&
		!has_type(place, "bytea");
}

// Of what is no str a text field makes one.
static const char *cast(DjangoPlace place, const char *written)
{
	return is_text_field(place) ? "" : written;
}

static void clock_text(Buffer *text, const int64_t *n)
{
	buffer_printf(text, "%02" PRId64 ":%02" PRId64 ":%02" PRId64, n[0], n[1], n[2]);
	if (n[3])
		buffer_printf(text, ".%06" PRId64, n[3]);
}

static bool write_datetime(const DjangoState *state, SqlWriter *writer, DjangoPlace place, const Value *value)
{
	static const char *const names[MAX_NUMBERS] = { "year",   "month",  "day",        "hour",
							"minute", "second", "microsecond" };
	const Value *zone = django_argument(value, MAX_NUMBERS, "tzinfo");
	Buffer text = buffer_in(state->arena);
	int64_t n[MAX_NUMBERS];

	if (!integers(value, names, n) || (!django_is_none(zone) && !is_utc(zone)))
		return false;
	buffer_printf(&text, "'%04" PRId64 "-%02" PRId64 "-%02" PRId64, n[0], n[1], n[2]);
	if (is_class(place, "DateField")) {
		buffer_puts(&text, "'::date");
	} else {
		buffer_putc(&text, is_psycopg3(state) || is_text_field(place) ? ' ' : 'T');
		clock_text(&text, n + 3);
		buffer_puts(&text, django_is_none(zone) ? "'" : "+00:00'");
		buffer_puts(&text, cast(place, django_is_none(zone) ? "::timestamp" : "::timestamptz"));
	}
	sql_add_from(writer, buffer_str(&text), value->span);
	return true;
}

static bool write_date(const DjangoState *state, SqlWriter *writer, DjangoPlace place, const Value *value)
{
	static const char *const names[MAX_NUMBERS] = { "year", "month", "day" };
	int64_t n[MAX_NUMBERS];

	if (!integers(value, names, n))
		return false;
	sql_add_from(writer,
		     str_from(arena_printf(state->arena, "'%04" PRId64 "-%02" PRId64 "-%02" PRId64 "'%s",
					   n[0], n[1], n[2], cast(place, "::date"))),
		     value->span);
	return true;
}

static bool write_time(const DjangoState *state, SqlWriter *writer, DjangoPlace place, const Value *value)
{
	static const char *const names[MAX_NUMBERS] = { "hour", "minute", "second", "microsecond" };
	Buffer text = buffer_in(state->arena);
	int64_t n[MAX_NUMBERS];

	if (!integers(value, names, n))
		return false;
	buffer_puts(&text, "'");
	clock_text(&text, n);
	buffer_puts(&text, "'");
	buffer_puts(&text, cast(place, "::time"));
	sql_add_from(writer, buffer_str(&text), value->span);
	return true;
}

static bool write_interval(const DjangoState *state, SqlWriter *writer, DjangoPlace place, const Value *value)
{
	static const char *const names[MAX_NUMBERS] = { "days",    "seconds", "microseconds", "milliseconds",
							"minutes", "hours",   "weeks" };
	int64_t n[MAX_NUMBERS];

	if (!integers(value, names, n))
		return false;
	int64_t micro = n[2] + n[3] * 1000, seconds = n[1] + n[4] * 60 + n[5] * 3600 + micro / 1000000;
	int64_t days = n[0] + n[6] * 7 + seconds / 86400;
	micro %= 1000000;
	seconds %= 86400;
	if (micro < 0 || seconds < 0)
		return false;
	const char *text;
	if (!is_psycopg3(state) && !is_text_field(place))
		text = arena_printf(state->arena,
				    "'%" PRId64 " days %" PRId64 ".%06" PRId64 " seconds'::interval", days,
				    seconds, micro);
	else if (days)
		text = arena_printf(state->arena,
				    "'%" PRId64 " day%s%s %" PRId64 ":%02" PRId64 ":%02" PRId64 "'%s", days,
				    days == 1 ? "" : "s", is_text_field(place) ? "," : "", seconds / 3600,
				    seconds / 60 % 60, seconds % 60, cast(place, "::interval"));
	else
		text = arena_printf(state->arena, "'%" PRId64 ":%02" PRId64 ":%02" PRId64 "'%s",
				    seconds / 3600, seconds / 60 % 60, seconds % 60,
				    cast(place, "::interval"));
	sql_add_from(writer, str_from(text), value->span);
	return true;
}

static Text *without_dashes(Arena *arena, const Text *text, Span span)
{
	Str bytes = text_bytes(text, arena);
	Buffer kept = buffer_in(arena);

	for (size_t i = 0; i < bytes.len; i++)
		if (bytes.data[i] != '-')
			buffer_putc(&kept, bytes.data[i]);
	return text_literal(arena, buffer_str(&kept), span, false);
}

static bool write_call(const DjangoState *state, SqlWriter *writer, DjangoPlace place, const Value *value)
{
	Str name = value_symbol_name(value), text;

	if (str_is(name, "datetime.datetime"))
		return write_datetime(state, writer, place, value);
	if (str_is(name, "datetime.date"))
		return write_date(state, writer, place, value);
	if (str_is(name, "datetime.time"))
		return write_time(state, writer, place, value);
	if (str_is(name, "datetime.timedelta"))
		return write_interval(state, writer, place, value);
	text = django_text(state->arena, value_positional(value, 0));
	if (str_is(name, "uuid.UUID") && text.len) {
		Text *id = value_positional(value, 0)->text;
		bool bare = is_psycopg3(state) && !is_text_field(place);
		literal_write_text(writer, bare ? without_dashes(state->arena, id, value->span) : id);
		sql_puts(writer, cast(place, "::uuid"));
		return true;
	}
	if (str_is(name, "decimal.Decimal") && value_positional(value, 0) &&
	    value_is_known(value_positional(value, 0))) {
		text = text_bytes(value_to_text(state->arena, value_positional(value, 0)), state->arena);
		sql_puts(writer, is_text_field(place) ? "'" : "");
		sql_add_from(writer, is_whole(place) ? whole_part(text) : text, value->span);
		sql_puts(writer, is_text_field(place) ? "'" : "");
		return true;
	}
	return false;
}

// ---- containers -----------------------------------------------------------------------------------------------

static void json_value(const DjangoState *state, Buffer *out, const Value *value, int depth);

static void json_text(Buffer *out, Str text)
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

static void json_items(const DjangoState *state, Buffer *out, const Value *value, int depth)
{
	bool dict = value->kind == VALUE_DICT;
	size_t count = dict ? value->dict.entries->len : value->items->len;

	buffer_putc(out, dict ? '{' : '[');
	for (size_t i = 0; i < count; i++) {
		buffer_puts(out, i ? ", " : "");
		if (dict) {
			json_text(out,
				  text_bytes(value_to_text(state->arena, value->dict.entries->items[i].key),
					     state->arena));
			buffer_puts(out, ": ");
		}
		json_value(state, out, dict ? value->dict.entries->items[i].value : value->items->items[i],
			   depth + 1);
	}
	buffer_putc(out, dict ? '}' : ']');
}

static void json_value(const DjangoState *state, Buffer *out, const Value *value, int depth)
{
	enum { MAX_NESTING = 50 }; // a list may hold itself
	value = enum_value(value);
	if (depth > MAX_NESTING || value->kind == VALUE_NONE)
		buffer_puts(out, "null");
	else if (value->kind == VALUE_BOOL)
		buffer_puts(out, value->boolean ? "true" : "false");
	else if (value->kind == VALUE_STR)
		json_text(out, text_bytes(value->text, state->arena));
	else if (value->kind == VALUE_DICT || django_is_list(value))
		json_items(state, out, value, depth);
	else
		buffer_add_str(out, text_bytes(value_to_text(state->arena, value), state->arena));
}

static void write_json(const DjangoState *state, SqlWriter *writer, const Value *value)
{
	Buffer json = buffer_in(state->arena);

	json_value(state, &json, value, 0);
	write_text(writer, text_literal(state->arena, buffer_str(&json), value->span, false));
	sql_puts(writer, is_psycopg3(state) ? "::jsonb" : "");
}

static bool needs_quotes(Str text)
{
	if (!text.len || str_equal_nocase(text, STR("null")))
		return true;
	for (size_t i = 0; i < text.len; i++)
		if (strchr(" ,{}\"\\\t\n", text.data[i]))
			return true;
	return false;
}

// '{a,"b c"}'
static void write_array_text(const DjangoState *state, SqlWriter *writer, const Value *list)
{
	Buffer out = buffer_in(state->arena);

	buffer_putc(&out, '{');
	for (size_t i = 0; i < list->items->len; i++) {
		Str item = text_bytes(value_to_text(state->arena, enum_value(list->items->items[i])),
				      state->arena);
		bool quoted = needs_quotes(item);
		buffer_puts(&out, i ? "," : "");
		buffer_puts(&out, quoted ? "\"" : "");
		for (size_t j = 0; j < item.len; j++) {
			if (item.data[j] == '"' || item.data[j] == '\\')
				buffer_putc(&out, '\\');
			buffer_putc(&out, item.data[j]);
		}
		buffer_puts(&out, quoted ? "\"" : "");
	}
	buffer_putc(&out, '}');
	write_text(writer, text_literal(state->arena, buffer_str(&out), list->span, false));
}

static void write_array(const DjangoState *state, SqlWriter *writer, DjangoPlace place, const Value *list)
{
	DjangoPlace item = place;

	item.field = place.field && place.field->base_field
		? django_field_read(state, place.model->app, place.model->name, place.field->name,
				    place.field->base_field)
		: NULL;
	if (!list->items->len) {
		sql_puts(writer, "'{}'");
	} else if (is_psycopg3(state)) {
		write_array_text(state, writer, list);
	} else {
		sql_puts(writer, "ARRAY[");
		for (size_t i = 0; i < list->items->len; i++) {
			sql_puts(writer, i ? "," : "");
			django_write_value(state, writer, item, list->items->items[i]);
		}
		sql_puts(writer, "]");
	}
}

// ---- values ---------------------------------------------------------------------------------------------------

// What Django makes of a number that is the default of a UUIDField.
static Str uuid_text(const DjangoState *state, int64_t number)
{
	uint64_t low = (uint64_t)number & 0xffffffffffff, high = (uint64_t)number >> 48;
	const char *format = is_psycopg3(state) ? "'0000000000000000%04" PRIx64 "%012" PRIx64 "'::uuid"
						: "'00000000-0000-0000-%04" PRIx64 "-%012" PRIx64 "'::uuid";

	return str_from(arena_printf(state->arena, format, high, low));
}

static void write_number(const DjangoState *state, SqlWriter *writer, DjangoPlace place, const Value *value)
{
	Str text = text_bytes(value_to_text(state->arena, value), state->arena);

	if (is_text_field(place)) {
		literal_write_text(writer, text_literal(state->arena, text, value->span, false));
		return;
	}
	if (has_type(place, "boolean") && value->kind == VALUE_INT)
		text = value->integer ? STR("true") : STR("false");
	else if (has_type(place, "double precision") && value->kind == VALUE_INT)
		text = str_from(arena_printf(state->arena, "%.*s.0", STR_ARG(text)));
	else if (has_type(place, "uuid") && value->kind == VALUE_INT && value->integer >= 0)
		text = uuid_text(state, value->integer);
	else if (is_whole(place))
		text = whole_part(text);
	sql_add_from(writer, text, value->span);
}

static bool is_number_text(Str text)
{
	size_t digits = 0, i = text.len && (text.data[0] == '-' || text.data[0] == '+') ? 1 : 0;

	for (; i < text.len; i++) {
		if (text.data[i] >= '0' && text.data[i] <= '9')
			digits++;
		else if (text.data[i] != '.')
			return false;
	}
	return digits;
}

// A string given to a field of another kind: Django converts it first.
static void write_string(const DjangoState *state, SqlWriter *writer, DjangoPlace place, const Value *value)
{
	static const char *const numbers[] = { "integer", "bigint",           "smallint",
					       "numeric", "double precision", NULL };
	Str text = django_text(state->arena, value);

	for (int i = 0; numbers[i]; i++)
		if (has_type(place, numbers[i]) && is_number_text(text)) {
			sql_add_from(writer, text, value->span);
			return;
		}
	if (has_type(place, "boolean") && text.len) {
		bool truth = strchr("tT1", text.data[0]) != NULL;
		sql_add_from(writer, truth ? STR("true") : STR("false"), value->span);
		return;
	}
	write_text(writer, value->text);
	if (has_type(place, "uuid"))
		sql_puts(writer, "::uuid");
	else if (has_type(place, "date"))
		sql_puts(writer, "::date");
	else if (has_type(place, "inet"))
		sql_puts(writer, "::inet");
	else if (has_type(place, "time"))
		sql_puts(writer, "::time");
}

static void write_boolean(SqlWriter *writer, DjangoPlace place, const Value *value)
{
	bool number = has_type(place, "integer") || has_type(place, "bigint") || has_type(place, "smallint");

	if (number)
		sql_add_from(writer, value->boolean ? STR("1") : STR("0"), value->span);
	else if (is_text_field(place))
		sql_add_from(writer, value->boolean ? STR("'True'") : STR("'False'"), value->span);
	else
		sql_add_from(writer, value->boolean ? STR("true") : STR("false"), value->span);
}

// Of files that come from Python 2: str(b"x") is "b'x'" today.
static const Text *representation(Arena *arena, const Value *bytes)
{
	const char *text = arena_printf(arena, "b'%.*s'", STR_ARG(text_bytes(bytes->text, arena)));

	return text_literal(arena, str_from(text), bytes->span, false);
}

static void write_by_kind(const DjangoState *state, SqlWriter *writer, DjangoPlace place, const Value *value)
{
	switch (value->kind) {
	case VALUE_NONE:
		sql_add_from(writer, STR("NULL"), value->span);
		break;
	case VALUE_BOOL:
		write_boolean(writer, place, value);
		break;
	case VALUE_INT:
	case VALUE_FLOAT:
		write_number(state, writer, place, value);
		break;
	case VALUE_STR:
		write_string(state, writer, place, value);
		break;
	case VALUE_BYTES:
		if (is_text_field(place))
			write_text(writer, representation(state->arena, value));
		else
			write_bytes(writer, value->text);
		break;
	case VALUE_LIST:
	case VALUE_TUPLE:
		write_array(state, writer, place, value);
		break;
	case VALUE_CALL:
		if (write_call(state, writer, place, value))
			break;
		write_hole(state, writer, value);
		break;
	default:
		write_hole(state, writer, value);
	}
}

void django_write_value(const DjangoState *state, SqlWriter *writer, DjangoPlace place, const Value *value)
{
	for (int depth = 0; place.field && django_field_is(place.field, FIELD_RELATION) && depth < 10;
	     depth++)
		place = django_target(state, place);
	value = enum_value(value);
	if (has_type(place, "jsonb") && value_is_known(value))
		write_json(state, writer, value);
	else
		write_by_kind(state, writer, place, value);
}

// ---- defaults -------------------------------------------------------------------------------------------------

// The value a callable of Python itself gives: dict, list, str, int, float, bool. NULL for others.
static const Value *called(const DjangoState *state, const Value *callable)
{
	Str name = callable->kind == VALUE_SYMBOL ? callable->symbol : STR_NONE;
	Value *value;

	if (str_starts_with(name, STR("builtins.")))
		name = str_slice(name, 9, name.len);
	if (str_is(name, "dict") || str_is(name, "list") || str_is(name, "tuple") || str_is(name, "set")) {
		value = value_none(state->arena, callable->span);
		value->kind = str_is(name, "dict") ? VALUE_DICT : VALUE_LIST;
		if (value->kind == VALUE_DICT)
			value->dict.entries = arena_new(state->arena, DictEntries);
		else
			value->items = arena_new(state->arena, ValueArray);
		return value;
	}
	if (str_is(name, "str"))
		return value_str(state->arena, callable->span, STR(""));
	if (str_is(name, "int"))
		return value_int(state->arena, callable->span, 0);
	if (str_is(name, "bool"))
		return value_bool(state->arena, callable->span, false);
	return NULL;
}

// Whether Django fills in '' where nothing is given: what a class that is not known has from Field.
static bool takes_empty(const DjangoField *field)
{
	if (!field->klass)
		return !field->configured.len;
	return django_field_is(field, FIELD_STRINGS);
}

DjangoDefault django_default(const DjangoState *state, DjangoPlace place)
{
	const DjangoField *field = place.field;
	DjangoDefault result = { .place = place };

	if (field->default_value) {
		const Value *value = called(state, field->default_value);
		result.value = value ? value : field->default_value;
		result.kind = result.value->kind == VALUE_NONE ? DEFAULT_NONE : DEFAULT_VALUE;
	} else if (field->is_order) {
		result.kind = DEFAULT_ZERO;
	} else if (!field->null && field->blank && takes_empty(field)) {
		result.kind = has_type(place, "bytea") ? DEFAULT_BYTES : DEFAULT_EMPTY;
	} else if (field->auto_now) {
		result.kind = DEFAULT_MOMENT;
	}
	return result;
}

// What Python makes once is one and the same constant for all rows.
static void write_constant(SqlWriter *writer, const char *expression, Span span)
{
	sql_puts(writer, "'");
	sql_add_hole(writer, expression, span);
	sql_puts(writer, "'");
}

static void write_once(const DjangoState *state, SqlWriter *writer, const DjangoDefault *value)
{
	SqlWriter probe = sql_writer(state->arena, (Span){ 0 });
	const Value *given = value->value;

	django_write_value(state, &probe, value->place, given);
	if (probe.holes.len && given->kind != VALUE_STR)
		write_constant(writer, value_source_line(state->arena, given), given->span);
	else
		django_write_value(state, writer, value->place, given);
}

void django_write_default(const DjangoState *state, SqlWriter *writer, const DjangoDefault *value)
{
	switch (value->kind) {
	case DEFAULT_NONE:
		sql_puts(writer, "NULL");
		break;
	case DEFAULT_VALUE:
		write_once(state, writer, value);
		break;
	case DEFAULT_EMPTY:
		sql_puts(writer, "''");
		break;
	case DEFAULT_BYTES:
		sql_puts(writer, "'\\x'::bytea");
		break;
	case DEFAULT_ZERO:
		sql_puts(writer, "0");
		break;
	case DEFAULT_MOMENT:
		write_constant(writer, "now", value->place.field->span);
	}
}

bool django_default_equal(const DjangoState *state, const DjangoDefault *a, const DjangoDefault *b)
{
	if (a->kind == DEFAULT_NONE || b->kind == DEFAULT_NONE)
		return a->kind == b->kind;
	if (a->kind == DEFAULT_MOMENT)
		return b->kind == DEFAULT_MOMENT && has_type(a->place, "date");
	// Objects of the driver that are equal to themselves only.
	bool wrapped = has_type(b->place, "inet") || has_type(b->place, "bytea");
	if (is_psycopg3(state) ? has_type(b->place, "jsonb") : wrapped)
		return false;
	SqlWriter first = sql_writer(state->arena, (Span){ 0 }),
		  second = sql_writer(state->arena, (Span){ 0 });
	django_write_default(state, &first, a);
	django_write_default(state, &second, b);
	const Sql *one = sql_finish(&first), *other = sql_finish(&second);
	return !one->hole_count && !other->hole_count && str_equal(one->text, other->text);
}
