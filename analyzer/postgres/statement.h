// statement.h - Statement, one SQL statement of a migration in the context it runs in.

#ifndef POSTGRES_STATEMENT_H
#define POSTGRES_STATEMENT_H

#include "base/map.h"
#include "migration/migration.h"
#include "postgres/action.h"
#include "postgres/effect.h"

struct Statement;

// Timeout: a timeout setting in force.
// - `unknown_value`: set to an expression that is not known; `ms` is then a guess, not 0
typedef struct Timeout {
	bool is_set;
	bool unknown_value;
	uint64_t ms;                // 0 = disabled
	const struct Statement *by; // who set it; NULL when it comes from outside (env.py)
} Timeout;

// Context: what holds just before a statement runs.
// - `in_transaction`: inside a transaction block (Alembic's or an explicit BEGIN)
// - `transaction`: number of the transaction within the direction, from 1 and ascending; statements of one transaction share it
// - `created`: what this direction creates, by name; ask statement_on_new_relation(), which knows the order
typedef struct Context {
	bool in_transaction;
	uint32_t transaction;
	Timeout lock_timeout;
	Timeout statement_timeout;
	bool utc; // a statement before has set TimeZone to UTC
	const Map *created;
} Context;

// Statement.
// - `text`: as parsed, holes as placeholders; `shown`: for people, holes as {expression}
// - `sql`: what `start`, `end` and every location count in: the step's, or text that a block or function runs
// - `enclosing`: the DO, CALL or query that runs it, when a block or function does; it stands before it
// - `followed`: what it runs is known and stands behind it; `raises`: and always ends with RAISE EXCEPTION
// - `undone_at`: index of the statement before which what it did, locks too, is taken back: it stands in a block of PL/pgSQL with a handler that
//   always raises. 0: it stays
// - `guard`: it runs only when something of the schema is (not) there, or is caught when it fails for that; NULL without such a condition
// - `span`: where findings about it stand (first to last byte in the source, or the op call)
// - `refusal`: why PostgreSQL refuses to run it, as far as the catalog knows: "view v depends on it"; NULL when nothing is known
// - `node` NULL and `error` set when libpg_query rejects it; `error_span` is the offending token
// - `newer`: NULL, or what in it needs PostgreSQL `newer_version`, which the grammar linked in does not read
typedef struct Statement {
	const Migration *migration;
	const Step *step;
	const Sql *sql;
	const struct Statement *enclosing; // NULL for what the migration itself runs
	Direction direction;
	uint32_t index; // among the statements of its direction
	Str text;
	Str shown;
	uint32_t start; // bytes of `sql`
	uint32_t end;
	Span span;
	const PgNode *node;
	const char *error;
	const char *newer;
	int newer_version;
	Span error_span;
	bool conditional;
	bool followed;
	bool raises;
	uint32_t undone_at;
	const struct Guard *guard;
	ActionArray actions;
	Context before;
	Effects effects;         // of the whole statement
	Effects *action_effects; // one per action
	ActionFacts *facts;      // one per action
	const char *refusal;
} Statement;
typedef Array(Statement) StatementArray;

// TransactionStart: what holds when a direction begins, as env.py arranges it.
// - `in_transaction`: inside one transaction for everything; `transaction_per_migration`: inside one of its own
// - `lock_timeout`, `statement_timeout`: in force, as PostgreSQL reads them ("4s"); empty when not set
// - `created`: the Context.created of migrations whose tables are to count as new in this one, in the order they ran
typedef struct TransactionStart {
	bool in_transaction;
	bool transaction_per_migration;
	Str lock_timeout;
	Str statement_timeout;
	const Map *const *created;
	size_t created_count;
} TransactionStart;

// - `catalog`: the schema the first statement meets; the statements change it. NULL: nothing is known of it
// - `start`: NULL: inside a transaction, no timeout, as Alembic's template has it
typedef struct StatementOptions {
	int postgres_version;
	Catalog *catalog;
	const TransactionStart *start;
} StatementOptions;

// The statements of the steps of one direction: split, parsed, placed in the source; `before`, `effects` and `facts` are left empty.
// Unreadable steps give none (they are notices). Only `arena` is written to: directions and files may be parsed at the same time.
void statements_parse(Arena *arena, const Migration *migration, Direction direction,
		      StatementArray *statements);
// Parses them again when they call functions that `catalog`, the schema the first one meets, knows from earlier migrations: what those do
// stands behind the call. Otherwise `statements` stays as it is.
void statements_recall(Arena *arena, const Migration *migration, Direction direction, const Catalog *catalog,
		       StatementArray *statements);
// Runs `statements`, all of one direction, one after the other: contexts, facts from the catalog, effects; afterwards the catalog is
// the schema behind them. What one statement asks of the catalog stays good, unless a ROLLBACK undoes it.
void statements_link(Arena *arena, const Migration *migration, Direction direction,
		     const StatementOptions *options, StatementArray *statements);
// Whether a step that could not be read may do more than change rows.
bool step_may_change_schema(const Step *step);
// Both, for callers without history.
void statements_of(Arena *arena, const Migration *migration, Direction direction,
		   const StatementOptions *options, StatementArray *statements);

// What the catalog knew about `action` of `statement` just before it ran.
const ActionFacts *action_facts(const Statement *statement, const Action *action);
// Whether this direction created `relation` (table, view, sequence, type, or an index of a new table) before or by this statement:
// it has no rows, nobody waits for it. CREATE TABLE IF NOT EXISTS proves nothing, unless it is temporary; a new table stays new
// when it is renamed, and what a condition may have skipped counts as created: its author wrote both.
bool statement_on_new_relation(const Statement *statement, Relation relation);
// The statement the migration itself sends: a DO block is one, whatever it runs, and fails as a whole.
const Statement *statement_outermost(const Statement *statement);
// The source span of bytes [start, end) of sql->text, in which Statement.start, Action.location and every `location` in the
// AST count. Places outside the migration's file give the statement's span.
Span statement_span(const Statement *statement, uint32_t start, uint32_t end);

#endif
