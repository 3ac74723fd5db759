// catalog.h - Catalog, the schema as the statements so far have made it: what the next statement meets.
//
// Objects are immutable: a change stores a new version under the same name and remembers the old one in a journal. So a
// snapshot is a number (catalog_mark), going back is cheap (catalog_rollback), and comparing two states looks only at what
// changed in between (catalog_changes). Nothing is ever guessed: what the statements did not show is `unknown`, not absent.

#ifndef POSTGRES_CATALOG_H
#define POSTGRES_CATALOG_H

#include "base/buffer.h"
#include "base/map.h"
#include "postgres/action.h"

typedef struct Catalog Catalog;

typedef enum ObjectKind {
	OBJECT_TABLE, // also partitioned and foreign tables
	OBJECT_VIEW,
	OBJECT_MATERIALIZED_VIEW,
	OBJECT_INDEX,
	OBJECT_SEQUENCE,
	OBJECT_ENUM,
	OBJECT_DOMAIN,
	OBJECT_TYPE, // composite, range, base
	OBJECT_FUNCTION,
	OBJECT_SCHEMA,
	OBJECT_EXTENSION,
} ObjectKind;

// Object: what all have in common.
// - `name`: with its schema; "public" when none was written (the default search_path)
// - `uncertain`: made or changed by a statement that runs only under a condition
typedef struct Object {
	ObjectKind kind;
	Relation name;
	bool uncertain;
} Object;

// CatalogColumn.
// - `type_known`: false when the type could not be read (a project type): `type` is then the placeholder
// - `default_text`: the DEFAULT or generation expression as deparsed, empty when none
typedef struct CatalogColumn {
	Str name;
	TypeRef type;
	bool type_known;
	bool not_null;
	bool is_identity;
	bool is_generated;
	bool is_serial; // the default is nextval() of a sequence it owns
	const PgNode *default_expression;
	Str default_text;
	Str collation;
} CatalogColumn;

typedef enum ConstraintKind {
	CONSTRAINT_CHECK,
	CONSTRAINT_FOREIGN_KEY,
	CONSTRAINT_PRIMARY_KEY,
	CONSTRAINT_UNIQUE,
	CONSTRAINT_EXCLUSION,
} ConstraintKind;

// CatalogConstraint. A primary key, unique or exclusion constraint has an index of the same name (Object kind INDEX) in the table's schema.
typedef struct CatalogConstraint {
	Str name;
	ConstraintKind kind;
	bool validated;
	bool name_generated; // PostgreSQL chose it
	Array(Str) columns;
	const PgNode *check; // CHECK expression
	Str check_text;
	Relation references;
	Array(Str) referenced_columns;
	Str actions; // "ON DELETE CASCADE ..." and deferrability, deparsed
	const PgNode *definition;
} CatalogConstraint;

// Trigger, policy or rule of a table: a name and its definition as deparsed.
typedef struct CatalogPart {
	Str name;
	Str text;
	bool enabled;
} CatalogPart;

// CatalogTable.
// - `complete`: the history created it: every column, constraint and index of it is here. False for a table older than the history that
//   statements have only touched: what is not here may exist all the same
// - `is_partitioned`: it has a PARTITION BY; `parent`: it is a partition of; `is_default_partition`
// - `may_be_partitioned` unknown tables answer true
typedef struct CatalogTable {
	Object object;
	bool complete;
	bool is_partitioned;
	bool is_foreign;
	bool temporary;
	bool unlogged;
	bool row_security;
	bool force_row_security;
	bool is_default_partition;
	Relation parent; // of a partition, or first INHERITS parent; empty name = none
	const PgNode *partition_bound;
	Str partition_key; // deparsed PARTITION BY
	Str comment;
	Array(CatalogColumn) columns;
	Array(CatalogConstraint) constraints;
	Array(CatalogPart) triggers;
	Array(CatalogPart) policies;
	Array(CatalogPart) rules;
} CatalogTable;

// CatalogIndex.
// - `columns`: key columns; an empty Str for an expression; `uses`: every column it mentions, in keys, expressions, INCLUDE and predicate
// - `constraint`: it belongs to the constraint of this name
typedef struct CatalogIndex {
	Object object;
	Relation table;
	bool unique;
	bool valid; // false: created ON ONLY a partitioned parent and not yet complete
	bool is_primary;
	Str constraint;
	Str method;
	Array(Str) columns;
	Array(Str) uses;
	bool has_expressions;
	const PgNode *predicate;
	Str text; // the definition as deparsed, without its name
	Relation parent; // partitioned index it is attached to
} CatalogIndex;

// CatalogType: enum, domain or other type.
typedef struct CatalogType {
	Object object;
	Array(Str) values;   // of an enum, in order
	TypeRef base;	     // of a domain
	bool not_null;	     // of a domain
	Str default_text;    // of a domain
	Array(CatalogConstraint) checks; // of a domain
	Str text; // other types: as deparsed
} CatalogType;

typedef struct CatalogSequence {
	Object object;
	Relation owner; // table it is owned by; empty name = none
	Str owner_column;
	Str text;
} CatalogSequence;

// CatalogView: also materialized.
// - `uses`: relations it reads; `columns_used`: "schema.table.column" where it can be told, "schema.table.*" where it cannot
typedef struct CatalogView {
	Object object;
	Str text;
	Array(Relation) uses;
	Array(Str) columns_used;
} CatalogView;

typedef struct CatalogFunction {
	Object object; // name with the argument types: "f(integer, text)"
	Str text;
} CatalogFunction;

// An empty catalog in `arena`. `complete` false: there may be objects no statement has shown (a history that does not begin at its
// beginning); names not found are then unknown, not absent.
Catalog *catalog_new(Arena *arena, bool complete);

// Applies the actions of one statement that has run without error. `conditional`: it may not have run: what it makes or changes becomes uncertain.
void catalog_apply(Catalog *catalog, const ActionArray *actions, bool conditional);
// Something unknown may have changed anything: from now on absence proves nothing, and objects present are uncertain.
void catalog_blur(Catalog *catalog);

// Whether absence of a name proves that it does not exist.
bool catalog_is_complete(const Catalog *catalog);
// Lookups; NULL when not there. A name without schema is sought in search_path order: "public" first (SET search_path is applied).
const CatalogTable *catalog_table(const Catalog *catalog, Relation name);
const CatalogIndex *catalog_index(const Catalog *catalog, Relation name);
const CatalogType *catalog_type(const Catalog *catalog, Relation name); // enum, domain, other
const CatalogView *catalog_view(const Catalog *catalog, Relation name);
const CatalogSequence *catalog_sequence(const Catalog *catalog, Relation name);
const Object *catalog_relation(const Catalog *catalog, Relation name); // whatever relation has this name
const CatalogColumn *table_column(const CatalogTable *table, Str name);
const CatalogConstraint *table_constraint(const CatalogTable *table, Str name);
const CatalogTable *catalog_partition(const Catalog *catalog, const CatalogTable *parent, size_t n); // n-th partition, NULL behind the last
const CatalogIndex *catalog_table_index(const Catalog *catalog, Relation table, size_t n); // n-th index of a table
// n-th foreign key that references `table`: the referencing table, and the constraint in `*constraint`.
const CatalogTable *catalog_referencing(const Catalog *catalog, Relation table, size_t n, const CatalogConstraint **constraint);
// n-th view that reads `table` (its column `column`, when that is not empty).
const CatalogView *catalog_dependent_view(const Catalog *catalog, Relation table, Str column, size_t n);
// Whether a validated CHECK proves that `column` is not null (a conjunct `column IS NOT NULL`).
bool table_proves_not_null(const CatalogTable *table, Str column);
// The name as the catalog stores it: schema filled in.
Relation catalog_resolve(const Catalog *catalog, Relation name);
// As a reader would write it: schema-qualified unless in the search path.
Relation catalog_shown(const Catalog *catalog, Relation name);

// A state to go back to or compare with.
typedef size_t CatalogMark;
CatalogMark catalog_mark(const Catalog *catalog);
void catalog_rollback(Catalog *catalog, CatalogMark mark);

// CatalogChange: one difference between the state at a mark and now, in words: "column `c` of `t` comes back as varchar(50), was text".
typedef struct CatalogChange {
	ObjectKind kind;
	Relation name;
	const char *message; // what is left over, missing or different
} CatalogChange;
typedef Array(CatalogChange) CatalogChanges;
// What differs between then and now, in a stable order; column order is not compared.
void catalog_changes(Catalog *catalog, Arena *arena, CatalogMark mark, CatalogChanges *changes);

// The schema as DDL in a stable order, loadable by PostgreSQL.
void catalog_print(const Catalog *catalog, Buffer *out);

// PostgreSQL's name for an unnamed object: t_a_key, t_pkey, t_a_fkey, t_a_check, t_a_excl, t_a_idx, cut at 63 bytes and numbered until
// free (ChooseRelationName, makeObjectName in PostgreSQL's indexcmds.c).
Str catalog_choose_name(const Catalog *catalog, Arena *arena, Str schema, Str name1, Str name2, const char *label);

#endif
