// action_rows.c - statements that read and write rows.

#include "migration/sql.h"
#include "postgres/action_build.h"

// Data-modifying CTEs are actions of their own.
static void add_ctes(ActionBuilder *builder, const PgQuery__WithClause *with)
{
	for (size_t i = 0; with && i < with->n_ctes; i++) {
		const PgNode *cte = with->ctes[i];
		if (cte->node_case != PG_QUERY__NODE__NODE_COMMON_TABLE_EXPR ||
		    !cte->common_table_expr->ctequery)
			continue;
		const PgNode *query = cte->common_table_expr->ctequery;
		if (query->node_case != PG_QUERY__NODE__NODE_SELECT_STMT || query->select_stmt->with_clause)
			action_of_statement(builder, query);
	}
}

// `DELETE FROM t {where}` parses with the hole as an alias of t: then nothing is known of the WHERE, least of all that there is none.
static const PgNode *hole_as_condition(Arena *arena, const PgQuery__RangeVar *range)
{
	Str alias = range && range->alias ? ast_str(range->alias->aliasname) : STR_NONE;

	if (!str_starts_with(alias, STR(SQL_HOLE_PREFIX)))
		return NULL;
	PgQuery__String *text = arena_new(arena, PgQuery__String);
	PgNode *node = arena_new(arena, PgNode);
	pg_query__string__init(text);
	pg_query__node__init(node);
	text->sval = range->alias->aliasname;
	node->node_case = PG_QUERY__NODE__NODE_STRING;
	node->string = text;
	return node;
}

static const PgQuery__IntoClause *into_of(const PgQuery__SelectStmt *select)
{
	while (select->larg && !select->into_clause)
		select = select->larg;
	return select->into_clause;
}

void action_select(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__SelectStmt *select = statement->select_stmt;
	const PgQuery__IntoClause *into = into_of(select);

	add_ctes(builder, select->with_clause);
	Action *action = action_add(builder, into ? ACTION_CREATE_TABLE_AS : ACTION_SELECT, statement);
	action->expression = select->where_clause;
	if (into) {
		action->table = relation_from_range_var(into->rel);
		action->temporary = into->rel && str_is(ast_str(into->rel->relpersistence), "t");
	} else if (select->n_from_clause > 0 &&
		   select->from_clause[0]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR) {
		action->table = relation_from_range_var(select->from_clause[0]->range_var);
	}
}

static void add_targets(ActionBuilder *builder, Action *action, PgNode *const *targets, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (targets[i]->node_case == PG_QUERY__NODE__NODE_RES_TARGET)
			array_push(builder->arena, &action->columns, ast_str(targets[i]->res_target->name));
}

void action_insert(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__InsertStmt *insert = statement->insert_stmt;

	add_ctes(builder, insert->with_clause);
	if (insert->select_stmt && insert->select_stmt->node_case == PG_QUERY__NODE__NODE_SELECT_STMT)
		add_ctes(builder, insert->select_stmt->select_stmt->with_clause);
	Action *action = action_add(builder, ACTION_INSERT, statement);
	action->table = relation_from_range_var(insert->relation);
	add_targets(builder, action, insert->cols, insert->n_cols);
}

void action_update(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__UpdateStmt *update = statement->update_stmt;

	add_ctes(builder, update->with_clause);
	Action *action = action_add(builder, ACTION_UPDATE, statement);
	action->table = relation_from_range_var(update->relation);
	action->only = update->relation && !update->relation->inh;
	action->expression = update->where_clause;
	add_targets(builder, action, update->target_list, update->n_target_list);
}

void action_delete(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__DeleteStmt *delete = statement->delete_stmt;

	add_ctes(builder, delete->with_clause);
	Action *action = action_add(builder, ACTION_DELETE, statement);
	action->table = relation_from_range_var(delete->relation);
	action->only = delete->relation && !delete->relation->inh;
	action->expression = delete->where_clause ? delete->where_clause
						  : hole_as_condition(builder->arena, delete->relation);
}

void action_merge(ActionBuilder *builder, const PgNode *statement)
{
	add_ctes(builder, statement->merge_stmt->with_clause);
	Action *action = action_add(builder, ACTION_MERGE, statement);
	action->table = relation_from_range_var(statement->merge_stmt->relation);
	action->expression = statement->merge_stmt->join_condition;
}

void action_copy(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__CopyStmt *copy = statement->copy_stmt;

	if (copy->query) {
		action_of_statement(builder, copy->query);
		return;
	}
	Action *action = action_add(builder, copy->is_from ? ACTION_COPY_FROM : ACTION_SELECT, statement);
	action->table = relation_from_range_var(copy->relation);
	action->expression = copy->where_clause;
}

// EXPLAIN ANALYZE runs its statement, plain EXPLAIN only plans it.
void action_explain(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__ExplainStmt *explain = statement->explain_stmt;

	if (explain->query && defelem_is_on(defelem_find(explain->options, explain->n_options, "analyze")))
		action_of_statement(builder, explain->query);
	else
		action_add(builder, ACTION_OTHER, statement);
}
