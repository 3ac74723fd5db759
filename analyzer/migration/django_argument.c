// Arguments of Django's calls; declared in django_model.h.
#include "migration/django_model.h"

const Value *django_argument(const Value *call, size_t position, const char *keyword)
{
	const Value *value = NULL;

	if (!call || call->kind != VALUE_CALL)
		return NULL;
	if (position != SIZE_MAX)
		value = value_positional(call, position);
	return value ? value : value_keyword(call, keyword);
}

static const Value *enum_value(const Value *value)
{
	return value && value->kind == VALUE_INSTANCE && value->instance.enum_value
		? value->instance.enum_value
		: value;
}

Str django_text(Arena *arena, const Value *value)
{
	Str text = STR_NONE;

	value = enum_value(value);
	if (!value || value->kind != VALUE_STR || !value_plain_text(value, arena, &text))
		return STR_NONE;
	return text;
}

bool django_true(const Value *value, bool otherwise)
{
	bool truth;

	return value && value_truth(value, &truth) ? truth : otherwise;
}

bool django_is_none(const Value *value)
{
	return !value || value->kind == VALUE_NONE;
}

bool django_is_list(const Value *value)
{
	return value && (value->kind == VALUE_LIST || value->kind == VALUE_TUPLE || value->kind == VALUE_SET);
}

DjangoNames django_names(Arena *arena, const Value *value)
{
	DjangoNames names = { 0 };

	if (value && value->kind == VALUE_STR)
		array_push(arena, &names, django_text(arena, value));
	for (size_t i = 0; django_is_list(value) && i < value->items->len; i++)
		array_push(arena, &names, django_text(arena, value->items->items[i]));
	return names;
}

const Value *django_entry(Arena *arena, const Value *dict, const char *key)
{
	const Value *found = NULL;

	for (size_t i = 0; dict && dict->kind == VALUE_DICT && i < dict->dict.entries->len; i++)
		if (str_is(django_text(arena, dict->dict.entries->items[i].key), key))
			found = dict->dict.entries->items[i].value;
	return found;
}
