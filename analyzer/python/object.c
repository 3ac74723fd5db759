#include "python/object.h"

#include "python/internal.h"

static const Class *class_of(const Value *value)
{
	if (value && value->kind == VALUE_CLASS)
		return value->klass;
	return value && value->kind == VALUE_INSTANCE ? value->instance.klass : NULL;
}

Str class_title(const Value *value)
{
	const Class *klass = class_of(value);

	return klass ? klass->name : STR_NONE;
}

const Value *class_field(const Value *value, const char *name)
{
	const Class *klass = class_of(value);

	return klass ? class_attribute(klass, str_from(name)) : NULL;
}

const ValueArray *class_bases(const Value *value)
{
	const Class *klass = class_of(value);

	return klass ? (const ValueArray *)&klass->bases : NULL;
}

static void add_entries(Arena *arena, const Map *names, ClassEntries *entries)
{
	for (size_t i = 0; i < names->len; i++)
		if (names->entries[i].value)
			array_push(arena, entries,
				   ((ClassEntry){ names->entries[i].key, names->entries[i].value }));
}

void class_entries(Arena *arena, const Value *value, ClassEntries *entries)
{
	const Class *klass = class_of(value);

	if (klass)
		add_entries(arena, klass->attributes, entries);
}

void module_entries(Arena *arena, const Module *module, ClassEntries *entries)
{
	add_entries(arena, &module->scope.names, entries);
}

bool class_members(Arena *arena, const Value *value, ValueArray *members)
{
	const Class *klass = class_of(value);

	for (size_t i = 0; klass && klass->is_enum && i < klass->members.len; i++)
		array_push(arena, members, klass->members.items[i]);
	return klass && klass->is_enum;
}

bool class_is_same(const Value *a, const Value *b)
{
	return class_of(a) && class_of(a) == class_of(b);
}

const Value *class_holding(const Evaluator *evaluator, const Value *held, Str *name)
{
	const Map *names = &evaluator->module->scope.names;

	for (size_t i = 0; i < names->len; i++) {
		const Value *value = names->entries[i].value;
		if (!value || value->kind != VALUE_CLASS)
			continue;
		const Map *attributes = value->klass->attributes;
		for (size_t k = 0; k < attributes->len; k++) {
			if (attributes->entries[k].value != held)
				continue;
			*name = attributes->entries[k].key;
			return value;
		}
	}
	return NULL;
}

static const Code *place_at(Evaluator *evaluator, Span span)
{
	Code *place = arena_new(evaluator->arena, Code);

	*place = (Code){ .kind = CODE_CALL, .start = span.start, .end = span.end };
	return place;
}

Value *class_instantiate(Evaluator *evaluator, const Value *call)
{
	if (call->kind != VALUE_CALL || call->call.callee->kind != VALUE_CLASS)
		return NULL;
	return instantiate(evaluator, place_at(evaluator, call->span), call->call.callee,
			   call->call.arguments);
}

Value *function_call(Evaluator *evaluator, const Value *function, Span span, Arguments *arguments)
{
	return call_value(evaluator, place_at(evaluator, span), (Value *)(uintptr_t)function, arguments);
}

Value *class_method_call(Evaluator *evaluator, const Value *klass, Str name, Span span, Arguments *arguments)
{
	Value *method = class_of(klass) ? class_attribute(class_of(klass), name) : NULL;

	if (!method)
		return NULL;
	method = bind_method(evaluator, method, NULL, (Value *)(uintptr_t)klass);
	return function_call(evaluator, method, span, arguments);
}

bool evaluator_discards(const Evaluator *evaluator, const Value *call)
{
	const Code *statement = evaluator->statement;
	const Code *expression = statement && statement->kind == CODE_EXPRESSION_STATEMENT ? statement->first
											   : NULL;

	if (expression && expression->kind == CODE_AWAIT)
		expression = code_operand(expression);
	return expression && call->span.source == evaluator->module->source &&
		expression->start == call->span.start && expression->end == call->span.end;
}
