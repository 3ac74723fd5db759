// sorted(), list.sort(), min() and max().

#include "python/builtin.h"

typedef struct Sorting {
	Value *key;
	Value *value;
} Sorting;

static Value *key_of(const Invocation *in, Value *key, Value *value)
{
	Arguments *arguments;

	if (!key || key->kind == VALUE_NONE)
		return value;
	arguments = arena_new(in->arena, Arguments);
	array_push(in->arena, &arguments->positional, value);
	return call_value(in->evaluator, in->code, key, arguments);
}

// Merges the sorted halves [0, middle) and [middle, count) through `scratch`. Stable, also backwards.
static bool merge(Sorting *items, size_t middle, size_t count, Sorting *scratch, bool reverse)
{
	size_t left = 0;
	size_t right = middle;

	for (size_t i = 0; i < count; i++) {
		int order = -1;

		if (left < middle && right < count && !value_order(items[left].key, items[right].key, &order))
			return false;
		bool take_left = right >= count || (left < middle && (reverse ? order >= 0 : order <= 0));
		scratch[i] = items[take_left ? left++ : right++];
	}
	memcpy(items, scratch, count * sizeof *items);
	return true;
}

bool sort_values(const Invocation *in, ValueArray *items, Value *key, bool reverse)
{
	Sorting *sorting = arena_array(in->arena, Sorting, items->len);
	Sorting *scratch = arena_array(in->arena, Sorting, items->len);

	for (size_t i = 0; i < items->len; i++)
		sorting[i] = (Sorting){ key_of(in, key, items->items[i]), items->items[i] };
	for (size_t width = 1; width < items->len; width *= 2) {
		if (!evaluator_step(in->evaluator, items->len))
			return false;
		for (size_t start = 0; start + width < items->len; start += 2 * width) {
			size_t rest = items->len - start;

			if (!merge(sorting + start, width, rest < 2 * width ? rest : 2 * width, scratch,
				   reverse))
				return false;
		}
	}
	for (size_t i = 0; i < items->len; i++)
		items->items[i] = sorting[i].value;
	return true;
}

Value *builtin_sorted(const Invocation *in)
{
	ValueArray items = { 0 };
	Value *reverse = given_keyword(in, "reverse");
	bool backwards = false;

	if (!given(in, 0) || !iterate(in->evaluator, given(in, 0), &items))
		return NULL;
	if ((reverse && !value_truth(reverse, &backwards)) ||
	    !sort_values(in, &items, given_keyword(in, "key"), backwards))
		return NULL;
	return give_items(in, VALUE_LIST, items);
}

Value *builtin_extreme(const Invocation *in)
{
	ValueArray items = { 0 };
	bool greatest = str_is(in->name, "max");
	int order;

	if (in->arguments->positional.len == 1) {
		if (!iterate(in->evaluator, given(in, 0), &items))
			return NULL;
	} else {
		items = in->arguments->positional;
	}
	Value *best = items.len ? items.items[0] : given_keyword(in, "default");
	for (size_t i = 1; i < items.len; i++) {
		Value *key = key_of(in, given_keyword(in, "key"), items.items[i]);

		if (!value_order(key, key_of(in, given_keyword(in, "key"), best), &order))
			return NULL;
		if (greatest ? order > 0 : order < 0)
			best = items.items[i];
	}
	return best;
}
