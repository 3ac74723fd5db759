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

// The models whose fields may refer to the table of `target`: those that refer to it or a proxy of it, and these themselves.
static DjangoModelArray candidates(Arena *arena, const DjangoModels *models, const DjangoModel *target)
{
	const DjangoModel *first = django_models_find(models, target->key);
	DjangoModelArray found = { 0 };
	Map seen = { 0 };

	if (!first)
		return found;
	array_push(arena, &found, first);
	map_set(&seen, arena, first->key, &seen);
	for (size_t i = 0; i < found.len; i++) {
		if (i > 0 && !found.items[i]->proxy)
			continue;
		DjangoModelArray more = django_models_referring(arena, models, found.items[i]->key);
		for (size_t j = 0; j < more.len; j++) {
			if (map_get(&seen, more.items[j]->key))
				continue;
			map_set(&seen, arena, more.items[j]->key, &seen);
			array_push(arena, &found, more.items[j]);
		}
	}
	django_models_sort(&found);
	return found;
}

DjangoPlaces django_related(const DjangoEditor *editor, const DjangoModels *models, const DjangoModel *target,
			    bool hidden, bool many)
{
	DjangoPlaces places = { 0 };

	target = django_model_concrete(models, target);
	DjangoModelArray all = candidates(editor->arena, models, target);
	for (size_t i = 0; i < all.len; i++) {
		const DjangoModel *model = all.items[i];
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
