#include "migration/django_expression.h"

#include "migration/django_name.h"
#include "migration/sqlalchemy_text.h"

static void write_hole(const DjangoScope *scope, SqlWriter *writer, const Value *value)
{
	sql_add_hole(writer, value_source_line(scope->state->arena, value), value->span);
}

// Tells the name a column has after all renames; the last one is asked last.
static Str renamed(const DjangoRenamed *last, Str column)
{
	if (!last)
		return column;
	column = renamed(last->before, column);
	return str_equal(column, last->from) ? last->to : column;
}

Str django_column(const DjangoScope *scope, Str name)
{
	DjangoPlace place = django_model_field(scope->state, scope->models, scope->model, name);

	return renamed(scope->renamed, place.field && place.field->column.len ? place.field->column : name);
}

static bool is_class(const Value *value, const char *name)
{
	return value && value->kind == VALUE_CALL && str_is(value_last_name(value), name);
}

bool django_is_expression(const Value *value)
{
	return value->kind == VALUE_CALL || value->kind == VALUE_OPERATOR || value->kind == VALUE_ATTRIBUTE;
}

// Functions by the name of their class: those that only put their arguments in parentheses.
static const struct {
	const char *klass;
	const char *sql;
} functions[] = {
	{ "Lower", "LOWER" },
	{ "Upper", "UPPER" },
	{ "Length", "LENGTH" },
	{ "Coalesce", "COALESCE" },
	{ "Abs", "ABS" },
	{ "Ceil", "CEILING" },
	{ "Floor", "FLOOR" },
	{ "Greatest", "GREATEST" },
	{ "Least", "LEAST" },
	{ "NullIf", "NULLIF" },
	{ "Trim", "BTRIM" },
	{ "LTrim", "LTRIM" },
	{ "RTrim", "RTRIM" },
	{ "MD5", "MD5" },
	{ "Reverse", "REVERSE" },
	{ "Sqrt", "SQRT" },
	{ "Left", "LEFT" },
	{ "Right", "RIGHT" },
	{ "Substr", "SUBSTRING" },
	{ "Replace", "REPLACE" },
	{ "Now", "STATEMENT_TIMESTAMP" },
	{ "RandomUUID", "GEN_RANDOM_UUID" },
	{ "TransactionNow", "CURRENT_TIMESTAMP" },
	{ "Sign", "SIGN" },
	{ "Exp", "EXP" },
	{ "Ln", "LN" },
	{ "Power", "POWER" },
	{ "Cos", "COS" },
	{ "Cot", "COT" },
	{ "Degrees", "DEGREES" },
	{ "Radians", "RADIANS" },
	{ "Sin", "SIN" },
	{ "Tan", "TAN" },
	{ "ACos", "ACOS" },
	{ "ASin", "ASIN" },
	{ "ATan", "ATAN" },
	{ "ATan2", "ATAN2" },
	{ "Pi", "PI" },
	{ "Chr", "CHR" },
	{ "Ord", "ASCII" },
	{ "LPad", "LPAD" },
	{ "RPad", "RPAD" },
	{ "Repeat", "REPEAT" },
	{ "StrIndex", "STRPOS" },
	{ "TrigramSimilarity", "SIMILARITY" },
	{ "DateTimeRangeFunction", "TSTZRANGE" },
};

// Of these Django casts what is a FloatField to numeric.
static const struct {
	const char *klass;
	const char *sql;
} numeric_functions[] = {
	{ "Mod", "MOD" },
	{ "Log", "LOG" },
	{ "Round", "ROUND" },
};

// Whether it is certain that an argument is no float: a number that is none, or a field of another class.
static bool is_no_float(const DjangoScope *scope, const Value *value)
{
	const Value *name = is_class(value, "F") ? value_positional(value, 0) : value;

	if (value->kind == VALUE_INT)
		return true;
	if (!name || name->kind != VALUE_STR)
		return false;
	DjangoPlace place = django_model_field(scope->state, scope->models, scope->model,
					       django_text(scope->state->arena, name));
	return place.field && place.field->klass && !str_is(str_from(place.field->klass->name), "FloatField");
}

static const char *numeric_function(const DjangoScope *scope, const Value *value)
{
	const ValueArray *arguments = &value->call.arguments->positional;

	for (size_t i = 0; i < arguments->len; i++)
		if (!is_no_float(scope, arguments->items[i]))
			return NULL;
	for (size_t i = 0; i < sizeof(numeric_functions) / sizeof(numeric_functions[0]); i++)
		if (is_class(value, numeric_functions[i].klass))
			return numeric_functions[i].sql;
	return NULL;
}

static const char *function_name(const DjangoScope *scope, const Value *value)
{
	Str last = value_last_name(value),
	    given = django_text(scope->state->arena, django_argument(value, SIZE_MAX, "function"));

	if (given.len)
		return str_dup(scope->state->arena, given);
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (str_is(last, functions[i].klass))
			return functions[i].sql;
	return numeric_function(scope, value);
}

// An argument of a function: a str is a field there, anything plain a value.
static void write_argument(const DjangoScope *scope, SqlWriter *writer, const Value *value)
{
	if (value->kind == VALUE_STR || django_is_expression(value))
		django_write_expression(scope, writer, value);
	else
		django_write_value(scope->state, writer, (DjangoPlace){ scope->models, scope->model, NULL },
				   value);
}

static void write_function(const DjangoScope *scope, SqlWriter *writer, const char *name, const Value *value)
{
	const ValueArray *arguments = &value->call.arguments->positional;

	sql_puts(writer, name);
	if (str_is(str_from(name), "CURRENT_TIMESTAMP"))
		return;
	sql_puts(writer, "(");
	for (size_t i = 0; i < arguments->len; i++) {
		sql_puts(writer, i ? ", " : "");
		write_argument(scope, writer, arguments->items[i]);
	}
	sql_puts(writer, ")");
}

static void write_column(const DjangoScope *scope, SqlWriter *writer, const Value *name)
{
	Str field = django_text(scope->state->arena, name);

	if (field.len && str_find(field, STR("__"), 0) == SIZE_MAX)
		django_write_name_from(writer, django_column(scope, field), name->span);
	else
		write_hole(scope, writer, name);
}

static void write_cast(const DjangoScope *scope, SqlWriter *writer, const Value *value)
{
	const Value *field = django_argument(value, 1, "output_field");
	const Value *inner = django_argument(value, 0, "expression");

	if (!field || !inner) {
		write_hole(scope, writer, value);
		return;
	}
	DjangoPlace place = { scope->models, scope->model,
			      django_field_read(scope->state, scope->model->app, scope->model->name,
						STR("cast"), field) };
	DjangoType type = django_type(scope->state, place);
	sql_puts(writer, "(");
	write_argument(scope, writer, inner);
	sql_puts(writer, ")::");
	django_write_type(writer, &type);
}

static void write_collate(const DjangoScope *scope, SqlWriter *writer, const Value *value)
{
	write_argument(scope, writer, django_argument(value, 0, "expression"));
	sql_puts(writer, " COLLATE ");
	django_write_name(writer, django_text(scope->state->arena, django_argument(value, 1, "collation")));
}

static void write_raw(const DjangoScope *scope, SqlWriter *writer, const Value *value)
{
	const Value *sql = django_argument(value, 0, "sql"), *params = django_argument(value, 1, "params");

	if (!sql || sql->kind != VALUE_STR || (django_is_list(params) && params->items->len)) {
		write_hole(scope, writer, value);
		return;
	}
	sql_puts(writer, "(");
	sql_add_text(writer, sql->text);
	sql_puts(writer, ")");
}

static void write_call(const DjangoScope *scope, SqlWriter *writer, const Value *value)
{
	const Value *first = value_positional(value, 0);
	const char *function;

	if (is_class(value, "F") && first)
		write_column(scope, writer, first);
	else if (is_class(value, "Value") && django_argument(value, 0, "value"))
		django_write_value(scope->state, writer, (DjangoPlace){ scope->models, scope->model, NULL },
				   django_argument(value, 0, "value"));
	else if (is_class(value, "ExpressionWrapper") && first)
		django_write_expression(scope, writer, first);
	else if (is_class(value, "Cast"))
		write_cast(scope, writer, value);
	else if (is_class(value, "Collate") && first && value_positional(value, 1))
		write_collate(scope, writer, value);
	else if (is_class(value, "RawSQL"))
		write_raw(scope, writer, value);
	else if (is_class(value, "Q"))
		django_write_condition(scope, writer, value);
	else if ((function = function_name(scope, value)))
		write_function(scope, writer, function, value);
	else
		write_hole(scope, writer, value);
}

static const char *operator_sql(Str op)
{
	static const char *const same[] = { "+", "-", "*", "/", "%", NULL };

	for (int i = 0; same[i]; i++)
		if (str_is(op, same[i]))
			return same[i];
	return str_is(op, "**") ? "^" : NULL;
}

static void write_operand(const DjangoScope *scope, SqlWriter *writer, const Value *value)
{
	if (django_is_expression(value))
		django_write_expression(scope, writer, value);
	else
		django_write_value(scope->state, writer, (DjangoPlace){ scope->models, scope->model, NULL },
				   value);
}

// CombinedExpression(F("a"), "+", Value(1)), as migration files spell F("a") + 1.
static void write_combined(const DjangoScope *scope, SqlWriter *writer, const Value *left, Str op,
			   const Value *right)
{
	sql_puts(writer, "(");
	write_operand(scope, writer, left);
	sql_puts(writer, " ");
	sql_puts(writer, operator_sql(op));
	sql_puts(writer, " ");
	write_operand(scope, writer, right);
	sql_puts(writer, ")");
}

void django_write_expression(const DjangoScope *scope, SqlWriter *writer, const Value *value)
{
	if (value->kind == VALUE_STR) {
		write_column(scope, writer, value);
	} else if (is_class(value, "CombinedExpression") && value_positional(value, 2)) {
		Str op = django_text(scope->state->arena, value_positional(value, 1));
		if (operator_sql(op))
			write_combined(scope, writer, value_positional(value, 0), op,
				       value_positional(value, 2));
		else
			write_hole(scope, writer, value);
	} else if (value->kind == VALUE_CALL) {
		write_call(scope, writer, value);
	} else if (value->kind == VALUE_OPERATOR && value->operation.left &&
		   operator_sql(value->operation.op)) {
		write_combined(scope, writer, value->operation.left, value->operation.op,
			       value->operation.right);
	} else {
		write_hole(scope, writer, value);
	}
}

// ---- indexes --------------------------------------------------------------------------------------------------

typedef struct Ordered {
	const Value *expression;
	const Value *nulls_first, *nulls_last;
	bool descending, ascending;
} Ordered;

static Ordered ordered(const Value *value)
{
	Ordered result = { .expression = value };
	Value *object = NULL;
	Str method = value->kind == VALUE_CALL ? value_method(value, &object) : STR_NONE;

	result.descending = str_is(method, "desc");
	result.ascending = str_is(method, "asc");
	if (is_class(value, "OrderBy")) {
		result.descending = django_true(django_argument(value, 1, "descending"), false);
		result.ascending = !result.descending;
		object = (Value *)django_argument(value, 0, "expression");
	}
	if (object && (result.descending || result.ascending)) {
		result.expression = object;
		result.nulls_first = django_argument(value, SIZE_MAX, "nulls_first");
		result.nulls_last = django_argument(value, SIZE_MAX, "nulls_last");
	}
	return result;
}

void django_write_index_expression(const DjangoScope *scope, SqlWriter *writer, const Value *value)
{
	Ordered order = ordered(value);
	const Value *inner = order.expression, *opclass = NULL;

	if (is_class(inner, "OpClass")) {
		opclass = django_argument(inner, 1, "name");
		inner = django_argument(inner, 0, "expression");
	}
	bool bare = !inner || inner->kind == VALUE_STR || is_class(inner, "F") || is_class(inner, "Collate");
	sql_puts(writer, bare ? "" : "(");
	if (inner)
		django_write_expression(scope, writer, inner);
	sql_puts(writer, bare ? "" : ")");
	if (opclass) {
		sql_puts(writer, " ");
		sql_add(writer, django_text(scope->state->arena, opclass));
	}
	if (order.descending || order.ascending)
		sql_puts(writer, order.descending ? " DESC" : " ASC");
	if (django_true(order.nulls_first, false))
		sql_puts(writer, " NULLS FIRST");
	if (django_true(order.nulls_last, false))
		sql_puts(writer, " NULLS LAST");
}

static void columns_of(const DjangoScope *scope, const Value *value, DjangoNames *columns, int depth)
{
	enum { MAX_NESTING = 30 };
	Value *object = NULL;
	bool is_name = value && value->kind == VALUE_STR;

	if (!value || depth > MAX_NESTING)
		return;
	if (is_name) {
		Str column = django_column(scope, django_text(scope->state->arena, value));
		array_push(scope->state->arena, columns, column);
	} else if (value->kind == VALUE_OPERATOR) {
		columns_of(scope, value->operation.left, columns, depth + 1);
		columns_of(scope, value->operation.right, columns, depth + 1);
	} else if (value->kind == VALUE_CALL && !is_class(value, "Value")) {
		size_t count = is_class(value, "OpClass") || is_class(value, "Collate")
			? 1
			: value->call.arguments->positional.len;
		value_method(value, &object);
		columns_of(scope, object, columns, depth + 1);
		columns_of(scope, django_argument(value, SIZE_MAX, "expression"), columns, depth + 1);
		for (size_t i = 0; i < count && i < value->call.arguments->positional.len; i++)
			columns_of(scope, value->call.arguments->positional.items[i], columns, depth + 1);
	}
}

void django_expression_columns(const DjangoScope *scope, const Value *expression, DjangoNames *columns)
{
	columns_of(scope, expression, columns, 0);
}
