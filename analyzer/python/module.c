// What a module says without running a function of it.

#include "python/internal.h"
#include "python/object.h"

const Source *module_source(const Module *module)
{
	return module->source;
}

Value *module_get(const Module *module, const char *name)
{
	return map_get(&module->scope.names, str_from(name));
}

Span module_binding_span(const Module *module, const char *name)
{
	const Span *span = map_get(&module->bindings, str_from(name));

	return span ? *span : (Span){ 0 };
}

// The string an expression statement consists of, NULL when it is something else.
static const Code *lone_string(const Code *statement)
{
	const Code *string = statement->kind == CODE_EXPRESSION_STATEMENT ? statement->first : NULL;

	if (!string || string->next)
		return NULL;
	return string->kind == CODE_STRING || string->kind == CODE_CONCATENATED_STRING ? string : NULL;
}

Span module_docstring(const Module *module)
{
	for (const Code *statement = module->code->first; statement; statement = statement->next) {
		const Code *string = lone_string(statement);

		if (string)
			return (Span){ module->source, string->start, string->end };
		bool import = statement->kind == CODE_IMPORT || statement->kind == CODE_IMPORT_FROM ||
			statement->kind == CODE_IMPORT_FUTURE;
		if (!import)
			break;
	}
	return (Span){ 0 };
}

bool module_imports(const Module *module, const char *dotted)
{
	Str wanted = str_from(dotted);

	for (size_t i = 0; i < module->imports.len; i++) {
		Str name = module->imports.items[i];

		if (str_starts_with(name, wanted) && (name.len == wanted.len || name.data[wanted.len] == '.'))
			return true;
	}
	return false;
}

// Whether a statement does nothing: pass, ..., a string, `return`, `return None`.
static bool does_nothing(const Code *statement)
{
	if (statement->kind == CODE_PASS || lone_string(statement))
		return true;
	if (statement->kind == CODE_RETURN)
		return !statement->first || (statement->first->kind == CODE_NONE && !statement->first->next);
	return statement->kind == CODE_EXPRESSION_STATEMENT && statement->first &&
		statement->first->kind == CODE_ELLIPSIS && !statement->first->next;
}

static void look_at_body(const Code *body, FunctionShape *shape)
{
	const Code *statement = body ? body->first : NULL;

	shape->is_empty = true;
	for (const Code *each = statement; each; each = each->next)
		shape->is_empty &= does_nothing(each);
	if (statement && lone_string(statement))
		statement = statement->next;
	shape->only_raises = statement && statement->kind == CODE_RAISE;
}

bool function_does_nothing(const Value *function)
{
	FunctionShape shape;

	if (function->kind != VALUE_FUNCTION || function->function->code->kind != CODE_FUNCTION)
		return false;
	look_at_body(code_field(function->function->code, FIELD_BODY), &shape);
	return shape.is_empty;
}

FunctionShape module_function_shape(const Module *module, const char *name)
{
	Value *value = module_get(module, name);

	if (!value || value->kind != VALUE_FUNCTION || value->function->code->kind != CODE_FUNCTION)
		return (FunctionShape){ 0 };
	const Code *code = value->function->code;
	const Source *source = value->function->scope->module->source;
	const Code *body = code_field(code, FIELD_BODY);
	const Code *identifier = code_field(code, FIELD_NAME);
	const Code *last = code_field(code, FIELD_RETURN_TYPE);
	FunctionShape shape = { .exists = true };
	if (!last)
		last = code_field(code, FIELD_PARAMETERS);
	shape.span = (Span){ source, code->start, last ? last->end : code->start };
	shape.name = identifier ? (Span){ source, identifier->start, identifier->end } : shape.span;
	look_at_body(body, &shape);
	return shape;
}
