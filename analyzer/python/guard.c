// with: blocks with something around them.

#include "python/internal.h"

// Items: the `with` items still to enter, and the body they are around.
typedef struct Items {
	const Code *item;
	const Code *body;
	Flow flow;
	Context inside; // where the body runs, for a context manager written as a generator
	size_t conditional;
} Items;

static Flow enter_items(Evaluator *evaluator, Items *items);

static Flow flow_of(const Evaluator *evaluator)
{
	return evaluator->stopped ? FLOW_STOP : evaluator->raised ? FLOW_RAISE : FLOW_NEXT;
}

// The expression and the target of `expression as target`.
static const Code *split_item(const Code *item, const Code **target)
{
	const Code *value = code_field(item, FIELD_VALUE);
	const Code *alias;

	*target = NULL;
	if (value && value->kind == CODE_AS_PATTERN) {
		alias = code_field(value, FIELD_ALIAS);
		*target = alias;
		value = code_operand(value);
	}
	return value;
}

static Flow enter_rest(Evaluator *evaluator, Items *items)
{
	const Code *next = items->item->next;

	while (next && next->kind != CODE_WITH_ITEM)
		next = next->next;
	Items rest = { .item = next, .body = items->body };
	return enter_items(evaluator, &rest);
}

// The one `yield` of a generator used as a context manager: what is around it stands around the body.
static void run_at_yield(Evaluator *evaluator, void *state, Value *value)
{
	Items *items = state;
	Context generator = context_save(evaluator);
	const Code *target;

	if (items->flow != FLOW_STOP) // yielded already
		return;
	context_restore(evaluator, items->inside);
	split_item(items->item, &target);
	if (target)
		assign(evaluator, target, value);
	items->flow = enter_rest(evaluator, items);
	context_restore(evaluator, generator);
}

static Flow enter_generator(Evaluator *evaluator, Items *items, Value *generator)
{
	items->flow = FLOW_STOP; // until the yield is reached
	items->inside = context_save(evaluator);
	Flow flow = run_generator(evaluator, generator, run_at_yield, items);
	if (evaluator->stopped)
		return FLOW_STOP;
	if (items->flow == FLOW_STOP) // it never yields
		return flow == FLOW_RAISE ? FLOW_RAISE : enter_rest(evaluator, items);
	return items->flow;
}

static Value *enter_instance(Evaluator *evaluator, const Code *code, Value *context)
{
	Value *method = class_attribute(context->instance.klass, STR("__enter__"));

	if (!method || method->kind != VALUE_FUNCTION)
		return context;
	return call_value(evaluator, code, bind_method(evaluator, method, context, NULL),
			  arena_new(evaluator->arena, Arguments));
}

static void leave_instance(Evaluator *evaluator, const Code *code, Value *context)
{
	Value *method = class_attribute(context->instance.klass, STR("__exit__"));
	Arguments *arguments = arena_new(evaluator->arena, Arguments);

	for (int i = 0; i < 3; i++)
		array_push(evaluator->arena, &arguments->positional,
			   value_none(evaluator->arena, code_span(evaluator, code)));
	if (method && method->kind == VALUE_FUNCTION)
		call_value(evaluator, code, bind_method(evaluator, method, context, NULL), arguments);
}

static Flow enter_context(Evaluator *evaluator, Items *items, const Code *code, Value *context)
{
	const Host *host = evaluator->host;
	bool symbolic = value_is_symbolic(context);
	Value *bound = context;
	const Code *target;

	if (symbolic && host->enter) {
		Value *entered = host->enter(host->state, evaluator, context);

		bound = entered ? entered : context;
	} else if (context->kind == VALUE_INSTANCE) {
		bound = enter_instance(evaluator, code, context);
	}
	split_item(items->item, &target);
	if (target)
		assign(evaluator, target, bound);
	Flow flow = enter_rest(evaluator, items);
	if (symbolic && host->leave && flow != FLOW_STOP)
		host->leave(host->state, evaluator, context);
	else if (context->kind == VALUE_INSTANCE)
		leave_instance(evaluator, code, context);
	return flow;
}

// contextlib.suppress(): nothing follows from the exceptions it names.
static Flow enter_suppress(Evaluator *evaluator, Items *items, const Value *context)
{
	const ValueArray *types = &context->call.arguments->positional;

	evaluator->guarded++;
	Flow flow = enter_rest(evaluator, items);
	evaluator->guarded--;
	if (flow != FLOW_RAISE)
		return flow;
	for (size_t i = 0; i < types->len; i++)
		if (exception_catch(types->items[i], evaluator->exception) != CATCH_NO)
			return FLOW_NEXT;
	return context->call.arguments->open_positional ? FLOW_NEXT : flow;
}

static Flow enter_nothing(Evaluator *evaluator, Items *items, const Code *code, const Value *context)
{
	Value *bound = value_positional(context, 0);
	const Code *target;

	if (!bound)
		bound = value_keyword(context, "enter_result");
	split_item(items->item, &target);
	if (target)
		assign(evaluator, target,
		       bound ? bound : value_none(evaluator->arena, code_span(evaluator, code)));
	return enter_rest(evaluator, items);
}

static Flow enter_items(Evaluator *evaluator, Items *items)
{
	const Code *target;

	if (!items->item)
		return items->body ? run_block(evaluator, items->body) : FLOW_NEXT;
	const Code *code = split_item(items->item, &target);
	if (!code)
		return enter_rest(evaluator, items);
	Value *context = evaluate(evaluator, code);
	if (flow_of(evaluator) != FLOW_NEXT)
		return flow_of(evaluator);
	if (is_generator(context))
		return enter_generator(evaluator, items, context);
	if (context->kind == VALUE_CALL && value_is_symbol(context, "contextlib.suppress"))
		return enter_suppress(evaluator, items, context);
	if (context->kind == VALUE_CALL && value_is_symbol(context, "contextlib.nullcontext"))
		return enter_nothing(evaluator, items, code, context);
	return enter_context(evaluator, items, code, context);
}

Flow run_with(Evaluator *evaluator, const Code *code)
{
	const Code *clause = code_child(code, CODE_WITH_CLAUSE);
	// `with (a as b, c as d):` is read as a tuple by some grammars; here it is a clause as well.
	Items items = { .item = clause ? code_child(clause, CODE_WITH_ITEM) : NULL,
			.body = code_field(code, FIELD_BODY) };

	return enter_items(evaluator, &items);
}
