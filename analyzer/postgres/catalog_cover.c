// catalog_cover.c - what one index can do in place of another.

#include "postgres/catalog_store.h"

static bool is_whole(const CatalogIndex *index)
{
	return index->definition && index->valid && !index->object.uncertain;
}

// `column IS NOT NULL` of one of `columns`.
static bool leaves_out_nulls(const PgNode *predicate, const Str *columns, size_t count)
{
	StrArray mentioned = { 0 };
	Arena scratch = { 0 };

	if (!predicate)
		return true;
	if (predicate->node_case != PG_QUERY__NODE__NODE_NULL_TEST ||
	    predicate->null_test->nulltesttype != PG_QUERY__NULL_TEST_TYPE__IS_NOT_NULL)
		return false;
	columns_mentioned(&scratch, predicate, &mentioned);
	bool found = mentioned.len == 1 && strs_contain(columns, count, mentioned.items[0]);
	arena_release(&scratch);
	return found;
}

bool index_leads_with(const CatalogIndex *index, const Str *columns, size_t count)
{
	bool hash = str_is(index->method, "hash");

	if (!is_whole(index) || (!str_is(index->method, "btree") && !hash) || index->columns.len < count ||
	    !leaves_out_nulls(index->predicate, columns, count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!index->columns.items[i].len || !strs_contain(columns, count, index->columns.items[i]))
			return false;
	return count > 0;
}

// The same key; of an index with one key the direction does not matter, it is read from either end.
static bool same_key(const PgQuery__IndexElem *a, const PgQuery__IndexElem *b, bool only_key)
{
	PgQuery__IndexElem x = *a, y = *b;

	x.indexcolname = y.indexcolname;
	if (only_key && x.nulls_ordering == y.nulls_ordering)
		x.ordering = y.ordering;
	if (x.ordering == PG_QUERY__SORT_BY_DIR__SORTBY_ASC)
		x.ordering = PG_QUERY__SORT_BY_DIR__SORTBY_DEFAULT;
	if (y.ordering == PG_QUERY__SORT_BY_DIR__SORTBY_ASC)
		y.ordering = PG_QUERY__SORT_BY_DIR__SORTBY_DEFAULT;
	return ast_equal(&x.base, &y.base);
}

static bool begins_with(const PgQuery__IndexStmt *other, const PgQuery__IndexStmt *index)
{
	if (other->n_index_params < index->n_index_params)
		return false;
	for (size_t i = 0; i < index->n_index_params; i++)
		if (!same_key(index->index_params[i]->index_elem, other->index_params[i]->index_elem,
			      index->n_index_params == 1))
			return false;
	return true;
}

static bool has_column(const PgQuery__IndexStmt *index, Str name)
{
	for (size_t i = 0; i < index->n_index_params; i++)
		if (str_equal(ast_str(index->index_params[i]->index_elem->name), name))
			return true;
	for (size_t i = 0; i < index->n_index_including_params; i++)
		if (str_equal(ast_str(index->index_including_params[i]->index_elem->name), name))
			return true;
	return false;
}

static bool includes_as_much(const PgQuery__IndexStmt *other, const PgQuery__IndexStmt *index)
{
	for (size_t i = 0; i < index->n_index_including_params; i++)
		if (!has_column(other, ast_str(index->index_including_params[i]->index_elem->name)))
			return false;
	return true;
}

static bool same_predicate(const CatalogIndex *a, const CatalogIndex *b)
{
	return ast_equal(a->predicate ? &a->predicate->base : NULL,
			 b->predicate ? &b->predicate->base : NULL);
}

bool index_is_covered(const CatalogIndex *index, const CatalogIndex *other)
{
	if (index == other || !is_whole(index) || !is_whole(other) || !str_is(index->method, "btree") ||
	    !str_is(other->method, "btree") || !same_predicate(index, other))
		return false;
	if (index->unique && (!other->unique || index->columns.len != other->columns.len))
		return false;
	return begins_with(other->definition, index->definition) &&
		includes_as_much(other->definition, index->definition);
}
