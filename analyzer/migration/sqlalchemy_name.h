// sqlalchemy_name.h - identifiers as SQLAlchemy's PostgreSQL dialect writes them.

#ifndef MIGRATION_SQLALCHEMY_NAME_H
#define MIGRATION_SQLALCHEMY_NAME_H

#include "migration/lowering.h"

#define MAX_NAME_BYTES 63

// The last part of the dotted name of a SYMBOL or CALL that belongs to SQLAlchemy ("Column"), also when it came through a star
// import or a library that re-exports it; empty for anything else.
Str sa_name(const Value *value);
// Whether `value` is the SQLAlchemy object `name` or a call of it.
bool sa_is(const Value *value, const char *name);
// Whether the argument is absent or None.
bool value_is_absent(const Value *value);
// Whether it is false in Python: absent, None, an empty list.
bool value_is_empty(const Value *value);

// A name as given: op.f(), conv() and quoted_name() taken off.
// - `exempt`: it was op.f() or conv(): shortened instead of refused when too long
// - `quote`: of quoted_name(): +1 always, -1 never, 0 by the rules
typedef struct Name {
	const Value *value; // NULL when absent
	bool exempt;
	int quote;
} Name;
Name name_of(const Value *value);
// What a call of op.f() or conv() gives: the str, known to be exempt. NULL when `call` is none of these, or of no str.
Value *name_exempted(Arena *arena, const Value *call);
// The bytes of the name when it is known.
bool name_text(Arena *arena, const Value *value, Str *text);

// Whether SQLAlchemy puts double quotes around `name`.
bool name_needs_quotes(Str name);
// The identifier; a hole when it is not known.
void name_write(Lowering *lowering, SqlWriter *writer, const Value *name);
// The identifier `name`, which stands for the source at `span` (may be null).
void name_write_str(SqlWriter *writer, Str name, Span span);
// `[schema.]name`, each one identifier. `schema` may be NULL or None.
void name_write_qualified(Lowering *lowering, SqlWriter *writer, const Value *schema, const Value *name);
// The same with the schema split at its dots: what ALTER TABLE of Alembic itself does.
void name_write_split(Lowering *lowering, SqlWriter *writer, const Value *schema, const Value *name);
// A column list: `a, "B"`. `names` is a list or tuple of names; a single hole when it is not known.
void name_write_list(Lowering *lowering, SqlWriter *writer, const Value *names);
// An index or constraint name: refused when it is a plain string over 63 characters, shortened when exempt.
void name_write_limited(Lowering *lowering, SqlWriter *writer, const Value *name);
// A generated name: shortened when too long.
void name_write_text(SqlWriter *writer, const Text *name);
// `name` shortened as SQLAlchemy does: 55 bytes, '_' and four digits of its MD5.
Str name_shortened(Arena *arena, Str name);

#endif
