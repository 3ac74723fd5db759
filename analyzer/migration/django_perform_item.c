// Operations on indexes and constraints; declared in django_perform.h.
#include "migration/django_name.h"
#include "migration/django_perform.h"

static bool is_concurrent(const DjangoApplied *applied)
{
	return str_ends_with(str_from(applied->row->name), STR("Concurrently"));
}

static const DjangoItem *item_called(const DjangoItems *items, Str name)
{
	for (size_t i = 0; i < items->len; i++)
		if (str_equal(items->items[i].name, name))
			return &items->items[i];
	return NULL;
}

static void add_index(DjangoEditor *editor, const DjangoApplied *applied, const DjangoModels *models,
		      Str name)
{
	const DjangoModel *model = django_performed_model(editor, applied, models, 0, "model_name");
	DjangoScope scope = { editor->state, models, model };
	const DjangoItem *item = model ? item_called(&model->indexes, name) : NULL;

	if (!item || !django_model_migrates(model))
		return;
	DjangoStatement statement = django_index_of(editor, &scope, item);
	statement.concurrently = is_concurrent(applied);
	django_run_statement(editor, &statement);
}

static void remove_index(DjangoEditor *editor, const DjangoApplied *applied, const DjangoModels *models,
			 Str name)
{
	const DjangoModel *model = django_performed_model(editor, applied, models, 0, "model_name");

	if (model && django_model_migrates(model))
		django_drop_index(editor, name, is_concurrent(applied));
}

// The name of the index an AddIndex is given.
static Str index_name(const DjangoEditor *editor, const DjangoApplied *applied, const DjangoModels *models)
{
	const DjangoModel *model = django_performed_model(editor, applied, models, 0, "model_name");
	DjangoScope scope = { editor->state, models, model };

	return model ? django_index_name(&scope, django_argument(applied->call.value, 1, "index")) : STR_NONE;
}

DJANGO_PERFORMS(django_do_add_index)
{
	(void)from;
	add_index(editor, applied, to, index_name(editor, applied, to));
}

DJANGO_PERFORMS(django_undo_add_index)
{
	(void)to;
	remove_index(editor, applied, from, index_name(editor, applied, from));
}

DJANGO_PERFORMS(django_do_remove_index)
{
	(void)to;
	remove_index(editor, applied, from, django_performed_text(editor, applied, 1, "name"));
}

DJANGO_PERFORMS(django_undo_remove_index)
{
	(void)from;
	add_index(editor, applied, to, django_performed_text(editor, applied, 1, "name"));
}

// ---- RenameIndex ----------------------------------------------------------------------------------------------

static void rename_index(DjangoEditor *editor, Str old, Str new)
{
	SqlWriter writer = lowering_sql(&editor->lowering);

	sql_puts(&writer, "ALTER INDEX ");
	django_write_name(&writer, old);
	sql_puts(&writer, " RENAME TO ");
	django_write_name(&writer, new);
	django_emit(editor, &writer);
	django_database_rename_index(editor->database, old, new);
}

// The name an index_together has in the database.
static Str together_name(DjangoEditor *editor, const DjangoApplied *applied, const DjangoModels *from,
			 const DjangoModel *model)
{
	DjangoScope scope = { editor->state, from, model };
	DjangoNames fields =
		django_names(editor->arena, django_argument(applied->call.value, 3, "old_fields"));
	DjangoNames columns = django_columns(&scope, &fields), found;
	Str table = django_model_table(editor->arena, from, model);

	found = django_database_find(editor->database, table, &columns, MADE_INDEX, NULL);
	return found.len ? found.items[0] : django_name_index(editor->arena, table, &columns, STR("_idx"));
}

DJANGO_PERFORMS(django_do_rename_index)
{
	const DjangoModel *model = django_performed_model(editor, applied, from, 0, "model_name");
	Str old = django_performed_text(editor, applied, 2, "old_name"),
	    new = django_performed_text(editor, applied, 1, "new_name");

	(void)to;
	if (!model || !django_model_migrates(model))
		return;
	rename_index(editor, old.len ? old : together_name(editor, applied, from, model), new);
}

DJANGO_PERFORMS(django_undo_rename_index)
{
	const DjangoModel *model = django_performed_model(editor, applied, from, 0, "model_name");
	Str old = django_performed_text(editor, applied, 2, "old_name"),
	    new = django_performed_text(editor, applied, 1, "new_name");

	(void)to;
	if (model && django_model_migrates(model) && old.len)
		rename_index(editor, new, old);
}

// ---- constraints ----------------------------------------------------------------------------------------------

static void alter_constraint(DjangoEditor *editor, const DjangoApplied *applied, const DjangoModels *models,
			     Str name, bool add)
{
	const DjangoModel *model = django_performed_model(editor, applied, models, 0, "model_name");
	DjangoScope scope = { editor->state, models, model };
	const DjangoItem *item = model ? item_called(&model->constraints, name) : NULL;
	DjangoItem unknown = { .name = name };

	if (!model || !django_model_migrates(model))
		return;
	if (!add)
		django_remove_constraint(editor, &scope, item ? item : &unknown);
	else if (item)
		django_add_constraint(editor, &scope, item);
}

static Str constraint_name(const DjangoEditor *editor, const DjangoApplied *applied)
{
	return django_text(editor->arena,
			   django_argument(django_argument(applied->call.value, 1, "constraint"), SIZE_MAX,
					   "name"));
}

DJANGO_PERFORMS(django_do_add_constraint)
{
	(void)from;
	alter_constraint(editor, applied, to, constraint_name(editor, applied), true);
}

DJANGO_PERFORMS(django_undo_add_constraint)
{
	(void)from;
	// The models after it no longer have it; its kind says what to drop.
	const DjangoModel *model = django_performed_model(editor, applied, to, 0, "model_name");
	DjangoScope scope = { editor->state, to, model };
	DjangoItem item = { constraint_name(editor, applied),
			    django_argument(applied->call.value, 1, "constraint"), false };

	if (model && django_model_migrates(model))
		django_remove_constraint(editor, &scope, &item);
}

DJANGO_PERFORMS(django_do_remove_constraint)
{
	(void)to;
	alter_constraint(editor, applied, from, django_performed_text(editor, applied, 1, "name"), false);
}

DJANGO_PERFORMS(django_undo_remove_constraint)
{
	(void)from;
	alter_constraint(editor, applied, to, django_performed_text(editor, applied, 1, "name"), true);
}
