// sqlalchemy_type.h - column types as SQLAlchemy's PostgreSQL dialect writes them.

#ifndef MIGRATION_SQLALCHEMY_TYPE_H
#define MIGRATION_SQLALCHEMY_TYPE_H

#include "migration/lowering.h"

typedef enum Affinity {
	AFFINITY_OTHER,
	AFFINITY_INTEGER,
	AFFINITY_NUMERIC,
	AFFINITY_STRING,
	AFFINITY_BOOLEAN,
	AFFINITY_JSON,
	AFFINITY_ARRAY,
	AFFINITY_ENUM,
} Affinity;

// What SERIAL type an integer primary key of this type becomes.
typedef enum IntegerSize {
	INTEGER_PLAIN,
	INTEGER_SMALL,
	INTEGER_BIG,
} IntegerSize;

typedef struct TypeRow TypeRow;

// ColumnType: a type with variants, decorators and classes of the file resolved.
// - `row`: its entry in the table of types; NULL when it is not known (a type of the project)
// - `value`: the type object as given after resolving, for its arguments
typedef struct ColumnType {
	const TypeRow *row;
	const Value *value;
	Affinity affinity;
	IntegerSize size;
} ColumnType;

// What `type` is on PostgreSQL. `type` may be NULL: a column without type.
ColumnType type_read(Lowering *lowering, const Value *type);
// Whether `value` can only be a type (and not a ForeignKey or another item of a Column).
bool type_is_type(const Value *value);
// The type in SQL; a hole for one that is not known. Refuses what has no PostgreSQL form. `owner_schema` is the schema of the
// table (inherit_schema), may be NULL.
void type_write(Lowering *lowering, SqlWriter *writer, const Value *type, const Value *owner_schema);
// The element type of an ARRAY (innermost), the type itself otherwise.
ColumnType type_element(Lowering *lowering, const Value *type);
// The SQL text of a type, for Step.existing_type; empty when it is not known.
Str type_text(Lowering *lowering, const Value *type);
// Argument `position` or `keyword` of a type object, NULL when absent.
const Value *type_argument(const Value *type, size_t position, const char *keyword);

#endif
