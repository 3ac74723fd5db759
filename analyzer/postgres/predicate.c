#include "postgres/predicate.h"

#include "migration/sql.h"
#include "postgres/parse.h"
#include "postgres/scan.h"

static bool same_column(const PgQuery__ColumnRef *a, const PgQuery__ColumnRef *b)
{
	if (a->n_fields != b->n_fields)
		return false;
	for (size_t i = 0; i < a->n_fields; i++) {
		Str name = node_string(a->fields[i]);
		if (!name.len || !str_equal(name, node_string(b->fields[i])))
			return false;
	}
	return a->n_fields > 0;
}

static bool same_constant(const PgQuery__AConst *a, const PgQuery__AConst *b)
{
	if (a->isnull || b->isnull || a->val_case != b->val_case)
		return false;
	switch (a->val_case) {
	case PG_QUERY__A__CONST__VAL_IVAL:
		return a->ival->ival == b->ival->ival;
	case PG_QUERY__A__CONST__VAL_FVAL:
		return strcmp(a->fval->fval, b->fval->fval) == 0;
	case PG_QUERY__A__CONST__VAL_BOOLVAL:
		return a->boolval->boolval == b->boolval->boolval;
	case PG_QUERY__A__CONST__VAL_SVAL:
		return strcmp(a->sval->sval, b->sval->sval) == 0;
	default:
		return false;
	}
}

static bool is_equality_of_same(const PgQuery__AExpr *expression)
{
	const PgNode *left = expression->lexpr, *right = expression->rexpr;

	if (expression->n_name != 1 || !str_is(node_string(expression->name[0]), "=") || !left || !right ||
	    left->node_case != right->node_case)
		return false;
	if (left->node_case == PG_QUERY__NODE__NODE_COLUMN_REF)
		return same_column(left->column_ref, right->column_ref);
	return left->node_case == PG_QUERY__NODE__NODE_A_CONST &&
		same_constant(left->a_const, right->a_const);
}

static bool is_bool_tautology(const PgQuery__BoolExpr *expression)
{
	bool any = false, all = expression->n_args > 0;

	for (size_t i = 0; i < expression->n_args; i++) {
		bool always = expression_is_tautology(expression->args[i]);
		any = any || always;
		all = all && always;
	}
	if (expression->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR)
		return all;
	return expression->boolop == PG_QUERY__BOOL_EXPR_TYPE__OR_EXPR && any;
}

bool expression_is_tautology(const PgNode *expression)
{
	if (!expression)
		return false;
	switch (expression->node_case) {
	case PG_QUERY__NODE__NODE_A_CONST:
		return expression->a_const->val_case == PG_QUERY__A__CONST__VAL_BOOLVAL &&
			expression->a_const->boolval->boolval;
	case PG_QUERY__NODE__NODE_A_EXPR:
		return is_equality_of_same(expression->a_expr);
	case PG_QUERY__NODE__NODE_BOOL_EXPR:
		return is_bool_tautology(expression->bool_expr);
	default:
		return false;
	}
}

bool type_parse(Arena *arena, Str text, TypeRef *type)
{
	ParsedStatements parsed = { 0 };

	if (!text.len)
		return false;
	postgres_parse(arena, str_from(arena_printf(arena, "SELECT NULL::%.*s", STR_ARG(text))), &parsed);
	const PgNode *node = parsed.len == 1 ? parsed.items[0].node : NULL;
	if (!node || node->node_case != PG_QUERY__NODE__NODE_SELECT_STMT ||
	    node->select_stmt->n_target_list != 1)
		return false;
	const PgNode *target = node->select_stmt->target_list[0];
	const PgNode *value = target->node_case == PG_QUERY__NODE__NODE_RES_TARGET ? target->res_target->val
										   : NULL;
	if (!value || value->node_case != PG_QUERY__NODE__NODE_TYPE_CAST)
		return false;
	*type = type_from_node(value->type_cast->type_name, arena);
	return true;
}

static bool is_not_null_test(const PgNode *expression, Str column)
{
	if (expression->node_case != PG_QUERY__NODE__NODE_NULL_TEST)
		return false;
	const PgQuery__NullTest *test = expression->null_test;
	if (test->nulltesttype != PG_QUERY__NULL_TEST_TYPE__IS_NOT_NULL || !test->arg ||
	    test->arg->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
		return false;
	const PgQuery__ColumnRef *reference = test->arg->column_ref;
	return reference->n_fields > 0 &&
		str_equal(node_string(reference->fields[reference->n_fields - 1]), column);
}

bool expression_implies_not_null(const PgNode *expression, Str column)
{
	if (!expression)
		return false;
	if (expression->node_case != PG_QUERY__NODE__NODE_BOOL_EXPR)
		return is_not_null_test(expression, column);
	const PgQuery__BoolExpr *conjunction = expression->bool_expr;
	if (conjunction->boolop != PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR)
		return false;
	for (size_t i = 0; i < conjunction->n_args; i++)
		if (expression_implies_not_null(conjunction->args[i], column))
			return true;
	return false;
}

// ---- which rows a statement is about --------------------------------------------------------------------------

static bool is_hole(const PgNode *node)
{
	return str_starts_with(node_string(node), STR(SQL_HOLE_PREFIX));
}

static bool find_value(void *state, const PgNode *node)
{
	bool *found = state;

	switch (node->node_case) {
	case PG_QUERY__NODE__NODE_A_CONST:
		*found |= !node->a_const->isnull;
		return false;
	case PG_QUERY__NODE__NODE_PARAM_REF:
		*found = true;
		return false;
	case PG_QUERY__NODE__NODE_STRING:
		*found |= is_hole(node);
		return false;
	case PG_QUERY__NODE__NODE_SELECT_STMT: // EXISTS (SELECT 1 ...): what it selects picks nothing
		*found |= node->select_stmt->limit_count != NULL;
		if (node->select_stmt->where_clause)
			ast_walk(node->select_stmt->where_clause, find_value, state);
		return false;
	default:
		return true;
	}
}

bool expression_names_value(const PgNode *expression)
{
	bool found = false;

	if (expression)
		ast_walk(expression, find_value, &found);
	return found;
}

bool update_has_from(const PgNode *statement)
{
	return statement && statement->node_case == PG_QUERY__NODE__NODE_UPDATE_STMT &&
		statement->update_stmt->n_from_clause > 0;
}

static const PgQuery__RangeVar *first_table(const PgNode *from)
{
	while (from && from->node_case == PG_QUERY__NODE__NODE_JOIN_EXPR)
		from = from->join_expr->larg;
	return from && from->node_case == PG_QUERY__NODE__NODE_RANGE_VAR ? from->range_var : NULL;
}

bool insert_copies_table(const PgNode *statement, Relation *source)
{
	if (!statement || statement->node_case != PG_QUERY__NODE__NODE_INSERT_STMT ||
	    !statement->insert_stmt->select_stmt ||
	    statement->insert_stmt->select_stmt->node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
		return false;
	const PgQuery__SelectStmt *select = statement->insert_stmt->select_stmt->select_stmt;
	if (select->limit_count || select->n_from_clause == 0 || expression_names_value(select->where_clause))
		return false;
	const PgQuery__RangeVar *table = first_table(select->from_clause[0]);
	if (table)
		*source = relation_from_range_var(table);
	return table != NULL;
}

bool insert_writes_values(const PgNode *statement)
{
	const PgNode *rows = statement && statement->node_case == PG_QUERY__NODE__NODE_INSERT_STMT
		? statement->insert_stmt->select_stmt
		: NULL;

	return rows && rows->node_case == PG_QUERY__NODE__NODE_SELECT_STMT &&
		rows->select_stmt->n_values_lists > 0;
}

// ---- enum values ---------------------------------------------------------------------------------------------

typedef struct EnumUse {
	Str value;
	Str type;
	bool found;
} EnumUse;

static bool is_other_type(const EnumUse *use, const PgQuery__TypeName *type)
{
	if (!type || type->n_names == 0)
		return false;
	return !str_equal(node_string(type->names[type->n_names - 1]), use->type);
}

static bool find_enum_value(void *state, const PgNode *node)
{
	EnumUse *use = state;

	switch (node->node_case) {
	case PG_QUERY__NODE__NODE_A_CONST:
		if (node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL)
			use->found |= str_equal(ast_str(node->a_const->sval->sval), use->value);
		return false;
	case PG_QUERY__NODE__NODE_TYPE_CAST: {
		bool constant = node->type_cast->arg &&
			node->type_cast->arg->node_case == PG_QUERY__NODE__NODE_A_CONST;
		return !constant || !is_other_type(use, node->type_cast->type_name);
	}
	case PG_QUERY__NODE__NODE_COLUMN_DEF:
		return !is_other_type(use, node->column_def->type_name);
	case PG_QUERY__NODE__NODE_ALTER_ENUM_STMT:
	case PG_QUERY__NODE__NODE_COMMENT_STMT:
	case PG_QUERY__NODE__NODE_VARIABLE_SET_STMT:
	case PG_QUERY__NODE__NODE_DEF_ELEM:
		return false;
	default:
		return true;
	}
}

bool statement_uses_enum_value(const PgNode *statement, Str value, Str type)
{
	EnumUse use = { value, type, false };

	if (statement)
		ast_walk(statement, find_enum_value, &use);
	return use.found;
}

bool enum_value_is_usable_at_once(int postgres_version, bool type_is_new)
{
	return type_is_new && postgres_version >= 17;
}

// ---- partitions ----------------------------------------------------------------------------------------------

bool create_is_partitioned(const PgNode *statement)
{
	return statement && statement->node_case == PG_QUERY__NODE__NODE_CREATE_STMT &&
		statement->create_stmt->partspec;
}

typedef struct Constant {
	Str text;
	bool found;
} Constant;

static bool find_constant(void *state, const PgNode *node)
{
	Constant *constant = state;
	Arena arena = { 0 };

	if (node->node_case == PG_QUERY__NODE__NODE_A_CONST)
		constant->found |= str_equal(node_constant_text(&arena, node), constant->text);
	arena_release(&arena);
	return true;
}

typedef struct Bound {
	const PgNode *check;
	size_t constants;
	bool covered;
} Bound;

static bool cover_constant(void *state, const PgNode *node)
{
	Bound *bound = state;
	Arena arena = { 0 };

	if (node->node_case != PG_QUERY__NODE__NODE_A_CONST)
		return true;
	Constant constant = { .text = node_constant_text(&arena, node) };
	ast_walk(bound->check, find_constant, &constant);
	bound->covered &= constant.found;
	bound->constants++;
	arena_release(&arena);
	return false;
}

bool check_covers_bound(const PgNode *check, const PgNode *attach)
{
	Bound bound = { .check = check, .covered = true };

	if (!check || !attach)
		return false;
	ast_walk(attach, cover_constant, &bound);
	return bound.covered && bound.constants > 0;
}

bool detach_can_be_concurrent(int postgres_version)
{
	return postgres_version >= 14;
}

bool partitioned_key_can_be_not_valid(int postgres_version)
{
	return postgres_version >= 18;
}

bool revoke_is_for_the_future(const PgNode *statement)
{
	return statement && statement->node_case == PG_QUERY__NODE__NODE_ALTER_DEFAULT_PRIVILEGES_STMT;
}

bool sql_find_long_identifier(Str text, uint32_t *start, uint32_t *end)
{
	if (text.len - *start <= MAX_IDENTIFIER_BYTES)
		return false;
	for (Token token = sql_token(text, *start); token.kind != TOKEN_END;
	     token = sql_token(text, token.end)) {
		uint32_t quotes = token.kind == TOKEN_QUOTED_NAME ? 2 : 0;
		if (token.kind != TOKEN_WORD && token.kind != TOKEN_QUOTED_NAME)
			continue;
		if (token.end - token.start <= MAX_IDENTIFIER_BYTES + quotes)
			continue;
		*start = token.start;
		*end = token.end;
		return true;
	}
	return false;
}
