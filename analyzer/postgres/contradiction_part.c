// contradiction_part.c - constraints, triggers, policies and partitions.

#include "postgres/contradiction_internal.h"

// What PostgreSQL calls it depends on what else there is; a naming convention in its place says another name.
static bool knows_name(const Checker *checker, const CatalogConstraint *constraint)
{
	return !constraint->name_generated ||
		(constraint->name_chosen && catalog_is_complete(checker->catalog));
}

// Where a name is not known, nobody knows which ones are not there, but a primary key is named like one. NOT NULL has names since
// PostgreSQL 18.
static bool knows_constraint_names(const Checker *checker, const CatalogTable *table, Str name)
{
	bool like_key = str_find(name, STR("pk"), 0) != SIZE_MAX ||
		str_find(name, STR("prim"), 0) != SIZE_MAX;

	for (size_t i = 0; i < table->constraints.len; i++)
		if (!knows_name(checker, table->constraints.items[i]) &&
		    (table->constraints.items[i]->kind != CONSTRAINT_PRIMARY_KEY || like_key))
			return false;
	return table->complete && !str_ends_with(name, STR("_not_null"));
}

void checker_need_constraint(Checker *checker, Str name)
{
	const CatalogTable *table = checker->table;

	if (!table || name_is_open(name) || table_constraint(table, name) || checker_shares(checker, name))
		return;
	if (knows_constraint_names(checker, table, name) ||
	    catalog_constraint_is_absent(checker->catalog, table, name))
		checker_contradict(checker, CONTRADICTION_NO_OBJECT, "constraint", name, table->object.name);
}

void checker_make_constraint(Checker *checker, Str name)
{
	const CatalogConstraint *there = checker->table && name.len ? table_constraint(checker->table, name)
								    : NULL;

	if (there && knows_name(checker, there) && !there->inherited && !checker_shares(checker, name))
		checker_contradict(checker, CONTRADICTION_DUPLICATE, "constraint", name,
				   checker->table->object.name);
}

// Whether the statement drops it, or a column of it.
static bool goes_before(const Checker *checker, const CatalogConstraint *constraint)
{
	for (size_t i = 0; i < checker->actions->len; i++) {
		const Action *other = &checker->actions->items[i];
		if (other->kind == ACTION_DROP_CONSTRAINT && str_equal(other->name, constraint->name))
			return true;
		for (size_t n = 0; other->kind == ACTION_DROP_COLUMN && n < constraint->columns.len; n++)
			if (str_equal(other->name, constraint->columns.items[n]))
				return true;
	}
	return false;
}

void checker_make_primary_key(Checker *checker)
{
	const CatalogTable *table = checker->table;

	for (size_t i = 0; table && i < table->constraints.len; i++) {
		const CatalogConstraint *there = table->constraints.items[i];
		if (there->kind == CONSTRAINT_PRIMARY_KEY && !goes_before(checker, there))
			checker_contradict(checker, CONTRADICTION_DUPLICATE, "primary key", there->name,
					   table->object.name);
	}
}

static bool is_trigger(const Action *action)
{
	return action->kind == ACTION_DROP_TRIGGER ||
		(action->kind == ACTION_RENAME_OTHER &&
		 action->definition->rename_stmt->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER);
}

// A partition's are also those of its parents.
void checker_need_part(Checker *checker, Str name)
{
	const CatalogTable *table = checker->table;
	bool trigger = is_trigger(checker->action);

	if (!table || !table->complete || table->parent.name.len || name_is_open(name) ||
	    checker_shares(checker, name))
		return;
	for (size_t i = 0; i < (trigger ? table->triggers.len : table->policies.len); i++)
		if (str_equal((trigger ? table->triggers.items : table->policies.items)[i].name, name))
			return;
	checker_contradict(checker, CONTRADICTION_NO_OBJECT, trigger ? "trigger" : "policy", name,
			   table->object.name);
}

static bool is_same(Relation a, Relation b)
{
	return str_equal(a.schema, b.schema) && str_equal(a.name, b.name);
}

void checker_need_partition(Checker *checker)
{
	const Action *action = checker->action;
	const CatalogTable *part = catalog_table(checker->catalog, action->other);

	if (!part || !object_is_certain(&part->object) || !part->complete || checker->found.kind ||
	    name_is_open(action->table.name) ||
	    (part->is_partition && is_same(part->parent, catalog_resolve(checker->catalog, action->table))))
		return;
	checker->found.kind = CONTRADICTION_NO_OBJECT;
	checker->found.message = arena_printf(checker->arena, "`%.*s` is not a partition of `%.*s`",
					      STR_ARG(checker_show(checker, action->other)),
					      STR_ARG(checker_show(checker, action->table)));
}

static void need_columns_of(Checker *checker, const CatalogTable *table, const CatalogTable *other)
{
	for (size_t i = 0; i < other->columns.len; i++)
		if (catalog_column_is_absent(checker->catalog, table, other->columns.items[i]->name))
			checker_contradict(checker, CONTRADICTION_NO_COLUMN, "column",
					   other->columns.items[i]->name, table->object.name);
}

void checker_need_same_columns(Checker *checker)
{
	const CatalogTable *part = catalog_table(checker->catalog, checker->action->other);

	if (!checker->table || !part || !object_is_certain(&part->object))
		return;
	need_columns_of(checker, checker->table, part);
	need_columns_of(checker, part, checker->table);
}
