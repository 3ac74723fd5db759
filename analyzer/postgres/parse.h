// parse.h - SQL text to statement ASTs through libpg_query, each statement on its own. parse.c is the only file that includes pg_query.h.

#ifndef POSTGRES_PARSE_H
#define POSTGRES_PARSE_H

#include <stdbool.h>

#include "base/array.h"
#include "base/str.h"
#include "postgres/ast.h"

// libpg_query recurses; beyond these a text is refused instead of risking the stack (style.md part 4). Threads that parse
// have PARSE_STACK_BYTES of stack.
#define MAX_SQL_BYTES (1024u * 1024) // of one statement
#define MAX_SQL_NESTING 2000         // parentheses, brackets, CASE
#define MAX_SQL_OPERATORS 20000 // operators that nest in one another: 1 + 1 + ..., NOT NOT ..., UNION chains
#define PARSE_STACK_BYTES (512u * 1024 * 1024)

// ParsedStatement: one statement of a text.
// - `start`, `end`: bytes of the text, from the first token to the last (no comments, blanks or semicolon around)
// - `node`: in the arena; NULL when it does not parse. Every `location` in it is a byte offset in the same text as `start`
//   (libpg_query counts from the statement's first byte; the parser moves them)
// - `error`: NULL, or libpg_query's message ("syntax error at or near \"FORM\"") or ours for a limit (then
//   `refused`); `error_offset` is where in the text (bytes)
// - `newer`: NULL, or what in it the grammar linked in does not know but PostgreSQL `newer_version` does; `node`, when there is one, is then
//   of a statement in older words
typedef struct ParsedStatement {
	uint32_t start;
	uint32_t end;
	const PgNode *node;
	const char *error;
	uint32_t error_offset;
	bool refused;
	const char *newer;
	int newer_version;
} ParsedStatement;
typedef Array(ParsedStatement) ParsedStatements;

// Splits `sql` (NUL-terminated, no NUL inside) at top-level semicolons, knowing strings, quoted names, dollar quotes, nested
// comments and BEGIN ATOMIC, and parses each piece, so that one bad statement does not hide the others. Empty pieces are left out. ASTs are in `arena`.
void postgres_parse(Arena *arena, Str sql, ParsedStatements *statements);

// The same for the statements at bytes [start, end) of `sql`; offsets count in `sql`.
void postgres_parse_range(Arena *arena, Str sql, uint32_t start, uint32_t end, ParsedStatements *statements);

// Parses the one statement `sql` (limits are not checked: the caller cut it out of a text postgres_parse() accepted), which stands
// at byte `offset` of a longer text: all offsets in the answer are offsets in that text.
ParsedStatement postgres_parse_one(Arena *arena, Str sql, uint32_t offset);

// Whether libpg_query's PL/pgSQL parser accepts the body of `sql`, one DO or CREATE FUNCTION: NULL, or its message (in `arena`). It
// tells no place.
const char *postgres_check_plpgsql(Arena *arena, Str sql);

// `statement` as SQL text; empty when libpg_query cannot write it.
Str postgres_deparse(Arena *arena, const PgNode *statement);

// Major version of the grammar linked in, e.g. 15; and libpg_query's full version, "15.1".
int postgres_grammar_version(void);
const char *postgres_grammar_version_text(void);

#endif
