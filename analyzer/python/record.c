// Objects with named values that the standard library makes: namedtuple, SimpleNamespace.

#include "python/builtin.h"

static Class *new_class(const Invocation *in, Str name)
{
	Class *klass = arena_new(in->arena, Class);

	klass->name = name;
	klass->attributes = arena_new(in->arena, Map);
	return klass;
}

// The field names of `'a b'`, `'a, b'` or a sequence of texts; false when they are not known.
static bool read_fields(const Invocation *in, Value *value, Class *klass)
{
	ValueArray items = { 0 };
	Str text;

	if (!value_plain_text(value, in->arena, &text)) {
		if (value->kind == VALUE_STR || !iterate(in->evaluator, value, &items))
			return false;
		for (size_t i = 0; i < items.len; i++) {
			if (!value_plain_text(items.items[i], in->arena, &text))
				return false;
			array_push(in->arena, &klass->fields, text);
		}
		return true;
	}
	for (size_t at = 0; at < text.len;) {
		size_t end = at;

		while (end < text.len && text.data[end] != ' ' && text.data[end] != ',')
			end++;
		if (end > at)
			array_push(in->arena, &klass->fields, str_slice(text, at, end));
		at = end + 1;
	}
	return true;
}

Value *library_namedtuple(const Invocation *in)
{
	Value *defaults = given_keyword(in, "defaults");
	ValueArray values = { 0 };
	Str name;

	if (!given_text(in, 0, &name) || !given(in, 1) || in->arguments->open_keywords ||
	    in->arguments->keywords.len > (defaults != NULL))
		return NULL;
	Class *klass = new_class(in, name);
	if (!read_fields(in, given(in, 1), klass))
		return NULL;
	if (defaults && (!iterate(in->evaluator, defaults, &values) || values.len > klass->fields.len))
		return NULL;
	for (size_t i = 0; i < values.len; i++)
		map_set(klass->attributes, in->arena, klass->fields.items[klass->fields.len - values.len + i],
			values.items[i]);
	klass->is_record = true;
	Value *value = value_new(in->arena, VALUE_CLASS, in->span);
	value->klass = klass;
	return value;
}

Value *library_namespace(const Invocation *in)
{
	if (in->arguments->open_keywords || given(in, 0))
		return NULL;
	Value *instance = instance_new(in->evaluator, in->code, new_class(in, STR("SimpleNamespace")));
	for (size_t i = 0; i < in->arguments->keywords.len; i++)
		map_set(instance->instance.fields, in->arena, in->arguments->keywords.items[i].name,
			in->arguments->keywords.items[i].value);
	return instance;
}
