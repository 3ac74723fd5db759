// Truth, equality and order of values, and whether they are known at all. Values may be deep, shared and even cyclic: every
// walk has a budget and answers "not known" when it is used up.

#include "python/internal.h"

#include <stdlib.h>

static bool is_known(const Value *value, size_t *budget);

static bool all_known(const ValueArray *items, size_t *budget)
{
	for (size_t i = 0; i < items->len; i++)
		if (!is_known(items->items[i], budget))
			return false;
	return true;
}

static bool is_known(const Value *value, size_t *budget)
{
	// The budget also bounds the depth: each level takes 1 of MAX_VALUE_NODES.
	if (!*budget)
		return false;
	--*budget;
	if (value->kind == VALUE_STR || value->kind == VALUE_BYTES)
		return !text_has_hole(value->text);
	if (value_is_sequence(value))
		return all_known(value->items, budget);
	if (value->kind == VALUE_DICT) {
		for (size_t i = 0; i < value->dict.entries->len; i++) {
			const DictEntry *entry = &value->dict.entries->items[i];

			if (!is_known(entry->key, budget) || !is_known(entry->value, budget))
				return false;
		}
		return true;
	}
	return value->kind < VALUE_SYMBOL;
}

bool value_is_known(const Value *value)
{
	size_t budget = MAX_VALUE_NODES;

	return is_known(value, &budget);
}

static bool truth_of_text(const Text *text, bool *truth)
{
	*truth = text->len > 0;
	return text->len > 0 || !text_has_hole(text);
}

bool value_truth(const Value *value, bool *truth)
{
	switch (value->kind) {
	case VALUE_NONE:
		*truth = false;
		return true;
	case VALUE_BOOL:
		*truth = value->boolean;
		return true;
	case VALUE_INT:
		*truth = value->integer != 0 || value->number.digits.len;
		return true;
	case VALUE_FLOAT:
		*truth = false;
		for (size_t i = 0; i < value->number.digits.len && value->number.digits.data[i] != 'e'; i++)
			*truth |= value->number.digits.data[i] != '0' &&
				value->number.digits.data[i] != '.' && value->number.digits.data[i] != '-';
		return true;
	case VALUE_STR:
	case VALUE_BYTES:
		return truth_of_text(value->text, truth);
	case VALUE_LIST:
	case VALUE_TUPLE:
	case VALUE_SET:
		*truth = value->items->len > 0;
		return true;
	case VALUE_DICT:
		*truth = value->dict.entries->len > 0;
		return true;
	case VALUE_FUNCTION:
	case VALUE_CLASS:
	case VALUE_INSTANCE:
		*truth = true;
		return true;
	default:
		return false;
	}
}

static bool equal(const Value *a, const Value *b, bool *answer, size_t *budget);

static bool equal_items(const ValueArray *a, const ValueArray *b, bool *answer, size_t *budget)
{
	bool all = true;

	*answer = false;
	if (a->len != b->len)
		return true;
	for (size_t i = 0; i < a->len; i++) {
		bool same;

		if (!equal(a->items[i], b->items[i], &same, budget))
			all = false;
		else if (!same)
			return true;
	}
	*answer = true;
	return all;
}

// Whether every item of `a` is among those of `b`.
static bool subset(const ValueArray *a, const ValueArray *b, bool *answer, size_t *budget)
{
	*answer = false;
	for (size_t i = 0; i < a->len; i++) {
		bool found = false;

		for (size_t j = 0; j < b->len && !found; j++)
			if (!equal(a->items[i], b->items[j], &found, budget))
				return false;
		if (!found)
			return true;
	}
	*answer = true;
	return true;
}

static bool equal_dicts(const Value *a, const Value *b, bool *answer, size_t *budget)
{
	*answer = false;
	if (a->dict.entries->len != b->dict.entries->len)
		return true;
	for (size_t i = 0; i < a->dict.entries->len; i++) {
		const DictEntry *entry = &a->dict.entries->items[i];
		bool known;
		Value *other = dict_find(b, entry->key, &known);

		if (!known)
			return false;
		if (!other)
			return true;
		if (!equal(entry->value, other, answer, budget))
			return false;
		if (!*answer)
			return true;
	}
	*answer = true;
	return true;
}

static bool equal_texts(const Text *a, const Text *b, bool *answer)
{
	size_t i = 0;
	size_t j = 0;
	size_t at_a = 0;
	size_t at_b = 0;

	if (text_has_hole(a) || text_has_hole(b))
		return false;
	*answer = false;
	if (a->len != b->len)
		return true;
	while (i < a->pieces.len && j < b->pieces.len) {
		Str left = str_slice(a->pieces.items[i].text, at_a, a->pieces.items[i].text.len);
		Str right = str_slice(b->pieces.items[j].text, at_b, b->pieces.items[j].text.len);
		size_t len = left.len < right.len ? left.len : right.len;

		if (memcmp(left.data, right.data, len) != 0)
			return true;
		at_a = len == left.len ? (i++, 0) : at_a + len;
		at_b = len == right.len ? (j++, 0) : at_b + len;
	}
	*answer = true;
	return true;
}

static bool is_number(const Value *value)
{
	return value->kind == VALUE_BOOL || value->kind == VALUE_INT || value->kind == VALUE_FLOAT;
}

static int64_t integer_of(const Value *value)
{
	return value->kind == VALUE_BOOL ? value->boolean : value->integer;
}

static bool has_digits(const Value *value)
{
	return value->kind == VALUE_FLOAT || (value->kind == VALUE_INT && value->number.digits.len);
}

static double double_of(const Value *value)
{
	char digits[64] = "";

	if (!has_digits(value))
		return (double)integer_of(value);
	size_t len = value->number.digits.len < sizeof digits ? value->number.digits.len : sizeof digits - 1;
	memcpy(digits, value->number.digits.data, len);
	return strtod(digits, NULL);
}

static bool equal_numbers(const Value *a, const Value *b, bool *answer)
{
	if (has_digits(a) && has_digits(b) && a->kind == b->kind)
		*answer = str_equal(a->number.digits, b->number.digits);
	else if (has_digits(a) || has_digits(b))
		*answer = double_of(a) == double_of(b);
	else
		*answer = integer_of(a) == integer_of(b);
	return true;
}

// Values of different kinds, or of one kind without content: equal only when they are the same object.
static bool equal_by_identity(const Value *a, const Value *b, bool *answer)
{
	if (a->kind >= VALUE_SYMBOL || b->kind >= VALUE_SYMBOL) {
		*answer = true;
		return a->kind == VALUE_SYMBOL && b->kind == VALUE_SYMBOL && str_equal(a->symbol, b->symbol);
	}
	if (a->kind == VALUE_CLASS && b->kind == VALUE_CLASS)
		*answer = a->klass == b->klass;
	else if (a->kind == VALUE_INSTANCE && b->kind == VALUE_INSTANCE && !a->instance.enum_value)
		return *answer = false, false;
	else
		*answer = a->kind == VALUE_NONE && b->kind == VALUE_NONE;
	return true;
}

// A member of a str- or int-based enum equals its value.
static const Value *plain(const Value *value)
{
	return value->kind == VALUE_INSTANCE && value->instance.enum_value && value->instance.klass->is_plain
		? value->instance.enum_value
		: value;
}

static bool equal(const Value *a, const Value *b, bool *answer, size_t *budget)
{
	if (!*budget)
		return false;
	--*budget;
	if (a == b && a->kind != VALUE_UNKNOWN) {
		*answer = true;
		return true;
	}
	a = plain(a);
	b = plain(b);
	if (is_number(a) && is_number(b))
		return equal_numbers(a, b, answer);
	if (a->kind != b->kind)
		return equal_by_identity(a, b, answer);
	switch (a->kind) {
	case VALUE_STR:
	case VALUE_BYTES:
		return equal_texts(a->text, b->text, answer);
	case VALUE_LIST:
	case VALUE_TUPLE:
		return equal_items(a->items, b->items, answer, budget);
	case VALUE_SET:
		*answer = false;
		return a->items->len != b->items->len || subset(a->items, b->items, answer, budget);
	case VALUE_DICT:
		return equal_dicts(a, b, answer, budget);
	default:
		return equal_by_identity(a, b, answer);
	}
}

bool value_equal(const Value *a, const Value *b, bool *answer)
{
	size_t budget = MAX_VALUE_NODES;

	return equal(a, b, answer, &budget);
}

bool value_same(const Value *a, const Value *b)
{
	bool answer = false;

	if (a == b)
		return true;
	if (!a || !b || a->kind != b->kind)
		return false;
	return value_equal(a, b, &answer) && answer;
}

Value *dict_find(const Value *dict, const Value *key, bool *known)
{
	*known = true;
	for (size_t i = dict->dict.entries->len; i-- > 0;) {
		bool same;

		if (!value_equal(dict->dict.entries->items[i].key, key, &same))
			*known = false;
		else if (same)
			return dict->dict.entries->items[i].value;
	}
	return NULL;
}

static int sign(double difference)
{
	return (difference > 0) - (difference < 0);
}

static bool order_items(const ValueArray *a, const ValueArray *b, int *order, size_t *budget);

static bool order_values(const Value *a, const Value *b, int *order, size_t *budget)
{
	if (!*budget)
		return false;
	--*budget;
	if (is_number(a) && is_number(b)) {
		int64_t left = has_digits(a) ? 0 : integer_of(a);
		int64_t right = has_digits(b) ? 0 : integer_of(b);

		*order = has_digits(a) || has_digits(b) ? sign(double_of(a) - double_of(b))
							: (left > right) - (left < right);
		return true;
	}
	if (a->kind != b->kind)
		return false;
	if (a->kind == VALUE_STR || a->kind == VALUE_BYTES) {
		Arena scratch = { 0 };

		if (text_has_hole(a->text) || text_has_hole(b->text))
			return false;
		*order = str_compare(text_bytes(a->text, &scratch), text_bytes(b->text, &scratch));
		arena_release(&scratch);
		return true;
	}
	if (a->kind == VALUE_LIST || a->kind == VALUE_TUPLE)
		return order_items(a->items, b->items, order, budget);
	return false;
}

static bool order_items(const ValueArray *a, const ValueArray *b, int *order, size_t *budget)
{
	for (size_t i = 0; i < a->len && i < b->len; i++)
		if (!order_values(a->items[i], b->items[i], order, budget) || *order)
			return *order != 0 && *budget > 0 && value_is_known(a->items[i]) &&
				value_is_known(b->items[i]);
	*order = (a->len > b->len) - (a->len < b->len);
	return true;
}

bool value_order(const Value *a, const Value *b, int *order)
{
	size_t budget = MAX_VALUE_NODES;

	*order = 0;
	return order_values(a, b, order, &budget);
}
