// Exceptions: which are under way, and which handlers take them.

#include "python/internal.h"

// Python's own, each with the class it is derived from.
static const struct {
	const char *name;
	const char *base;
} exceptions[] = {
	{ "ArithmeticError", "Exception" },
	{ "AssertionError", "Exception" },
	{ "AttributeError", "Exception" },
	{ "BaseException", NULL },
	{ "DeprecationWarning", "Warning" },
	{ "EOFError", "Exception" },
	{ "Exception", "BaseException" },
	{ "FileNotFoundError", "OSError" },
	{ "ImportError", "Exception" },
	{ "IndexError", "LookupError" },
	{ "KeyError", "LookupError" },
	{ "KeyboardInterrupt", "BaseException" },
	{ "LookupError", "Exception" },
	{ "ModuleNotFoundError", "ImportError" },
	{ "NameError", "Exception" },
	{ "NotImplementedError", "RuntimeError" },
	{ "OSError", "Exception" },
	{ "OverflowError", "ArithmeticError" },
	{ "PermissionError", "OSError" },
	{ "RecursionError", "RuntimeError" },
	{ "RuntimeError", "Exception" },
	{ "RuntimeWarning", "Warning" },
	{ "StopIteration", "Exception" },
	{ "SyntaxError", "Exception" },
	{ "SystemExit", "BaseException" },
	{ "TypeError", "Exception" },
	{ "UnicodeDecodeError", "ValueError" },
	{ "UserWarning", "Warning" },
	{ "ValueError", "Exception" },
	{ "Warning", "Exception" },
	{ "ZeroDivisionError", "ArithmeticError" },
};

// The index of a name, SIZE_MAX when it is none of these.
static size_t find_exception(Str name)
{
	for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
		if (str_is(name, exceptions[i].name))
			return i;
	return SIZE_MAX;
}

// The exception class a value is, or is made of; NULL when that is not known.
static Value *exception_class(Value *value)
{
	if (value->kind == VALUE_CALL)
		value = value->call.callee;
	if (value->kind == VALUE_CLASS)
		return value;
	return value->kind == VALUE_SYMBOL && find_exception(value->symbol) != SIZE_MAX ? value : NULL;
}

bool makes_exception(const Value *callee)
{
	size_t budget = MAX_CLASS_BASES;

	while (callee->kind == VALUE_CLASS && callee->klass->bases.len && budget--)
		callee = callee->klass->bases.items[0];
	return callee->kind == VALUE_SYMBOL && find_exception(callee->symbol) != SIZE_MAX;
}

void raise_value(Evaluator *evaluator, Value *value)
{
	evaluator->exception = value ? exception_class(value) : NULL;
}

Value *raise_known(Evaluator *evaluator, const Code *code, const char *name, const char *reason)
{
	Span span = code_span(evaluator, code);

	if (evaluator->guarded && !evaluator->raised) {
		evaluator->raised = true;
		evaluator->exception = value_symbol(evaluator->arena, span, str_from(name));
		return value_unknown(evaluator->arena, span, str_from(reason));
	}
	return unknown(evaluator, code, "%s", reason);
}

// Whether Python's exception `name` is a `wanted`.
static bool is_derived(Str name, Str wanted)
{
	for (size_t i = find_exception(name); i != SIZE_MAX;
	     i = find_exception(str_from(exceptions[i].base))) {
		if (str_is(wanted, exceptions[i].name))
			return true;
		if (!exceptions[i].base)
			break;
	}
	return false;
}

static Catch catch_one(const Value *wanted, const Value *exception, size_t *budget)
{
	bool is_builtin = wanted->kind == VALUE_SYMBOL && find_exception(wanted->symbol) != SIZE_MAX;
	Catch answer = CATCH_NO;

	if (is_builtin && str_is(wanted->symbol, "BaseException"))
		return CATCH_YES;
	if (!exception || !*budget || (!is_builtin && wanted->kind != VALUE_CLASS))
		return CATCH_MAYBE;
	--*budget;
	if (exception->kind == VALUE_SYMBOL && find_exception(exception->symbol) != SIZE_MAX)
		return is_builtin && is_derived(exception->symbol, wanted->symbol) ? CATCH_YES : CATCH_NO;
	if (exception->kind != VALUE_CLASS)
		return CATCH_MAYBE;
	if (wanted->kind == VALUE_CLASS && wanted->klass == exception->klass)
		return CATCH_YES;
	for (size_t i = 0; i < exception->klass->bases.len; i++) {
		Catch base = catch_one(wanted, exception->klass->bases.items[i], budget);

		if (base == CATCH_YES)
			return base;
		if (base == CATCH_MAYBE)
			answer = base;
	}
	return answer;
}

Catch exception_catch(const Value *wanted, const Value *exception)
{
	size_t budget = MAX_CLASS_BASES;
	Catch answer = CATCH_NO;

	if (wanted->kind != VALUE_TUPLE)
		return catch_one(wanted, exception, &budget);
	for (size_t i = 0; i < wanted->items->len; i++) {
		Catch one = catch_one(wanted->items->items[i], exception, &budget);

		if (one == CATCH_YES)
			return one;
		if (one == CATCH_MAYBE)
			answer = one;
	}
	return answer;
}
