// Methods of known values: finding the row, and what rows share.

#include "python/builtin.h"

const Row *row_find(const Row *rows, size_t count, Str name)
{
	size_t low = 0;
	size_t high = count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = str_compare(name, str_from(rows[middle].name));

		if (order == 0)
			return &rows[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

Value *given(const Invocation *in, size_t n)
{
	return n < in->arguments->positional.len ? in->arguments->positional.items[n] : NULL;
}

Value *given_keyword(const Invocation *in, const char *name)
{
	for (size_t i = 0; i < in->arguments->keywords.len; i++)
		if (str_is(in->arguments->keywords.items[i].name, name))
			return in->arguments->keywords.items[i].value;
	return NULL;
}

Value *given_either(const Invocation *in, size_t n, const char *name)
{
	Value *value = given(in, n);

	return value ? value : given_keyword(in, name);
}

bool given_int(const Invocation *in, size_t n, int64_t *number)
{
	Value *value = given(in, n);

	if (!value || (value->kind != VALUE_INT && value->kind != VALUE_BOOL) ||
	    (value->kind == VALUE_INT && value->number.digits.len))
		return false;
	*number = value->kind == VALUE_BOOL ? value->boolean : value->integer;
	return true;
}

bool given_text(const Invocation *in, size_t n, Str *text)
{
	Value *value = given(in, n);

	return value && value_plain_text(value, in->arena, text);
}

Value *give_none(const Invocation *in)
{
	return value_none(in->arena, in->span);
}

Value *give_bool(const Invocation *in, bool truth)
{
	return value_bool(in->arena, in->span, truth);
}

Value *give_int(const Invocation *in, int64_t number)
{
	return value_int(in->arena, in->span, number);
}

Value *give_text(const Invocation *in, Text *text)
{
	return str_value(in->evaluator, in->code, text);
}

Value *give_items(const Invocation *in, ValueKind kind, ValueArray items)
{
	return new_items(in->evaluator, in->code, kind, items);
}

Value *call_method(Evaluator *evaluator, const Code *code, Value *object, Str name, Arguments *arguments)
{
	const Row *row = NULL;

	if (object->kind == VALUE_STR || object->kind == VALUE_BYTES)
		row = method_of_str(name);
	else if (object->kind == VALUE_LIST || object->kind == VALUE_TUPLE)
		row = method_of_list(name);
	else if (object->kind == VALUE_DICT)
		row = method_of_dict(name);
	else if (object->kind == VALUE_SET)
		row = method_of_set(name);
	if (!row || arguments->open_positional || evaluator->raised || evaluator->stopped)
		return NULL;
	Invocation in = { evaluator, evaluator->arena, code, code_span(evaluator, code),
			  object,    arguments,        name };
	return row->run(&in);
}

Value *value_attribute_of_known(Evaluator *evaluator, const Code *code, Value *object, Str name)
{
	const char *kind = value_kind_name(object->kind);

	return unknown(evaluator, code, "attribute '%.*s' of a %s", STR_ARG(name), kind);
}

size_t text_count_characters(Str text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
	return count;
}
