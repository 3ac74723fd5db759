// plpgsql.h - the statements of a PL/pgSQL body, as a tree: which stand in what block, branch or loop, and at which bytes.
//
// libpg_query's own PL/pgSQL parser tells lines at best and knows no placeholders, so the structure is read here, on tokens, as
// PostgreSQL's grammar reads it (an expression ends at THEN, LOOP or a semicolon outside of parentheses). Whether a body is valid is
// libpg_query's to say: postgres_check_plpgsql() of parse.h.

#ifndef POSTGRES_PLPGSQL_H
#define POSTGRES_PLPGSQL_H

#include <stdint.h>

#include "base/array.h"
#include "base/str.h"

#define MAX_PLPGSQL_NESTING 100 // blocks, branches and loops

// PlRange: bytes [start, end) of the text; both 0 when absent.
typedef struct PlRange {
	uint32_t start;
	uint32_t end;
} PlRange;

typedef enum PlKind {
	PL_SQL,     // runs `expression` as it stands, also CALL and COMMIT
	PL_QUERY,   // runs "SELECT expression": PERFORM
	PL_EXECUTE, // runs the text that `expression` has
	PL_ASSIGN, // `name` becomes `expression`; also a declaration, then without expression it is not known
	PL_RAISE,  // RAISE EXCEPTION: fails
	PL_RETURN, // evaluates "SELECT expression" if there is one; nothing behind it runs
	PL_EXIT,   // EXIT or CONTINUE, also with WHEN
	PL_BLOCK,  // branches: the body, declarations first; then each handler
	PL_IF,     // also CASE. branches in order; that of ELSE has no condition
	PL_LOOP,   // `expression`: what FOR r IN asks; WHILE has a condition
	PL_FOREACH, // over the array `expression`
	PL_OTHER,   // reads at most: FETCH, GET DIAGNOSTICS, RETURN NEXT ...
} PlKind;

// PlBranch: a condition (of a handler: behind WHEN) and what runs under it.
typedef struct PlBranch {
	PlRange condition;
	Array(struct PlStatement) statements;
} PlBranch;

// PlStatement.
// - `range`: from its first token to its last, without the semicolon
// - `name`: variable that is assigned, of a loop its first
// - `blank`: INTO and its targets, of a loop all its variables: variables that change, and no part of SQL
// - `dynamic`: `expression` of a loop is a text to run (FOR r IN EXECUTE)
typedef struct PlStatement {
	PlKind kind;
	PlRange range;
	PlRange expression;
	Str name;
	PlRange blank;
	bool dynamic;
	Array(PlBranch) branches;
} PlStatement;
typedef Array(PlStatement) PlStatements;

// PlBody: one block, read.
// - `problem`: NULL, or why reading stopped (what stands before is in `block`), `problem_at` where (bytes)
typedef struct PlBody {
	PlStatement block;
	const char *problem;
	uint32_t problem_at;
} PlBody;

// Reads the body at bytes [start, end) of `text`. Any bytes will do: what is no statement of PL/pgSQL is PL_SQL.
PlBody plpgsql_read(Arena *arena, Str text, uint32_t start, uint32_t end);

#endif
