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
	state->database = django_database_new(arena);
	return state;
}

Str django_state_table(const DjangoState *state, Str app_label, Str model)
{
	const DjangoModel *found =
		django_models_find(&state->models, django_key(state->arena, app_label, model));

	return found ? django_model_table(state->arena, &state->models, found) : STR_NONE;
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
		.conditional = applied->call.conditional,
		.via = applied->call.via,
	};
}

static bool touches_database(const DjangoRun *run)
{
	for (size_t i = 0; i < run->levels.len; i++)
		if (run->levels.items[i].world == DJANGO_STATE)
			return false;
	return true;
}

static void perform(DjangoRun *run, DjangoEditor *editor, const DjangoApplied *applied, Direction direction)
{
	bool forwards = direction == DIRECTION_UPGRADE;
	const DjangoModels *from = forwards ? &applied->before : &applied->after;
	const DjangoModels *to = forwards ? &applied->after : &applied->before;

	editor->lowering = lowering_of(run, applied, direction);
	if (applied->unread)
		lowering_opaque(&editor->lowering, STR("what it changes is not in the migrations before it"),
				NULL);
	else if (forwards && applied->row->forwards)
		applied->row->forwards(editor, applied, from, to);
	else if (!forwards && applied->row->backwards)
		applied->row->backwards(editor, applied, from, to);
	lowering_finish(&editor->lowering);
}

static bool has_field(DjangoRun *run, const DjangoApplied *applied)
{
	Str name = django_text(run->arena, django_argument(applied->call.value, 1, "name"));
	const DjangoModel *model =
		django_performed_model(&run->editor, applied, &applied->before, 0, "model_name");

	return model && django_model_field(run->state, &applied->before, model, name).field;
}

bool django_run_operation(DjangoRun *run, const DjangoCall *call)
{
	const DjangoOperationRow *row = django_operation_row(call->operation);
	DjangoApplied applied = { .row = row, .call = *call, .app = run->app, .before = run->state->models };
	DjangoChange change = {
		.state = run->state,
		.arena = run->arena,
		.app = run->app,
		.call = call->value,
		.operation = call->operation,
		.models = run->state->models,
	};

	if (!row)
		return false;
	if (row->change)
		row->change(&change);
	run->state->models = applied.after = change.models;
	applied.unread = change.unread && row->forwards;
	// Without the field before it, what AlterField does is not known.
	if ((str_is(call->operation, "AlterField") || str_is(call->operation, "RemoveField")) &&
	    !has_field(run, &applied))
		applied.unread = true;
	if (!touches_database(run))
		return true;
	array_push(run->arena, &run->applied, applied);
	perform(run, &run->editor, array_last(&run->applied), DIRECTION_UPGRADE);
	return true;
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
