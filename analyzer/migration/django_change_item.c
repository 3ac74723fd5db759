// Models after operations on indexes and constraints; declared in django_apply.h.
#include "migration/django_apply.h"

static DjangoItems items_with(Arena *arena, const DjangoItems *items, DjangoItem item)
{
	DjangoItems result = { 0 };

	array_reserve(arena, &result, items->len + 1);
	for (size_t i = 0; i < items->len; i++)
		array_push(arena, &result, items->items[i]);
	array_push(arena, &result, item);
	return result;
}

static DjangoItems items_without(Arena *arena, const DjangoItems *items, Str name)
{
	DjangoItems result = { 0 };

	array_reserve(arena, &result, items->len);
	for (size_t i = 0; i < items->len; i++)
		if (!str_equal(items->items[i].name, name))
			array_push(arena, &result, items->items[i]);
	return result;
}

static Str name_argument(DjangoChange *change)
{
	Str name = django_text(change->arena, django_argument(change->call, 1, "name"));

	change->unread |= !name.len;
	return name;
}

void django_change_add_index(DjangoChange *change)
{
	DjangoModel *model = django_change_model(change, 0, "model_name");
	const Value *value = django_argument(change->call, 1, "index");

	if (!model || !value || value->kind != VALUE_CALL) {
		change->unread = true;
		return;
	}
	DjangoScope scope = { change->state, &change->models, model };
	model->indexes = items_with(change->arena, &model->indexes,
				    (DjangoItem){ django_index_name(&scope, value), value, false });
	django_change_put(change, model);
}

void django_change_remove_index(DjangoChange *change)
{
	DjangoModel *model = django_change_model(change, 0, "model_name");

	if (!model)
		return;
	model->indexes = items_without(change->arena, &model->indexes, name_argument(change));
	django_change_put(change, model);
}

static bool same_names(const DjangoNames *a, const DjangoNames *b)
{
	for (size_t i = 0; i < a->len && a->len == b->len; i++)
		if (!str_equal(a->items[i], b->items[i]))
			return false;
	return a->len == b->len;
}

// models.Index(fields=`fields`), as Django makes it of an index_together.
static const Value *made_index(Arena *arena, Span span, Value *fields)
{
	Arguments *arguments = arena_new(arena, Arguments);
	Keyword keyword = { .name = STR("fields"), .span = span, .value = fields };

	array_push(arena, &arguments->keywords, keyword);
	return value_call(arena, span, value_symbol(arena, span, STR("django.db.models.Index")), arguments);
}

static void index_from_together(DjangoChange *change, DjangoModel *model, const Value *fields, Str name)
{
	DjangoNames wanted = django_names(change->arena, fields);
	DjangoTogether kept = { 0 };

	for (size_t i = 0; i < model->index_together.len; i++)
		if (!same_names(&model->index_together.items[i], &wanted))
			array_push(change->arena, &kept, model->index_together.items[i]);
	model->index_together = kept;
	model->indexes = items_with(
		change->arena, &model->indexes,
		(DjangoItem){ name, made_index(change->arena, fields->span, (Value *)fields), false });
}

void django_change_rename_index(DjangoChange *change)
{
	DjangoModel *model = django_change_model(change, 0, "model_name");
	Str new = django_text(change->arena, django_argument(change->call, 1, "new_name"));
	Str old = django_text(change->arena, django_argument(change->call, 2, "old_name"));
	const Value *fields = django_argument(change->call, 3, "old_fields");
	DjangoItems renamed = { 0 };

	change->unread |= !model || !new.len || (!old.len && !django_is_list(fields));
	if (change->unread)
		return;
	if (!old.len) {
		index_from_together(change, model, fields, new);
		django_change_put(change, model);
		return;
	}
	for (size_t i = 0; i < model->indexes.len; i++) {
		DjangoItem item = model->indexes.items[i];
		if (str_equal(item.name, old))
			item.name = new;
		array_push(change->arena, &renamed, item);
	}
	model->indexes = renamed;
	django_change_put(change, model);
}

void django_change_add_constraint(DjangoChange *change)
{
	DjangoModel *model = django_change_model(change, 0, "model_name");
	const Value *value = django_argument(change->call, 1, "constraint");
	DjangoItem item = { .value = value, .not_valid = str_is(change->operation, "AddConstraintNotValid") };

	if (!model || !value || value->kind != VALUE_CALL) {
		change->unread = true;
		return;
	}
	item.name = django_text(change->arena, django_argument(value, SIZE_MAX, "name"));
	change->unread |= !item.name.len;
	model->constraints = items_with(change->arena, &model->constraints, item);
	django_change_put(change, model);
}

void django_change_remove_constraint(DjangoChange *change)
{
	DjangoModel *model = django_change_model(change, 0, "model_name");

	if (!model)
		return;
	model->constraints = items_without(change->arena, &model->constraints, name_argument(change));
	django_change_put(change, model);
}
