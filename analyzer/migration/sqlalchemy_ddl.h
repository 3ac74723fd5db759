// sqlalchemy_ddl.h - whole tables: CREATE TABLE with everything that comes with it, comments.

#ifndef MIGRATION_SQLALCHEMY_DDL_H
#define MIGRATION_SQLALCHEMY_DDL_H

#include "migration/sqlalchemy_column.h"
#include "migration/sqlalchemy_constraint.h"
#include "migration/sqlalchemy_index.h"

// TableDefinition: a table to create.
// - `constraints`: in the order SQLAlchemy makes them
// - `indexes`: in order; SQLAlchemy keeps them in a set, so any order is right
typedef struct TableDefinition {
	const Value *name;
	const Value *schema;
	const Value *comment;
	ColumnArray columns;
	ConstraintArray constraints;
	Array(Index) indexes;
	Bound bound;
	bool if_not_exists;
	bool columns_open; // more items may follow that are not known
} TableDefinition;

// The postgresql_* options of a table.
extern const char *const table_options[];

// Fills columns, constraints and indexes from the items of a create_table() or Table() call.
void table_define(Lowering *lowering, TableDefinition *table, const ValueArray *items);
// Reads sa.Table(name, metadata, ...) or an ORM class. False when `value` is none.
bool table_definition_read(Lowering *lowering, const Value *value, TableDefinition *table);
// CREATE TYPE, CREATE TABLE, CREATE INDEX, COMMENT steps. `create_types_once`: as op.create_table does.
void table_create(Lowering *lowering, TableDefinition *table, bool create_types_once);
// `COMMENT ON TABLE t IS '...'`.
void table_write_comment(Lowering *lowering, const Value *schema, const Value *table, const Value *comment);
// `COMMENT ON COLUMN t.c IS ...`; `split`: the schema is split at its dots.
void column_write_comment(Lowering *lowering, const Value *schema, const Value *table, const Value *column,
			  const Value *comment, bool split);
// The constraints that Column(unique=True), ForeignKey and VARCHAR enums bring along.
void column_derive_constraints(Lowering *lowering, const Column *column, ConstraintArray *constraints);
// The index of Column(index=True).
bool column_derive_index(const Column *column, const Value *schema, const Value *table, Index *index);

#endif
