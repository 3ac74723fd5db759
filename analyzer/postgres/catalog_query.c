// catalog_query.c - the columns CREATE TABLE AS gives a table, where the query is plain enough: columns of one known table, casts and constants.

#include "postgres/catalog_store.h"

// Query: a SELECT from one table or none. `table`: NULL when there is none.
typedef struct Query {
	Catalog *catalog;
	const CatalogTable *table;
	Str alias;
} Query;

typedef Array(CatalogColumn *) ColumnArray;

static CatalogColumn *new_column(const Query *query, Str name)
{
	CatalogColumn *column = arena_new(query->catalog->arena, CatalogColumn);

	column->name = name;
	column->type_known = true;
	return column;
}

// A copy of a column is its name and type, nothing more.
static CatalogColumn *copied(const Query *query, const CatalogColumn *from)
{
	CatalogColumn *column = new_column(query, from->name);

	column->type = from->type;
	column->type_known = from->type_known;
	column->written_type = from->written_type;
	column->collation = from->collation;
	return column;
}

static CatalogColumn *of_reference(const Query *query, const PgQuery__ColumnRef *reference)
{
	size_t last = reference->n_fields - 1;
	Str name = node_string(reference->fields[last]);

	if (!query->table || !name.len || last > 1 ||
	    (last == 1 && !str_equal(node_string(reference->fields[0]), query->alias)))
		return NULL;
	const CatalogColumn *column = table_column(query->table, name);
	return column ? copied(query, column) : NULL;
}

static CatalogColumn *of_constant(const Query *query, const PgQuery__AConst *constant)
{
	static const struct {
		PgQuery__AConst__ValCase kind;
		const char *type;
	} types[] = {
		{ PG_QUERY__A__CONST__VAL_IVAL, "int4" },
		{ PG_QUERY__A__CONST__VAL_BOOLVAL, "bool" },
		{ PG_QUERY__A__CONST__VAL_SVAL, "text" },
	};

	for (size_t i = 0; !constant->isnull && i < COUNT_OF(types); i++) {
		if (constant->val_case != types[i].kind)
			continue;
		CatalogColumn *column = new_column(query, STR("?column?"));
		column->type = (TypeRef){ .name = str_from(types[i].type), .modifiers_known = true };
		return column;
	}
	return NULL;
}

// NULL when its type cannot be told.
static CatalogColumn *of_value(const Query *query, const PgNode *value)
{
	if (!value)
		return NULL;
	if (value->node_case == PG_QUERY__NODE__NODE_COLUMN_REF)
		return of_reference(query, value->column_ref);
	if (value->node_case == PG_QUERY__NODE__NODE_A_CONST)
		return of_constant(query, value->a_const);
	if (value->node_case != PG_QUERY__NODE__NODE_TYPE_CAST)
		return NULL;
	CatalogColumn *column = new_column(query, expression_name(value));
	column_set_type(query->catalog, column, value->type_cast->type_name);
	return column->name.len && column->type_known ? column : NULL;
}

// table.* or *
static bool is_star(const Query *query, const PgNode *value)
{
	if (!query->table || !value || value->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
		return false;
	const PgQuery__ColumnRef *reference = value->column_ref;
	return reference->fields[reference->n_fields - 1]->node_case == PG_QUERY__NODE__NODE_A_STAR &&
		(reference->n_fields == 1 || str_equal(node_string(reference->fields[0]), query->alias));
}

static bool add_target(const Query *query, const PgNode *target, ColumnArray *columns)
{
	Arena *arena = query->catalog->arena;

	if (target->node_case != PG_QUERY__NODE__NODE_RES_TARGET)
		return false;
	const PgNode *value = target->res_target->val;
	if (is_star(query, value)) {
		for (size_t i = 0; i < query->table->columns.len; i++)
			array_push(arena, columns, copied(query, query->table->columns.items[i]));
		return true;
	}
	CatalogColumn *column = of_value(query, value);
	if (!column)
		return false;
	if (ast_str(target->res_target->name).len)
		column->name = ast_str(target->res_target->name);
	array_push(arena, columns, column);
	return true;
}

// The table of FROM; false when there is more or when its columns are not known.
static bool read_from(Query *query, const PgQuery__SelectStmt *select)
{
	if (select->n_from_clause == 0)
		return true;
	if (select->n_from_clause > 1 || select->from_clause[0]->node_case != PG_QUERY__NODE__NODE_RANGE_VAR)
		return false;
	const PgQuery__RangeVar *range = select->from_clause[0]->range_var;
	query->table = catalog_table(query->catalog, relation_from_range_var(range));
	query->alias = range->alias ? ast_str(range->alias->aliasname) : ast_str(range->relname);
	return query->table && query->table->complete && !(range->alias && range->alias->n_colnames);
}

bool table_take_query(Catalog *catalog, CatalogTable *table, const PgNode *node, PgNode *const *names,
		      size_t name_count)
{
	const PgQuery__SelectStmt *select =
		node && node->node_case == PG_QUERY__NODE__NODE_SELECT_STMT ? node->select_stmt : NULL;
	Query query = { .catalog = catalog };
	ColumnArray columns = { 0 };

	if (!select || select->op != PG_QUERY__SET_OPERATION__SETOP_NONE || select->with_clause ||
	    select->n_values_lists || !read_from(&query, select))
		return false;
	for (size_t i = 0; i < select->n_target_list; i++)
		if (!add_target(&query, select->target_list[i], &columns))
			return false;
	for (size_t i = 0; i < columns.len; i++) {
		if (i < name_count)
			columns.items[i]->name = node_string(names[i]);
		table_add_column(catalog, table, columns.items[i], NULL);
	}
	return true;
}
