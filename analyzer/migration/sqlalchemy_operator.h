// sqlalchemy_operator.h - operators and methods of SQL expressions; the parts expression writers share.

#ifndef MIGRATION_SQLALCHEMY_OPERATOR_H
#define MIGRATION_SQLALCHEMY_OPERATOR_H

#include "migration/sqlalchemy_expression.h"
#include "migration/sqlalchemy_type.h"

#define MAX_EXPRESSION_DEPTH 400

// Expression: one being written.
typedef struct Expression {
	Lowering *lowering;
	SqlWriter *writer;
	ExpressionStyle style;
	unsigned depth;
} Expression;

// Writes `value` where something binding at least as strongly as `least` is wanted.
void expression_operand(Expression *e, const Value *value, Precedence least);
// "(" when `mine` is too weak for its place; the answer is for expression_close().
bool expression_open(Expression *e, Precedence mine, Precedence least);
void expression_close(Expression *e, bool opened);
// The kind of type an expression has, as far as it shows.
Affinity expression_affinity(Lowering *lowering, const Value *value);

// a == b, a & b, ~a ...; false when it is no SQL operator.
bool operator_write(Expression *e, const Value *value, Precedence least);
// a.in_(...), a.desc(), a.cast(T) ...; false when the method is not known.
bool operator_write_method(Expression *e, const Value *value, Precedence least);
// desc(a), between(a, 1, 2): the method of that name on the first argument.
void operator_write_function(Expression *e, const Value *value, Precedence least);
// NOT value, as SQLAlchemy negates: `a != b` for `a == b`.
void operator_write_negated(Expression *e, const Value *value, Precedence least);
// An index element with its ASC/DESC/NULLS words outside the parentheses of its expression.
void operator_write_ordered(Expression *e, const Value *value);

#endif
