#include "migration/django_state.h"

#include "migration/django_name.h"
#include "migration/django_perform.h"

static const DjangoOperationRow rows[] = {
	{ "CreateModel", django_change_create_model, django_do_create_model, django_undo_create_model },
	{ "DeleteModel", django_change_delete_model, django_undo_create_model, django_do_create_model },
	{ "RenameModel", django_change_rename_model, django_do_rename_model, django_undo_rename_model },
	{ "AlterModelTable", django_change_model_table, django_do_model_table, django_do_model_table },
	{ "AlterModelTableComment", django_change_model_comment, django_do_model_comment,
	  django_do_model_comment },
	{ "AlterUniqueTogether", django_change_together, django_do_unique_together,
	  django_do_unique_together },
	{ "AlterIndexTogether", django_change_together, django_do_index_together, django_do_index_together },
	{ "AlterOrderWithRespectTo", django_change_order, django_do_order, django_do_order },
	{ "AlterModelOptions", django_change_options, NULL, NULL },
	{ "AlterModelManagers", NULL, NULL, NULL },
	{ "AlterConstraint", NULL, NULL, NULL },
	{ "AddField", django_change_add_field, django_do_add_field, django_undo_add_field },
	{ "RemoveField", django_change_remove_field, django_undo_add_field, django_undo_remove_field },
	{ "AlterField", django_change_alter_field, django_do_alter_field, django_do_alter_field },
	{ "RenameField", django_change_rename_field, django_do_rename_field, django_undo_rename_field },
	{ "AddIndex", django_change_add_index, django_do_add_index, django_undo_add_index },
	{ "RemoveIndex", django_change_remove_index, django_do_remove_index, django_undo_remove_index },
	{ "RenameIndex", django_change_rename_index, django_do_rename_index, django_undo_rename_index },
	{ "AddIndexConcurrently", django_change_add_index, django_do_add_index, django_undo_add_index },
	{ "RemoveIndexConcurrently", django_change_remove_index, django_do_remove_index,
	  django_undo_remove_index },
	{ "AddConstraint", django_change_add_constraint, django_do_add_constraint,
	  django_undo_add_constraint },
	{ "AddConstraintNotValid", django_change_add_constraint, django_do_add_constraint,
	  django_undo_add_constraint },
	{ "RemoveConstraint", django_change_remove_constraint, django_do_remove_constraint,
	  django_undo_remove_constraint },
	{ "ValidateConstraint", NULL, django_do_validate, NULL },
	{ "CreateExtension", NULL, django_do_extension, django_undo_extension },
	{ "BloomExtension", NULL, django_do_extension, django_undo_extension },
	{ "BtreeGinExtension", NULL, django_do_extension, django_undo_extension },
	{ "BtreeGistExtension", NULL, django_do_extension, django_undo_extension },
	{ "CITextExtension", NULL, django_do_extension, django_undo_extension },
	{ "CryptoExtension", NULL, django_do_extension, django_undo_extension },
	{ "HStoreExtension", NULL, django_do_extension, django_undo_extension },
	{ "TrigramExtension", NULL, django_do_extension, django_undo_extension },
	{ "UnaccentExtension", NULL, django_do_extension, django_undo_extension },
	{ "CreateCollation", NULL, django_do_collation, django_undo_collation },
	{ "RemoveCollation", NULL, django_do_collation, django_undo_collation },
};

const DjangoOperationRow *django_operation_row(Str name)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (str_is(name, rows[i].name))
			return &rows[i];
	return NULL;
}

bool django_operation_is_known(Str operation)
{
	return django_operation_row(operation) != NULL;
}

DjangoState *django_state_new(Arena *arena, const DjangoOptions *options)
{
	DjangoState *state = arena_new(arena, DjangoState);

	state->arena = arena;
	state->options = options;
	state->version = options->version ? options->version : DJANGO_VERSION_DEFAULT;
	state->models = django_models_new(arena);
	state->database = django_database_new(arena);
	return state;
}

// ---- runs -----------------------------------------------------------------------------------------------------

// Level: one django_run_enter(). `models`: what leaving it brings back.
typedef struct Level {
	DjangoWorld world;
	DjangoModels models;
} Level;

struct DjangoRun {
	DjangoState *state;
	Arena *arena;
	Str app;
	Migration *migration;
	bool backwards;
	DjangoEditor editor;
	Array(DjangoApplied) applied;
	Array(Level) levels;
};

DjangoRun *django_run_begin(DjangoState *state, Str app_label, Migration *migration, bool backwards)
{
	DjangoRun *run = arena_new(state->arena, DjangoRun);

	run->state = state;
	run->arena = state->arena;
	run->app = app_label;
	run->migration = migration;
	run->backwards = backwards;
	run->editor = (DjangoEditor){ .state = state, .arena = state->arena, .database = state->database };
	return run;
}

static Lowering lowering_of(const DjangoRun *run, const DjangoApplied *applied, Direction direction)
{
	return (Lowering){
		.arena = run->arena,
		.migration = run->migration,
		.steps = &run->migration->steps[direction],
		.direction = direction,
		.span = applied->call.span,
		.operation = applied->call.operation,
		.conditional = applied->call.conditional || applied->call.maybe[direction],
		.via = applied->call.via,
		.written = true,
	};
}

static bool touches_database(const DjangoRun *run)
{
	for (size_t i = 0; i < run->levels.len; i++)
		if (run->levels.items[i].world == DJANGO_STATE)
			return false;
	return true;
}

static bool makes_table(const DjangoOperationRow *row)
{
	return str_is(str_from(row->name), "CreateModel");
}

// Why the SQL of an operation is not known in a direction; empty when it is.
static Str unread_reason(const DjangoApplied *applied, bool forwards)
{
	if (applied->unread && makes_table(applied->row))
		return forwards ? STR("not all of its fields are known") : STR_NONE;
	if (applied->unread || (applied->guessed && !forwards))
		return STR("what it changes is not in the migrations before it");
	return STR_NONE;
}

static void perform(DjangoRun *run, DjangoEditor *editor, const DjangoApplied *applied, Direction direction)
{
	bool forwards = direction == DIRECTION_UPGRADE;
	const DjangoModels *from = forwards ? &applied->before : &applied->after;
	const DjangoModels *to = forwards ? &applied->after : &applied->before;

	if (applied->call.skips[direction])
		return;
	editor->lowering = lowering_of(run, applied, direction);
	if (forwards && applied->partial)
		lowering_notice(&editor->lowering, NOTICE_OPAQUE_PYTHON, (Span){ 0 },
				"not all fields of this model are known: its table may have more columns");
	if (unread_reason(applied, forwards).len)
		lowering_opaque(&editor->lowering, unread_reason(applied, forwards), NULL);
	else if (forwards && applied->row->forwards)
		applied->row->forwards(editor, applied, from, to);
	else if (!forwards && applied->row->backwards)
		applied->row->backwards(editor, applied, from, to);
	lowering_finish(&editor->lowering);
}

static bool changes_fields(Str operation)
{
	return str_is(operation, "AlterField") || str_is(operation, "RemoveField") ||
		str_is(operation, "RenameField");
}

// Whether the field an operation changes is there.
static bool has_field(DjangoRun *run, const DjangoApplied *applied)
{
	bool renames = str_is(applied->call.operation, "RenameField");
	Str name = django_text(run->arena,
			       django_argument(applied->call.value, 1, renames ? "old_name" : "name"));
	const DjangoModel *model =
		django_performed_model(&run->editor, applied, &applied->before, 0, "model_name");

	return model && django_model_field(run->state, &applied->before, model, name).field;
}

// ---- what no migration creates --------------------------------------------------------------------------------

// The model an operation is about, which may be one of an app whose first migrations are not here.
static Str model_argument(DjangoRun *run, const DjangoCall *call)
{
	static const char *const names[] = { "model_name", "name", "old_name", NULL };
	Str name = django_text(run->arena, value_positional(call->value, 0));

	if (!name.len && changes_fields(call->operation))
		return django_text(run->arena, value_keyword(call->value, names[0]));
	for (int i = 0; names[i] && !name.len; i++)
		name = django_text(run->arena, value_keyword(call->value, names[i]));
	return name;
}

// A field of which only the name is known. What AlterField makes of it may be another type, and NOT NULL for the first time.
static const DjangoField *imagine_field(DjangoRun *run, Str name, const DjangoField *becomes)
{
	DjangoField *field = arena_new(run->arena, DjangoField);

	field->name = name;
	field->class_name = STR("a field that is not in the migrations before");
	field->column = becomes ? becomes->column : name;
	if (!becomes)
		return field;
	field->null = !becomes->null;
	field->unique = becomes->unique;
	field->primary_key = becomes->primary_key;
	field->db_index = becomes->db_index;
	return field;
}

static void add_imagined_field(DjangoRun *run, DjangoModel *model, const DjangoCall *call)
{
	bool renames = str_is(call->operation, "RenameField"), alters = str_is(call->operation, "AlterField");
	Str name = django_text(run->arena, django_argument(call->value, 1, renames ? "old_name" : "name"));
	const Value *value = alters ? django_argument(call->value, 2, "field") : NULL;
	const DjangoField *becomes = value ? django_field_read(run->state, run->app, model->name, name, value)
					   : NULL;

	// Of a relation nothing that changes could be told.
	if (!name.len || (becomes && django_field_is(becomes, FIELD_RELATION | FIELD_MANY | FIELD_VIRTUAL)))
		return;
	array_push(run->arena, &model->fields, imagine_field(run, name, becomes));
}

// Puts what the operation needs into the models when their migrations are not here. True when a field was made up.
static bool imagine(DjangoRun *run, const DjangoOperationRow *row, const DjangoCall *call)
{
	Str name = model_argument(run, call);
	const DjangoModel *known =
		django_models_find(&run->state->models, django_key(run->arena, run->app, name));
	DjangoApplied probe = { .row = row, .call = *call, .app = run->app, .before = run->state->models };
	bool needs_field = changes_fields(call->operation) && !has_field(run, &probe);
	DjangoModel *model;

	if (!name.len || !row->change || makes_table(row) || (known && (!known->imagined || !needs_field)))
		return false;
	model = arena_new(run->arena, DjangoModel);
	*model = known ? *known : (DjangoModel){ .app = run->app, .name = name, .imagined = true };
	model->key = django_key(run->arena, run->app, name);
	if (needs_field)
		add_imagined_field(run, model, call);
	run->state->models = django_models_with(run->arena, &run->state->models, model);
	return needs_field;
}

// Whether a table goes whose columns are not known: it cannot be made again.
static bool drops_imagined(DjangoRun *run, const DjangoCall *call)
{
	Str key = django_key(run->arena, run->app, model_argument(run, call));
	const DjangoModel *model = django_models_find(&run->state->models, key);

	return str_is(call->operation, "DeleteModel") && model && model->imagined;
}

// ---- what only the models lost --------------------------------------------------------------------------------

static const DjangoField *field_called(const DjangoFields *fields, Str name)
{
	for (size_t i = fields->len; i-- > 0;)
		if (str_equal(fields->items[i]->name, name))
			return fields->items[i];
	return NULL;
}

static const DjangoModel *model_of(const DjangoRun *run, const DjangoModels *models, const DjangoCall *call)
{
	Str name = django_text(run->arena, django_argument(call->value, 0, "model_name"));

	return django_models_find(models, django_key(run->arena, run->app, name));
}

// The same fields and one more.
static DjangoFields with_field(DjangoRun *run, const DjangoFields *fields, const DjangoField *field)
{
	DjangoFields all = { 0 };

	for (size_t i = 0; i < fields->len; i++)
		array_push(run->arena, &all, fields->items[i]);
	array_push(run->arena, &all, field);
	return all;
}

static void put(DjangoRun *run, DjangoModel model)
{
	DjangoModel *copy = arena_new(run->arena, DjangoModel);

	*copy = model;
	run->state->models = django_models_with(run->arena, &run->state->models, copy);
}

// RemoveField of a field that an operation took out of the models alone: its column goes now.
static void bring_back(DjangoRun *run, const DjangoCall *call)
{
	Str name = django_text(run->arena, django_argument(call->value, 1, "name"));
	const DjangoModel *model = model_of(run, &run->state->models, call);
	const DjangoField *field = model ? field_called(&model->gone, name) : NULL;

	if (!field || field_called(&model->fields, name))
		return;
	DjangoModel again = *model;
	again.fields = with_field(run, &model->fields, field);
	put(run, again);
}

static void note_gone(DjangoRun *run, const DjangoApplied *applied)
{
	Str name = django_text(run->arena, django_argument(applied->call.value, 1, "name"));
	const DjangoModel *before = model_of(run, &applied->before, &applied->call);
	const DjangoModel *after = model_of(run, &run->state->models, &applied->call);
	const DjangoField *field = before ? field_called(&before->fields, name) : NULL;

	if (!after || !field)
		return;
	DjangoModel less = *after;
	less.gone = with_field(run, &after->gone, field);
	put(run, less);
}

static DjangoChange change_of(DjangoRun *run, const DjangoCall *call)
{
	return (DjangoChange){
		.state = run->state,
		.arena = run->arena,
		.app = run->app,
		.call = call->value,
		.operation = call->operation,
		.models = run->state->models,
	};
}

bool django_run_operation(DjangoRun *run, const DjangoCall *call)
{
	bool removes = str_is(call->operation, "RemoveField");

	if (removes)
		bring_back(run, call);

	const DjangoOperationRow *row = django_operation_row(call->operation);
	bool guessed = row && imagine(run, row, call);
	DjangoApplied applied = { .row = row, .call = *call, .app = run->app, .before = run->state->models };
	DjangoChange change = change_of(run, call);

	if (!row)
		return false;
	applied.guessed = guessed ? !str_is(call->operation, "RenameField") : drops_imagined(run, call);
	applied.call.conditional |= guessed && str_is(call->operation, "AlterField");
	if (row->change)
		row->change(&change);
	applied.partial = change.partial && !change.unread;
	run->state->inexact |= guessed || applied.guessed || change.unread || change.partial;
	applied.call.maybe[DIRECTION_UPGRADE] |= applied.partial;
	run->state->models = applied.after = change.models;
	applied.unread = change.unread && row->forwards;
	// Without the field before it, what becomes of it is not known.
	if (changes_fields(call->operation) && !has_field(run, &applied))
		applied.unread = true;
	if (removes && (!touches_database(run) || call->skips[DIRECTION_UPGRADE]))
		note_gone(run, &applied);
	if (!touches_database(run))
		return true;
	array_push(run->arena, &run->applied, applied);
	perform(run, &run->editor, array_last(&run->applied), DIRECTION_UPGRADE);
	return true;
}

DjangoEditor *django_run_editor(DjangoRun *run)
{
	return &run->editor;
}

DjangoModels django_run_after(DjangoRun *run, const DjangoCall *call)
{
	const DjangoOperationRow *row = django_operation_row(call->operation);
	DjangoChange change = change_of(run, call);

	if (row && row->change && call->value)
		row->change(&change);
	return change.models;
}

static void copy_steps(DjangoRun *run, const StepArray *steps, Direction direction)
{
	for (size_t i = 0; steps && i < steps->len; i++)
		array_push(run->arena, &run->migration->steps[direction], steps->items[i]);
}

void django_run_steps(DjangoRun *run, const StepArray *forward, const StepArray *backward)
{
	DjangoApplied applied = { 0 };

	if (!touches_database(run))
		return;
	copy_steps(run, forward, DIRECTION_UPGRADE);
	if (backward)
		applied.steps = *backward;
	array_push(run->arena, &run->applied, applied);
}

void django_run_enter(DjangoRun *run, DjangoWorld world)
{
	array_push(run->arena, &run->levels, (Level){ world, run->state->models });
}

void django_run_leave(DjangoRun *run)
{
	Level level = *array_last(&run->levels);

	run->levels.len--;
	if (level.world == DJANGO_DATABASE)
		run->state->models = level.models;
}

static void run_backwards(DjangoRun *run)
{
	DjangoEditor editor = { .state = run->state, .arena = run->arena };

	editor.database = django_database_copy(run->state->database);
	for (size_t i = run->applied.len; i-- > 0;) {
		const DjangoApplied *applied = &run->applied.items[i];
		if (applied->row)
			perform(run, &editor, applied, DIRECTION_DOWNGRADE);
		else
			copy_steps(run, &applied->steps, DIRECTION_DOWNGRADE);
	}
	editor.lowering.steps = &run->migration->steps[DIRECTION_DOWNGRADE];
	django_run_deferred(&editor);
}

void django_run_end(DjangoRun *run)
{
	run->editor.lowering.steps = &run->migration->steps[DIRECTION_UPGRADE];
	django_run_deferred(&run->editor);
	if (run->backwards)
		run_backwards(run);
}
