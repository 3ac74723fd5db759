// Methods of list, tuple, dict and set.

#include "python/builtin.h"

// Before a change. A change by something unknown makes the whole unknown.
static void touch(const Invocation *in)
{
	value_touch(in->evaluator, in->self);
}

static Value *forget(const Invocation *in)
{
	touch(in);
	value_forget(in->evaluator, in->self, STR("changed by something that is not known"));
	return give_none(in);
}

static void push_all(const Invocation *in, ValueArray *items, const ValueArray *more)
{
	for (size_t i = 0; i < more->len; i++)
		array_push(in->arena, items, more->items[i]);
}

static Value *append(const Invocation *in)
{
	if (!given(in, 0) || in->self->kind != VALUE_LIST)
		return NULL;
	touch(in);
	array_push(in->arena, in->self->items, given(in, 0));
	return give_none(in);
}

static Value *extend(const Invocation *in)
{
	ValueArray more = { 0 };

	if (!given(in, 0) || in->self->kind != VALUE_LIST)
		return NULL;
	if (!iterate(in->evaluator, given(in, 0), &more))
		return forget(in);
	touch(in);
	push_all(in, in->self->items, &more);
	return give_none(in);
}

static Value *insert(const Invocation *in)
{
	int64_t at;
	int64_t len = (int64_t)in->self->items->len;

	if (!given(in, 1) || in->self->kind != VALUE_LIST)
		return NULL;
	if (!given_int(in, 0, &at))
		return forget(in);
	at = at < 0 ? (at + len < 0 ? 0 : at + len) : at > len ? len : at;
	touch(in);
	array_push(in->arena, in->self->items, NULL);
	Value **place = &in->self->items->items[at];
	memmove(place + 1, place, (size_t)(len - at) * sizeof(Value *));
	*place = given(in, 1);
	return give_none(in);
}

static Value *list_pop(const Invocation *in)
{
	int64_t at = -1;

	if (in->self->kind != VALUE_LIST || !in->self->items->len)
		return NULL;
	if (given(in, 0) && !given_int(in, 0, &at)) {
		forget(in);
		return NULL;
	}
	Value *key = give_int(in, at);
	Value *item = read_item(in->evaluator, in->code, in->self, key);
	touch(in);
	item_remove(in->self, key);
	return item;
}

// The place of the value; -1 when it is not there, -2 when that cannot be told.
static int64_t place_of(const ValueArray *items, const Value *value)
{
	bool same;

	for (size_t i = 0; i < items->len; i++) {
		if (!value_equal(items->items[i], value, &same))
			return -2;
		if (same)
			return (int64_t)i;
	}
	return -1;
}

static Value *take_out(const Invocation *in)
{
	if (!given(in, 0) || in->self->kind == VALUE_TUPLE)
		return NULL;
	int64_t place = place_of(in->self->items, given(in, 0));
	if (place == -2)
		return forget(in);
	if (place < 0)
		return give_none(in);
	touch(in);
	Value **at = &in->self->items->items[place];
	memmove(at, at + 1, (in->self->items->len - (size_t)place - 1) * sizeof(Value *));
	in->self->items->len--;
	return give_none(in);
}

static Value *index_of(const Invocation *in)
{
	int64_t place = given(in, 0) ? place_of(in->self->items, given(in, 0)) : -2;

	return place >= 0 ? give_int(in, place) : NULL;
}

static Value *count_of(const Invocation *in)
{
	int64_t times = 0;
	bool same;

	for (size_t i = 0; given(in, 0) && i < in->self->items->len; i++) {
		if (!value_equal(in->self->items->items[i], given(in, 0), &same))
			return NULL;
		times += same;
	}
	return given(in, 0) ? give_int(in, times) : NULL;
}

static Value *clear(const Invocation *in)
{
	if (in->self->kind == VALUE_TUPLE)
		return NULL;
	touch(in);
	if (in->self->kind == VALUE_DICT)
		in->self->dict.entries->len = 0;
	else
		in->self->items->len = 0;
	return give_none(in);
}

static Value *copy(const Invocation *in)
{
	ValueArray items = { 0 };

	if (in->self->kind == VALUE_DICT) {
		Value *dict = new_dict(in->evaluator, in->code);

		for (size_t i = 0; i < in->self->dict.entries->len; i++)
			array_push(in->arena, dict->dict.entries, in->self->dict.entries->items[i]);
		return dict;
	}
	push_all(in, &items, in->self->items);
	return give_items(in, in->self->kind, items);
}

static Value *list_reverse(const Invocation *in)
{
	if (in->self->kind != VALUE_LIST)
		return NULL;
	touch(in);
	ValueArray *items = in->self->items;
	for (size_t i = 0; i < items->len / 2; i++) {
		Value *other = items->items[items->len - 1 - i];

		items->items[items->len - 1 - i] = items->items[i];
		items->items[i] = other;
	}
	return give_none(in);
}

static Value *list_sort(const Invocation *in)
{
	Value *reverse = given_keyword(in, "reverse");
	bool backwards = false;

	if (in->self->kind != VALUE_LIST)
		return NULL;
	touch(in);
	if ((reverse && !value_truth(reverse, &backwards)) ||
	    !sort_values(in, in->self->items, given_keyword(in, "key"), backwards))
		return forget(in);
	return give_none(in);
}

static Value *dict_get(const Invocation *in)
{
	bool known;

	if (!given(in, 0))
		return NULL;
	Value *value = dict_find(in->self, given(in, 0), &known);
	if (!known)
		return NULL;
	if (value)
		return value;
	return given(in, 1) ? given(in, 1) : give_none(in);
}

static Value *pair_of(const Invocation *in, Value *key, Value *value)
{
	ValueArray pair = { 0 };

	array_push(in->arena, &pair, key);
	array_push(in->arena, &pair, value);
	return give_items(in, VALUE_TUPLE, pair);
}

static Value *dict_items(const Invocation *in)
{
	ValueArray items = { 0 };

	for (size_t i = 0; i < in->self->dict.entries->len; i++) {
		const DictEntry *entry = &in->self->dict.entries->items[i];

		array_push(in->arena, &items, pair_of(in, entry->key, entry->value));
	}
	return give_items(in, VALUE_LIST, items);
}

static Value *dict_keys(const Invocation *in)
{
	ValueArray items = { 0 };

	for (size_t i = 0; i < in->self->dict.entries->len; i++)
		array_push(in->arena, &items, in->self->dict.entries->items[i].key);
	return give_items(in, VALUE_LIST, items);
}

static Value *dict_values(const Invocation *in)
{
	ValueArray items = { 0 };

	for (size_t i = 0; i < in->self->dict.entries->len; i++)
		array_push(in->arena, &items, in->self->dict.entries->items[i].value);
	return give_items(in, VALUE_LIST, items);
}

// Adds the entries of a dict or of pairs; false when they are not known.
static bool put_all(const Invocation *in, Value *dict, Value *more)
{
	ValueArray pairs = { 0 };

	if (more->kind == VALUE_DICT) {
		for (size_t i = 0; i < more->dict.entries->len; i++)
			dict_put(in->evaluator, dict, more->dict.entries->items[i].key,
				 more->dict.entries->items[i].value);
		return true;
	}
	if (!iterate(in->evaluator, more, &pairs))
		return false;
	for (size_t i = 0; i < pairs.len; i++) {
		const Value *pair = pairs.items[i];

		if (!value_is_sequence(pair) || pair->items->len != 2)
			return false;
		dict_put(in->evaluator, dict, pair->items->items[0], pair->items->items[1]);
	}
	return true;
}

static Value *dict_update(const Invocation *in)
{
	touch(in);
	if (in->arguments->open_keywords || (given(in, 0) && !put_all(in, in->self, given(in, 0))))
		return forget(in);
	for (size_t i = 0; i < in->arguments->keywords.len; i++) {
		const Keyword *keyword = &in->arguments->keywords.items[i];

		dict_put(in->evaluator, in->self, value_str(in->arena, keyword->span, keyword->name),
			 keyword->value);
	}
	return give_none(in);
}

static Value *dict_pop(const Invocation *in)
{
	Value *value = given(in, 0) ? dict_get(in) : NULL;

	if (!value) {
		forget(in);
		return NULL;
	}
	touch(in);
	item_remove(in->self, given(in, 0));
	return value;
}

static Value *dict_setdefault(const Invocation *in)
{
	bool known;
	Value *value = given(in, 0) ? dict_find(in->self, given(in, 0), &known) : NULL;

	if (!given(in, 0))
		return NULL;
	if (value)
		return value;
	if (!known) {
		forget(in);
		return NULL;
	}
	touch(in);
	value = given(in, 1) ? given(in, 1) : give_none(in);
	dict_put(in->evaluator, in->self, given(in, 0), value);
	return value;
}

static void add_unique(const Invocation *in, ValueArray *items, Value *value)
{
	for (size_t i = 0; i < items->len; i++)
		if (value_same(items->items[i], value))
			return;
	array_push(in->arena, items, value);
	evaluator_step(in->evaluator, items->len / 4);
}

static Value *set_add(const Invocation *in)
{
	if (!given(in, 0))
		return NULL;
	touch(in);
	add_unique(in, in->self->items, given(in, 0));
	return give_none(in);
}

static Value *set_update(const Invocation *in)
{
	ValueArray more = { 0 };

	for (size_t i = 0; given(in, i); i++)
		if (!iterate(in->evaluator, given(in, i), &more))
			return forget(in);
	touch(in);
	for (size_t i = 0; i < more.len; i++)
		add_unique(in, in->self->items, more.items[i]);
	return give_none(in);
}

// union, intersection ...: the operator of that meaning, applied to every argument.
static Value *set_combine(const Invocation *in)
{
	static const struct {
		const char *name;
		const char *op;
	} operators[] = { { "union", "|" },
			  { "intersection", "&" },
			  { "difference", "-" },
			  { "symmetric_difference", "^" } };
	Value *result = in->self;
	Str op = STR_NONE;

	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
		if (str_is(in->name, operators[i].name))
			op = str_from(operators[i].op);
	for (size_t i = 0; given(in, i); i++) {
		ValueArray items = { 0 };

		if (!iterate(in->evaluator, given(in, i), &items))
			return NULL;
		result = apply_operator(in->evaluator, in->code, op, result,
					set_of(in->evaluator, in->code, &items));
	}
	return result;
}

static Value *set_includes(const Invocation *in)
{
	bool subset = str_is(in->name, "issubset");
	ValueArray other = { 0 };

	if (!given(in, 0) || !iterate(in->evaluator, given(in, 0), &other))
		return NULL;
	const ValueArray *part = subset ? in->self->items : &other;
	const ValueArray *whole = subset ? &other : in->self->items;
	for (size_t i = 0; i < part->len; i++) {
		int64_t place = place_of(whole, part->items[i]);

		if (place < 0)
			return place == -1 ? give_bool(in, false) : NULL;
	}
	return give_bool(in, true);
}

static const Row list_rows[] = {
	{ "append", append },   { "clear", clear },          { "copy", copy },      { "count", count_of },
	{ "extend", extend },   { "index", index_of },       { "insert", insert },  { "pop", list_pop },
	{ "remove", take_out }, { "reverse", list_reverse }, { "sort", list_sort },
};

static const Row dict_rows[] = {
	{ "clear", clear },
	{ "copy", copy },
	{ "get", dict_get },
	{ "items", dict_items },
	{ "iteritems", dict_items },
	{ "itervalues", dict_values },
	{ "keys", dict_keys },
	{ "pop", dict_pop },
	{ "setdefault", dict_setdefault },
	{ "update", dict_update },
	{ "values", dict_values },
};

// Which item it takes is Python's secret, unless there is one only.
static Value *set_pop(const Invocation *in)
{
	Value *value = in->self->items->len == 1 ? in->self->items->items[0] : NULL;

	touch(in);
	if (!value) {
		forget(in);
		return NULL;
	}
	in->self->items->len = 0;
	return value;
}

static const Row set_rows[] = {
	{ "add", set_add },
	{ "clear", clear },
	{ "copy", copy },
	{ "difference", set_combine },
	{ "difference_update", forget },
	{ "discard", take_out },
	{ "intersection", set_combine },
	{ "intersection_update", forget },
	{ "issubset", set_includes },
	{ "issuperset", set_includes },
	{ "pop", set_pop },
	{ "remove", take_out },
	{ "symmetric_difference", set_combine },
	{ "symmetric_difference_update", forget },
	{ "union", set_combine },
	{ "update", set_update },
};

const Row *method_of_list(Str name)
{
	return row_find(list_rows, sizeof list_rows / sizeof *list_rows, name);
}

const Row *method_of_dict(Str name)
{
	return row_find(dict_rows, sizeof dict_rows / sizeof *dict_rows, name);
}

const Row *method_of_set(Str name)
{
	return row_find(set_rows, sizeof set_rows / sizeof *set_rows, name);
}
