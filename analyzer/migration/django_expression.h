// django_expression.h - Q objects and expressions (F, Lower, Coalesce, F("a") + 1) as SQL.

#ifndef MIGRATION_DJANGO_EXPRESSION_H
#define MIGRATION_DJANGO_EXPRESSION_H

#include "migration/django_type.h"

// DjangoRenamed: a column that was renamed while a statement waited, after those `before`.
typedef struct DjangoRenamed {
	Str from, to;
	const struct DjangoRenamed *before;
} DjangoRenamed;

// DjangoScope: the model whose fields names stand for. `deferred`: the statement waited for the end of the migration.
typedef struct DjangoScope {
	const DjangoState *state;
	const DjangoModels *models;
	const DjangoModel *model;
	const DjangoRenamed *renamed; // the last one; conditions keep the old names
	bool deferred;
} DjangoScope;

// A Q, or an expression that is a condition. What is not known becomes a hole.
void django_write_condition(const DjangoScope *scope, SqlWriter *writer, const Value *condition);
// An expression; a str is the name of a field.
void django_write_expression(const DjangoScope *scope, SqlWriter *writer, const Value *expression);
// An expression as an item of an index: in parentheses unless it is a column, with its order and operator class.
void django_write_index_expression(const DjangoScope *scope, SqlWriter *writer, const Value *expression);
// The columns an expression of one column names; empty when there are none.
void django_expression_columns(const DjangoScope *scope, const Value *expression, DjangoNames *columns);
// The column of a field by its name.
Str django_column(const DjangoScope *scope, Str field);

// A value as the operand of a lookup on the field at `place`.
void django_write_operand(const DjangoScope *scope, SqlWriter *writer, DjangoPlace place, const Value *value);
bool django_is_expression(const Value *value);

#endif
