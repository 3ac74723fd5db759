// code.h - what rules ask of the project's code. Part of rule.h.

#ifndef CODE_H
#define CODE_H

#include "postgres/statement.h"

typedef struct Lint Lint;

// Whether the code of the project maps `column` of `table` (the table itself, when `column` is empty), which `statement` takes away, and nothing
// later, in the migration or in one that comes after it, seems to bring it back; `*place` is the declaration.
bool lint_is_mapped(Lint *lint, const Statement *statement, Relation table, Str column, Span *place);

#endif
