// Attributes and items.

#include "python/internal.h"

static Value *ask_host(Evaluator *evaluator, Value *attribute)
{
	const Host *host = evaluator->host;
	Value *value = host->attribute ? host->attribute(host->state, evaluator, attribute) : NULL;

	return value ? value : attribute;
}

static Value *instance_attribute(Evaluator *evaluator, const Code *code, Value *object, Str name)
{
	Value *value = map_get(object->instance.fields, name);

	if (value)
		return value;
	if (object->instance.enum_value && str_is(name, "value"))
		return object->instance.enum_value;
	if (object->instance.enum_value && str_is(name, "name"))
		return value_str(evaluator->arena, object->span, object->instance.name);
	value = class_attribute(object->instance.klass, name);
	if (!value)
		return unknown(evaluator, code, "attribute '%.*s' of an instance of '%.*s'", STR_ARG(name),
			       STR_ARG(object->instance.klass->name));
	Value *bound = bind_method(evaluator, value, object, NULL);
	if (bound->kind == VALUE_FUNCTION && bound->function->is_property && bound->function->self)
		return call_function(evaluator, code, bound->function,
				     arena_new(evaluator->arena, Arguments));
	return bound;
}

// What the host says of an attribute of a module.
static Value *told_member(Evaluator *evaluator, const Code *code, const Value *object, Str name)
{
	const char *dotted =
		arena_printf(evaluator->arena, "%.*s.%.*s", STR_ARG(object->klass->symbol), STR_ARG(name));

	return told_name(evaluator, code_span(evaluator, code), str_from(dotted));
}

static Value *class_member(Evaluator *evaluator, const Code *code, Value *object, Str name)
{
	Value *value = class_attribute(object->klass, name);
	Value *told = object->klass->symbol.len && evaluator->host->name
		? told_member(evaluator, code, object, name)
		: NULL;

	if (told)
		return told;
	if (value)
		return bind_method(evaluator, value, NULL, object);
	if (str_is(name, "__name__") || str_is(name, "__qualname__"))
		return value_str(evaluator->arena, object->span, object->klass->name);
	if (object->klass->symbol.len) {
		Value *module = value_symbol(evaluator->arena, object->span, object->klass->symbol);

		return value_attribute(evaluator->arena, code_span(evaluator, code), module, name);
	}
	// What a library class gives its subclasses (`Model.__table__`) stays symbolic.
	return value_attribute(evaluator->arena, code_span(evaluator, code), object, name);
}

Value *read_attribute(Evaluator *evaluator, const Code *code, Value *object, Str name)
{
	if (value_is_symbolic(object))
		return ask_host(evaluator,
				value_attribute(evaluator->arena, code_span(evaluator, code), object, name));
	switch (object->kind) {
	case VALUE_INSTANCE:
		return instance_attribute(evaluator, code, object, name);
	case VALUE_CLASS: {
		Value *value = class_member(evaluator, code, object, name);

		return value->kind == VALUE_ATTRIBUTE ? ask_host(evaluator, value) : value;
	}
	case VALUE_FUNCTION:
		if (str_is(name, "__name__"))
			return value_str(evaluator->arena, object->span, object->function->name);
		break;
	case VALUE_UNKNOWN:
		return unknown(evaluator, code, "%.*s", STR_ARG(object->unknown.reason));
	default:
		break;
	}
	return value_attribute_of_known(evaluator, code, object, name);
}

// The offset of the n-th character of `text`.
static size_t character_offset(Str text, size_t n)
{
	size_t at = 0;

	while (n && at < text.len) {
		at++;
		while (at < text.len && ((unsigned char)text.data[at] & 0xC0) == 0x80)
			at++;
		n--;
	}
	return at;
}

static Value *text_item(Evaluator *evaluator, const Code *code, Value *object, Value *key)
{
	if (text_has_hole(object->text) || key->kind != VALUE_INT)
		return unknown(evaluator, code, "part of a text that is not known");
	Str bytes = text_bytes(object->text, evaluator->arena);
	int64_t len = (int64_t)text_count_characters(bytes);
	int64_t index = key->integer < 0 ? key->integer + len : key->integer;

	if (index < 0 || index >= len)
		return raise_known(evaluator, code, "IndexError", "index out of range");
	size_t start = character_offset(bytes, (size_t)index);
	size_t end = start + character_offset(str_slice(bytes, start, bytes.len), 1);
	return str_value(evaluator, code, text_slice(evaluator->arena, object->text, start, end));
}

static Value *sequence_item(Evaluator *evaluator, const Code *code, Value *object, Value *key)
{
	if (key->kind != VALUE_INT || key->number.digits.len)
		return unknown(evaluator, code, "index that is not known");
	int64_t len = (int64_t)object->items->len;
	int64_t index = key->integer < 0 ? key->integer + len : key->integer;
	if (index < 0 || index >= len)
		return raise_known(evaluator, code, "IndexError", "index out of range");
	return object->items->items[index];
}

static Value *dict_item(Evaluator *evaluator, const Code *code, Value *object, Value *key)
{
	bool known;
	Value *value;

	evaluator_step(evaluator, object->dict.entries->len / 64);
	value = dict_find(object, key, &known);
	if (known && !value)
		return raise_known(evaluator, code, "KeyError", "key that is not there");
	return value && known ? value : unknown(evaluator, code, "key that is not known");
}

static Value *enum_item(Evaluator *evaluator, const Code *code, Value *object, Value *key)
{
	Str name;

	if (object->klass->is_enum && value_plain_text(key, evaluator->arena, &name)) {
		Value *member = class_attribute(object->klass, name);

		if (member)
			return member;
	}
	return unknown(evaluator, code, "member that is not known");
}

Value *read_item(Evaluator *evaluator, const Code *code, Value *object, Value *key)
{
	switch (object->kind) {
	case VALUE_STR:
		return text_item(evaluator, code, object, key);
	case VALUE_LIST:
	case VALUE_TUPLE:
		return sequence_item(evaluator, code, object, key);
	case VALUE_DICT:
		return dict_item(evaluator, code, object, key);
	case VALUE_CLASS:
		return enum_item(evaluator, code, object, key);
	case VALUE_INSTANCE:
		if (object->instance.klass->is_record && map_get(object->instance.fields, STR(RECORD_ITEMS)))
			return sequence_item(evaluator, code,
					     map_get(object->instance.fields, STR(RECORD_ITEMS)), key);
		break;
	default:
		break;
	}
	if (!value_is_symbolic(object))
		return unknown(evaluator, code, "item of a value that is not known");
	Value *value = value_new(evaluator->arena, VALUE_INDEX, code_span(evaluator, code));
	value->index.object = object;
	value->index.key = key;
	return ask_host(evaluator, value);
}

// Bounds: the parts of `a:b:c`; `known` false when one is not a known int.
typedef struct Bounds {
	int64_t part[3];
	bool given[3];
	bool known;
} Bounds;

static Bounds read_bounds(Evaluator *evaluator, const Code *slice)
{
	Bounds bounds = { .known = true };
	Str text = evaluator->module->source->text;
	uint32_t at = slice->start;
	size_t part = 0;

	for (const Code *each = slice->first;; each = each->next) {
		uint32_t until = each ? each->start : slice->end;

		for (; at < until; at++)
			part += text.data[at] == ':';
		if (!each || part > 2)
			return bounds;
		Value *value = evaluate(evaluator, each);
		at = each->end;
		if (value->kind == VALUE_NONE)
			continue;
		bounds.known &= value->kind == VALUE_INT && !value->number.digits.len;
		bounds.given[part] = true;
		bounds.part[part] = value->kind == VALUE_INT ? value->integer : 0;
	}
}

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
	return value < low ? low : value > high ? high : value;
}

// Python's rule for one end of a slice of something `len` long.
static int64_t resolve(const Bounds *bounds, int part, int64_t len, bool backwards)
{
	int64_t low = backwards ? -1 : 0;
	int64_t high = backwards ? len - 1 : len;
	int64_t value = bounds->part[part];

	if (!bounds->given[part])
		return (part == 0) == backwards ? high : low;
	return clamp(value < 0 ? value + len : value, low, high);
}

static Value *slice_text(Evaluator *evaluator, const Code *code, Value *object, const Bounds *bounds)
{
	if (text_has_hole(object->text))
		return unknown(evaluator, code, "part of a text that is not known");
	Str bytes = text_bytes(object->text, evaluator->arena);
	int64_t len = (int64_t)text_count_characters(bytes);
	int64_t step = bounds->given[2] ? bounds->part[2] : 1;
	int64_t start = resolve(bounds, 0, len, step < 0);
	int64_t end = resolve(bounds, 1, len, step < 0);
	Text *text = text_new(evaluator->arena);

	if (step == 1) {
		size_t from = character_offset(bytes, (size_t)start);
		size_t to = character_offset(bytes, (size_t)(end > start ? end : start));

		return str_value(evaluator, code, text_slice(evaluator->arena, object->text, from, to));
	}
	for (int64_t i = start; step && (step > 0 ? i < end : i > end) && evaluator_step(evaluator, 1);
	     i += step) {
		size_t from = character_offset(bytes, (size_t)i);
		size_t to = from + character_offset(str_slice(bytes, from, bytes.len), 1);

		text_append(text, evaluator->arena, text_slice(evaluator->arena, object->text, from, to));
		if (step > len || step < -len)
			break;
	}
	return str_value(evaluator, code, text);
}

static Value *slice_items(Evaluator *evaluator, const Code *code, Value *object, const Bounds *bounds)
{
	int64_t len = (int64_t)object->items->len;
	int64_t step = bounds->given[2] ? bounds->part[2] : 1;
	int64_t start = resolve(bounds, 0, len, step < 0);
	int64_t end = resolve(bounds, 1, len, step < 0);
	ValueArray items = { 0 };

	for (int64_t i = start; step && (step > 0 ? i < end : i > end) && evaluator_step(evaluator, 1);
	     i += step) {
		array_push(evaluator->arena, &items, object->items->items[i]);
		if (step > len || step < -len)
			break;
	}
	return new_items(evaluator, code, object->kind, items);
}

// A part of a symbolic value: its INDEX by a call of `slice`, whose arguments are not told.
static Value *part_of_symbolic(Evaluator *evaluator, const Code *code, Value *object, const Code *slice)
{
	Value *value = value_new(evaluator->arena, VALUE_INDEX, code_span(evaluator, code));
	Value *callee = value_symbol(evaluator->arena, code_span(evaluator, slice), str_from("slice"));

	value->index.object = object;
	value->index.key =
		value_call(evaluator->arena, callee->span, callee, arena_new(evaluator->arena, Arguments));
	return value;
}

static Value *evaluate_slice(Evaluator *evaluator, const Code *code, Value *object, const Code *slice)
{
	Bounds bounds = read_bounds(evaluator, slice);

	if (bounds.known && object->kind == VALUE_STR)
		return slice_text(evaluator, code, object, &bounds);
	if (bounds.known && (object->kind == VALUE_LIST || object->kind == VALUE_TUPLE))
		return slice_items(evaluator, code, object, &bounds);
	if (value_is_symbolic(object))
		return part_of_symbolic(evaluator, code, object, slice);
	return unknown(evaluator, code, "part of a value that is not known");
}

Value *evaluate_subscript(Evaluator *evaluator, const Code *code)
{
	const Code *object = code_field(code, FIELD_VALUE);
	const Code *key = code_field(code, FIELD_SUBSCRIPT);

	if (!object || !key)
		return unknown(evaluator, code, "syntax error");
	Value *value = evaluate(evaluator, object);
	if (key->kind == CODE_SLICE)
		return evaluate_slice(evaluator, code, value, key);
	if (!code_next_field(key->next, FIELD_SUBSCRIPT))
		return read_item(evaluator, code, value, evaluate(evaluator, key));
	ValueArray keys = { 0 };
	for (; key; key = code_next_field(key->next, FIELD_SUBSCRIPT))
		array_push(evaluator->arena, &keys, evaluate(evaluator, key));
	return read_item(evaluator, code, value, new_items(evaluator, code, VALUE_TUPLE, keys));
}
