// django.h - Django migrations: recognise and read a Migration class; the operations wait until the history before them is known.
//
// Django's operations say only what is new (AlterField has no before-state), so reading a file gives a DjangoMigration: what the class
// declares and its operations as calls. django_lower() makes steps of them, migration by migration in the order Django would run them,
// with the model state the earlier ones left (django_state.h).

#ifndef MIGRATION_DJANGO_H
#define MIGRATION_DJANGO_H

#include "migration/migration.h"

// DjangoKey: a migration as dependencies name it. `name` may be "__first__" or "__latest__"; the app is "__setting__" and the name
// that of the setting for swappable_dependency(settings.AUTH_USER_MODEL).
typedef struct DjangoKey {
	Str app;
	Str name;
	Span span; // the tuple as written
} DjangoKey;
typedef Array(DjangoKey) DjangoKeys;

// DjangoOperation: one operation.
// - `name`: the class of Django it is or derives from: "AddField"; empty when not known
// - `call`: a CALL with the arguments that class takes (a CALL of a project class that derives from it, with its own `__init__` run, is
//   given as the call of Django's class); NULL when it is not known
// - `span`: where findings about it stand: in the migration file, also when a helper of another file made it
// - `written`: the value that stands in the list
// - `instance`: the object of the project's class, when its `__init__` could be run; NULL otherwise
// - `own`: the project class whose database_forwards(), database_backwards() or state_forwards() says what runs, NULL when Django's do
typedef struct DjangoOperation {
	Str name;
	const Value *call;
	const Value *written;
	const Value *instance;
	Span span;
	const CallSite *via;
	bool conditional;
	const Value *own;
} DjangoOperation;
typedef Array(DjangoOperation) DjangoOperations;

// DjangoReference: a model of another app that it uses, found while it is lowered.
typedef struct DjangoReference {
	Str app;
	Str model;
	Direction direction;
	Span span;
	const CallSite *via;
} DjangoReference;
typedef Array(DjangoReference) DjangoReferences;

// DjangoMigration: what the class Migration of a file declares.
// - `app`: label: AppConfig.label of the app, else the name of the folder above the migrations
// - `name`: the file's name without ".py"
// - `reader`: what runs the functions its operations are given
typedef struct DjangoMigration {
	Str app;
	Str name;
	bool initial;
	bool atomic;
	DjangoKeys dependencies;
	DjangoKeys run_before;
	DjangoKeys replaces;
	DjangoOperations operations;
	DjangoReferences references;
	struct Django *reader;
} DjangoMigration;

// Reads `source` as a Django migration (FrameworkFacts.read): migration->django is set, its steps are not made yet.
Migration *django_file_read(Arena *arena, const Source *source, const ReadOptions *options);

struct DjangoState;
// Makes the steps of both directions (of the upgrade alone without `backwards`) with the models `state` has, and takes it past the migration.
void django_lower(Migration *migration, struct DjangoState *state, bool backwards);
// Takes `state` past the migration and makes no steps. False when not all that was done to the models since it was made is known.
bool django_advance(const Migration *migration, struct DjangoState *state);

#endif
