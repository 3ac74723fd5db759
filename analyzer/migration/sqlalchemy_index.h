// sqlalchemy_index.h - CREATE INDEX.

#ifndef MIGRATION_SQLALCHEMY_INDEX_H
#define MIGRATION_SQLALCHEMY_INDEX_H

#include "migration/signature.h"

// Index: values are NULL when absent.
// - `bound`: where the postgresql_* options are; without signature there are none
// - `if_not_exists`: of op.create_index
typedef struct Index {
	const Value *name;
	const Value *table;
	const Value *schema;
	ValueArray elements;
	Bound bound;
	bool unique;
	bool if_not_exists;
} Index;

// The postgresql_* options of create_index and sa.Index.
extern const char *const index_options[];

// Reads sa.Index(name, *elements, ...); the table is the caller's to fill in. False when `value` is none.
bool index_read(Lowering *lowering, const Value *value, Index *index);
// One CREATE INDEX step.
void index_create(Lowering *lowering, const Index *index);
// The name `ix_[schema_]table_column` SQLAlchemy gives.
void index_write_default_name(Lowering *lowering, SqlWriter *writer, const Value *schema, const Value *table,
			      const Value *element);

#endif
