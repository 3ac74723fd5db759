// Operations on fields; declared in django_perform.h.
#include "migration/django_perform.h"

// The field with the default of the operation, which `preserve_default=False` keeps out of the models.
static DjangoPlace with_default(DjangoEditor *editor, const DjangoApplied *applied, DjangoPlace place)
{
	const Value *value = django_argument(applied->call.value, 2, "field");
	DjangoField *copy;

	if (!place.field || django_true(django_argument(applied->call.value, 3, "preserve_default"), true))
		return place;
	copy = arena_new(editor->arena, DjangoField);
	*copy = *place.field;
	copy->default_value = django_argument(value, SIZE_MAX, "default");
	place.field = copy;
	return place;
}

static DjangoPlace field_called(DjangoEditor *editor, const DjangoModels *models, const DjangoModel *model,
				Str name)
{
	return django_model_field(editor->state, models, model, name);
}

DJANGO_PERFORMS(django_do_add_field)
{
	const DjangoModel *old = django_performed_model(editor, applied, from, 0, "model_name");
	const DjangoModel *new = django_performed_model(editor, applied, to, 0, "model_name");
	DjangoPlace place;

	if (!old || !new || !django_model_migrates(new))
		return;
	place = field_called(editor, to, new, django_performed_text(editor, applied, 1, "name"));
	if (place.field)
		django_add_field(editor, from, old, with_default(editor, applied, place));
}

DJANGO_PERFORMS(django_undo_add_field)
{
	const DjangoModel *old = django_performed_model(editor, applied, from, 0, "model_name");
	DjangoPlace place;

	(void)to;
	if (!old || !django_model_migrates(old))
		return;
	place = field_called(editor, from, old, django_performed_text(editor, applied, 1, "name"));
	if (place.field && place.model == old)
		django_remove_field(editor, place);
}

DJANGO_PERFORMS(django_undo_remove_field)
{
	const DjangoModel *old = django_performed_model(editor, applied, from, 0, "model_name");
	const DjangoModel *new = django_performed_model(editor, applied, to, 0, "model_name");
	DjangoPlace place;

	if (!old || !new || !django_model_migrates(new))
		return;
	place = field_called(editor, to, new, django_performed_text(editor, applied, 1, "name"));
	if (place.field)
		django_add_field(editor, from, old, place);
}

DJANGO_PERFORMS(django_do_alter_field)
{
	const DjangoModel *old = django_performed_model(editor, applied, from, 0, "model_name");
	const DjangoModel *new = django_performed_model(editor, applied, to, 0, "model_name");
	Str name = django_performed_text(editor, applied, 1, "name");

	if (!old || !new || !django_model_migrates(new))
		return;
	DjangoPlace before = field_called(editor, from, old, name),
		    after = field_called(editor, to, new, name);
	if (before.field && after.field)
		django_alter_field(editor, from, old, before, with_default(editor, applied, after));
}

static void rename_field(DjangoEditor *editor, const DjangoApplied *applied, const DjangoModels *from,
			 Str before, const DjangoModels *to, Str after)
{
	const DjangoModel *old = django_performed_model(editor, applied, from, 0, "model_name");
	const DjangoModel *new = django_performed_model(editor, applied, to, 0, "model_name");

	if (!old || !new || !django_model_migrates(new))
		return;
	DjangoPlace was = field_called(editor, from, old, before), is = field_called(editor, to, new, after);
	if (was.field && is.field)
		django_alter_field(editor, from, old, was, is);
}

DJANGO_PERFORMS(django_do_rename_field)
{
	rename_field(editor, applied, from, django_performed_text(editor, applied, 1, "old_name"), to,
		     django_performed_text(editor, applied, 2, "new_name"));
}

DJANGO_PERFORMS(django_undo_rename_field)
{
	rename_field(editor, applied, from, django_performed_text(editor, applied, 2, "new_name"), to,
		     django_performed_text(editor, applied, 1, "old_name"));
}
