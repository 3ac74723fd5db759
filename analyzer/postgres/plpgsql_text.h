// plpgsql_text.h - the texts PL/pgSQL puts together: 'literal' || x, format('... %I', x), variables whose value is known.

#ifndef POSTGRES_PLPGSQL_TEXT_H
#define POSTGRES_PLPGSQL_TEXT_H

#include "base/map.h"
#include "migration/sql.h"
#include "postgres/plpgsql.h"
#include "postgres/scan.h"

// A longer text counts as not known, and all of them when that many bytes and pieces have been put together: v := v || v doubles.
#define MAX_DYNAMIC_BYTES (1024u * 1024)
#define MAX_DYNAMIC_PIECES 1000
#define MAX_DYNAMIC_WORK (8u * 1024 * 1024)

// PlVariables: what is known while a body runs.
// - `known`: variables with a known text, name -> const Text *
// - `work`: bytes and pieces put together so far, for all bodies of a direction
typedef struct PlVariables {
	Map known;
	size_t *work;
} PlVariables;

// The inside of the string literal `token` of `sql`, as PostgreSQL reads it; NULL when it is no literal or cannot be read.
Text *string_token_text(Arena *arena, const Sql *sql, Token token);

// The text the expression at `range` of `sql` has: what is not known of it is a hole with the expression as written.
const Text *plpgsql_text(Arena *arena, const Sql *sql, PlRange range, const PlVariables *variables);

// The elements of ARRAY[...] at `range`, each with a known text; false when it is anything else.
typedef Array(const Text *) PlElements;
bool plpgsql_elements(Arena *arena, const Sql *sql, PlRange range, const PlVariables *variables,
		      PlElements *elements);

#endif
