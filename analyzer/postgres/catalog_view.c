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

static void read_query(Catalog *catalog, CatalogView *view, const PgNode *query)
{
	ViewReader reader = { .catalog = catalog, .view = view };

	ast_walk(query, note_cte, &reader);
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
	if (old && (old->kind == OBJECT_VIEW)) // OR REPLACE: who uses it goes on doing so
		link_view(catalog, (const CatalogView *)old, false);
	else if (old)
		drop_relation(catalog, name);
	read_query(catalog, view,
		   materialized ? action->definition->create_table_as_stmt->query
				: action->definition->view_stmt->query);
	put_object(catalog, &view->object);
	link_view(catalog, view, true);
}
