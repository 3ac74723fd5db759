// match: the first case whose pattern fits; one that may fit is a branch.

#include "python/pattern.h"

// Case: a clause, the value it is tried on, and what its pattern binds.
typedef struct Case {
	const Code *clause;
	Value *value;
	CaptureArray captures;
	bool guard_open; // the guard is to be looked at where the names are bound
} Case;

static Flow run_cases(Evaluator *evaluator, const Code *clause, Value *value);

static void bind_captures(Evaluator *evaluator, const CaptureArray *captures)
{
	for (size_t i = 0; i < captures->len; i++)
		scope_bind(evaluator, captures->items[i].name, captures->items[i].value);
}

// Whether the guard of a clause lets it through.
static Answer check_guard(Evaluator *evaluator, const Code *clause)
{
	const Code *guard = code_field(clause, FIELD_GUARD);
	bool truth;

	if (!guard || !guard->first)
		return ANSWER_YES;
	if (!truth_of(evaluator, evaluate(evaluator, guard->first), &truth))
		return ANSWER_UNKNOWN;
	return truth ? ANSWER_YES : ANSWER_NO;
}

static Flow run_consequence(Evaluator *evaluator, void *state)
{
	const Case *here = state;
	const Code *block = code_field(here->clause, FIELD_CONSEQUENCE);

	bind_captures(evaluator, &here->captures);
	if (here->guard_open && check_guard(evaluator, here->clause) == ANSWER_NO)
		return FLOW_NEXT;
	return block ? run_block(evaluator, block) : FLOW_NEXT;
}

static Flow run_others(Evaluator *evaluator, void *state)
{
	const Case *here = state;

	return run_cases(evaluator, here->clause->next, here->value);
}

static Answer try_case(Evaluator *evaluator, Case *here)
{
	Answer answer = clause_matches(evaluator, here->clause, here->value, &here->captures);

	if (answer == ANSWER_NO)
		return answer;
	if (answer == ANSWER_UNKNOWN && here->captures.len) {
		here->guard_open = true;
		return answer;
	}
	bind_captures(evaluator, &here->captures);
	Answer guard = check_guard(evaluator, here->clause);
	return guard == ANSWER_YES ? answer : guard;
}

static Flow run_cases(Evaluator *evaluator, const Code *clause, Value *value)
{
	for (; clause && evaluator_step(evaluator, 1); clause = clause->next) {
		if (clause->kind != CODE_CASE)
			continue;
		Case here = { .clause = clause, .value = value };
		Answer answer = try_case(evaluator, &here);

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
