#include "migration/django_model.h"

#include "migration/django_name.h"
#include "migration/django_version.h"

// ---- what a model is in the database --------------------------------------------------------------------------

enum { MAX_INHERITANCE = 20 }; // a model may name itself among its bases

static const DjangoModel *base_model(const DjangoModels *models, const DjangoModel *model)
{
	return model->bases.len ? django_models_find(models, model->bases.items[0]) : NULL;
}

const DjangoModel *django_model_concrete(const DjangoModels *models, const DjangoModel *model)
{
	for (int depth = 0; model->proxy && depth < MAX_INHERITANCE; depth++) {
		const DjangoModel *base = base_model(models, model);
		if (!base)
			break;
		model = base;
	}
	return model;
}

bool django_model_migrates(const DjangoModel *model)
{
	return !model->proxy && !model->unmanaged && !model->swapped;
}

Str django_model_table(Arena *arena, const DjangoModels *models, const DjangoModel *model)
{
	model = django_model_concrete(models, model);
	if (model->db_table.len)
		return model->db_table;
	return django_name_truncated(arena, str_join(arena, model->app, "_", str_lower(arena, model->name)));
}

// ---- fields ---------------------------------------------------------------------------------------------------

static const char *auto_class(const DjangoState *state)
{
	if (state->options->default_auto_field.len)
		return str_dup(state->arena, state->options->default_auto_field);
	return django_has(state, DJANGO_BIG_AUTO_FIELD) ? "BigAutoField" : "AutoField";
}

static DjangoField *auto_key(const DjangoState *state, const DjangoModel *model)
{
	DjangoField *id = django_field_make(state->arena, auto_class(state), STR("id"));

	if (!id->klass)
		id->klass = django_field_class(str_ends_with(id->class_name, STR("BigAutoField"))
						       ? STR("BigAutoField")
						       : STR("AutoField"));
	id->primary_key = id->unique = id->auto_created = true;
	id->span = model->span;
	return id;
}

static DjangoField *parent_link(const DjangoState *state, const DjangoModel *model, const DjangoModel *base,
				bool is_key)
{
	Arena *arena = state->arena;
	Str name = str_from(arena_printf(arena, "%.*s_ptr", STR_ARG(str_lower(arena, base->name))));
	DjangoField *link = django_field_make(arena, "OneToOneField", name);

	link->to = base->key;
	link->to_name = str_join(arena, base->app, ".", base->name);
	link->primary_key = is_key;
	link->auto_created = true;
	link->span = model->span;
	return link;
}

static bool has_key(const DjangoModel *model)
{
	for (size_t i = 0; i < model->fields.len; i++)
		if (model->fields.items[i]->primary_key ||
		    str_is(model->fields.items[i]->class_name, "django.db.models.CompositePrimaryKey"))
			return true;
	return false;
}

static bool links_to(const DjangoModel *model, Str base)
{
	for (size_t i = 0; i < model->fields.len; i++) {
		const DjangoField *field = model->fields.items[i];
		bool is_link = django_true(django_argument(field->value, SIZE_MAX, "parent_link"), false) ||
			django_field_is(field, FIELD_UNIQUE);
		if (is_link && str_equal_nocase(field->to, base))
			return true;
	}
	return false;
}

static bool add_parent_links(const DjangoState *state, const DjangoModels *models, const DjangoModel *model,
			     DjangoFields *fields)
{
	bool any = false;

	for (size_t i = 0; i < model->bases.len && !model->proxy; i++) {
		const DjangoModel *base = django_models_find(models, model->bases.items[i]);
		if (!base)
			continue;
		if (!links_to(model, base->key))
			array_push(state->arena, fields,
				   parent_link(state, model, base, !has_key(model) && !any));
		any = true;
	}
	return any;
}

// What Django puts before the fields of the class: links to its bases or else the key.
static DjangoFields fields_before(const DjangoState *state, const DjangoModels *models,
				  const DjangoModel *model)
{
	DjangoFields fields = { 0 };
	bool inherits = add_parent_links(state, models, model, &fields);

	if (!inherits && !model->proxy && !has_key(model))
		array_push(state->arena, &fields, auto_key(state, model));
	return fields;
}

// And behind them; NULL without one.
static const DjangoField *field_behind(const DjangoState *state, const DjangoModel *model)
{
	DjangoField *order;

	if (!model->order_with_respect_to.len)
		return NULL;
	order = django_field_make(state->arena, "OrderWrt", STR("_order"));
	order->span = model->span;
	order->is_order = true;
	return order;
}

DjangoFields django_model_fields(const DjangoState *state, const DjangoModels *models,
				 const DjangoModel *model)
{
	Arena *arena = state->arena;
	DjangoFields before = fields_before(state, models, model);
	const DjangoField *behind = field_behind(state, model);
	DjangoFields fields = { 0 };

	array_reserve(arena, &fields, before.len + model->fields.len + 1);
	for (size_t i = 0; i < before.len; i++)
		array_push(arena, &fields, before.items[i]);
	for (int automatic = 1; automatic >= 0; automatic--)
		for (size_t i = 0; i < model->fields.len; i++)
			if (model->fields.items[i]->auto_created == automatic)
				array_push(arena, &fields, model->fields.items[i]);
	if (behind)
		array_push(arena, &fields, behind);
	return fields;
}

static bool answers_to(const DjangoField *field, Str name)
{
	return str_equal(field->name, name) ||
		(django_field_is(field, FIELD_RELATION) && str_equal(field->column, name)) ||
		(field->primary_key && str_is(name, "pk"));
}

// The first by that name as django_model_fields() has them; NULL without one.
static const DjangoField *first_called(const DjangoFields *fields, Str name)
{
	const DjangoField *first = NULL;

	for (size_t i = 0; i < fields->len; i++) {
		const DjangoField *field = fields->items[i];
		if (!answers_to(field, name))
			continue;
		if (field->auto_created)
			return field;
		if (!first)
			first = field;
	}
	return first;
}

// What looking through django_model_fields() would find, without that list.
static const DjangoField *own_field(const DjangoState *state, const DjangoModels *models,
				    const DjangoModel *model, Str name)
{
	DjangoFields before = fields_before(state, models, model);
	const DjangoField *field = first_called(&before, name);

	if (!field)
		field = first_called(&model->fields, name);
	if (!field && (field = field_behind(state, model)) && !answers_to(field, name))
		field = NULL;
	return field;
}

static DjangoPlace field_in(const DjangoState *state, const DjangoModels *models, const DjangoModel *model,
			    Str name, int depth)
{
	DjangoPlace place = { models, model, own_field(state, models, model, name) };

	for (size_t i = 0; i < model->bases.len && !place.field && depth < MAX_INHERITANCE; i++) {
		const DjangoModel *base = django_models_find(models, model->bases.items[i]);
		if (base)
			place = field_in(state, models, base, name, depth + 1);
	}
	return place;
}

DjangoPlace django_model_field(const DjangoState *state, const DjangoModels *models, const DjangoModel *model,
			       Str name)
{
	return field_in(state, models, model, name, 0);
}

DjangoPlace django_model_key(const DjangoState *state, const DjangoModels *models, const DjangoModel *model)
{
	return django_model_field(state, models, django_model_concrete(models, model), STR("pk"));
}

// ---- relations ------------------------------------------------------------------------------------------------

static Str model_part(Str dotted)
{
	size_t at = str_find_char(dotted, '.', 0);

	return at == SIZE_MAX ? dotted : str_slice(dotted, at + 1, dotted.len);
}

void django_through_names(Arena *arena, const DjangoModel *model, const DjangoField *field, Str *from,
			  Str *to)
{
	*from = str_lower(arena, model->name);
	*to = model_part(field->to);
	if (str_equal(*from, *to)) {
		*to = str_from(arena_printf(arena, "to_%.*s", STR_ARG(*from)));
		*from = str_from(arena_printf(arena, "from_%.*s", STR_ARG(*from)));
	}
}

static DjangoField *through_key(Arena *arena, const DjangoField *field, Str name, Str to, Str to_name)
{
	DjangoField *key = django_field_make(arena, "ForeignKey", name);

	key->to = to;
	key->to_name = to_name;
	key->db_constraint = field->db_constraint;
	key->span = field->span;
	key->hidden = true;
	return key;
}

const DjangoModel *django_model_through(const DjangoState *state, const DjangoModels *models,
					const DjangoModel *model, const DjangoField *field)
{
	Arena *arena = state->arena;
	DjangoModel *through = arena_new(arena, DjangoModel);
	DjangoNames together = { 0 };
	Str from, to, table = django_name_unquoted(django_model_table(arena, models, model));

	django_through_names(arena, model, field, &from, &to);
	through->app = model->app;
	through->name = str_join(arena, model->name, "_", field->name);
	through->key = django_key(arena, through->app, through->name);
	through->span = field->span;
	through->through_of = model;
	through->tablespace = model->tablespace;
	through->db_table = field->db_table.len
		? field->db_table
		: django_name_truncated(arena, str_join(arena, table, "_", field->name));
	Str own = str_join(arena, model->app, ".", model->name);
	array_push(arena, &through->fields, through_key(arena, field, from, model->key, own));
	array_push(arena, &through->fields, through_key(arena, field, to, field->to, field->to_name));
	array_push(arena, &together, from);
	array_push(arena, &together, to);
	array_push(arena, &through->unique_together, together);
	return through;
}

// ---- models that are not in any file --------------------------------------------------------------------------

static const struct {
	const char *key;
	const char *table;
	const char *klass;
	const char *column;
	int length;
} builtin[] = {
	{ "auth.user", "auth_user", "AutoField", "id", 0 },
	{ "auth.group", "auth_group", "AutoField", "id", 0 },
	{ "auth.permission", "auth_permission", "AutoField", "id", 0 },
	{ "contenttypes.contenttype", "django_content_type", "AutoField", "id", 0 },
	{ "sessions.session", "django_session", "CharField", "session_key", 40 },
	{ "sites.site", "django_site", "AutoField", "id", 0 },
	{ "admin.logentry", "django_admin_log", "AutoField", "id", 0 },
	{ "flatpages.flatpage", "django_flatpage", "AutoField", "id", 0 },
	{ "redirects.redirect", "django_redirect", "AutoField", "id", 0 },
};

// What Django would make of a model that no migration we read creates; the type of its key is open when it is not Django's own.
static const DjangoModel *imagined(Arena *arena, Str key)
{
	DjangoModel *model = arena_new(arena, DjangoModel);
	DjangoField *id = NULL;
	size_t dot = str_find_char(key, '.', 0);

	model->key = key;
	model->app = dot == SIZE_MAX ? STR_NONE : str_slice(key, 0, dot);
	model->name = model_part(key);
	for (size_t i = 0; i < sizeof(builtin) / sizeof(builtin[0]); i++) {
		if (!str_is(key, builtin[i].key))
			continue;
		model->db_table = str_from(builtin[i].table);
		id = django_field_make(arena, builtin[i].klass, str_from(builtin[i].column));
	}
	if (!key.len)
		model->db_table = django_name_unknown(arena, "the table of a model that is not known");
	if (!id)
		id = django_field_make(arena, "id of a model that is not in these files", STR("id"));
	id->primary_key = id->unique = true;
	array_push(arena, &model->fields, id);
	return model;
}

DjangoPlace django_target(const DjangoState *state, DjangoPlace place)
{
	const DjangoModel *model = place.field->to.len ? django_models_find(place.models, place.field->to)
						       : NULL;
	DjangoPlace target = { 0 };

	if (!model && place.model->through_of &&
	    str_equal_nocase(place.model->through_of->key, place.field->to))
		model = place.model->through_of;
	if (model)
		model = django_model_concrete(place.models, model);
	else
		model = imagined(state->arena, place.field->to);
	if (place.field->to_field.len)
		target = django_model_field(state, place.models, model, place.field->to_field);
	if (!target.field)
		target = django_model_key(state, place.models, model);
	if (!target.field) {
		// A key of several columns, or one that a base outside of the migrations has.
		DjangoField *id = django_field_make(state->arena, "id of a model without a key", STR("id"));
		id->primary_key = id->unique = true;
		target = (DjangoPlace){ place.models, model, id };
	}
	return target;
}
