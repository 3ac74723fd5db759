#include "migration/alembic.h"

#include "config.h"
#include "migration/alembic_internal.h"
#include "migration/sqlalchemy_name.h"
#include "migration/sqlalchemy_table.h"

// ---- lowering a call ------------------------------------------------------------------------------------------

Lowering alembic_lowering(Alembic *alembic, Evaluator *evaluator, const Value *call, Str operation,
			  StepArray *steps)
{
	return (Lowering){
		.arena = alembic->arena,
		.evaluator = evaluator,
		.migration = alembic->migration,
		.steps = steps ? steps : &alembic->migration->steps[alembic->direction],
		.types = &alembic->types,
		.tables = &alembic->tables,
		.attached = &alembic->attached,
		.direction = alembic->direction,
		.span = call->span,
		.operation = operation,
		.via = evaluator_call_site(evaluator),
		.conditional = evaluator_is_conditional(evaluator),
	};
}

static Batch *find_batch(const Alembic *alembic, const Value *context)
{
	for (size_t i = alembic->batches.len; i > 0; i--) {
		const Value *own = alembic->batches.items[i - 1]->context;
		if (own == context ||
		    (own->kind == VALUE_CALL && context->kind == VALUE_CALL &&
		     own->call.id == context->call.id && own->span.start == context->span.start))
			return alembic->batches.items[i - 1];
	}
	return NULL;
}

static void run_directive(Lowering *lowering, const Directive *directive, const Value *call,
			  const BatchTarget *target)
{
	Bound bound;

	if (signature_bind(lowering, &directive->signature, call, target, &bound))
		directive->write(lowering, &bound);
	lowering_finish(lowering);
}

static void unknown_directive(Lowering *lowering, const char *receiver, Str name)
{
	const Directive *nearest = directive_nearest(name);
	Notice notice = {
		.kind = NOTICE_UNKNOWN_OPERATION,
		.direction = lowering->direction,
		.span = lowering->span,
		.via = lowering->via,
		.message = arena_printf(lowering->arena,
					"`%s.%.*s` is no operation of Alembic: what it does cannot be read",
					receiver, STR_ARG(name)),
		.help = nearest ? arena_printf(lowering->arena, "did you mean `%s`?", nearest->name) : NULL,
	};

	migration_notice(lowering->migration, lowering->arena, notice);
	lowering_opaque(lowering, STR("an operation that is not Alembic's"), NULL);
}

// ---- op.x(...) ------------------------------------------------------------------------------------------------

static void call_op(Alembic *alembic, Evaluator *evaluator, Value *call, Str name)
{
	Lowering lowering = alembic_lowering(alembic, evaluator, call, name, NULL);
	const Directive *directive = directive_find(name);

	if (meaning_run(alembic->config, &lowering, call, name) || directive_is_silent(name))
		return;
	if (directive && directive->flags & DIRECTIVE_OP)
		run_directive(&lowering, directive, call, NULL);
	else if (!custom_run(alembic, &lowering, call, name) && !entity_run(&lowering, call, name))
		unknown_directive(&lowering, "op", name);
}

// ---- batch_op.x(...) ------------------------------------------------------------------------------------------

static void call_batch(Alembic *alembic, Evaluator *evaluator, Value *call, Batch *batch, Str name)
{
	const Directive *directive = directive_find(name);
	bool at_once = directive && directive->flags & DIRECTIVE_AT_ONCE;
	Lowering lowering = alembic_lowering(alembic, evaluator, call, name, at_once ? NULL : &batch->steps);

	if (meaning_run(alembic->config, &lowering, call, name) || directive_is_silent(name))
		return;
	if (!at_once)
		array_push(alembic->arena, &batch->calls, call);
	if (directive && directive->flags & DIRECTIVE_BATCH)
		run_directive(&lowering, directive, call, &batch->target);
	else
		unknown_directive(&lowering, "batch_op", name);
}

static const Value *argument(const Value *call, size_t position, const char *keyword)
{
	const Value *value = value_positional(call, position);

	return value ? value : value_keyword(call, keyword);
}

static void open_batch(Alembic *alembic, const Value *call)
{
	Batch *batch = arena_new(alembic->arena, Batch);

	batch->context = call;
	batch->target.table = argument(call, 0, "table_name");
	batch->target.schema = argument(call, 1, "schema");
	batch->copy_from = argument(call, 4, "copy_from");
	const Value *recreate = argument(call, 2, "recreate");
	Str text;
	batch->recreates = recreate && value_plain_text(recreate, alembic->arena, &text) &&
		str_is(text, "always");
	if (!batch->target.table)
		batch->target.table = value_unknown(alembic->arena, call->span, STR("table of the batch"));
	array_push(alembic->arena, &alembic->batches, batch);
}

static void close_batch(Alembic *alembic, Evaluator *evaluator, const Batch *batch)
{
	StepArray *steps = &alembic->migration->steps[alembic->direction];

	if (batch->recreates)
		batch_recreate(alembic, evaluator, batch);
	for (size_t i = 0; !batch->recreates && i < batch->steps.len; i++)
		array_push(alembic->arena, steps, batch->steps.items[i]);
	while (alembic->batches.len && alembic->batches.items[--alembic->batches.len] != batch)
		;
}

// ---- op.invoke(ops.XOp(...)) ----------------------------------------------------------------------------------

static const struct {
	const char *name;
	const char *directive;
} operation_classes[] = {
	{ "CreateTableOp", "create_table" },
	{ "DropTableOp", "drop_table" },
	{ "RenameTableOp", "rename_table" },
	{ "AddColumnOp", "add_column" },
	{ "DropColumnOp", "drop_column" },
	{ "AlterColumnOp", "alter_column" },
	{ "CreateIndexOp", "create_index" },
	{ "DropIndexOp", "drop_index" },
	{ "CreateForeignKeyOp", "create_foreign_key" },
	{ "CreateUniqueConstraintOp", "create_unique_constraint" },
	{ "CreateCheckConstraintOp", "create_check_constraint" },
	{ "CreatePrimaryKeyOp", "create_primary_key" },
	{ "DropConstraintOp", "drop_constraint" },
	{ "CreateTableCommentOp", "create_table_comment" },
	{ "DropTableCommentOp", "drop_table_comment" },
	{ "ExecuteSQLOp", "execute" },
	{ "BulkInsertOp", "bulk_insert" },
};

static Str directive_keyword(Str keyword)
{
	static const struct {
		const char *from;
		const char *to;
	} renamed[] = {
		{ "modify_nullable", "nullable" },
		{ "modify_comment", "comment" },
		{ "modify_server_default", "server_default" },
		{ "modify_name", "new_column_name" },
		{ "modify_type", "type_" },
	};

	for (size_t i = 0; i < sizeof(renamed) / sizeof(renamed[0]); i++)
		if (str_is(keyword, renamed[i].from))
			return str_from(renamed[i].to);
	return keyword;
}

// The constructor call of an operation as the call of its directive: the columns of CreateTableOp are a list, AlterColumnOp
// has other keywords.
static Value *as_directive_call(Alembic *alembic, const Value *call, const char *directive)
{
	const Arguments *given = call->call.arguments;
	Arguments *arguments = arena_new(alembic->arena, Arguments);

	arguments->open_positional = given->open_positional;
	arguments->open_keywords = given->open_keywords;
	for (size_t i = 0; i < given->positional.len; i++) {
		Value *item = given->positional.items[i];
		bool spreads = i == 1 && strcmp(directive, "create_table") == 0 && item->kind == VALUE_LIST;
		for (size_t k = 0; spreads && k < item->items->len; k++)
			array_push(alembic->arena, &arguments->positional, item->items->items[k]);
		if (!spreads)
			array_push(alembic->arena, &arguments->positional, item);
	}
	for (size_t i = 0; i < given->keywords.len; i++) {
		Keyword keyword = given->keywords.items[i];
		keyword.name = directive_keyword(keyword.name);
		array_push(alembic->arena, &arguments->keywords, keyword);
	}
	return value_call(alembic->arena, call->span, call->call.callee, arguments);
}

static void call_invoke(Alembic *alembic, Evaluator *evaluator, Value *call)
{
	const Value *operation = argument(call, 0, "operation");
	Str name = operation && operation->kind == VALUE_CALL ? value_last_name(operation) : STR_NONE;

	for (size_t i = 0; i < sizeof(operation_classes) / sizeof(operation_classes[0]); i++) {
		const char *directive = operation_classes[i].directive;
		if (!str_is(name, operation_classes[i].name))
			continue;
		Lowering lowering = alembic_lowering(alembic, evaluator, call, str_from(directive), NULL);
		run_directive(&lowering, directive_find(str_from(directive)),
			      as_directive_call(alembic, operation, directive), NULL);
		return;
	}
	Lowering lowering = alembic_lowering(alembic, evaluator, call, STR("invoke"), NULL);
	if (operation && custom_invoke(alembic, &lowering, (Value *)(uintptr_t)operation))
		return;
	lowering_notice(&lowering, NOTICE_UNKNOWN_OPERATION, (Span){ 0 },
			"what `op.invoke()` runs here cannot be read");
	lowering_opaque(&lowering, STR("an operation that is not known"), NULL);
}

// ---- the host: calls ------------------------------------------------------------------------------------------

// The name behind "alembic.op.", empty when `call` is no op.name(...). Operations(context).name(...) is the same.
static Str op_name(const Value *call)
{
	Str dotted = value_symbol_name(call), prefix = STR("alembic.op.");
	Value *object;

	if (str_starts_with(dotted, prefix)) {
		Str name = str_slice(dotted, prefix.len, dotted.len);
		return str_find_char(name, '.', 0) == SIZE_MAX ? name : STR_NONE;
	}
	Str method = value_method(call, &object);
	return method.len && object->kind == VALUE_CALL && str_is(value_last_name(object), "Operations")
		? method
		: STR_NONE;
}

static void module_level_call(Alembic *alembic, Evaluator *evaluator, const Value *call, Str name)
{
	Lowering lowering = alembic_lowering(alembic, evaluator, call, name, NULL);

	if (!directive_is_silent(name) && !alembic->importing)
		lowering_notice(
			&lowering, NOTICE_UNKNOWN_OPERATION, (Span){ 0 },
			"`op.%.*s` is called when Alembic imports the file, outside upgrade() and downgrade()",
			STR_ARG(name));
}

static Value *on_call(void *state, Evaluator *evaluator, Value *call)
{
	Alembic *alembic = state;
	Str name = op_name(call);
	Value *object, *result = name_exempted(alembic->arena, call);

	if (result)
		return result;
	if (sa_is(call, "Table"))
		array_push(alembic->arena, &alembic->tables, call);
	else if (sa_is(call, "UniqueConstraint") || sa_is(call, "Index") ||
		 sa_is(call, "ForeignKeyConstraint"))
		array_push(alembic->arena, &alembic->attached, call);
	if (custom_note(alembic, call))
		return NULL;
	if (!alembic->running) {
		if (name.len)
			module_level_call(alembic, evaluator, call, name);
		return fact_of_call(alembic, call);
	}
	if (str_is(name, "invoke")) {
		call_invoke(alembic, evaluator, call);
		return NULL;
	}
	if (name.len) {
		call_op(alembic, evaluator, call, name);
		return NULL;
	}
	Str method = value_method(call, &object);
	Batch *batch = method.len ? find_batch(alembic, object) : NULL;
	if (batch) {
		call_batch(alembic, evaluator, call, batch, method);
		return NULL;
	}
	if (connection_call(alembic, evaluator, call, &result))
		return result;
	if (unread_call(alembic, evaluator, call))
		return NULL;
	return fact_of_call(alembic, call);
}

// ---- the host: what is known of the run -----------------------------------------------------------------------

static Value *on_attribute(void *state, Evaluator *evaluator, Value *value)
{
	Alembic *alembic = state;
	Value *known = fact_of_attribute(alembic, value);

	if (known || value->kind != VALUE_ATTRIBUTE)
		return known;
	Lowering lowering = alembic_lowering(alembic, evaluator, value, STR("attribute"), NULL);
	return (Value *)(uintptr_t)table_attribute(&lowering, value->attribute.object, value->attribute.name);
}

static Value *on_item(void *state, Evaluator *evaluator, Value *value)
{
	(void)evaluator;
	return query_item(state, value);
}

static bool on_overloads(void *state, const Value *value)
{
	(void)state;
	return value_is_expression(value);
}

static bool on_truth(void *state, Evaluator *evaluator, const Value *condition, bool *truth)
{
	(void)evaluator;
	return fact_of_condition(state, condition, truth);
}

// `for column in table.columns`.
static bool on_iterate(void *state, Evaluator *evaluator, Value *value, ValueArray *items)
{
	Alembic *alembic = state;
	Lowering lowering = alembic_lowering(alembic, evaluator, value, STR("attribute"), NULL);
	TableRef table;

	if (value->kind != VALUE_ATTRIBUTE ||
	    (!str_is(value->attribute.name, "c") && !str_is(value->attribute.name, "columns")) ||
	    !table_read(&lowering, value->attribute.object, &table) || !table.columns.len)
		return false;
	for (size_t i = 0; i < table.columns.len; i++)
		array_push(alembic->arena, items, table.columns.items[i]);
	return true;
}

// ---- the host: with -------------------------------------------------------------------------------------------

static bool is_batch_context(const Value *context)
{
	Value *object;

	return str_is(value_symbol_name(context), "alembic.op.batch_alter_table") ||
		(context->kind == VALUE_CALL && str_is(value_method(context, &object), "batch_alter_table"));
}

static bool is_autocommit_block(const Value *context)
{
	Value *object;

	return context->kind == VALUE_CALL &&
		(str_is(value_method(context, &object), "autocommit_block") ||
		 str_is(value_last_name(context), "autocommit_block"));
}

// A connection of its own in AUTOCOMMIT: left at the end of the block.
static bool is_autocommit_connection(Alembic *alembic, const Value *context)
{
	Value *object;
	Str text;

	if (context->kind != VALUE_CALL || !str_is(value_method(context, &object), "execution_options"))
		return false;
	const Value *level = value_keyword(context, "isolation_level");
	return level && value_plain_text(level, alembic->arena, &text) &&
		str_equal_nocase(text, STR("AUTOCOMMIT"));
}

static Value *on_enter(void *state, Evaluator *evaluator, Value *context)
{
	Alembic *alembic = state;

	if (!alembic->running)
		return NULL;
	if (is_batch_context(context)) {
		open_batch(alembic, context);
	} else if (is_autocommit_block(context)) {
		Lowering lowering =
			alembic_lowering(alembic, evaluator, context, STR("autocommit_block"), NULL);
		lowering_boundary(&lowering, BOUNDARY_AUTOCOMMIT_BEGIN);
	}
	return NULL;
}

static void on_leave(void *state, Evaluator *evaluator, Value *context)
{
	Alembic *alembic = state;

	if (!alembic->running)
		return;
	if (is_batch_context(context)) {
		const Batch *batch = find_batch(alembic, context);
		if (batch)
			close_batch(alembic, evaluator, batch);
	} else if (is_autocommit_block(context) || is_autocommit_connection(alembic, context)) {
		Lowering lowering =
			alembic_lowering(alembic, evaluator, context, STR("autocommit_block"), NULL);
		lowering_boundary(&lowering, BOUNDARY_AUTOCOMMIT_END);
	}
}

// ---- the host: the rest ---------------------------------------------------------------------------------------

// Where the function that runs was called; a null span in upgrade() itself.
static Span calling(const CallSite *via)
{
	while (via && via->is_loop)
		via = via->outer;
	return via ? via->span : (Span){ 0 };
}

// Whether the function that runs was said to change objects: once is enough, however many attributes it sets.
static bool is_told(const Alembic *alembic, const CallSite *via, const char *message)
{
	const NoticeArray *notices = &alembic->migration->notices;
	Span here = calling(via);

	for (size_t i = 0; i < notices->len; i++) {
		Span there = calling(notices->items[i].via);
		if (notices->items[i].direction == alembic->direction && there.source == here.source &&
		    there.start == here.start && strcmp(notices->items[i].message, message) == 0)
			return true;
	}
	return false;
}

// user.name = "x" on an object of a query: rows change when the session is flushed.
static void on_assign(void *state, Evaluator *evaluator, Value *attribute, Value *value)
{
	static const char message[] = "rows may be changed through an object that cannot be read";
	Alembic *alembic = state;
	Lowering lowering = alembic_lowering(alembic, evaluator, attribute, STR("assign"), NULL);

	(void)value;
	if (!alembic->running || attribute->kind != VALUE_ATTRIBUTE ||
	    !value_is_row(attribute->attribute.object) || is_told(alembic, lowering.via, message))
		return;
	lowering_notice(&lowering, NOTICE_OPAQUE_PYTHON, (Span){ 0 }, "%s", message);
	lowering_opaque(&lowering, STR("rows may be changed through an object"), NULL);
}

static void on_problem(void *state, Evaluator *evaluator, EvaluationProblem problem, Span span,
		       const char *message)
{
	Alembic *alembic = state;
	Value *place = value_unknown(alembic->arena, span, STR("not evaluated"));
	Lowering lowering = alembic_lowering(alembic, evaluator, place, STR("python"), NULL);

	// What is missing of an imported module shows where it is used.
	if (alembic->importing)
		return;
	lowering_notice(&lowering, NOTICE_OPAQUE_PYTHON, span, "%s", message);
	if (problem != PROBLEM_IMPORT)
		lowering_opaque(&lowering, str_from(arena_printf(alembic->arena, "%s", message)), NULL);
}

static const Module *on_import(void *state, Evaluator *evaluator, const Module *importer, Str dotted,
			       int level)
{
	Alembic *alembic = state;
	bool running = alembic->running;

	(void)evaluator;
	alembic->running = false;
	alembic->importing++;
	const Module *module =
		imports_find(alembic->imports, &alembic->host, module_source(importer), dotted, level);
	alembic->importing--;
	alembic->running = running;
	return module;
}

// Under a condition an import may be meant to fail.
static void on_missing(void *state, Evaluator *evaluator, const Module *importer, Span span, Str dotted,
		       int level)
{
	Alembic *alembic = state;

	if (alembic->importing || evaluator_is_conditional(evaluator) ||
	    !imports_lack(alembic->imports, module_source(importer), dotted, level))
		return;
	Str name = str_trim(span_text(span));
	Notice notice = {
		.kind = NOTICE_OPAQUE_PYTHON,
		.span = span,
		.message = arena_printf(
			alembic->arena,
			"module `%.*s` is not in the project; what migrations here do with it cannot be read",
			STR_ARG(name)),
		.topic = name,
	};
	migration_notice(alembic->migration, alembic->arena, notice);
}

static Value *on_name(void *state, Span span, Str dotted)
{
	return fact_of_name(state, span, dotted);
}

Alembic *alembic_new(Arena *arena, Migration *migration, const ReadOptions *options)
{
	Alembic *alembic = arena_new(arena, Alembic);

	alembic->arena = arena;
	alembic->config = options->config;
	alembic->imports = options->project ? imports_new(arena, options->project) : NULL;
	alembic->migration = migration;
	alembic->host = (Host){
		.state = alembic,
		.call = on_call,
		.attribute = on_attribute,
		.iterate = on_iterate,
		.item = on_item,
		.truth = on_truth,
		.overloads = on_overloads,
		.enter = on_enter,
		.leave = on_leave,
		.assign = on_assign,
		.problem = on_problem,
		.import = options->project ? on_import : NULL,
		.missing = options->project ? on_missing : NULL,
		.name = options->config && options->config->assume.len ? on_name : NULL,
	};
	return alembic;
}

const Host *alembic_host(Alembic *alembic)
{
	return &alembic->host;
}

// ---- the revision ---------------------------------------------------------------------------------------------

bool alembic_recognises(const Module *module)
{
	bool declares = module_get(module, "revision") && module_get(module, "down_revision");
	bool runs = module_function_shape(module, "upgrade").exists ||
		module_function_shape(module, "downgrade").exists;

	// env.py has neither; a module of helpers imports alembic but has no upgrade().
	return declares || (runs && module_imports(module, "alembic"));
}

static void note_unreadable_place(Alembic *alembic)
{
	const Migration *migration = alembic->migration;
	Notice notice = {
		.kind = NOTICE_OPAQUE_PYTHON,
		.span = migration->revision.len ? migration->down_revision_span : migration->revision_span,
		.message = "where this revision stands in the history cannot be read",
		.help = "write `revision` and `down_revision` as plain strings",
	};

	if (migration->unreadable_place && notice.span.source)
		migration_notice(alembic->migration, alembic->arena, notice);
}

static void run_direction(Alembic *alembic, Module *module, Direction direction)
{
	alembic->direction = direction;
	alembic->types = (Map){ 0 };
	alembic->batches.len = 0;
	alembic->running = true;
	module_run(module, direction_name(direction), &alembic->host, &alembic->migration->ends[direction]);
	alembic->running = false;
}

void alembic_read(Alembic *alembic, Module *module)
{
	Migration *migration = alembic->migration;
	size_t tables = alembic->tables.len, attached = alembic->attached.len;

	migration->framework = FRAMEWORK_ALEMBIC;
	alembic_declared(alembic->arena, module, migration);
	note_unreadable_place(alembic);
	for (int direction = 0; direction < DIRECTION_COUNT; direction++) {
		migration->functions[direction] = module_function_shape(module, direction_name(direction));
		alembic->tables.len = tables;
		alembic->attached.len = attached;
		if (migration->functions[direction].exists)
			run_direction(alembic, module, direction);
	}
}
