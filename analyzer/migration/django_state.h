// django_state.h - DjangoState, the models as the migrations so far leave them, and the lowering of operations against it.
//
// Django's AlterField, RemoveField and RenameModel do not say what they change: their SQL follows from the models before and after. So
// migrations are run in dependency order over one state:
//
//	DjangoState *state = django_state_new(arena, &options);
//	for each migration in order:
//		DjangoRun *run = django_run_begin(state, app_label, migration, true);
//		for each operation:
//			django_run_operation(run, &call) || it is none of ours: a notice is the caller's
//		django_run_end(run);        // now migration->steps has both directions
//
// Forwards, steps stand in the order of execution; SQL that Django defers (foreign keys and indexes of CreateModel, every db_index) comes at the
// end, with the span of its operation. Backwards, operations are undone in reverse order, each against the models before and after
// it, deferred SQL again at the end; every Step of it has the span of the operation it undoes.
//
// What names the state keeps for the database is what PostgreSQL would answer Django's introspection: constraints and indexes
// keep the name they were made with when their table or column is renamed.
//
// Everything is allocated in the arena of the state, and values and text that are passed in are borrowed: they must live as long.

#ifndef MIGRATION_DJANGO_STATE_H
#define MIGRATION_DJANGO_STATE_H

#include "migration/migration.h"

#define DJANGO_VERSION(major, minor) ((major)*100 + (minor))
#define DJANGO_VERSION_DEFAULT DJANGO_VERSION(5, 2)

// DjangoFieldType: `django.field-types = {"sentry.db.models.BoundedBigIntegerField" = "bigint"}`. `name` is the dotted name of the field class
// or an end of it behind a dot ("BoundedBigIntegerField"); `type` is SQL, or the name of a field class of Django ("BigIntegerField").
typedef struct DjangoFieldType {
	Str name;
	Str type;
} DjangoFieldType;

// DjangoOptions: what is not in migration files. Zeroed is a good default.
// - `version`: DJANGO_VERSION(4, 2); 0 is DJANGO_VERSION_DEFAULT
// - `default_auto_field`: "django.db.models.BigAutoField"; empty: Django's default of that version
// - `auth_user_model`: "accounts.User"; empty: "auth.User"
typedef struct DjangoOptions {
	int version;
	Str default_auto_field;
	Str auth_user_model;
	Array(DjangoFieldType) field_types;
} DjangoOptions;

typedef struct DjangoState DjangoState;
typedef struct DjangoRun DjangoRun;

// A state without models. `options` is borrowed.
DjangoState *django_state_new(Arena *arena, const DjangoOptions *options);

// DjangoCall: one operation as written.
// - `value`: the CALL: its arguments are read, not its callee
// - `operation`: the class of Django it is or derives from: "AddField"
// - `span`, `conditional`, `via`: as in Step
// - `skips`, `maybe`: directions in which the database is left alone, or may be
typedef struct DjangoCall {
	const Value *value;
	Str operation;
	Span span;
	bool conditional;
	const CallSite *via;
	bool skips[DIRECTION_COUNT];
	bool maybe[DIRECTION_COUNT];
} DjangoCall;

// Whether `operation` ("AddField", "CreateExtension") is one django_run_operation() lowers. RunSQL, RunPython and SeparateDatabaseAndState are not.
bool django_operation_is_known(Str operation);

// Starts a migration of `app_label`: notices and steps go to `migration`. One run at a time for a state. Without `backwards` only forward steps are
// made (history that is replayed for its end).
DjangoRun *django_run_begin(DjangoState *state, Str app_label, Migration *migration, bool backwards);
// Applies one operation: advances the models, adds its forward steps, remembers what undoing it takes. False when the operation is not known: nothing
// happened then.
bool django_run_operation(DjangoRun *run, const DjangoCall *call);
// Steps the caller made itself (RunSQL, RunPython): `forward` run now, `backward` where this operation is undone. In the order of execution. Copied.
void django_run_steps(DjangoRun *run, const StepArray *forward, const StepArray *backward);

// DjangoWorld: what the operations that follow act on. SeparateDatabaseAndState is
//	enter(DJANGO_DATABASE), its database_operations, leave, enter(DJANGO_STATE), its state_operations, leave
// and RunSQL(state_operations=[...]) the second half of it. Nests; operations that have no effect where they stand are passed over.
typedef enum DjangoWorld {
	DJANGO_DATABASE, // runs SQL, against models that advance only until leave
	DJANGO_STATE,    // advances the models, runs nothing
} DjangoWorld;
void django_run_enter(DjangoRun *run, DjangoWorld world);
void django_run_leave(DjangoRun *run);

// The end of the migration: deferred statements, then all backward steps.
void django_run_end(DjangoRun *run);

#endif
