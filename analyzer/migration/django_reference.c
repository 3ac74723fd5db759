// Which models of other apps a migration names; declared in django_reach.h.
#include "migration/django_model.h"
#include "migration/django_reach.h"

void django_reference_add(Django *django, Str app, Str model, Direction direction, Span span,
			  const CallSite *via)
{
	DjangoReferences *references = &django->declared->references;
	DjangoReference reference = { app, model, direction, span, via };

	if (!app.len || !model.len || str_equal(app, django->declared->app))
		return;
	// Both directions often run the same function.
	for (size_t i = 0; i < references->len; i++)
		if (references->items[i].span.source == span.source &&
		    references->items[i].span.start == span.start)
			return;
	array_push(django->arena, references, reference);
}

// "app.Model" as a plain string: what is said by a setting may be any model.
static void add_named(Django *django, const DjangoOperation *operation, const Value *value)
{
	Str text = value ? django_text(django->arena, value) : STR_NONE;
	size_t dot = str_find_char(text, '.', 0);

	if (dot == SIZE_MAX)
		return;
	bool here = value->span.source == django->migration->source;
	django_reference_add(django, str_slice(text, 0, dot), str_slice(text, dot + 1, text.len),
			     DIRECTION_UPGRADE, here ? value->span : operation->span, operation->via);
}

static bool is_relation(const Value *field)
{
	static const char *const ends[] = { "ForeignKey", "OneToOneField", "ManyToManyField" };
	Str name = field && field->kind == VALUE_CALL ? value_last_name(field) : STR_NONE;

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (str_ends_with(name, str_from(ends[i])))
			return true;
	return false;
}

static void add_field(Django *django, const DjangoOperation *operation, const Value *field)
{
	if (!is_relation(field))
		return;
	add_named(django, operation, django_argument(field, 0, "to"));
	add_named(django, operation, django_argument(field, SIZE_MAX, "through"));
}

static void add_model(Django *django, const DjangoOperation *operation)
{
	const Value *fields = django_argument(operation->call, 1, "fields");
	const Value *bases = django_argument(operation->call, 3, "bases");

	for (size_t i = 0; django_is_list(fields) && i < fields->items->len; i++) {
		const Value *pair = fields->items->items[i];
		if (django_is_list(pair) && pair->items->len == 2)
			add_field(django, operation, pair->items->items[1]);
	}
	for (size_t i = 0; django_is_list(bases) && i < bases->items->len; i++)
		add_named(django, operation, bases->items->items[i]);
}

// Whether the field refers to the same model before AlterField.
static bool refers_already(const DjangoLowering *lower, const Value *call)
{
	Arena *arena = lower->django->arena;
	const DjangoModels *models = &lower->state->models;
	Str model = django_text(arena, django_argument(call, 0, "model_name"));
	Str field = django_text(arena, django_argument(call, 1, "name"));
	Str to = django_text(arena, django_argument(django_argument(call, 2, "field"), 0, "to"));
	const DjangoModel *found =
		django_models_find(models, django_key(arena, lower->django->declared->app, model));
	DjangoPlace place = { 0 };

	if (found)
		place = django_model_field(lower->state, models, found, field);
	return place.field && str_equal_nocase(place.field->to, to);
}

void django_reference_operation(const DjangoLowering *lower, const DjangoOperation *operation)
{
	Django *django = lower->django;
	bool alters = str_is(operation->name, "AlterField");

	if (operation->conditional || !operation->call)
		return;
	if (str_is(operation->name, "CreateModel"))
		add_model(django, operation);
	else if (str_is(operation->name, "AddField") || (alters && !refers_already(lower, operation->call)))
		add_field(django, operation, django_argument(operation->call, 2, "field"));
}
