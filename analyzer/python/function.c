// Functions of the file: making them, binding arguments, running their bodies.

#include "python/internal.h"

Context context_save(const Evaluator *evaluator)
{
	return (Context){ evaluator->module, evaluator->scope, evaluator->frame, evaluator->loop,
			  evaluator->site };
}

void context_restore(Evaluator *evaluator, Context context)
{
	evaluator->module = context.module;
	evaluator->scope = context.scope;
	evaluator->frame = context.frame;
	evaluator->loop = context.loop;
	evaluator->site = context.site;
}

// The identifier a parameter binds: below types, defaults and stars.
static const Code *parameter_name(const Code *parameter)
{
	const Code *name = code_field(parameter, FIELD_NAME);

	if (name)
		return name;
	while (parameter && parameter->kind != CODE_IDENTIFIER && parameter->first)
		parameter = code_operand(parameter);
	return parameter;
}

static ParameterKind kind_of(const Code *parameter, bool keyword_only)
{
	if (parameter->kind == CODE_TYPED_PARAMETER && code_operand(parameter))
		parameter = code_operand(parameter);
	if (parameter->kind == CODE_LIST_SPLAT_PATTERN)
		return PARAMETER_STAR;
	if (parameter->kind == CODE_DICTIONARY_SPLAT_PATTERN)
		return PARAMETER_DOUBLE;
	return keyword_only ? PARAMETER_KEYWORD : PARAMETER_POSITIONAL;
}

static void read_parameters(Evaluator *evaluator, Function *function, const Code *parameters)
{
	bool keyword_only = false;

	for (const Code *code = parameters ? parameters->first : NULL; code; code = code->next) {
		const Code *standard = code_field(code, FIELD_VALUE);
		const Code *name = parameter_name(code);

		keyword_only |= code->kind == CODE_KEYWORD_SEPARATOR;
		if (code->kind == CODE_KEYWORD_SEPARATOR || code->kind == CODE_POSITIONAL_SEPARATOR || !name)
			continue;
		ParameterKind kind = kind_of(code, keyword_only);
		keyword_only |= kind == PARAMETER_STAR;
		array_push(evaluator->arena, &function->parameters,
			   (Parameter){ .kind = kind,
					.name = code_text(evaluator, name),
					.code = name,
					.standard = standard ? evaluate(evaluator, standard) : NULL });
	}
}

// What the decorators of the standard library make of a function.
static void note_decorator(Function *function, const Value *decorator)
{
	Str name = value_symbol_name(decorator);

	function->is_static |= str_is(name, "staticmethod");
	function->is_class_method |= str_is(name, "classmethod");
	function->is_property |= str_is(name, "property") || str_is(name, "functools.cached_property");
}

void tell_decorated(Evaluator *evaluator, const Code *code, Value *decorator, Value *decorated)
{
	Arguments *arguments = arena_new(evaluator->arena, Arguments);

	if (decorator->kind != VALUE_CALL || !evaluator->host || !evaluator->host->call)
		return;
	array_push(evaluator->arena, &arguments->positional, decorated);
	evaluator->host->call(evaluator->host->state, evaluator,
			      value_call(evaluator->arena, code_span(evaluator, code), decorator, arguments));
}

static bool is_of_library(const Value *decorator)
{
	return value_is_symbolic(decorator) &&
		(decorator->kind != VALUE_SYMBOL || str_find_char(decorator->symbol, '.', 0) != SIZE_MAX);
}

// Decorators of the file are called; any other leaves the function as it is, which is what most of them amount to.
static Value *decorate(Evaluator *evaluator, const Code *code, Value *decorator, Value *function)
{
	tell_decorated(evaluator, code, decorator, function);
	if (is_of_library(decorator) && function->kind == VALUE_FUNCTION)
		array_push(evaluator->arena, &((Function *)(uintptr_t)function->function)->around, decorator);
	if (decorator->kind != VALUE_FUNCTION || decorator->function->is_generator)
		return function;
	Arguments *arguments = arena_new(evaluator->arena, Arguments);
	array_push(evaluator->arena, &arguments->positional, function);
	Value *result = call_function(evaluator, code, decorator->function, arguments);
	return result->kind == VALUE_FUNCTION ? result : function;
}

static Value *apply_decorators(Evaluator *evaluator, const Code *decorated, Function *function, Value *value)
{
	ValueArray decorators = { 0 };

	for (const Code *code = decorated->first; code; code = code->next)
		if (code->kind == CODE_DECORATOR && code_operand(code))
			array_push(evaluator->arena, &decorators, evaluate(evaluator, code_operand(code)));
	for (size_t i = decorators.len; i-- > 0;) {
		note_decorator(function, decorators.items[i]);
		value = decorate(evaluator, decorated, decorators.items[i], value);
	}
	return value;
}

// Functions see the names around a class body, not those in it.
static Scope *enclosing_scope(Evaluator *evaluator)
{
	Scope *scope = evaluator->scope;

	while (scope->is_class && scope->lexical)
		scope = (Scope *)scope->lexical;
	return scope->is_class ? &evaluator->module->scope : scope;
}

Value *define_function(Evaluator *evaluator, const Code *code, const Code *decorated)
{
	Function *function = arena_new(evaluator->arena, Function);
	Value *value = value_new(evaluator->arena, VALUE_FUNCTION, code_span(evaluator, code));
	const Code *name = code_field(code, FIELD_NAME);
	const Code *body = code_field(code, FIELD_BODY);

	function->code = code;
	function->name = name ? code_text(evaluator, name) : STR_NONE;
	function->scope = enclosing_scope(evaluator);
	function->is_generator = code->kind == CODE_FUNCTION && body && code_contains(body, CODE_YIELD);
	value->function = function;
	read_parameters(evaluator, function, code_field(code, FIELD_PARAMETERS));
	return decorated ? apply_decorators(evaluator, decorated, function, value) : value;
}

// Binding: arguments on their way to parameters.
typedef struct Binding {
	Evaluator *evaluator;
	Scope *scope;
	const Function *function;
	const Arguments *arguments;
	size_t position;  // next positional argument
	Array(bool) used; // keyword arguments taken
} Binding;

static Value *take_keyword(Binding *binding, Str name)
{
	const KeywordArray *keywords = &binding->arguments->keywords;

	for (size_t i = 0; i < keywords->len; i++)
		if (str_equal(keywords->items[i].name, name)) {
			binding->used.items[i] = true;
			return keywords->items[i].value;
		}
	return NULL;
}

static Value *rest_of_positional(Binding *binding, const Parameter *parameter)
{
	Evaluator *evaluator = binding->evaluator;
	ValueArray items = { 0 };

	if (binding->arguments->open_positional)
		return unknown(evaluator, parameter->code, "parameter '%.*s'", STR_ARG(parameter->name));
	while (binding->position < binding->arguments->positional.len)
		array_push(evaluator->arena, &items,
			   binding->arguments->positional.items[binding->position++]);
	return new_items(evaluator, parameter->code, VALUE_TUPLE, items);
}

static Value *rest_of_keywords(Binding *binding, const Parameter *parameter)
{
	Evaluator *evaluator = binding->evaluator;
	Value *dict = new_dict(evaluator, parameter->code);

	if (binding->arguments->open_keywords)
		return unknown(evaluator, parameter->code, "parameter '%.*s'", STR_ARG(parameter->name));
	for (size_t i = 0; i < binding->arguments->keywords.len; i++) {
		const Keyword *keyword = &binding->arguments->keywords.items[i];

		if (!binding->used.items[i])
			dict_put(evaluator, dict, value_str(evaluator->arena, keyword->span, keyword->name),
				 keyword->value);
	}
	return dict;
}

static Value *one_argument(Binding *binding, const Parameter *parameter)
{
	const ValueArray *positional = &binding->arguments->positional;
	Value *value = NULL;

	if (parameter->kind == PARAMETER_POSITIONAL && binding->position < positional->len)
		return positional->items[binding->position++];
	value = take_keyword(binding, parameter->name);
	bool open = binding->arguments->open_keywords ||
		(binding->arguments->open_positional && parameter->kind == PARAMETER_POSITIONAL);
	if (!value && !open)
		value = parameter->standard;
	return value
		? value
		: unknown(binding->evaluator, parameter->code, "parameter '%.*s'", STR_ARG(parameter->name));
}

static void bind_arguments(Evaluator *evaluator, Scope *scope, const Function *function,
			   const Arguments *arguments)
{
	Binding binding = { evaluator, scope, function, arguments, 0, { 0 } };
	size_t first = 0;

	for (size_t i = 0; i < arguments->keywords.len; i++)
		array_push(evaluator->arena, &binding.used, false);
	if (function->self && function->parameters.len) {
		scope_set(evaluator, scope, function->parameters.items[0].name, function->self);
		first = 1;
	}
	for (size_t i = first; i < function->parameters.len; i++) {
		const Parameter *parameter = &function->parameters.items[i];
		Value *value;

		if (parameter->kind == PARAMETER_STAR)
			value = rest_of_positional(&binding, parameter);
		else if (parameter->kind == PARAMETER_DOUBLE)
			value = rest_of_keywords(&binding, parameter);
		else
			value = one_argument(&binding, parameter);
		scope_set(evaluator, scope, parameter->name, value);
	}
}

// What a function gives when branches may have returned different things.
static Value *merge_returns(Evaluator *evaluator, const Code *code, const Frame *frame, Value *last)
{
	for (size_t i = 0; i < frame->returns.len; i++) {
		Value *other = frame->returns.items[i];

		if (last && !value_same(last, other))
			return unknown(evaluator, code, "result differs between branches");
		last = other;
	}
	return last ? last : value_none(evaluator->arena, code_span(evaluator, code));
}

static void push_site(Evaluator *evaluator, const Code *code)
{
	CallSite *site = arena_new(evaluator->arena, CallSite);

	*site = (CallSite){ .span = code_span(evaluator, code), .outer = evaluator->site };
	evaluator->site = site;
}

// Runs the body with the arguments bound; `frame` says what to do with yields.
static Flow run_body(Evaluator *evaluator, const Code *code, const Function *function,
		     const Arguments *arguments, Frame *frame)
{
	const Code *body = code_field(function->code, FIELD_BODY);
	Context outside = context_save(evaluator);
	size_t conditional = evaluator->conditional;
	size_t guarded = evaluator->guarded;
	Flow flow = FLOW_NEXT;

	if (code != function->code)
		push_site(evaluator, code);
	Scope *scope = scope_new(evaluator,
				 function->scope == &function->scope->module->scope ? NULL : function->scope,
				 function->scope->module);
	evaluator->module = scope->module;
	bind_arguments(evaluator, scope, function, arguments);
	frame->function = function;
	frame->outer = evaluator->frame;
	evaluator->scope = scope;
	evaluator->frame = frame;
	evaluator->loop = NULL;
	evaluator->call_depth++;
	evaluator->depth++;
	if (body && function->code->kind == CODE_LAMBDA)
		frame->result = evaluate(evaluator, body);
	else if (body)
		flow = run_block(evaluator, body);
	evaluator->depth--;
	evaluator->call_depth--;
	evaluator->conditional = conditional;
	evaluator->guarded = guarded;
	context_restore(evaluator, outside);
	return flow;
}

// A recursion whose end is not known is cut early: every branch in it would double the work. `*harmless`: no round of it so far has
// called anything that may run SQL, so that more of them change nothing.
static bool is_too_deep(const Evaluator *evaluator, const Function *function, bool *harmless)
{
	size_t active = 0;

	*harmless = false;
	if (evaluator->call_depth >= MAX_CALL_DEPTH)
		return true;
	for (const Frame *frame = evaluator->frame; evaluator->conditional && frame; frame = frame->outer) {
		if (!frame->function || frame->function->code != function->code)
			continue;
		active++;
		*harmless = frame->effects == evaluator->effects;
	}
	return active >= MAX_OPEN_RECURSION;
}

// Decorators that are context managers too (`@transaction.atomic`) stand around the body as `with` does.
static Flow run_decorated_body(Evaluator *evaluator, const Code *code, const Function *function,
			       const Arguments *arguments, Frame *frame)
{
	const Host *host = evaluator->host;
	size_t count = host && host->enter && host->leave ? function->around.len : 0;

	for (size_t i = count; i-- > 0;)
		host->enter(host->state, evaluator, function->around.items[i]);
	Flow flow = run_body(evaluator, code, function, arguments, frame);
	for (size_t i = 0; i < count && flow != FLOW_STOP; i++)
		host->leave(host->state, evaluator, function->around.items[i]);
	return flow;
}

Value *call_function(Evaluator *evaluator, const Code *code, const Function *function, Arguments *arguments)
{
	Frame frame = { .effects = evaluator->effects };
	bool harmless;

	if (function->is_generator) {
		Value *callee = value_new(evaluator->arena, VALUE_FUNCTION, code_span(evaluator, code));

		callee->function = function;
		return value_call(evaluator->arena, code_span(evaluator, code), callee, arguments);
	}
	if (is_too_deep(evaluator, function, &harmless)) {
		if (!harmless)
			evaluator_limit(evaluator, LIMIT_CALLS, code_span(evaluator, code));
		return unknown(evaluator, code, "calls nested too deeply");
	}
	Flow flow = run_decorated_body(evaluator, code, function, arguments, &frame);
	// A raise after branches that may have returned leaves only those.
	if (flow == FLOW_RAISE && !frame.returns.len)
		evaluator->raised = true;
	if (flow == FLOW_RAISE || flow == FLOW_STOP)
		frame.result = NULL;
	else if (flow == FLOW_NEXT && !frame.result && frame.returns.len)
		frame.result = value_none(evaluator->arena, code_span(evaluator, code));
	return merge_returns(evaluator, code, &frame, frame.result);
}

bool is_generator(const Value *value)
{
	return value->kind == VALUE_CALL && value->call.callee->kind == VALUE_FUNCTION;
}

Flow run_generator(Evaluator *evaluator, Value *generator,
		   void (*on_yield)(Evaluator *evaluator, void *state, Value *value), void *state)
{
	bool harmless;
	Frame frame = { .effects = evaluator->effects, .on_yield = on_yield, .yield_state = state };
	const Function *function = generator->call.callee->function;

	if (is_too_deep(evaluator, function, &harmless)) {
		if (!harmless)
			evaluator_limit(evaluator, LIMIT_CALLS, generator->span);
		return FLOW_NEXT;
	}
	Flow flow = run_body(evaluator, evaluator->statement ? evaluator->statement : function->code,
			     function, generator->call.arguments, &frame);
	if (flow == FLOW_RAISE)
		evaluator->raised = true;
	return flow;
}
