// Functions of Python itself that are evaluated, and the names of those that are not.

#include "python/builtin.h"

#include <math.h>
#include <stdlib.h>

static Value *builtin_len(const Invocation *in)
{
	const Value *value = given(in, 0);

	if (!value)
		return NULL;
	if (value->kind == VALUE_STR && !text_has_hole(value->text))
		return give_int(in, (int64_t)text_count_characters(text_bytes(value->text, in->arena)));
	if (value->kind == VALUE_BYTES && !text_has_hole(value->text))
		return give_int(in, (int64_t)value->text->len);
	if (value_is_sequence(value))
		return give_int(in, (int64_t)value->items->len);
	if (value->kind == VALUE_DICT)
		return give_int(in, (int64_t)value->dict.entries->len);
	if (value->kind == VALUE_CLASS && value->klass->is_enum)
		return give_int(in, (int64_t)value->klass->members.len);
	return NULL;
}

static Value *builtin_str(const Invocation *in)
{
	if (!given(in, 0))
		return give_text(in, text_new(in->arena));
	const Code *arguments = code_field(in->code, FIELD_ARGUMENTS);
	const Code *code = arguments && arguments->first ? arguments->first : in->code;
	return give_text(in, text_of(in->evaluator, code_span(in->evaluator, code), given(in, 0)));
}

static Value *builtin_repr(const Invocation *in)
{
	Text *special = given(in, 0) ? instance_text(in->evaluator, given(in, 0), true) : NULL;

	if (special)
		return give_text(in, special);
	if (!given(in, 0) || given(in, 0)->kind >= VALUE_FUNCTION)
		return NULL;
	return give_text(in, value_repr(in->arena, given(in, 0)));
}

static Value *builtin_format(const Invocation *in)
{
	Str specification = STR_NONE;

	if (!given(in, 0) || (given(in, 1) && !given_text(in, 1, &specification)))
		return NULL;
	return give_text(in, format_value(in->evaluator, in->span, given(in, 0), '\0', specification));
}

// Python takes digits of any script.
static bool may_be_number(Str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((text.data[i] >= '0' && text.data[i] <= '9') || (unsigned char)text.data[i] >= 0x80)
			return true;
	return false;
}

static Value *builtin_int(const Invocation *in)
{
	const Value *value = given(in, 0);
	int64_t base = 10;
	int64_t number;
	char *end;
	Str text;

	if (!value)
		return give_int(in, 0);
	if (value->kind == VALUE_INSTANCE && value->instance.enum_value && value->instance.klass->is_plain &&
	    value->instance.enum_value->kind == VALUE_INT)
		return value->instance.enum_value;
	if (given_int(in, 0, &number))
		return give_int(in, number);
	if (given(in, 1) && (!given_int(in, 1, &base) || base < 2 || base > 36))
		return NULL;
	if (value->kind == VALUE_FLOAT) {
		double real = strtod(str_dup(in->arena, value->number.digits), NULL);

		return real > -1e18 && real < 1e18 ? give_int(in, (int64_t)real) : NULL;
	}
	if (value->kind == VALUE_NONE || value_is_sequence(value) || value->kind == VALUE_DICT)
		return raise_known(in->evaluator, in->code, "TypeError", "not a number");
	if (!value_plain_text(value, in->arena, &text))
		return NULL;
	text = str_trim(text);
	if (base == 10 && !may_be_number(text))
		return raise_known(in->evaluator, in->code, "ValueError", "not a number");
	const char *digits = str_dup(in->arena, text);
	number = strtoll(digits, &end, (int)base);
	return text.len && text.len < 19 && !*end ? give_int(in, number) : NULL;
}

static Value *builtin_float(const Invocation *in)
{
	Str text;
	int64_t number;
	char *end;

	if (given(in, 0) && given(in, 0)->kind == VALUE_FLOAT)
		return given(in, 0);
	Value *value = value_new(in->arena, VALUE_FLOAT, in->span);
	if (given_int(in, 0, &number)) {
		value->number.digits = literal_float_digits(in->arena, (double)number);
		return value;
	}
	if (!given_text(in, 0, &text) || !text.len)
		return NULL;
	double real = strtod(str_dup(in->arena, str_trim(text)), &end);
	value->number.digits = literal_float_digits(in->arena, real);
	return *end ? NULL : value;
}

// Half to even, as printf does it too.
static Value *builtin_round(const Invocation *in)
{
	int64_t digits = 0;
	double real;

	if (!given(in, 0) || given(in, 0)->kind != VALUE_FLOAT || !value_real(in->arena, given(in, 0), &real))
		return given(in, 0) && given(in, 0)->kind == VALUE_INT && !given(in, 1) ? given(in, 0) : NULL;
	if (given(in, 1) && (!given_int(in, 1, &digits) || digits < 0 || digits > 20))
		return NULL;
	const char *rounded = arena_printf(in->arena, "%.*f", (int)digits, real);
	if (!given(in, 1))
		return fabs(real) < 1e15 ? give_int(in, strtoll(rounded, NULL, 10)) : NULL;
	Value *value = value_new(in->arena, VALUE_FLOAT, in->span);
	value->number.digits = literal_float_digits(in->arena, strtod(rounded, NULL));
	return value;
}

static Value *builtin_bool(const Invocation *in)
{
	bool truth = false;

	if (given(in, 0) && !truth_of(in->evaluator, given(in, 0), &truth))
		return NULL;
	return give_bool(in, truth);
}

static Value *builtin_abs(const Invocation *in)
{
	int64_t number;

	return given_int(in, 0, &number) && number > INT64_MIN ? give_int(in, number < 0 ? -number : number)
							       : NULL;
}

static Value *builtin_divmod(const Invocation *in)
{
	ValueArray items = { 0 };

	if (!given(in, 1) || given(in, 0)->kind > VALUE_FLOAT || given(in, 1)->kind > VALUE_FLOAT)
		return NULL;
	array_push(in->arena, &items,
		   apply_operator(in->evaluator, in->code, STR("//"), given(in, 0), given(in, 1)));
	array_push(in->arena, &items,
		   apply_operator(in->evaluator, in->code, STR("%"), given(in, 0), given(in, 1)));
	return give_items(in, VALUE_TUPLE, items);
}

static Value *builtin_chr(const Invocation *in)
{
	int64_t point;

	if (!given_int(in, 0, &point) || point < 1 || point > 126)
		return NULL;
	return value_str(in->arena, in->span, str_from(arena_printf(in->arena, "%c", (int)point)));
}

static Value *builtin_ord(const Invocation *in)
{
	Str text;

	if (!given_text(in, 0, &text) || text.len != 1)
		return NULL;
	return give_int(in, (unsigned char)text.data[0]);
}

static Value *builtin_print(const Invocation *in)
{
	return give_none(in);
}

static Value *builtin_getattr(const Invocation *in)
{
	Value *object = given(in, 0);
	Str name;

	if (!object || !given_text(in, 1, &name))
		return NULL;
	if (given(in, 2) && object->kind == VALUE_INSTANCE && !map_get(object->instance.fields, name) &&
	    !class_attribute(object->instance.klass, name))
		return given(in, 2);
	if (given(in, 2) && object->kind == VALUE_CLASS && !object->klass->is_symbolic &&
	    !object->klass->symbol.len && !class_attribute(object->klass, name))
		return given(in, 2);
	Value *value = read_attribute(in->evaluator, in->code, object, name);
	const Host *host = in->evaluator->host;
	bool is_open = given(in, 2) && value_is_symbolic(object) && value_is_symbolic(value);
	return is_open && host->lacks && host->lacks(host->state, object, name) ? given(in, 2) : value;
}

static Value *builtin_hasattr(const Invocation *in)
{
	const Value *object = given(in, 0);
	Str name;

	if (!object || !given_text(in, 1, &name))
		return NULL;
	if (object->kind == VALUE_INSTANCE && !object->instance.klass->is_symbolic)
		return give_bool(in,
				 map_get(object->instance.fields, name) ||
					 class_attribute(object->instance.klass, name));
	if (object->kind == VALUE_CLASS && !object->klass->is_symbolic && !object->klass->symbol.len)
		return give_bool(in, class_attribute(object->klass, name) != NULL);
	return NULL;
}

static Value *builtin_setattr(const Invocation *in)
{
	Value *object = given(in, 0);
	Value *value = given(in, 2);
	Str name;

	if (!object || !value || !given_text(in, 1, &name))
		return NULL;
	if (object->kind == VALUE_INSTANCE) {
		value_touch(in->evaluator, object);
		map_set(object->instance.fields, in->arena, name, value);
	} else if (value_is_symbolic(object) && in->evaluator->host->assign) {
		in->evaluator->host->assign(in->evaluator->host->state, in->evaluator,
					    value_attribute(in->arena, in->span, object, name), value);
	}
	return give_none(in);
}

static Value *builtin_callable(const Invocation *in)
{
	const Value *value = given(in, 0);

	if (value && value->kind == VALUE_SYMBOL && is_builtin_name(value->symbol))
		return give_bool(in, !str_is(value->symbol, "NotImplemented"));
	if (!value || value->kind >= VALUE_INSTANCE)
		return NULL;
	return give_bool(in, value->kind == VALUE_FUNCTION || value->kind == VALUE_CLASS);
}

// The names of a scope as a dict.
static Value *names_of(const Invocation *in, const Scope *scope)
{
	Value *dict = new_dict(in->evaluator, in->code);

	for (size_t i = 0; i < scope->names.len; i++) {
		const MapEntry *entry = &scope->names.entries[i];

		if (entry->value)
			array_push(in->arena, dict->dict.entries,
				   (DictEntry){ value_str(in->arena, in->span, entry->key), entry->value });
	}
	return dict;
}

static Value *builtin_globals(const Invocation *in)
{
	return names_of(in, &in->evaluator->module->scope);
}

static Value *builtin_locals(const Invocation *in)
{
	return given(in, 0) ? NULL : names_of(in, in->evaluator->scope);
}

static Value *builtin_type(const Invocation *in)
{
	static const char *const types[VALUE_FUNCTION] = { "NoneType", "bool", "int",   "float", "str",
							   "bytes",    "list", "tuple", "dict",  "set" };
	const Value *value = given(in, 0);

	if (!value || in->arguments->positional.len != 1)
		return NULL;
	if (value->kind < VALUE_FUNCTION)
		return value_symbol(in->arena, in->span, str_from(types[value->kind]));
	if (value->kind != VALUE_INSTANCE)
		return NULL;
	Value *type = value_new(in->arena, VALUE_CLASS, in->span);
	type->klass = value->instance.klass;
	return type;
}

static Value *builtin_eval(const Invocation *in)
{
	evaluator_problem(in->evaluator, PROBLEM_OPAQUE, in->span,
			  arena_printf(in->arena, "`%.*s` may do anything", STR_ARG(in->name)));
	return unknown(in->evaluator, in->code, "result of '%.*s()'", STR_ARG(in->name));
}

// What super() stands for is found when an attribute of it is called.
static Value *builtin_super(const Invocation *in)
{
	Value *callee = value_symbol(in->arena, in->span, STR("super"));

	return value_call(in->arena, in->span, callee, (Arguments *)in->arguments);
}

static const Row rows[] = {
	{ "ArithmeticError", NULL },
	{ "AssertionError", NULL },
	{ "AttributeError", NULL },
	{ "BaseException", NULL },
	{ "DeprecationWarning", NULL },
	{ "EOFError", NULL },
	{ "Exception", NULL },
	{ "FileNotFoundError", NULL },
	{ "ImportError", NULL },
	{ "IndexError", NULL },
	{ "KeyError", NULL },
	{ "KeyboardInterrupt", NULL },
	{ "LookupError", NULL },
	{ "ModuleNotFoundError", NULL },
	{ "NameError", NULL },
	{ "NotImplemented", NULL },
	{ "NotImplementedError", NULL },
	{ "OSError", NULL },
	{ "OverflowError", NULL },
	{ "PermissionError", NULL },
	{ "RecursionError", NULL },
	{ "RuntimeError", NULL },
	{ "RuntimeWarning", NULL },
	{ "StopIteration", NULL },
	{ "SyntaxError", NULL },
	{ "SystemExit", NULL },
	{ "TypeError", NULL },
	{ "UnicodeDecodeError", NULL },
	{ "UserWarning", NULL },
	{ "ValueError", NULL },
	{ "Warning", NULL },
	{ "ZeroDivisionError", NULL },
	{ "__import__", builtin_eval },
	{ "abs", builtin_abs },
	{ "all", builtin_quantifier },
	{ "any", builtin_quantifier },
	{ "ascii", builtin_repr },
	{ "basestring", NULL },
	{ "bin", NULL },
	{ "bool", builtin_bool },
	{ "bytearray", NULL },
	{ "bytes", NULL },
	{ "callable", builtin_callable },
	{ "chr", builtin_chr },
	{ "classmethod", NULL },
	{ "compile", builtin_eval },
	{ "complex", NULL },
	{ "delattr", NULL },
	{ "dict", builtin_dict },
	{ "dir", NULL },
	{ "divmod", builtin_divmod },
	{ "enumerate", builtin_enumerate },
	{ "eval", builtin_eval },
	{ "exec", builtin_eval },
	{ "filter", builtin_filter },
	{ "float", builtin_float },
	{ "format", builtin_format },
	{ "frozenset", builtin_set },
	{ "getattr", builtin_getattr },
	{ "globals", builtin_globals },
	{ "hasattr", builtin_hasattr },
	{ "hash", NULL },
	{ "hex", NULL },
	{ "id", NULL },
	{ "input", NULL },
	{ "int", builtin_int },
	{ "isinstance", builtin_isinstance },
	{ "issubclass", NULL },
	{ "iter", builtin_list },
	{ "len", builtin_len },
	{ "list", builtin_list },
	{ "locals", builtin_locals },
	{ "long", builtin_int },
	{ "map", builtin_map },
	{ "max", builtin_extreme },
	{ "memoryview", NULL },
	{ "min", builtin_extreme },
	{ "next", builtin_next },
	{ "object", NULL },
	{ "oct", NULL },
	{ "open", NULL },
	{ "ord", builtin_ord },
	{ "pow", NULL },
	{ "print", builtin_print },
	{ "property", NULL },
	{ "range", builtin_range },
	{ "repr", builtin_repr },
	{ "reversed", builtin_reversed },
	{ "round", builtin_round },
	{ "set", builtin_set },
	{ "setattr", builtin_setattr },
	{ "slice", NULL },
	{ "sorted", builtin_sorted },
	{ "staticmethod", NULL },
	{ "str", builtin_str },
	{ "sum", builtin_sum },
	{ "super", builtin_super },
	{ "tuple", builtin_tuple },
	{ "type", builtin_type },
	{ "unicode", builtin_str },
	{ "vars", builtin_locals },
	{ "xrange", builtin_range },
	{ "zip", builtin_zip },
};

bool is_builtin_name(Str name)
{
	return row_find(rows, sizeof rows / sizeof *rows, name) != NULL;
}

Value *call_library(Evaluator *evaluator, const Code *code, Str name, Arguments *arguments)
{
	bool dotted = str_find_char(name, '.', 0) != SIZE_MAX;
	const Row *row = dotted ? library_function(name) : row_find(rows, sizeof rows / sizeof *rows, name);

	if (!row || !row->run || arguments->open_positional)
		return NULL;
	Invocation in = {
		evaluator, evaluator->arena, code, code_span(evaluator, code), NULL, arguments, name
	};
	return row->run(&in);
}
