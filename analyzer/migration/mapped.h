// mapped.h - MappedTables, what the code of a project takes the schema to be: the tables and columns its Python files map, by SQLAlchemy's
// declarative classes, SQLModel or Table(...), or as models of Django.
//
// It is evidence of use, never of absence: what is declared in ways that are not read here, or beyond the limits, is not in it. Migrations,
// tests and what others installed are no code of the project.

#ifndef MIGRATION_MAPPED_H
#define MIGRATION_MAPPED_H

#include "base/array.h"
#include "source/source.h"

// MappedColumn: `span` is the attribute or the Column(...).
typedef struct MappedColumn {
	Str name;
	Span span;
} MappedColumn;
typedef Array(MappedColumn) MappedColumns;

// MappedTable: one declaration; `schema` is empty when none is given. Columns of base classes and mixins are among the columns.
typedef struct MappedTable {
	Str schema;
	Str name;
	Span span;
	MappedColumns columns;
} MappedTable;
typedef Array(const MappedTable *) MappedTableArray;

typedef struct MappedTables MappedTables;

// For one run, in `arena`. Nothing is read before it is asked for; then every project once.
MappedTables *mapped_new(Arena *arena);
// The n-th declaration of a table called `name` in the code around the file `migration`, NULL behind the last. Needs PARSE_STACK_BYTES of stack.
const MappedTable *mapped_table(MappedTables *mapped, const Source *migration, Str name, size_t n);
// Its column, NULL when it has none of this name.
const MappedColumn *mapped_column(const MappedTable *table, Str name);

#endif
