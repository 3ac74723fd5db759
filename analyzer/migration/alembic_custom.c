// Operations registered in the revision itself: @Operations.register_operation and @Operations.implementation_for.
#include "migration/alembic_internal.h"
#include "migration/sqlalchemy_class.h"

bool custom_note(Alembic *alembic, const Value *call)
{
	const Value *decorator = call->call.callee;
	const Value *function = value_positional(call, 0);

	if (decorator->kind != VALUE_CALL || !str_is(value_last_name(decorator), "implementation_for"))
		return false;
	const Value *klass = value_positional(decorator, 0);
	if (klass && klass->kind == VALUE_CLASS && function && function->kind == VALUE_FUNCTION) {
		Implementation implementation = { klass, function };
		array_push(alembic->arena, &alembic->implementations, implementation);
	}
	return true;
}

static Value *operations(Lowering *lowering)
{
	return value_symbol(lowering->arena, lowering->span, STR("alembic.op"));
}

bool custom_run(Lowering *lowering, const Value *call, Str name)
{
	const Value *klass = class_with_method(lowering, name);
	Arguments *arguments = arena_new(lowering->arena, Arguments);

	if (!klass)
		return false;
	*arguments = *call->call.arguments;
	arguments->positional = (ValueArray){ 0 };
	array_push(lowering->arena, &arguments->positional, operations(lowering));
	for (size_t i = 0; i < call->call.arguments->positional.len; i++)
		array_push(lowering->arena, &arguments->positional,
			   call->call.arguments->positional.items[i]);
	class_call_class_method(lowering, klass, name, call->span, arguments);
	return true;
}

bool custom_invoke(Alembic *alembic, Lowering *lowering, Value *operation)
{
	Value *instance = class_instantiate(lowering, operation);

	operation = instance ? instance : operation;
	for (size_t i = 0; i < alembic->implementations.len; i++) {
		Arguments *arguments = arena_new(lowering->arena, Arguments);
		if (!class_is_same(alembic->implementations.items[i].klass, operation))
			continue;
		array_push(lowering->arena, &arguments->positional, operations(lowering));
		array_push(lowering->arena, &arguments->positional, operation);
		class_call_function(lowering, alembic->implementations.items[i].function, lowering->span,
				    arguments);
		return true;
	}
	return false;
}
