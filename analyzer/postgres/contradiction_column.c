// contradiction_column.c - columns that are not there, or there already.

#include "postgres/contradiction_internal.h"

void checker_need_column_of(Checker *checker, const CatalogTable *table, Str name)
{
	static const char system[] = " ctid xmin xmax cmin cmax tableoid ";

	if (table && !name_is_open(name) && !words_contain(system, name) && !checker_shares(checker, name) &&
	    catalog_column_is_absent(checker->catalog, table, name))
		checker_contradict(checker, CONTRADICTION_NO_COLUMN, "column", name, table->object.name);
}

void checker_need_column(Checker *checker, Str name)
{
	checker_need_column_of(checker, catalog_table(checker->catalog, checker->action->table), name);
}

// Columns as a CHECK names them; the name of the table stands for all of them.
static bool need_mentioned(void *state, const PgNode *node)
{
	Checker *checker = state;

	if (node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF && node->column_ref->n_fields == 1 &&
	    !str_equal(node_string(node->column_ref->fields[0]), checker->action->table.name))
		checker_need_column(checker, node_string(node->column_ref->fields[0]));
	return true;
}

void checker_need_expression(Checker *checker, const PgNode *expression)
{
	ast_walk(expression, need_mentioned, checker);
}

void checker_make_column(Checker *checker, Str name)
{
	if (checker->table && table_column(checker->table, name) && !checker_shares(checker, name))
		checker_contradict(checker, CONTRADICTION_DUPLICATE, "column", name,
				   checker->table->object.name);
}
