#include "migration/sqlalchemy_class.h"

#include "migration/sqlalchemy_name.h"

void class_columns(Arena *arena, const Value *klass, ClassColumns *columns)
{
	ClassEntries entries = { 0 };

	class_entries(arena, klass, &entries);
	for (size_t i = 0; i < entries.len; i++)
		if (entries.items[i].value->kind == VALUE_CALL &&
		    (sa_is(entries.items[i].value, "Column") ||
		     sa_is(entries.items[i].value, "mapped_column")))
			array_push(arena, columns,
				   ((ClassColumn){ entries.items[i].name, entries.items[i].value }));
}

const Value *class_call_method(Lowering *lowering, const Value *value, const char *name)
{
	const Value *klass = value->kind == VALUE_CALL ? value->call.callee : value;
	const Value *method = class_field(klass, name);
	Arguments *arguments = arena_new(lowering->arena, Arguments);

	if (!method || method->kind != VALUE_FUNCTION || !lowering->evaluator)
		return NULL;
	array_push(lowering->arena, &arguments->positional, (Value *)(uintptr_t)value);
	return function_call(lowering->evaluator, method, value->span, arguments);
}
