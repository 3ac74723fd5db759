// transaction.h - what is open and set while the statements of a direction run one after the other.

#ifndef POSTGRES_TRANSACTION_H
#define POSTGRES_TRANSACTION_H

#include "postgres/statement.h"

// Transaction: the running state; `now` is the Context the next statement meets.
typedef struct Transaction {
	Context now;
	bool autocommit; // inside autocommit_block or on an AUTOCOMMIT connection
	uint32_t count;  // transactions begun so far
	// SET LOCAL values end with the transaction:
	Timeout session_lock_timeout;
	Timeout session_statement_timeout;
} Transaction;

// The state at the start of a direction: Alembic runs it inside one transaction.
Transaction transaction_begin(Arena *arena);
// A STEP_BOUNDARY happened.
void transaction_boundary(Transaction *transaction, Boundary boundary);
// `statement` ran: transaction commands, SET / SET LOCAL / RESET / set_config of timeouts, created relations.
void transaction_after(Transaction *transaction, Arena *arena, const Statement *statement);
// Milliseconds of a timeout value as PostgreSQL reads it ("5s", "1min", "500", 2000); false when it cannot be read.
bool timeout_parse(Str value, uint64_t *ms);

#endif
