// with and try: blocks with something around them.

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

// Ended: how the body of a try ended, as an arm beside its handlers.
typedef struct Ended {
	Flow flow;
	Value *result;
} Ended;

static Flow run_ended(Evaluator *evaluator, void *state)
{
	Ended *ended = state;

	evaluator->frame->result = ended->result;
	return ended->flow;
}

static void bind_exception(Evaluator *evaluator, const Code *handler)
{
	for (const Code *child = handler->first; child; child = child->next) {
		if (child->kind == CODE_AS_PATTERN) {
			const Code *alias = code_field(child, FIELD_ALIAS);

			if (alias)
				assign(evaluator, alias, unknown(evaluator, alias, "exception"));
		} else if (child->field == FIELD_ALIAS) {
			assign(evaluator, child, unknown(evaluator, child, "exception"));
		}
	}
}

static Flow run_handler(Evaluator *evaluator, void *state)
{
	const Code *handler = state;
	const Code *block = code_child(handler, CODE_BLOCK);

	bind_exception(evaluator, handler);
	return block ? run_block(evaluator, block) : FLOW_NEXT;
}

static bool is_handler(const Code *code)
{
	return code->kind == CODE_EXCEPT || code->kind == CODE_EXCEPT_GROUP;
}

// Body and else, with a raise inside caught when there are handlers.
static Ended run_guarded(Evaluator *evaluator, const Code *code, bool has_handlers)
{
	const Code *body = code_field(code, FIELD_BODY);
	const Code *otherwise = code_field(code_child(code, CODE_ELSE), FIELD_BODY);
	Ended ended = { .flow = FLOW_NEXT };

	evaluator->guarded += has_handlers;
	if (body)
		ended.flow = run_block(evaluator, body);
	evaluator->guarded -= has_handlers;
	if (ended.flow == FLOW_NEXT && otherwise)
		ended.flow = run_block(evaluator, otherwise);
	ended.result = evaluator->frame->result;
	return ended;
}

static Flow run_handlers(Evaluator *evaluator, const Code *code, Ended *ended)
{
	Array(Arm) arms = { 0 };
	Array(void *) states = { 0 };

	if (ended->flow != FLOW_RAISE) {
		array_push(evaluator->arena, &arms, run_ended);
		array_push(evaluator->arena, &states, ended);
	}
	for (const Code *child = code->first; child; child = child->next)
		if (is_handler(child)) {
			array_push(evaluator->arena, &arms, run_handler);
			array_push(evaluator->arena, &states, (void *)child);
		}
	return branch_run(evaluator, arms.len, arms.items, states.items);
}

Flow run_try(Evaluator *evaluator, const Code *code)
{
	bool has_handlers = code_child(code, CODE_EXCEPT) || code_child(code, CODE_EXCEPT_GROUP);
	const Code *finally = code_child(code_child(code, CODE_FINALLY), CODE_BLOCK);
	Ended ended = run_guarded(evaluator, code, has_handlers);
	Flow flow = ended.flow;

	if (flow == FLOW_STOP)
		return flow;
	if (has_handlers)
		flow = run_handlers(evaluator, code, &ended);
	if (!finally || flow == FLOW_STOP)
		return flow;
	Value *result = evaluator->frame->result;
	Flow last = run_block(evaluator, finally);
	if (last != FLOW_NEXT)
		return last;
	evaluator->frame->result = result;
	return flow;
}
