// Transactions a data migration begins itself; declared in django_python.h.
#include "migration/django_python.h"

// The database an atomic() is about; not that of the migration when it is named and another one.
static bool is_of_another(Arena *arena, const Value *context)
{
	const Value *alias = django_argument(context, 0, "using");
	Str text;

	return alias && value_plain_text(alias, arena, &text) && !str_is(text, "default");
}

static bool is_atomic(Arena *arena, const Value *context)
{
	if (django_python_opens_editor(context))
		return django_true(django_argument(context, 1, "atomic"), true);
	return str_is(value_symbol_name(context), "django.db.transaction.atomic") &&
		!is_of_another(arena, context);
}

static bool begins(const DjangoPython *python)
{
	return !python->in_transaction && !python->atomic;
}

static void boundary(const DjangoPython *python, Evaluator *evaluator, const Value *context, Boundary kind)
{
	Lowering lowering = django_python_lowering(python, evaluator, context->span);

	lowering.operation = STR("atomic");
	lowering_boundary(&lowering, kind);
}

void django_atomic_enter(DjangoPython *python, Evaluator *evaluator, const Value *context)
{
	if (!is_atomic(python->base->arena, context))
		return;
	if (begins(python)) {
		boundary(python, evaluator, context, BOUNDARY_AUTOCOMMIT_END);
	} else if (!django_python_opens_editor(context) &&
		   django_true(django_argument(context, 2, "durable"), false)) {
		Lowering lowering = django_python_lowering(python, evaluator, context->span);
		lowering_refuse(&lowering, (Span){ 0 },
				"`atomic(durable=True)` must not be inside another transaction");
	}
	python->atomic++;
}

void django_atomic_leave(DjangoPython *python, Evaluator *evaluator, const Value *context)
{
	if (!is_atomic(python->base->arena, context))
		return;
	python->atomic--;
	if (begins(python))
		boundary(python, evaluator, context, BOUNDARY_AUTOCOMMIT_BEGIN);
}

Value *django_atomic_fact(const Django *django, Span span, Str dotted)
{
	const DjangoPython *python = django->python;

	if (!python || !str_starts_with(dotted, STR("django.")))
		return NULL;
	if (str_ends_with(dotted, STR("schema_editor.atomic_migration")))
		return value_bool(django->arena, span, django->declared->atomic);
	if (str_ends_with(dotted, STR(".connection.in_atomic_block")))
		return value_bool(django->arena, span, !begins(python));
	return NULL;
}
