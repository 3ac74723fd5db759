// Models after operations on models; declared in django_apply.h.
#include "migration/django_apply.h"
#include "migration/django_name.h"

DjangoModel *django_change_model(DjangoChange *change, size_t position, const char *keyword)
{
	Str name = django_text(change->arena, django_argument(change->call, position, keyword));
	const DjangoModel *model = name.len
		? django_models_find(&change->models, django_key(change->arena, change->app, name))
		: NULL;
	DjangoModel *copy;

	if (!model) {
		change->unread = true;
		return NULL;
	}
	copy = arena_new(change->arena, DjangoModel);
	*copy = *model;
	return copy;
}

void django_change_put(DjangoChange *change, DjangoModel *model)
{
	change->models = django_models_with(change->arena, &change->models, model);
}

enum { MAX_SUM_DEPTH = 50 };

// ---- CreateModel ----------------------------------------------------------------------------------------------

DjangoTogether django_together(Arena *arena, const Value *value)
{
	DjangoTogether together = { 0 };
	bool nested = django_is_list(value) && value->items->len && django_is_list(value->items->items[0]);

	if (django_is_list(value) && value->items->len && !nested) {
		DjangoNames names = django_names(arena, value);
		array_push(arena, &together, names);
	}
	for (size_t i = 0; nested && i < value->items->len; i++) {
		DjangoNames names = django_names(arena, value->items->items[i]);
		array_push(arena, &together, names);
	}
	return together;
}

static DjangoItems read_items(DjangoChange *change, const DjangoModel *model, const Value *list,
			      bool are_indexes)
{
	DjangoScope scope = { change->state, &change->models, model };
	DjangoItems items = { 0 };

	for (size_t i = 0; django_is_list(list) && i < list->items->len; i++) {
		const Value *value = list->items->items[i];
		DjangoItem item = { .value = value };
		item.name = are_indexes
			? django_index_name(&scope, value)
			: django_text(change->arena, django_argument(value, SIZE_MAX, "name"));
		array_push(change->arena, &items, item);
	}
	return items;
}

static void read_bases(DjangoChange *change, DjangoModel *model, const Value *bases)
{
	for (size_t i = 0; django_is_list(bases) && i < bases->items->len; i++) {
		Str name = django_text(change->arena, bases->items->items[i]);
		if (!name.len)
			continue;
		bool dotted = str_find_char(name, '.', 0) != SIZE_MAX;
		array_push(change->arena, &model->bases,
			   dotted ? str_lower(change->arena, name)
				  : django_key(change->arena, change->app, name));
	}
}

static bool is_swapped(const DjangoChange *change, const DjangoModel *model, Str setting)
{
	Str user = change->state->options->auth_user_model;

	return str_is(setting, "AUTH_USER_MODEL") && user.len && !str_equal_nocase(user, model->key);
}

static Str table_name(Arena *arena, const Value *value)
{
	Str name = django_text(arena, value);

	if (!name.len && !django_is_none(value) && value->kind != VALUE_STR)
		return django_name_unknown(arena, value_source_line(arena, value));
	return name;
}

static void read_options(DjangoChange *change, DjangoModel *model, const Value *options)
{
	Arena *arena = change->arena;

	model->db_table = table_name(arena, django_entry(arena, options, "db_table"));
	model->tablespace = django_text(arena, django_entry(arena, options, "db_tablespace"));
	model->comment = django_text(arena, django_entry(arena, options, "db_table_comment"));
	model->proxy = django_true(django_entry(arena, options, "proxy"), false);
	model->unmanaged = !django_true(django_entry(arena, options, "managed"), true);
	model->swappable = django_text(arena, django_entry(arena, options, "swappable"));
	model->swapped = is_swapped(change, model, model->swappable);
	model->order_with_respect_to =
		django_text(arena, django_entry(arena, options, "order_with_respect_to"));
	model->unique_together = django_together(arena, django_entry(arena, options, "unique_together"));
	model->index_together = django_together(arena, django_entry(arena, options, "index_together"));
	model->indexes = read_items(change, model, django_entry(arena, options, "indexes"), true);
	model->constraints = read_items(change, model, django_entry(arena, options, "constraints"), false);
}

static bool read_named_field(DjangoChange *change, DjangoModel *model, const Value *pair)
{
	bool known = django_is_list(pair) && pair->items->len == 2;
	Str name = known ? django_text(change->arena, pair->items->items[0]) : STR_NONE;

	if (name.len)
		array_push(change->arena, &model->fields,
			   django_field_read(change->state, change->app, model->name, name,
					     pair->items->items[1]));
	return name.len > 0;
}

// Adds the fields of a list, of a sum of lists those that are known. False when not all are.
static bool read_field_list(DjangoChange *change, DjangoModel *model, const Value *list, int depth)
{
	const ValueArray *items = django_is_list(list) ? list->items : NULL;
	bool whole = items != NULL;

	if (list && list->kind == VALUE_UNKNOWN)
		items = list->unknown.items;
	for (size_t i = 0; items && i < items->len; i++)
		whole &= read_named_field(change, model, items->items[i]);
	if (list && list->kind == VALUE_OPERATOR && str_is(list->operation.op, "+") && list->operation.left &&
	    depth < MAX_SUM_DEPTH) {
		read_field_list(change, model, list->operation.left, depth + 1);
		read_field_list(change, model, list->operation.right, depth + 1);
	}
	return whole;
}

// `fields=[...] + ([...] if settings.X else [])`: later operations may be about fields that are not known.
static void read_fields(DjangoChange *change, DjangoModel *model, const Value *fields)
{
	change->partial = !read_field_list(change, model, fields, 0);
	change->unread |= change->partial && !model->fields.len;
	model->imagined = change->partial;
}

void django_change_create_model(DjangoChange *change)
{
	DjangoModel *model = arena_new(change->arena, DjangoModel);
	const Value *name = django_argument(change->call, 0, "name");

	model->app = change->app;
	model->name = django_text(change->arena, name);
	model->key = django_key(change->arena, change->app, model->name);
	model->span = name ? name->span : (Span){ 0 };
	change->unread |= !model->name.len;
	read_fields(change, model, django_argument(change->call, 1, "fields"));
	read_bases(change, model, django_argument(change->call, 3, "bases"));
	read_options(change, model, django_argument(change->call, 2, "options"));
	if (model->name.len)
		django_change_put(change, model);
}

void django_change_delete_model(DjangoChange *change)
{
	DjangoModel *model = django_change_model(change, 0, "name");

	if (model)
		change->models = django_models_without(change->arena, &change->models, model->key);
}

// ---- RenameModel ----------------------------------------------------------------------------------------------

static const DjangoField *repointed(Arena *arena, const DjangoField *field, Str old, const DjangoModel *model)
{
	bool to = str_equal_nocase(field->to, old), through = str_equal_nocase(field->through, old);
	DjangoField *copy;

	if (!to && !through)
		return field;
	copy = arena_new(arena, DjangoField);
	*copy = *field;
	if (to) {
		copy->to = model->key;
		copy->to_name = str_join(arena, model->app, ".", model->name);
	}
	if (through)
		copy->through = model->key;
	return copy;
}

static DjangoModel *repointed_model(Arena *arena, const DjangoModel *model, Str old,
				    const DjangoModel *renamed)
{
	DjangoModel *copy = arena_new(arena, DjangoModel);

	*copy = *model;
	copy->fields = (DjangoFields){ 0 };
	copy->bases = (DjangoNames){ 0 };
	array_reserve(arena, &copy->fields, model->fields.len);
	for (size_t i = 0; i < model->fields.len; i++)
		array_push(arena, &copy->fields, repointed(arena, model->fields.items[i], old, renamed));
	for (size_t i = 0; i < model->bases.len; i++) {
		Str base = model->bases.items[i];
		array_push(arena, &copy->bases, str_equal(base, old) ? renamed->key : base);
	}
	return copy;
}

static void repoint(DjangoChange *change, Str old, const DjangoModel *renamed)
{
	DjangoModelArray referring = django_models_referring(change->arena, &change->models, old);

	for (size_t i = 0; i < referring.len; i++)
		django_change_put(change, repointed_model(change->arena, referring.items[i], old, renamed));
}

void django_change_rename_model(DjangoChange *change)
{
	DjangoModel *model = django_change_model(change, 0, "old_name");
	Str name = django_text(change->arena, django_argument(change->call, 1, "new_name")), old;

	if (!model || !name.len) {
		change->unread = true;
		return;
	}
	old = model->key;
	model->name = name;
	model->key = django_key(change->arena, change->app, name);
	if (!str_equal_nocase(old, model->key))
		change->models = django_models_without(change->arena, &change->models, old);
	django_change_put(change, model);
	repoint(change, old, model);
}

// ---- options --------------------------------------------------------------------------------------------------

void django_change_model_table(DjangoChange *change)
{
	DjangoModel *model = django_change_model(change, 0, "name");
	const Value *table = django_argument(change->call, 1, "table");

	if (!model)
		return;
	model->db_table = table_name(change->arena, table);
	django_change_put(change, model);
}

void django_change_model_comment(DjangoChange *change)
{
	DjangoModel *model = django_change_model(change, 0, "name");

	if (!model)
		return;
	model->comment = django_text(change->arena, django_argument(change->call, 1, "table_comment"));
	django_change_put(change, model);
}

void django_change_together(DjangoChange *change)
{
	DjangoModel *model = django_change_model(change, 0, "name");
	bool unique = str_is(change->operation, "AlterUniqueTogether");
	const Value *value = django_argument(change->call, 1, unique ? "unique_together" : "index_together");

	if (!model)
		return;
	*(unique ? &model->unique_together : &model->index_together) = django_together(change->arena, value);
	change->unread |= value && !django_is_list(value) && !django_is_none(value);
	django_change_put(change, model);
}

void django_change_order(DjangoChange *change)
{
	DjangoModel *model = django_change_model(change, 0, "name");

	if (!model)
		return;
	model->order_with_respect_to =
		django_text(change->arena, django_argument(change->call, 1, "order_with_respect_to"));
	django_change_put(change, model);
}

void django_change_options(DjangoChange *change)
{
	DjangoModel *model = django_change_model(change, 0, "name");

	if (!model)
		return;
	model->unmanaged = !django_true(
		django_entry(change->arena, django_argument(change->call, 1, "options"), "managed"), true);
	change->unread = false;
	django_change_put(change, model);
}
