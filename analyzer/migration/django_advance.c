// django_advance.c - what the operations of a migration do to the models alone (Operation.state_forwards).

#include "migration/django_internal.h"
#include "migration/django_model.h"
#include "python/object.h"

enum { MAX_NESTING = 20 };

// Advance: one migration on its way. `exact`: everything it does to the models is known so far.
typedef struct Advance {
	Django *django;
	DjangoRun *run;
	bool exact;
	int nesting;
} Advance;

static void advance(Advance *to, const DjangoOperation *operation);

// What stands in `state_operations`.
static void advance_list(Advance *to, const DjangoOperation *outer, const Value *list)
{
	if (django_is_none(list))
		return;
	if (to->nesting >= MAX_NESTING || !django_is_list(list)) {
		to->exact = false;
		return;
	}
	to->nesting++;
	for (size_t i = 0; i < list->items->len; i++) {
		DjangoOperation operation = django_operation_of(to->django, list->items->items[i], outer);
		advance(to, &operation);
	}
	to->nesting--;
}

static bool has_own_state(const DjangoOperation *operation)
{
	const Value *written = operation->written;
	const Value *klass = written->kind == VALUE_CALL ? written->call.callee : NULL;
	const Value *method = klass && klass->kind == VALUE_CLASS ? class_field(klass, "state_forwards")
								  : NULL;

	return method && method->kind == VALUE_FUNCTION;
}

static void advance(Advance *to, const DjangoOperation *operation)
{
	DjangoCall call = { .value = operation->call,
			    .operation = operation->name,
			    .span = operation->span,
			    .conditional = operation->conditional,
			    .via = operation->via };

	if (operation->conditional || has_own_state(operation))
		to->exact = false;
	if (str_is(operation->name, "RunPython") || str_is(operation->name, "Operation"))
		return;
	if (!operation->call)
		to->exact = false;
	else if (str_is(operation->name, "RunSQL"))
		advance_list(to, operation, django_argument(operation->call, 2, "state_operations"));
	else if (str_is(operation->name, "SeparateDatabaseAndState"))
		advance_list(to, operation, django_argument(operation->call, 1, "state_operations"));
	else if (!django_run_operation(to->run, &call))
		to->exact = false;
}

bool django_advance(const Migration *migration, DjangoState *state)
{
	const DjangoMigration *declared = migration->django;
	Migration again = *migration, *before = declared->reader->migration;
	Advance to = { .django = declared->reader, .exact = true };

	for (size_t i = 0; i < migration->notices.len; i++)
		to.exact &= migration->notices.items[i].kind != NOTICE_UNKNOWN_OPERATION;
	again.notices.len = again.notices.capacity = 0;
	declared->reader->migration = &again;
	to.run = django_run_begin(state, declared->app, &again, false);
	django_run_enter(to.run, DJANGO_STATE);
	for (size_t i = 0; i < declared->operations.len; i++)
		advance(&to, &declared->operations.items[i]);
	django_run_leave(to.run);
	declared->reader->migration = before;
	return to.exact && !state->inexact;
}
