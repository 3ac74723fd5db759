// What refers to a model; declared in django_schema.h.
#include "migration/django_schema.h"

#include <stdlib.h>

static void add_of_model(const DjangoEditor *editor, const DjangoModels *models, const DjangoModel *model,
			 const DjangoModel *target, bool many, bool hidden, DjangoPlaces *places)
{
	DjangoFields fields = django_model_fields(editor->state, models, model);

	for (size_t i = 0; i < fields.len; i++) {
		const DjangoField *field = fields.items[i];
		const DjangoModel *to;
		if (!django_field_is(field, many ? FIELD_MANY : FIELD_RELATION) || !field->to.len)
			continue;
		to = django_models_find(models, field->to);
		if (!to || django_model_concrete(models, to) != target || (field->hidden && !hidden && !many))
			continue;
		array_push(editor->arena, places, (DjangoPlace){ models, model, field });
	}
}

static void add_of_throughs(const DjangoEditor *editor, const DjangoModels *models, const DjangoModel *model,
			    const DjangoModel *target, DjangoPlaces *places)
{
	for (size_t i = 0; i < model->fields.len; i++) {
		const DjangoField *field = model->fields.items[i];
		if (django_field_is(field, FIELD_MANY) && !field->through.len)
			add_of_model(editor, models,
				     django_model_through(editor->state, models, model, field), target, false,
				     true, places);
	}
}

// Django goes through its apps by label, through the models of one in the order they were made.
static int compare_apps(const void *a, const void *b)
{
	const DjangoModel *const *x = *(const DjangoModel *const *const *)a,
				 *const *y = *(const DjangoModel *const *const *)b;
	int order = str_compare((*x)->app, (*y)->app);

	return order ? order : (x > y) - (x < y);
}

// Where the models stand in `models`, app by app.
static const DjangoModel *const **in_order(Arena *arena, const DjangoModels *models)
{
	const DjangoModel *const **order = arena_array(arena, const DjangoModel *const *, models->len + 1);

	for (size_t i = 0; i < models->len; i++)
		order[i] = (const DjangoModel *const *)&models->items[i];
	qsort(order, models->len, sizeof(*order), compare_apps);
	return order;
}

DjangoPlaces django_related(const DjangoEditor *editor, const DjangoModels *models, const DjangoModel *target,
			    bool hidden, bool many)
{
	DjangoPlaces places = { 0 };

	target = django_model_concrete(models, target);
	const DjangoModel *const **order = in_order(editor->arena, models);
	for (size_t i = 0; i < models->len; i++) {
		const DjangoModel *model = *order[i];
		if (model->swapped)
			continue;
		add_of_model(editor, models, model, target, false, hidden, &places);
		if (many)
			add_of_model(editor, models, model, target, true, hidden, &places);
		if (hidden)
			add_of_throughs(editor, models, model, target, &places);
	}
	return places;
}
