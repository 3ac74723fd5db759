// Methods of known strings, lists, dicts and sets.

#include "python/internal.h"

// Invocation: one call of a method.
typedef struct Invocation {
	Evaluator *evaluator;
	const Code *code;
	Value *self;
	const Arguments *arguments;
} Invocation;

// NULL when the arguments are not known well enough.
typedef Value *(*Method)(Invocation *in);

typedef struct MethodRow {
	const char *name;
	Method run;
} MethodRow;

static Value *argument(const Invocation *in, size_t n)
{
	return n < in->arguments->positional.len ? in->arguments->positional.items[n] : NULL;
}

static Value *none(const Invocation *in)
{
	return value_none(in->evaluator->arena, code_span(in->evaluator, in->code));
}

static Value *boolean(const Invocation *in, bool truth)
{
	return value_bool(in->evaluator->arena, code_span(in->evaluator, in->code), truth);
}

static Value *str_format(Invocation *in)
{
	return format_braces(in->evaluator, in->code, in->self, in->arguments);
}

static Value *str_join(Invocation *in)
{
	ValueArray items = { 0 };
	Arena *arena = in->evaluator->arena;
	Text *text = text_new(arena);

	if (!argument(in, 0) || !iterate(in->evaluator, argument(in, 0), &items))
		return NULL;
	for (size_t i = 0; i < items.len && evaluator_step(in->evaluator, 1); i++) {
		if (i)
			text_append(text, arena, in->self->text);
		text_append(text, arena, value_to_text(arena, items.items[i]));
	}
	return str_value(in->evaluator, in->code, text);
}

static const MethodRow str_methods[] = {
	{ "format", str_format },
	{ "join", str_join },
};

Value *call_method(Evaluator *evaluator, const Code *code, Value *object, Str name, Arguments *arguments)
{
	Invocation in = { evaluator, code, object, arguments };

	if (object->kind == VALUE_STR)
		for (size_t i = 0; i < sizeof str_methods / sizeof *str_methods; i++)
			if (str_is(name, str_methods[i].name))
				return str_methods[i].run(&in);
	(void)none;
	(void)boolean;
	return NULL;
}

Value *value_attribute_of_known(Evaluator *evaluator, const Code *code, Value *object, Str name)
{
	(void)object;
	return unknown(evaluator, code, "attribute '%.*s'", STR_ARG(name));
}

size_t text_count_characters(Str text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
	return count;
}
