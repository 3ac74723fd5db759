// sqlalchemy_table.h - tables as values: sa.table(), sa.Table(), what op.create_table() returned, ORM classes of the file.

#ifndef MIGRATION_SQLALCHEMY_TABLE_H
#define MIGRATION_SQLALCHEMY_TABLE_H

#include "migration/lowering.h"

// TableRef: a table in an expression.
// - `name`, `schema`: as given, NULL when absent
// - `columns`: its Column/column values in order; empty when the value does not say
// - `alias`: the name argument of .alias(), NULL without
// - `identity`: the value that is the table: two references of one table have the same
typedef struct TableRef {
	const Value *name;
	const Value *schema;
	ValueArray columns;
	const Value *alias;
	const Value *identity;
} TableRef;

bool table_read(Lowering *lowering, const Value *value, TableRef *table);
// `[schema.]name`.
void table_write(Lowering *lowering, SqlWriter *writer, const TableRef *table);
// What columns are qualified with: the alias or the table.
void table_write_reference(Lowering *lowering, SqlWriter *writer, const TableRef *table);
// The Column of `table` with that key, NULL when there is none.
const Value *table_ref_column(Lowering *lowering, const TableRef *table, Str key);
// Reads `table.c.name`, `table.columns["name"]`, `Model.name`. `*column` is the Column of it, NULL when not listed; `*key` its
// key. False when `value` is no column of a table.
bool table_column_read(Lowering *lowering, const Value *value, TableRef *table, const Value **column,
		       Str *key);

// table.name, table.schema, column.name, column.type as Python sees them; NULL for other attributes.
const Value *table_attribute(Lowering *lowering, const Value *object, Str name);
// The name argument of a Column or column call, NULL when it has none.
const Value *column_name_of(const Value *column);
// Its type, NULL when it has none.
const Value *column_type_of(const Value *column);

#endif
