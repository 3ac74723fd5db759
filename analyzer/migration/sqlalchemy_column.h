// sqlalchemy_column.h - sa.Column(...) read, and written as the column text of CREATE TABLE and ADD COLUMN.

#ifndef MIGRATION_SQLALCHEMY_COLUMN_H
#define MIGRATION_SQLALCHEMY_COLUMN_H

#include "migration/signature.h"

typedef enum Autoincrement {
	AUTOINCREMENT_AUTO,
	AUTOINCREMENT_YES,
	AUTOINCREMENT_NO,
	AUTOINCREMENT_IGNORE_KEYS, // "ignore_fk"
} Autoincrement;

// Column: what a Column call says. Values are NULL when absent.
// - `call`: the Column; when it is not one, `unknown` is true and only `call` is set
// - `nullable`: as it ends up, primary_key and Identity considered; `nullable_given`: written out
// - `in_key`: in the primary key of its table, by flag or by constraint
// - `has_default`: a Python-side default other than an optional Sequence, which rules SERIAL out
typedef struct Column {
	const Value *call;
	const Value *name;
	const Value *key;
	const Value *type;
	const Value *server_default;
	const Value *identity;
	const Value *computed;
	const Value *comment;
	ValueArray foreign_keys;
	ValueArray checks;
	Autoincrement autoincrement;
	bool unknown;
	bool nullable;
	bool nullable_given;
	bool primary_key;
	bool in_key;
	bool in_foreign_key;
	bool has_default;
	bool unique;
	bool index;
	bool system;
	bool serial;
} Column;
typedef Array(Column) ColumnArray;

// Reads a Column call; a value that is not known gives an `unknown` column. False when `value` is something else.
bool column_read(Lowering *lowering, const Value *value, Column *column);
// `name TYPE DEFAULT ... NOT NULL`, up to but without column-level CHECKs.
void column_write(Lowering *lowering, SqlWriter *writer, const Column *column, const Value *schema);
// The CHECKs given to the column, each with a blank in front.
void column_write_checks(Lowering *lowering, SqlWriter *writer, const Column *column);
// Decides which of the columns is SERIAL, once their `in_key` and `in_foreign_key` are right.
void columns_settle_serial(Lowering *lowering, ColumnArray *columns);

// What stands behind DEFAULT. False when there is nothing to write (absent, FetchedValue).
bool default_write(Lowering *lowering, SqlWriter *writer, const char *before, const Value *value);
// `(INCREMENT BY 2 START WITH 5)` options of Identity and Sequence, each with a blank in front; false when there are none.
bool identity_write_options(Lowering *lowering, SqlWriter *writer, const Value *identity, const char *before);
bool identity_is_always(const Value *identity);

#endif
