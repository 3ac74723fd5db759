// django_schema.h - DjangoEditor, Django's schema editor: what creating, altering and dropping models and fields sends to the database.

#ifndef MIGRATION_DJANGO_SCHEMA_H
#define MIGRATION_DJANGO_SCHEMA_H

#include "migration/django_database.h"
#include "migration/django_expression.h"
#include "migration/lowering.h"

typedef enum DjangoPending {
	PENDING_INDEX,
	PENDING_UNIQUE,
	PENDING_FOREIGN_KEY,
	PENDING_CONSTRAINT, // any other of a model's
} DjangoPending;

// DjangoStatement: a CREATE INDEX or ADD CONSTRAINT that may have to wait for the end of the migration; until then it follows renames and drops.
// - `name`: empty: made of table, columns and `suffix` when it runs
// - `item`: the models.Index or UniqueConstraint it comes from, NULL otherwise
// - `opclass`: of a LIKE index
typedef struct DjangoStatement {
	DjangoPending kind;
	Str table;
	DjangoNames columns;
	Str name;
	const char *suffix;
	Str to_table, to_column;
	const char *on_delete; // " ON DELETE CASCADE" or empty
	const char *opclass;
	const Value *item;
	DjangoScope scope;
	Str tablespace;
	bool concurrently;
	Span span; // of the column or item
	Lowering lowering;
} DjangoStatement;

// DjangoEditor: one direction of one migration. `lowering` is that of the operation that runs.
typedef struct DjangoEditor {
	DjangoState *state;
	Arena *arena;
	DjangoDatabase *database;
	Lowering lowering;
	Array(DjangoStatement) deferred;
} DjangoEditor;

// The one that runs a migration forwards (django_state.c).
DjangoEditor *django_run_editor(DjangoRun *run);
// The models behind an operation that is about to run (django_state.c).
DjangoModels django_run_after(DjangoRun *run, const DjangoCall *call);

// ---- running statements (django_schema.c) ---------------------------------------------------------------------

SqlWriter django_alter_table(DjangoEditor *editor, Str table);
void django_emit(DjangoEditor *editor, SqlWriter *writer);
// Runs `statement` now, or at the end of the migration.
void django_run_statement(DjangoEditor *editor, DjangoStatement *statement);
void django_defer(DjangoEditor *editor, DjangoStatement statement);
void django_run_deferred(DjangoEditor *editor);
// The name of what `statement` makes.
Str django_statement_name(Arena *arena, const DjangoStatement *statement);

void django_drop_constraint(DjangoEditor *editor, Str table, Str name);
void django_drop_foreign_key(DjangoEditor *editor, Str table, Str name);
void django_drop_index(DjangoEditor *editor, Str name, bool concurrently);
void django_rename_table(DjangoEditor *editor, Str table, Str name);
void django_rename_column(DjangoEditor *editor, Str table, Str column, Str name, Span span);

// ---- tables and columns (django_table.c) ----------------------------------------------------------------------

void django_create_model(DjangoEditor *editor, const DjangoModels *models, const DjangoModel *model);
void django_delete_model(DjangoEditor *editor, const DjangoModels *models, const DjangoModel *model);
// `table_of`: the model before, whose table the column goes to; `place`: the field in the models after.
void django_add_field(DjangoEditor *editor, const DjangoModels *models, const DjangoModel *table_of,
		      DjangoPlace place);
void django_remove_field(DjangoEditor *editor, DjangoPlace place);
// The table of the model of `place`.
Str django_place_table(const DjangoEditor *editor, DjangoPlace place);

// Statements a field asks for.
DjangoStatement django_index_statement(DjangoEditor *editor, Str table, DjangoPlace place);
// False when the field needs no LIKE index.
bool django_like_statement(DjangoEditor *editor, Str table, DjangoPlace place, DjangoStatement *statement);
DjangoStatement django_unique_statement(DjangoEditor *editor, Str table, const DjangoNames *columns);
DjangoStatement django_foreign_key_statement(DjangoEditor *editor, Str table, DjangoPlace place);
// As above with a name that ends in `_fk` only.
DjangoStatement django_foreign_key_again(DjangoEditor *editor, Str table, DjangoPlace place);
// Columns of fields by name.
DjangoNames django_columns(const DjangoScope *scope, const DjangoNames *fields);

// ---- altering (django_alter.c, django_relate.c) ---------------------------------------------------------------

// alter_field(): `model` is whose table it is.
void django_alter_field(DjangoEditor *editor, const DjangoModels *models, const DjangoModel *model,
			DjangoPlace old, DjangoPlace new);

typedef Array(DjangoPlace) DjangoPlaces;
// Fields of all models that refer to `target`'s model (`many`: ManyToManyFields, else foreign keys). `hidden`: those without a way back, and the
// tables of M2M, too.
DjangoPlaces django_related(const DjangoEditor *editor, const DjangoModels *models, const DjangoModel *target,
			    bool hidden, bool many);

// ---- indexes and constraints (django_index.c, django_constraint.c) --------------------------------------------

// A models.Index of a model as a statement.
DjangoStatement django_index_of(DjangoEditor *editor, const DjangoScope *scope, const DjangoItem *item);
// The part of CREATE INDEX behind the table.
void django_write_index(SqlWriter *writer, const DjangoStatement *statement);
// The name of a models.Index: given or Django's.
Str django_index_name(const DjangoScope *scope, const Value *index);
bool django_is_btree(const Value *index);

// Whether CREATE TABLE can hold it.
bool django_constraint_is_inline(const DjangoItem *item);
void django_write_inline(DjangoEditor *editor, const DjangoScope *scope, SqlWriter *writer,
			 const DjangoItem *item);
void django_defer_constraint(DjangoEditor *editor, const DjangoScope *scope, const DjangoItem *item);
void django_add_constraint(DjangoEditor *editor, const DjangoScope *scope, const DjangoItem *item);
void django_remove_constraint(DjangoEditor *editor, const DjangoScope *scope, const DjangoItem *item);

#endif
