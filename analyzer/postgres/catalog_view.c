// catalog_view.c - views and what they read, told from the query as far as it can be: every relation, and the columns it mentions.

#include "postgres/catalog_store.h"

// Source: something in a FROM, under the name columns are qualified with; `relation` is empty for what is no table: its columns are not kept.
typedef struct Source {
	Str alias;
	Relation relation;
} Source;
typedef Array(Source) SourceArray;

// Scope: the FROM of one SELECT; names it does not know may be of the one around it.
typedef struct Scope {
	SourceArray sources;
	const struct Scope *outer;
} Scope;

typedef struct ViewReader {
	Catalog *catalog;
	CatalogView *view;
	StrArray with; // names of CTEs, which are no relations
	Scope *scope;
	const ProtobufCMessage *entered; // the SELECT `scope` is of
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

	if (!relation.name.len)
		return;
	if (!table || !table->complete)
		add_use(reader, relation, STR_NONE);
	for (size_t i = 0; table && table->complete && i < table->columns.len; i++)
		add_use(reader, relation, table->columns.items[i]->name);
}

// ---- scopes --------------------------------------------------------------------------------------------------

static Source source_of(ViewReader *reader, const PgQuery__RangeVar *range)
{
	Relation written = relation_from_range_var(range);
	Source source = { range->alias ? ast_str(range->alias->aliasname) : written.name,
			  resolve_in(reader->catalog, SPACE_RELATION, written) };

	if (!written.schema.len && strs_contain(reader->with.items, reader->with.len, written.name))
		source.relation = (Relation){ STR_NONE, STR_NONE };
	return source;
}

static Str alias_of(const PgQuery__Alias *alias)
{
	return alias ? ast_str(alias->aliasname) : STR_NONE;
}

// What stands in a FROM, not in the queries inside of it.
static bool note_source(void *state, const ProtobufCMessage *message)
{
	ViewReader *reader = state;
	SourceArray *sources = &reader->scope->sources;
	const ProtobufCMessageDescriptor *is = message->descriptor;
	Str alias = STR_NONE;

	if (ast_range_var(message)) {
		array_push(reader->catalog->arena, sources, source_of(reader, ast_range_var(message)));
		return false;
	}
	if (is == &pg_query__select_stmt__descriptor)
		return false;
	if (is == &pg_query__range_subselect__descriptor)
		alias = alias_of(((const PgQuery__RangeSubselect *)message)->alias);
	else if (is == &pg_query__range_function__descriptor)
		alias = alias_of(((const PgQuery__RangeFunction *)message)->alias);
	else
		return true;
	array_push(reader->catalog->arena, sources, (Source){ .alias = alias });
	return false;
}

// Whether one of the tables of the scope has the column, for certain or perhaps: which one may not be told.
static bool use_in_scope(ViewReader *reader, const Scope *scope, Str column)
{
	bool found = false, open = false;

	for (size_t i = 0; i < scope->sources.len; i++) {
		const Source *source = &scope->sources.items[i];
		const CatalogTable *table = catalog_table(reader->catalog, source->relation);
		open |= !table;
		if (!table || !table_column(table, column))
			continue;
		add_use(reader, source->relation, column);
		found = true;
	}
	for (size_t i = 0; !found && i < scope->sources.len; i++) {
		const Source *source = &scope->sources.items[i];
		const CatalogTable *table = catalog_table(reader->catalog, source->relation);
		if (!table || table->complete)
			continue;
		add_use(reader, source->relation, scope->sources.len == 1 ? column : STR_NONE);
		open = true;
	}
	return found || open;
}

static void use_qualified(ViewReader *reader, Str qualifier, Str column)
{
	for (const Scope *scope = reader->scope; scope; scope = scope->outer)
		for (size_t i = 0; i < scope->sources.len; i++) {
			const Source *source = &scope->sources.items[i];
			if (!str_equal(source->alias, qualifier))
				continue;
			if (!column.len)
				use_all(reader, source->relation);
			else if (source->relation.name.len)
				add_use(reader, source->relation, column);
			return;
		}
}

static void note_column(ViewReader *reader, const PgQuery__ColumnRef *reference)
{
	size_t last = reference->n_fields - 1;

	if (!reference->n_fields)
		return;
	Str column = node_string(reference->fields[last]);
	if (last > 0) {
		use_qualified(reader, node_string(reference->fields[last - 1]), column);
		return;
	}
	for (size_t i = 0; !column.len && i < reader->scope->sources.len; i++)
		use_all(reader, reader->scope->sources.items[i].relation);
	for (const Scope *scope = reader->scope; column.len && scope; scope = scope->outer)
		if (use_in_scope(reader, scope, column))
			return;
}

static bool note_use(void *state, const ProtobufCMessage *message)
{
	ViewReader *reader = state;

	if (message->descriptor == &pg_query__column_ref__descriptor && reader->scope)
		note_column(reader, (const PgQuery__ColumnRef *)message);
	if (message->descriptor != &pg_query__select_stmt__descriptor || message == reader->entered)
		return true;
	const PgQuery__SelectStmt *select = (const PgQuery__SelectStmt *)message;
	Scope scope = { .outer = reader->scope };
	reader->scope = &scope;
	for (size_t i = 0; i < select->n_from_clause; i++)
		ast_walk_messages(&select->from_clause[i]->base, note_source, reader);
	reader->entered = message;
	ast_walk_messages(message, note_use, reader);
	reader->scope = (Scope *)(uintptr_t)scope.outer;
	return false;
}

// ---- SELECT * ------------------------------------------------------------------------------------------------

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
	if (query)
		ast_walk_messages(&query->base, note_use, &reader);
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
