// What an attribute of a row leads to; declared in django_query.h.
#include "migration/django_query.h"
#include "migration/django_schema.h"

enum { MAX_BASES = 20 };

static QueryModel model_with_key(const DjangoLowering *lower, Str key)
{
	size_t dot = str_find_char(key, '.', 0);

	if (dot == SIZE_MAX)
		return (QueryModel){ 0 };
	return django_query_model_named(lower, str_slice(key, 0, dot), str_slice(key, dot + 1, key.len));
}

static Str column_of(const DjangoField *field)
{
	return field ? field->column : STR_NONE;
}

// The foreign key of a model to another one, less `except`.
static const DjangoField *reference_to(const DjangoModel *model, Str key, const DjangoField *except)
{
	for (size_t i = 0; i < model->fields.len; i++) {
		const DjangoField *field = model->fields.items[i];
		if (field != except && django_field_is(field, FIELD_RELATION) && str_equal(field->to, key))
			return field;
	}
	return NULL;
}

// The rows that a ManyToManyField of `owner` joins, from its side or (`reverse`) the other.
static DjangoRelation many(const DjangoLowering *lower, const DjangoModel *owner, const DjangoField *field,
			   bool reverse)
{
	const DjangoModels *models = &lower->state->models;
	const DjangoModel *through = field->through.len
		? django_models_find(models, field->through)
		: django_model_through(lower->state, models, owner, field);
	DjangoRelation relation = { .kind = RELATION_MANY };

	if (!through || !field->to.len)
		return (DjangoRelation){ 0 };
	const DjangoField *from = reference_to(through, owner->key, NULL);
	const DjangoField *to = reference_to(through, field->to, from);
	relation.through = (QueryModel){ django_model_table(lower->state->arena, models, through), through,
					 through->key };
	relation.column = column_of(reverse ? to : from);
	relation.other = column_of(reverse ? from : to);
	relation.target = model_with_key(lower, reverse ? owner->key : field->to);
	return from && to ? relation : (DjangoRelation){ 0 };
}

static DjangoRelation forward(const DjangoLowering *lower, DjangoPlace place)
{
	const DjangoField *field = place.field;

	if (django_field_is(field, FIELD_MANY))
		return many(lower, place.model, field, false);
	if (django_field_is(field, FIELD_RELATION) && field->to.len)
		return (DjangoRelation){ .kind = RELATION_ROW, .target = model_with_key(lower, field->to) };
	if (!field->klass || django_field_is(field, FIELD_RELATION | FIELD_VIRTUAL))
		return (DjangoRelation){ 0 };
	return (DjangoRelation){ .kind = RELATION_VALUE };
}

// ---- the way back ---------------------------------------------------------------------------------------------

static Str replaced(Arena *arena, Str text, Str what, Str by)
{
	size_t at = str_find(text, what, 0);

	if (at == SIZE_MAX)
		return text;
	return str_from(arena_printf(arena, "%.*s%.*s%.*s", (int)at, text.data, STR_ARG(by),
				     STR_ARG(str_slice(text, at + what.len, text.len))));
}

// The attribute that leads from a row to those that refer to it by a field.
static Str accessor(Arena *arena, DjangoPlace place)
{
	Str name = django_text(arena, django_argument(place.field->value, SIZE_MAX, "related_name"));
	Str model = str_lower(arena, place.model->name);

	if (name.len) {
		name = replaced(arena, name, STR("%(class)s"), model);
		name = replaced(arena, name, STR("%(model_name)s"), model);
		return replaced(arena, name, STR("%(app_label)s"), str_lower(arena, place.model->app));
	}
	if (django_field_is(place.field, FIELD_UNIQUE))
		return model;
	return str_from(arena_printf(arena, "%.*s_set", STR_ARG(model)));
}

static DjangoRelation of_place(const DjangoLowering *lower, DjangoPlace place)
{
	DjangoRelation relation = { .kind = RELATION_ROWS, .column = place.field->column };

	if (django_field_is(place.field, FIELD_MANY))
		return many(lower, place.model, place.field, true);
	if (django_field_is(place.field, FIELD_UNIQUE))
		relation.kind = RELATION_ROW;
	relation.target = model_with_key(lower, place.model->key);
	return relation;
}

static DjangoRelation backward(const DjangoLowering *lower, const DjangoModel *model, Str name, int *budget)
{
	const DjangoModels *models = &lower->state->models;
	const DjangoEditor editor = { .state = lower->state, .arena = lower->state->arena };
	DjangoPlaces places = django_related(&editor, models, model, false, true);
	DjangoRelation found = { 0 };

	for (size_t i = 0; i < places.len; i++)
		if (str_equal(accessor(editor.arena, places.items[i]), name))
			return of_place(lower, places.items[i]);
	for (size_t i = 0; i < model->bases.len && !found.kind && --*budget > 0; i++) {
		const DjangoModel *base = django_models_find(models, model->bases.items[i]);
		if (base)
			found = backward(lower, base, name, budget);
	}
	return found;
}

// What refers to a model that no migration makes: one of Django's own or of another package.
static DjangoRelation of_stranger(const DjangoLowering *lower, Str key, Str name)
{
	const DjangoModels *models = &lower->state->models;
	Arena *arena = lower->state->arena;
	DjangoModelArray referring = django_models_referring(arena, models, key);

	django_models_sort(&referring);
	for (size_t i = 0; i < referring.len; i++) {
		const DjangoModel *model = referring.items[i];
		for (size_t k = 0; k < model->fields.len; k++) {
			DjangoPlace place = { models, model, model->fields.items[k] };
			bool refers = django_field_is(place.field, FIELD_RELATION | FIELD_MANY) &&
				str_equal(place.field->to, key);
			if (refers && str_equal(accessor(arena, place), name))
				return of_place(lower, place);
		}
	}
	return (DjangoRelation){ 0 };
}

DjangoRelation django_relation(const DjangoLowering *lower, const QueryModel *model, Str name)
{
	const DjangoModels *models = &lower->state->models;
	int budget = MAX_BASES;

	if (!model->model)
		return model->key.len ? of_stranger(lower, model->key, name) : (DjangoRelation){ 0 };
	DjangoPlace place = django_model_field(lower->state, models, model->model, name);
	if (place.field)
		return forward(lower, place);
	if (str_is(name, "pk") || django_query_column(lower, model, name, NULL).len)
		return (DjangoRelation){ .kind = RELATION_VALUE };
	return backward(lower, model->model, name, &budget);
}
