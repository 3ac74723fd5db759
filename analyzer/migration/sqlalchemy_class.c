#include "migration/sqlalchemy_class.h"

#include "migration/sqlalchemy_name.h"
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

void class_columns(Arena *arena, const Value *value, ClassColumns *columns)
{
	const Class *klass = class_of(value);

	for (size_t i = 0; klass && i < klass->attributes->len; i++) {
		const Value *column = klass->attributes->entries[i].value;
		if (column && column->kind == VALUE_CALL &&
		    (sa_is(column, "Column") || sa_is(column, "mapped_column")))
			array_push(arena, columns,
				   (ClassColumn){ klass->attributes->entries[i].key, column });
	}
}

const Value *class_of_column(Lowering *lowering, const Value *column, Str *name)
{
	const Map *names = lowering->evaluator ? &lowering->evaluator->module->scope.names : NULL;

	for (size_t i = 0; names && i < names->len; i++) {
		const Value *value = names->entries[i].value;
		if (!value || value->kind != VALUE_CLASS)
			continue;
		const Map *attributes = value->klass->attributes;
		for (size_t k = 0; k < attributes->len; k++) {
			if (attributes->entries[k].value != column)
				continue;
			*name = attributes->entries[k].key;
			return value;
		}
	}
	return NULL;
}

bool class_members(Arena *arena, const Value *value, ValueArray *members)
{
	const Class *klass = class_of(value);

	for (size_t i = 0; klass && klass->is_enum && i < klass->members.len; i++)
		array_push(arena, members, klass->members.items[i]);
	return klass && klass->is_enum;
}

const Value *class_call_method(Lowering *lowering, const Value *value, const char *name)
{
	const Value *klass = value->kind == VALUE_CALL ? value->call.callee : value;
	const Value *method = class_field(klass, name);
	Arguments *arguments = arena_new(lowering->arena, Arguments);
	Code place = { .kind = CODE_CALL, .start = value->span.start, .end = value->span.end };

	if (!method || method->kind != VALUE_FUNCTION || !lowering->evaluator)
		return NULL;
	array_push(lowering->arena, &arguments->positional, (Value *)(uintptr_t)value);
	return call_value(lowering->evaluator, &place, (Value *)(uintptr_t)method, arguments);
}

const Value *class_with_method(Lowering *lowering, Str name)
{
	const Map *names = lowering->evaluator ? &lowering->evaluator->module->scope.names : NULL;

	for (size_t i = 0; names && i < names->len; i++) {
		const Value *value = names->entries[i].value;
		const Value *method =
			value && value->kind == VALUE_CLASS ? map_get(value->klass->attributes, name) : NULL;
		if (method && method->kind == VALUE_FUNCTION)
			return value;
	}
	return NULL;
}

Value *class_call_function(Lowering *lowering, const Value *function, Span span, Arguments *arguments)
{
	Code *place = arena_new(lowering->arena, Code);

	*place = (Code){ .kind = CODE_CALL, .start = span.start, .end = span.end };
	return call_value(lowering->evaluator, place, (Value *)(uintptr_t)function, arguments);
}

Value *class_call_class_method(Lowering *lowering, const Value *klass, Str name, Span span,
			       Arguments *arguments)
{
	Value *method = map_get(klass->klass->attributes, name);

	method = bind_method(lowering->evaluator, method, NULL, (Value *)(uintptr_t)klass);
	return class_call_function(lowering, method, span, arguments);
}

Value *class_instantiate(Lowering *lowering, const Value *call)
{
	Code *place = arena_new(lowering->arena, Code);

	if (call->kind != VALUE_CALL || call->call.callee->kind != VALUE_CLASS || !lowering->evaluator)
		return NULL;
	*place = (Code){ .kind = CODE_CALL, .start = call->span.start, .end = call->span.end };
	return instantiate(lowering->evaluator, place, call->call.callee, call->call.arguments);
}

bool class_is_same(const Value *a, const Value *b)
{
	return class_of(a) && class_of(a) == class_of(b);
}
