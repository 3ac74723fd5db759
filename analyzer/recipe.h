// recipe.h - what rules recommend, in the language of the linted file and with its names in it: Alembic's Python, Django's operations,
// SQL. Part of rule.h.
//
// A recipe is one line without indentation unless its function says otherwise; texts for finding_help() put four blanks before code.

#ifndef RECIPE_H
#define RECIPE_H

#include "postgres/statement.h"

typedef struct Lint Lint;

// A statement of SQL: `op.execute("...")`, an f-string when a name in it is an expression; `migrations.RunSQL("...")`; `...;`.
const char *recipe_execute(Lint *lint, const char *format, ...) __attribute__((format(printf, 2, 3)));
// "# words", "-- words".
const char *recipe_comment(Lint *lint, const char *words);
// `code` (one or more lines) where no transaction is: `with op.get_context().autocommit_block():` before it, or a comment that says how.
// Several lines, each with its four blanks.
const char *recipe_outside(Lint *lint, const char *code);
// recipe_outside() of recipe_execute().
const char *recipe_autocommit(Lint *lint, const char *format, ...) __attribute__((format(printf, 2, 3)));
// SET LOCAL in a transaction, SET outside, at `statement`: `name` = `value` (as SQL: "'5s'").
const char *recipe_set(Lint *lint, const Statement *statement, const char *name, const char *value);
// Whether the statement is SQL as somebody wrote it, and not made from an operation's arguments.
bool statement_is_written_sql(const Statement *statement);
// The op call as written, with `argument` (may be NULL) added; NULL when it is not a plain op.x(...) call of Alembic.
const char *recipe_call(Lint *lint, const Statement *statement, const char *argument);
// The statement as written; with `alone` it has to be taken out of others first.
const char *recipe_statement(Lint *lint, const Statement *statement, bool alone);
// recipe_execute() of the statement as written, with `words` put behind the first `behind` (case is ignored); without the latter a call
// that leaves the statement to be filled in.
const char *recipe_with(Lint *lint, const Statement *statement, const char *behind, const char *words);
// recipe_execute() of the statement as written, less the first `words` (case is ignored).
const char *recipe_without(Lint *lint, const Statement *statement, const char *words);
// CREATE or DROP INDEX as written, but CONCURRENTLY: by the operation's argument or class where there is one.
const char *recipe_concurrently(Lint *lint, const Statement *statement);
// The operation that adds a constraint, but NOT VALID, by its argument or class; NULL when there is none.
const char *recipe_not_valid(Lint *lint, const Statement *statement);
// CREATE UNIQUE INDEX CONCURRENTLY called `name` on the columns of `action`, a constraint or a column with one.
const char *recipe_unique_index(Lint *lint, const Statement *statement, const Action *action, Str name);
// How the file's language says a thing: a column's type ("text", "timestamptz", "jsonb", "numeric", "bigint", "identity"), a "primary key", a
// "default" that the server knows, the "call" that is a statement.
const char *recipe_spelling(Lint *lint, const char *what);

#endif
