// The set of models; declared in django_model.h.
#include <stdlib.h>

#include "migration/django_model.h"

// DjangoIndex: what leads to models without a walk through all. It is of all snapshots and only grows: where it leads is looked at in the
// snapshot that is asked.
// - `referring`: key of a model -> Map of the keys of those that refer to it, or did
// - `swappable`: keys of those that a setting can swap, or could
struct DjangoIndex {
	Map referring;
	Map swappable;
};

Str django_key(Arena *arena, Str app, Str model)
{
	return str_lower(arena, str_join(arena, app, ".", model));
}

DjangoModels django_models_new(Arena *arena)
{
	return (DjangoModels){ .index = arena_new(arena, struct DjangoIndex) };
}

const DjangoModel *django_models_find(const DjangoModels *models, Str key)
{
	return persistent_get(&models->by_key, key);
}

static void note_reference(Arena *arena, struct DjangoIndex *index, DjangoModel *model, Str key)
{
	if (!key.len)
		return;
	Map *referring = map_get(&index->referring, key);
	if (!referring) {
		referring = arena_new(arena, Map);
		map_set(&index->referring, arena, key, referring);
	}
	map_set(referring, arena, model->key, model);
}

static void note(Arena *arena, struct DjangoIndex *index, DjangoModel *model)
{
	for (size_t i = 0; i < model->fields.len; i++) {
		note_reference(arena, index, model, model->fields.items[i]->to);
		note_reference(arena, index, model, model->fields.items[i]->through);
	}
	for (size_t i = 0; i < model->bases.len; i++)
		note_reference(arena, index, model, model->bases.items[i]);
	if (model->swappable.len)
		map_set(&index->swappable, arena, model->key, model);
}

DjangoModels django_models_with(Arena *arena, const DjangoModels *models, DjangoModel *model)
{
	const DjangoModel *old = django_models_find(models, model->key);
	DjangoModels with = *models;

	model->place = old ? old->place : with.made++;
	persistent_set(&with.by_key, arena, model->key, model);
	note(arena, with.index, model);
	return with;
}

DjangoModels django_models_without(Arena *arena, const DjangoModels *models, Str key)
{
	DjangoModels without = *models;

	if (django_models_find(models, key))
		persistent_set(&without.by_key, arena, key, NULL);
	return without;
}

static int compare(const void *a, const void *b)
{
	const DjangoModel *x = *(const DjangoModel *const *)a, *y = *(const DjangoModel *const *)b;
	int order = str_compare(x->app, y->app);

	return order ? order : (x->place > y->place) - (x->place < y->place);
}

void django_models_sort(DjangoModelArray *models)
{
	if (models->len)
		qsort(models->items, models->len, sizeof(*models->items), compare);
}

// Of the models with these keys those that there are.
static DjangoModelArray found(Arena *arena, const DjangoModels *models, const Map *keys)
{
	DjangoModelArray result = { 0 };

	for (size_t i = 0; keys && i < keys->len; i++) {
		const DjangoModel *model = django_models_find(models, keys->entries[i].key);
		if (model)
			array_push(arena, &result, model);
	}
	return result;
}

DjangoModelArray django_models_referring(Arena *arena, const DjangoModels *models, Str key)
{
	return found(arena, models, map_get(&models->index->referring, key));
}

DjangoModelArray django_models_swappable(Arena *arena, const DjangoModels *models)
{
	return found(arena, models, &models->index->swappable);
}

DjangoModelArray django_models_of_app(Arena *arena, const DjangoModels *models, Str app)
{
	DjangoModelArray all = found(arena, models, models->by_key.keys), result = { 0 };

	for (size_t i = 0; i < all.len; i++)
		if (str_equal(all.items[i]->app, app))
			array_push(arena, &result, all.items[i]);
	return result;
}
