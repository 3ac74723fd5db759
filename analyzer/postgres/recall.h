// recall.h - functions that earlier migrations made, as the catalog knows them, for the calls of a later one. Private to the postgres stage.

#ifndef POSTGRES_RECALL_H
#define POSTGRES_RECALL_H

#include "postgres/catalog.h"
#include "postgres/expand_internal.h"
#include "postgres/statement.h"

// Whether `statements`, parsed without a history, call a function that `catalog` knows.
bool recall_is_due(const StatementArray *statements, const Catalog *catalog);
// The function `call` runs, to be followed; its code is placed at `span`, that of the call. NULL when the expander's catalog does not know it.
KnownRoutine *recall_routine(Expander *expander, const PgQuery__FuncCall *call, Span span);

#endif
