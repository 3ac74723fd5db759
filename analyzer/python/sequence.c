// Functions of Python over sequences: range, zip, map, any ...

#include "python/builtin.h"

static bool items_of(const Invocation *in, size_t n, ValueArray *items)
{
	return given(in, n) && iterate(in->evaluator, given(in, n), items);
}

// list(), tuple(), set() of an iterable.
static Value *collection(const Invocation *in, ValueKind kind)
{
	ValueArray items = { 0 };

	if (given(in, 0) && !items_of(in, 0, &items))
		return NULL;
	if (kind == VALUE_SET)
		return set_of(in->evaluator, in->code, &items);
	return give_items(in, kind, items);
}

Value *builtin_list(const Invocation *in)
{
	return collection(in, VALUE_LIST);
}

Value *builtin_tuple(const Invocation *in)
{
	return collection(in, VALUE_TUPLE);
}

Value *builtin_set(const Invocation *in)
{
	return collection(in, VALUE_SET);
}

Value *builtin_dict(const Invocation *in)
{
	Value *dict = new_dict(in->evaluator, in->code);

	if (in->arguments->open_keywords)
		return NULL;
	// dict.update() has the same arguments.
	Invocation update = *in;
	update.self = dict;
	method_of_dict(STR("update"))->run(&update);
	return dict->kind == VALUE_DICT ? dict : NULL;
}

Value *builtin_range(const Invocation *in)
{
	int64_t bounds[3] = { 0, 0, 1 };
	size_t count = in->arguments->positional.len;
	ValueArray items = { 0 };

	for (size_t i = 0; i < count && i < 3; i++)
		if (!given_int(in, i, &bounds[i]))
			return NULL;
	if (count == 1) {
		bounds[1] = bounds[0];
		bounds[0] = 0;
	}
	if (count < 1 || count > 3 || bounds[2] == 0)
		return NULL;
	for (int64_t i = bounds[0]; bounds[2] > 0 ? i < bounds[1] : i > bounds[1];) {
		if (items.len >= MAX_SEQUENCE_ITEMS) {
			evaluator_limit(in->evaluator, LIMIT_ITEMS, in->span);
			return NULL;
		}
		array_push(in->arena, &items, give_int(in, i));
		if (__builtin_add_overflow(i, bounds[2], &i))
			break;
	}
	return give_items(in, VALUE_LIST, items);
}

Value *builtin_enumerate(const Invocation *in)
{
	ValueArray items = { 0 };
	ValueArray pairs = { 0 };
	Value *start = given_either(in, 1, "start");
	int64_t number = start && start->kind == VALUE_INT ? start->integer : 0;

	if (!items_of(in, 0, &items) || (start && start->kind != VALUE_INT))
		return NULL;
	for (size_t i = 0; i < items.len; i++) {
		ValueArray pair = { 0 };

		array_push(in->arena, &pair, give_int(in, number + (int64_t)i));
		array_push(in->arena, &pair, items.items[i]);
		array_push(in->arena, &pairs, give_items(in, VALUE_TUPLE, pair));
	}
	return give_items(in, VALUE_LIST, pairs);
}

Value *builtin_zip(const Invocation *in)
{
	size_t count = in->arguments->positional.len;
	ValueArray *columns = arena_array(in->arena, ValueArray, count);
	ValueArray rows = { 0 };
	size_t len = count ? SIZE_MAX : 0;

	for (size_t i = 0; i < count; i++) {
		if (!items_of(in, i, &columns[i]))
			return NULL;
		len = columns[i].len < len ? columns[i].len : len;
	}
	for (size_t row = 0; row < len && evaluator_step(in->evaluator, count); row++) {
		ValueArray items = { 0 };

		for (size_t i = 0; i < count; i++)
			array_push(in->arena, &items, columns[i].items[row]);
		array_push(in->arena, &rows, give_items(in, VALUE_TUPLE, items));
	}
	return give_items(in, VALUE_LIST, rows);
}

Value *builtin_reversed(const Invocation *in)
{
	ValueArray items = { 0 };
	ValueArray backwards = { 0 };

	if (!items_of(in, 0, &items))
		return NULL;
	for (size_t i = items.len; i-- > 0;)
		array_push(in->arena, &backwards, items.items[i]);
	return give_items(in, VALUE_LIST, backwards);
}

static Value *apply(const Invocation *in, Value *function, ValueArray positional)
{
	Arguments *arguments = arena_new(in->arena, Arguments);

	arguments->positional = positional;
	return call_value(in->evaluator, in->code, function, arguments);
}

Value *builtin_map(const Invocation *in)
{
	ValueArray results = { 0 };
	Invocation rest = *in;
	Arguments sequences = { 0 };

	if (!given(in, 1))
		return NULL;
	for (size_t i = 1; given(in, i); i++)
		array_push(in->arena, &sequences.positional, given(in, i));
	rest.arguments = &sequences;
	Value *rows = builtin_zip(&rest);
	if (!rows)
		return NULL;
	for (size_t i = 0; i < rows->items->len && evaluator_step(in->evaluator, 1); i++)
		array_push(in->arena, &results, apply(in, given(in, 0), *rows->items->items[i]->items));
	return give_items(in, VALUE_LIST, results);
}

Value *builtin_filter(const Invocation *in)
{
	ValueArray items = { 0 };
	ValueArray kept = { 0 };
	bool truth;

	if (!given(in, 0) || !items_of(in, 1, &items))
		return NULL;
	for (size_t i = 0; i < items.len && evaluator_step(in->evaluator, 1); i++) {
		ValueArray one = { 0 };

		array_push(in->arena, &one, items.items[i]);
		Value *answer = given(in, 0)->kind == VALUE_NONE ? items.items[i]
								 : apply(in, given(in, 0), one);
		if (!truth_of(in->evaluator, answer, &truth))
			return NULL;
		if (truth)
			array_push(in->arena, &kept, items.items[i]);
	}
	return give_items(in, VALUE_LIST, kept);
}

// any() and all().
Value *builtin_quantifier(const Invocation *in)
{
	bool is_any = str_is(in->name, "any");
	ValueArray items = { 0 };
	bool known = true;
	bool truth;

	if (!items_of(in, 0, &items))
		return NULL;
	for (size_t i = 0; i < items.len; i++) {
		if (!truth_of(in->evaluator, items.items[i], &truth))
			known = false;
		else if (truth == is_any)
			return give_bool(in, is_any);
	}
	return known ? give_bool(in, !is_any) : NULL;
}

Value *builtin_sum(const Invocation *in)
{
	ValueArray items = { 0 };
	Value *start = given_either(in, 1, "start");
	Value *total = start ? start : give_int(in, 0);

	if (!items_of(in, 0, &items))
		return NULL;
	for (size_t i = 0; i < items.len && evaluator_step(in->evaluator, 1); i++)
		total = apply_operator(in->evaluator, in->code, STR("+"), total, items.items[i]);
	return total;
}

// Only of an iterator made on the spot: how far another one has come is not followed.
Value *builtin_next(const Invocation *in)
{
	const Code *arguments = code_field(in->code, FIELD_ARGUMENTS);
	const Code *first = arguments && arguments->kind == CODE_ARGUMENT_LIST ? code_operand(arguments)
									       : arguments;
	ValueArray items = { 0 };

	if (!first || (first->kind != CODE_GENERATOR && first->kind != CODE_CALL))
		return unknown(in->evaluator, in->code, "result of 'next()'");
	if (!items_of(in, 0, &items))
		return NULL;
	return items.len ? items.items[0] : given(in, 1);
}

// Whether a value that is known is an instance of the symbolic type; false in `*known` for protocols and the like.
static bool is_of_symbol(const Value *value, Str type, bool *known)
{
	static const struct {
		const char *name;
		ValueKind kind;
	} types[] = {
		{ "str", VALUE_STR },     { "int", VALUE_INT },        { "float", VALUE_FLOAT },
		{ "bytes", VALUE_BYTES }, { "list", VALUE_LIST },      { "dict", VALUE_DICT },
		{ "tuple", VALUE_TUPLE }, { "set", VALUE_SET },        { "bool", VALUE_BOOL },
		{ "int", VALUE_BOOL },    { "basestring", VALUE_STR }, { "unicode", VALUE_STR },
		{ "object", VALUE_INT },  { "frozenset", VALUE_SET },  { "long", VALUE_INT },
	};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_is(type, types[i].name) && value->kind == types[i].kind)
			return true;
	*known &= !str_starts_with(type, STR("collections.")) && !str_starts_with(type, STR("typing.")) &&
		!str_starts_with(type, STR("six.")) && !str_starts_with(type, STR("numbers.")) &&
		!str_is(type, "object");
	return false;
}

static bool derives(const Class *klass, const Value *type, bool *known, size_t *budget)
{
	if (type->kind == VALUE_CLASS && klass == type->klass)
		return true;
	*known &= type->kind == VALUE_CLASS || !klass->is_symbolic;
	for (size_t i = 0; i < klass->bases.len && *budget; i++) {
		const Value *base = klass->bases.items[i];

		--*budget;
		if (base->kind == VALUE_CLASS ? derives(base->klass, type, known, budget)
					      : value_same(base, type))
			return true;
	}
	return false;
}

bool value_is_instance(const Value *value, const Value *type, bool *known)
{
	size_t budget = MAX_CLASS_BASES;
	bool any = false;

	if (type->kind == VALUE_TUPLE) {
		for (size_t i = 0; i < type->items->len && !any; i++)
			any = type->items->items[i]->kind != VALUE_TUPLE &&
				value_is_instance(value, type->items->items[i], known);
		return any;
	}
	if (value->kind == VALUE_INSTANCE)
		return derives(value->instance.klass, type, known, &budget);
	if (type->kind == VALUE_SYMBOL && value->kind < VALUE_FUNCTION)
		return is_of_symbol(value, type->symbol, known);
	*known &= value->kind < VALUE_INSTANCE && type->kind == VALUE_CLASS;
	return false;
}

Value *builtin_isinstance(const Invocation *in)
{
	bool known = true;

	if (!given(in, 1) || given(in, 0)->kind >= VALUE_SYMBOL)
		return NULL;
	bool answer = value_is_instance(given(in, 0), given(in, 1), &known);
	return answer || known ? give_bool(in, answer) : NULL;
}
