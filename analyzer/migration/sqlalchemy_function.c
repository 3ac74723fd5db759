#include "migration/sqlalchemy_function.h"

#include "migration/sqlalchemy_name.h"
#include "migration/sqlalchemy_text.h"

// SQLAlchemy knows these as classes: any case of the name comes out as here. Without parentheses when `word`.
static const struct {
	const char *name;
	const char *word;
} generic[] = {
	{ "now", NULL },
	{ "coalesce", NULL },
	{ "max", NULL },
	{ "min", NULL },
	{ "sum", NULL },
	{ "random", NULL },
	{ "count", NULL },
	{ "char_length", NULL },
	{ "concat", NULL },
	{ "sysdate", NULL },
	{ "array_agg", NULL },
	{ "mode", NULL },
	{ "rank", NULL },
	{ "dense_rank", NULL },
	{ "percent_rank", NULL },
	{ "cume_dist", NULL },
	{ "cube", NULL },
	{ "rollup", NULL },
	{ "percentile_cont", NULL },
	{ "percentile_disc", NULL },
	{ "current_timestamp", "CURRENT_TIMESTAMP" },
	{ "current_date", "CURRENT_DATE" },
	{ "current_time", "CURRENT_TIME" },
	{ "localtime", "LOCALTIME" },
	{ "localtimestamp", "LOCALTIMESTAMP" },
	{ "current_user", "CURRENT_USER" },
	{ "session_user", "SESSION_USER" },
	{ "user", "USER" },
};

enum { GENERIC_COUNT = sizeof(generic) / sizeof(generic[0]) };

// What follows ".func." or "functions." in the dotted name: "now", "my.Schema.Fn".
static Str dotted_function(const Value *value)
{
	static const char *const markers[] = { ".func.", ".sql.functions.", ".functions." };
	Str dotted = value->kind == VALUE_CALL ? value_symbol_name(value) : STR_NONE;

	if (!dotted.len || str_starts_with(dotted, STR("alembic.")))
		return STR_NONE;
	if (str_starts_with(dotted, STR("func.")))
		return str_slice(dotted, 5, dotted.len);
	for (size_t i = 0; i < sizeof(markers) / sizeof(markers[0]); i++) {
		size_t at = str_find(dotted, str_from(markers[i]), 0);
		if (at != SIZE_MAX)
			return str_slice(dotted, at + strlen(markers[i]), dotted.len);
	}
	return STR_NONE;
}

static size_t generic_index(Str name)
{
	for (size_t i = 0; i < GENERIC_COUNT; i++)
		if (str_equal_nocase(name, str_from(generic[i].name)))
			return i;
	return GENERIC_COUNT;
}

static bool is_next_value(const Value *value)
{
	Value *object;

	return value->kind == VALUE_CALL && str_is(value_method(value, &object), "next_value") &&
		sa_is(object, "Sequence");
}

bool function_is_function(const Value *value)
{
	return dotted_function(value).len || is_next_value(value);
}

Str function_name(Arena *arena, const Value *value)
{
	Str name = dotted_function(value);
	size_t i = generic_index(name);

	// SQLAlchemy puts a trailing underscore off: func.extract_ is "extract".
	if (name.len > 1 && name.data[name.len - 1] == '_')
		name.len--;
	return i < GENERIC_COUNT ? str_from(generic[i].name) : str_from(str_dup(arena, name));
}

static void write_arguments(Expression *e, const Value *value)
{
	const ValueArray *arguments = &value->call.arguments->positional;

	sql_puts(e->writer, "(");
	for (size_t i = 0; i < arguments->len; i++) {
		sql_puts(e->writer, i ? ", " : "");
		expression_operand(e, arguments->items[i], BINDS_ANY);
	}
	sql_puts(e->writer, ")");
}

// nextval('"Schema".name'): the name is an identifier inside a literal.
static void write_next_value(Expression *e, const Value *sequence)
{
	SqlWriter name = lowering_sql(e->lowering);
	const Value *given = value_positional(sequence, 0);

	name_write_qualified(e->lowering, &name, value_keyword(sequence, "schema"), given);
	Str text = buffer_str(&name.text);
	sql_puts(e->writer, "nextval(");
	literal_write_text(e->writer, text_literal(e->lowering->arena, text, sequence->span, false));
	sql_puts(e->writer, ")");
}

bool function_write(Expression *e, const Value *value)
{
	Str name = dotted_function(value);

	if (is_next_value(value)) {
		Value *sequence = NULL;
		value_method(value, &sequence);
		write_next_value(e, sequence);
		return true;
	}
	if (!name.len)
		return false;
	const Value *first = value_positional(value, 0);
	if (str_is(name, "next_value") && first && sa_is(first, "Sequence")) {
		write_next_value(e, first);
		return true;
	}
	size_t i = generic_index(name);
	if (i < GENERIC_COUNT && generic[i].word) {
		sql_puts(e->writer, generic[i].word);
		return true;
	}
	sql_add_from(e->writer, function_name(e->lowering->arena, value), value->span);
	if (str_is(name, "count") && !first)
		sql_puts(e->writer, "(*)");
	else
		write_arguments(e, value);
	return true;
}
