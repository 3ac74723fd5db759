// Calls: evaluating arguments in order, and who answers a call.

#include "python/internal.h"

static void add_splat(Evaluator *evaluator, const Code *code, Arguments *arguments)
{
	ValueArray items = { 0 };

	if (!iterate(evaluator, evaluate(evaluator, code), &items))
		arguments->open_positional = true;
	for (size_t i = 0; i < items.len && !arguments->open_positional; i++)
		array_push(evaluator->arena, &arguments->positional, items.items[i]);
}

static void add_keywords_of(Evaluator *evaluator, const Code *code, Arguments *arguments)
{
	const Code *operand = code_operand(code);
	Value *dict = operand ? evaluate(evaluator, operand) : NULL;

	if (!dict || dict->kind != VALUE_DICT) {
		arguments->open_keywords = true;
		return;
	}
	for (size_t i = 0; i < dict->dict.entries->len; i++) {
		Str name;

		if (!value_plain_text(dict->dict.entries->items[i].key, evaluator->arena, &name)) {
			arguments->open_keywords = true;
			continue;
		}
		array_push(evaluator->arena, &arguments->keywords,
			   (Keyword){ .name = name,
				      .span = code_span(evaluator, code),
				      .value = dict->dict.entries->items[i].value });
	}
}

static void add_argument(Evaluator *evaluator, const Code *code, Arguments *arguments)
{
	const Code *value = code_field(code, FIELD_VALUE);
	const Code *name = code_field(code, FIELD_NAME);

	// What does not parse is reported as such.
	if (code->kind == CODE_OPERATOR || code->kind == CODE_ERROR) {
		return;
	} else if (is_splat(code)) {
		add_splat(evaluator, code, arguments);
	} else if (code->kind == CODE_DICTIONARY_SPLAT) {
		add_keywords_of(evaluator, code, arguments);
	} else if (code->kind == CODE_KEYWORD_ARGUMENT && name && value) {
		Value *given = evaluate(evaluator, value);

		array_push(evaluator->arena, &arguments->keywords,
			   (Keyword){ .name = code_text(evaluator, name),
				      .span = code_span(evaluator, code),
				      .value = given });
	} else {
		Value *given = evaluate(evaluator, code);

		// Behind `*unknown` nobody knows which position this is.
		if (!arguments->open_positional)
			array_push(evaluator->arena, &arguments->positional, given);
	}
}

static Arguments *evaluate_arguments(Evaluator *evaluator, const Code *list)
{
	Arguments *arguments = arena_new(evaluator->arena, Arguments);

	if (list && list->kind == CODE_GENERATOR)
		add_argument(evaluator, list, arguments);
	else if (list && list->kind == CODE_TOO_DEEP)
		evaluate(evaluator, list);
	else
		for (const Code *code = list ? list->first : NULL; code; code = code->next)
			add_argument(evaluator, code, arguments);
	return arguments;
}

// Where a migration gets to its database.
static bool is_runner_name(Str symbol)
{
	static const char *const roots[] = { "alembic.op", "django.db.migrations.schema_editor",
					     "django.db.connection", "django.db.connections" };

	for (size_t i = 0; i < sizeof(roots) / sizeof(*roots); i++) {
		size_t len = strlen(roots[i]);
		if (str_starts_with(symbol, str_from(roots[i])) &&
		    (symbol.len == len || symbol.data[len] == '.'))
			return true;
	}
	// What is got from it are models and rows.
	return str_is(symbol, "django.db.migrations.apps");
}

bool can_run_sql(const Value *value)
{
	// A chain of attributes and calls is as long as its source text is deep.
	while (value) {
		if (value->kind == VALUE_SYMBOL)
			return is_runner_name(value->symbol);
		if (value->kind == VALUE_CALL)
			value = value->call.callee;
		else if (value->kind == VALUE_ATTRIBUTE)
			value = value->attribute.object;
		else if (value->kind == VALUE_INDEX)
			value = value->index.object;
		else
			return false;
	}
	return false;
}

static bool contains_runner(const Value *value)
{
	if (can_run_sql(value))
		return true;
	if (value->kind == VALUE_CALL && value->call.arguments) // Session(bind=bind)
		for (size_t i = 0; i < value->call.arguments->keywords.len; i++)
			if (can_run_sql(value->call.arguments->keywords.items[i].value))
				return true;
	return value->kind == VALUE_CALL && value_positional(value, 0) &&
		can_run_sql(value_positional(value, 0));
}

// An unknown callable may run SQL only through what it is given.
static bool is_given_runner(const Arguments *arguments)
{
	for (size_t i = 0; i < arguments->positional.len; i++)
		if (contains_runner(arguments->positional.items[i]))
			return true;
	for (size_t i = 0; i < arguments->keywords.len; i++)
		if (contains_runner(arguments->keywords.items[i].value))
			return true;
	return false;
}

// Whether the call may run SQL: of op or something got from it, or of something that was given one of these.
static bool may_run_sql(const Value *call)
{
	if (can_run_sql(call))
		return true;
	for (const Value *value = call; value;) {
		if (value->kind == VALUE_CALL && value->call.arguments &&
		    is_given_runner(value->call.arguments))
			return true;
		value = value->kind == VALUE_CALL        ? value->call.callee
			: value->kind == VALUE_ATTRIBUTE ? value->attribute.object
							 : NULL;
	}
	return false;
}

static Value *unknown_result(Evaluator *evaluator, const Code *code, const Code *callee)
{
	Span span = code_span(evaluator, callee);

	return unknown(evaluator, code, "result of '%s()'", span_one_line(evaluator->arena, span));
}

static Value *call_unknown(Evaluator *evaluator, const Code *code, Arguments *arguments)
{
	const Code *callee = code_field(code, FIELD_FUNCTION);

	if (!callee)
		callee = code;
	if (is_given_runner(arguments)) {
		evaluator->effects++;
		const char *name = span_one_line(evaluator->arena, code_span(evaluator, callee));

		evaluator_problem(evaluator, PROBLEM_OPAQUE, code_span(evaluator, code),
				  arena_printf(evaluator->arena, "`%s` is not known and may run SQL", name));
	}
	return unknown_result(evaluator, code, callee);
}

static Value *call_symbolic(Evaluator *evaluator, const Code *code, Value *callee, Arguments *arguments)
{
	const Host *host = evaluator->host;
	Value *call = value_call(evaluator->arena, code_span(evaluator, code), callee, arguments);

	call->call.id = ++evaluator->calls;
	evaluator->risks += !makes_exception(callee);
	evaluator->effects += may_run_sql(call);
	if (evaluator->raised || evaluator->stopped)
		return call;
	Value *result = host->call ? host->call(host->state, evaluator, call) : NULL;
	return result ? result : call;
}

static Value *call_instance(Evaluator *evaluator, const Code *code, Value *instance, Arguments *arguments)
{
	Value *method = class_attribute(instance->instance.klass, STR("__call__"));

	if (!method || method->kind != VALUE_FUNCTION)
		return call_unknown(evaluator, code, arguments);
	return call_value(evaluator, code, bind_method(evaluator, method, instance, NULL), arguments);
}

static bool has_symbolic(const Arguments *arguments)
{
	for (size_t i = 0; i < arguments->positional.len; i++)
		if (arguments->positional.items[i]->kind != VALUE_UNKNOWN)
			return true;
	return arguments->positional.len == 0;
}

// `str.upper(x)`: a method taken from its class.
static Value *call_unbound(Evaluator *evaluator, const Code *code, Str name, const Arguments *arguments)
{
	Arguments *rest = arena_new(evaluator->arena, Arguments);

	if (!str_starts_with(name, STR("str.")) || !arguments->positional.len ||
	    arguments->positional.items[0]->kind != VALUE_STR)
		return NULL;
	*rest = *arguments;
	rest->positional.items++;
	rest->positional.len--;
	return call_method(evaluator, code, arguments->positional.items[0], str_slice(name, 4, name.len),
			   rest);
}

static Value *call_symbol(Evaluator *evaluator, const Code *code, Value *callee, Arguments *arguments)
{
	Value *result = call_library(evaluator, code, callee->symbol, arguments);

	if (!result)
		result = call_unbound(evaluator, code, callee->symbol, arguments);

	if (result)
		return result;
	// A builtin of something unknown is unknown; of something symbolic it is a condition the host may know.
	if (is_builtin_name(callee->symbol) && !has_symbolic(arguments))
		return call_unknown(evaluator, code, arguments);
	return call_symbolic(evaluator, code, callee, arguments);
}

// functools.partial(f, ...): what calls it adds its arguments; keywords given later win.
static Arguments *joined_arguments(Evaluator *evaluator, const Arguments *first, const Arguments *then)
{
	Arguments *all = arena_new(evaluator->arena, Arguments);

	all->open_positional = first->open_positional || then->open_positional;
	all->open_keywords = first->open_keywords || then->open_keywords;
	for (size_t i = 1; i < first->positional.len; i++)
		array_push(evaluator->arena, &all->positional, first->positional.items[i]);
	for (size_t i = 0; i < then->positional.len; i++)
		array_push(evaluator->arena, &all->positional, then->positional.items[i]);
	for (size_t i = 0; i < then->keywords.len; i++)
		array_push(evaluator->arena, &all->keywords, then->keywords.items[i]);
	for (size_t i = 0; i < first->keywords.len; i++) {
		bool again = false;

		for (size_t j = 0; j < then->keywords.len; j++)
			again |= str_equal(then->keywords.items[j].name, first->keywords.items[i].name);
		if (!again)
			array_push(evaluator->arena, &all->keywords, first->keywords.items[i]);
	}
	return all;
}

static bool is_partial(const Value *callee)
{
	return callee->kind == VALUE_CALL && value_is_symbol(callee, "functools.partial") &&
		callee->call.arguments->positional.len && !callee->call.arguments->open_positional;
}

Value *call_value(Evaluator *evaluator, const Code *code, Value *callee, Arguments *arguments)
{
	if (evaluator->raised || evaluator->stopped)
		return unknown(evaluator, code, "not evaluated");
	for (int i = 0; i < MAX_CALL_DEPTH && is_partial(callee); i++) {
		arguments = joined_arguments(evaluator, callee->call.arguments, arguments);
		callee = callee->call.arguments->positional.items[0];
	}
	switch (callee->kind) {
	case VALUE_FUNCTION:
		return call_function(evaluator, code, callee->function, arguments);
	case VALUE_CLASS:
		if (callee->klass->is_symbolic && !callee->klass->is_enum && !callee->klass->is_record)
			return call_symbolic(evaluator, code, callee, arguments);
		return instantiate(evaluator, code, callee, arguments);
	case VALUE_INSTANCE:
		return call_instance(evaluator, code, callee, arguments);
	case VALUE_SYMBOL:
		return call_symbol(evaluator, code, callee, arguments);
	case VALUE_CALL:
	case VALUE_ATTRIBUTE:
	case VALUE_INDEX:
	case VALUE_OPERATOR: {
		Value *result = call_partial(evaluator, code, callee, arguments);

		return result ? result : call_symbolic(evaluator, code, callee, arguments);
	}
	default:
		return call_unknown(evaluator, code, arguments);
	}
}

// Whether methods of such a value are in method.c.
static bool has_methods(const Value *value)
{
	return value->kind >= VALUE_INT && value->kind <= VALUE_SET;
}

// `t.update()`, `t.delete()` ... of something unknown: a table most likely, as dict.update() and list.insert() take arguments. What
// is chained behind it is then known. `o.save()` is an object of some model.
static bool may_begin_statement(const Value *object, Str name, const Arguments *arguments)
{
	static const char *const names[] = { "select", "insert", "update", "delete", "save" };

	if (object->kind != VALUE_UNKNOWN || arguments->positional.len || arguments->open_positional)
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

// A method that a library defines.
static Value *call_inherited(Evaluator *evaluator, const Code *code, Value *object, Str name,
			     Arguments *arguments)
{
	const Host *host = evaluator->host;
	Value *result = NULL;

	if (host->inherited && !evaluator->raised && !evaluator->stopped) {
		Span span = code_span(evaluator, code);
		Value *callee = value_attribute(evaluator->arena, span, object, name);
		result = host->inherited(host->state, evaluator,
					 value_call(evaluator->arena, span, callee, arguments));
	}
	return result ? result : unknown(evaluator, code, "method of a base class");
}

static Value *call_attribute(Evaluator *evaluator, const Code *code, const Code *function)
{
	const Code *object_code = code_field(function, FIELD_OBJECT);
	const Code *name_code = code_field(function, FIELD_ATTRIBUTE);

	if (!object_code || !name_code)
		return unknown(evaluator, code, "syntax error");
	Value *object = evaluate(evaluator, object_code);
	Str name = code_text(evaluator, name_code);
	if (value_is_symbol(object, "super") && object->kind == VALUE_CALL) {
		Value *inherited = super_attribute(evaluator, name);
		Arguments *arguments = evaluate_arguments(evaluator, code_field(code, FIELD_ARGUMENTS));

		return inherited ? call_value(evaluator, code, inherited, arguments)
				 : call_inherited(evaluator, code, object, name, arguments);
	}
	if (has_methods(object)) {
		Arguments *arguments = evaluate_arguments(evaluator, code_field(code, FIELD_ARGUMENTS));
		Value *result = call_method(evaluator, code, object, name, arguments);

		return result ? result : call_unknown(evaluator, code, arguments);
	}
	// The host hears of the call; of the method's name as an attribute it need not hear before.
	Value *callee = value_is_symbolic(object)
		? value_attribute(evaluator->arena, code_span(evaluator, function), object, name)
		: read_attribute(evaluator, function, object, name);
	Arguments *arguments = evaluate_arguments(evaluator, code_field(code, FIELD_ARGUMENTS));
	if (may_begin_statement(object, name, arguments))
		callee = value_attribute(evaluator->arena, code_span(evaluator, function), object, name);
	if (object->kind == VALUE_UNKNOWN && can_run_sql(object))
		return call_unknown(evaluator, code, arguments);
	return call_value(evaluator, code, callee, arguments);
}

Value *evaluate_call(Evaluator *evaluator, const Code *code)
{
	const Code *function = code_field(code, FIELD_FUNCTION);

	if (function && function->kind == CODE_LIST_SPLAT) // see is_splat()
		function = code_operand(function);
	if (!function)
		return unknown(evaluator, code, "syntax error");
	if (function->kind == CODE_ATTRIBUTE)
		return call_attribute(evaluator, code, function);
	Value *callee = evaluate(evaluator, function);
	Arguments *arguments = evaluate_arguments(evaluator, code_field(code, FIELD_ARGUMENTS));
	return call_value(evaluator, code, callee, arguments);
}
