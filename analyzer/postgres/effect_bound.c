// effect_bound.c - whether a validated CHECK spares ATTACH PARTITION a scan. Only what people write for the purpose is understood: one key
// column, constants, the bound spelled out; anything else counts as no proof.

#include "postgres/effect_build.h"
#include "postgres/parse.h"

typedef struct Proof {
	Str column;
	const PgQuery__PartitionBoundSpec *bound;
} Proof;

static Str key_column(const CatalogTable *parent)
{
	const PgQuery__PartitionSpec *key = parent ? parent->partition_key : NULL;

	if (!key || key->n_part_params != 1 ||
	    key->part_params[0]->node_case != PG_QUERY__NODE__NODE_PARTITION_ELEM)
		return STR_NONE;
	return ast_str(key->part_params[0]->partition_elem->name);
}

static const PgQuery__PartitionBoundSpec *bound_of(const Action *action)
{
	const PgNode *definition = action->definition;

	if (!definition)
		return NULL;
	if (definition->node_case == PG_QUERY__NODE__NODE_CREATE_STMT)
		return definition->create_stmt->partbound;
	if (definition->node_case != PG_QUERY__NODE__NODE_ALTER_TABLE_CMD ||
	    !definition->alter_table_cmd->def)
		return NULL;
	definition = definition->alter_table_cmd->def;
	return definition->node_case == PG_QUERY__NODE__NODE_PARTITION_CMD ? definition->partition_cmd->bound
									   : NULL;
}

static bool same_constant(const PgNode *a, const PgNode *b)
{
	Arena scratch = { 0 };
	Str left = node_constant_text(&scratch, node_without_casts(a));
	Str right = node_constant_text(&scratch, node_without_casts(b));
	bool same = left.len > 0 && str_equal(left, right);

	arena_release(&scratch);
	return same;
}

// `expression` as `column operator constant`.
static bool is_comparison(const PgNode *expression, Str column, const char *operator,
			  const PgNode ** constant)
{
	if (expression->node_case != PG_QUERY__NODE__NODE_A_EXPR)
		return false;
	const PgQuery__AExpr *comparison = expression->a_expr;
	if (comparison->n_name != 1 || !str_is(node_string(comparison->name[0]), operator) ||
	    !comparison->lexpr || comparison->lexpr->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
		return false;
	const PgQuery__ColumnRef *reference = comparison->lexpr->column_ref;
	*constant = comparison->rexpr;
	return reference->n_fields > 0 &&
		str_equal(node_string(reference->fields[reference->n_fields - 1]), column);
}

// Whether one of the conjuncts of `check` compares the column so with `bound`.
static bool implies(const PgNode *check, Str column, const char *operator, const PgNode * bound)
{
	const PgNode *constant;

	if (!check)
		return false;
	if (is_comparison(check, column, operator, & constant))
		return constant && same_constant(constant, bound);
	if (check->node_case != PG_QUERY__NODE__NODE_BOOL_EXPR ||
	    check->bool_expr->boolop != PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR)
		return false;
	for (size_t i = 0; i < check->bool_expr->n_args; i++)
		if (implies(check->bool_expr->args[i], column, operator, bound))
			return true;
	return false;
}

static bool some_check_implies(const CatalogTable *table, Str column, const char *operator,
			       const PgNode * bound)
{
	for (size_t i = 0; i < table->constraints.len && i < MAX_FACTS; i++) {
		const CatalogConstraint *constraint = table->constraints.items[i];
		if (constraint->kind == CONSTRAINT_CHECK && constraint->validated &&
		    implies(constraint->check, column, operator, bound))
			return true;
	}
	return false;
}

static bool is_unbounded(const PgNode *datum)
{
	Str name = STR_NONE;

	if (datum->node_case == PG_QUERY__NODE__NODE_COLUMN_REF && datum->column_ref->n_fields == 1)
		name = node_string(datum->column_ref->fields[0]);
	return str_equal_nocase(name, STR("minvalue")) || str_equal_nocase(name, STR("maxvalue"));
}

static bool never_null(const CatalogTable *table, Str name)
{
	const CatalogColumn *column = table_column(table, name);

	return (column && column->not_null) || table_proves_not_null(table, name);
}

static bool prepare(Proof *proof, const CatalogTable *table, const CatalogTable *parent, const Action *action)
{
	proof->column = key_column(parent);
	proof->bound = bound_of(action);
	return table && !table->object.uncertain && proof->column.len && proof->bound &&
		!proof->bound->is_default;
}

bool bound_proven(const CatalogTable *table, const CatalogTable *parent, const Action *action)
{
	Proof proof;

	if (!prepare(&proof, table, parent, action) || !never_null(table, proof.column))
		return false;
	const PgQuery__PartitionBoundSpec *bound = proof.bound;
	if (bound->n_listdatums == 1)
		return some_check_implies(table, proof.column, "=", bound->listdatums[0]);
	if (bound->n_lowerdatums != 1 || bound->n_upperdatums != 1)
		return false;
	return (is_unbounded(bound->lowerdatums[0]) ||
		some_check_implies(table, proof.column, ">=", bound->lowerdatums[0])) &&
		(is_unbounded(bound->upperdatums[0]) ||
		 some_check_implies(table, proof.column, "<", bound->upperdatums[0]));
}

bool bound_excluded(const CatalogTable *table, const CatalogTable *parent, const Action *action)
{
	Proof proof;

	if (!prepare(&proof, table, parent, action))
		return false;
	const PgQuery__PartitionBoundSpec *bound = proof.bound;
	if (bound->n_listdatums == 1)
		return some_check_implies(table, proof.column, "<>", bound->listdatums[0]);
	if (bound->n_lowerdatums != 1 || bound->n_upperdatums != 1)
		return false;
	return some_check_implies(table, proof.column, "<", bound->lowerdatums[0]) ||
		some_check_implies(table, proof.column, ">=", bound->upperdatums[0]);
}
