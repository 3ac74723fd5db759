// catalog.h - Catalog, the schema as the statements so far have made it: what the next statement meets.
//
// Objects are immutable: a change stores a new version under the same name and remembers the old one in a journal. So a
// snapshot is a number (catalog_mark), going back is cheap (catalog_rollback), and comparing two states looks only at what
// changed in between (catalog_changes). Nothing is ever guessed: what the statements did not show is `unknown`, not absent.
//
// Expressions and definitions are kept as the AST nodes the statements brought, so those must live as long as the catalog; text is made
// on request (column_default_text() ...), because deparsing costs more than replaying. Pointers into the catalog stay good until a
// catalog_rollback() behind the state they came from; they show the object as it was when asked for.

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
// - `doubted`: there was a step since that nobody could read (catalog_doubt)
typedef struct Object {
	ObjectKind kind;
	Relation name;
	bool uncertain;
	bool doubted;
} Object;

// CatalogColumn.
// - `type_known`: false when the type could not be read (a project type) or was never shown: `type` is then the placeholder or empty.
//   The schema of a type the history created is filled in; a serial column has its plain type and `is_serial`
// - `written_type`: the type as the statement wrote it, for printing; NULL when never shown
// - `default_expression`: the DEFAULT or generation expression, NULL when none (also for serial and identity)
// - `inherited`: it comes from a parent table (partition, INHERITS)
// - `revealed`: an ALTER of a table from before the history showed that it exists; what is not set is unknown
typedef struct CatalogColumn {
	Str name;
	TypeRef type;
	bool type_known;
	bool not_null;
	bool is_identity;
	bool identity_always;
	bool is_generated;
	bool is_serial; // the default is nextval() of a sequence it owns
	bool inherited;
	bool revealed;
	const PgQuery__TypeName *written_type;
	const PgNode *default_expression;
	Str collation;
	Str comment;
} CatalogColumn;

typedef enum ConstraintKind {
	CONSTRAINT_CHECK,
	CONSTRAINT_FOREIGN_KEY,
	CONSTRAINT_PRIMARY_KEY,
	CONSTRAINT_UNIQUE,
	CONSTRAINT_EXCLUSION,
} ConstraintKind;

// CatalogConstraint. A primary key, unique or exclusion constraint has an index of the same name (Object kind INDEX) in the table's
// schema.
// - `columns`: keys; of a CHECK the columns it mentions; an empty Str for an expression of EXCLUDE
// - `check`: the expression of a CHECK
// - `referenced_columns`: filled in from the primary key when not written and known
// - `on_delete`, `on_update`: as in pg_constraint: a no action, r restrict, c cascade, n set null, d set default
// - `inherited`: it comes from a parent table
typedef struct CatalogConstraint {
	Str name;
	ConstraintKind kind;
	bool validated;
	bool name_generated; // PostgreSQL chose it
	bool name_chosen;    // and no naming convention came before it, for certain
	bool inherited;
	bool no_inherit;
	bool deferrable;
	bool initially_deferred;
	char on_delete;
	char on_update;
	Array(Str) columns;
	const PgNode *check;
	Relation references;
	Array(Str) referenced_columns;
	const PgQuery__Constraint *definition;
} CatalogConstraint;

// Trigger, policy or rule of a table: the statement that made it. `function`: of a trigger.
typedef struct CatalogPart {
	Str name;
	bool enabled;
	Relation function;
	const PgNode *definition;
} CatalogPart;

// CatalogTable.
// - `complete`: the history created it: every column, constraint and index of it is here. False for a table older than the history that
//   statements have only touched: what is not here may exist all the same
// - `created`: the history created it, even if it does not know all of it
// - `is_partitioned`: it has a PARTITION BY (always false for an incomplete table, which may be partitioned all the same)
// - `parent`: the table it is a partition of (`is_partition`), or its first INHERITS parent; empty name = none
typedef struct CatalogTable {
	Object object;
	bool complete;
	bool created;
	bool is_partitioned;
	bool is_partition;
	bool is_foreign;
	bool temporary;
	bool unlogged;
	bool row_security;
	bool force_row_security;
	bool is_default_partition;
	Str access_method; // as written; empty: the default
	Relation parent;
	const PgQuery__PartitionBoundSpec *partition_bound;
	const PgQuery__PartitionSpec *partition_key; // PARTITION BY
	Str comment;
	Array(const CatalogColumn *) columns;
	Array(const CatalogConstraint *) constraints;
	Array(CatalogPart) triggers;
	Array(CatalogPart) policies;
	Array(CatalogPart) rules;
} CatalogTable;

// CatalogIndex.
// - `columns`: key columns; an empty Str for an expression; `uses`: every column it mentions, in keys, expressions, INCLUDE and predicate
// - `constraint`: it belongs to the constraint of this name (and has the same name)
// - `definition`: an IndexStmt also for the index of a constraint; its names of index and table may be out of date; NULL when unknown
// - `parent`: partitioned index it is attached to; empty name = none
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
	const PgQuery__IndexStmt *definition;
	Relation parent;
} CatalogIndex;

// CatalogType: enum, domain or other type.
// - `definition`: the statement that made it; NULL for a type ALTER touched and nothing created
// - `complete`: false when its enum values or checks are not all known
typedef struct CatalogType {
	Object object;
	bool complete;
	bool composite;    // shares its name space with tables
	Array(Str) values; // of an enum, in order
	TypeRef base;      // of a domain
	const PgQuery__TypeName *written_base;
	bool not_null;
	const PgNode *default_expression;
	Array(const CatalogConstraint *) checks;
	const PgNode *definition;
} CatalogType;

// CatalogSequence.
// - `owner`: table it is owned by (serial, identity, OWNED BY); empty name = none
// - `options`: DefElems start, increment, minvalue, maxvalue, cache, cycle, each once, as written last
// - `definition`: NULL when PostgreSQL made it for a serial or identity column
typedef struct CatalogSequence {
	Object object;
	Relation owner;
	Str owner_column;
	bool is_identity; // exists only as part of its identity column
	Str type;         // "int4" for serial; empty = bigint
	Array(const PgNode *) options;
	const PgNode *definition;
} CatalogSequence;

// CatalogColumnUse: a column of a relation; an empty `column` stands for columns that could not be told.
typedef struct CatalogColumnUse {
	Relation relation;
	Str column;
} CatalogColumnUse;

// CatalogView: also materialized.
// - `uses`: relations it reads; `columns_used`: their columns it mentions
// - `definition`: ViewStmt or CreateTableAsStmt; names in it follow renames, its own name may be out of date
typedef struct CatalogView {
	Object object;
	Array(Relation) uses;
	Array(CatalogColumnUse) columns_used;
	const PgNode *definition;
} CatalogView;

typedef struct CatalogFunction {
	Object object; // name with the argument types: "f(int4, text)"
	const PgNode *definition;
} CatalogFunction;

// A new session begins: names are sought in "public" again.
void catalog_begin_session(Catalog *catalog);
// An empty catalog in `arena`. `complete` false: there may be objects no statement has shown (a history that does not begin at its
// beginning); names not found are then unknown, not absent.
Catalog *catalog_new(Arena *arena, bool complete);

// Whether the statements applied next leave names that are not written to PostgreSQL (SQL as written); false, as at first: a naming
// convention may choose them.
void catalog_leave_names(Catalog *catalog, bool to_postgres);

// Applies the actions of one statement that has run without error. `conditional`: it may not have run: what it makes or changes
// becomes uncertain, and what it drops or renames stays but becomes uncertain.
//
// A DROP without CASCADE or a change of a column's type that PostgreSQL would refuse, because something known for certain depends on the object,
// changes nothing, nor does the rest of its statement; catalog_refusal() then says why. Nor does a statement that renames something to what
// something else is called for certain (contradiction.h).
void catalog_apply(Catalog *catalog, const ActionArray *actions, bool conditional);
// Why PostgreSQL would refuse the statement applied last: "constraint b_a_fkey of b depends on it"; NULL when it would not.
const char *catalog_refusal(const Catalog *catalog);
// Something unknown may have changed anything: from now on absence proves nothing, and objects present are uncertain.
void catalog_blur(Catalog *catalog);
// A step that could not be read may have done more than what is known: nothing known is complete any more. What was seen still holds.
void catalog_doubt(Catalog *catalog);

// Whether absence of a name proves that it does not exist.
bool catalog_is_complete(const Catalog *catalog);
// Being complete is from now on about relations whose names begin with one of `prefixes`, which must live as long: others may be there that
// nobody gave the history of.
void catalog_limit(Catalog *catalog, const Str *prefixes, size_t count);
// Whether no relation (type) of this name exists, for certain: it was dropped or renamed away; of relations also when the catalog is
// complete.
bool catalog_relation_is_absent(const Catalog *catalog, Relation name);
bool catalog_type_is_absent(const Catalog *catalog, Relation name);
// Whether `table`, a state of it in `catalog`, has no such column, for certain.
bool catalog_column_is_absent(const Catalog *catalog, const CatalogTable *table, Str column);
// Whether a constraint of this name was there and was dropped.
bool catalog_constraint_is_absent(const Catalog *catalog, const CatalogTable *table, Str name);
// Lookups; NULL when not there. A name without schema is sought in search_path order: "public" first (SET search_path is applied).
const CatalogTable *catalog_table(const Catalog *catalog, Relation name);
const CatalogIndex *catalog_index(const Catalog *catalog, Relation name);
const CatalogType *catalog_type(const Catalog *catalog, Relation name); // enum, domain, other
const CatalogView *catalog_view(const Catalog *catalog, Relation name);
const CatalogSequence *catalog_sequence(const Catalog *catalog, Relation name);
const Object *catalog_relation(const Catalog *catalog, Relation name); // whatever relation has this name
// What it is, NULL when it is something else (a materialized view is a view).
const CatalogTable *object_as_table(const Object *relation);
const CatalogView *object_as_view(const Object *relation);
const CatalogIndex *object_as_index(const Object *relation);
const CatalogColumn *table_column(const CatalogTable *table, Str name);
const CatalogConstraint *table_constraint(const CatalogTable *table, Str name);
// n-th partition, NULL behind the last.
const CatalogTable *catalog_partition(const Catalog *catalog, const CatalogTable *parent, size_t n);
const CatalogIndex *catalog_table_index(const Catalog *catalog, Relation table,
					size_t n); // n-th index of a table
// Those from the n-th on, at most `max` of them, into `indexes`; how many.
size_t catalog_table_indexes(const Catalog *catalog, Relation table, size_t n, const CatalogIndex **indexes,
			     size_t max);
size_t catalog_table_index_count(const Catalog *catalog, Relation table);
// n-th foreign key that references `table`: the referencing table, and the constraint in `*constraint`.
const CatalogTable *catalog_referencing(const Catalog *catalog, Relation table, size_t n,
					const CatalogConstraint **constraint);
// n-th view that reads `table` (its column `column`, when that is not empty).
const CatalogView *catalog_dependent_view(const Catalog *catalog, Relation table, Str column, size_t n);
// n-th table that INHERITS `table` (no partition), n-th index attached to `index`, n-th sequence a column of `table` owns.
const CatalogTable *catalog_child(const Catalog *catalog, Relation table, size_t n);
const CatalogIndex *catalog_attached_index(const Catalog *catalog, Relation index, size_t n);
const CatalogSequence *catalog_owned_sequence(const Catalog *catalog, Relation table, size_t n);
// n-th column whose type is `type`: its table, and the column's name in `*column`; n-th domain over `type`.
const CatalogTable *catalog_column_of_type(const Catalog *catalog, Relation type, size_t n, Str *column);
const CatalogType *catalog_domain_over(const Catalog *catalog, Relation type, size_t n);
// The next table of a schema: begin with `*at` 0; NULL behind the last. Walks the whole catalog.
const CatalogTable *catalog_schema_table(const Catalog *catalog, Str schema, size_t *at);
// A function of this name, whatever its arguments (one without arguments first); NULL when there is none.
const CatalogFunction *catalog_function(const Catalog *catalog, Relation name);
// Whether any function has been made so far.
bool catalog_has_functions(const Catalog *catalog);
// The table of the n-th trigger that runs `function`.
const CatalogTable *catalog_trigger_table(const Catalog *catalog, const CatalogFunction *function, size_t n);
// Whether a validated CHECK proves that `column` is not null (a conjunct `column IS NOT NULL`).
bool table_proves_not_null(const CatalogTable *table, Str column);
// Whether `index` finds the rows where `columns` have given values: they are its first keys, in any order, and it has all such rows
// (a predicate that only leaves out NULLs in them does not matter).
bool index_leads_with(const CatalogIndex *index, const Str *columns, size_t count);
// Whether `other` does all that `index` does: it begins with the same keys in the same order, has the same predicate, and is unique by the
// same columns if `index` is unique. B-tree indexes only.
bool index_is_covered(const CatalogIndex *index, const CatalogIndex *other);
// The name as the catalog stores it: schema filled in.
Relation catalog_resolve(const Catalog *catalog, Relation name);
// As a reader would write it: schema-qualified unless in the search path.
Relation catalog_shown(const Catalog *catalog, Relation name);

// SQL texts, made in `arena`; empty when there is nothing to show or it cannot be deparsed.
Str column_default_text(Arena *arena, const CatalogColumn *column);
Str column_type_text(Arena *arena, const CatalogColumn *column);
// As behind ADD CONSTRAINT name: "CHECK (a > 0) NOT VALID".
Str constraint_text(Arena *arena, const CatalogConstraint *constraint);
// As behind ON table: "USING btree (a, lower(b)) WHERE c"; UNIQUE is not part of it.
Str index_text(Arena *arena, const CatalogIndex *index);
// As behind CREATE SEQUENCE name: "START 10 INCREMENT 5"; the type is not part of it.
Str sequence_text(Arena *arena, const CatalogSequence *sequence);
// The query.
Str view_text(Arena *arena, const CatalogView *view);

// A state to go back to or compare with.
typedef size_t CatalogMark;
CatalogMark catalog_mark(const Catalog *catalog);
void catalog_rollback(Catalog *catalog, CatalogMark mark);

typedef enum ChangeNature {
	CHANGE_REMAINS,
	CHANGE_MISSING,
	CHANGE_DIFFERENT,
	CHANGE_RENAMED, // the same but for its name
} ChangeNature;

// CatalogChange: one difference between the state at a mark and now, in words: "column `c` of `t` comes back as varchar(50), was text".
// - `part`: column, constraint, trigger ... of the object, or the value of an enum; empty when it is about the whole object
typedef struct CatalogChange {
	ObjectKind kind;
	ChangeNature nature;
	Relation name;
	Str part;
	const char *message; // what is left over, missing or different
} CatalogChange;
typedef Array(CatalogChange) CatalogChanges;
// What differs between then and now, in a stable order; column order is not compared.
void catalog_changes(Catalog *catalog, Arena *arena, CatalogMark mark, CatalogChanges *changes);

// The schema as DDL in a stable order, loadable by PostgreSQL.
void catalog_print(const Catalog *catalog, Buffer *out);

// PostgreSQL's name for an unnamed object: t_a_key, t_pkey, t_a_fkey, t_a_check, t_a_excl, t_a_idx, cut at 63 bytes and numbered until
// free (ChooseRelationName, makeObjectName in PostgreSQL's indexcmds.c).
// `name2` may be empty. `in_constraints`: constraint names of the schema count as taken (for the index of a constraint).
Str catalog_choose_name(Catalog *catalog, Relation table, Str name2, const char *label, bool in_constraints);
// The same for a constraint without index (CHECK, FOREIGN KEY): only constraint names of the schema count as taken.
Str catalog_choose_constraint_name(Catalog *catalog, Relation table, Str name2, const char *label);
// makeObjectName: name1_name2_label in at most 63 bytes; the longer of the two names is cut first, at a character boundary.
Str catalog_make_name(Arena *arena, Str name1, Str name2, const char *label);

#endif
