// hole.h - SQL with holes that does not parse while they stand for identifiers. Private to the postgres stage.

#ifndef POSTGRES_HOLE_H
#define POSTGRES_HOLE_H

#include "migration/sql.h"
#include "postgres/parse.h"

#define HOLE_NUMBER INT32_MAX

// Parses the statement `failed` of `sql` once more with other words for its holes - a string, a number, an assignment, a row, a query,
// the definition of a column - one hole after the other, where the parser stumbled. Every offset in the tree is of `sql` as it is.
// A hole that became a number is HOLE_NUMBER, so that nobody mistakes varchar({n}) for a length that is known.
// Answers `failed` itself when nothing helps or when there is no hole in it.
ParsedStatement hole_parse(Arena *arena, const Sql *sql, ParsedStatement failed);

#endif
