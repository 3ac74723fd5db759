// recipe.h - what rules recommend, in the language of the linted file and with its names in it. Part of rule.h.

#ifndef RECIPE_H
#define RECIPE_H

#include "postgres/statement.h"

typedef struct Lint Lint;

// Python for recipes (recipe.c): `op.execute("...")` of SQL; an f-string when a name in it is an expression.
const char *recipe_execute(Lint *lint, const char *format, ...) __attribute__((format(printf, 2, 3)));
// The op call as written, on one line, with `argument` (may be NULL) added; NULL when it is not a plain op.x(...) call.
const char *recipe_call(Lint *lint, const Statement *statement, const char *argument);
// `op.execute("...")` of the statement as written, with `words` put behind the first `behind` (case is ignored); without the latter,
// a call that leaves the statement to be filled in.
const char *recipe_with(Lint *lint, const Statement *statement, const char *behind, const char *words);
// What a statement outside of a transaction looks like, like recipe_execute().
const char *recipe_autocommit(Lint *lint, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Whether the statement is SQL as somebody wrote it, and not made from an operation's arguments.
bool statement_is_written_sql(const Statement *statement);
// How to declare a column of a type ("text", "timestamptz", "jsonb", "numeric", "bigint", "identity") or a "primary key": in SQL, and in the
// language of the file.
const char *recipe_type(Lint *lint, const char *type);
// `column` and more as a Python list of strings: ["a", "b"]; NULL when one of them is an expression or a hole.
const char *recipe_columns(Lint *lint, const Action *action);

#endif
