// sqlalchemy_expression.h - SQL expressions built in Python: column("a") > 5, func.now(), and_(...), select(...).

#ifndef MIGRATION_SQLALCHEMY_EXPRESSION_H
#define MIGRATION_SQLALCHEMY_EXPRESSION_H

#include "migration/lowering.h"

// How strongly SQL operators bind; an operand weaker than its place wants is put in parentheses.
typedef enum Precedence {
	BINDS_ANY,
	BINDS_OR,
	BINDS_AND,
	BINDS_NOT,
	BINDS_IS,
	BINDS_COMPARISON,
	BINDS_LIKE,
	BINDS_OTHER,
	BINDS_ADD,
	BINDS_MULTIPLY,
	BINDS_UNARY,
	BINDS_ATOM,
} Precedence;

typedef Array(const Value *) TableArray; // identities, see TableRef

// ExpressionStyle: how an expression is written in its place.
// - `qualify`: columns of tables as table.column (DML), else bare (DDL)
// - `strings_are_names`: a str is a column name (index elements), else a literal
// - `enclosing`: tables of the statements around, with which a subquery correlates
typedef struct ExpressionStyle {
	bool qualify;
	bool strings_are_names;
	const TableArray *enclosing;
} ExpressionStyle;

void expression_write(Lowering *lowering, SqlWriter *writer, ExpressionStyle style, const Value *value);
// The same where an operand binding at least as strongly as `least` fits without parentheses.
void expression_write_operand(Lowering *lowering, SqlWriter *writer, ExpressionStyle style,
			      const Value *value, Precedence least);
// An element of an index: parentheses around everything but columns, functions and hand-written SQL.
void expression_write_element(Lowering *lowering, SqlWriter *writer, const Value *value);
// A str is text(), everything else an expression: CheckConstraint, postgresql_where, Computed.
void expression_write_condition(Lowering *lowering, SqlWriter *writer, const Value *value);
// Whether the value is an expression SQLAlchemy makes a clause of (not a plain Python value).
bool expression_is_clause(const Value *value);

#endif
