// catalog_view.c - views and what they read, told from the query as far as it can be: every relation, and the columns it mentions.

#include "postgres/catalog_store.h"

// Source: a relation in some FROM of the query, under the name columns are qualified with.
typedef struct Source {
	Str alias;
	Relation relation;
} Source;

typedef struct ViewReader {
	Catalog *catalog;
	CatalogView *view;
	StrArray with; // names of CTEs, which are no relations
	Array(Source) sources;
} ViewReader;

static bool note_cte(void *state, const PgNode *node)
{
	ViewReader *reader = state;

	if (node->node_case == PG_QUERY__NODE__NODE_COMMON_TABLE_EXPR)
		array_push(reader->catalog->arena, &reader->with, ast_str(node->common_table_expr->ctename));
	return true;
}

static bool uses(const CatalogView *view, Relation relation)
{
	for (size_t i = 0; i < view->uses.len; i++)
		if (relation_same(view->uses.items[i], relation))
			return true;
	return false;
}

static bool note_relation(void *state, const PgNode *node)
{
	ViewReader *reader = state;
	Arena *arena = reader->catalog->arena;

	if (node->node_case != PG_QUERY__NODE__NODE_RANGE_VAR)
		return true;
	const PgQuery__RangeVar *range = node->range_var;
	Relation written = relation_from_range_var(range);
	if (!written.schema.len && strs_contain(reader->with.items, reader->with.len, written.name))
		return true;
	Relation relation = resolve_in(reader->catalog, SPACE_RELATION, written);
	Str alias = range->alias ? ast_str(range->alias->aliasname) : written.name;
	array_push(arena, &reader->sources, (Source){ alias, relation });
	if (!uses(reader->view, relation))
		array_push(arena, &reader->view->uses, relation);
	return true;
}

static void add_use(ViewReader *reader, Relation relation, Str column)
{
	CatalogView *view = reader->view;

	for (size_t i = 0; i < view->columns_used.len; i++)
		if (relation_same(view->columns_used.items[i].relation, relation) &&
		    str_equal(view->columns_used.items[i].column, column))
			return;
	array_push(reader->catalog->arena, &view->columns_used, (CatalogColumnUse){ relation, column });
}

// SELECT *: every column there is now; of a table not known completely, any.
static void use_all(ViewReader *reader, Relation relation)
{
	const CatalogTable *table = catalog_table(reader->catalog, relation);

	if (!table || !table->complete)
		add_use(reader, relation, STR_NONE);
	for (size_t i = 0; table && table->complete && i < table->columns.len; i++)
		add_use(reader, relation, table->columns.items[i]->name);
}

// A column without qualifier may be of any source that has it, or of one whose columns are not known.
static void use_unqualified(ViewReader *reader, Str column)
{
	for (size_t i = 0; i < reader->sources.len; i++) {
		const Source *source = &reader->sources.items[i];
		const CatalogTable *table = catalog_table(reader->catalog, source->relation);
		if (!table)
			continue; // a view: its columns are not kept
		if (table_column(table, column) || (!table->complete && reader->sources.len == 1))
			add_use(reader, source->relation, column);
		else if (!table->complete)
			add_use(reader, source->relation, STR_NONE);
	}
}

static bool note_column(void *state, const PgNode *node)
{
	ViewReader *reader = state;

	if (node->node_case != PG_QUERY__NODE__NODE_COLUMN_REF || !node->column_ref->n_fields)
		return true;
	const PgQuery__ColumnRef *reference = node->column_ref;
	size_t last = reference->n_fields - 1;
	Str column = node_string(reference->fields[last]);
	if (last == 0 && column.len) {
		use_unqualified(reader, column);
		return true;
	}
	Str qualifier = last > 0 ? node_string(reference->fields[last - 1]) : STR_NONE;
	for (size_t i = 0; i < reader->sources.len; i++) {
		const Source *source = &reader->sources.items[i];
		if (qualifier.len && !str_equal(source->alias, qualifier))
			continue;
		if (column.len)
			add_use(reader, source->relation, column);
		else
			use_all(reader, source->relation);
	}
	return true;
}

// ---- SELECT * ------------------------------------------------------------------------------------------------

typedef Array(Source) SourceArray;

// The tables of a FROM item in order; false when its columns cannot be told (subqueries, USING, views, tables not known completely).
static bool add_sources(ViewReader *reader, const PgNode *item, SourceArray *sources)
{
	if (item->node_case == PG_QUERY__NODE__NODE_JOIN_EXPR) {
		const PgQuery__JoinExpr *join = item->join_expr;
		return !join->is_natural && !join->n_using_clause && !join->alias &&
			add_sources(reader, join->larg, sources) && add_sources(reader, join->rarg, sources);
	}
	if (item->node_case != PG_QUERY__NODE__NODE_RANGE_VAR)
		return false;
	const PgQuery__RangeVar *range = item->range_var;
	Relation written = relation_from_range_var(range);
	const CatalogTable *table = catalog_table(reader->catalog, written);
	if (!table || !table->complete || strs_contain(reader->with.items, reader->with.len, written.name))
		return false;
	Str alias = range->alias ? ast_str(range->alias->aliasname) : written.name;
	array_push(reader->catalog->arena, sources, (Source){ alias, table->object.name });
	return true;
}

static bool is_star(const PgNode *target)
{
	return target->node_case == PG_QUERY__NODE__NODE_RES_TARGET && target->res_target->val &&
		target->res_target->val->node_case == PG_QUERY__NODE__NODE_COLUMN_REF &&
		target->res_target->val->column_ref->n_fields == 1 &&
		target->res_target->val->column_ref->fields[0]->node_case == PG_QUERY__NODE__NODE_A_STAR;
}

// qualifier.column as an output column, made after the pattern of `star`.
static PgNode *column_target(Arena *arena, const PgNode *star, Str qualifier, Str column)
{
	PgNode *target = (PgNode *)ast_clone(arena, &star->base);
	PgQuery__ColumnRef *reference = target->res_target->val->column_ref;
	Str names[] = { qualifier, column };

	reference->n_fields = COUNT_OF(names);
	reference->fields = arena_array(arena, PgNode *, COUNT_OF(names));
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		PgNode *name = arena_new(arena, PgNode);
		pg_query__node__init(name);
		name->node_case = PG_QUERY__NODE__NODE_STRING;
		name->string = arena_new(arena, PgQuery__String);
		pg_query__string__init(name->string);
		name->string->sval = str_dup(arena, names[i]);
		reference->fields[i] = name;
	}
	return target;
}

static void expand_star(ViewReader *reader, PgQuery__SelectStmt *select)
{
	Arena *arena = reader->catalog->arena;
	SourceArray sources = { 0 };
	Array(PgNode *) targets = { 0 };

	for (size_t i = 0; i < select->n_from_clause; i++)
		if (!add_sources(reader, select->from_clause[i], &sources))
			return;
	for (size_t i = 0; i < select->n_target_list; i++) {
		PgNode *target = select->target_list[i];
		if (!is_star(target)) {
			array_push(arena, &targets, target);
			continue;
		}
		for (size_t s = 0; s < sources.len; s++) {
			const CatalogTable *table = catalog_table(reader->catalog, sources.items[s].relation);
			for (size_t c = 0; c < table->columns.len; c++)
				array_push(arena, &targets,
					   column_target(arena, target, sources.items[s].alias,
							 table->columns.items[c]->name));
		}
	}
	select->target_list = targets.items;
	select->n_target_list = targets.len;
}

static bool has_star(void *state, const PgNode *node)
{
	bool *found = state;

	*found |= is_star(node);
	return !*found;
}

// The definition with the * of its outermost query replaced by columns, where they are known.
static const PgNode *definition_with_columns(ViewReader *reader, const PgNode *definition, bool materialized)
{
	bool found = false;

	ast_walk(definition, has_star, &found);
	if (!found)
		return definition;
	PgNode *copy = (PgNode *)ast_clone(reader->catalog->arena, &definition->base);
	PgNode *query = materialized ? copy->create_table_as_stmt->query : copy->view_stmt->query;
	if (query && query->node_case == PG_QUERY__NODE__NODE_SELECT_STMT)
		expand_star(reader, query->select_stmt);
	return copy;
}

static void read_query(Catalog *catalog, CatalogView *view, bool materialized)
{
	ViewReader reader = { .catalog = catalog, .view = view };
	const PgNode *definition = view->definition;
	const PgNode *query = materialized ? definition->create_table_as_stmt->query
					   : definition->view_stmt->query;

	ast_walk(query, note_cte, &reader);
	view->definition = definition_with_columns(&reader, definition, materialized);
	ast_walk(query, note_relation, &reader);
	ast_walk(query, note_column, &reader);
}

void create_view(Catalog *catalog, const Action *action)
{
	bool materialized = action->kind == ACTION_CREATE_MATERIALIZED_VIEW;
	CatalogView *view = arena_new(catalog->arena, CatalogView);
	Relation name = action->table;

	if (action->temporary)
		name.schema = STR("pg_temp");
	name = name_for_new(catalog, name);
	view->object = (Object){ materialized ? OBJECT_MATERIALIZED_VIEW : OBJECT_VIEW, name, false };
	view->definition = action->definition;
	const Object *old = store_get(catalog, SPACE_RELATION, name);
	if (old && action->if_not_exists)
		return;
	if (action->if_not_exists || (!materialized && action->definition->view_stmt->replace))
		note_maybe(catalog, view->object.kind, name);
	if (old && (old->kind == OBJECT_VIEW)) // OR REPLACE: who uses it goes on doing so
		link_view(catalog, (const CatalogView *)old, false);
	else if (old)
		drop_relation(catalog, name);
	read_query(catalog, view, materialized);
	put_object(catalog, &view->object);
	link_view(catalog, view, true);
}
