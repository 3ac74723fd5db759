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

// Whether a row that passes CHECK (`expression`) cannot hold NULL in `column`: `column IS NOT NULL`, alone or with AND.
bool expression_implies_not_null(const PgNode *expression, Str column);

// The next identifier over MAX_IDENTIFIER_BYTES at or after byte `*start`: [*start, *end) as written, quotes included. False when
// there is none.
bool sql_find_long_identifier(Str text, uint32_t *start, uint32_t *end);

#endif
