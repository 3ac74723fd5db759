// Operators: arithmetic, comparison, boolean logic.

#include "python/internal.h"

// The one-symbolic-operand case: an expression of the library's, kept as written.
static Value *symbolic_operation(Evaluator *evaluator, const Code *code, Str op, Value *left, Value *right)
{
	Value *value = value_new(evaluator->arena, VALUE_OPERATOR, code_span(evaluator, code));

	value->operation.op = op;
	value->operation.left = left;
	value->operation.right = right;
	return value;
}

static Value *not_known(Evaluator *evaluator, const Code *code, Str op)
{
	return unknown(evaluator, code, "result of '%.*s'", STR_ARG(op));
}

static bool is_small_int(const Value *value)
{
	return value->kind == VALUE_BOOL || (value->kind == VALUE_INT && !value->number.digits.len);
}

static int64_t small_int(const Value *value)
{
	return value->kind == VALUE_BOOL ? value->boolean : value->integer;
}

static int64_t floor_divide(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static bool power(int64_t base, int64_t exponent, int64_t *result)
{
	*result = 1;
	if (exponent < 0 || exponent > 63)
		return false;
	while (exponent-- > 0)
		if (__builtin_mul_overflow(*result, base, result))
			return false;
	return true;
}

static bool add(int64_t a, int64_t b, int64_t *result)
{
	return !__builtin_add_overflow(a, b, result);
}

static bool subtract(int64_t a, int64_t b, int64_t *result)
{
	return !__builtin_sub_overflow(a, b, result);
}

static bool multiply(int64_t a, int64_t b, int64_t *result)
{
	return !__builtin_mul_overflow(a, b, result);
}

static bool divide(int64_t a, int64_t b, int64_t *result)
{
	if (b == 0 || (a == INT64_MIN && b == -1))
		return false;
	*result = floor_divide(a, b);
	return true;
}

static bool modulo(int64_t a, int64_t b, int64_t *result)
{
	if (!divide(a, b, result))
		return false;
	*result = a - b * *result;
	return true;
}

static bool and_bits(int64_t a, int64_t b, int64_t *result)
{
	*result = a & b;
	return true;
}

static bool or_bits(int64_t a, int64_t b, int64_t *result)
{
	*result = a | b;
	return true;
}

static bool xor_bits(int64_t a, int64_t b, int64_t *result)
{
	*result = a ^ b;
	return true;
}

static bool shift_left(int64_t a, int64_t b, int64_t *result)
{
	if (a < 0 || b < 0 || b > 62 || a > INT64_MAX >> b)
		return false;
	*result = a << b;
	return true;
}

static bool shift_right(int64_t a, int64_t b, int64_t *result)
{
	if (a < 0 || b < 0)
		return false;
	*result = b > 62 ? 0 : a >> b;
	return true;
}

typedef struct IntegerOperator {
	const char *op;
	bool (*apply)(int64_t a, int64_t b, int64_t *result); // false when the result is not an int64
} IntegerOperator;

static const IntegerOperator integer_operators[] = {
	{ "+", add },      { "-", subtract },    { "*", multiply },     { "//", divide },
	{ "%", modulo },   { "**", power },      { "&", and_bits },     { "|", or_bits },
	{ "^", xor_bits }, { "<<", shift_left }, { ">>", shift_right },
};

static Value *apply_integers(Evaluator *evaluator, const Code *code, Str op, Value *left, Value *right)
{
	int64_t result;

	for (size_t i = 0; i < sizeof integer_operators / sizeof *integer_operators; i++) {
		const IntegerOperator *row = &integer_operators[i];

		if (!str_is(op, row->op))
			continue;
		if (!row->apply(small_int(left), small_int(right), &result))
			break;
		if (left->kind == VALUE_BOOL && right->kind == VALUE_BOOL && strchr("&|^", row->op[0]))
			return value_bool(evaluator->arena, code_span(evaluator, code), result != 0);
		return value_int(evaluator->arena, code_span(evaluator, code), result);
	}
	return not_known(evaluator, code, op);
}

static Value *join_items(Evaluator *evaluator, const Code *code, Value *left, Value *right)
{
	ValueArray items = { 0 };

	if (!evaluator_step(evaluator, (left->items->len + right->items->len) / 4))
		return not_known(evaluator, code, STR("+"));
	for (size_t i = 0; i < left->items->len; i++)
		array_push(evaluator->arena, &items, left->items->items[i]);
	for (size_t i = 0; i < right->items->len; i++)
		array_push(evaluator->arena, &items, right->items->items[i]);
	return new_items(evaluator, code, left->kind, items);
}

Value *concatenate(Evaluator *evaluator, const Code *code, Value *left, Value *right)
{
	const Code *left_code = code_field(code, FIELD_LEFT);
	const Code *right_code = code_field(code, FIELD_RIGHT);
	Text *a = text_of(evaluator, code_span(evaluator, left_code ? left_code : code), left);
	Text *b = text_of(evaluator, code_span(evaluator, right_code ? right_code : code), right);

	return str_value(evaluator, code, text_concat(evaluator->arena, a, b));
}

static Value *repeat_text(Evaluator *evaluator, const Code *code, Value *value, int64_t times)
{
	Text *text = text_new(evaluator->arena);

	for (int64_t i = 0; i < times && evaluator_step(evaluator, 1); i++) {
		if (text->len + value->text->len > MAX_TEXT_BYTES || i > (int64_t)MAX_SEQUENCE_ITEMS) {
			evaluator_limit(evaluator, LIMIT_TEXT, code_span(evaluator, code));
			return not_known(evaluator, code, STR("*"));
		}
		text_append(text, evaluator->arena, value->text);
	}
	return value_text(evaluator->arena, value->kind, code_span(evaluator, code), text);
}

static Value *repeat_items(Evaluator *evaluator, const Code *code, Value *value, int64_t times)
{
	ValueArray items = { 0 };

	for (int64_t i = 0; i < times && value->items->len; i++) {
		if (items.len + value->items->len > MAX_SEQUENCE_ITEMS) {
			evaluator_limit(evaluator, LIMIT_ITEMS, code_span(evaluator, code));
			return not_known(evaluator, code, STR("*"));
		}
		for (size_t j = 0; j < value->items->len; j++)
			array_push(evaluator->arena, &items, value->items->items[j]);
	}
	return new_items(evaluator, code, value->kind, items);
}

static Value *repeat(Evaluator *evaluator, const Code *code, Value *value, int64_t times)
{
	if (value->kind == VALUE_STR || value->kind == VALUE_BYTES)
		return repeat_text(evaluator, code, value, times);
	if (value->kind == VALUE_LIST || value->kind == VALUE_TUPLE)
		return repeat_items(evaluator, code, value, times);
	return not_known(evaluator, code, STR("*"));
}

static bool contains_item(const ValueArray *items, const Value *value)
{
	for (size_t i = 0; i < items->len; i++)
		if (value_same(items->items[i], value))
			return true;
	return false;
}

// Sets: union, intersection, difference; both are known to be sets.
static Value *apply_sets(Evaluator *evaluator, const Code *code, Str op, Value *left, Value *right)
{
	ValueArray items = { 0 };
	bool keep_common = str_is(op, "&");
	bool all = str_is(op, "|") || str_is(op, "^");

	evaluator_step(evaluator, left->items->len * (1 + right->items->len / 4));
	for (size_t i = 0; i < left->items->len; i++) {
		bool common = contains_item(right->items, left->items->items[i]);

		if (str_is(op, "|") || common == keep_common)
			array_push(evaluator->arena, &items, left->items->items[i]);
	}
	for (size_t i = 0; all && i < right->items->len; i++)
		if (!contains_item(left->items, right->items->items[i]))
			array_push(evaluator->arena, &items, right->items->items[i]);
	return new_items(evaluator, code, VALUE_SET, items);
}

static Value *merge_dicts(Evaluator *evaluator, const Code *code, Value *left, Value *right)
{
	Value *dict = new_dict(evaluator, code);

	for (size_t i = 0; i < left->dict.entries->len; i++)
		dict_put(evaluator, dict, left->dict.entries->items[i].key,
			 left->dict.entries->items[i].value);
	for (size_t i = 0; i < right->dict.entries->len; i++)
		dict_put(evaluator, dict, right->dict.entries->items[i].key,
			 right->dict.entries->items[i].value);
	return dict;
}

static bool is_set_operator(Str op)
{
	return op.len == 1 && strchr("|&-^", op.data[0]);
}

// Both operands are known; one of the container kinds.
static Value *apply_containers(Evaluator *evaluator, const Code *code, Str op, Value *left, Value *right)
{
	bool both = left->kind == right->kind;

	if (str_is(op, "*") && is_small_int(right))
		return repeat(evaluator, code, left, small_int(right));
	if (str_is(op, "*") && is_small_int(left))
		return repeat(evaluator, code, right, small_int(left));
	if (str_is(op, "+") && both && (left->kind == VALUE_LIST || left->kind == VALUE_TUPLE))
		return join_items(evaluator, code, left, right);
	if (both && left->kind == VALUE_SET && is_set_operator(op))
		return apply_sets(evaluator, code, op, left, right);
	if (both && left->kind == VALUE_DICT && str_is(op, "|"))
		return merge_dicts(evaluator, code, left, right);
	return not_known(evaluator, code, op);
}

// Whether operators of `value` are a library's: users.c.name + "x" is no text.
static bool overloads(Evaluator *evaluator, const Value *value)
{
	const Host *host = evaluator->host;

	return value->kind == VALUE_OPERATOR ||
		(value_is_symbolic(value) && host->overloads && host->overloads(host->state, value));
}

static const ValueArray *items_of(const Value *value)
{
	if (value->kind == VALUE_UNKNOWN)
		return value->unknown.items;
	return value->kind == VALUE_LIST || value->kind == VALUE_TUPLE ? value->items : NULL;
}

// One of the operands is not known. What it is added to is in the list all the same.
static Value *partly_known(Evaluator *evaluator, const Code *code, Str op, const Value *left,
			   const Value *right)
{
	const ValueArray *parts[] = { items_of(left), items_of(right) };
	Value *value = not_known(evaluator, code, op);
	ValueArray *items = arena_new(evaluator->arena, ValueArray);

	if (!str_is(op, "+"))
		return value;
	for (int part = 0; part < 2; part++)
		for (size_t i = 0; parts[part] && i < parts[part]->len && evaluator_step(evaluator, 1); i++)
			array_push(evaluator->arena, items, parts[part]->items[i]);
	value->unknown.items = items->len ? items : NULL;
	return value;
}

Value *apply_operator(Evaluator *evaluator, const Code *code, Str op, Value *left, Value *right)
{
	bool text = left->kind == VALUE_STR || right->kind == VALUE_STR;

	if (str_is(op, "%") && left->kind == VALUE_STR)
		return format_percent(evaluator, code, left, right);
	// A text stays one whatever is added to it: what is not known becomes a hole.
	bool addable = left->kind >= VALUE_SYMBOL || right->kind >= VALUE_SYMBOL || left->kind == right->kind;
	if (str_is(op, "+") && text && addable && !overloads(evaluator, left) && !overloads(evaluator, right))
		return concatenate(evaluator, code, left, right);
	if (value_is_symbolic(left) || value_is_symbolic(right))
		return symbolic_operation(evaluator, code, op, left, right);
	if (left->kind == VALUE_BYTES && right->kind == VALUE_BYTES && str_is(op, "+"))
		return value_text(evaluator->arena, VALUE_BYTES, code_span(evaluator, code),
				  text_concat(evaluator->arena, left->text, right->text));
	if (left->kind == VALUE_UNKNOWN || right->kind == VALUE_UNKNOWN)
		return partly_known(evaluator, code, op, left, right);
	bool has_float = left->kind == VALUE_FLOAT || right->kind == VALUE_FLOAT;
	Value *real = has_float || str_is(op, "/") ? apply_floats(evaluator, code, op, left, right) : NULL;
	if (real)
		return real;
	if (is_small_int(left) && is_small_int(right))
		return apply_integers(evaluator, code, op, left, right);
	return apply_containers(evaluator, code, op, left, right);
}

Value *evaluate_binary(Evaluator *evaluator, const Code *code)
{
	const Code *left = code_field(code, FIELD_LEFT);
	const Code *op = code_field(code, FIELD_OPERATOR);
	const Code *right = code_field(code, FIELD_RIGHT);

	if (!left || !op || !right)
		return not_known(evaluator, code, STR("?"));
	Value *value = evaluate(evaluator, left);
	return apply_operator(evaluator, code, code_text(evaluator, op), value, evaluate(evaluator, right));
}

static Value *negate(Evaluator *evaluator, const Code *code, const Value *value)
{
	Span span = code_span(evaluator, code);

	if (is_small_int(value) && small_int(value) != INT64_MIN)
		return value_int(evaluator->arena, span, -small_int(value));
	Value *number = value_new(evaluator->arena, value->kind, span);
	Str digits = value->number.digits;
	number->number.digits = digits.len && digits.data[0] == '-'
		? str_slice(digits, 1, digits.len)
		: str_from(arena_printf(evaluator->arena, "-%.*s", STR_ARG(digits)));
	return number;
}

Value *evaluate_unary(Evaluator *evaluator, const Code *code)
{
	const Code *op = code_field(code, FIELD_OPERATOR);
	const Code *argument = code_field(code, FIELD_ARGUMENT);

	if (!op || !argument)
		return not_known(evaluator, code, STR("?"));
	Value *value = evaluate(evaluator, argument);
	Str sign = code_text(evaluator, op);
	if (value_is_symbolic(value))
		return symbolic_operation(evaluator, code, sign, NULL, value);
	bool number = value->kind == VALUE_BOOL || value->kind == VALUE_INT || value->kind == VALUE_FLOAT;
	if (number && str_is(sign, "-"))
		return negate(evaluator, code, value);
	if (number && str_is(sign, "+"))
		return value;
	if (is_small_int(value) && str_is(sign, "~"))
		return value_int(evaluator->arena, code_span(evaluator, code), ~small_int(value));
	return not_known(evaluator, code, sign);
}

Value *evaluate_not(Evaluator *evaluator, const Code *code)
{
	const Code *argument = code_field(code, FIELD_ARGUMENT);
	Value *value = argument ? evaluate(evaluator, argument) : not_known(evaluator, code, STR("not"));
	bool truth;

	if (truth_of(evaluator, value, &truth))
		return value_bool(evaluator->arena, code_span(evaluator, code), !truth);
	if (value_is_symbolic(value))
		return symbolic_operation(evaluator, code, STR("not"), NULL, value);
	return not_known(evaluator, code, STR("not"));
}

typedef struct Operand {
	const Code *code;
	Value *value;
} Operand;

static Flow run_operand(Evaluator *evaluator, void *state)
{
	Operand *operand = state;

	operand->value = evaluate(evaluator, operand->code);
	return evaluator->stopped ? FLOW_STOP : FLOW_NEXT;
}

Value *evaluate_boolean(Evaluator *evaluator, const Code *code)
{
	const Code *op = code_field(code, FIELD_OPERATOR);
	const Code *right = code_field(code, FIELD_RIGHT);
	const Code *left_code = code_field(code, FIELD_LEFT);
	bool truth;

	if (!op || !right || !left_code)
		return not_known(evaluator, code, STR("?"));
	Value *left = evaluate(evaluator, left_code);
	bool is_and = code_is(evaluator, op, "and");
	if (truth_of(evaluator, left, &truth))
		return truth == is_and ? evaluate(evaluator, right) : left;
	// Whether the right side is evaluated at all is not known.
	Operand operand = { right, NULL };
	branch_optional(evaluator, run_operand, &operand);
	if (!operand.value)
		return not_known(evaluator, code, is_and ? STR("and") : STR("or"));
	if (truth_of(evaluator, operand.value, &truth) && truth != is_and &&
	    operand.value->kind == VALUE_BOOL)
		return operand.value; // x and False, x or True
	if (value_is_symbolic(left) || value_is_symbolic(operand.value))
		return symbolic_operation(evaluator, code, is_and ? STR("and") : STR("or"), left,
					  operand.value);
	return not_known(evaluator, code, is_and ? STR("and") : STR("or"));
}

// `value in container`; false when it cannot be told.
static bool contains(Evaluator *evaluator, const Value *container, const Value *value, bool *answer)
{
	bool known = true;
	bool same;

	*answer = false;
	if (container->kind == VALUE_DICT) {
		evaluator_step(evaluator, container->dict.entries->len / 64);
		*answer = dict_find(container, value, &known) != NULL;
		return known;
	}
	if (container->kind == VALUE_STR && value->kind == VALUE_STR) {
		if (text_has_hole(container->text) || text_has_hole(value->text))
			return false;
		Str haystack = text_bytes(container->text, evaluator->arena);

		*answer = str_find(haystack, text_bytes(value->text, evaluator->arena), 0) != SIZE_MAX;
		return true;
	}
	if (!value_is_sequence(container))
		return false;
	evaluator_step(evaluator, container->items->len / 4);
	for (size_t i = 0; i < container->items->len && !*answer; i++) {
		if (!value_equal(container->items->items[i], value, &same))
			known = false;
		else
			*answer = same;
	}
	return known || *answer;
}

// Whether `value` is the name of a type of Python, as type() gives it.
static bool is_type_name(const Value *value)
{
	static const char *const names[] = { "NoneType",  "bool",  "bytes", "dict",   "float",
					     "frozenset", "int",   "list",  "object", "set",
					     "str",       "tuple", "type" };

	for (size_t i = 0; value->kind == VALUE_SYMBOL && i < sizeof names / sizeof *names; i++)
		if (str_is(value->symbol, names[i]))
			return true;
	return false;
}

// `a is b` for the constants it is used with.
static bool identical(const Value *a, const Value *b, bool *answer)
{
	bool singleton = a->kind == VALUE_NONE || b->kind == VALUE_NONE || a->kind == VALUE_BOOL ||
		b->kind == VALUE_BOOL;

	if (a == b && a->kind != VALUE_UNKNOWN)
		return *answer = true;
	if (is_type_name(a) && is_type_name(b))
		return *answer = str_equal(a->symbol, b->symbol), true;
	// Something a library built is never None; what a call or an attribute gives may be.
	if (a->kind == VALUE_UNKNOWN || b->kind == VALUE_UNKNOWN || value_is_symbolic(a) ||
	    value_is_symbolic(b))
		return false;
	if (!singleton && a->kind != VALUE_CLASS && a->kind != VALUE_INSTANCE)
		return false;
	if (a->kind != b->kind)
		return *answer = false, true;
	if (a->kind == VALUE_INSTANCE)
		return *answer = false, true;
	return value_equal(a, b, answer);
}

static bool compare_order(Str op, int order)
{
	if (str_is(op, "<"))
		return order < 0;
	if (str_is(op, "<="))
		return order <= 0;
	if (str_is(op, ">"))
		return order > 0;
	return order >= 0;
}

// The answer of a comparison of values that are not symbolic; false when it is not known.
static bool compare(Evaluator *evaluator, Str op, const Value *left, const Value *right, bool *answer)
{
	bool negated = str_is(op, "!=") || str_is(op, "<>") || str_is(op, "not in") || str_is(op, "is not");
	bool known;
	int order;

	if (str_is(op, "==") || str_is(op, "!=") || str_is(op, "<>"))
		known = value_equal(left, right, answer);
	else if (str_is(op, "in") || str_is(op, "not in"))
		known = contains(evaluator, right, left, answer);
	else if (str_is(op, "is") || str_is(op, "is not"))
		known = identical(left, right, answer);
	else if ((known = value_order(left, right, &order)))
		*answer = compare_order(op, order);
	*answer = *answer != negated;
	return known;
}

// Python's spelling with single blanks ("not  in" is one token with what is between).
static Str canonical(Str op)
{
	if (op.len > 3 && op.data[0] == 'n')
		return STR("not in");
	if (op.len > 3 && op.data[0] == 'i' && op.data[1] == 's')
		return STR("is not");
	return op;
}

Value *apply_comparison(Evaluator *evaluator, const Code *code, Str op, Value *left, Value *right)
{
	bool answer = false;
	// Membership in a known container can be told for a symbolic value only when it is the same object.
	bool symbolic = value_is_symbolic(left) || value_is_symbolic(right);
	bool identity = str_is(op, "is") || str_is(op, "is not");

	// Types are equal when they are the same.
	if (is_type_name(left) && is_type_name(right) && (str_is(op, "==") || str_is(op, "!="))) {
		op = str_is(op, "==") ? STR("is") : STR("is not");
		identity = true;
	}
	if ((!symbolic || identity) && compare(evaluator, op, left, right, &answer))
		return value_bool(evaluator->arena, code_span(evaluator, code), answer);
	if (!symbolic)
		return not_known(evaluator, code, op);
	Value *operation = symbolic_operation(evaluator, code, op, left, right);
	// `column is not None` is no expression of a library.
	if (identity && truth_of(evaluator, operation, &answer))
		return value_bool(evaluator->arena, code_span(evaluator, code), answer);
	return operation;
}

Value *evaluate_comparison(Evaluator *evaluator, const Code *code)
{
	const Code *child = code->first;
	Value *left = child && child->kind != CODE_OPERATOR ? evaluate(evaluator, child) : NULL;
	Value *result = NULL;

	for (child = child ? child->next : NULL; left && child && child->next; child = child->next->next) {
		Value *right = evaluate(evaluator, child->next);
		bool truth;

		if (child->kind != CODE_OPERATOR)
			break;
		Value *part = apply_comparison(evaluator, code, canonical(code_text(evaluator, child)), left,
					       right);
		if (part->kind == VALUE_BOOL && !part->boolean)
			return part;
		// a < b < c: all parts have to be true; the first that is not known stands for the whole.
		if (!result || (truth_of(evaluator, result, &truth) && truth))
			result = part;
		left = right;
	}
	return result ? result : not_known(evaluator, code, STR("comparison"));
}
