// routine.h - Routine, the code of a DO, CREATE FUNCTION or CREATE PROCEDURE. Private to the postgres stage.

#ifndef POSTGRES_ROUTINE_H
#define POSTGRES_ROUTINE_H

#include "migration/sql.h"
#include "postgres/parse.h"
#include "postgres/plpgsql.h"

// Routine.
// - `language`: lower case: "plpgsql", "sql", "plpython3u"
// - `sql`, `body`: where the code stands: in the SQL of the statement itself, or, when it is written with escapes, in one of its own. NULL
//   when it cannot be told
// - `definition`: NULL for DO
typedef struct Routine {
	Str language;
	const Sql *sql;
	PlRange body;
	const PgQuery__CreateFunctionStmt *definition;
} Routine;

// The routine `parsed`, a statement of `sql`, makes or is; false when it is neither.
bool routine_of(Arena *arena, const Sql *sql, const ParsedStatement *parsed, Routine *routine);
// The name of its parameter `n`, counted from 0 among those that take a value; empty when there is none or it has no name.
Str routine_parameter(const Routine *routine, size_t n);

#endif
