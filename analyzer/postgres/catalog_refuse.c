// catalog_refuse.c - what PostgreSQL would refuse to drop or retype because something else depends on it.

#include "postgres/catalog_store.h"

bool refuse(Catalog *catalog, const char *what, Str name, Relation of)
{
	Str shown = relation_show(catalog->arena, catalog_shown(catalog, of));

	name = name.len ? identifier_show(catalog->arena, name) : name;
	if (!catalog->refusal)
		catalog->refusal = arena_printf(catalog->arena, "%s %.*s%s%.*s depends on it", what,
						STR_ARG(name), name.len ? " of " : "", STR_ARG(shown));
	return true;
}

static bool is_drop(ActionKind kind)
{
	return kind == ACTION_DROP_TABLE || kind == ACTION_DROP_VIEW ||
		kind == ACTION_DROP_MATERIALIZED_VIEW || kind == ACTION_DROP_SEQUENCE ||
		kind == ACTION_DROP_TYPE || kind == ACTION_DROP_DOMAIN || kind == ACTION_DROP_INDEX;
}

bool dropped_by_statement(const Catalog *catalog, Relation name)
{
	for (size_t i = 0; i < catalog->statement->len; i++) {
		const Action *action = &catalog->statement->items[i];
		bool type = action->kind == ACTION_DROP_TYPE || action->kind == ACTION_DROP_DOMAIN;
		if (is_drop(action->kind) &&
		    relation_same(resolve_in(catalog, type ? SPACE_TYPE : SPACE_RELATION, action->table),
				  name))
			return true;
	}
	return false;
}

// Whether `name` is there for certain and stays when the statement is through.
bool stays(const Catalog *catalog, Space space, Relation name)
{
	const Object *object = store_get(catalog, space, name);

	return object && !object->uncertain && !object->doubted && !dropped_by_statement(catalog, name);
}

// Whether nobody knows what the index is called: its constraint was made without a name.
static bool is_named_by_others(const Catalog *catalog, const Object *object)
{
	const CatalogIndex *index = object->kind == OBJECT_INDEX ? (const CatalogIndex *)object : NULL;
	const CatalogTable *table = index && index->constraint.len ? catalog_table(catalog, index->table)
								   : NULL;
	const CatalogConstraint *constraint = table ? table_constraint(table, index->constraint) : NULL;

	return constraint && constraint->name_generated;
}

bool refuse_name(Catalog *catalog, Relation name)
{
	const Object *there = store_get(catalog, SPACE_RELATION, name);

	if (!stays(catalog, SPACE_RELATION, name) || is_named_by_others(catalog, there))
		return false;
	catalog->name_refused = true;
	return true;
}

bool refuse_constraint_name(Catalog *catalog, const CatalogTable *table, Str name)
{
	const CatalogConstraint *there = table_constraint(table, name);

	if (there && !there->name_generated && !there->inherited && !table->object.uncertain &&
	    !table->object.doubted)
		catalog->name_refused = true;
	return catalog->name_refused;
}

bool refuse_second_key(Catalog *catalog, const CatalogTable *table)
{
	for (size_t i = 0; i < table->constraints.len; i++)
		if (table->constraints.items[i]->kind == CONSTRAINT_PRIMARY_KEY && !table->object.uncertain &&
		    !table->object.doubted)
			catalog->name_refused = true;
	return catalog->name_refused;
}

static bool refused_by_views(Catalog *catalog, Relation name, Str column)
{
	const CatalogView *view;

	for (size_t i = 0; (view = catalog_dependent_view(catalog, name, column, i)); i++)
		if (stays(catalog, SPACE_RELATION, view->object.name))
			return refuse(catalog, "view", STR_NONE, view->object.name);
	return false;
}

static bool refused_by_references(Catalog *catalog, Relation table, Str column)
{
	const CatalogConstraint *constraint;
	const CatalogTable *other;

	for (size_t i = 0; (other = catalog_referencing(catalog, table, i, &constraint)); i++) {
		// One of its own goes with the table, and with a column that is among its keys, which also goes from children.
		bool goes_along = (relation_same(other->object.name, table) ||
				   (column.len && relation_same(other->parent, table))) &&
			(!column.len ||
			 (constraint &&
			  strs_contain(constraint->columns.items, constraint->columns.len, column)));
		if (!constraint || goes_along || !stays(catalog, SPACE_RELATION, other->object.name))
			continue;
		if (!column.len ||
		    strs_contain(constraint->referenced_columns.items, constraint->referenced_columns.len,
				 column))
			return refuse(catalog, "constraint", constraint->name, other->object.name);
	}
	return false;
}

static bool refused_by_defaults(Catalog *catalog, Relation sequence_name)
{
	const LinkArray *links = links_to(catalog, SPACE_RELATION, sequence_name, LINK_COLUMN);
	const CatalogSequence *sequence = catalog_sequence(catalog, sequence_name);

	for (size_t i = 0; i < links->len; i++)
		if (stays(catalog, SPACE_RELATION, links->items[i].relation))
			return refuse(catalog, "default value of column", links->items[i].part,
				      links->items[i].relation);
	const CatalogTable *owner = sequence ? catalog_table(catalog, sequence->owner) : NULL;
	const CatalogColumn *column = owner ? table_column(owner, sequence->owner_column) : NULL;
	if (column && !sequence->definition && (column->is_serial || column->is_identity) &&
	    stays(catalog, SPACE_RELATION, owner->object.name))
		return refuse(catalog, "default value of column", column->name, owner->object.name);
	return false;
}

static bool has_columns(const CatalogConstraint *constraint, const Str *columns, size_t count)
{
	if (constraint->referenced_columns.len != count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!strs_contain(columns, count, constraint->referenced_columns.items[i]))
			return false;
	return count > 0;
}

// The unique index a foreign key to these columns relies on: the first that fits.
static const CatalogIndex *index_relied_on(const Catalog *catalog, Relation table,
					   const CatalogConstraint *key)
{
	const CatalogIndex *index;

	for (size_t i = 0; (index = catalog_table_index(catalog, table, i)); i++)
		if (index->unique && !index->predicate && !index->has_expressions &&
		    has_columns(key, index->columns.items, index->columns.len))
			return index;
	return NULL;
}

// n-th foreign key that relies on `index`.
const CatalogTable *relying(const Catalog *catalog, const CatalogIndex *index, size_t n,
			    const CatalogConstraint **constraint)
{
	const CatalogTable *other;

	if (!index->unique)
		return NULL;
	for (size_t i = 0; (other = catalog_referencing(catalog, index->table, i, constraint)); i++)
		if (*constraint && index_relied_on(catalog, index->table, *constraint) == index && n-- == 0)
			return other;
	return NULL;
}

bool refused_by_foreign_keys(Catalog *catalog, const CatalogIndex *index)
{
	LinkArray parts = *links_to(catalog, SPACE_RELATION, index->object.name, LINK_CHILD);
	const CatalogConstraint *constraint;
	const CatalogTable *other;

	for (size_t i = 0; (other = relying(catalog, index, i, &constraint)); i++)
		if (stays(catalog, SPACE_RELATION, other->object.name))
			return refuse(catalog, "constraint", constraint->name, other->object.name);
	for (size_t i = 0; i < parts.len; i++) { // they go too
		const CatalogIndex *part = catalog_index(catalog, parts.items[i].relation);
		if (part && refused_by_foreign_keys(catalog, part))
			return true;
	}
	return false;
}

static bool refused_for_index(Catalog *catalog, const CatalogIndex *index)
{
	if (index->constraint.len)
		return refuse(catalog, "constraint", index->constraint, index->table);
	if (index->parent.name.len && stays(catalog, SPACE_RELATION, index->parent))
		return refuse(catalog, "index", STR_NONE, index->parent);
	return refused_by_foreign_keys(catalog, index);
}

// Whether a column inherited from `ancestor` goes when the ancestor or its column does: partitions do, children with the column.
static bool goes_with(const Catalog *catalog, const Link *user, Relation ancestor, bool column_only)
{
	const CatalogTable *table = catalog_table(catalog, user->relation);
	const CatalogColumn *column = table ? table_column(table, user->part) : NULL;

	if (!column || (column_only && !column->inherited))
		return false;
	while (table && (table->is_partition || column_only) && !relation_same(table->parent, ancestor))
		table = catalog_table(catalog, table->parent);
	return table && (table->is_partition || column_only);
}

// A default elsewhere that uses a sequence this table owns.
static bool refused_by_sequences(Catalog *catalog, Relation table, Str column)
{
	LinkArray owned = *links_to(catalog, SPACE_RELATION, table, LINK_SEQUENCE);

	for (size_t i = 0; i < owned.len; i++) {
		const CatalogSequence *sequence = catalog_sequence(catalog, owned.items[i].relation);
		if (!sequence || (column.len && !str_equal(sequence->owner_column, column)))
			continue;
		const LinkArray *users =
			links_to(catalog, SPACE_RELATION, owned.items[i].relation, LINK_COLUMN);
		for (size_t u = 0; u < users->len; u++)
			if (!relation_same(users->items[u].relation, table) &&
			    !goes_with(catalog, &users->items[u], table, column.len > 0) &&
			    stays(catalog, SPACE_RELATION, users->items[u].relation))
				return refuse(catalog, "default value of column", users->items[u].part,
					      users->items[u].relation);
	}
	return false;
}

// A key that references a partitioned table needs each partition, and theirs.
static bool refused_by_ancestors(Catalog *catalog, const CatalogTable *table)
{
	const CatalogConstraint *constraint;
	const CatalogTable *other;

	for (; table && table->is_partition && stays(catalog, SPACE_RELATION, table->parent);
	     table = catalog_table(catalog, table->parent))
		for (size_t i = 0; (other = catalog_referencing(catalog, table->parent, i, &constraint)); i++)
			if (constraint && stays(catalog, SPACE_RELATION, other->object.name))
				return refuse(catalog, "constraint", constraint->name, other->object.name);
	return false;
}

static bool refused_for_table(Catalog *catalog, Relation name)
{
	LinkArray children = *links_to(catalog, SPACE_RELATION, name, LINK_CHILD);
	LinkArray partitions = *links_to(catalog, SPACE_RELATION, name, LINK_PARTITION);

	for (size_t i = 0; i < children.len; i++)
		if (stays(catalog, SPACE_RELATION, children.items[i].relation))
			return refuse(catalog, "table", STR_NONE, children.items[i].relation);
	for (size_t i = 0; i < partitions.len; i++)
		if (refused_for_table(catalog, partitions.items[i].relation))
			return true;
	if (refused_by_ancestors(catalog, catalog_table(catalog, name)))
		return true;
	return refused_by_views(catalog, name, STR_NONE) || refused_by_references(catalog, name, STR_NONE) ||
		refused_by_sequences(catalog, name, STR_NONE);
}

bool refused(Catalog *catalog, const Object *object)
{
	switch (object->kind) {
	case OBJECT_TABLE:
		return refused_for_table(catalog, object->name);
	case OBJECT_INDEX:
		return refused_for_index(catalog, (const CatalogIndex *)object);
	case OBJECT_SEQUENCE:
		return refused_by_defaults(catalog, object->name);
	default:
		return refused_by_views(catalog, object->name, STR_NONE);
	}
}

// ---- columns and types ----------------------------------------------------------------------------------------

bool part_mentions(Catalog *catalog, const CatalogPart *part, Str column)
{
	StrArray mentioned = { 0 };

	columns_mentioned(catalog->arena, part->definition, &mentioned);
	if (part->definition->node_case == PG_QUERY__NODE__NODE_CREATE_TRIG_STMT) {
		const PgQuery__CreateTrigStmt *trigger = part->definition->create_trig_stmt;
		for (size_t i = 0; i < trigger->n_columns; i++)
			array_push(catalog->arena, &mentioned, node_string(trigger->columns[i]));
	}
	return strs_contain(mentioned.items, mentioned.len, column);
}

bool depends_on_column(const CatalogColumn *generated, Str column)
{
	StrArray mentioned = { 0 };
	Arena scratch = { 0 };

	if (!generated->is_generated || str_equal(generated->name, column))
		return false;
	columns_mentioned(&scratch, generated->default_expression, &mentioned);
	bool found = strs_contain(mentioned.items, mentioned.len, column);
	arena_release(&scratch);
	return found;
}

// Generated columns, policies, triggers and views that use it: PostgreSQL neither drops nor retypes it under them.
bool refused_by_users_of_column(Catalog *catalog, const CatalogTable *table, Str column)
{
	Relation name = table->object.name;

	for (size_t i = 0; i < table->columns.len; i++)
		if (depends_on_column(table->columns.items[i], column))
			return refuse(catalog, "column", table->columns.items[i]->name, name);
	for (size_t i = 0; i < table->policies.len; i++)
		if (part_mentions(catalog, &table->policies.items[i], column))
			return refuse(catalog, "policy", table->policies.items[i].name, name);
	for (size_t i = 0; i < table->triggers.len; i++)
		if (part_mentions(catalog, &table->triggers.items[i], column))
			return refuse(catalog, "trigger", table->triggers.items[i].name, name);
	return refused_by_views(catalog, name, column);
}

bool refused_for_column(Catalog *catalog, const CatalogTable *table, Str column)
{
	const CatalogTable *member;

	if (refused_by_users_of_column(catalog, table, column) ||
	    refused_by_references(catalog, table->object.name, column) ||
	    refused_by_sequences(catalog, table->object.name, column))
		return true;
	for (size_t i = 0; (member = catalog_partition(catalog, table, i)); i++)
		if (refused_for_column(catalog, member, column))
			return true;
	for (size_t i = 0; (member = catalog_child(catalog, table->object.name, i)); i++) {
		const CatalogColumn *inherited = table_column(member, column);
		if (inherited && inherited->inherited && refused_for_column(catalog, member, column))
			return true;
	}
	return false;
}

bool refused_for_type(Catalog *catalog, Relation type)
{
	const LinkArray *columns = links_to(catalog, SPACE_TYPE, type, LINK_COLUMN);
	const LinkArray *domains = links_to(catalog, SPACE_TYPE, type, LINK_DOMAIN);

	for (size_t i = 0; i < columns->len; i++)
		if (stays(catalog, SPACE_RELATION, columns->items[i].relation))
			return refuse(catalog, "column", columns->items[i].part, columns->items[i].relation);
	for (size_t i = 0; i < domains->len; i++)
		if (stays(catalog, SPACE_TYPE, domains->items[i].relation))
			return refuse(catalog, "domain", STR_NONE, domains->items[i].relation);
	return false;
}
