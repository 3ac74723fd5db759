// Branches nobody knows the way of: every arm runs, what they leave is merged.

#include "python/internal.h"

// Outcome: what one arm changed, and how it ended.
typedef struct Outcome {
	Flow flow;
	Value *result;       // of FLOW_RETURN
	Value *exception;    // of FLOW_RAISE
	ChangeArray changes; // new values: of names, or the content of mutable values; each once
} Outcome;

static bool is_listed(const Outcome *outcome, const Change *change)
{
	for (size_t i = 0; i < outcome->changes.len; i++) {
		const Change *other = &outcome->changes.items[i];

		if (change->scope ? other->scope == change->scope && str_equal(other->name, change->name)
				  : !other->scope && other->value == change->value)
			return true;
	}
	return false;
}

// Reads the changes since `mark` off the log as they are now.
static void collect(Evaluator *evaluator, size_t mark, Outcome *outcome)
{
	for (size_t i = mark; i < evaluator->log.len; i++) {
		Change change = evaluator->log.items[i];

		if (!evaluator_step(evaluator, 1 + outcome->changes.len / 8))
			return;
		if (is_listed(outcome, &change))
			continue;
		if (change.scope)
			change.value = map_get(&change.scope->names, change.name);
		else
			change.content = *change.value;
		array_push(evaluator->arena, &outcome->changes, change);
	}
}

static Outcome run_arm(Evaluator *evaluator, Arm arm, void *state)
{
	Outcome outcome = { .flow = FLOW_NEXT };
	size_t mark = evaluator->log.len;
	uint32_t outer = evaluator->branch;
	Value *result = evaluator->frame->result;

	evaluator->branch = ++evaluator->branches;
	evaluator->conditional++;
	if (arm)
		outcome.flow = arm(evaluator, state);
	evaluator->conditional--;
	outcome.result = evaluator->frame->result;
	outcome.exception = evaluator->exception;
	evaluator->frame->result = result;
	collect(evaluator, mark, &outcome);
	log_undo(evaluator, mark);
	evaluator->branch = outer;
	return outcome;
}

void branch_maybe(Evaluator *evaluator, Flow flow, Value *result)
{
	Loop *loop = evaluator->loop;
	Frame *frame = evaluator->frame;

	if (flow == FLOW_RETURN) {
		if (result)
			array_push(evaluator->arena, &frame->returns, result);
		evaluator->conditional += !frame->maybe_left;
		frame->maybe_left = true;
	} else if (flow == FLOW_BREAK && loop) {
		evaluator->conditional += !loop->maybe_broken;
		loop->maybe_broken = true;
	} else if (flow == FLOW_CONTINUE && loop) {
		evaluator->conditional += !loop->maybe_continued;
		loop->maybe_continued = true;
	} else if (flow == FLOW_RAISE && evaluator->guarded) {
		evaluator->risks++;
		// The handlers may go on from here, so the rest of this function is not certain.
		evaluator->conditional += !frame->maybe_left;
		frame->maybe_left = true;
	}
}

static const ValueArray *items_of(const Value *value)
{
	if (value->kind == VALUE_UNKNOWN)
		return value->unknown.items;
	return value->kind == VALUE_LIST ? value->items : NULL;
}

// Two lists that begin with the same are known so far.
static Value *differs(Evaluator *evaluator, const Value *a, const Value *b)
{
	Value *value = value_unknown(evaluator->arena, b->span, STR("differs between branches"));
	const ValueArray *left = items_of(a), *right = items_of(b);
	ValueArray *common = arena_new(evaluator->arena, ValueArray);

	for (size_t i = 0; left && right && i < left->len && i < right->len && evaluator_step(evaluator, 1);
	     i++) {
		if (left->items[i] != right->items[i])
			break;
		array_push(evaluator->arena, common, left->items[i]);
	}
	value->unknown.items = common->len ? common : NULL;
	return value;
}

static bool same_content(const Value *a, const Value *b)
{
	if (a->kind != b->kind || a->kind == VALUE_INSTANCE)
		return false;
	if (value_is_sequence(a) && a->items->len == b->items->len &&
	    (!a->items->len ||
	     memcmp(a->items->items, b->items->items, a->items->len * sizeof *a->items->items) == 0))
		return true;
	return value_same(a, b);
}

// What the change of a name or value is in `outcome`; where the arm did not touch it, what it is without the arm.
static Change change_in(const Outcome *outcome, const Change *change)
{
	for (size_t i = 0; i < outcome->changes.len; i++) {
		const Change *other = &outcome->changes.items[i];

		if (other->scope == change->scope &&
		    (change->scope ? str_equal(other->name, change->name) : other->value == change->value))
			return *other;
	}
	Change before = *change;
	if (change->scope)
		before.value = map_get(&change->scope->names, change->name);
	else
		before.content = *change->value;
	return before;
}

// An arm that raised, or returned and changed only names of its function, leaves nothing to those that went on.
static bool counts(const Evaluator *evaluator, const Outcome *outcome, const Change *change)
{
	if (outcome->flow == FLOW_RAISE)
		return evaluator->guarded > 0;
	return outcome->flow != FLOW_RETURN || !change->scope || change->scope != evaluator->scope;
}

static void merge_name(Evaluator *evaluator, const Outcome *outcomes, size_t count, const Change *change)
{
	Value *merged = NULL;

	for (size_t i = 0; i < count; i++) {
		if (!counts(evaluator, &outcomes[i], change))
			continue;
		Value *value = change_in(&outcomes[i], change).value;
		// A name one arm leaves unbound has, where it is used, the value of the other.
		if (!merged)
			merged = value;
		else if (value && !value_same(merged, value))
			merged = differs(evaluator, merged, value);
	}
	if (merged)
		scope_set(evaluator, change->scope, change->name, merged);
}

static void merge_content(Evaluator *evaluator, const Outcome *outcomes, size_t count, const Change *change)
{
	Value content = { 0 };
	bool first = true;
	bool same = true;

	for (size_t i = 0; i < count; i++) {
		if (!counts(evaluator, &outcomes[i], change))
			continue;
		Value other = change_in(&outcomes[i], change).content;
		if (first)
			content = other;
		else if (!same || !same_content(&content, &other)) {
			same = false;
			content = *differs(evaluator, &content, &other);
		}
		first = false;
	}
	if (first)
		return;
	Value *value = change->value;
	value_touch(evaluator, value);
	uint32_t saved = value->saved;
	*value = content;
	value->saved = saved;
}

static void merge(Evaluator *evaluator, const Outcome *outcomes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < outcomes[i].changes.len; j++) {
			const Change *change = &outcomes[i].changes.items[j];

			if (!evaluator_step(evaluator, 1 + outcomes[i].changes.len / 8))
				return;
			bool done = false;
			for (size_t earlier = 0; earlier < i && !done; earlier++)
				done = is_listed(&outcomes[earlier], change);
			if (done)
				continue;
			if (change->scope)
				merge_name(evaluator, outcomes, count, change);
			else
				merge_content(evaluator, outcomes, count, change);
		}
}

Flow branch_run(Evaluator *evaluator, size_t count, const Arm *arms, void *const *states)
{
	Outcome *outcomes = arena_array(evaluator->arena, Outcome, count);
	Flow flow = FLOW_STOP;
	size_t main_arm = 0;

	for (size_t i = 0; i < count; i++) {
		outcomes[i] = run_arm(evaluator, arms[i], states[i]);
		if (evaluator->stopped)
			return FLOW_STOP;
		if (outcomes[i].flow < flow) {
			flow = outcomes[i].flow;
			main_arm = i;
		}
	}
	merge(evaluator, outcomes, count);
	for (size_t i = 0; i < count; i++)
		if (outcomes[i].flow != flow)
			branch_maybe(evaluator, outcomes[i].flow, outcomes[i].result);
		else if (flow == FLOW_RETURN && i != main_arm && outcomes[i].result)
			array_push(evaluator->arena, &evaluator->frame->returns, outcomes[i].result);
	if (flow == FLOW_RETURN)
		evaluator->frame->result = outcomes[main_arm].result;
	evaluator->exception = outcomes[main_arm].exception;
	for (size_t i = 0; flow == FLOW_RAISE && i < count; i++)
		if (!evaluator->exception || !outcomes[i].exception ||
		    !value_same(evaluator->exception, outcomes[i].exception))
			evaluator->exception = NULL;
	return flow;
}

Flow branch_optional(Evaluator *evaluator, Arm arm, void *state)
{
	return branch_run(evaluator, 2, (const Arm[]){ arm, NULL }, (void *const[]){ state, NULL });
}
