// Operations the project registers: @Operations.register_operation and @Operations.implementation_for, in the revision or in
// a module it imports.
#include "migration/alembic_internal.h"
#include "python/object.h"

static void note_implementation(Alembic *alembic, const Value *decorator, const Value *function)
{
	const Value *klass = value_positional(decorator, 0);

	if (klass && klass->kind == VALUE_CLASS && function && function->kind == VALUE_FUNCTION)
		array_push(alembic->arena, &alembic->implementations, ((Implementation){ klass, function }));
}

// register_operation(name, sourcename=None): op.NAME is the class method `sourcename`.
static void note_operation(Alembic *alembic, const Value *decorator, const Value *klass)
{
	const Value *source = value_positional(decorator, 1);
	CustomOperation operation = { .klass = klass };

	if (!source)
		source = value_keyword(decorator, "sourcename");
	if (!klass || klass->kind != VALUE_CLASS || !value_positional(decorator, 0) ||
	    !value_plain_text(value_positional(decorator, 0), alembic->arena, &operation.name))
		return;
	if (!source || !value_plain_text(source, alembic->arena, &operation.method))
		operation.method = operation.name;
	array_push(alembic->arena, &alembic->custom, operation);
}

bool custom_note(Alembic *alembic, const Value *call)
{
	const Value *decorator = call->call.callee;

	if (decorator->kind != VALUE_CALL)
		return false;
	if (str_is(value_last_name(decorator), "implementation_for"))
		note_implementation(alembic, decorator, value_positional(call, 0));
	else if (str_is(value_last_name(decorator), "register_operation"))
		note_operation(alembic, decorator, value_positional(call, 0));
	else
		return false;
	return true;
}

static Value *operations(Lowering *lowering)
{
	return value_symbol(lowering->arena, lowering->span, STR("alembic.op"));
}

bool custom_run(Alembic *alembic, Lowering *lowering, const Value *call, Str name)
{
	Arguments *arguments = arena_new(lowering->arena, Arguments);
	const CustomOperation *operation = NULL;

	for (size_t i = 0; i < alembic->custom.len; i++)
		if (str_equal(alembic->custom.items[i].name, name))
			operation = &alembic->custom.items[i];
	if (!operation)
		return false;
	*arguments = *call->call.arguments;
	arguments->positional = (ValueArray){ 0 };
	array_push(lowering->arena, &arguments->positional, operations(lowering));
	for (size_t i = 0; i < call->call.arguments->positional.len; i++)
		array_push(lowering->arena, &arguments->positional,
			   call->call.arguments->positional.items[i]);
	return class_method_call(lowering->evaluator, operation->klass, operation->method, call->span,
				 arguments) != NULL;
}

bool custom_invoke(Alembic *alembic, Lowering *lowering, Value *operation)
{
	Value *instance = class_instantiate(lowering->evaluator, operation);

	operation = instance ? instance : operation;
	for (size_t i = 0; i < alembic->implementations.len; i++) {
		Arguments *arguments = arena_new(lowering->arena, Arguments);
		if (!class_is_same(alembic->implementations.items[i].klass, operation))
			continue;
		array_push(lowering->arena, &arguments->positional, operations(lowering));
		array_push(lowering->arena, &arguments->positional, operation);
		function_call(lowering->evaluator, alembic->implementations.items[i].function, lowering->span,
			      arguments);
		return true;
	}
	return false;
}
