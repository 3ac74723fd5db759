// sqlalchemy_dml_internal.h - Dml, a Core statement as read from its chain of calls: between reading and writing it.

#ifndef MIGRATION_SQLALCHEMY_DML_INTERNAL_H
#define MIGRATION_SQLALCHEMY_DML_INTERNAL_H

#include "migration/sqlalchemy_dml.h"
#include "migration/sqlalchemy_table.h"

typedef enum DmlKind {
	DML_INSERT,
	DML_UPDATE,
	DML_DELETE,
	DML_SELECT,
} DmlKind;

typedef Array(const Value *) Clauses;

typedef struct Join {
	const Value *table;
	const Value *on;
	bool outer;
} Join;

// Dml: a statement read from its chain of method calls.
typedef struct Dml {
	DmlKind kind;
	TableRef table; // what is changed
	Clauses wheres;
	Clauses columns; // of select
	Clauses from;    // select_from
	Clauses groups, orders;
	Array(Join) joins;
	const Value *limit, *offset, *having;
	Array(const Value *) values; // of .values(): dicts, lists, calls with keywords
	const Value *from_names, *from_select;
	const Value *conflict; // the call of on_conflict_do_...()
	bool distinct;
	bool failed;
} Dml;

// Reads a chain of calls that makes a statement; false when it is none, or has parts that cannot be written.
bool dml_read(Lowering *lowering, const Value *value, Dml *dml);
// A table that is not in the file: its expression stands for its name.
void dml_unknown_table(const Value *value, TableRef *table);
// `a = 1, b = 2` of a dict of columns, in the table's order; a hole for anything but a known dict.
void dml_write_assignments(Lowering *lowering, SqlWriter *writer, ExpressionStyle style,
			   const TableRef *table, const Value *dict);

#endif
