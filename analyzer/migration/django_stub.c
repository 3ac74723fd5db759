// Stands in for the lowering of operations until that is there.
#include "migration/django_state.h"

struct DjangoRun { Migration *migration; };
struct DjangoStubState { Arena *arena; };

__attribute__((weak)) DjangoState *django_state_new(Arena *arena, const DjangoOptions *options)
{
	(void)options;
	char *state = arena_alloc(arena, 4096);
	*(Arena **)state = arena;
	return (DjangoState *)state;
}
__attribute__((weak)) bool django_operation_is_known(Str operation)
{
	return str_is(operation, "CreateModel") || str_is(operation, "AddField") || str_is(operation, "AlterField");
}
static Migration *current;
static Arena *where;
__attribute__((weak)) DjangoRun *django_run_begin(DjangoState *state, Str app_label, Migration *migration, bool backwards)
{
	(void)app_label; (void)backwards;
	where = *(Arena **)state;
	current = migration;
	return arena_new(where, DjangoRun);
}
__attribute__((weak)) bool django_run_operation(DjangoRun *run, const DjangoCall *call)
{
	(void)run; (void)call;
	return true;
}
__attribute__((weak)) void django_run_steps(DjangoRun *run, const StepArray *forward, const StepArray *backward)
{
	(void)run;
	for (size_t i = 0; i < forward->len; i++)
		array_push(where, &current->steps[0], forward->items[i]);
	for (size_t i = 0; i < backward->len; i++)
		array_push(where, &current->steps[1], backward->items[i]);
}
__attribute__((weak)) void django_run_enter(DjangoRun *run, DjangoWorld world) { (void)run; (void)world; }
__attribute__((weak)) void django_run_leave(DjangoRun *run) { (void)run; }
__attribute__((weak)) void django_run_end(DjangoRun *run) { (void)run; }
