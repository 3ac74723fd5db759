// sqlalchemy_text.h - text(): SQL written by hand, with :bind parameters; literals.

#ifndef MIGRATION_SQLALCHEMY_TEXT_H
#define MIGRATION_SQLALCHEMY_TEXT_H

#include "migration/lowering.h"

// TextClause: SQL by hand.
// - `text`: what was written
// - `binds`: values of parameters by name
// - `raw`: no parameter is looked for (literal_column, DDL, exec_driver_sql)
typedef struct TextClause {
	const Text *text;
	Map binds;
	bool raw;
} TextClause;

// Reads a str, text(...) and its .bindparams(...), literal_column(...), DDL(...). False when `value` is none of these.
bool text_clause_read(Lowering *lowering, const Value *value, TextClause *clause);
// Adds the values of a parameter dict (`execute(text, {"a": 1})`); anything else is passed over.
void text_clause_bind(Lowering *lowering, TextClause *clause, const Value *parameters);
// Writes the text: parameters with a known value as literals, the others as $1, $2 ...; `\:` loses its backslash.
void text_clause_write(Lowering *lowering, SqlWriter *writer, const TextClause *clause);
// Writes the text of exec_driver_sql(): %(name)s and %s as $1, $2 ..., %% as %.
void text_write_driver(Lowering *lowering, SqlWriter *writer, const Text *text, bool has_parameters);

// A Python value as SQL literal: 'it''s', 5, true, NULL, '2020-01-02', ARRAY['a']; a hole when it is not known.
void literal_write(Lowering *lowering, SqlWriter *writer, const Value *value);
// Whether literal_write() would write no hole for it.
bool literal_is_known(const Value *value);
// The quoted string literal for a text.
void literal_write_text(SqlWriter *writer, const Text *text);

#endif
