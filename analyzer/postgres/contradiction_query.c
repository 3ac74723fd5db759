// contradiction_query.c - what the queries of views and CREATE TABLE AS read and is not there.

#include "postgres/contradiction_internal.h"

// Query: that of one relation and nothing else; `alias`: what it is called there.
typedef struct Query {
	Checker *checker;
	const CatalogTable *table;
	Str alias;
} Query;

// A qualified name may also call a function of the row, a plain one is the row itself when it is the relation's.
static bool need_read(void *state, const PgNode *node)
{
	Query *query = state;
	Checker *checker = query->checker;

	if (node->node_case == PG_QUERY__NODE__NODE_SUB_LINK)
		return false;
	if (node->node_case != PG_QUERY__NODE__NODE_COLUMN_REF || node->column_ref->n_fields > 2)
		return true;
	const PgQuery__ColumnRef *reference = node->column_ref;
	bool qualified = reference->n_fields == 2;
	Str name = node_string(reference->fields[reference->n_fields - 1]);
	if (qualified ? !str_equal(node_string(reference->fields[0]), query->alias) ||
			    catalog_function(checker->catalog, (Relation){ STR_NONE, name }) ||
			    !catalog_is_complete(checker->catalog)
		      : str_equal(name, query->alias))
		return true;
	checker_need_column_of(checker, query->table, name);
	return true;
}

static void need_columns_read(Checker *checker, const PgNode *query, const PgQuery__RangeVar *range)
{
	const CatalogTable *table = catalog_table(checker->catalog, relation_from_range_var(range));
	Str alias = range->alias ? ast_str(range->alias->aliasname) : ast_str(range->relname);

	if (table && !(range->alias && range->alias->n_colnames))
		ast_walk(query, need_read, &(Query){ checker, table, alias });
}

typedef Array(Str) NameArray;

// What a query reads.
typedef struct Reads {
	Arena *arena;
	NameArray with; // names of CTEs, which are no relations
	Array(Relation) relations;
} Reads;

static bool note_read(void *state, const PgNode *node)
{
	Reads *reads = state;

	if (node->node_case == PG_QUERY__NODE__NODE_COMMON_TABLE_EXPR)
		array_push(reads->arena, &reads->with, ast_str(node->common_table_expr->ctename));
	if (node->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
		array_push(reads->arena, &reads->relations, relation_from_range_var(node->range_var));
	return true;
}

static bool is_among(const NameArray *names, Str name)
{
	for (size_t i = 0; i < names->len; i++)
		if (str_equal(names->items[i], name))
			return true;
	return false;
}

// Those behind CREATE VIEW and CREATE TABLE AS; what is made is among them, as the target.
void checker_need_query(Checker *checker)
{
	Reads reads = { .arena = checker->arena };
	const PgNode *definition = checker->action->definition;
	const PgNode *query = !definition                                 ? NULL
		: definition->node_case == PG_QUERY__NODE__NODE_VIEW_STMT ? definition->view_stmt->query
		: definition->node_case == PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT
		? definition->create_table_as_stmt->query
		: NULL;

	if (!query)
		return;
	ast_walk(query, note_read, &reads);
	for (size_t i = 0; i < reads.relations.len; i++) {
		Relation name = reads.relations.items[i];
		if (name.schema.len || !is_among(&reads.with, name.name))
			checker_need_relation(checker, name, "relation");
	}
	const PgQuery__SelectStmt *select =
		query->node_case == PG_QUERY__NODE__NODE_SELECT_STMT ? query->select_stmt : NULL;
	if (select && reads.relations.len == 1 && !reads.with.len && select->n_from_clause == 1 &&
	    !select->n_group_clause && !select->n_sort_clause &&
	    select->from_clause[0]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
		need_columns_read(checker, query, select->from_clause[0]->range_var);
}
