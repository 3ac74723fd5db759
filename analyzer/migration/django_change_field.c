// Models after operations on fields; declared in django_apply.h.
#include "migration/django_apply.h"

static const DjangoField *without_default(Arena *arena, const DjangoField *field)
{
	DjangoField *copy = arena_new(arena, DjangoField);

	*copy = *field;
	copy->default_value = NULL;
	return copy;
}

// The field of an AddField or AlterField as the models keep it; NULL when it is not known.
static const DjangoField *given_field(DjangoChange *change, const DjangoModel *model)
{
	Str name = django_text(change->arena, django_argument(change->call, 1, "name"));
	const Value *value = django_argument(change->call, 2, "field");
	const DjangoField *field;

	if (!name.len || !value) {
		change->unread = true;
		return NULL;
	}
	field = django_field_read(change->state, change->app, model->name, name, value);
	if (django_true(django_argument(change->call, 3, "preserve_default"), true))
		return field;
	return without_default(change->arena, field);
}

// `fields` with `field` in the place of the one called `name`, or at the end; without it when `field` is NULL.
static DjangoFields fields_with(Arena *arena, const DjangoFields *fields, Str name, const DjangoField *field)
{
	DjangoFields result = { 0 };
	bool placed = false;

	array_reserve(arena, &result, fields->len + 1);
	for (size_t i = 0; i < fields->len; i++) {
		bool same = str_equal(fields->items[i]->name, name);
		placed |= same;
		if (!same || field)
			array_push(arena, &result, same ? field : fields->items[i]);
	}
	if (!placed && field)
		array_push(arena, &result, field);
	return result;
}

static void put_field(DjangoChange *change)
{
	DjangoModel *model = django_change_model(change, 0, "model_name");
	const DjangoField *field = model ? given_field(change, model) : NULL;

	if (!field)
		return;
	model->fields = fields_with(change->arena, &model->fields, field->name, field);
	django_change_put(change, model);
}

void django_change_add_field(DjangoChange *change)
{
	put_field(change);
}

void django_change_alter_field(DjangoChange *change)
{
	put_field(change);
}

void django_change_remove_field(DjangoChange *change)
{
	DjangoModel *model = django_change_model(change, 0, "model_name");

	if (!model)
		return;
	model->fields = fields_with(change->arena, &model->fields,
				    django_text(change->arena, django_argument(change->call, 1, "name")),
				    NULL);
	django_change_put(change, model);
}

// ---- RenameField ----------------------------------------------------------------------------------------------

static void rename_in_together(Arena *arena, DjangoTogether *together, Str old, Str new)
{
	DjangoTogether result = { 0 };

	for (size_t i = 0; i < together->len; i++) {
		DjangoNames names = { 0 };
		for (size_t j = 0; j < together->items[i].len; j++) {
			Str name = together->items[i].items[j];
			array_push(arena, &names, str_equal(name, old) ? new : name);
		}
		array_push(arena, &result, names);
	}
	*together = result;
}

// `model` with the fields that refer to the field `old` of the model `key` referring to `new`.
static DjangoModel *retargeted(Arena *arena, const DjangoModel *model, Str key, Str old, Str new)
{
	DjangoModel *result = arena_new(arena, DjangoModel);

	*result = *model;
	result->fields = (DjangoFields){ 0 };
	array_reserve(arena, &result->fields, model->fields.len);
	for (size_t i = 0; i < model->fields.len; i++) {
		const DjangoField *field = model->fields.items[i];
		if (str_equal_nocase(field->to, key) && str_equal(field->to_field, old)) {
			DjangoField *copy = arena_new(arena, DjangoField);
			*copy = *field;
			copy->to_field = new;
			field = copy;
		}
		array_push(arena, &result->fields, field);
	}
	return result;
}

static void rename_targets(DjangoChange *change, Str key, Str old, Str new)
{
	DjangoModelArray referring = django_models_referring(change->arena, &change->models, key);

	for (size_t i = 0; i < referring.len; i++)
		django_change_put(change, retargeted(change->arena, referring.items[i], key, old, new));
}

void django_change_rename_field(DjangoChange *change)
{
	DjangoModel *model = django_change_model(change, 0, "model_name");
	Str old = django_text(change->arena, django_argument(change->call, 1, "old_name"));
	Str new = django_text(change->arena, django_argument(change->call, 2, "new_name"));
	const DjangoField *field = NULL;

	for (size_t i = 0; model && i < model->fields.len; i++)
		if (str_equal(model->fields.items[i]->name, old))
			field = model->fields.items[i];
	if (!field || !new.len) {
		change->unread = true;
		return;
	}
	model->fields = fields_with(change->arena, &model->fields, old, NULL);
	array_push(change->arena, &model->fields, django_field_renamed(change->arena, field, new));
	rename_in_together(change->arena, &model->unique_together, old, new);
	rename_in_together(change->arena, &model->index_together, old, new);
	django_change_put(change, model);
	rename_targets(change, model->key, old, new);
}
