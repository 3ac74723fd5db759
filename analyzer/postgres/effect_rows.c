// effect_rows.c - SELECT, INSERT, UPDATE, DELETE, COPY, LOCK: what the query names, and what foreign keys look at.

#include "postgres/effect_build.h"
#include "postgres/predicate.h"

static bool node_is(const PgNode *node, PgQuery__Node__NodeCase kind)
{
	return node && node->node_case == kind;
}

// ---- sequences and views -------------------------------------------------------------------------------------

static bool lock_sequence(void *state, const PgNode *node)
{
	static const char functions[] = " nextval currval setval ";
	EffectBuilder *builder = state;

	if (node->node_case != PG_QUERY__NODE__NODE_FUNC_CALL || node->func_call->n_args == 0)
		return true;
	Relation function = relation_from_names(node->func_call->funcname, node->func_call->n_funcname);
	if (!words_contain(functions, function.name))
		return true;
	Str name = node_constant_text(builder->arena, node_without_casts(node->func_call->args[0]));
	size_t dot = str_find_char(name, '.', 0);
	if (!name.len || str_find_char(name, '"', 0) != SIZE_MAX)
		return true;
	Relation sequence = { STR_NONE, name };
	if (dot != SIZE_MAX)
		sequence = (Relation){ str_slice(name, 0, dot), str_slice(name, dot + 1, name.len) };
	effects_add_lock(builder->arena, builder->effects, sequence, LOCK_ROW_EXCLUSIVE, false);
	return true;
}

void effects_lock_sequences(EffectBuilder *builder, const PgNode *node)
{
	if (node)
		ast_walk(node, lock_sequence, builder);
}

static void lock_view(EffectBuilder *builder, const CatalogView *view, LockMode mode, bool scans,
		      unsigned depth)
{
	for (size_t i = 0; i < view->uses.len && i < MAX_FACTS; i++) {
		const CatalogView *below = catalog_view(builder->context->catalog, view->uses.items[i]);
		effects_add_lock(builder->arena, builder->effects, view->uses.items[i], mode, false);
		if (scans && !below)
			effects_add_relation(builder->arena, &builder->effects->scans, view->uses.items[i]);
		if (below && below->object.kind == OBJECT_VIEW && depth < 8)
			lock_view(builder, below, mode, scans, depth + 1);
	}
}

void effects_lock_view(EffectBuilder *builder, const CatalogView *view, LockMode mode, bool scans)
{
	lock_view(builder, view, mode, scans, 0);
}

// The numbers of LockStmt are those of LockMode. What a view reads is locked too.
void refine_lock_table(EffectBuilder *builder)
{
	int mode = builder->action->lock_mode;

	builder->table = mode >= LOCK_ACCESS_SHARE && mode <= LOCK_ACCESS_EXCLUSIVE ? (LockMode)mode
										    : LOCK_ACCESS_EXCLUSIVE;
	if (builder->facts->view)
		effects_lock_view(builder, builder->facts->view, builder->table, false);
}

// ---- queries -------------------------------------------------------------------------------------------------

// Whether a query reads its tables from end to end, whatever indexes there are: no WHERE, no LIMIT, no join.
static bool reads_all(const PgNode *query)
{
	if (!node_is(query, PG_QUERY__NODE__NODE_SELECT_STMT))
		return false;
	const PgQuery__SelectStmt *select = query->select_stmt;
	return select->n_from_clause == 1 &&
		node_is(select->from_clause[0], PG_QUERY__NODE__NODE_RANGE_VAR) &&
		(!select->where_clause || expression_is_tautology(select->where_clause)) &&
		!select->limit_count && !select->with_clause;
}

void refine_select(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;
	bool copy = node_is(definition, PG_QUERY__NODE__NODE_COPY_STMT);
	bool all = copy || reads_all(definition);

	effects_add_read_relations(builder, definition, all);
	effects_lock_sequences(builder, definition);
	if (all)
		builder->work = WORK_SCAN;
}

// EXPLAIN plans the statement, for which it takes the same locks.
void refine_other(EffectBuilder *builder)
{
	const PgNode *node = builder->action->definition;
	const PgQuery__RangeVar *target = NULL;

	if (node_is(node, PG_QUERY__NODE__NODE_ALTER_OBJECT_DEPENDS_STMT) &&
	    node->alter_object_depends_stmt->relation)
		effects_add_lock(builder->arena, builder->effects,
				 relation_from_range_var(node->alter_object_depends_stmt->relation),
				 LOCK_ACCESS_EXCLUSIVE, false);
	if (!node_is(node, PG_QUERY__NODE__NODE_EXPLAIN_STMT) || !node->explain_stmt->query)
		return;
	node = node->explain_stmt->query;
	if (node_is(node, PG_QUERY__NODE__NODE_DELETE_STMT))
		target = node->delete_stmt->relation;
	else if (node_is(node, PG_QUERY__NODE__NODE_UPDATE_STMT))
		target = node->update_stmt->relation;
	else if (node_is(node, PG_QUERY__NODE__NODE_INSERT_STMT))
		target = node->insert_stmt->relation;
	if (target)
		effects_add_lock(builder->arena, builder->effects, relation_from_range_var(target),
				 LOCK_ROW_EXCLUSIVE, false);
	effects_add_read_relations(builder, node, false);
}

void refine_merge(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;

	if (!node_is(definition, PG_QUERY__NODE__NODE_MERGE_STMT))
		return;
	const PgQuery__MergeStmt *merge = definition->merge_stmt;
	for (size_t i = 0; i < merge->n_merge_when_clauses; i++)
		if (node_is(merge->merge_when_clauses[i], PG_QUERY__NODE__NODE_MERGE_WHEN_CLAUSE) &&
		    merge->merge_when_clauses[i]->merge_when_clause->command_type ==
			    PG_QUERY__CMD_TYPE__CMD_DELETE)
			builder->effects->destroys = true;
}

// ---- foreign keys --------------------------------------------------------------------------------------------

static bool mentions(const Action *action, const CatalogConstraint *key)
{
	for (size_t i = 0; i < key->columns.len; i++)
		if (names_contain(action->columns.items, action->columns.len, key->columns.items[i]))
			return true;
	return action->columns.len == 0 && action->kind != ACTION_UPDATE;
}

// A row that gets a reference looks up the row it refers to. A column that is left out is NULL, unless it has a default.
static void check_references(EffectBuilder *builder)
{
	const CatalogTable *table = builder->facts->table;

	for (size_t i = 0; table && i < table->constraints.len && i < MAX_FACTS; i++) {
		const CatalogConstraint *key = table->constraints.items[i];
		if (key->kind == CONSTRAINT_FOREIGN_KEY && !key->initially_deferred &&
		    mentions(builder->action, key))
			effects_add_lock(builder->arena, builder->effects, key->references, LOCK_ROW_SHARE,
					 false);
	}
}

// What happens to the rows that refer to a deleted one: cascade, set null and set default write them, the others look.
static void check_referencing(EffectBuilder *builder)
{
	const CatalogReferences *referencing = &builder->facts->referencing;

	for (size_t i = 0; i < referencing->len; i++) {
		char action = referencing->items[i].constraint->on_delete;
		bool writes = action == 'c' || action == 'n' || action == 'd';
		effects_add_lock(builder->arena, builder->effects, referencing->items[i].table->object.name,
				 writes ? LOCK_ROW_EXCLUSIVE : LOCK_ROW_SHARE, false);
	}
}

void refine_insert(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;
	const PgNode *query = node_is(definition, PG_QUERY__NODE__NODE_INSERT_STMT)
		? definition->insert_stmt->select_stmt
		: NULL;

	if (reads_all(query) && !definition->insert_stmt->with_clause)
		effects_add_read_relations(builder, query, true);
	effects_lock_sequences(builder, definition);
	check_references(builder);
}

void refine_row_change(EffectBuilder *builder)
{
	const PgNode *where = builder->action->expression;

	builder->scans_table = where == NULL || expression_is_tautology(where);
	if (builder->action->kind == ACTION_UPDATE)
		check_references(builder);
	else
		check_referencing(builder);
}
