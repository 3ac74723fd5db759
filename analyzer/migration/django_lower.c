// django_lower.c - the operations of one migration, in order, become steps: those about models by django_state, SQL by hand, Python, the two worlds of
// SeparateDatabaseAndState and the operations of the project here.

#include "config.h"
#include "migration/django_internal.h"
#include "migration/django_name.h"
#include "migration/django_query.h"
#include "migration/django_reach.h"
#include "migration/meaning.h"
#include "migration/sqlalchemy_text.h"
#include "python/object.h"

enum { MAX_NESTING = 20 };

Lowering django_lowering_of(const DjangoLowering *lower, const DjangoOperation *operation,
			    Direction direction, StepArray *steps)
{
	return (Lowering){
		.arena = lower->django->arena,
		.migration = lower->django->migration,
		.steps = steps,
		.direction = direction,
		.span = operation->span,
		.operation = operation->name.len ? operation->name : STR("operation"),
		.via = operation->via,
		.conditional = operation->conditional,
		.written = true,
	};
}

void django_cannot_undo(const DjangoLowering *lower, const DjangoOperation *operation, const char *what,
			const char *help)
{
	Irreversible irreversible = { .span = operation->span, .what = what, .help = help };

	array_push(lower->django->arena, &lower->django->migration->irreversible, irreversible);
}

static void mark_elidable(const DjangoOperation *operation, size_t position, StepArray *steps)
{
	const Value *value = django_argument(operation->call, position, "elidable");

	for (size_t i = 0; i < steps->len; i++)
		steps->items[i].elidable = value && django_true(value, true);
}

// ---- RunSQL, RunPython ----------------------------------------------------------------------------------------

static void sql_steps(DjangoLowering *lower, const DjangoOperation *operation, StepArray *steps)
{
	const Value *sql = django_argument(operation->call, 0, "sql");
	const Value *reverse = django_argument(operation->call, 1, "reverse_sql");
	Lowering up = django_lowering_of(lower, operation, DIRECTION_UPGRADE, &steps[DIRECTION_UPGRADE]);
	Lowering down =
		django_lowering_of(lower, operation, DIRECTION_DOWNGRADE, &steps[DIRECTION_DOWNGRADE]);

	if (sql)
		django_run_sql(&up, sql);
	lowering_finish(&up);
	mark_elidable(operation, 4, &steps[DIRECTION_UPGRADE]);
	if (!django_is_none(reverse))
		django_run_sql(&down, reverse);
	else if (!operation->call->call.arguments->open_keywords)
		django_cannot_undo(
			lower, operation, "RunSQL has no `reverse_sql`",
			"give `reverse_sql`, or `migrations.RunSQL.noop` when there is nothing to undo");
	lowering_finish(&down);
}

static void run_sql(DjangoLowering *lower, const DjangoOperation *operation)
{
	const Value *models = django_argument(operation->call, 2, "state_operations");
	StepArray steps[DIRECTION_COUNT] = { 0 };

	sql_steps(lower, operation, steps);
	django_run_steps(lower->run, &steps[DIRECTION_UPGRADE], &steps[DIRECTION_DOWNGRADE]);
	if (models && models->kind == VALUE_LIST) {
		django_run_enter(lower->run, DJANGO_STATE);
		django_lower_list(lower, operation, models, true);
		django_run_leave(lower->run);
	}
}

// Whether an operation that says `atomic` gets a transaction of its own: Django looks at the operations of the migration alone, not at those in
// SeparateDatabaseAndState, and only where the migration has none.
bool django_needs_transaction(const DjangoLowering *lower, const Value *atomic)
{
	return django_true(atomic, false) && !lower->django->declared->atomic && !lower->nesting;
}

static void python_steps(DjangoLowering *lower, const DjangoOperation *operation, StepArray *steps)
{
	const Value *code = django_argument(operation->call, 0, "code");
	const Value *reverse = django_argument(operation->call, 1, "reverse_code");
	Lowering up = django_lowering_of(lower, operation, DIRECTION_UPGRADE, &steps[DIRECTION_UPGRADE]);
	Lowering down =
		django_lowering_of(lower, operation, DIRECTION_DOWNGRADE, &steps[DIRECTION_DOWNGRADE]);
	bool atomic = django_needs_transaction(lower, django_argument(operation->call, 2, "atomic"));

	django_run_function(lower, &up, code, atomic);
	mark_elidable(operation, 4, &steps[DIRECTION_UPGRADE]);
	if (!django_is_none(reverse))
		django_run_function(lower, &down, reverse, atomic);
	else if (!operation->call->call.arguments->open_keywords)
		django_cannot_undo(
			lower, operation, "RunPython has no `reverse_code`",
			"give `reverse_code`, or `migrations.RunPython.noop` when there is nothing to undo");
}

static void run_python(DjangoLowering *lower, const DjangoOperation *operation)
{
	StepArray steps[DIRECTION_COUNT] = { 0 };

	python_steps(lower, operation, steps);
	django_run_steps(lower->run, &steps[DIRECTION_UPGRADE], &steps[DIRECTION_DOWNGRADE]);
}

bool django_special_steps(DjangoLowering *lower, const DjangoOperation *operation, StepArray *steps)
{
	if (!operation->call)
		return false;
	if (str_is(operation->name, "RunSQL"))
		sql_steps(lower, operation, steps);
	else if (str_is(operation->name, "RunPython"))
		python_steps(lower, operation, steps);
	else
		return false;
	return true;
}

// ---- operations of the project --------------------------------------------------------------------------------

const char *django_operation_title(Arena *arena, const DjangoOperation *operation)
{
	const Value *written = operation->written;

	if (written->kind == VALUE_CALL && written->call.callee->kind == VALUE_CLASS)
		return str_dup(arena, class_title(written->call.callee));
	Str name = value_last_name(written);
	return name.len ? str_dup(arena, name) : value_source_line(arena, written);
}

void django_unknown_operation(DjangoLowering *lower, const DjangoOperation *operation)
{
	Arena *arena = lower->django->arena;
	StepArray steps[DIRECTION_COUNT] = { 0 };
	Lowering up = django_lowering_of(lower, operation, DIRECTION_UPGRADE, &steps[DIRECTION_UPGRADE]);
	Lowering down =
		django_lowering_of(lower, operation, DIRECTION_DOWNGRADE, &steps[DIRECTION_DOWNGRADE]);

	lowering_notice(&up, NOTICE_UNKNOWN_OPERATION, (Span){ 0 },
			"`%s` is no operation of Django: what it does cannot be read",
			django_operation_title(arena, operation));
	lowering_opaque(&up, STR("an operation that is not Django's"), NULL);
	lowering_opaque(&down, STR("an operation that is not Django's"), NULL);
	django_run_steps(lower->run, &steps[DIRECTION_UPGRADE], &steps[DIRECTION_DOWNGRADE]);
}

// ---- operations of other packages -----------------------------------------------------------------------------

static void ignore(DjangoLowering *lower, const DjangoOperation *operation)
{
	(void)lower;
	(void)operation;
}

// django-add-default-value: a default in the database, before Django had db_default.
static void add_default_value(DjangoLowering *lower, const DjangoOperation *operation)
{
	const Value *call = operation->written, *value = django_argument(call, 2, "value");
	Arena *arena = lower->django->arena;
	Str model = django_text(arena, django_argument(call, 0, "model_name"));
	Str field = django_text(arena, django_argument(call, 1, "name"));
	QueryModel found = django_query_model_named(lower, lower->django->declared->app, model);
	StepArray steps[DIRECTION_COUNT] = { 0 };

	for (int d = 0; d < DIRECTION_COUNT; d++) {
		Lowering lowering = django_lowering_of(lower, operation, (Direction)d, &steps[d]);
		SqlWriter writer = lowering_sql(&lowering);
		lowering.operation = STR("AddDefaultValue");
		sql_puts(&writer, "ALTER TABLE ");
		django_write_name(&writer, found.table);
		sql_puts(&writer, " ALTER COLUMN ");
		django_write_name(&writer, django_query_column(lower, &found, field, NULL));
		sql_puts(&writer, d == DIRECTION_UPGRADE ? " SET DEFAULT " : " DROP DEFAULT");
		if (d == DIRECTION_UPGRADE && value)
			literal_write(&lowering, &writer, value);
		lowering_emit(&lowering, &writer);
	}
	django_run_steps(lower->run, &steps[DIRECTION_UPGRADE], &steps[DIRECTION_DOWNGRADE]);
}

static bool run_foreign(DjangoLowering *lower, const DjangoOperation *operation)
{
	static const struct {
		const char *name;
		void (*lower)(DjangoLowering *lower, const DjangoOperation *operation);
	} known[] = {
		{ "django_migration_linter.IgnoreMigration", ignore },
		{ "django_migration_linter.operations.IgnoreMigration", ignore },
		{ "django_add_default_value.AddDefaultValue", add_default_value },
		{ "django_add_default_value.add_default_value.AddDefaultValue", add_default_value },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (operation->written->kind != VALUE_CALL ||
		    !value_is_symbol(operation->written, known[i].name))
			continue;
		known[i].lower(lower, operation);
		return true;
	}
	return false;
}

// What the configuration says of the class, by its name.
static bool run_meaning(DjangoLowering *lower, const DjangoOperation *operation)
{
	StepArray steps[DIRECTION_COUNT] = { 0 };
	Lowering up = django_lowering_of(lower, operation, DIRECTION_UPGRADE, &steps[DIRECTION_UPGRADE]);

	if (operation->written->kind != VALUE_CALL ||
	    !meaning_run(lower->django->config, &up, operation->written,
			 str_from(django_operation_title(lower->django->arena, operation))))
		return false;
	django_run_steps(lower->run, &steps[DIRECTION_UPGRADE], &steps[DIRECTION_DOWNGRADE]);
	return true;
}

// ---- any operation --------------------------------------------------------------------------------------------

static void separate(DjangoLowering *lower, const DjangoOperation *operation)
{
	const Value *database = django_argument(operation->call, 0, "database_operations");
	const Value *models = django_argument(operation->call, 1, "state_operations");

	django_run_enter(lower->run, DJANGO_DATABASE);
	if (database)
		django_lower_list(lower, operation, database, false);
	django_run_leave(lower->run);
	django_run_enter(lower->run, DJANGO_STATE);
	if (models)
		django_lower_list(lower, operation, models, true);
	django_run_leave(lower->run);
}

DjangoCall django_call_of(const DjangoOperation *operation)
{
	return (DjangoCall){ .value = operation->call,
			     .operation = operation->name,
			     .span = operation->span,
			     .conditional = operation->conditional,
			     .via = operation->via };
}

static void lower_model(DjangoLowering *lower, const DjangoOperation *operation)
{
	DjangoCall call = django_call_of(operation);

	django_reference_operation(lower, operation);
	if (!operation->call || !django_run_operation(lower->run, &call))
		django_unknown_operation(lower, operation);
}

static void lower_operation(DjangoLowering *lower, const DjangoOperation *operation)
{
	static const struct {
		const char *name;
		void (*lower)(DjangoLowering *lower, const DjangoOperation *operation);
	} special[] = {
		{ "RunSQL", run_sql },
		{ "RunPython", run_python },
		{ "SeparateDatabaseAndState", separate },
	};

	if (run_meaning(lower, operation) || run_foreign(lower, operation))
		return;
	if (operation->own) {
		django_run_own(lower, operation);
		return;
	}
	for (size_t i = 0; i < sizeof(special) / sizeof(*special); i++) {
		if (!str_is(operation->name, special[i].name) || !operation->call)
			continue;
		// Operations of the state alone run nothing.
		if (!lower->only_models || i == 2)
			special[i].lower(lower, operation);
		return;
	}
	lower_model(lower, operation);
}

void django_lower_list(DjangoLowering *lower, const DjangoOperation *outer, const Value *list,
		       bool only_models)
{
	bool before = lower->only_models;

	if (lower->nesting >= MAX_NESTING || (list->kind != VALUE_LIST && list->kind != VALUE_TUPLE)) {
		DjangoOperation unknown = *outer;
		unknown.written = list;
		if (list->kind != VALUE_NONE)
			django_unknown_operation(lower, &unknown);
		return;
	}
	lower->only_models |= only_models;
	lower->nesting++;
	for (size_t i = 0; i < list->items->len; i++) {
		DjangoOperation operation = django_operation_of(lower->django, list->items->items[i], outer);
		lower_operation(lower, &operation);
	}
	lower->nesting--;
	lower->only_models = before;
}

void django_lower(Migration *migration, DjangoState *state, bool backwards)
{
	const DjangoMigration *declared = migration->django;
	DjangoLowering lower = {
		.django = declared->reader,
		.state = state,
		.run = django_run_begin(state, declared->app, migration, backwards),
	};

	lower.django->migration = migration;
	for (size_t i = 0; i < declared->operations.len; i++)
		lower_operation(&lower, &declared->operations.items[i]);
	django_run_end(lower.run);
}
