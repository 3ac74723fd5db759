// What is known of a run without running it: the dialect is PostgreSQL's, Alembic is online; and what the configuration assumes.
#include "config.h"
#include "migration/alembic_internal.h"
#include "migration/sqlalchemy_name.h"

// ---- assumptions ----------------------------------------------------------------------------------------------

// The dotted name a symbolic value is written as, calls left out: settings().use_x is "settings.use_x".
static bool add_dotted(Buffer *name, const Value *value, int depth)
{
	if (depth > 20)
		return false;
	if (value->kind == VALUE_SYMBOL) {
		buffer_add_str(name, value->symbol);
		return true;
	}
	if (value->kind == VALUE_CALL && !value->call.arguments->positional.len &&
	    !value->call.arguments->keywords.len)
		return add_dotted(name, value->call.callee, depth + 1);
	if (value->kind != VALUE_ATTRIBUTE || !add_dotted(name, value->attribute.object, depth + 1))
		return false;
	buffer_putc(name, '.');
	buffer_add_str(name, value->attribute.name);
	return true;
}

static bool is_named(Str dotted, Str name)
{
	return str_ends_with(dotted, name) &&
		(dotted.len == name.len || dotted.data[dotted.len - name.len - 1] == '.');
}

static Value *assumed_value(Arena *arena, Span span, const Assumption *assumption)
{
	switch (assumption->kind) {
	case ASSUME_BOOL:
		return value_bool(arena, span, assumption->boolean);
	case ASSUME_INT:
		return value_int(arena, span, assumption->integer);
	default:
		return value_str(arena, span, assumption->string);
	}
}

Value *fact_of_name(Alembic *alembic, Span span, Str dotted)
{
	for (size_t i = 0; alembic->config && i < alembic->config->assume.len; i++)
		if (is_named(dotted, alembic->config->assume.items[i].name))
			return assumed_value(alembic->arena, span, &alembic->config->assume.items[i]);
	return NULL;
}

static Value *assumed(Alembic *alembic, const Value *value)
{
	Buffer name = buffer_in(alembic->arena);

	if (!alembic->config || !alembic->config->assume.len || !add_dotted(&name, value, 0))
		return NULL;
	return fact_of_name(alembic, value->span, buffer_str(&name));
}

// ---- the dialect ----------------------------------------------------------------------------------------------

static bool ends_in(const Value *value, const char *name)
{
	Str dotted = value->kind == VALUE_SYMBOL ? value->symbol : STR_NONE;

	if (value->kind == VALUE_ATTRIBUTE)
		return str_is(value->attribute.name, name);
	return str_starts_with(dotted, STR("alembic.")) && is_named(dotted, str_from(name));
}

// What an engine, a connection's dialect or the migration context is asked for.
static const struct {
	const char *of; // the attribute before, NULL: a connection or engine
	const char *name;
	const char *text;
} dialect_facts[] = {
	{ "dialect", "name", "postgresql" },     { "dialect", "dialect_description", "postgresql+psycopg2" },
	{ "dialect", "driver", "psycopg2" },     { "engine", "driver", "psycopg2" },
	{ "impl", "__dialect__", "postgresql" }, { NULL, "name", "postgresql" },
};

static bool is_asked_of(const Value *object, const char *of)
{
	if (of && strcmp(of, "engine") != 0)
		return ends_in(object, of);
	return value_is_bind(object) || (object->kind == VALUE_SYMBOL && ends_in(object, "engine"));
}

static Value *dialect_fact(Alembic *alembic, const Value *value, const Value *object, Str name)
{
	for (size_t i = 0; i < sizeof(dialect_facts) / sizeof(dialect_facts[0]); i++)
		if (str_is(name, dialect_facts[i].name) && is_asked_of(object, dialect_facts[i].of))
			return value_str(alembic->arena, value->span, str_from(dialect_facts[i].text));
	return NULL;
}

// `alembic.op.get_context.dialect.name` as one symbol: the object of its last part.
static Value *object_of_symbol(Alembic *alembic, const Value *value, Str *name)
{
	Str symbol = value->symbol;
	size_t dot = symbol.len;

	while (dot > 0 && symbol.data[dot - 1] != '.')
		dot--;
	if (dot < 2)
		return NULL;
	*name = str_slice(symbol, dot, symbol.len);
	return value_symbol(alembic->arena, value->span, str_slice(symbol, 0, dot - 1));
}

Value *fact_of_attribute(Alembic *alembic, const Value *value)
{
	Str name = value->kind == VALUE_ATTRIBUTE ? value->attribute.name : STR_NONE;
	const Value *object = value->kind == VALUE_ATTRIBUTE ? value->attribute.object
		: value->kind == VALUE_SYMBOL && str_starts_with(value->symbol, STR("alembic."))
		? object_of_symbol(alembic, value, &name)
		: NULL;
	Value *known = assumed(alembic, value);

	if (known || !object)
		return known;
	if (str_is(name, "as_sql") && value_is_context(object))
		return value_bool(alembic->arena, value->span, false);
	return dialect_fact(alembic, value, object, name);
}

// ---- calls ----------------------------------------------------------------------------------------------------

Value *fact_of_call(Alembic *alembic, const Value *call)
{
	Str name = value_symbol_name(call);
	Value *object, *known = assumed(alembic, call);

	if (known)
		return known;
	if (str_is(name, "alembic.context.is_offline_mode"))
		return value_bool(alembic->arena, call->span, false);
	if (sa_is(call, "inspect") || str_is(value_last_name(call), "get_x_argument") ||
	    str_is(value_method(call, &object), "has_table"))
		return value_unknown(alembic->arena, call->span,
				     str_from(arena_printf(alembic->arena, "result of '%.80s'",
							   value_source_line(alembic->arena, call))));
	return NULL;
}

// ---- conditions -----------------------------------------------------------------------------------------------

// isinstance(bind.dialect, PGDialect): the one dialect there is.
static bool is_dialect_test(const Value *condition, bool *truth)
{
	bool tests = condition->kind == VALUE_CALL && str_is(value_last_name(condition), "isinstance");
	const Value *object = tests ? value_positional(condition, 0) : NULL;
	const Value *classes = tests ? value_positional(condition, 1) : NULL;

	if (!object || !classes || !(ends_in(object, "dialect") || ends_in(object, "impl")))
		return false;
	size_t count = classes->kind == VALUE_TUPLE ? classes->items->len : 1;
	*truth = false;
	for (size_t i = 0; i < count; i++) {
		const Value *class = classes->kind == VALUE_TUPLE ? classes->items->items[i] : classes;
		if (str_find(value_symbol_name(class), STR("postgresql"), 0) != SIZE_MAX ||
		    str_starts_with(value_last_name(class), STR("PG")) ||
		    str_starts_with(value_last_name(class), STR("Postgres")))
			*truth = true;
	}
	return true;
}

// Columns, SQL functions and what is made of them.
bool value_is_expression(const Value *value)
{
	const Value *object = value->kind == VALUE_ATTRIBUTE ? value->attribute.object
		: value->kind == VALUE_INDEX                 ? value->index.object
							     : NULL;

	if (value->kind == VALUE_CALL)
		return sa_name(value).len > 0;
	return object && object->kind == VALUE_ATTRIBUTE &&
		(str_is(object->attribute.name, "c") || str_is(object->attribute.name, "columns"));
}

// Something a library made or is: never None.
static bool is_object(const Value *value)
{
	if (value_is_bind(value) || value_is_context(value) || value_is_expression(value))
		return true;
	if (value->kind == VALUE_SYMBOL)
		return str_starts_with(value->symbol, STR("alembic.op")) || sa_name(value).len;
	return value->kind == VALUE_CALL && (value->call.callee->kind == VALUE_CLASS || sa_name(value).len);
}

bool fact_of_condition(Alembic *alembic, const Value *condition, bool *truth)
{
	const Value *left = condition->kind == VALUE_OPERATOR ? condition->operation.left : NULL;
	Value *known = assumed(alembic, condition);

	if (known)
		return value_truth(known, truth);
	if (value_is_bind(condition) || value_is_context(condition))
		return *truth = true;
	if (left && condition->operation.right->kind == VALUE_NONE && is_object(left) &&
	    (str_is(condition->operation.op, "is") || str_is(condition->operation.op, "is not"))) {
		*truth = str_is(condition->operation.op, "is not");
		return true;
	}
	return is_dialect_test(condition, truth);
}
