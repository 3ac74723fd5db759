// predicate.h - questions about expressions, DML and SQL text that rules ask.

#ifndef POSTGRES_PREDICATE_H
#define POSTGRES_PREDICATE_H

#include "postgres/ast.h"

// PostgreSQL keeps this many bytes of a name and drops the rest.
#define MAX_IDENTIFIER_BYTES 63

// Whether a WHERE clause keeps every row: `true`, `1 = 1`, `id = id`, and AND or OR of such. NULL (no clause) is no tautology.
bool expression_is_tautology(const PgNode *expression);

// A type as SQL text ("varchar(50)", "timestamp with time zone"); false when it is none.
bool type_parse(Arena *arena, Str text, TypeRef *type);

// The next identifier over MAX_IDENTIFIER_BYTES at or after `*start`, outside of strings and comments: [*start, *end) as written,
// quotes included. False when there is none.
bool sql_find_long_identifier(Str text, size_t *start, size_t *end);

#endif
