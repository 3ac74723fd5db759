// Arithmetic of floats, and of ints where `/` makes one.

#include <math.h>
#include <stdlib.h>

#include "python/internal.h"

bool value_real(Arena *arena, const Value *value, double *real)
{
	if (value->kind == VALUE_BOOL)
		*real = value->boolean;
	else if (value->kind == VALUE_FLOAT || (value->kind == VALUE_INT && value->number.digits.len))
		*real = strtod(str_dup(arena, value->number.digits), NULL);
	else if (value->kind == VALUE_INT)
		*real = (double)value->integer;
	else
		return false;
	return true;
}

static bool add(double a, double b, double *result)
{
	*result = a + b;
	return true;
}

static bool subtract(double a, double b, double *result)
{
	*result = a - b;
	return true;
}

static bool multiply(double a, double b, double *result)
{
	*result = a * b;
	return true;
}

static bool divide(double a, double b, double *result)
{
	if (b == 0)
		return false;
	*result = a / b;
	return true;
}

// As Python does it: from the remainder, so that both fit together.
static bool modulo(double a, double b, double *result)
{
	if (b == 0)
		return false;
	*result = fmod(a, b);
	if (*result != 0 && (*result < 0) != (b < 0))
		*result += b;
	return true;
}

static bool floor_divide(double a, double b, double *result)
{
	double rest;

	if (!modulo(a, b, &rest))
		return false;
	*result = floor((a - rest) / b + 0.5);
	return true;
}

static bool power(double a, double b, double *result)
{
	if ((a == 0 && b < 0) || (a < 0 && b != floor(b)))
		return false;
	*result = pow(a, b);
	return true;
}

static const struct {
	const char *op;
	bool (*apply)(double a, double b, double *result); // false when Python raises or leaves the reals
} float_operators[] = {
	{ "+", add },    { "-", subtract },      { "*", multiply }, { "/", divide },
	{ "%", modulo }, { "//", floor_divide }, { "**", power },
};

Value *apply_floats(Evaluator *evaluator, const Code *code, Str op, const Value *left, const Value *right)
{
	double a, b, result;

	if (!value_real(evaluator->arena, left, &a) || !value_real(evaluator->arena, right, &b))
		return NULL;
	for (size_t i = 0; i < sizeof float_operators / sizeof *float_operators; i++) {
		if (!str_is(op, float_operators[i].op))
			continue;
		if (!float_operators[i].apply(a, b, &result) || !isfinite(result))
			return NULL;
		Value *value = value_new(evaluator->arena, VALUE_FLOAT, code_span(evaluator, code));
		value->number.digits = literal_float_digits(evaluator->arena, result);
		return value;
	}
	return NULL;
}
