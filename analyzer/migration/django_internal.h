// django_internal.h - what the files that read Django migrations share.

#ifndef MIGRATION_DJANGO_INTERNAL_H
#define MIGRATION_DJANGO_INTERNAL_H

#include "migration/django.h"
#include "migration/django_state.h"
#include "migration/lowering.h"

// The parameters RunPython gives its functions, as symbols; apart from the global `django.apps.apps`.
#define DJANGO_APPS "django.db.migrations.apps"
#define DJANGO_EDITOR "django.db.migrations.schema_editor"
// The states an operation's database_forwards() is given: ".from" and ".to".
#define DJANGO_STATES "django.db.migrations.state"

// Made: a call that makes an operation, as it happened.
// - `instance`: the object that `__init__` made; NULL without one
// - `arguments`: what the class of Django gets, when a class of the project with an `__init__` of its own passes them on; else NULL
typedef struct Made {
	const Value *call;
	const Arguments *arguments;
	const Value *instance;
	const CallSite *via;
	bool conditional;
} Made;
typedef Array(Made) MadeArray;

// Django: reading one file, and later running the functions its operations are given.
// - `importing`: the top level of an imported module is evaluated
// - `captured`: the arguments of the `super().__init__()` that runs
// - `python`: the function that runs, NULL while the file is read
typedef struct Django {
	Arena *arena;
	Migration *migration;
	DjangoMigration *declared;
	const struct Config *config;
	Imports *imports;
	Project *project; // NULL: the file is read alone
	Host host;
	MadeArray made;
	int importing;
	const Arguments *captured;
	struct DjangoPython *python;
	Module *module;
} Django;

// DjangoLowering: one migration on its way to steps.
// - `only_models`: inside state_operations, where nothing runs
typedef struct DjangoLowering {
	Django *django;
	DjangoState *state;
	DjangoRun *run;
	bool only_models;
	int nesting;
} DjangoLowering;

typedef struct DjangoPython DjangoPython;

// django_lower.c
Lowering django_lowering_of(const DjangoLowering *lower, const DjangoOperation *operation,
			    Direction direction, StepArray *steps);
DjangoCall django_call_of(const DjangoOperation *operation);
// What people call it.
const char *django_operation_title(Arena *arena, const DjangoOperation *operation);
// A rollback stops at it.
void django_cannot_undo(const DjangoLowering *lower, const DjangoOperation *operation, const char *what,
			const char *help);
// Nothing is known of what it does.
void django_unknown_operation(DjangoLowering *lower, const DjangoOperation *operation);
// Whether it says `atomic` where that gives it a transaction of its own.
bool django_needs_transaction(const DjangoLowering *lower, const Value *atomic);
// The steps of RunSQL and RunPython in both directions; false for any other operation.
bool django_special_steps(DjangoLowering *lower, const DjangoOperation *operation, StepArray *steps);

// django_own.c: an operation of the project that says itself what it runs, or what becomes of the models.
void django_run_own(DjangoLowering *lower, const DjangoOperation *operation);

// django_lower.c: lowers a list of operations that is an argument of `outer`.
void django_lower_list(DjangoLowering *lower, const DjangoOperation *outer, const Value *list,
		       bool only_models);

// django_sql.c
// One string of SQL with what its %s stand for; NULL and None: a % is a %.
void django_execute(Lowering *lowering, const Value *sql, const Value *parameters);
// django_compose.c: what psycopg's sql.SQL(...) and its like put together, as a str; NULL when `value` is nothing of the kind.
const Value *django_composed(Arena *arena, const Value *value);
// What RunSQL takes: a string, or a list of strings and (string, parameters).
void django_run_sql(Lowering *lowering, const Value *sql);

// django_operation.c
// The class of Django the callee of a CALL is or derives from; "Operation" for one that derives from nothing more; empty for anything else.
Str django_class_of(const Value *call);
// What an item of `operations` is; see DjangoOperation.
DjangoOperation django_operation_of(Django *django, Value *value, const DjangoOperation *outer);
// Notes a call that makes an operation.
void django_note_call(Django *django, Evaluator *evaluator, Value *call);

// django_fieldclass.c: a call of a class of fields of the project as that of the class of Django it derives from, with the arguments its
// `__init__` passes on; NULL for any other call.
Value *django_field_call(Django *django, Evaluator *evaluator, Value *call);

// django_declared.c: fills django->declared from the class Migration.
void django_declared(Django *django, const Value *klass);

// django_fact.c: what is known of a run: the vendor is PostgreSQL's; what the configuration assumes. NULL: nothing.
Value *django_fact_of_name(const Django *django, Span span, Str dotted);
Value *django_fact_of_value(const Django *django, const Value *value);
// Whether `value` is django.conf.settings and neither the project nor Django itself sets `name`.
bool django_fact_lacks(const Django *django, const Value *value, Str name);

// django_python.c
// Runs the function RunPython is given, in a transaction of its own when `atomic`.
void django_run_function(DjangoLowering *lower, Lowering *lowering, const Value *function, bool atomic);
// DjangoMethod: what a method of an operation of the project does of its base class.
// - `calls_base`: super().name() is called, or there is no such method and the base class has its own
// - `touches`: it does something to the state it is given
// - `conditional`: only under a condition
// - `before`: how many steps were made before
typedef struct DjangoMethod {
	bool calls_base;
	bool touches;
	bool conditional;
	size_t before;
} DjangoMethod;
// Runs a method of an operation of the project: database_forwards(), database_backwards() or state_forwards(). `atomic`: in a transaction of its own.
DjangoMethod django_run_method(DjangoLowering *lower, Lowering *lowering, const DjangoOperation *operation,
			       const char *name, bool atomic);
// What a function that runs does. django_python_call() is false for a call that is not about the database; `*result` is what it
// yields (NULL: the call itself).
bool django_python_call(Django *django, Evaluator *evaluator, Value *call, Value **result);
Value *django_python_attribute(Django *django, Value *value);
Value *django_python_item(Django *django, Value *value);
void django_python_assign(Django *django, Value *attribute, const Value *value);
void django_python_inherited(Django *django, Evaluator *evaluator, Value *call);
void django_python_problem(Django *django, Evaluator *evaluator, EvaluationProblem problem, Span span,
			   const char *message);

#endif
