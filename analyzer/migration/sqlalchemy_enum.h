// sqlalchemy_enum.h - Enum, ENUM and DOMAIN: types that exist as objects of their own in PostgreSQL.

#ifndef MIGRATION_SQLALCHEMY_ENUM_H
#define MIGRATION_SQLALCHEMY_ENUM_H

#include "migration/sqlalchemy_type.h"

// EnumType: an Enum(...) read.
// - `name`: as given, else the lower-cased class name as a str; NULL when there is none
// - `labels`: what goes into the database, as str values; `labels_known` false when some are not known
// - `native`: a type of PostgreSQL; otherwise VARCHAR
// - `create_type`: create_table creates it (postgresql.ENUM(create_type=False) does not)
// - `create_constraint`: a VARCHAR with a CHECK
typedef struct EnumType {
	const Value *value;
	const Value *name;
	const Value *schema;
	ValueArray labels;
	bool labels_known;
	bool native;
	bool create_type;
	bool create_constraint;
	bool inherit_schema;
} EnumType;

bool enum_read(Lowering *lowering, const ColumnType *type, EnumType *result);
// The name of the type, refused when there is none.
void enum_write_name(Lowering *lowering, SqlWriter *writer, const EnumType *type, const Value *owner_schema);
// The VARCHAR of one that is not native.
void enum_write_varchar(Lowering *lowering, SqlWriter *writer, const EnumType *type);
// `CHECK (column IN ('a', 'b'))` of one with create_constraint, without its CONSTRAINT name.
void enum_write_check(Lowering *lowering, SqlWriter *writer, const EnumType *type, const Value *column);

void domain_write_name(Lowering *lowering, SqlWriter *writer, const Value *domain);

// CREATE TYPE or CREATE DOMAIN for `type` as a step; nothing when it is neither.
void named_type_create(Lowering *lowering, const ColumnType *type, const Value *owner_schema);
void named_type_drop(Lowering *lowering, const ColumnType *type);
// What create_table does for the type of a column: create it unless this run has, or it says create_type=False.
void named_type_create_once(Lowering *lowering, const Value *type, const Value *owner_schema);

#endif
