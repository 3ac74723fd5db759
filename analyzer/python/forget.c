// What a loop nobody knows the length of may have changed before the pass that stands for all of them.

#include "python/internal.h"

#define CHANGED STR("changed in a loop over values that are not known")

static void forget_name(Evaluator *evaluator, const Code *name)
{
	if (scope_find(evaluator, code_text(evaluator, name)))
		scope_bind(evaluator, code_text(evaluator, name),
			   unknown(evaluator, name, "changed in a loop"));
}

static void forget_content(Evaluator *evaluator, const Code *name)
{
	Value *value = name && name->kind == CODE_IDENTIFIER
		? scope_find(evaluator, code_text(evaluator, name))
		: NULL;

	if (!value || (value->kind != VALUE_LIST && value->kind != VALUE_DICT && value->kind != VALUE_SET))
		return;
	value_touch(evaluator, value);
	value_forget(evaluator, value, CHANGED);
}

static void forget_target(Evaluator *evaluator, const Code *target)
{
	if (target->kind == CODE_IDENTIFIER)
		forget_name(evaluator, target);
	else if (target->kind == CODE_SUBSCRIPT)
		forget_content(evaluator, code_field(target, FIELD_VALUE));
	else if (target->kind == CODE_PATTERN_LIST || target->kind == CODE_TUPLE_PATTERN)
		for (const Code *each = target->first; each; each = each->next)
			forget_target(evaluator, each);
}

// A call of a method that changes what it is called on.
static void forget_receiver(Evaluator *evaluator, const Code *call)
{
	static const char *const changing[] = { "add",    "append", "clear",  "discard",    "extend",
						"insert", "pop",    "remove", "setdefault", "update" };
	const Code *function = code_field(call, FIELD_FUNCTION);
	const Code *method =
		function && function->kind == CODE_ATTRIBUTE ? code_field(function, FIELD_ATTRIBUTE) : NULL;

	for (size_t i = 0; method && i < sizeof changing / sizeof *changing; i++)
		if (code_is(evaluator, method, changing[i]))
			forget_content(evaluator, code_field(function, FIELD_OBJECT));
}

void forget_changes(Evaluator *evaluator, const Code *code)
{
	if (code->kind == CODE_FUNCTION || code->kind == CODE_CLASS || code->kind == CODE_LAMBDA)
		return;
	if (!evaluator_step(evaluator, 1))
		return;
	if (code->kind == CODE_ASSIGNMENT || code->kind == CODE_AUGMENTED_ASSIGNMENT) {
		if (code_field(code, FIELD_LEFT))
			forget_target(evaluator, code_field(code, FIELD_LEFT));
	} else if (code->kind == CODE_CALL) {
		forget_receiver(evaluator, code);
	}
	// As deep as the tree is, which is limited.
	for (const Code *child = code->first; child; child = child->next)
		forget_changes(evaluator, child);
}
