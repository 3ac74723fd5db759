// action.h - Action, one thing a statement does, in PostgreSQL's terms. A statement is a list of them: each ALTER TABLE
// subcommand, each dropped object, each SET is one. Everything after parsing (effects, catalog, rules) speaks of Actions.

#ifndef POSTGRES_ACTION_H
#define POSTGRES_ACTION_H

#include "base/array.h"
#include "postgres/ast.h"

// X(NAME, "what it is called in reports")
#define ACTION_KINDS(X)                                               \
	X(OTHER, "statement")                                         \
	/* tables */                                                  \
	X(CREATE_TABLE, "CREATE TABLE")                               \
	X(CREATE_TABLE_AS, "CREATE TABLE AS")                         \
	X(CREATE_PARTITION, "CREATE TABLE ... PARTITION OF")          \
	X(DROP_TABLE, "DROP TABLE")                                   \
	X(RENAME_TABLE, "RENAME TABLE")                               \
	X(SET_SCHEMA, "SET SCHEMA")                                   \
	X(TRUNCATE, "TRUNCATE")                                       \
	X(LOCK_TABLE, "LOCK TABLE")                                   \
	/* ALTER TABLE */                                             \
	X(ADD_COLUMN, "ADD COLUMN")                                   \
	X(DROP_COLUMN, "DROP COLUMN")                                 \
	X(RENAME_COLUMN, "RENAME COLUMN")                             \
	X(ALTER_COLUMN_TYPE, "ALTER COLUMN TYPE")                     \
	X(SET_NOT_NULL, "SET NOT NULL")                               \
	X(DROP_NOT_NULL, "DROP NOT NULL")                             \
	X(SET_DEFAULT, "SET DEFAULT")                                 \
	X(DROP_DEFAULT, "DROP DEFAULT")                               \
	X(DROP_EXPRESSION, "DROP EXPRESSION")                         \
	X(ADD_IDENTITY, "ADD GENERATED AS IDENTITY")                  \
	X(SET_IDENTITY, "SET GENERATED")                              \
	X(DROP_IDENTITY, "DROP IDENTITY")                             \
	X(SET_STATISTICS, "SET STATISTICS")                           \
	X(SET_ATTRIBUTE_OPTIONS, "SET (attribute options)")           \
	X(SET_STORAGE, "SET STORAGE")                                 \
	X(SET_COMPRESSION, "SET COMPRESSION")                         \
	X(ADD_FOREIGN_KEY, "ADD FOREIGN KEY")                         \
	X(ADD_CHECK, "ADD CHECK")                                     \
	X(ADD_NOT_NULL_CONSTRAINT, "ADD NOT NULL constraint")         \
	X(ADD_UNIQUE, "ADD UNIQUE")                                   \
	X(ADD_PRIMARY_KEY, "ADD PRIMARY KEY")                         \
	X(ADD_EXCLUSION, "ADD EXCLUDE")                               \
	X(ADD_UNIQUE_USING_INDEX, "ADD UNIQUE USING INDEX")           \
	X(ADD_PRIMARY_KEY_USING_INDEX, "ADD PRIMARY KEY USING INDEX") \
	X(ALTER_CONSTRAINT, "ALTER CONSTRAINT")                       \
	X(VALIDATE_CONSTRAINT, "VALIDATE CONSTRAINT")                 \
	X(DROP_CONSTRAINT, "DROP CONSTRAINT")                         \
	X(RENAME_CONSTRAINT, "RENAME CONSTRAINT")                     \
	X(CHANGE_OWNER, "OWNER TO")                                   \
	X(CLUSTER_ON, "CLUSTER ON")                                   \
	X(SET_WITHOUT_CLUSTER, "SET WITHOUT CLUSTER")                 \
	X(SET_LOGGED, "SET LOGGED")                                   \
	X(SET_UNLOGGED, "SET UNLOGGED")                               \
	X(SET_ACCESS_METHOD, "SET ACCESS METHOD")                     \
	X(SET_TABLESPACE, "SET TABLESPACE")                           \
	X(SET_RELATION_OPTIONS, "SET (storage parameters)")           \
	X(ENABLE_TRIGGER, "ENABLE TRIGGER")                           \
	X(DISABLE_TRIGGER, "DISABLE TRIGGER")                         \
	X(ENABLE_RULE, "ENABLE RULE")                                 \
	X(DISABLE_RULE, "DISABLE RULE")                               \
	X(ADD_INHERIT, "INHERIT")                                     \
	X(DROP_INHERIT, "NO INHERIT")                                 \
	X(ADD_OF, "OF type")                                          \
	X(DROP_OF, "NOT OF")                                          \
	X(REPLICA_IDENTITY, "REPLICA IDENTITY")                       \
	X(ENABLE_ROW_SECURITY, "ENABLE ROW LEVEL SECURITY")           \
	X(DISABLE_ROW_SECURITY, "DISABLE ROW LEVEL SECURITY")         \
	X(FORCE_ROW_SECURITY, "FORCE ROW LEVEL SECURITY")             \
	X(NO_FORCE_ROW_SECURITY, "NO FORCE ROW LEVEL SECURITY")       \
	X(ATTACH_PARTITION, "ATTACH PARTITION")                       \
	X(DETACH_PARTITION, "DETACH PARTITION")                       \
	X(DETACH_PARTITION_FINALIZE, "DETACH PARTITION FINALIZE")     \
	X(ALTER_TABLE_OTHER, "ALTER TABLE")                           \
	/* indexes and statistics */                                  \
	X(CREATE_INDEX, "CREATE INDEX")                               \
	X(DROP_INDEX, "DROP INDEX")                                   \
	X(RENAME_INDEX, "RENAME INDEX")                               \
	X(ATTACH_INDEX_PARTITION, "ALTER INDEX ATTACH PARTITION")     \
	X(ALTER_INDEX_OTHER, "ALTER INDEX")                           \
	X(REINDEX, "REINDEX")                                         \
	X(CLUSTER, "CLUSTER")                                         \
	X(VACUUM, "VACUUM")                                           \
	X(VACUUM_FULL, "VACUUM FULL")                                 \
	X(ANALYZE, "ANALYZE")                                         \
	X(CREATE_STATISTICS, "CREATE STATISTICS")                     \
	X(DROP_STATISTICS, "DROP STATISTICS")                         \
	/* views, types, functions and other objects */               \
	X(CREATE_VIEW, "CREATE VIEW")                                 \
	X(CREATE_MATERIALIZED_VIEW, "CREATE MATERIALIZED VIEW")       \
	X(REFRESH_MATERIALIZED_VIEW, "REFRESH MATERIALIZED VIEW")     \
	X(DROP_VIEW, "DROP VIEW")                                     \
	X(DROP_MATERIALIZED_VIEW, "DROP MATERIALIZED VIEW")           \
	X(CREATE_ENUM, "CREATE TYPE AS ENUM")                         \
	X(ADD_ENUM_VALUE, "ALTER TYPE ADD VALUE")                     \
	X(RENAME_ENUM_VALUE, "ALTER TYPE RENAME VALUE")               \
	X(CREATE_TYPE, "CREATE TYPE")                                 \
	X(ALTER_COMPOSITE_TYPE, "ALTER TYPE")                         \
	X(RENAME_TYPE, "RENAME TYPE")                                 \
	X(DROP_TYPE, "DROP TYPE")                                     \
	X(CREATE_DOMAIN, "CREATE DOMAIN")                             \
	X(ALTER_DOMAIN_ADD_CONSTRAINT, "ALTER DOMAIN ADD CONSTRAINT") \
	X(ALTER_DOMAIN_VALIDATE, "ALTER DOMAIN VALIDATE CONSTRAINT")  \
	X(ALTER_DOMAIN_SET_NOT_NULL, "ALTER DOMAIN SET NOT NULL")     \
	X(ALTER_DOMAIN_OTHER, "ALTER DOMAIN")                         \
	X(DROP_DOMAIN, "DROP DOMAIN")                                 \
	X(CREATE_SEQUENCE, "CREATE SEQUENCE")                         \
	X(ALTER_SEQUENCE, "ALTER SEQUENCE")                           \
	X(DROP_SEQUENCE, "DROP SEQUENCE")                             \
	X(CREATE_FUNCTION, "CREATE FUNCTION")                         \
	X(ALTER_FUNCTION, "ALTER FUNCTION")                           \
	X(DROP_FUNCTION, "DROP FUNCTION")                             \
	X(CREATE_TRIGGER, "CREATE TRIGGER")                           \
	X(DROP_TRIGGER, "DROP TRIGGER")                               \
	X(CREATE_RULE, "CREATE RULE")                                 \
	X(DROP_RULE, "DROP RULE")                                     \
	X(CREATE_POLICY, "CREATE POLICY")                             \
	X(ALTER_POLICY, "ALTER POLICY")                               \
	X(DROP_POLICY, "DROP POLICY")                                 \
	X(CREATE_EXTENSION, "CREATE EXTENSION")                       \
	X(ALTER_EXTENSION, "ALTER EXTENSION")                         \
	X(DROP_EXTENSION, "DROP EXTENSION")                           \
	X(CREATE_SCHEMA, "CREATE SCHEMA")                             \
	X(DROP_SCHEMA, "DROP SCHEMA")                                 \
	X(RENAME_SCHEMA, "RENAME SCHEMA")                             \
	X(CREATE_DATABASE, "CREATE DATABASE")                         \
	X(DROP_DATABASE, "DROP DATABASE")                             \
	X(ALTER_DATABASE, "ALTER DATABASE")                           \
	X(RENAME_OTHER, "RENAME")                                     \
	X(DROP_OTHER, "DROP")                                         \
	X(DROP_OWNED, "DROP OWNED")                                   \
	X(COMMENT, "COMMENT")                                         \
	X(GRANT, "GRANT")                                             \
	X(REVOKE, "REVOKE")                                           \
	X(CREATE_ROLE, "CREATE ROLE")                                 \
	X(DROP_ROLE, "DROP ROLE")                                     \
	X(ALTER_SYSTEM, "ALTER SYSTEM")                               \
	X(CREATE_TABLESPACE, "CREATE TABLESPACE")                     \
	X(DROP_TABLESPACE, "DROP TABLESPACE")                         \
	X(CREATE_PUBLICATION, "CREATE PUBLICATION")                   \
	X(ALTER_PUBLICATION, "ALTER PUBLICATION")                     \
	X(CREATE_SUBSCRIPTION, "CREATE SUBSCRIPTION")                 \
	X(ALTER_SUBSCRIPTION, "ALTER SUBSCRIPTION")                   \
	X(DROP_SUBSCRIPTION, "DROP SUBSCRIPTION")                     \
	/* rows */                                                    \
	X(SELECT, "SELECT")                                           \
	X(INSERT, "INSERT")                                           \
	X(UPDATE, "UPDATE")                                           \
	X(DELETE, "DELETE")                                           \
	X(MERGE, "MERGE")                                             \
	X(COPY_FROM, "COPY FROM")                                     \
	X(CALL, "CALL")                                               \
	X(DO, "DO")                                                   \
	/* session and transaction */                                 \
	X(SET, "SET")                                                 \
	X(SET_LOCAL, "SET LOCAL")                                     \
	X(RESET, "RESET")                                             \
	X(BEGIN, "BEGIN")                                             \
	X(COMMIT, "COMMIT")                                           \
	X(ROLLBACK, "ROLLBACK")                                       \
	X(SAVEPOINT, "SAVEPOINT")                                     \
	X(RELEASE, "RELEASE")                                         \
	X(ROLLBACK_TO, "ROLLBACK TO")                                 \
	X(PREPARE_TRANSACTION, "PREPARE TRANSACTION")                 \
	X(DISCARD, "DISCARD")

typedef enum ActionKind {
#define X(name, words) ACTION_##name,
	ACTION_KINDS(X)
#undef X
		ACTION_KIND_COUNT
} ActionKind;

// "ADD COLUMN" ...
const char *action_kind_name(ActionKind kind);

// ColumnFacts: what a column definition says (CREATE TABLE, ADD COLUMN).
typedef struct ColumnFacts {
	Str name;
	TypeRef type;
	bool not_null;                    // NOT NULL, PRIMARY KEY, serial or identity
	bool has_default;                 // a DEFAULT clause other than DEFAULT NULL
	bool has_default_clause;          // also DEFAULT NULL
	const PgNode *default_expression; // NULL without one
	bool is_identity;
	bool is_generated; // GENERATED ALWAYS AS (...) STORED
	bool is_primary_key;
	bool is_unique;
	bool has_check;
	bool has_references;
	Relation references;
	uint32_t location; // as Action.location
} ColumnFacts;

// ConstraintFacts: a constraint that CREATE TABLE or ADD COLUMN brings along, of the table or of one of its columns; NOT NULL is none.
// - `kind`: the action that would add it: ACTION_ADD_CHECK, ACTION_ADD_UNIQUE ...
// - `name`: empty when PostgreSQL chooses it
// - `columns`: its keys (an inline one's own column); of a CHECK of the table none
typedef struct ConstraintFacts {
	ActionKind kind;
	Str name;
	Array(Str) columns;
	uint32_t location; // as Action.location
} ConstraintFacts;

// Action. Members that do not apply are empty.
// - `table`: the relation (of an index or trigger that is created: its table), or for other objects the object itself (type,
//   sequence, view, schema (as name) ...); DROP INDEX, ALTER INDEX, REINDEX INDEX: the index
// - `name`: column, constraint, index, enum value, trigger, policy, parameter of SET (empty for RESET ALL)
// - `new_name`: of a rename; the value of SET as text (DEFAULT for SET ... TO DEFAULT); the schema of SET SCHEMA
// - `other`: the referenced table of a foreign key, the partition of ATTACH/DETACH, the parent of a new partition or of INHERIT, the
//   table of an index or trigger, the index of ADD ... USING INDEX
// - `column`: ADD COLUMN's facts; for ALTER COLUMN TYPE the new type in column->type
// - `columns`: keys of a constraint or index (empty Str for an expression), columns INSERT or UPDATE name; columns of
//   CREATE TABLE in `table_columns`; `constraints`: what CREATE TABLE and ADD COLUMN bring along
// - `expression`: CHECK, USING of TYPE, WHERE of DML, predicate of an index, DEFAULT of SET DEFAULT. A hole where a WHERE could
//   stand (DELETE FROM t {where}) counts as one.
// - `definition`: the Constraint or ColumnDef of an ALTER TABLE subcommand, its AlterTableCmd when it has neither; otherwise the statement
// - `location`: byte offset of the subcommand in the text given to postgres_parse() (ParsedStatement.start counts from there
//   too); 0 when unknown, for which statements_of() puts the statement's start
typedef struct Action {
	ActionKind kind;
	Relation table;
	Relation other;
	Str name;
	Str new_name;
	const ColumnFacts *column;
	Array(ColumnFacts) table_columns;
	Array(ConstraintFacts) constraints;
	Array(Str) columns;
	const PgNode *expression;
	const PgNode *definition;
	bool if_exists;
	bool if_not_exists;
	bool cascade;
	bool concurrently;
	bool not_valid;
	bool unique;
	bool temporary;
	bool unlogged; // CREATE UNLOGGED TABLE
	bool only;     // ON ONLY / ALTER TABLE ONLY
	bool restart_identity;
	int lock_mode; // LOCK TABLE: LockMode of effect.h
	uint32_t location;
} Action;
typedef Array(Action) ActionArray;

// The actions of one statement as written, data-modifying CTEs before the statement they belong to. At least one: nothing is left
// out silently, what has no kind of its own is OTHER, ALTER_TABLE_OTHER, DROP_OTHER ...
void actions_of(Arena *arena, const PgNode *statement, ActionArray *actions);

#endif
