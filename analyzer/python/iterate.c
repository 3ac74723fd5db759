// Loops and comprehensions.

#include "python/internal.h"

static void collect_yield(Evaluator *evaluator, void *state, Value *value)
{
	array_push(evaluator->arena, (ValueArray *)state, value);
}

static bool iterate_text(Evaluator *evaluator, Value *value, ValueArray *items)
{
	size_t at = 0;

	if (text_has_hole(value->text))
		return false;
	Str bytes = text_bytes(value->text, evaluator->arena);
	while (at < bytes.len && evaluator_step(evaluator, 1)) {
		size_t end = at + 1;

		while (end < bytes.len && ((unsigned char)bytes.data[end] & 0xC0) == 0x80)
			end++;
		array_push(evaluator->arena, items,
			   value_text(evaluator->arena, VALUE_STR, value->span,
				      text_slice(evaluator->arena, value->text, at, end)));
		at = end;
	}
	return true;
}

static bool iterate_instance(Evaluator *evaluator, Value *value, ValueArray *items)
{
	Value *record = map_get(value->instance.fields, STR(RECORD_ITEMS));

	return record && iterate(evaluator, record, items);
}

static bool iterate_symbolic(Evaluator *evaluator, Value *value, ValueArray *items)
{
	const Host *host = evaluator->host;

	evaluator->risks++;
	return host && host->iterate && host->iterate(host->state, evaluator, value, items);
}

bool iterate(Evaluator *evaluator, Value *value, ValueArray *items)
{
	switch (value->kind) {
	case VALUE_LIST:
	case VALUE_TUPLE:
	case VALUE_SET:
		for (size_t i = 0; i < value->items->len; i++)
			array_push(evaluator->arena, items, value->items->items[i]);
		return true;
	case VALUE_DICT:
		for (size_t i = 0; i < value->dict.entries->len; i++)
			array_push(evaluator->arena, items, value->dict.entries->items[i].key);
		return true;
	case VALUE_STR:
		return iterate_text(evaluator, value, items);
	case VALUE_CLASS:
		for (size_t i = 0; i < value->klass->members.len; i++)
			array_push(evaluator->arena, items, value->klass->members.items[i]);
		return value->klass->is_enum;
	case VALUE_INSTANCE:
		return iterate_instance(evaluator, value, items);
	case VALUE_CALL:
		if (!is_generator(value))
			return iterate_symbolic(evaluator, value, items);
		run_generator(evaluator, value, collect_yield, items);
		return !evaluator->raised;
	case VALUE_SYMBOL:
	case VALUE_ATTRIBUTE:
	case VALUE_INDEX:
		return iterate_symbolic(evaluator, value, items);
	default:
		return false;
	}
}

// Iteration: one pass of a loop over `for` or `while` code.
typedef struct Iteration {
	const Code *code;
	const Code *body;
} Iteration;

static void begin_loop(Evaluator *evaluator, Loop *loop)
{
	loop->outer = evaluator->loop;
	evaluator->loop = loop;
}

static void end_loop(Evaluator *evaluator, Loop *loop)
{
	evaluator->conditional -= loop->maybe_broken;
	evaluator->loop = loop->outer;
}

static void end_iteration(Evaluator *evaluator, Loop *loop)
{
	evaluator->conditional -= loop->maybe_continued;
	loop->maybe_continued = false;
}

static Flow run_pass(Evaluator *evaluator, const Code *code, uint32_t number)
{
	const Code *body = code_field(code, FIELD_BODY);
	const CallSite *outer = evaluator->site;
	const Code *head = code_field(code, FIELD_LEFT);
	CallSite *site = arena_new(evaluator->arena, CallSite);

	// The clause: from the keyword to the colon before the body.
	*site = (CallSite){ .span = code_span(evaluator, head ? head : code),
			    .is_loop = true,
			    .iteration = number,
			    .outer = outer };
	site->span.start = code->start;
	const Code *last = code_field(code, FIELD_RIGHT);
	if (!last)
		last = code_field(code, FIELD_CONDITION);
	if (last)
		site->span.end = last->end;
	evaluator->site = site;
	Flow flow = body ? run_block(evaluator, body) : FLOW_NEXT;
	evaluator->site = outer;
	end_iteration(evaluator, evaluator->loop);
	return flow;
}

static Flow run_else(Evaluator *evaluator, const Code *code)
{
	const Code *alternative = code_field(code, FIELD_ALTERNATIVE);
	const Code *body = code_field(alternative, FIELD_BODY);

	return body ? run_block(evaluator, body) : FLOW_NEXT;
}

static Flow run_known(Evaluator *evaluator, const Code *code, const ValueArray *items)
{
	const Code *target = code_field(code, FIELD_LEFT);
	Loop loop = { 0 };
	Flow flow = FLOW_NEXT;

	begin_loop(evaluator, &loop);
	for (size_t i = 0; i < items->len && flow <= FLOW_CONTINUE; i++) {
		if (i >= MAX_UNROLLED_ITERATIONS) {
			evaluator_limit(evaluator, LIMIT_ITERATIONS, code_span(evaluator, code));
			break;
		}
		if (target)
			assign(evaluator, target, items->items[i]);
		flow = evaluator->stopped ? FLOW_STOP : run_pass(evaluator, code, (uint32_t)i);
	}
	end_loop(evaluator, &loop);
	if (flow == FLOW_BREAK)
		return FLOW_NEXT;
	return flow <= FLOW_CONTINUE ? run_else(evaluator, code) : flow;
}

// Pass: one that stands for any number of them. `items`: what a `for` goes over, NULL for `while`.
typedef struct Pass {
	const Code *code;
	Value *items;
} Pass;

static Value *any_item(Evaluator *evaluator, const Code *target, Value *items)
{
	const Host *host = evaluator->host;

	if (items && items->kind == VALUE_UNKNOWN && items->unknown.any)
		return items->unknown.any;
	Value *item = items && value_is_symbolic(items) && host->item
		? host->item(host->state, evaluator, items)
		: NULL;

	return item ? item : unknown(evaluator, target, "loop over values that are not known");
}

static Flow run_once(Evaluator *evaluator, void *state)
{
	const Pass *pass = state;
	const Code *code = pass->code;
	const Code *target = code_field(code, FIELD_LEFT);
	const Code *body = code_field(code, FIELD_BODY);
	Loop loop = { 0 };

	begin_loop(evaluator, &loop);
	if (body)
		forget_changes(evaluator, body);
	if (target && code->kind == CODE_FOR)
		assign(evaluator, target, any_item(evaluator, target, pass->items));
	Flow flow = run_pass(evaluator, code, 0);
	end_loop(evaluator, &loop);
	return flow == FLOW_BREAK || flow == FLOW_CONTINUE ? FLOW_NEXT : flow;
}

static Flow run_unknown(Evaluator *evaluator, const Code *code, Value *items)
{
	Pass pass = { code, items };
	Flow flow = branch_optional(evaluator, run_once, &pass);

	return flow == FLOW_NEXT ? run_else(evaluator, code) : flow;
}

static Flow flow_of(const Evaluator *evaluator)
{
	return evaluator->stopped ? FLOW_STOP : evaluator->raised ? FLOW_RAISE : FLOW_NEXT;
}

Flow run_for(Evaluator *evaluator, const Code *code)
{
	const Code *right = code_field(code, FIELD_RIGHT);
	ValueArray items = { 0 };

	if (!right)
		return FLOW_NEXT;
	Value *value = evaluate(evaluator, right);
	if (flow_of(evaluator) != FLOW_NEXT)
		return flow_of(evaluator);
	if (iterate(evaluator, value, &items))
		return run_known(evaluator, code, &items);
	if (flow_of(evaluator) != FLOW_NEXT)
		return flow_of(evaluator);
	return run_unknown(evaluator, code, value);
}

Flow run_while(Evaluator *evaluator, const Code *code)
{
	const Code *condition = code_field(code, FIELD_CONDITION);
	Loop loop = { 0 };
	Flow flow = FLOW_NEXT;
	uint32_t passes = 0;
	bool truth = false;

	if (!condition)
		return FLOW_NEXT;
	begin_loop(evaluator, &loop);
	for (; flow <= FLOW_CONTINUE; passes++) {
		Value *value = evaluate(evaluator, condition);
		bool known = truth_of(evaluator, value, &truth);

		flow = flow_of(evaluator);
		if (flow != FLOW_NEXT || (known && !truth))
			break;
		// Nobody knows whether the loop has ended already or may be left here: no unrolling.
		if (!known || loop.maybe_broken) {
			end_loop(evaluator, &loop);
			return run_unknown(evaluator, code, NULL);
		}
		if (passes >= MAX_UNROLLED_ITERATIONS) {
			evaluator_limit(evaluator, LIMIT_ITERATIONS, code_span(evaluator, code));
			break;
		}
		flow = run_pass(evaluator, code, passes);
		if (loop.maybe_broken)
			break;
	}
	end_loop(evaluator, &loop);
	if (flow == FLOW_BREAK)
		return FLOW_NEXT;
	return flow <= FLOW_CONTINUE ? run_else(evaluator, code) : flow;
}

// Comprehension: what is being built, clause by clause.
typedef struct Comprehension {
	const Code *code;
	const Code *body;
	ValueArray items;
	Value *dict; // for dict comprehensions, else NULL
	bool known;
} Comprehension;

static void add_element(Evaluator *evaluator, Comprehension *comprehension)
{
	const Code *body = comprehension->body;

	if (!comprehension->dict) {
		array_push(evaluator->arena, &comprehension->items, evaluate(evaluator, body));
		return;
	}
	const Code *key = code_field(body, FIELD_KEY);
	const Code *value = code_field(body, FIELD_VALUE);
	if (!key || !value)
		return;
	Value *left = evaluate(evaluator, key);
	dict_put(evaluator, comprehension->dict, left, evaluate(evaluator, value));
}

static void run_clauses(Evaluator *evaluator, Comprehension *comprehension, const Code *clause);

typedef struct ClauseArm {
	Comprehension *comprehension;
	const Code *clause;
} ClauseArm;

static Flow run_rest(Evaluator *evaluator, void *state)
{
	ClauseArm *arm = state;

	run_clauses(evaluator, arm->comprehension, arm->clause);
	return evaluator->stopped ? FLOW_STOP : FLOW_NEXT;
}

static void run_rest_maybe(Evaluator *evaluator, Comprehension *comprehension, const Code *clause)
{
	ClauseArm arm = { comprehension, clause };

	comprehension->known = false;
	branch_optional(evaluator, run_rest, &arm);
}

static void run_for_clause(Evaluator *evaluator, Comprehension *comprehension, const Code *clause)
{
	const Code *target = code_field(clause, FIELD_LEFT);
	const Code *right = code_field(clause, FIELD_RIGHT);
	ValueArray items = { 0 };

	while (right && right->kind == CODE_OPERATOR)
		right = right->next;
	if (!target || !right)
		return;
	Value *value = evaluate(evaluator, right);
	if (!iterate(evaluator, value, &items)) {
		assign(evaluator, target, any_item(evaluator, target, value));
		run_rest_maybe(evaluator, comprehension, clause->next);
		return;
	}
	for (size_t i = 0; i < items.len && evaluator_step(evaluator, 1); i++) {
		if (i >= MAX_UNROLLED_ITERATIONS) {
			evaluator_limit(evaluator, LIMIT_ITERATIONS, code_span(evaluator, clause));
			comprehension->known = false;
			return;
		}
		assign(evaluator, target, items.items[i]);
		run_clauses(evaluator, comprehension, clause->next);
	}
}

static void run_clauses(Evaluator *evaluator, Comprehension *comprehension, const Code *clause)
{
	bool truth;

	while (clause && clause->kind != CODE_FOR_IN && clause->kind != CODE_IF_CLAUSE)
		clause = clause->next;
	if (!clause) {
		add_element(evaluator, comprehension);
	} else if (clause->kind == CODE_FOR_IN) {
		run_for_clause(evaluator, comprehension, clause);
	} else if (clause->first) {
		if (!truth_of(evaluator, evaluate(evaluator, clause->first), &truth))
			run_rest_maybe(evaluator, comprehension, clause->next);
		else if (truth)
			run_clauses(evaluator, comprehension, clause->next);
	}
}

// Of a comprehension over what is not known one element stands for all.
static Value *unknown_items(Evaluator *evaluator, const Code *code, const Comprehension *comprehension)
{
	Value *value = unknown(evaluator, code, "made of values that are not known");

	if (!comprehension->dict && comprehension->items.len &&
	    value_is_symbolic(comprehension->items.items[0]))
		value->unknown.any = comprehension->items.items[0];
	return value;
}

Value *evaluate_comprehension(Evaluator *evaluator, const Code *code)
{
	Comprehension comprehension = { .code = code, .body = code_field(code, FIELD_BODY), .known = true };
	Scope *outer = evaluator->scope;

	if (!comprehension.body)
		return unknown(evaluator, code, "syntax error");
	if (code->kind == CODE_DICTIONARY_COMPREHENSION)
		comprehension.dict = new_dict(evaluator, code);
	evaluator->scope =
		scope_new(evaluator, outer == &evaluator->module->scope ? NULL : outer, evaluator->module);
	run_clauses(evaluator, &comprehension, comprehension.body->next);
	evaluator->scope = outer;
	if (!comprehension.known)
		return unknown_items(evaluator, code, &comprehension);
	if (comprehension.dict)
		return comprehension.dict;
	if (code->kind == CODE_SET_COMPREHENSION)
		return set_of(evaluator, code, &comprehension.items);
	return new_items(evaluator, code, VALUE_LIST, comprehension.items);
}
