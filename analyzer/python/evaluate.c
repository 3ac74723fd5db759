#include "python/evaluate.h"

#include <stdio.h>

#include "python/internal.h"

// Looking at the arena costs a little, so not every step does.
#define STEPS_BETWEEN_MEMORY_CHECKS 1024

static const char *const limit_messages[LIMIT_COUNT] = {
	[LIMIT_STEPS] = "more than 2000000 evaluation steps",
	[LIMIT_MEMORY] = "evaluation needs more than 256 MiB",
	[LIMIT_DEPTH] = "expressions or calls nested too deeply",
	[LIMIT_CALLS] = "calls nested more than 40 deep, or a recursion without known end",
	[LIMIT_ITERATIONS] = "a loop of more than 10000 iterations",
	[LIMIT_TEXT] = "a string longer than 4 MiB",
	[LIMIT_ITEMS] = "a sequence of more than 100000 items",
	[LIMIT_SYNTAX] = "code nested more than 1000 levels deep",
};

Evaluator evaluator_new(Arena *arena, Module *module, const Host *host)
{
	static const Host nobody = { 0 };

	return (Evaluator){
		.arena = arena,
		.host = host ? host : &nobody,
		.module = module,
		.scope = &module->scope,
		.memory_limit = arena_used(arena) + MAX_EVALUATION_BYTES,
	};
}

void evaluator_problem(Evaluator *evaluator, EvaluationProblem problem, Span span, const char *message)
{
	const Host *host = evaluator->host;

	if (host->problem)
		host->problem(host->state, evaluator, problem, span, message);
}

void evaluator_limit(Evaluator *evaluator, Limit limit, Span span)
{
	if (limit <= LIMIT_DEPTH)
		evaluator->stopped = true;
	if (evaluator->reported[limit])
		return;
	evaluator->reported[limit] = true;
	evaluator_problem(evaluator, PROBLEM_LIMIT, span, limit_messages[limit]);
}

bool evaluator_step(Evaluator *evaluator, size_t steps)
{
	size_t before = evaluator->steps;

	if (evaluator->stopped)
		return false;
	evaluator->steps += steps;
	Span here =
		code_span(evaluator, evaluator->statement ? evaluator->statement : evaluator->module->code);
	if (evaluator->steps > MAX_EVALUATION_STEPS)
		evaluator_limit(evaluator, LIMIT_STEPS, here);
	else if (before / STEPS_BETWEEN_MEMORY_CHECKS != evaluator->steps / STEPS_BETWEEN_MEMORY_CHECKS &&
		 arena_used(evaluator->arena) > evaluator->memory_limit)
		evaluator_limit(evaluator, LIMIT_MEMORY, here);
	return !evaluator->stopped && !evaluator->raised;
}

Span code_span(const Evaluator *evaluator, const Code *code)
{
	return (Span){ evaluator->module->source, code->start, code->end };
}

Str code_text(const Evaluator *evaluator, const Code *code)
{
	return str_slice(evaluator->module->source->text, code->start, code->end);
}

bool code_is(const Evaluator *evaluator, const Code *code, const char *text)
{
	return code && str_is(code_text(evaluator, code), text);
}

const Code *code_operand(const Code *code)
{
	const Code *child = code->first;

	while (child && child->kind == CODE_OPERATOR)
		child = child->next;
	return child;
}

Value *unknown(Evaluator *evaluator, const Code *code, const char *reason, ...)
{
	va_list args;

	evaluator->risks += !evaluator->raised;
	va_start(args, reason);
	const char *text = arena_vprintf(evaluator->arena, reason, args);
	va_end(args);
	return value_unknown(evaluator->arena, code_span(evaluator, code), str_from(text));
}

Arena *evaluator_arena(const Evaluator *evaluator)
{
	return evaluator->arena;
}

bool evaluator_is_conditional(const Evaluator *evaluator)
{
	return evaluator->conditional > 0;
}

bool evaluator_is_guarded(const Evaluator *evaluator)
{
	return evaluator->guarded > 0;
}

const CallSite *evaluator_call_site(const Evaluator *evaluator)
{
	return evaluator->site;
}

Module *module_evaluate(Arena *arena, const Tree *tree, const Host *host)
{
	return module_evaluate_code(arena, tree->source, code_build(arena, tree, NULL), host);
}

Module *module_evaluate_code(Arena *arena, const Source *source, const Code *code, const Host *host)
{
	Module *module = arena_new(arena, Module);
	Frame frame = { 0 };

	module->arena = arena;
	module->source = source;
	module->code = code;
	module->scope.module = module;
	Evaluator evaluator = evaluator_new(arena, module, host);
	evaluator.frame = &frame;
	module->ended = run_block(&evaluator, module->code) >= FLOW_RAISE;
	return module;
}

// What a parameter nobody gives a value is.
static Value *open_parameter(Evaluator *evaluator, const Code *parameter, Str name)
{
	if (str_is(name, "op"))
		return value_symbol(evaluator->arena, code_span(evaluator, parameter), STR("alembic.op"));
	return unknown(evaluator, parameter, "parameter '%.*s'", STR_ARG(name));
}

// Keyword arguments for the parameters without default of `function` behind the first `given`, so that it can be called.
static void add_open_arguments(Evaluator *evaluator, const Function *function, size_t given,
			       Arguments *arguments)
{
	for (size_t i = given; i < function->parameters.len; i++) {
		const Parameter *parameter = &function->parameters.items[i];
		Span span = code_span(evaluator, parameter->code);

		if (parameter->kind > PARAMETER_KEYWORD || parameter->standard)
			continue;
		array_push(evaluator->arena, &arguments->keywords,
			   (Keyword){ .name = parameter->name,
				      .span = span,
				      .value = open_parameter(evaluator, parameter->code, parameter->name) });
	}
}

void module_call(Module *module, const Value *value, Arguments *arguments, Span from, const Host *host,
		 RunEnd *end)
{
	const Function *function = value->function;
	CallSite *site = arena_new(module->arena, CallSite);
	Frame frame = { 0 };

	Evaluator evaluator = evaluator_new(module->arena, module, host);
	evaluator.frame = &frame;
	evaluator.branch = evaluator.branches = FIRST_RUN_BRANCH;
	Module *home = function->scope->module;
	evaluator.module = home;
	site->span = from;
	if (home != module)
		evaluator.site = site;
	add_open_arguments(&evaluator, function, arguments->positional.len + (function->self != NULL),
			   arguments);
	Value *result = call_function(&evaluator, function->code, function, arguments);
	if (is_generator(result))
		run_generator(&evaluator, result, NULL, NULL);
	*end = evaluator.stopped ? RUN_LIMIT : evaluator.raised ? RUN_RAISED : RUN_FELL_THROUGH;
	evaluator.branch = 0;
	log_undo(&evaluator, 0);
}

bool module_run(Module *module, const char *name, const Host *host, RunEnd *end)
{
	Value *value = module_get(module, name);

	if (!value || value->kind != VALUE_FUNCTION)
		return false;
	module_call(module, value, arena_new(module->arena, Arguments), (Span){ 0 }, host, end);
	return true;
}
