#include "postgres/action_facts.h"

// What an action of a kind can use.
enum {
	TABLE = 1 << 0,       // Action.table is a table or view
	INDEX = 1 << 1,       // Action.table is an index
	OTHER = 1 << 2,       // Action.other is a table
	OTHER_INDEX = 1 << 3, // Action.other is an index
	NAMED_INDEX = 1 << 4, // Action.name is an index of the table
	COLUMN = 1 << 5,      // Action.name is a column: lists are narrowed to it
	CONSTRAINT = 1 << 6,  // Action.name is a constraint
	INDEXES = 1 << 7,
	DEPENDENTS = 1 << 8, // constraints, referencing foreign keys, views
	FAMILY = 1 << 9,     // partitions and children
	PROOF = 1 << 10,     // of NOT NULL
	USERS = 1 << 11,     // Action.table is a type: columns of it
};

// What every ALTER TABLE that may rewrite needs.
#define REWRITE (TABLE | INDEXES | FAMILY)

static const uint16_t needs[ACTION_KIND_COUNT] = {
	[ACTION_CREATE_TABLE] = TABLE | OTHER,
	[ACTION_CREATE_PARTITION] = TABLE | OTHER,
	[ACTION_CREATE_TABLE_AS] = TABLE,
	[ACTION_DROP_TABLE] = TABLE | INDEXES | DEPENDENTS | FAMILY,
	[ACTION_RENAME_TABLE] = TABLE | DEPENDENTS,
	[ACTION_SET_SCHEMA] = TABLE | INDEXES,
	[ACTION_TRUNCATE] = TABLE | INDEXES | DEPENDENTS | FAMILY,
	[ACTION_LOCK_TABLE] = TABLE | FAMILY,
	[ACTION_ADD_COLUMN] = REWRITE | COLUMN,
	[ACTION_DROP_COLUMN] = TABLE | COLUMN | INDEXES | DEPENDENTS | FAMILY,
	[ACTION_RENAME_COLUMN] = TABLE | COLUMN | DEPENDENTS | FAMILY,
	[ACTION_ALTER_COLUMN_TYPE] = REWRITE | COLUMN | DEPENDENTS,
	[ACTION_SET_NOT_NULL] = TABLE | COLUMN | FAMILY | PROOF,
	[ACTION_DROP_NOT_NULL] = TABLE | COLUMN | FAMILY,
	[ACTION_SET_DEFAULT] = TABLE | COLUMN | FAMILY,
	[ACTION_DROP_DEFAULT] = TABLE | COLUMN | FAMILY,
	[ACTION_DROP_EXPRESSION] = TABLE | COLUMN | FAMILY,
	[ACTION_ADD_IDENTITY] = TABLE | COLUMN | FAMILY,
	[ACTION_SET_IDENTITY] = TABLE | COLUMN,
	[ACTION_DROP_IDENTITY] = TABLE | COLUMN,
	[ACTION_SET_STATISTICS] = TABLE | COLUMN | FAMILY,
	[ACTION_SET_ATTRIBUTE_OPTIONS] = TABLE | COLUMN,
	[ACTION_SET_STORAGE] = TABLE | COLUMN | INDEXES | FAMILY,
	[ACTION_SET_COMPRESSION] = TABLE | COLUMN | INDEXES | FAMILY,
	[ACTION_ADD_FOREIGN_KEY] = TABLE | OTHER | FAMILY,
	[ACTION_ADD_CHECK] = TABLE | FAMILY,
	[ACTION_ADD_NOT_NULL_CONSTRAINT] = TABLE | FAMILY | PROOF,
	[ACTION_ADD_UNIQUE] = TABLE | INDEXES | FAMILY,
	[ACTION_ADD_PRIMARY_KEY] = TABLE | INDEXES | FAMILY | PROOF,
	[ACTION_ADD_EXCLUSION] = TABLE | INDEXES | FAMILY,
	[ACTION_ADD_UNIQUE_USING_INDEX] = TABLE | OTHER_INDEX,
	[ACTION_ADD_PRIMARY_KEY_USING_INDEX] = TABLE | OTHER_INDEX | PROOF,
	[ACTION_ALTER_CONSTRAINT] = TABLE | CONSTRAINT | FAMILY,
	[ACTION_VALIDATE_CONSTRAINT] = TABLE | CONSTRAINT | FAMILY,
	[ACTION_DROP_CONSTRAINT] = TABLE | CONSTRAINT | DEPENDENTS | FAMILY | INDEXES,
	[ACTION_RENAME_CONSTRAINT] = TABLE | CONSTRAINT | FAMILY,
	[ACTION_CHANGE_OWNER] = TABLE | INDEXES,
	[ACTION_CLUSTER_ON] = TABLE | NAMED_INDEX,
	[ACTION_SET_LOGGED] = REWRITE | DEPENDENTS,
	[ACTION_SET_UNLOGGED] = REWRITE | DEPENDENTS,
	[ACTION_SET_ACCESS_METHOD] = REWRITE,
	[ACTION_SET_TABLESPACE] = TABLE,
	[ACTION_SET_RELATION_OPTIONS] = TABLE,
	[ACTION_ENABLE_TRIGGER] = TABLE | FAMILY,
	[ACTION_DISABLE_TRIGGER] = TABLE | FAMILY,
	[ACTION_ADD_INHERIT] = TABLE | OTHER,
	[ACTION_DROP_INHERIT] = TABLE | OTHER,
	[ACTION_REPLICA_IDENTITY] = TABLE | NAMED_INDEX | INDEXES,
	[ACTION_ATTACH_PARTITION] = TABLE | OTHER | FAMILY,
	[ACTION_DETACH_PARTITION] = TABLE | OTHER | FAMILY,
	[ACTION_DETACH_PARTITION_FINALIZE] = TABLE | OTHER,
	[ACTION_ALTER_TABLE_OTHER] = REWRITE,
	[ACTION_CREATE_INDEX] = TABLE | INDEXES | FAMILY,
	[ACTION_DROP_INDEX] = INDEX,
	[ACTION_RENAME_INDEX] = INDEX,
	[ACTION_ATTACH_INDEX_PARTITION] = INDEX | OTHER_INDEX,
	[ACTION_ALTER_INDEX_OTHER] = INDEX,
	[ACTION_REINDEX] = TABLE | INDEX | INDEXES | FAMILY,
	[ACTION_CLUSTER] = REWRITE | NAMED_INDEX,
	[ACTION_VACUUM] = TABLE | INDEXES | FAMILY,
	[ACTION_VACUUM_FULL] = REWRITE,
	[ACTION_ANALYZE] = TABLE | FAMILY,
	[ACTION_CREATE_STATISTICS] = TABLE,
	[ACTION_CREATE_VIEW] = TABLE,
	[ACTION_CREATE_MATERIALIZED_VIEW] = TABLE,
	[ACTION_REFRESH_MATERIALIZED_VIEW] = TABLE | INDEXES,
	[ACTION_DROP_VIEW] = TABLE | DEPENDENTS,
	[ACTION_DROP_MATERIALIZED_VIEW] = TABLE | INDEXES | DEPENDENTS,
	[ACTION_DROP_TYPE] = USERS,
	[ACTION_DROP_DOMAIN] = USERS,
	[ACTION_CREATE_TRIGGER] = TABLE | FAMILY,
	[ACTION_DROP_TRIGGER] = TABLE | FAMILY,
	[ACTION_CREATE_RULE] = TABLE,
	[ACTION_DROP_RULE] = TABLE,
	[ACTION_CREATE_POLICY] = TABLE,
	[ACTION_ALTER_POLICY] = TABLE,
	[ACTION_DROP_POLICY] = TABLE,
	[ACTION_COMMENT] = TABLE,
	[ACTION_RENAME_OTHER] = TABLE,
	[ACTION_SELECT] = TABLE,
	[ACTION_INSERT] = TABLE | INDEXES | FAMILY,
	[ACTION_UPDATE] = TABLE | INDEXES | FAMILY,
	[ACTION_DELETE] = TABLE | INDEXES | FAMILY | DEPENDENTS,
	[ACTION_MERGE] = TABLE | INDEXES | FAMILY,
	[ACTION_COPY_FROM] = TABLE | INDEXES | FAMILY,
};

typedef struct Finder {
	Arena *arena;
	const Catalog *catalog;
	const Action *action;
	unsigned needs;
	ActionFacts *facts;
} Finder;

bool names_contain(const Str *names, size_t count, Str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(names[i], name))
			return true;
	return false;
}

// ---- relations -----------------------------------------------------------------------------------------------

static void find_relations(Finder *finder)
{
	ActionFacts *facts = finder->facts;
	const Action *action = finder->action;
	bool asks = finder->needs & (TABLE | INDEX);
	const Object *named = asks ? catalog_relation(finder->catalog, action->table) : NULL;

	facts->table_known_absent = asks && !named &&
		catalog_relation_is_absent(finder->catalog, action->table);
	if (finder->needs & TABLE) {
		facts->table = object_as_table(named);
		facts->view = object_as_view(named);
	}
	if (finder->needs & INDEX)
		facts->index = object_as_index(named);
	if (facts->index)
		facts->table = catalog_table(finder->catalog, facts->index->table);
	if (finder->needs & OTHER) {
		facts->other = catalog_table(finder->catalog, action->other);
		facts->other_known_absent = !facts->other &&
			catalog_relation_is_absent(finder->catalog, action->other);
	}
	if (finder->needs & OTHER_INDEX && !facts->index)
		facts->index = catalog_index(finder->catalog, action->other);
	if (finder->needs & NAMED_INDEX && action->name.len && facts->table)
		facts->index = catalog_index(finder->catalog,
					     (Relation){ facts->table->object.name.schema, action->name });
	if (finder->needs & CONSTRAINT && facts->table)
		facts->constraint = table_constraint(facts->table, action->name);
}

static void add_family(Finder *finder, const CatalogTable *parent, unsigned depth)
{
	CatalogTables *family = &finder->facts->partitions;
	const CatalogTable *member;

	for (size_t i = 0; depth < 8 && family->len < MAX_FACTS; i++) {
		if (!(member = catalog_partition(finder->catalog, parent, i)))
			break;
		array_push(finder->arena, family, member);
		add_family(finder, member, depth + 1);
	}
	for (size_t i = 0; depth < 8 && family->len < MAX_FACTS; i++) {
		if (!(member = catalog_child(finder->catalog, parent->object.name, i)))
			break;
		array_push(finder->arena, family, member);
		add_family(finder, member, depth + 1);
	}
}

// ---- the column ----------------------------------------------------------------------------------------------

static void find_column(Finder *finder)
{
	ActionFacts *facts = finder->facts;

	facts->column = facts->table ? table_column(facts->table, finder->action->name) : NULL;
	if (!facts->column || !facts->column->type_known)
		return;
	facts->old_type = facts->column->type;
	facts->old_type_known = true;
}

static bool is_never_null(const CatalogTable *table, Str name)
{
	const CatalogColumn *column = table_column(table, name);

	if (table->object.uncertain)
		return false;
	return (column && column->not_null) || table_proves_not_null(table, name);
}

static bool are_never_null(const CatalogTable *table, const Str *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!is_never_null(table, names[i]))
			return false;
	return count > 0;
}

static void find_proof(Finder *finder)
{
	ActionFacts *facts = finder->facts;
	const Action *action = finder->action;

	if (!facts->table)
		return;
	if (action->kind == ACTION_SET_NOT_NULL)
		facts->proven_not_null = is_never_null(facts->table, action->name);
	else if (finder->needs & OTHER_INDEX)
		facts->proven_not_null = facts->index && !facts->index->has_expressions &&
			are_never_null(facts->table, facts->index->columns.items, facts->index->columns.len);
	else
		facts->proven_not_null =
			are_never_null(facts->table, action->columns.items, action->columns.len);
}

// ---- lists ---------------------------------------------------------------------------------------------------

static Relation owner_of(const ActionFacts *facts)
{
	if (facts->table)
		return facts->table->object.name;
	if (facts->view)
		return facts->view->object.name;
	return (Relation){ STR_NONE, STR_NONE };
}

static void find_indexes(Finder *finder)
{
	ActionFacts *facts = finder->facts;
	Relation owner = owner_of(facts);
	bool narrow = finder->needs & COLUMN;
	const CatalogIndex *indexes[MAX_FACTS];
	size_t count = owner.name.len ? catalog_table_indexes(finder->catalog, owner, 0, indexes, MAX_FACTS)
				      : 0;

	for (size_t i = 0; i < count; i++) {
		const CatalogIndex *index = indexes[i];
		array_push(finder->arena, &facts->indexes, index);
		if (narrow && names_contain(index->uses.items, index->uses.len, finder->action->name))
			array_push(finder->arena, &facts->column_indexes, index);
	}
}

static void find_constraints(Finder *finder)
{
	ActionFacts *facts = finder->facts;
	const CatalogTable *table = facts->table;

	for (size_t i = 0; table && i < table->constraints.len && i < MAX_FACTS; i++) {
		const CatalogConstraint *constraint = table->constraints.items[i];
		if (!(finder->needs & COLUMN) ||
		    names_contain(constraint->columns.items, constraint->columns.len, finder->action->name))
			array_push(finder->arena, &facts->constraints, constraint);
	}
}

// A foreign key whose columns are not known may be about any.
static bool references_column(const CatalogConstraint *key, Str column)
{
	return !key->referenced_columns.len ||
		names_contain(key->referenced_columns.items, key->referenced_columns.len, column);
}

// Whether the foreign key needs `unique`, a primary key or unique constraint of the table it references.
static bool references_key(const CatalogConstraint *key, const CatalogConstraint *unique)
{
	if (unique->kind != CONSTRAINT_PRIMARY_KEY && unique->kind != CONSTRAINT_UNIQUE)
		return false;
	if (key->referenced_columns.len != unique->columns.len)
		return false;
	for (size_t i = 0; i < unique->columns.len; i++)
		if (!names_contain(key->referenced_columns.items, key->referenced_columns.len,
				   unique->columns.items[i]))
			return false;
	return true;
}

static bool concerns(const Finder *finder, const CatalogConstraint *key)
{
	if (finder->needs & COLUMN)
		return references_column(key, finder->action->name);
	if (finder->needs & CONSTRAINT)
		return finder->facts->constraint && references_key(key, finder->facts->constraint);
	return true;
}

static void find_referencing(Finder *finder)
{
	ActionFacts *facts = finder->facts;

	for (size_t i = 0; facts->table && i < MAX_FACTS; i++) {
		CatalogReference reference = { 0 };
		reference.table = catalog_referencing(finder->catalog, facts->table->object.name, i,
						      &reference.constraint);
		if (!reference.table)
			return;
		if (reference.constraint && concerns(finder, reference.constraint))
			array_push(finder->arena, &facts->referencing, reference);
	}
}

static void find_views(Finder *finder)
{
	ActionFacts *facts = finder->facts;
	Relation owner = owner_of(facts);
	Str column = finder->needs & COLUMN ? finder->action->name : STR_NONE;
	const CatalogView *view;

	if (finder->needs & CONSTRAINT)
		return;
	for (size_t i = 0; owner.name.len && i < MAX_FACTS; i++) {
		if (!(view = catalog_dependent_view(finder->catalog, owner, column, i)))
			return;
		array_push(finder->arena, &facts->views, view);
	}
}

static void find_users(Finder *finder)
{
	const CatalogType *type = catalog_type(finder->catalog, finder->action->table);

	for (size_t i = 0; type && i < MAX_FACTS; i++) {
		CatalogColumnUse use = { 0 };
		const CatalogTable *table =
			catalog_column_of_type(finder->catalog, type->object.name, i, &use.column);
		if (!table)
			return;
		use.relation = table->object.name;
		array_push(finder->arena, &finder->facts->type_users, use);
	}
}

static void find_all(Finder *finder)
{
	find_relations(finder);
	if (finder->needs & COLUMN)
		find_column(finder);
	if (finder->needs & PROOF)
		find_proof(finder);
	if (finder->needs & USERS)
		find_users(finder);
	if (finder->needs & FAMILY && finder->facts->table)
		add_family(finder, finder->facts->table, 0);
	if (finder->needs & INDEXES)
		find_indexes(finder);
	if (!(finder->needs & DEPENDENTS))
		return;
	find_constraints(finder);
	find_referencing(finder);
	find_views(finder);
}

ActionFacts *action_facts_of(Arena *arena, const Catalog *catalog, const ActionArray *actions)
{
	ActionFacts *facts = arena_array(arena, ActionFacts, actions->len);

	for (size_t i = 0; i < actions->len; i++) {
		const Action *action = &actions->items[i];
		Finder finder = { arena, catalog, action, needs[action->kind], &facts[i] };
		find_all(&finder);
		facts[i].contradiction = contradiction_of(arena, catalog, actions, i);
	}
	return facts;
}
