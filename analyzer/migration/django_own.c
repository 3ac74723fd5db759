// Operations of the project with methods of their own; declared in django_internal.h.
#include "migration/django_internal.h"
#include "migration/django_model.h"
#include "python/object.h"

// `reversible = False` of the class.
static void note_irreversible(DjangoLowering *lower, const DjangoOperation *operation)
{
	const Value *value = class_field(operation->own, "reversible");
	bool truth;

	if (value && value_truth(value, &truth) && !truth)
		django_cannot_undo(lower, operation,
				   arena_printf(lower->django->arena, "%s says `reversible = False`",
						django_operation_title(lower->django->arena, operation)),
				   NULL);
}

// OwnSteps: what one direction of it runs: what its method does before and behind the place where it calls that of the class of Django.
typedef struct OwnSteps {
	StepArray before;
	StepArray after;
	bool calls_base;
	bool conditional;
} OwnSteps;

static StepArray part_of(const StepArray *steps, size_t from, size_t to)
{
	return (StepArray){ .items = steps->items ? steps->items + from : NULL, .len = to - from };
}

static OwnSteps run_direction(DjangoLowering *lower, const DjangoOperation *operation, Direction direction)
{
	static const char *const names[DIRECTION_COUNT] = {
		[DIRECTION_UPGRADE] = "database_forwards",
		[DIRECTION_DOWNGRADE] = "database_backwards",
	};
	StepArray *steps = arena_new(lower->django->arena, StepArray);
	Lowering lowering = django_lowering_of(lower, operation, direction, steps);
	bool atomic = django_needs_transaction(lower, class_field(operation->own, "atomic"));

	if (atomic)
		lowering_boundary(&lowering, BOUNDARY_AUTOCOMMIT_END);
	DjangoMethod method = django_run_method(lower, &lowering, operation, names[direction], atomic);
	if (atomic)
		lowering_boundary(&lowering, BOUNDARY_AUTOCOMMIT_BEGIN);
	return (OwnSteps){ .before = part_of(steps, 0, method.before),
			   .after = part_of(steps, method.before, steps->len),
			   .calls_base = method.calls_base,
			   .conditional = method.conditional };
}

// RunSQL or RunPython in the middle.
static StepArray joined(Arena *arena, const OwnSteps *own, const StepArray *base)
{
	StepArray all = { 0 };

	for (size_t i = 0; i < own->before.len; i++)
		array_push(arena, &all, own->before.items[i]);
	for (size_t i = 0; own->calls_base && i < base->len; i++) {
		Step step = base->items[i];
		step.conditional |= own->conditional;
		array_push(arena, &all, step);
	}
	for (size_t i = 0; i < own->after.len; i++)
		array_push(arena, &all, own->after.items[i]);
	return all;
}

static bool run_special(DjangoLowering *lower, const DjangoOperation *operation, const OwnSteps *own)
{
	StepArray base[DIRECTION_COUNT] = { 0 }, all[DIRECTION_COUNT];

	if (!django_special_steps(lower, operation, base))
		return false;
	for (int d = 0; d < DIRECTION_COUNT; d++)
		all[d] = joined(lower->django->arena, &own[d], &base[d]);
	django_run_steps(lower->run, &all[DIRECTION_UPGRADE], &all[DIRECTION_DOWNGRADE]);
	return true;
}

// Whether the models become what the class of Django makes of them.
static bool advances_models(DjangoLowering *lower, const DjangoOperation *operation)
{
	StepArray none = { 0 };
	Lowering lowering = django_lowering_of(lower, operation, DIRECTION_UPGRADE, &none);
	const Value *method = class_field(operation->own, "state_forwards");

	if (!method || method->kind != VALUE_FUNCTION)
		return true;
	DjangoMethod state = django_run_method(lower, &lowering, operation, "state_forwards", false);
	if (state.conditional || state.touches || (!state.calls_base && !function_does_nothing(method)))
		lowering_notice(&lowering, NOTICE_OPAQUE_PYTHON, (Span){ 0 },
				"`state_forwards()` of `%s` changes the models in a way that cannot be read",
				django_operation_title(lower->django->arena, operation));
	return state.calls_base;
}

// Of an operation Django does around what the project adds. Backwards everything runs from the end.
static void run_around(DjangoLowering *lower, const DjangoOperation *operation, const OwnSteps *own)
{
	DjangoCall call = django_call_of(operation);
	const OwnSteps *up = &own[DIRECTION_UPGRADE], *down = &own[DIRECTION_DOWNGRADE];
	bool advances = advances_models(lower, operation);

	for (int d = 0; d < DIRECTION_COUNT; d++) {
		call.skips[d] = !own[d].calls_base;
		call.maybe[d] = own[d].conditional;
	}
	django_run_steps(lower->run, &up->before, &down->after);
	if (!advances)
		django_run_enter(lower->run, DJANGO_DATABASE);
	if (operation->call && django_operation_is_known(operation->name))
		django_run_operation(lower->run, &call);
	else if (!str_is(operation->name, "Operation") && (up->calls_base || down->calls_base))
		django_unknown_operation(lower, operation);
	if (!advances)
		django_run_leave(lower->run);
	django_run_steps(lower->run, &up->after, &down->before);
}

void django_run_own(DjangoLowering *lower, const DjangoOperation *operation)
{
	OwnSteps own[DIRECTION_COUNT];

	for (int d = 0; d < DIRECTION_COUNT; d++)
		own[d] = run_direction(lower, operation, (Direction)d);
	note_irreversible(lower, operation);
	if (!run_special(lower, operation, own))
		run_around(lower, operation, own);
}
