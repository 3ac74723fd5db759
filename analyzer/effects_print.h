// effects_print.h - what statements do, as `miglint sql` prints it.

#ifndef EFFECTS_PRINT_H
#define EFFECTS_PRINT_H

#include "postgres/statement.h"
#include "report/json.h"

// An object: {locks: [{relation, mode}], index_locks: [...], rewrites: [...], ..., allowed_in_transaction}.
void effects_print_json(JsonWriter *json, const Statement *statement);
// "-- locks: ACCESS EXCLUSIVE on t, SHARE ROW EXCLUSIVE on p" as a comment line, and what else it does; nothing when it does nothing.
void effects_print_locks(Buffer *out, const Statement *statement);
// For each transaction that locks more than one relation: in which order, as comment lines.
void effects_print_order(Buffer *out, const StatementArray *statements);

#endif
