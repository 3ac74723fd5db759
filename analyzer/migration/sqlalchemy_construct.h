// sqlalchemy_construct.h - DDL objects given to execute(): CreateSchema, CreateSequence, CreateTable ...

#ifndef MIGRATION_SQLALCHEMY_CONSTRUCT_H
#define MIGRATION_SQLALCHEMY_CONSTRUCT_H

#include "migration/lowering.h"

// Writes the statements of a DDL object as steps. False when `value` is none.
bool construct_write(Lowering *lowering, const Value *value);
void sequence_create(Lowering *lowering, const Value *sequence);
void sequence_drop(Lowering *lowering, const Value *sequence);
// DROP TABLE of a Table value.
void table_drop(Lowering *lowering, const Value *table, bool if_exists);

#endif
