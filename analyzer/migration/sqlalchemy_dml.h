// sqlalchemy_dml.h - SQLAlchemy Core statements: insert, update, delete, select; the same through an ORM query.

#ifndef MIGRATION_SQLALCHEMY_DML_H
#define MIGRATION_SQLALCHEMY_DML_H

#include "migration/sqlalchemy_expression.h"

// Whether `value` is an insert, update, delete or select statement that can be written.
bool dml_recognises(Lowering *lowering, const Value *value);
// Whether it is a select: then it stands in parentheses inside an expression.
bool dml_is_select(const Value *value);
// Writes it. `style.enclosing` are the tables of the statement around a subquery. `parameters`: the second argument of execute()
// (values by column name), may be NULL.
void dml_write(Lowering *lowering, SqlWriter *writer, ExpressionStyle style, const Value *value,
	       const Value *parameters);
// One row of bulk_insert: a dict of values for `table`. False when the row is not a known dict.
bool dml_write_row(Lowering *lowering, SqlWriter *writer, const Value *table, const Value *row);

#endif
