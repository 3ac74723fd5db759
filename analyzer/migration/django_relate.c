// What refers to a model; declared in django_schema.h.
#include "migration/django_schema.h"

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

// Django goes through its apps by label.
static bool comes_before(const DjangoModels *models, size_t a, size_t b)
{
	int order = str_compare(models->items[a]->app, models->items[b]->app);

	return order ? order < 0 : a < b;
}

static size_t next_model(const DjangoModels *models, size_t last)
{
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < models->len; i++) {
		bool after = last == SIZE_MAX || comes_before(models, last, i);
		if (after && i != last && (best == SIZE_MAX || comes_before(models, i, best)))
			best = i;
	}
	return best;
}

DjangoPlaces django_related(const DjangoEditor *editor, const DjangoModels *models, const DjangoModel *target,
			    bool hidden, bool many)
{
	DjangoPlaces places = { 0 };

	target = django_model_concrete(models, target);
	for (size_t i = next_model(models, SIZE_MAX); i != SIZE_MAX; i = next_model(models, i)) {
		const DjangoModel *model = models->items[i];
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
