// transaction.h - what is open and set while the statements of a direction run one after the other.

#ifndef POSTGRES_TRANSACTION_H
#define POSTGRES_TRANSACTION_H

#include "postgres/statement.h"

// Settings: those this program follows.
typedef struct Settings {
	Timeout lock_timeout;
	Timeout statement_timeout;
	bool utc; // TimeZone is UTC
} Settings;

// Savepoint: what ROLLBACK TO it brings back.
// - `next`: index of the statement behind it
typedef struct Savepoint {
	Str name;
	uint32_t next;
	Settings now;
	Settings session;
	CatalogMark schema;
} Savepoint;

// Transaction: the running state; `now` is the Context the next statement meets.
// - `session`: the timeouts a COMMIT leaves; SET LOCAL changes only `now`
// - `committed`: those a ROLLBACK brings back
// - `outside`: those RESET brings back
// - `began`: the schema a ROLLBACK brings back
// - `created`: what now.created points to: name -> Creation of transaction.c
typedef struct Transaction {
	Context now;
	bool autocommit; // inside autocommit_block or on an AUTOCOMMIT connection
	uint32_t count;  // transactions begun so far
	Catalog *catalog;
	CatalogMark began;
	Settings session;
	Settings committed;
	Settings outside;
	Array(Savepoint) savepoints;
	Map *created;
	Array(struct Creation *) touched; // created, dropped or renamed in this transaction
} Transaction;

// The state at the start of a direction; `start` NULL: inside a transaction, as Alembic's template has it. ROLLBACK undoes changes of
// `catalog`.
Transaction transaction_begin(Arena *arena, const TransactionStart *start, Catalog *catalog);
// A STEP_BOUNDARY happened before the statement with index `next`.
void transaction_boundary(Transaction *transaction, Boundary boundary, uint32_t next);
// Outside a transaction a block or function begins to run: a transaction of its own.
void transaction_block_begin(Transaction *transaction);
// What transaction_undo() brings back: the state before the statement with index `next`.
Savepoint transaction_save(const Transaction *transaction, Str name, uint32_t next);
// All that happened since is taken back before the statement with index `next`.
void transaction_undo(Transaction *transaction, const Savepoint *savepoint, uint32_t next);
// `statement` ran: transaction commands, SET / SET LOCAL / RESET / set_config of timeouts, created relations.
void transaction_after(Transaction *transaction, Arena *arena, const Statement *statement);
// Whether something called `relation` was created before or by the statement with this index, and is still there.
bool transaction_created(const Map *created, Relation relation, uint32_t index);
// `relation` of a statement with its holes shown as {expression}, which tells what two statements call miglint_hole_0 apart.
Relation relation_of_statement(Arena *arena, const Statement *statement, Relation relation);
// Milliseconds of a timeout value as PostgreSQL reads it ("5s", "1min", "500", 2000); false when it cannot be read.
bool timeout_parse(Str value, uint64_t *ms);

#endif
