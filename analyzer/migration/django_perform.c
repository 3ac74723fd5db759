#include "migration/django_perform.h"

#include "migration/django_name.h"
#include "migration/django_version.h"
#include "migration/sqlalchemy_text.h"

Str django_performed_text(const DjangoEditor *editor, const DjangoApplied *applied, size_t position,
			  const char *keyword)
{
	return django_text(editor->arena, django_argument(applied->call.value, position, keyword));
}

static const DjangoModel *model_called(const DjangoEditor *editor, const DjangoApplied *applied,
				       const DjangoModels *models, Str name)
{
	return django_models_find(models, django_key(editor->arena, applied->app, name));
}

const DjangoModel *django_performed_model(const DjangoEditor *editor, const DjangoApplied *applied,
					  const DjangoModels *models, size_t position, const char *keyword)
{
	return model_called(editor, applied, models,
			    django_performed_text(editor, applied, position, keyword));
}

// ---- CreateModel, DeleteModel ---------------------------------------------------------------------------------

DJANGO_PERFORMS(django_do_create_model)
{
	const DjangoModel *model = django_performed_model(editor, applied, to, 0, "name");

	(void)from;
	if (model && django_model_migrates(model))
		django_create_model(editor, to, model);
}

DJANGO_PERFORMS(django_undo_create_model)
{
	const DjangoModel *model = django_performed_model(editor, applied, from, 0, "name");

	(void)to;
	if (model && django_model_migrates(model))
		django_delete_model(editor, from, model);
}

// ---- RenameModel ----------------------------------------------------------------------------------------------

// The field of the same name in other models.
static DjangoPlace counterpart(const DjangoEditor *editor, DjangoPlace place, const DjangoModels *models,
			       const DjangoModel *model)
{
	const DjangoModel *other = model ? model : django_models_find(models, place.model->key);

	if (!other)
		return (DjangoPlace){ 0 };
	return django_model_field(editor->state, models, other, place.field->name);
}

static void rename_throughs(DjangoEditor *editor, DjangoPlace old, DjangoPlace new)
{
	const DjangoModel *before, *after;

	if (!django_field_is(old.field, FIELD_MANY) || old.field->through.len || !new.field)
		return;
	if (str_equal_nocase(new.field->to, new.model->key))
		return;
	before = django_model_through(editor->state, old.models, old.model, old.field);
	after = django_model_through(editor->state, new.models, new.model, new.field);
	django_rename_table(editor, before->db_table, after->db_table);
	django_alter_field(editor, new.models, after,
			   (DjangoPlace){ old.models, before, before->fields.items[0] },
			   (DjangoPlace){ new.models, after, after->fields.items[0] });
}

static void rename_model(DjangoEditor *editor, const DjangoModels *from, const DjangoModel *old,
			 const DjangoModels *to, const DjangoModel *new)
{
	DjangoPlaces related = django_related(editor, from, old, false, true);

	if (!old || !new || !django_model_migrates(new))
		return;
	django_rename_table(editor, django_model_table(editor->arena, from, old),
			    django_model_table(editor->arena, to, new));
	for (size_t i = 0; i < related.len; i++) {
		DjangoPlace place = related.items[i];
		DjangoPlace after = counterpart(editor, place, to, place.model == old ? new : NULL);
		if (after.field)
			django_alter_field(editor, to, after.model, place, after);
	}
	for (size_t i = 0; i < old->fields.len; i++) {
		DjangoPlace place = { from, old, old->fields.items[i] };
		rename_throughs(editor, place, counterpart(editor, place, to, new));
	}
}

DJANGO_PERFORMS(django_do_rename_model)
{
	const DjangoModel *old = django_performed_model(editor, applied, from, 0, "old_name");
	const DjangoModel *new = django_performed_model(editor, applied, to, 1, "new_name");

	if (old && new)
		rename_model(editor, from, old, to, new);
}

DJANGO_PERFORMS(django_undo_rename_model)
{
	const DjangoModel *old = django_performed_model(editor, applied, from, 1, "new_name");
	const DjangoModel *new = django_performed_model(editor, applied, to, 0, "old_name");

	if (old && new)
		rename_model(editor, from, old, to, new);
}

// ---- options --------------------------------------------------------------------------------------------------

DJANGO_PERFORMS(django_do_model_table)
{
	const DjangoModel *old = django_performed_model(editor, applied, from, 0, "name");
	const DjangoModel *new = django_performed_model(editor, applied, to, 0, "name");

	if (!old || !new || !django_model_migrates(new))
		return;
	django_rename_table(editor, django_model_table(editor->arena, from, old),
			    django_model_table(editor->arena, to, new));
	for (size_t i = 0; i < old->fields.len; i++) {
		const DjangoField *field = old->fields.items[i];
		if (!django_field_is(field, FIELD_MANY) || field->through.len)
			continue;
		django_rename_table(editor, django_model_through(editor->state, from, old, field)->db_table,
				    django_model_through(editor->state, to, new, field)->db_table);
	}
}

DJANGO_PERFORMS(django_do_model_comment)
{
	const DjangoModel *old = django_performed_model(editor, applied, from, 0, "name");
	const DjangoModel *new = django_performed_model(editor, applied, to, 0, "name");
	SqlWriter writer;

	if (!old || !new || !django_model_migrates(new) || !django_has(editor->state, DJANGO_COMMENTS))
		return;
	writer = lowering_sql(&editor->lowering);
	sql_puts(&writer, "COMMENT ON TABLE ");
	django_write_name(&writer, django_model_table(editor->arena, to, new));
	sql_puts(&writer, " IS ");
	literal_write_text(&writer, text_literal(editor->arena, new->comment, editor->lowering.span, false));
	django_emit(editor, &writer);
}

static bool contains(const DjangoTogether *all, const DjangoNames *names)
{
	for (size_t i = 0; i < all->len; i++) {
		bool same = all->items[i].len == names->len;
		for (size_t j = 0; same && j < names->len; j++)
			same = str_equal(all->items[i].items[j], names->items[j]);
		if (same)
			return true;
	}
	return false;
}

static void drop_together(DjangoEditor *editor, const DjangoScope *scope, const DjangoNames *fields,
			  bool unique)
{
	Str table = django_model_table(editor->arena, scope->models, scope->model);
	DjangoNames columns = django_columns(scope, fields), except = { 0 }, names;

	for (size_t i = 0; i < scope->model->constraints.len; i++)
		array_push(editor->arena, &except, scope->model->constraints.items[i].name);
	for (size_t i = 0; i < scope->model->indexes.len; i++)
		array_push(editor->arena, &except, scope->model->indexes.items[i].name);
	names = django_database_find(editor->database, table, &columns, unique ? MADE_UNIQUE : MADE_INDEX,
				     &except);
	if (!names.len)
		array_push(editor->arena, &names,
			   django_name_index(editor->arena, table, &columns,
					     unique ? STR("_uniq") : STR("_idx")));
	if (unique)
		django_drop_constraint(editor, table, names.items[0]);
	else
		django_drop_index(editor, names.items[0], false);
}

static void alter_together(DjangoEditor *editor, const DjangoApplied *applied, const DjangoModels *from,
			   const DjangoModels *to, bool unique)
{
	const DjangoModel *old = django_performed_model(editor, applied, from, 0, "name");
	const DjangoModel *new = django_performed_model(editor, applied, to, 0, "name");
	DjangoScope scope = { editor->state, to, new };

	if (!old || !new || !django_model_migrates(new))
		return;
	const DjangoTogether *olds = unique ? &old->unique_together : &old->index_together;
	const DjangoTogether *news = unique ? &new->unique_together : &new->index_together;
	for (size_t i = 0; i < olds->len; i++)
		if (!contains(news, &olds->items[i]))
			drop_together(editor, &scope, &olds->items[i], unique);
	for (size_t i = 0; i < news->len; i++) {
		DjangoNames columns = django_columns(&scope, &news->items[i]);
		DjangoStatement statement =
			django_unique_statement(editor, django_model_table(editor->arena, to, new), &columns);
		if (contains(olds, &news->items[i]))
			continue;
		statement.kind = unique ? PENDING_UNIQUE : PENDING_INDEX;
		statement.suffix = unique ? "_uniq" : "_idx";
		statement.tablespace = unique ? STR_NONE : new->tablespace;
		django_run_statement(editor, &statement);
	}
}

DJANGO_PERFORMS(django_do_unique_together)
{
	alter_together(editor, applied, from, to, true);
}

DJANGO_PERFORMS(django_do_index_together)
{
	alter_together(editor, applied, from, to, false);
}

DJANGO_PERFORMS(django_do_order)
{
	const DjangoModel *old = django_performed_model(editor, applied, from, 0, "name");
	const DjangoModel *new = django_performed_model(editor, applied, to, 0, "name");

	if (!old || !new || !django_model_migrates(new))
		return;
	if (old->order_with_respect_to.len && !new->order_with_respect_to.len)
		django_remove_field(editor, django_model_field(editor->state, from, old, STR("_order")));
	else if (new->order_with_respect_to.len && !old->order_with_respect_to.len)
		django_add_field(editor, from, old,
				 django_model_field(editor->state, to, new, STR("_order")));
}
