// match: patterns against a value, with three answers: yes, no, not known.

#include "python/internal.h"

typedef enum Answer {
	ANSWER_NO,
	ANSWER_YES,
	ANSWER_UNKNOWN,
} Answer;

static Answer matches(Evaluator *evaluator, const Code *pattern, Value *value);

static Answer both(Answer a, Answer b)
{
	if (a == ANSWER_NO || b == ANSWER_NO)
		return ANSWER_NO;
	return a == ANSWER_YES && b == ANSWER_YES ? ANSWER_YES : ANSWER_UNKNOWN;
}

static Answer equals(Evaluator *evaluator, const Code *pattern, Value *value, Value *wanted)
{
	bool truth;

	Value *answer = apply_comparison(evaluator, pattern, STR("=="), value, wanted);
	if (!truth_of(evaluator, answer, &truth))
		return ANSWER_UNKNOWN;
	return truth ? ANSWER_YES : ANSWER_NO;
}

// A single name captures, a dotted one is a value.
static Answer match_name(Evaluator *evaluator, const Code *pattern, Value *value)
{
	const Code *name = pattern->first;
	Value *wanted;

	if (!name || !name->next) {
		Str text = code_text(evaluator, pattern);

		if (!str_is(text, "_"))
			scope_bind(evaluator, text, value);
		return ANSWER_YES;
	}
	wanted = read_name(evaluator, name);
	for (name = name->next; name; name = name->next)
		if (name->kind == CODE_IDENTIFIER)
			wanted = read_attribute(evaluator, name, wanted, code_text(evaluator, name));
	return equals(evaluator, pattern, value, wanted);
}

static Answer match_union(Evaluator *evaluator, const Code *pattern, Value *value)
{
	Answer answer = ANSWER_NO;

	for (const Code *each = pattern->first; each; each = each->next) {
		Answer one = code_text(evaluator, each).len && !code_is(evaluator, each, "|")
			? matches(evaluator, each, value)
			: ANSWER_NO;

		if (one == ANSWER_YES)
			return ANSWER_YES;
		if (one == ANSWER_UNKNOWN)
			answer = ANSWER_UNKNOWN;
	}
	return answer;
}

static bool is_splat(const Code *pattern)
{
	if (pattern->kind == CODE_CASE_PATTERN && pattern->first)
		pattern = pattern->first;
	return pattern->kind == CODE_SPLAT_PATTERN || pattern->kind == CODE_LIST_SPLAT_PATTERN;
}

static Answer match_sequence(Evaluator *evaluator, const Code *pattern, Value *value)
{
	size_t count = 0;
	bool splat = false;
	Answer answer = ANSWER_YES;
	size_t i = 0;

	for (const Code *each = pattern->first; each; each = each->next)
		is_splat(each) ? (void)(splat = true) : (void)(count += each->kind != CODE_OPERATOR);
	bool sequence = value->kind == VALUE_LIST || value->kind == VALUE_TUPLE;
	if (!sequence)
		return value->kind < VALUE_INSTANCE ? ANSWER_NO : ANSWER_UNKNOWN;
	if (splat ? value->items->len < count : value->items->len != count)
		return ANSWER_NO;
	for (const Code *each = pattern->first; each && answer != ANSWER_NO; each = each->next) {
		if (is_splat(each))
			return ANSWER_UNKNOWN;
		if (each->kind != CODE_OPERATOR && i < value->items->len)
			answer = both(answer, matches(evaluator, each, value->items->items[i++]));
	}
	return answer;
}

static Answer match_as(Evaluator *evaluator, const Code *pattern, Value *value)
{
	const Code *inner = code_operand(pattern);
	const Code *alias = code_field(pattern, FIELD_ALIAS);
	Answer answer = inner ? matches(evaluator, inner, value) : ANSWER_UNKNOWN;

	if (!alias && inner)
		alias = inner->next;
	if (alias && answer != ANSWER_NO)
		assign(evaluator, alias, value);
	return answer;
}

static Answer match_literal(Evaluator *evaluator, const Code *pattern, Value *value)
{
	return equals(evaluator, pattern, value, evaluate(evaluator, pattern));
}

static Answer match_inside(Evaluator *evaluator, const Code *pattern, Value *value)
{
	const Code *first = pattern->first;

	// `case -1:` has the sign as a token of its own.
	if (first && first->next && code_is(evaluator, first, "-"))
		return equals(evaluator, pattern, value,
			      apply_operator(evaluator, pattern, STR("-"),
					     value_int(evaluator->arena, code_span(evaluator, first), 0),
					     evaluate(evaluator, first->next)));
	if (!first || (first->kind == CODE_OPERATOR && !code_is(evaluator, first, "_")))
		return ANSWER_UNKNOWN;
	return matches(evaluator, first, value);
}

static Answer matches(Evaluator *evaluator, const Code *pattern, Value *value)
{
	if (!evaluator_step(evaluator, 1))
		return ANSWER_NO;
	switch (pattern->kind) {
	case CODE_OPERATOR:
		return ANSWER_YES; // `_`
	case CODE_CASE_PATTERN:
		return match_inside(evaluator, pattern, value);
	case CODE_DOTTED_NAME:
	case CODE_IDENTIFIER:
		return match_name(evaluator, pattern, value);
	case CODE_UNION_PATTERN:
		return match_union(evaluator, pattern, value);
	case CODE_LIST_PATTERN:
	case CODE_TUPLE_PATTERN:
		return match_sequence(evaluator, pattern, value);
	case CODE_AS_PATTERN:
		return match_as(evaluator, pattern, value);
	case CODE_STRING:
	case CODE_CONCATENATED_STRING:
	case CODE_INTEGER:
	case CODE_FLOAT:
	case CODE_TRUE:
	case CODE_FALSE:
	case CODE_NONE:
		return match_literal(evaluator, pattern, value);
	default:
		return ANSWER_UNKNOWN;
	}
}

// Case: a clause and the value it is tried on.
typedef struct Case {
	const Code *clause;
	Value *value;
} Case;

static Flow run_cases(Evaluator *evaluator, const Code *clause, Value *value);

static Flow run_consequence(Evaluator *evaluator, void *state)
{
	const Case *here = state;
	const Code *block = code_field(here->clause, FIELD_CONSEQUENCE);

	return block ? run_block(evaluator, block) : FLOW_NEXT;
}

static Flow run_others(Evaluator *evaluator, void *state)
{
	const Case *here = state;

	return run_cases(evaluator, here->clause->next, here->value);
}

static Answer try_case(Evaluator *evaluator, const Code *clause, Value *value)
{
	const Code *guard = code_field(clause, FIELD_GUARD);
	size_t patterns = 0;
	Answer answer = ANSWER_YES;
	bool truth;

	for (const Code *pattern = clause->first; pattern; pattern = pattern->next)
		patterns += pattern->kind == CODE_CASE_PATTERN;
	if (patterns > 1) // `case a, b:`
		return ANSWER_UNKNOWN;
	const Code *pattern = code_child(clause, CODE_CASE_PATTERN);
	if (pattern)
		answer = matches(evaluator, pattern, value);
	if (answer == ANSWER_NO || !guard || !guard->first)
		return answer;
	if (!truth_of(evaluator, evaluate(evaluator, guard->first), &truth))
		return ANSWER_UNKNOWN;
	return truth ? answer : ANSWER_NO;
}

static Flow run_cases(Evaluator *evaluator, const Code *clause, Value *value)
{
	for (; clause && evaluator_step(evaluator, 1); clause = clause->next) {
		if (clause->kind != CODE_CASE)
			continue;
		Answer answer = try_case(evaluator, clause, value);
		Case here = { clause, value };

		if (answer == ANSWER_YES)
			return run_consequence(evaluator, &here);
		if (answer == ANSWER_NO)
			continue;
		if (evaluator->depth >= MAX_EVALUATION_DEPTH) {
			evaluator_limit(evaluator, LIMIT_DEPTH, code_span(evaluator, clause));
			return FLOW_STOP;
		}
		evaluator->depth++;
		Flow flow = branch_run(evaluator, 2, (const Arm[]){ run_consequence, run_others },
				       (void *const[]){ &here, &here });
		evaluator->depth--;
		return flow;
	}
	return evaluator->stopped ? FLOW_STOP : FLOW_NEXT;
}

Flow run_match(Evaluator *evaluator, const Code *code)
{
	const Code *subject = code_field(code, FIELD_SUBJECT);
	const Code *body = code_field(code, FIELD_BODY);

	if (!subject || !body)
		return FLOW_NEXT;
	Value *value = evaluate(evaluator, subject);
	if (evaluator->stopped || evaluator->raised)
		return evaluator->stopped ? FLOW_STOP : FLOW_RAISE;
	return run_cases(evaluator, body->first, value);
}
