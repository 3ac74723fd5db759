// django_operation.c - what an item of `operations` is: a class of Django, or one of the project that derives from it.

#include "migration/django_internal.h"
#include "python/object.h"

enum { MAX_BASES = 100 };

static bool is_operation(Str name)
{
	static const char *const ours[] = { "RunSQL", "RunPython", "SeparateDatabaseAndState", "Operation" };

	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		if (str_is(name, ours[i]))
			return true;
	return django_operation_is_known(name);
}

static Str class_of(const Value *callee, int *budget)
{
	if (callee->kind == VALUE_SYMBOL || callee->kind == VALUE_ATTRIBUTE) {
		Str name = callee->kind == VALUE_SYMBOL ? value_last_name(callee) : callee->attribute.name;
		return is_operation(name) ? name : STR_NONE;
	}
	const ValueArray *bases = callee->kind == VALUE_CLASS ? class_bases(callee) : NULL;
	for (size_t i = 0; bases && i < bases->len && --*budget > 0; i++) {
		Str name = class_of(bases->items[i], budget);
		if (name.len)
			return name;
	}
	return STR_NONE;
}

Str django_class_of(const Value *call)
{
	int budget = MAX_BASES;

	return call->kind == VALUE_CALL ? class_of(call->call.callee, &budget) : STR_NONE;
}

// Whether the class, or one of the project it derives from, has the method.
static bool has_own(const Value *klass, const char *name)
{
	const Value *method = class_field(klass, name);

	return method && method->kind == VALUE_FUNCTION;
}

static bool has_own_init(const Value *call)
{
	return has_own(call->call.callee, "__init__");
}

void django_note_call(Django *django, Evaluator *evaluator, Value *call)
{
	Made made = {
		.call = call,
		.via = evaluator_call_site(evaluator),
		.conditional = evaluator_is_conditional(evaluator),
	};

	if (!django_class_of(call).len)
		return;
	if (call->call.callee->kind == VALUE_CLASS && has_own_init(call)) {
		django->captured = NULL;
		made.instance = class_instantiate(evaluator, call);
		made.arguments = django->captured;
	}
	array_push(django->arena, &django->made, made);
}

static const Made *made_of(const Django *django, const Value *value)
{
	for (size_t i = 0; i < django->made.len; i++)
		if (django->made.items[i].call == value)
			return &django->made.items[i];
	return NULL;
}

// Where findings about an operation stand: in the file that is linted.
static Span place_of(const Django *django, const Value *value, const Made *made, const DjangoOperation *outer)
{
	const Source *home = django->migration->source;

	if (value->span.source == home)
		return value->span;
	for (const CallSite *via = made ? made->via : NULL; via; via = via->outer)
		if (via->span.source == home)
			return via->span;
	return outer ? outer->span : span_first_line(django->migration->revision_span);
}

// The call of a project class as the call of the class of Django it derives from.
static const Value *as_django_call(Django *django, const Value *call, Str name, const Made *made)
{
	const char *dotted = arena_printf(django->arena, "django.db.migrations.%.*s", STR_ARG(name));
	const Arguments *arguments = call->call.arguments;

	if (call->call.callee->kind != VALUE_CLASS)
		return call;
	if (has_own_init(call))
		arguments = made ? made->arguments : NULL;
	if (!arguments)
		return NULL;
	Value *callee = value_symbol(django->arena, call->call.callee->span, str_from(dotted));
	return value_call(django->arena, call->span, callee, (Arguments *)(uintptr_t)arguments);
}

DjangoOperation django_operation_of(Django *django, Value *value, const DjangoOperation *outer)
{
	const Made *made = made_of(django, value);
	DjangoOperation operation = {
		.name = django_class_of(value),
		.span = place_of(django, value, made, outer),
		.via = made ? made->via : NULL,
		.conditional = (made && made->conditional) || (outer && outer->conditional),
	};

	operation.written = value;
	operation.instance = made ? made->instance : NULL;
	if (!operation.name.len)
		return operation;
	bool forwards = has_own(value->call.callee, "database_forwards");
	bool others = has_own(value->call.callee, "database_backwards") ||
		has_own(value->call.callee, "state_forwards");
	if (forwards || (others && !str_is(operation.name, "Operation")))
		operation.own = value->call.callee;
	operation.call = as_django_call(django, value, operation.name, made);
	return operation;
}
