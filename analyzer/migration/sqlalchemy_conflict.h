// sqlalchemy_conflict.h - ON CONFLICT of postgresql.insert(), and `excluded`, the row that could not be inserted.

#ifndef MIGRATION_SQLALCHEMY_CONFLICT_H
#define MIGRATION_SQLALCHEMY_CONFLICT_H

#include "migration/sqlalchemy_dml_internal.h"

// ` ON CONFLICT ...` of an insert whose chain called on_conflict_do_nothing() or on_conflict_do_update(); nothing for others.
void conflict_write(Lowering *lowering, SqlWriter *writer, ExpressionStyle style, const Dml *dml);

#endif
