// sqlalchemy_constraint.h - table constraints, as SQLAlchemy objects or arguments of directives, and their SQL.

#ifndef MIGRATION_SQLALCHEMY_CONSTRAINT_H
#define MIGRATION_SQLALCHEMY_CONSTRAINT_H

#include "migration/signature.h"

typedef enum ConstraintKind {
	CONSTRAINT_PRIMARY_KEY,
	CONSTRAINT_UNIQUE,
	CONSTRAINT_FOREIGN_KEY,
	CONSTRAINT_CHECK,
	CONSTRAINT_EXCLUDE,
	CONSTRAINT_ENUM, // CHECK of a VARCHAR enum: `type` and the one column
} ConstraintKind;

// ForeignTarget: the table and columns a foreign key points at.
typedef struct ForeignTarget {
	const Value *schema;
	const Value *table;
	ValueArray columns;
} ForeignTarget;

// Constraint: values are NULL when absent.
// - `columns`: names; of EXCLUDE the (element, operator) tuples
// - `bound`: the arguments, for the options
typedef struct Constraint {
	ConstraintKind kind;
	const Value *call;
	const Value *name;
	ValueArray columns;
	ForeignTarget target;
	const Value *condition;
	const Value *type;
	Bound bound;
	bool use_alter;
} Constraint;
typedef Array(Constraint) ConstraintArray;

// Reads sa.UniqueConstraint(...) and the like. False when `value` is none.
bool constraint_read(Lowering *lowering, const Value *value, Constraint *constraint);
// Reads a ForeignKey(...) of the column `column`.
void constraint_read_foreign_key(Lowering *lowering, const Value *foreign_key, const Value *column,
				 Constraint *constraint);
// Adds the names in a list or tuple; anything else as one that is not known.
void constraint_add_columns(Lowering *lowering, const Value *names, ValueArray *columns);
// `[CONSTRAINT name ]...`.
void constraint_write(Lowering *lowering, SqlWriter *writer, const Constraint *constraint);
// ` REFERENCES t (c) ON DELETE ...`, with the blank, for inline references.
void constraint_write_references(Lowering *lowering, SqlWriter *writer, const Constraint *constraint);

#endif
