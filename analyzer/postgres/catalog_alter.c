// catalog_alter.c - the subcommands of ALTER TABLE that change what a table is made of. Each changes one table; catalog_apply.c
// calls them again for partitions and children.

#include "postgres/catalog_store.h"

// ---- columns -------------------------------------------------------------------------------------------------

static void add_inline_constraints(Catalog *catalog, CatalogTable *table,
				   const PgQuery__ColumnDef *definition)
{
	DraftArray drafts = { 0 };

	drafts_of_column(catalog, definition, &drafts);
	table_add_constraints(catalog, table, &drafts, false);
}

void alter_add_column(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	const PgQuery__ColumnDef *definition = action->definition->column_def;
	CatalogColumn *column = column_from_definition(catalog, definition);
	const CatalogColumn *present = table_column(table, column->name);

	if (present && (action->if_not_exists || child)) {
		CatalogColumn *copy = child ? column_for_change(catalog, table, column->name) : NULL;
		if (copy)
			copy->inherited = true;
		return;
	}
	if (present) { // it was known wrongly
		link_column(catalog, table->object.name, present, false);
		array_remove_at(catalog->arena, &table->columns, table_column_at(table, column->name));
	}
	if (action->if_not_exists && !child && !table->complete)
		note_gone(catalog,
			  &(Gone){ .kind = OBJECT_TABLE,
				   .name = table->object.name,
				   .part = column->name,
				   .maybe = true });
	column->inherited = child;
	if (child)
		take_serial_default(catalog, column, resolve_in(catalog, SPACE_RELATION, action->table));
	table_add_column(catalog, table, column, definition);
	if (!child)
		add_inline_constraints(catalog, table, definition);
}

// The sequence of an identity column counts in the column's type.
static void retype_identity(Catalog *catalog, Relation table, const CatalogColumn *column)
{
	const CatalogSequence *sequence = implicit_sequence(catalog, table, column->name, true);

	if (!sequence)
		return;
	CatalogSequence *copy = arena_new(catalog->arena, CatalogSequence);
	*copy = *sequence;
	copy->type = column->type.name;
	put_object(catalog, &copy->object);
}

// CHECKs of a retyped column are made again, those of a child as the parent has them: valid or not.
static void recheck_like_parent(Catalog *catalog, CatalogTable *table, Str column)
{
	const CatalogTable *parent = catalog_table(catalog, table->parent);

	for (size_t i = 0; parent && i < parent->constraints.len; i++) {
		const CatalogConstraint *check = parent->constraints.items[i];
		if (check->kind == CONSTRAINT_CHECK && !check->validated &&
		    strs_contain(check->columns.items, check->columns.len, column) &&
		    table_constraint(table, check->name))
			constraint_for_change(catalog, table, check->name)->validated = false;
	}
}

// Indexes of a retyped column are made again, those of constraints first: so they are the last of the table, which decides the names
// that those of later partitions get.
static void remake_indexes(Catalog *catalog, Relation table, Str column)
{
	LinkArray links = *links_to(catalog, SPACE_RELATION, table, LINK_INDEX);

	array_own(catalog->arena, &links);
	for (int constraints = 1; constraints >= 0; constraints--)
		for (size_t i = 0; i < links.len; i++) {
			const CatalogIndex *index = catalog_index(catalog, links.items[i].relation);
			if (!index || (index->constraint.len > 0) != constraints ||
			    !strs_contain(index->uses.items, index->uses.len, column))
				continue;
			link_remove(catalog, SPACE_RELATION, table, LINK_INDEX, links.items[i]);
			link_add(catalog, SPACE_RELATION, table, LINK_INDEX, links.items[i]);
			remake_index(catalog, index);
		}
}

void alter_type(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	const PgQuery__ColumnDef *definition = action->definition->column_def;
	CatalogColumn *column = column_revealed(catalog, table, action->name);

	if (!column || refused_by_users_of_column(catalog, table, action->name))
		return;
	if (child)
		recheck_like_parent(catalog, table, action->name);
	const CatalogColumn *read = column_from_definition(catalog, definition);
	link_column(catalog, table->object.name, column, false);
	column->type = read->type;
	column->type_known = read->type_known;
	column->written_type = read->written_type;
	column->collation = read->collation;
	link_column(catalog, table->object.name, column, true);
	remake_indexes(catalog, table->object.name, action->name);
	if (column->is_identity)
		retype_identity(catalog, table->object.name, column);
}

void alter_set_not_null(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	CatalogColumn *column = column_revealed(catalog, table, action->name);

	(void)child;
	if (column)
		column->not_null = true;
}

static bool is_in_primary_key(const CatalogTable *table, Str column)
{
	for (size_t i = 0; i < table->constraints.len; i++) {
		const CatalogConstraint *constraint = table->constraints.items[i];
		if (constraint->kind == CONSTRAINT_PRIMARY_KEY &&
		    strs_contain(constraint->columns.items, constraint->columns.len, column))
			return true;
	}
	return false;
}

void alter_drop_not_null(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	CatalogColumn *column = column_revealed(catalog, table, action->name);
	Relation name = table->object.name;

	if (column && !child && is_in_primary_key(table, action->name) &&
	    stays(catalog, SPACE_RELATION, name))
		refuse(catalog, "primary key of", STR_NONE, name);
	else if (column)
		column->not_null = false;
}

// The sequence of a serial column stays, owned by the column, but is no longer its default: it is one like others.
static void leave_sequence(Catalog *catalog, Relation table, const Action *action)
{
	const CatalogSequence *sequence = implicit_sequence(catalog, table, action->name, false);

	if (!sequence)
		return;
	CatalogSequence *copy = arena_new(catalog->arena, CatalogSequence);
	*copy = *sequence;
	copy->definition = action->definition;
	put_object(catalog, &copy->object);
}

static void change_default(Catalog *catalog, CatalogTable *table, const Action *action,
			   const PgNode *expression)
{
	CatalogColumn *column = column_revealed(catalog, table, action->name);

	if (!column)
		return;
	link_column(catalog, table->object.name, column, false);
	if (column->is_serial)
		leave_sequence(catalog, table->object.name, action);
	column->is_serial = false;
	column->default_expression = node_is_null(expression) ? NULL : expression;
	link_column(catalog, table->object.name, column, true);
}

void alter_set_default(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	(void)child;
	change_default(catalog, table, action, action->expression);
}

void alter_drop_default(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	(void)child;
	change_default(catalog, table, action, NULL);
}

void alter_drop_expression(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	CatalogColumn *column = column_revealed(catalog, table, action->name);

	(void)child;
	if (!column || !column->is_generated)
		return;
	column->is_generated = false;
	column->default_expression = NULL;
}

void alter_add_identity(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	CatalogColumn *column = column_revealed(catalog, table, action->name);
	const PgNode *def = action->definition->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_CMD
		? action->definition->alter_table_cmd->def
		: action->definition;

	(void)child;
	if (!column)
		return;
	const PgQuery__Constraint *identity =
		def && def->node_case == PG_QUERY__NODE__NODE_CONSTRAINT ? def->constraint : NULL;
	column->is_identity = column->not_null = true;
	column->identity_always = identity && str_is(ast_str(identity->generated_when), "a");
	make_owned_sequence(catalog, table->object.name, column, identity ? identity->options : NULL,
			    identity ? identity->n_options : 0);
}

static void change_identity_sequence(Catalog *catalog, Relation table, const CatalogColumn *column,
				     const PgQuery__List *options)
{
	const CatalogSequence *sequence = implicit_sequence(catalog, table, column->name, true);

	if (!sequence)
		return;
	CatalogSequence *copy = arena_new(catalog->arena, CatalogSequence);
	*copy = *sequence;
	sequence_take_options(catalog, copy, options->items, options->n_items);
	put_object(catalog, &copy->object);
}

void alter_set_identity(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	const PgNode *def = action->definition->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_CMD
		? action->definition->alter_table_cmd->def
		: NULL;
	CatalogColumn *column = column_revealed(catalog, table, action->name);
	int32_t when;

	(void)child;
	if (!column || !def || def->node_case != PG_QUERY__NODE__NODE_LIST)
		return;
	column->is_identity = true;
	change_identity_sequence(catalog, table->object.name, column, def->list);
	const PgQuery__DefElem *generated = defelem_find(def->list->items, def->list->n_items, "generated");
	if (generated && node_integer(generated->arg, &when))
		column->identity_always = when == 'a';
}

void alter_drop_identity(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	CatalogColumn *column = column_revealed(catalog, table, action->name);
	const LinkArray *sequences = links_to(catalog, SPACE_RELATION, table->object.name, LINK_SEQUENCE);

	(void)child;
	if (!column)
		return;
	column->is_identity = column->identity_always = false;
	for (size_t i = sequences->len; i-- > 0;) {
		const CatalogSequence *sequence = catalog_sequence(catalog, sequences->items[i].relation);
		if (!sequence || !sequence->is_identity || !str_equal(sequence->owner_column, action->name))
			continue;
		link_sequence(catalog, sequence, false);
		remove_object(catalog, &sequence->object);
	}
}

// ---- constraints ---------------------------------------------------------------------------------------------

void alter_add_constraint(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	const PgQuery__Constraint *constraint = action->definition->constraint;
	DraftArray drafts = { 0 };

	if (child) // what the parent has now
		return;
	array_push(catalog->arena, &drafts, (Draft){ constraint, STR_NONE });
	table_add_constraints(catalog, table, &drafts, false);
}

void alter_use_index(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	if (!child)
		table_use_index(catalog, table, action);
}

void alter_constraint(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	CatalogConstraint *constraint = constraint_for_change(catalog, table, action->name);

	(void)child;
	if (!constraint || action->definition->node_case != PG_QUERY__NODE__NODE_CONSTRAINT)
		return;
	constraint->deferrable = action->definition->constraint->deferrable;
	constraint->initially_deferred = action->definition->constraint->initdeferred;
}

void alter_validate(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	CatalogConstraint *constraint = constraint_for_change(catalog, table, action->name);

	(void)child;
	if (constraint)
		constraint->validated = true;
}

// ---- flags ---------------------------------------------------------------------------------------------------

void alter_persistence(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	(void)catalog;
	(void)child;
	table->unlogged = action->kind == ACTION_SET_UNLOGGED;
}

void alter_access_method(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	(void)catalog;
	(void)child;
	table->access_method = action->new_name;
}

void alter_row_security(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	(void)catalog;
	(void)child;
	if (action->kind == ACTION_ENABLE_ROW_SECURITY || action->kind == ACTION_DISABLE_ROW_SECURITY)
		table->row_security = action->kind == ACTION_ENABLE_ROW_SECURITY;
	else
		table->force_row_security = action->kind == ACTION_FORCE_ROW_SECURITY;
}

#define SET_ENABLED(catalog, parts, wanted, on)                                           \
	do {                                                                              \
		array_own((catalog)->arena, (parts));                                     \
		for (size_t i = 0; i < (parts)->len; i++)                                 \
			if (!(wanted).len || str_equal((parts)->items[i].name, (wanted))) \
				(parts)->items[i].enabled = (on);                         \
	} while (0)

void alter_trigger_state(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	(void)child;
	SET_ENABLED(catalog, &table->triggers, action->name, action->kind == ACTION_ENABLE_TRIGGER);
}

void alter_rule_state(Catalog *catalog, CatalogTable *table, const Action *action, bool child)
{
	(void)child;
	SET_ENABLED(catalog, &table->rules, action->name, action->kind == ACTION_ENABLE_RULE);
}

// ---- partitions and inheritance ------------------------------------------------------------------------------

static CatalogTable *other_for_change(Catalog *catalog, const Action *action)
{
	Action on_other = *action;

	on_other.table = action->other;
	on_other.if_exists = false;
	return table_for_change(catalog, &on_other);
}

static void mark_columns_inherited(Catalog *catalog, CatalogTable *table, const CatalogTable *parent,
				   bool inherited)
{
	for (size_t i = 0; i < parent->columns.len; i++) {
		CatalogColumn *column = column_for_change(catalog, table, parent->columns.items[i]->name);
		if (column)
			column->inherited = inherited;
	}
}

void alter_attach(Catalog *catalog, const Action *action)
{
	CatalogTable *parent = table_for_change(catalog, action);
	CatalogTable *table = other_for_change(catalog, action);
	const PgNode *def = action->definition->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_CMD
		? action->definition->alter_table_cmd->def
		: NULL;

	if (!parent || !table)
		return;
	parent->is_partitioned = true;
	table->is_partition = true;
	table->parent = parent->object.name;
	if (def && def->node_case == PG_QUERY__NODE__NODE_PARTITION_CMD) {
		table->partition_bound = def->partition_cmd->bound;
		table->is_default_partition = table->partition_bound && table->partition_bound->is_default;
	}
	link_add(catalog, SPACE_RELATION, parent->object.name, LINK_PARTITION,
		 (Link){ table->object.name, STR_NONE });
	mark_columns_inherited(catalog, table, parent, true);
	table_inherit_checks(catalog, table, parent);
	inherit_indexes(catalog, table, parent);
	table_inherit_foreign_keys(catalog, table, parent);
}

static void detach_constraints(Catalog *catalog, CatalogTable *table)
{
	const CatalogIndex *index;

	for (size_t i = 0; i < table->constraints.len; i++)
		if (table->constraints.items[i]->inherited)
			constraint_for_change(catalog, table, table->constraints.items[i]->name)->inherited =
				false;
	for (size_t i = 0; (index = catalog_table_index(catalog, table->object.name, i)); i++) {
		if (!index->parent.name.len)
			continue;
		CatalogIndex *copy = index_copy(catalog, index);
		link_remove(catalog, SPACE_RELATION, index->parent, LINK_CHILD,
			    (Link){ index->object.name, STR_NONE });
		copy->parent = (Relation){ STR_NONE, STR_NONE };
		put_object(catalog, &copy->object);
	}
}

static void leave_parent(Catalog *catalog, CatalogTable *table, LinkKind kind)
{
	const CatalogTable *parent = catalog_table(catalog, table->parent);

	link_remove(catalog, SPACE_RELATION, table->parent, kind, (Link){ table->object.name, STR_NONE });
	if (parent)
		mark_columns_inherited(catalog, table, parent, false);
	detach_constraints(catalog, table);
	table->parent = (Relation){ STR_NONE, STR_NONE };
	table->is_partition = table->is_default_partition = false;
	table->partition_bound = NULL;
}

void alter_detach(Catalog *catalog, const Action *action)
{
	CatalogTable *table = other_for_change(catalog, action);

	if (table && table->parent.name.len)
		leave_parent(catalog, table, LINK_PARTITION);
}

void alter_inherit(Catalog *catalog, const Action *action)
{
	CatalogTable *table = table_for_change(catalog, action);

	if (!table)
		return;
	Relation parent = resolve_in(catalog, SPACE_RELATION, action->other);
	if (action->kind == ACTION_DROP_INHERIT) {
		if (relation_same(table->parent, parent))
			leave_parent(catalog, table, LINK_CHILD);
		return;
	}
	if (!table->parent.name.len)
		table->parent = parent;
	link_add(catalog, SPACE_RELATION, parent, LINK_CHILD, (Link){ table->object.name, STR_NONE });
	const CatalogTable *known = catalog_table(catalog, parent);
	if (known) {
		mark_columns_inherited(catalog, table, known, true);
		table_inherit_checks(catalog, table, known);
	}
}
