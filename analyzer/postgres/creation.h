// creation.h - what the statements of a direction create, and until when it is there. Private to the postgres stage; ask
// transaction_created().

#ifndef POSTGRES_CREATION_H
#define POSTGRES_CREATION_H

#include "postgres/transaction.h"

// `action` of `statement` ran: what it creates, drops or renames.
void creations_note(Transaction *transaction, Arena *arena, const Statement *statement, const Action *action);
// Before the first statement: what is left of what an earlier migration created (its Context.created) counts as created here.
void creations_inherit(Transaction *transaction, Arena *arena, const Map *earlier);
// A ROLLBACK: from statement `next` on, what this transaction created was never there, and what it dropped is there again.
void creations_undo(Transaction *transaction, uint32_t next);
// ROLLBACK TO a savepoint behind which statement `since` was the first: the same for what happened from there on.
void creations_undo_since(Transaction *transaction, uint32_t since, uint32_t next);

#endif
