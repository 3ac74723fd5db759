// Assignment to every kind of target, and del.

#include "python/internal.h"

static bool is_star(const Code *target)
{
	return target->kind == CODE_LIST_SPLAT_PATTERN || target->kind == CODE_LIST_SPLAT;
}

static Value *not_unpacked(Evaluator *evaluator, const Code *target, const Value *value)
{
	const char *source = value_source_line(evaluator->arena, value);

	return unknown(evaluator, target, "part of '%s'", source);
}

// a, b = value with a value whose items are not known: every part is unknown, symbolic ones are items of it.
static void unpack_unknown(Evaluator *evaluator, const Code *targets, Value *value)
{
	int64_t position = 0;

	for (const Code *target = targets->first; target; target = target->next) {
		if (target->kind == CODE_OPERATOR)
			continue;
		Value *part = not_unpacked(evaluator, target, value);
		if (value_is_symbolic(value) && !is_star(target)) {
			part = value_new(evaluator->arena, VALUE_INDEX, code_span(evaluator, target));
			part->index.object = value;
			part->index.key = value_int(evaluator->arena, part->span, position);
		}
		assign(evaluator, target, part);
		position++;
	}
}

static size_t count_targets(const Code *targets)
{
	size_t count = 0;

	for (const Code *target = targets->first; target; target = target->next)
		count += target->kind != CODE_OPERATOR;
	return count;
}

static void unpack(Evaluator *evaluator, const Code *targets, Value *value)
{
	ValueArray items = { 0 };
	size_t count = count_targets(targets);
	size_t position = 0;

	if (!iterate(evaluator, value, &items)) {
		unpack_unknown(evaluator, targets, value);
		return;
	}
	for (const Code *target = targets->first; target && evaluator_step(evaluator, 1);
	     target = target->next) {
		if (target->kind == CODE_OPERATOR)
			continue;
		if (is_star(target)) {
			size_t rest = items.len + 1 > count ? items.len + 1 - count : 0;
			ValueArray some = { 0 };

			for (; rest && position < items.len; rest--)
				array_push(evaluator->arena, &some, items.items[position++]);
			assign(evaluator, target, new_items(evaluator, target, VALUE_LIST, some));
		} else {
			assign(evaluator, target,
			       position < items.len ? items.items[position]
						    : not_unpacked(evaluator, target, value));
			position++;
		}
	}
}

static void assign_attribute(Evaluator *evaluator, const Code *target, Value *value)
{
	const Code *object_code = code_field(target, FIELD_OBJECT);
	const Code *name_code = code_field(target, FIELD_ATTRIBUTE);

	if (!object_code || !name_code)
		return;
	Value *object = evaluate(evaluator, object_code);
	Str name = code_text(evaluator, name_code);
	if (object->kind == VALUE_INSTANCE) {
		value_touch(evaluator, object);
		map_set(object->instance.fields, evaluator->arena, name, value);
	} else if (object->kind == VALUE_CLASS) {
		value_touch(evaluator, object);
		map_set(object->klass->attributes, evaluator->arena, name, value);
	} else if (value_is_symbolic(object) && evaluator->host->assign) {
		Value *attribute =
			value_attribute(evaluator->arena, code_span(evaluator, target), object, name);

		evaluator->host->assign(evaluator->host->state, evaluator, attribute, value);
	}
}

static void assign_item(Evaluator *evaluator, const Code *target, Value *value)
{
	const Code *object_code = code_field(target, FIELD_VALUE);
	const Code *key_code = code_field(target, FIELD_SUBSCRIPT);

	if (!object_code || !key_code)
		return;
	Value *object = evaluate(evaluator, object_code);
	Value *key = key_code->kind == CODE_SLICE ? unknown(evaluator, key_code, "slice")
						  : evaluate(evaluator, key_code);
	if (object->kind != VALUE_DICT && object->kind != VALUE_LIST)
		return;
	value_touch(evaluator, object);
	if (object->kind == VALUE_DICT && value_is_known(key)) {
		dict_put(evaluator, object, key, value);
		return;
	}
	int64_t len = object->kind == VALUE_LIST ? (int64_t)object->items->len : 0;
	int64_t index = key->kind == VALUE_INT && key->integer < 0 ? key->integer + len : key->integer;
	if (key->kind == VALUE_INT && index >= 0 && index < len)
		object->items->items[index] = value;
	else // nobody knows what it holds now
		value_forget(evaluator, object, STR("changed at a place that is not known"));
}

void assign(Evaluator *evaluator, const Code *target, Value *value)
{
	if (!evaluator_step(evaluator, 1))
		return;
	switch (target->kind) {
	case CODE_IDENTIFIER:
		scope_bind(evaluator, code_text(evaluator, target), value);
		break;
	case CODE_PATTERN_LIST:
	case CODE_TUPLE_PATTERN:
	case CODE_LIST_PATTERN:
	case CODE_EXPRESSION_LIST:
	case CODE_TUPLE:
	case CODE_LIST:
		unpack(evaluator, target, value);
		break;
	case CODE_LIST_SPLAT_PATTERN:
	case CODE_LIST_SPLAT:
	case CODE_PARENTHESIZED:
	case CODE_AS_PATTERN_TARGET:
		if (code_operand(target))
			assign(evaluator, code_operand(target), value);
		break;
	case CODE_ATTRIBUTE:
		assign_attribute(evaluator, target, value);
		break;
	case CODE_SUBSCRIPT:
		assign_item(evaluator, target, value);
		break;
	default:
		break;
	}
}

Value *run_assignment(Evaluator *evaluator, const Code *code)
{
	const Code *left = code_field(code, FIELD_LEFT);
	const Code *right = code_field(code, FIELD_RIGHT);

	if (!left || !right) // a bare annotation
		return value_none(evaluator->arena, code_span(evaluator, code));
	// `a = b = value`: the right side is an assignment itself.
	Value *value = evaluate(evaluator, right);
	if (!evaluator->raised && !evaluator->stopped)
		assign(evaluator, left, value);
	return value;
}

// x += y on a list, set or dict changes it in place; true when that was done.
static bool augment_in_place(Evaluator *evaluator, Str op, Value *left, Value *right)
{
	ValueArray items = { 0 };

	if (left->kind == VALUE_DICT && right->kind == VALUE_DICT && str_is(op, "|")) {
		value_touch(evaluator, left);
		for (size_t i = 0; i < right->dict.entries->len; i++)
			dict_put(evaluator, left, right->dict.entries->items[i].key,
				 right->dict.entries->items[i].value);
		return true;
	}
	if (left->kind != VALUE_LIST || !str_is(op, "+"))
		return false;
	value_touch(evaluator, left);
	if (!iterate(evaluator, right, &items))
		value_forget(evaluator, left, STR("extended by items that are not known"));
	for (size_t i = 0; i < items.len && left->kind == VALUE_LIST; i++)
		array_push(evaluator->arena, left->items, items.items[i]);
	return true;
}

void run_augmented(Evaluator *evaluator, const Code *code)
{
	const Code *left = code_field(code, FIELD_LEFT);
	const Code *op = code_field(code, FIELD_OPERATOR);
	const Code *right = code_field(code, FIELD_RIGHT);

	if (!left || !op || !right)
		return;
	Value *old = evaluate(evaluator, left);
	Value *value = evaluate(evaluator, right);
	Str sign = code_text(evaluator, op);
	sign = str_slice(sign, 0, sign.len ? sign.len - 1 : 0);
	if (evaluator->raised || evaluator->stopped || augment_in_place(evaluator, sign, old, value))
		return;
	assign(evaluator, left, apply_operator(evaluator, code, sign, old, value));
}

static void delete_item(Evaluator *evaluator, const Code *target)
{
	const Code *object_code = code_field(target, FIELD_VALUE);
	const Code *key_code = code_field(target, FIELD_SUBSCRIPT);
	Value *object = object_code ? evaluate(evaluator, object_code) : NULL;

	if (!object || !key_code || (object->kind != VALUE_DICT && object->kind != VALUE_LIST))
		return;
	Value *key = key_code->kind == CODE_SLICE ? NULL : evaluate(evaluator, key_code);
	value_touch(evaluator, object);
	if (!key || !item_remove(object, key))
		value_forget(evaluator, object, STR("items that are not known were deleted"));
}

static void delete_target(Evaluator *evaluator, const Code *target)
{
	if (target->kind == CODE_IDENTIFIER) {
		scope_unbind(evaluator, code_text(evaluator, target));
	} else if (target->kind == CODE_SUBSCRIPT) {
		delete_item(evaluator, target);
	} else if (target->kind == CODE_EXPRESSION_LIST || target->kind == CODE_TUPLE ||
		   target->kind == CODE_PARENTHESIZED) {
		for (const Code *each = target->first; each; each = each->next)
			delete_target(evaluator, each);
	}
}

void run_delete(Evaluator *evaluator, const Code *code)
{
	for (const Code *target = code->first; target; target = target->next)
		delete_target(evaluator, target);
}
