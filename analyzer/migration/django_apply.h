// django_apply.h - operations: what each does to the models, and to the database forwards and backwards.

#ifndef MIGRATION_DJANGO_APPLY_H
#define MIGRATION_DJANGO_APPLY_H

#include "migration/django_schema.h"

// DjangoChange: one operation on its way. `models` are those it starts from; changing the models replaces them.
typedef struct DjangoChange {
	DjangoState *state;
	Arena *arena;
	Str app;
	const Value *call;
	Str operation;
	DjangoModels models;
	bool unread;  // an argument that decides is not known
	bool partial; // a part of the model it makes is not known
} DjangoChange;

// DjangoOperationRow: one class of operations.
// - `change`: models after it (NULL: as before)
// - `forwards`, `backwards`: SQL; `from` and `to` are the models before and after in the direction it runs. NULL: none
typedef struct DjangoApplied DjangoApplied;
typedef struct DjangoOperationRow {
	const char *name;
	void (*change)(DjangoChange *change);
	void (*forwards)(DjangoEditor *editor, const DjangoApplied *applied, const DjangoModels *from,
			 const DjangoModels *to);
	void (*backwards)(DjangoEditor *editor, const DjangoApplied *applied, const DjangoModels *from,
			  const DjangoModels *to);
} DjangoOperationRow;

// DjangoApplied: an operation as it was applied.
struct DjangoApplied {
	const DjangoOperationRow *row; // NULL: `steps` are run backwards
	DjangoCall call;
	Str app;
	DjangoModels before, after;
	bool unread;
	bool partial; // a part of the model it makes is not known
	bool guessed; // the field before it is not known
	StepArray steps;
};

// NULL when it is none of Django's.
const DjangoOperationRow *django_operation_row(Str name);

// django_change.c: models after each operation.
void django_change_create_model(DjangoChange *change);
void django_change_delete_model(DjangoChange *change);
void django_change_rename_model(DjangoChange *change);
void django_change_model_table(DjangoChange *change);
void django_change_model_comment(DjangoChange *change);
void django_change_together(DjangoChange *change);
void django_change_order(DjangoChange *change);
void django_change_options(DjangoChange *change);

// django_change_field.c
void django_change_add_field(DjangoChange *change);
void django_change_remove_field(DjangoChange *change);
void django_change_alter_field(DjangoChange *change);
void django_change_rename_field(DjangoChange *change);

// django_change_item.c
void django_change_add_index(DjangoChange *change);
void django_change_remove_index(DjangoChange *change);
void django_change_rename_index(DjangoChange *change);
void django_change_add_constraint(DjangoChange *change);
void django_change_remove_constraint(DjangoChange *change);

// A copy of the model that the argument (`position`, `keyword`) names, to be changed and given to django_change_put(); NULL when it is not known.
DjangoModel *django_change_model(DjangoChange *change, size_t position, const char *keyword);
void django_change_put(DjangoChange *change, DjangoModel *model);
// The groups of unique_together: a list of lists, or one list of names.
DjangoTogether django_together(Arena *arena, const Value *value);

#endif
