// django_sql.c - SQL written by hand: RunSQL, cursor.execute(), schema_editor.execute().

#include "migration/django_internal.h"
#include "migration/sqlalchemy_text.h"

// Parameters: the values for `%s` and `%(name)s`. `next`: of the one that is taken.
typedef struct Parameters {
	const Value *given;
	size_t next;
	size_t unknown; // $n given out so far
} Parameters;

static const Value *parameter_at(Parameters *parameters, Lowering *lowering, Str name)
{
	const Value *given = parameters->given;
	Str key;

	if (!name.len) {
		size_t i = parameters->next++;
		bool sequence = given->kind == VALUE_LIST || given->kind == VALUE_TUPLE;
		return sequence && i < given->items->len ? given->items->items[i] : NULL;
	}
	for (size_t i = 0; given->kind == VALUE_DICT && i < given->dict.entries->len; i++)
		if (value_plain_text(given->dict.entries->items[i].key, lowering->arena, &key) &&
		    str_equal(key, name))
			return given->dict.entries->items[i].value;
	return NULL;
}

// `place`: of the placeholder, which is where the value stands in the statement.
static void write_parameter(Parameters *parameters, Lowering *lowering, SqlWriter *writer, Str name,
			    Span place)
{
	const Value *value = parameter_at(parameters, lowering, name);
	SqlWriter literal = sql_writer(lowering->arena, place);

	if (value && literal_is_known(value))
		literal_write(lowering, &literal, value);
	else
		sql_puts(&literal, arena_printf(lowering->arena, "$%zu", ++parameters->unknown));
	sql_add_from(writer, sql_finish(&literal)->text, place);
}

// The place of a placeholder. Holes that stand right before it are written.
static Span enter_placeholder(SqlWriter *writer, const Text *placeholder, Span otherwise)
{
	Span place = otherwise;

	for (size_t i = placeholder->pieces.len; i-- > 0;)
		if (!placeholder->pieces.items[i].hole)
			place = placeholder->pieces.items[i].span;
	for (size_t i = 0; i < placeholder->pieces.len; i++)
		if (placeholder->pieces.items[i].hole)
			sql_add_piece(writer, placeholder->pieces.items[i]);
	return place;
}

// The length of the placeholder at `at`, 0 when there is none; `*name` is that of %(name)s.
static size_t placeholder_at(Str text, size_t at, Str *name)
{
	*name = STR_NONE;
	if (at + 1 >= text.len || text.data[at] != '%')
		return 0;
	if (text.data[at + 1] == 's' || text.data[at + 1] == '%')
		return 2;
	size_t close = text.data[at + 1] == '(' ? str_find_char(text, ')', at) : SIZE_MAX;
	if (close == SIZE_MAX || close + 1 >= text.len || text.data[close + 1] != 's')
		return 0;
	*name = str_slice(text, at + 2, close);
	return close + 2 - at;
}

static void write_formatted(Lowering *lowering, SqlWriter *writer, const Text *text, const Value *given)
{
	Str bytes = text_bytes(text, lowering->arena), name;
	Parameters parameters = { .given = given };
	size_t literal = 0, at = 0;

	while (at < bytes.len) {
		size_t len = placeholder_at(bytes, at, &name);
		if (!len) {
			at++;
			continue;
		}
		sql_add_text(writer, text_slice(lowering->arena, text, literal, at));
		Span place = enter_placeholder(writer, text_slice(lowering->arena, text, at, at + len),
					       lowering->span);
		if (bytes.data[at + 1] == '%')
			sql_add_from(writer, STR("%"), place);
		else
			write_parameter(&parameters, lowering, writer, name, place);
		at = literal = at + len;
	}
	sql_add_text(writer, text_slice(lowering->arena, text, literal, bytes.len));
}

void django_execute(Lowering *lowering, const Value *sql, const Value *parameters)
{
	SqlWriter writer = lowering_sql(lowering);
	bool given = parameters && parameters->kind != VALUE_NONE;

	if (sql->kind != VALUE_STR) {
		const Value *composed = django_composed(lowering->arena, sql);
		if (composed) {
			django_execute(lowering, composed, parameters);
			return;
		}
		lowering_dynamic(lowering, sql, NULL);
		return;
	}
	if (!text_says_something(sql->text)) {
		lowering_dynamic(lowering, sql, sql->text);
		return;
	}
	if (!str_trim(text_bytes(sql->text, lowering->arena)).len)
		return;
	if (given)
		write_formatted(lowering, &writer, sql->text, parameters);
	else
		sql_add_text(&writer, sql->text);
	lowering_emit(lowering, &writer);
}

static bool is_sequence(const Value *value)
{
	return value->kind == VALUE_LIST || value->kind == VALUE_TUPLE;
}

// One item of a list: a string, or a pair of it and its parameters.
static void execute_item(Lowering *lowering, const Value *item)
{
	if (!is_sequence(item))
		django_execute(lowering, item, NULL);
	else if (item->items->len == 2)
		django_execute(lowering, item->items->items[0], item->items->items[1]);
	else
		lowering_refuse(lowering, item->span,
				"an item of RunSQL is SQL or a tuple of SQL and parameters");
}

void django_run_sql(Lowering *lowering, const Value *sql)
{
	if (!is_sequence(sql)) {
		django_execute(lowering, sql, NULL);
		return;
	}
	for (size_t i = 0; i < sql->items->len; i++)
		execute_item(lowering, sql->items->items[i]);
}
