// try: a body, and handlers that may run.

#include "python/internal.h"

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

// Whether a handler takes the exception under way.
static Catch handler_catch(Evaluator *evaluator, const Code *handler, const Value *exception)
{
	const Code *type = handler->first;

	if (handler->kind == CODE_EXCEPT_GROUP)
		return CATCH_MAYBE;
	if (type && type->kind == CODE_AS_PATTERN)
		type = code_operand(type);
	if (!type || type->kind == CODE_BLOCK)
		return CATCH_YES;
	return exception_catch(evaluate(evaluator, type), exception);
}

// Arms: the ways a try may go on.
typedef struct Arms {
	Array(Arm) run;
	Array(void *) state;
} Arms;

static void add_arm(Evaluator *evaluator, Arms *arms, Arm run, const void *state)
{
	array_push(evaluator->arena, &arms->run, run);
	array_push(evaluator->arena, &arms->state, (void *)(uintptr_t)state);
}

// The body may raise at any place: whether a handler runs is not known.
static Flow run_handlers(Evaluator *evaluator, const Code *code, Ended *ended, bool raised)
{
	Arms arms = { 0 };

	if (!raised)
		add_arm(evaluator, &arms, run_ended, ended);
	for (const Code *child = code->first; child; child = child->next)
		if (is_handler(child))
			add_arm(evaluator, &arms, run_handler, child);
	return branch_run(evaluator, arms.run.len, arms.run.items, arms.state.items);
}

// The body surely raises, and nothing in it could have raised before.
static Flow handle_raise(Evaluator *evaluator, const Code *code)
{
	Value *exception = evaluator->exception;
	Arms arms = { 0 };

	for (const Code *child = code->first; child; child = child->next) {
		Catch answer = is_handler(child) ? handler_catch(evaluator, child, exception) : CATCH_NO;

		if (answer == CATCH_YES && !arms.run.len)
			return run_handler(evaluator, (void *)(uintptr_t)child);
		if (answer != CATCH_NO)
			add_arm(evaluator, &arms, run_handler, child);
		if (answer == CATCH_YES)
			break;
	}
	evaluator->exception = exception;
	return arms.run.len ? branch_run(evaluator, arms.run.len, arms.run.items, arms.state.items)
			    : FLOW_RAISE;
}

// Body, handlers and else.
static Flow run_guarded(Evaluator *evaluator, const Code *code, bool has_handlers)
{
	const Code *body = code_field(code, FIELD_BODY);
	const Code *otherwise = code_field(code_child(code, CODE_ELSE), FIELD_BODY);
	uint32_t risks = evaluator->risks;

	evaluator->guarded += has_handlers;
	Flow flow = body ? run_block(evaluator, body) : FLOW_NEXT;
	evaluator->guarded -= has_handlers;
	bool raised = flow == FLOW_RAISE;
	bool risky = evaluator->risks != risks;
	if (flow == FLOW_NEXT && otherwise)
		flow = run_block(evaluator, otherwise);
	if (flow == FLOW_STOP || !has_handlers)
		return flow;
	if (raised && !risky)
		return handle_raise(evaluator, code);
	Ended ended = { flow, evaluator->frame->result };
	return raised || risky ? run_handlers(evaluator, code, &ended, raised) : flow;
}

Flow run_try(Evaluator *evaluator, const Code *code)
{
	bool has_handlers = code_child(code, CODE_EXCEPT) || code_child(code, CODE_EXCEPT_GROUP);
	const Code *finally = code_child(code_child(code, CODE_FINALLY), CODE_BLOCK);
	Flow flow = run_guarded(evaluator, code, has_handlers);

	if (!finally || flow == FLOW_STOP)
		return flow;
	Value *result = evaluator->frame->result;
	Value *exception = evaluator->exception;
	Flow last = run_block(evaluator, finally);
	if (last != FLOW_NEXT)
		return last;
	evaluator->frame->result = result;
	evaluator->exception = exception;
	return flow;
}
