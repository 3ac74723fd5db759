#include "postgres/predicate.h"

#include "postgres/parse.h"

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

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
		c == '$' || (unsigned char)c >= 0x80;
}

// Offset behind the text quoted by `quote` that begins at `at`; a doubled quote does not end it.
static size_t skip_quoted(Str text, size_t at, char quote)
{
	for (at++; at < text.len; at++) {
		if (text.data[at] != quote)
			continue;
		if (at + 1 >= text.len || text.data[at + 1] != quote)
			return at + 1;
		at++;
	}
	return text.len;
}

// Offset behind what `end` closes, from `at`; the end of the text when nothing does.
static size_t skip_to(Str text, size_t at, Str end)
{
	size_t found = str_find(text, end, at);

	return found == SIZE_MAX ? text.len : found + end.len;
}

// Offset behind a $tag$ ... $tag$ text that begins at `at`; behind the `$` when it is no such thing.
static size_t skip_dollar_quoted(Str text, size_t at)
{
	size_t close = at + 1;

	while (close < text.len && is_name_byte(text.data[close]) && text.data[close] != '$')
		close++;
	if (close >= text.len || text.data[close] != '$')
		return at + 1;
	return skip_to(text, close + 1, str_slice(text, at, close + 1));
}

// Offset behind the string or comment at `at`; `at` when there is none.
static size_t skip_opaque(Str text, size_t at)
{
	Str rest = str_slice(text, at, text.len);

	if (rest.data[0] == '\'')
		return skip_quoted(text, at, '\'');
	if (rest.data[0] == '$')
		return skip_dollar_quoted(text, at);
	if (str_starts_with(rest, STR("--")))
		return skip_to(text, at, STR("\n"));
	if (str_starts_with(rest, STR("/*")))
		return skip_to(text, at + 2, STR("*/"));
	return at;
}

bool sql_find_long_identifier(Str text, size_t *start, size_t *end)
{
	size_t at = *start;

	while (at < text.len) {
		size_t behind = skip_opaque(text, at);
		if (behind > at) {
			at = behind;
			continue;
		}
		bool quoted = text.data[at] == '"';
		behind = quoted ? skip_quoted(text, at, '"') : at;
		while (!quoted && behind < text.len && is_name_byte(text.data[behind]))
			behind++;
		bool is_number = text.data[at] >= '0' && text.data[at] <= '9';
		if (!is_number && behind - at > MAX_IDENTIFIER_BYTES + (quoted ? 2u : 0u)) {
			*start = at;
			*end = behind;
			return true;
		}
		at = behind > at ? behind : at + 1;
	}
	return false;
}
