// django_name.h - the names Django gives: tables, indexes, constraints, with its hashes.

#ifndef MIGRATION_DJANGO_NAME_H
#define MIGRATION_DJANGO_NAME_H

#include "migration/django_model.h"
#include "migration/sql.h"

// A name that is not known, made of an expression: django_write_name() writes a hole, names made of it are not known either.
Str django_name_unknown(Arena *arena, const char *expression);
bool django_name_is_unknown(Str name);

// `name` shortened to 63 bytes the way Django shortens table names; a namespace (`schema"."`) is kept.
Str django_name_truncated(Arena *arena, Str name);
// The table part of `schema"."table`, without quotes at the ends.
Str django_name_table(Str table);
// `schema` of it; empty without.
Str django_name_schema(Str table);
// Without a quote at each end.
Str django_name_unquoted(Str name);
// The name of an index or constraint over columns of a table. `suffix` may be "_uniq", "_like", "_fk_other_id" ...
Str django_name_index(Arena *arena, Str table, const DjangoNames *columns, Str suffix);
// The name of a models.Index without one. `fields` as written ("-name"), `columns` their columns; `suffix`: "idx", "gin" ...
Str django_name_meta_index(Arena *arena, Str table, const DjangoNames *fields, const DjangoNames *columns,
			   const char *suffix);
// What PostgreSQL calls an unnamed constraint: t_column_key, t_pkey (`column` empty).
Str django_name_chosen(Arena *arena, Str table, Str column, const char *label);
// "name", quoted as Django does it.
void django_write_name(SqlWriter *writer, Str name);
void django_write_name_from(SqlWriter *writer, Str name, Span span);
// "a", "b"
void django_write_names(SqlWriter *writer, const DjangoNames *names);

#endif
