// alembic_internal.h - what the files of the Alembic lowering share.

#ifndef MIGRATION_ALEMBIC_INTERNAL_H
#define MIGRATION_ALEMBIC_INTERNAL_H

#include "base/buffer.h"
#include "migration/alembic.h"
#include "migration/meaning.h"
#include "migration/signature.h"

// Batch: an open `with op.batch_alter_table(...)`.
// - `steps`: what it buffers until the block ends
// - `calls`: the calls that made them, for recreate="always"
typedef struct Batch {
	const Value *context; // the call of batch_alter_table
	BatchTarget target;
	StepArray steps;
	ValueArray calls;
	bool recreates; // recreate="always"
	const Value *copy_from;
} Batch;

// Implementation: `@Operations.implementation_for(klass) def function(operations, operation)` of the file.
typedef struct Implementation {
	const Value *klass;
	const Value *function;
} Implementation;

// CustomOperation: `@Operations.register_operation(name)` before a class of the project: op.NAME is its class method `method`.
typedef struct CustomOperation {
	Str name;
	Str method;
	const Value *klass;
} CustomOperation;

// Alembic: reading one revision.
// - `types`: enum types created so far in this direction
// - `tables`, `attached`: as in Lowering
// - `batches`: open ones, the innermost last
// - `running`: a direction runs; false while the top level of a module is evaluated
// - `importing`: it is that of an imported module
// - `imports`: NULL when modules of the project are not read
struct Alembic {
	Arena *arena;
	Migration *migration;
	const struct Config *config;
	Imports *imports;
	Direction direction;
	Map types;
	ValueArray tables;
	ValueArray attached;
	Array(Batch *) batches;
	Array(Implementation) implementations;
	Array(CustomOperation) custom;
	Host host;
	bool running;
	int importing;
};

// Directive: one operation of op.* and batch_op.*.
typedef enum DirectiveFlags {
	DIRECTIVE_OP = 1 << 0,      // op.x
	DIRECTIVE_BATCH = 1 << 1,   // batch_op.x
	DIRECTIVE_AT_ONCE = 1 << 2, // not buffered by a batch
} DirectiveFlags;

typedef struct Directive {
	const char *name;
	unsigned flags;
	Signature signature;
	void (*write)(Lowering *lowering, const Bound *bound);
} Directive;

const Directive *directive_find(Str name);
// The directive with the name most like `name`, NULL when none is near.
const Directive *directive_nearest(Str name);
// Whether op.NAME exists but emits nothing by itself (get_bind, get_context, f ...).
bool directive_is_silent(Str name);

// A Lowering for `call`. `steps` NULL: those of the direction.
Lowering alembic_lowering(Alembic *alembic, Evaluator *evaluator, const Value *call, Str operation,
			  StepArray *steps);

// alembic_execute.c: anything execute() takes. `parameters` may be NULL.
void execute_value(Lowering *lowering, const Value *statement, const Value *parameters);
void execute_driver(Lowering *lowering, const Value *statement, const Value *parameters);
void write_execute(Lowering *lowering, const Bound *bound);
void write_bulk_insert(Lowering *lowering, const Bound *bound);

// alembic_table.c, alembic_alter.c, alembic_constraint.c: the writers of directives.
void write_create_table(Lowering *lowering, const Bound *bound);
void write_drop_table(Lowering *lowering, const Bound *bound);
void write_rename_table(Lowering *lowering, const Bound *bound);
void write_create_table_comment(Lowering *lowering, const Bound *bound);
void write_drop_table_comment(Lowering *lowering, const Bound *bound);
void write_add_column(Lowering *lowering, const Bound *bound);
void write_drop_column(Lowering *lowering, const Bound *bound);
void write_create_index(Lowering *lowering, const Bound *bound);
void write_drop_index(Lowering *lowering, const Bound *bound);
void write_alter_column(Lowering *lowering, const Bound *bound);
void write_create_foreign_key(Lowering *lowering, const Bound *bound);
void write_create_unique_constraint(Lowering *lowering, const Bound *bound);
void write_create_check_constraint(Lowering *lowering, const Bound *bound);
void write_create_primary_key(Lowering *lowering, const Bound *bound);
void write_create_exclude_constraint(Lowering *lowering, const Bound *bound);
void write_drop_constraint(Lowering *lowering, const Bound *bound);

// alembic_custom.c: operations the project registers.
// Notes a class or function decorated with register_operation() or implementation_for(); false when `call` is something else.
bool custom_note(Alembic *alembic, const Value *call);
// Runs op.NAME of a registered class; false when there is none.
bool custom_run(Alembic *alembic, Lowering *lowering, const Value *call, Str name);
// Runs the implementation of an operation object of the file; false when there is none.
bool custom_invoke(Alembic *alembic, Lowering *lowering, Value *operation);

// alembic_entity.c: operations of alembic_utils and alembic_postgresql_enum. False when op.NAME is none.
bool entity_run(Lowering *lowering, const Value *call, Str name);

// alembic_facts.c: what is known of a run. NULL and false: nothing.
// What the configuration assumes of a dotted name.
Value *fact_of_name(Alembic *alembic, Span span, Str dotted);
Value *fact_of_attribute(Alembic *alembic, const Value *value);
Value *fact_of_call(Alembic *alembic, const Value *call);
bool fact_of_condition(Alembic *alembic, const Value *condition, bool *truth);

// alembic_batch.c: the statements of a batch that makes the table anew, with those it buffered.
void batch_recreate(Alembic *alembic, Evaluator *evaluator, const Batch *batch);

// alembic_connection.c: what is called on connections, sessions, types, tables. False when `call` is nothing of the kind; otherwise
// `*result` is what it yields (NULL: the call itself).
bool connection_call(Alembic *alembic, Evaluator *evaluator, Value *call, Value **result);
// Reports a call that may change the database through code that was not read: it is given op or a connection, or it is the project's
// own and called for its effect. False when it is nothing of the kind.
bool unread_call(Alembic *alembic, Evaluator *evaluator, const Value *call);
// Whether `value` is the database connection, an engine or a session on it.
bool value_is_bind(const Value *value);
// Whether it is an object of a session: from session.query(...) or session.get(...).
bool value_is_row(const Value *value);
// What stands for any row of a query; NULL when `value` is none.
Value *query_item(Alembic *alembic, Value *value);
// Whether it is an SQL expression: a column of a table, a call of SQLAlchemy.
bool value_is_expression(const Value *value);
// Whether it is the migration context.
bool value_is_context(const Value *value);

#endif
