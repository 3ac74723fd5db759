// action_facts.h - ActionFacts, what the catalog knew just before a statement ran, as far as one of its actions can use it.

#ifndef POSTGRES_ACTION_FACTS_H
#define POSTGRES_ACTION_FACTS_H

#include "postgres/catalog.h"
#include "postgres/contradiction.h"

// Longer lists are cut here: nobody reads them, and hostile input could make them quadratic.
#define MAX_FACTS 256

// CatalogReference: a foreign key and the table it is of.
typedef struct CatalogReference {
	const CatalogTable *table;
	const CatalogConstraint *constraint;
} CatalogReference;

typedef Array(const CatalogTable *) CatalogTables;
typedef Array(const CatalogIndex *) CatalogIndexes;
typedef Array(const CatalogConstraint *) CatalogConstraints;
typedef Array(CatalogReference) CatalogReferences;
typedef Array(const CatalogView *) CatalogViews;
typedef Array(CatalogColumnUse) CatalogColumnUses;

// ActionFacts. Members that do not apply, or that nobody knows, are empty: an empty list proves something only when the table is
// `complete`. Objects are immutable and stay good as long as the catalog.
// - `table`, `other`: Action.table and Action.other as tables; DROP INDEX, ALTER INDEX, REINDEX INDEX: `table` is the index's table
// - `table_known_absent`, `other_known_absent`: no relation of this name exists, for certain
// - `index`: the index the action names: DROP INDEX, REINDEX INDEX, CLUSTER, ADD ... USING INDEX, REPLICA IDENTITY
// - `view`: Action.table is this view
// - `column`: the column before: of ALTER COLUMN, DROP COLUMN, RENAME COLUMN; of ADD COLUMN one that is there already
// - `constraint`: the one DROP, VALIDATE, ALTER, RENAME CONSTRAINT names
// - `indexes`: all of the table; `column_indexes`: those that mention the column (DROP CONSTRAINT: none, see `constraint`)
// - `constraints`: those that mention the column; of an action without column all of the table
// - `referencing`: foreign keys that reference the table (its column, or the constraint's key, when the action is about one)
// - `views`: that read the table (its column)
// - `type_users`: columns of the type that DROP TYPE or DROP DOMAIN names
// - `partitions`: of the table, and tables that inherit it, with theirs in turn
// - `proven_not_null`: SET NOT NULL: the column is NOT NULL already or a validated CHECK proves it; ADD PRIMARY KEY (USING INDEX): every
//   key column is or does
// - `old_type`: of the column, when `old_type_known`
// - `contradiction`: why the action fails for certain
typedef struct ActionFacts {
	const CatalogTable *table;
	bool table_known_absent;
	const CatalogTable *other;
	bool other_known_absent;
	const CatalogIndex *index;
	const CatalogView *view;
	const CatalogColumn *column;
	const CatalogConstraint *constraint;
	CatalogIndexes indexes;
	CatalogIndexes column_indexes;
	CatalogConstraints constraints;
	CatalogReferences referencing;
	CatalogViews views;
	CatalogColumnUses type_users;
	CatalogTables partitions;
	bool proven_not_null;
	bool old_type_known;
	TypeRef old_type;
	Contradiction contradiction;
} ActionFacts;

// The facts about each of `actions`, one after the other, in `arena`.
ActionFacts *action_facts_of(Arena *arena, const Catalog *catalog, const ActionArray *actions);
// Whether `columns` has `name`.
bool names_contain(const Str *names, size_t count, Str name);

#endif
