// Expressions: one function per kind of node.

#include "python/internal.h"

typedef Value *(*Evaluate)(Evaluator *evaluator, const Code *code);

static Value *evaluate_nothing(Evaluator *evaluator, const Code *code)
{
	return unknown(evaluator, code, "not an expression miglint reads");
}

static Value *evaluate_broken(Evaluator *evaluator, const Code *code)
{
	return unknown(evaluator, code, "syntax error");
}

static Value *evaluate_deep(Evaluator *evaluator, const Code *code)
{
	evaluator_limit(evaluator, LIMIT_SYNTAX, code_span(evaluator, code));
	return unknown(evaluator, code, "nested too deeply");
}

static Value *evaluate_first(Evaluator *evaluator, const Code *code)
{
	const Code *operand = code_operand(code);

	return operand ? evaluate(evaluator, operand)
		       : value_none(evaluator->arena, code_span(evaluator, code));
}

static Value *evaluate_true(Evaluator *evaluator, const Code *code)
{
	return value_bool(evaluator->arena, code_span(evaluator, code), true);
}

static Value *evaluate_false(Evaluator *evaluator, const Code *code)
{
	return value_bool(evaluator->arena, code_span(evaluator, code), false);
}

static Value *evaluate_none(Evaluator *evaluator, const Code *code)
{
	return value_none(evaluator->arena, code_span(evaluator, code));
}

static Value *evaluate_ellipsis(Evaluator *evaluator, const Code *code)
{
	return value_symbol(evaluator->arena, code_span(evaluator, code), STR("Ellipsis"));
}

static Value *evaluate_integer(Evaluator *evaluator, const Code *code)
{
	return literal_integer(evaluator->arena, code_span(evaluator, code));
}

static Value *evaluate_float(Evaluator *evaluator, const Code *code)
{
	return literal_float(evaluator->arena, code_span(evaluator, code));
}

// The module all names that nobody defines come from: the only star import, when there is just one.
static Value *name_from_star(Evaluator *evaluator, const Code *code, Str name)
{
	const Module *module = evaluator->module;

	if (module->stars.len != 1)
		return NULL;
	Value *star = value_symbol(evaluator->arena, code_span(evaluator, code), module->stars.items[0]);
	return value_attribute(evaluator->arena, star->span, star, name);
}

static Value *special_name(Evaluator *evaluator, const Code *code, Str name)
{
	Span span = code_span(evaluator, code);

	if (str_is(name, "__name__"))
		return unknown(evaluator, code, "'__name__'");
	if (str_is(name, "__file__"))
		return value_str(evaluator->arena, span, str_from(evaluator->module->source->path));
	if (is_builtin_name(name))
		return value_symbol(evaluator->arena, span, name);
	return NULL;
}

Value *told_name(Evaluator *evaluator, Span span, Str dotted)
{
	const Host *host = evaluator->host;

	return host->name ? host->name(host->state, span, dotted) : NULL;
}

// `value`, or what the host says of the name as it is written when it is not known.
static Value *or_told(Evaluator *evaluator, const Code *code, Value *value)
{
	bool open = !value || value->kind == VALUE_UNKNOWN || value_is_symbolic(value);
	Value *told = open && evaluator->host->name
		? told_name(evaluator, code_span(evaluator, code), code_text(evaluator, code))
		: NULL;

	return told ? told : value;
}

Value *read_name(Evaluator *evaluator, const Code *code)
{
	Str name = code_text(evaluator, code);
	Value *value = or_told(evaluator, code, scope_find(evaluator, name));

	if (value && value->kind == VALUE_UNKNOWN) {
		// The name as used here says more than the expression it once got its value from.
		Value *here = unknown(evaluator, code, "%.*s", STR_ARG(value->unknown.reason));
		here->unknown.items = value->unknown.items;
		here->unknown.any = value->unknown.any;
		return here;
	}
	if (!value)
		value = special_name(evaluator, code, name);
	if (!value)
		value = name_from_star(evaluator, code, name);
	return value ? value : unknown(evaluator, code, "name '%.*s' is not defined", STR_ARG(name));
}

// `[*f()]` is read as a call of `*f` where it is the only item.
bool is_splat(const Code *code)
{
	while (code->kind == CODE_CALL || code->kind == CODE_ATTRIBUTE || code->kind == CODE_SUBSCRIPT) {
		if (!code->first)
			return false;
		code = code->first;
	}
	return code->kind == CODE_LIST_SPLAT;
}

// Adds the items of `*x`; false when they are not known.
static bool splat(Evaluator *evaluator, const Code *code, ValueArray *items)
{
	ValueArray more = { 0 };

	if (!iterate(evaluator, evaluate(evaluator, code), &more))
		return false;
	for (size_t i = 0; i < more.len; i++)
		array_push(evaluator->arena, items, more.items[i]);
	return true;
}

static Value *evaluate_items(Evaluator *evaluator, const Code *code, ValueKind kind)
{
	ValueArray items = { 0 };
	bool known = true;

	for (const Code *item = code->first; item && evaluator_step(evaluator, 1); item = item->next) {
		if (item->kind == CODE_OPERATOR)
			continue;
		if (is_splat(item))
			known &= splat(evaluator, item, &items);
		else
			array_push(evaluator->arena, &items, evaluate(evaluator, item));
	}
	if (!known)
		return unknown(evaluator, code, "contains items that are not known");
	return new_items(evaluator, code, kind, items);
}

static Value *evaluate_list(Evaluator *evaluator, const Code *code)
{
	return evaluate_items(evaluator, code, VALUE_LIST);
}

static Value *evaluate_tuple(Evaluator *evaluator, const Code *code)
{
	return evaluate_items(evaluator, code, VALUE_TUPLE);
}

static Value *evaluate_set(Evaluator *evaluator, const Code *code)
{
	Value *list = evaluate_items(evaluator, code, VALUE_LIST);

	return list->kind == VALUE_LIST ? set_of(evaluator, code, list->items) : list;
}

static bool splat_dict(Evaluator *evaluator, Value *dict, Value *more)
{
	if (more->kind != VALUE_DICT)
		return false;
	for (size_t i = 0; i < more->dict.entries->len; i++)
		dict_put(evaluator, dict, more->dict.entries->items[i].key,
			 more->dict.entries->items[i].value);
	return true;
}

static Value *evaluate_dictionary(Evaluator *evaluator, const Code *code)
{
	Value *dict = new_dict(evaluator, code);
	bool known = true;

	for (const Code *item = code->first; item && evaluator_step(evaluator, 1); item = item->next) {
		if (item->kind == CODE_DICTIONARY_SPLAT && code_operand(item)) {
			known &= splat_dict(evaluator, dict, evaluate(evaluator, code_operand(item)));
		} else if (item->kind == CODE_PAIR) {
			const Code *key = code_field(item, FIELD_KEY);
			const Code *value = code_field(item, FIELD_VALUE);

			if (!key || !value)
				continue;
			Value *left = evaluate(evaluator, key);
			dict_put(evaluator, dict, left, evaluate(evaluator, value));
		}
	}
	return known ? dict : unknown(evaluator, code, "contains items that are not known");
}

static Value *evaluate_attribute(Evaluator *evaluator, const Code *code)
{
	const Code *object = code_field(code, FIELD_OBJECT);
	const Code *name = code_field(code, FIELD_ATTRIBUTE);

	if (!object || !name)
		return evaluate_broken(evaluator, code);
	return or_told(evaluator, code,
		       read_attribute(evaluator, code, evaluate(evaluator, object),
				      code_text(evaluator, name)));
}

// Arm states of `a if condition else b`.
typedef struct Choice {
	const Code *code;
	Value *value;
} Choice;

static Flow run_choice(Evaluator *evaluator, void *state)
{
	Choice *choice = state;

	choice->value = evaluate(evaluator, choice->code);
	return evaluator->stopped ? FLOW_STOP : FLOW_NEXT;
}

static Value *evaluate_conditional(Evaluator *evaluator, const Code *code)
{
	const Code *then = code->first;
	const Code *condition = then ? then->next : NULL;
	const Code *otherwise = condition ? condition->next : NULL;
	bool truth;

	if (!otherwise)
		return evaluate_broken(evaluator, code);
	if (truth_of(evaluator, evaluate(evaluator, condition), &truth))
		return evaluate(evaluator, truth ? then : otherwise);
	Choice a = { then, NULL };
	Choice b = { otherwise, NULL };
	branch_run(evaluator, 2, (const Arm[]){ run_choice, run_choice }, (void *const[]){ &a, &b });
	if (a.value && b.value && value_same(a.value, b.value))
		return a.value;
	return unknown(evaluator, code, "depends on a condition that is not known");
}

static Value *evaluate_named(Evaluator *evaluator, const Code *code)
{
	const Code *name = code_field(code, FIELD_NAME);
	const Code *right = code_field(code, FIELD_VALUE);

	if (!name || !right)
		return evaluate_broken(evaluator, code);
	Value *value = evaluate(evaluator, right);
	// Python binds it outside of comprehensions; those are the only scopes that are no function's.
	scope_bind(evaluator, code_text(evaluator, name), value);
	return value;
}

static Value *evaluate_lambda(Evaluator *evaluator, const Code *code)
{
	return define_function(evaluator, code, NULL);
}

static bool is_yield_from(const Evaluator *evaluator, const Code *code)
{
	const Code *operand = code_operand(code);
	Str between = str_slice(evaluator->module->source->text, code->start,
				operand ? operand->start : code->start);

	return str_find(between, STR("from"), 0) != SIZE_MAX;
}

static Value *evaluate_yield(Evaluator *evaluator, const Code *code)
{
	const Code *operand = code_operand(code);
	Value *value = operand ? evaluate(evaluator, operand)
			       : value_none(evaluator->arena, code_span(evaluator, code));
	Frame *frame = evaluator->frame;
	ValueArray items = { 0 };

	if (is_yield_from(evaluator, code) && iterate(evaluator, value, &items)) {
		for (size_t i = 0; frame->on_yield && i < items.len; i++)
			frame->on_yield(evaluator, frame->yield_state, items.items[i]);
		return unknown(evaluator, code, "result of a generator");
	}
	if (frame->on_yield)
		frame->on_yield(evaluator, frame->yield_state, value);
	return unknown(evaluator, code, "value sent to a generator");
}

static const Evaluate evaluations[CODE_KIND_COUNT] = {
	[CODE_ERROR] = evaluate_broken,
	[CODE_TOO_DEEP] = evaluate_deep,
	[CODE_IDENTIFIER] = read_name,
	[CODE_STRING] = evaluate_string,
	[CODE_CONCATENATED_STRING] = evaluate_concatenated,
	[CODE_INTEGER] = evaluate_integer,
	[CODE_FLOAT] = evaluate_float,
	[CODE_TRUE] = evaluate_true,
	[CODE_FALSE] = evaluate_false,
	[CODE_NONE] = evaluate_none,
	[CODE_ELLIPSIS] = evaluate_ellipsis,
	[CODE_ATTRIBUTE] = evaluate_attribute,
	[CODE_SUBSCRIPT] = evaluate_subscript,
	[CODE_CALL] = evaluate_call,
	[CODE_PARENTHESIZED] = evaluate_first,
	[CODE_EXPRESSION_LIST] = evaluate_tuple,
	[CODE_PATTERN_LIST] = evaluate_tuple,
	[CODE_TUPLE] = evaluate_tuple,
	[CODE_LIST] = evaluate_list,
	[CODE_SET] = evaluate_set,
	[CODE_DICTIONARY] = evaluate_dictionary,
	[CODE_LIST_COMPREHENSION] = evaluate_comprehension,
	[CODE_SET_COMPREHENSION] = evaluate_comprehension,
	[CODE_DICTIONARY_COMPREHENSION] = evaluate_comprehension,
	[CODE_GENERATOR] = evaluate_comprehension,
	[CODE_BINARY] = evaluate_binary,
	[CODE_BOOLEAN] = evaluate_boolean,
	[CODE_COMPARISON] = evaluate_comparison,
	[CODE_NOT] = evaluate_not,
	[CODE_UNARY] = evaluate_unary,
	[CODE_CONDITIONAL] = evaluate_conditional,
	[CODE_NAMED] = evaluate_named,
	[CODE_LAMBDA] = evaluate_lambda,
	[CODE_LIST_SPLAT] = evaluate_first, // who evaluates it adds the items
	[CODE_AWAIT] = evaluate_first,
	[CODE_YIELD] = evaluate_yield,
	[CODE_ASSIGNMENT] = run_assignment,
};

Value *evaluate(Evaluator *evaluator, const Code *code)
{
	Evaluate function = evaluations[code->kind] ? evaluations[code->kind] : evaluate_nothing;

	if (!evaluator_step(evaluator, 1))
		return unknown(evaluator, code, "not evaluated");
	if (evaluator->depth >= MAX_EVALUATION_DEPTH) {
		evaluator_limit(evaluator, LIMIT_DEPTH, code_span(evaluator, code));
		return unknown(evaluator, code, "nested too deeply");
	}
	evaluator->depth++;
	Value *value = function(evaluator, code);
	evaluator->depth--;
	// An attribute may be missing, an operator may refuse; calls are counted where they are made.
	evaluator->risks += code->kind != CODE_IDENTIFIER && value->kind >= VALUE_ATTRIBUTE &&
		value_is_symbolic(value);
	return value;
}

bool truth_of(Evaluator *evaluator, const Value *value, bool *truth)
{
	const Host *host = evaluator->host;

	if (value_is_symbolic(value) && host->truth && host->truth(host->state, evaluator, value, truth))
		return true;
	// A module that was imported, a function or class of Python.
	if (value->kind == VALUE_SYMBOL && str_find_char(value->symbol, '.', 0) == SIZE_MAX)
		return *truth = true;
	return value_truth(value, truth);
}
