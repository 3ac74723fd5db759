#include "migration/sqlalchemy_operator.h"

#include "migration/sqlalchemy_dml.h"
#include "migration/sqlalchemy_function.h"
#include "migration/sqlalchemy_name.h"
#include "migration/sqlalchemy_table.h"
#include "migration/sqlalchemy_text.h"

typedef enum Shape {
	SHAPE_BINARY,  // left SQL right
	SHAPE_SUFFIX,  // left SQL
	SHAPE_IN,      // left SQL (items)
	SHAPE_BETWEEN, // left SQL low AND high
	SHAPE_IS,      // left SQL right; a comparison with None
	SHAPE_LIKE,    // left SQL pattern, %-signs put around it: see `pattern`
	SHAPE_CAST,
	SHAPE_SAME, // left: the method changes nothing in SQL
	SHAPE_COLLATE,
} Shape;

// Operator: a Python operator or a method of a column.
typedef struct Operator {
	const char *name;
	Shape shape;
	const char *sql;
	const char *negated; // NULL: NOT (...)
	Precedence binds;
	const char *pattern; // SHAPE_LIKE: where the % go: "<" in front, ">" behind, "<>" both
} Operator;

static const Operator operators[] = {
	{ "==", SHAPE_IS, "=", "!=", BINDS_COMPARISON, NULL },
	{ "!=", SHAPE_IS, "!=", "=", BINDS_COMPARISON, NULL },
	{ "<", SHAPE_BINARY, "<", ">=", BINDS_COMPARISON, NULL },
	{ "<=", SHAPE_BINARY, "<=", ">", BINDS_COMPARISON, NULL },
	{ ">", SHAPE_BINARY, ">", "<=", BINDS_COMPARISON, NULL },
	{ ">=", SHAPE_BINARY, ">=", "<", BINDS_COMPARISON, NULL },
	{ "&", SHAPE_BINARY, "AND", NULL, BINDS_AND, NULL },
	{ "|", SHAPE_BINARY, "OR", NULL, BINDS_OR, NULL },
	{ "+", SHAPE_BINARY, "+", NULL, BINDS_ADD, NULL },
	{ "-", SHAPE_BINARY, "-", NULL, BINDS_ADD, NULL },
	{ "*", SHAPE_BINARY, "*", NULL, BINDS_MULTIPLY, NULL },
	{ "/", SHAPE_BINARY, "/", NULL, BINDS_MULTIPLY, NULL },
	{ "//", SHAPE_BINARY, "/", NULL, BINDS_MULTIPLY, NULL },
	{ "%", SHAPE_BINARY, "%", NULL, BINDS_MULTIPLY, NULL },
	{ "<<", SHAPE_BINARY, "<<", NULL, BINDS_OTHER, NULL },
	{ ">>", SHAPE_BINARY, ">>", NULL, BINDS_OTHER, NULL },
};

static const Operator concatenation = { "+", SHAPE_BINARY, "||", NULL, BINDS_OTHER, NULL };

static const Operator methods[] = {
	{ "is_", SHAPE_IS, "IS", "IS NOT", BINDS_IS, NULL },
	{ "is_not", SHAPE_IS, "IS NOT", "IS", BINDS_IS, NULL },
	{ "isnot", SHAPE_IS, "IS NOT", "IS", BINDS_IS, NULL },
	{ "in_", SHAPE_IN, "IN", "NOT IN", BINDS_LIKE, NULL },
	{ "not_in", SHAPE_IN, "NOT IN", "IN", BINDS_LIKE, NULL },
	{ "notin_", SHAPE_IN, "NOT IN", "IN", BINDS_LIKE, NULL },
	{ "like", SHAPE_BINARY, "LIKE", "NOT LIKE", BINDS_LIKE, NULL },
	{ "ilike", SHAPE_BINARY, "ILIKE", "NOT ILIKE", BINDS_LIKE, NULL },
	{ "notlike", SHAPE_BINARY, "NOT LIKE", "LIKE", BINDS_LIKE, NULL },
	{ "not_like", SHAPE_BINARY, "NOT LIKE", "LIKE", BINDS_LIKE, NULL },
	{ "notilike", SHAPE_BINARY, "NOT ILIKE", "ILIKE", BINDS_LIKE, NULL },
	{ "not_ilike", SHAPE_BINARY, "NOT ILIKE", "ILIKE", BINDS_LIKE, NULL },
	{ "startswith", SHAPE_LIKE, "LIKE", "NOT LIKE", BINDS_LIKE, ">" },
	{ "endswith", SHAPE_LIKE, "LIKE", "NOT LIKE", BINDS_LIKE, "<" },
	{ "contains", SHAPE_LIKE, "LIKE", "NOT LIKE", BINDS_LIKE, "<>" },
	{ "between", SHAPE_BETWEEN, "BETWEEN", "NOT BETWEEN", BINDS_LIKE, NULL },
	{ "regexp_match", SHAPE_BINARY, "~", "!~", BINDS_OTHER, NULL },
	{ "concat", SHAPE_BINARY, "||", NULL, BINDS_OTHER, NULL },
	{ "contained_by", SHAPE_BINARY, "<@", NULL, BINDS_OTHER, NULL },
	{ "overlap", SHAPE_BINARY, "&&", NULL, BINDS_OTHER, NULL },
	{ "overlaps", SHAPE_BINARY, "&&", NULL, BINDS_OTHER, NULL },
	{ "has_key", SHAPE_BINARY, "?", NULL, BINDS_OTHER, NULL },
	{ "has_any", SHAPE_BINARY, "?|", NULL, BINDS_OTHER, NULL },
	{ "has_all", SHAPE_BINARY, "?&", NULL, BINDS_OTHER, NULL },
	{ "is_distinct_from", SHAPE_BINARY, "IS DISTINCT FROM", "IS NOT DISTINCT FROM", BINDS_IS, NULL },
	{ "isnot_distinct_from", SHAPE_BINARY, "IS NOT DISTINCT FROM", "IS DISTINCT FROM", BINDS_IS, NULL },
	{ "is_not_distinct_from", SHAPE_BINARY, "IS NOT DISTINCT FROM", "IS DISTINCT FROM", BINDS_IS, NULL },
	{ "desc", SHAPE_SUFFIX, " DESC", NULL, BINDS_ANY, NULL },
	{ "asc", SHAPE_SUFFIX, " ASC", NULL, BINDS_ANY, NULL },
	{ "nullsfirst", SHAPE_SUFFIX, " NULLS FIRST", NULL, BINDS_ANY, NULL },
	{ "nullslast", SHAPE_SUFFIX, " NULLS LAST", NULL, BINDS_ANY, NULL },
	{ "nulls_first", SHAPE_SUFFIX, " NULLS FIRST", NULL, BINDS_ANY, NULL },
	{ "nulls_last", SHAPE_SUFFIX, " NULLS LAST", NULL, BINDS_ANY, NULL },
	{ "cast", SHAPE_CAST, "CAST", NULL, BINDS_ATOM, NULL },
	{ "collate", SHAPE_COLLATE, "COLLATE", NULL, BINDS_UNARY, NULL },
	{ "label", SHAPE_SAME, "", NULL, BINDS_ANY, NULL },
	{ "self_group", SHAPE_SAME, "", NULL, BINDS_ANY, NULL },
	{ "distinct", SHAPE_SAME, "", NULL, BINDS_ANY, NULL },
	{ "expression", SHAPE_SAME, "", NULL, BINDS_ANY, NULL },
};

static const Operator containment = { "contains", SHAPE_BINARY, "@>", NULL, BINDS_OTHER, NULL };

// Operation: an operator with its operands. `right` and `high` may be NULL.
typedef struct Operation {
	Operator row;
	const Value *left;
	const Value *right;
	const Value *high;
} Operation;

// ---- reading --------------------------------------------------------------------------------------------------

static const Operator *find(const Operator *rows, size_t count, Str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(name, rows[i].name))
			return &rows[i];
	return NULL;
}

#define FIND(rows, name) find((rows), sizeof(rows) / sizeof((rows)[0]), (name))

static bool is_string(Lowering *lowering, const Value *value)
{
	return expression_affinity(lowering, value) == AFFINITY_STRING;
}

static bool read_operator(Lowering *lowering, const Value *value, Operation *operation)
{
	if (!value->operation.left)
		return false;
	const Operator *row = FIND(operators, value->operation.op);
	if (!row)
		return false;
	operation->left = value->operation.left;
	operation->right = value->operation.right;
	operation->row = *row;
	if (str_is(value->operation.op, "+") &&
	    (is_string(lowering, operation->left) || is_string(lowering, operation->right)))
		operation->row = concatenation;
	return true;
}

// `column.op("~")(value)`: a call of a call.
static bool read_custom(Lowering *lowering, const Value *value, Operation *operation)
{
	const Value *maker = value->call.callee;
	Value *object;
	Str sql;

	if (!maker || maker->kind != VALUE_CALL)
		return false;
	Str method = value_method(maker, &object);
	if ((!str_is(method, "op") && !str_is(method, "bool_op")) || !value_positional(maker, 0) ||
	    !value_plain_text(value_positional(maker, 0), lowering->arena, &sql))
		return false;
	operation->row =
		(Operator){ "op", SHAPE_BINARY, str_dup(lowering->arena, sql), NULL, BINDS_OTHER, NULL };
	operation->left = object;
	operation->right = value_positional(value, 0);
	return operation->right != NULL;
}

static void read_arguments(Lowering *lowering, const Operator *row, const Value *call, size_t from,
			   Operation *operation)
{
	operation->row = *row;
	operation->right = value_positional(call, from);
	if (!operation->right && call->call.arguments->keywords.len)
		operation->right = call->call.arguments->keywords.items[0].value;
	operation->high = value_positional(call, from + 1);
	if (str_is(str_from(row->name), "contains")) {
		Affinity affinity = expression_affinity(lowering, operation->left);
		if (affinity == AFFINITY_ARRAY || affinity == AFFINITY_JSON)
			operation->row = containment;
	}
}

static bool needs_right(const Operation *operation)
{
	Shape shape = operation->row.shape;

	return shape != SHAPE_SUFFIX && shape != SHAPE_SAME;
}

static bool read_method(Lowering *lowering, const Value *value, Operation *operation)
{
	Value *object;
	Str name = value->kind == VALUE_CALL ? value_method(value, &object) : STR_NONE;
	const Operator *row = name.len ? FIND(methods, name) : NULL;

	*operation = (Operation){ 0 };
	if (value->kind == VALUE_CALL && read_custom(lowering, value, operation))
		return true;
	if (!row)
		return false;
	operation->left = object;
	read_arguments(lowering, row, value, 0, operation);
	return operation->right || !needs_right(operation);
}

static bool read_function(Lowering *lowering, const Value *value, Operation *operation)
{
	const Operator *row = FIND(methods, sa_name(value));

	*operation = (Operation){ 0 };
	if (!row || value->kind != VALUE_CALL || !value_positional(value, 0))
		return false;
	operation->left = value_positional(value, 0);
	read_arguments(lowering, row, value, 1, operation);
	return operation->right || !needs_right(operation);
}

// ---- types of expressions -------------------------------------------------------------------------------------

static Affinity column_affinity(Lowering *lowering, const Value *column)
{
	const Value *type = column ? column_type_of(column) : NULL;

	return type ? type_read(lowering, type).affinity : AFFINITY_OTHER;
}

static Affinity call_affinity(Lowering *lowering, const Value *value)
{
	if (sa_is(value, "column") || sa_is(value, "Column"))
		return column_affinity(lowering, value);
	if (sa_is(value, "cast") && value_positional(value, 1))
		return type_read(lowering, value_positional(value, 1)).affinity;
	Str name = function_name(lowering->arena, value);
	if (function_is_function(value) &&
	    (str_is(name, "concat") || str_is(name, "lower") || str_is(name, "upper")))
		return str_is(name, "concat") ? AFFINITY_STRING : AFFINITY_OTHER;
	if (sa_is(value, "literal") && value_positional(value, 0) &&
	    value_positional(value, 0)->kind == VALUE_STR)
		return AFFINITY_STRING;
	return AFFINITY_OTHER;
}

Affinity expression_affinity(Lowering *lowering, const Value *value)
{
	TableRef table;
	const Value *column;
	Str key;

	switch (value->kind) {
	case VALUE_STR:
		return AFFINITY_STRING;
	case VALUE_OPERATOR:
		return str_is(value->operation.op, "+") && value->operation.left
			? expression_affinity(lowering, value->operation.left)
			: AFFINITY_OTHER;
	case VALUE_ATTRIBUTE:
		if (str_is(value->attribute.name, "astext"))
			return AFFINITY_STRING;
		// fall through
	case VALUE_INDEX:
		return table_column_read(lowering, value, &table, &column, &key)
			? column_affinity(lowering, column)
			: AFFINITY_OTHER;
	case VALUE_CALL:
		return call_affinity(lowering, value);
	default:
		return AFFINITY_OTHER;
	}
}

// ---- writing --------------------------------------------------------------------------------------------------

static bool is_null(const Value *value)
{
	return value->kind == VALUE_NONE || sa_is(value, "null") || sa_is(value, "Null");
}

static const char *with_null(const Operation *operation, bool negated)
{
	const char *sql = negated ? operation->row.negated : operation->row.sql;

	if (operation->row.shape != SHAPE_IS || !is_null(operation->right))
		return sql;
	return strcmp(sql, "=") == 0 || strcmp(sql, "IS") == 0 ? "IS" : "IS NOT";
}

static void write_items(Expression *e, const Value *items)
{
	bool known = items->kind == VALUE_LIST || items->kind == VALUE_TUPLE || items->kind == VALUE_SET;

	if (dml_is_select(items) && dml_recognises(e->lowering, items)) {
		expression_operand(e, items, BINDS_ANY);
		return;
	}
	sql_puts(e->writer, "(");
	if (!known)
		expression_operand(e, items, BINDS_ANY);
	for (size_t i = 0; known && i < items->items->len; i++) {
		sql_puts(e->writer, i ? ", " : "");
		expression_operand(e, items->items->items[i], BINDS_ANY);
	}
	sql_puts(e->writer, known && !items->items->len ? "NULL)" : ")");
}

static void write_pattern(Expression *e, const Operation *operation)
{
	sql_puts(e->writer, operation->row.pattern[0] == '<' ? "'%' || " : "");
	expression_operand(e, operation->right, BINDS_ADD);
	sql_puts(e->writer, strchr(operation->row.pattern, '>') ? " || '%'" : "");
}

// The right side, behind the operator's words.
static void write_right(Expression *e, const Operation *operation)
{
	Precedence above = operation->row.binds == BINDS_ATOM ? BINDS_ATOM : operation->row.binds + 1;
	bool joins = operation->row.binds == BINDS_AND || operation->row.binds == BINDS_OR;

	switch (operation->row.shape) {
	case SHAPE_IN:
		write_items(e, operation->right);
		break;
	case SHAPE_BETWEEN:
		expression_operand(e, operation->right, BINDS_OTHER);
		sql_puts(e->writer, " AND ");
		if (operation->high)
			expression_operand(e, operation->high, BINDS_OTHER);
		break;
	case SHAPE_LIKE:
		write_pattern(e, operation);
		break;
	case SHAPE_COLLATE:
		name_write(e->lowering, e->writer, operation->right);
		break;
	default:
		expression_operand(e, operation->right, joins ? operation->row.binds : above);
	}
}

static void write_cast(Expression *e, const Operation *operation)
{
	sql_puts(e->writer, "CAST(");
	expression_operand(e, operation->left, BINDS_ANY);
	sql_puts(e->writer, " AS ");
	type_write(e->lowering, e->writer, operation->right, NULL);
	sql_puts(e->writer, ")");
}

static void write_operation(Expression *e, const Operation *operation, bool negated, Precedence least)
{
	Precedence mine = operation->row.binds;

	if (operation->row.shape == SHAPE_CAST) {
		write_cast(e, operation);
		return;
	}
	if (operation->row.shape == SHAPE_SAME) {
		expression_operand(e, operation->left, least);
		return;
	}
	if (operation->row.shape == SHAPE_SUFFIX) {
		expression_operand(e, operation->left, BINDS_ANY);
		sql_puts(e->writer, operation->row.sql);
		return;
	}
	const char *sql = with_null(operation, negated);
	bool opened = expression_open(e, strncmp(sql, "IS", 2) == 0 ? BINDS_IS : mine, least);
	bool chains = mine == BINDS_AND || mine == BINDS_OR || mine == BINDS_ADD || mine == BINDS_MULTIPLY ||
		mine == BINDS_OTHER;
	expression_operand(e, operation->left, chains ? mine : mine + 1);
	sql_puts(e->writer, " ");
	sql_puts(e->writer, sql);
	sql_puts(e->writer, " ");
	write_right(e, operation);
	expression_close(e, opened);
}

static bool write_unary(Expression *e, const Value *value, Precedence least)
{
	if (str_is(value->operation.op, "~") || str_is(value->operation.op, "not")) {
		operator_write_negated(e, value->operation.right, least);
		return true;
	}
	if (!str_is(value->operation.op, "-"))
		return false;
	bool opened = expression_open(e, BINDS_UNARY, least);
	sql_puts(e->writer, "-");
	expression_operand(e, value->operation.right, BINDS_ATOM);
	expression_close(e, opened);
	return true;
}

bool operator_write(Expression *e, const Value *value, Precedence least)
{
	Operation operation = { 0 };

	if (!value->operation.left)
		return write_unary(e, value, least);
	if (!read_operator(e->lowering, value, &operation))
		return false;
	write_operation(e, &operation, false, least);
	return true;
}

bool operator_write_method(Expression *e, const Value *value, Precedence least)
{
	Operation operation;

	if (!read_method(e->lowering, value, &operation))
		return false;
	write_operation(e, &operation, false, least);
	return true;
}

void operator_write_function(Expression *e, const Value *value, Precedence least)
{
	Operation operation;

	if (!read_function(e->lowering, value, &operation)) {
		sql_add_hole(e->writer, value_source_line(e->lowering->arena, value), value->span);
		return;
	}
	if (str_is(sa_name(value), "distinct"))
		sql_puts(e->writer, "DISTINCT ");
	// A str given to desc() is the name of a column.
	bool names = e->style.strings_are_names;
	e->style.strings_are_names = operation.left->kind == VALUE_STR;
	write_operation(e, &operation, false, least);
	e->style.strings_are_names = names;
}

// The value under not_() or ~, NULL when `value` is neither.
static const Value *negated_inside(const Value *value)
{
	if (value->kind == VALUE_OPERATOR && !value->operation.left && str_is(value->operation.op, "~"))
		return value->operation.right;
	return value->kind == VALUE_CALL && sa_is(value, "not_") ? value_positional(value, 0) : NULL;
}

static bool has_opposite(Expression *e, const Value *value, Operation *operation)
{
	bool read = value->kind == VALUE_OPERATOR ? read_operator(e->lowering, value, operation)
						  : read_method(e->lowering, value, operation);

	return read && operation->row.negated;
}

// Of what is known to be boolean SQLAlchemy takes a NOT off again.
static bool is_boolean(const Value *value)
{
	Value *object;

	if (value->kind == VALUE_CALL && value->call.callee->kind == VALUE_CALL)
		return str_is(value_method(value->call.callee, &object), "bool_op");
	if (sa_is(value, "true") || sa_is(value, "false"))
		return true;
	bool typed = sa_is(value, "column") || sa_is(value, "Column") || sa_is(value, "cast") ||
		sa_is(value, "literal_column") || sa_is(value, "type_coerce");
	const Value *type = typed ? value_positional(value, 1) : NULL;
	return type && (sa_is(type, "Boolean") || sa_is(type, "BOOLEAN"));
}

// and_() and or_() of one condition are that condition.
static const Value *without_list(const Value *value)
{
	while (value->kind == VALUE_CALL && (sa_is(value, "and_") || sa_is(value, "or_")) &&
	       value->call.arguments->positional.len == 1 && !value->call.arguments->open_positional)
		value = value->call.arguments->positional.items[0];
	return value;
}

// Whether two NOTs before `value` are none.
static bool forgets_negation(Expression *e, const Value *value)
{
	Operation operation = { 0 };

	for (value = without_list(value); negated_inside(value);)
		value = without_list(negated_inside(value));
	return is_boolean(value) || has_opposite(e, value, &operation);
}

void operator_write_negated(Expression *e, const Value *value, Precedence least)
{
	Operation operation = { 0 };

	value = without_list(value);
	const Value *inside = negated_inside(value);
	if (inside && forgets_negation(e, inside)) {
		expression_operand(e, inside, least);
		return;
	}
	if (!inside && has_opposite(e, value, &operation)) {
		write_operation(e, &operation, true, least);
		return;
	}
	bool opened = expression_open(e, BINDS_NOT, least);
	sql_puts(e->writer, "NOT ");
	expression_operand(e, value, BINDS_IS);
	expression_close(e, opened);
}

// ---- index elements -------------------------------------------------------------------------------------------

static bool read_suffix(Lowering *lowering, const Value *value, Operation *operation)
{
	if (value->kind != VALUE_CALL)
		return false;
	return (read_method(lowering, value, operation) || read_function(lowering, value, operation)) &&
		operation->row.shape == SHAPE_SUFFIX;
}

static bool is_bare(Lowering *lowering, const Value *value)
{
	TextClause clause;
	TableRef table;
	const Value *column;
	Str key;

	if (!expression_is_clause(value) || text_clause_read(lowering, value, &clause) ||
	    function_is_function(value))
		return true;
	return sa_is(value, "column") || sa_is(value, "Column") || sa_is(value, "cast") ||
		table_column_read(lowering, value, &table, &column, &key);
}

void operator_write_ordered(Expression *e, const Value *value)
{
	Operation operation;

	if (read_suffix(e->lowering, value, &operation)) {
		e->style.strings_are_names = true;
		operator_write_ordered(e, operation.left);
		sql_puts(e->writer, operation.row.sql);
		return;
	}
	bool bare = is_bare(e->lowering, value);
	sql_puts(e->writer, bare ? "" : "(");
	expression_operand(e, value, BINDS_ANY);
	sql_puts(e->writer, bare ? "" : ")");
}
