// functools: partial and reduce.

#include "python/builtin.h"

static bool is_partial(const Value *value)
{
	return value->kind == VALUE_CALL && value_is_symbol(value, "functools.partial");
}

// Kept as the call it is written as; what it stands for is done when it is called.
Value *library_partial(const Invocation *in)
{
	Value *callee = value_symbol(in->arena, in->span, in->name);

	return given(in, 0) ? value_call(in->arena, in->span, callee, (Arguments *)in->arguments) : NULL;
}

static void add_keywords(Evaluator *evaluator, Arguments *all, const KeywordArray *more)
{
	for (size_t i = 0; i < more->len; i++) {
		size_t at = 0;

		while (at < all->keywords.len &&
		       !str_equal(all->keywords.items[at].name, more->items[i].name))
			at++;
		if (at < all->keywords.len)
			all->keywords.items[at] = more->items[i];
		else
			array_push(evaluator->arena, &all->keywords, more->items[i]);
	}
}

Value *call_partial(Evaluator *evaluator, const Code *code, const Value *callee, const Arguments *arguments)
{
	Arguments *all = arena_new(evaluator->arena, Arguments);

	if (!is_partial(callee) || !callee->call.arguments->positional.len)
		return NULL;
	const Arguments *kept = callee->call.arguments;
	for (size_t i = 1; i < kept->positional.len; i++)
		array_push(evaluator->arena, &all->positional, kept->positional.items[i]);
	all->open_positional = kept->open_positional || arguments->open_positional;
	for (size_t i = 0; !kept->open_positional && i < arguments->positional.len; i++)
		array_push(evaluator->arena, &all->positional, arguments->positional.items[i]);
	all->open_keywords = kept->open_keywords || arguments->open_keywords;
	add_keywords(evaluator, all, &kept->keywords);
	add_keywords(evaluator, all, &arguments->keywords);
	if (evaluator->depth >= MAX_EVALUATION_DEPTH) {
		evaluator_limit(evaluator, LIMIT_DEPTH, code_span(evaluator, code));
		return unknown(evaluator, code, "nested too deeply");
	}
	evaluator->depth++;
	Value *result = call_value(evaluator, code, kept->positional.items[0], all);
	evaluator->depth--;
	return result;
}

Value *library_reduce(const Invocation *in)
{
	ValueArray items = { 0 };
	Value *total = given(in, 2);
	size_t i = 0;

	if (!given(in, 1) || !iterate(in->evaluator, given(in, 1), &items) || (!total && !items.len))
		return NULL;
	if (!total)
		total = items.items[i++];
	for (; i < items.len && evaluator_step(in->evaluator, 1); i++) {
		Arguments *arguments = arena_new(in->arena, Arguments);

		array_push(in->arena, &arguments->positional, total);
		array_push(in->arena, &arguments->positional, items.items[i]);
		total = call_value(in->evaluator, in->code, given(in, 0), arguments);
	}
	return total;
}
