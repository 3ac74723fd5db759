// django_python.c - functions that RunPython and operations of the project run: their SQL, their changes of rows, and what of them cannot be read.

#include "migration/django_python.h"
#include "migration/django_reach.h"
#include "python/object.h"

Lowering django_python_lowering(const DjangoPython *python, Evaluator *evaluator, Span span)
{
	Lowering lowering = *python->base;

	lowering.span = span;
	lowering.via = evaluator_call_site(evaluator);
	lowering.conditional |= evaluator_is_conditional(evaluator);
	lowering.refused = false;
	return lowering;
}

// ---- what is called -------------------------------------------------------------------------------------------

static Str last_part(Str dotted, Str *rest)
{
	size_t dot = dotted.len;

	while (dot > 0 && dotted.data[dot - 1] != '.')
		dot--;
	*rest = str_slice(dotted, 0, dot ? dot - 1 : 0);
	return str_slice(dotted, dot, dotted.len);
}

// Callee: what `object.name(...)` calls; `object` is made for a call of a symbol (`schema_editor.execute`).
typedef struct Callee {
	Str name;
	const Value *object; // NULL for a plain name
} Callee;

static Callee callee_of(Arena *arena, const Value *call)
{
	const Value *callee = call->call.callee;
	Str rest;

	if (callee->kind == VALUE_ATTRIBUTE)
		return (Callee){ callee->attribute.name, callee->attribute.object };
	if (callee->kind != VALUE_SYMBOL)
		return (Callee){ STR_NONE, NULL };
	Str name = last_part(callee->symbol, &rest);
	return (Callee){ name, rest.len ? value_symbol(arena, callee->span, rest) : NULL };
}

static bool is_connection(const Value *value)
{
	if (!value)
		return false;
	if (value->kind == VALUE_INDEX)
		return value->index.object->kind == VALUE_SYMBOL &&
			str_is(value->index.object->symbol, "django.db.connections");
	return value->kind == VALUE_SYMBOL &&
		(str_is(value->symbol, "django.db.connection") ||
		 str_is(value->symbol, DJANGO_EDITOR ".connection"));
}

bool django_python_opens_editor(const Value *value)
{
	Value *object;
	Str rest;

	if (!value || value->kind != VALUE_CALL)
		return false;
	if (value->call.callee->kind == VALUE_SYMBOL)
		return str_is(last_part(value->call.callee->symbol, &rest), "schema_editor") &&
			(str_is(rest, "django.db.connection") || str_is(rest, DJANGO_EDITOR ".connection"));
	return str_is(value_method(value, &object), "schema_editor") && is_connection(object);
}

static bool is_editor(const Value *value)
{
	return value &&
		((value->kind == VALUE_SYMBOL && str_is(value->symbol, DJANGO_EDITOR)) ||
		 django_python_opens_editor(value));
}

static bool is_cursor(const Value *value)
{
	Value *object;
	Str rest;

	if (!value || value->kind != VALUE_CALL)
		return false;
	if (value->call.callee->kind == VALUE_SYMBOL)
		return str_is(last_part(value->call.callee->symbol, &rest), "cursor") &&
			(str_is(rest, "django.db.connection") || str_is(rest, DJANGO_EDITOR ".connection"));
	return str_is(value_method(value, &object), "cursor") && is_connection(object);
}

static bool is_runner(const Value *value)
{
	return is_editor(value) || is_connection(value) || is_cursor(value) ||
		(value->kind == VALUE_SYMBOL && str_is(value->symbol, DJANGO_APPS));
}

static bool is_given_runner(const Arguments *arguments)
{
	for (size_t i = 0; i < arguments->positional.len; i++)
		if (is_runner(arguments->positional.items[i]))
			return true;
	for (size_t i = 0; i < arguments->keywords.len; i++)
		if (is_runner(arguments->keywords.items[i].value))
			return true;
	return false;
}

// ---- SQL ------------------------------------------------------------------------------------------------------

static Value *quoted_name(Arena *arena, const Value *call)
{
	const Value *name = value_positional(call, 0);
	Str text = django_text(arena, name);

	if (!text.len || text.data[0] == '"')
		return (Value *)(uintptr_t)name;
	return value_str(arena, call->span, str_from(arena_printf(arena, "\"%.*s\"", STR_ARG(text))));
}

static bool is_one_of(Str name, const char *const *names)
{
	for (; *names; names++)
		if (str_is(name, *names))
			return true;
	return false;
}

// schema_editor.deferred_sql.append(): SQL for the end of the migration.
static bool run_deferred(DjangoPython *python, Evaluator *evaluator, const Value *call, Callee callee)
{
	Lowering lowering = django_python_lowering(python, evaluator, call->span);
	const Value *sql = value_positional(call, 0);
	bool adds = str_is(callee.name, "append") || str_is(callee.name, "extend");

	if (!adds || !sql || !callee.object || callee.object->kind != VALUE_SYMBOL ||
	    !str_is(callee.object->symbol, DJANGO_EDITOR ".deferred_sql"))
		return false;
	lowering.operation = STR("execute");
	django_run_sql(&lowering, sql);
	lowering_finish(&lowering);
	return true;
}

// cursor.execute(), schema_editor.execute() and what is like them: SQL.
static bool run_sql(DjangoPython *python, Evaluator *evaluator, const Value *call, Callee callee)
{
	static const char *const of_cursor[] = { "execute", "executemany", "copy_expert",
						 "copy",    "stream",      NULL };
	static const char *const opaque[] = { "callproc", "copy_from", NULL };
	Lowering lowering = django_python_lowering(python, evaluator, call->span);
	bool cursor = is_cursor(callee.object);
	const Value *sql = django_argument(call, 0, "sql");

	if (cursor && is_one_of(callee.name, opaque)) {
		django_python_opaque(python, evaluator, call->span,
				     arena_printf(lowering.arena, "`%.*s()` runs what is not known",
						  STR_ARG(callee.name)));
		return true;
	}
	if (!sql)
		sql = django_argument(call, 0, "query");
	if (!sql ||
	    !(cursor ? is_one_of(callee.name, of_cursor)
		     : is_editor(callee.object) && str_is(callee.name, "execute")))
		return false;
	const Value *parameters = django_argument(call, 1, "params");
	if (str_is(callee.name, "executemany"))
		parameters = value_unknown(lowering.arena, call->span, STR("rows"));
	else if (str_is(callee.name, "copy_expert")) // a file
		parameters = NULL;
	lowering.operation = STR("execute");
	django_execute(&lowering, sql, parameters);
	lowering_finish(&lowering);
	return true;
}

void django_python_opaque(DjangoPython *python, Evaluator *evaluator, Span span, const char *message)
{
	Lowering lowering = django_python_lowering(python, evaluator, span);

	lowering_notice(&lowering, NOTICE_OPAQUE_PYTHON, (Span){ 0 }, "%s", message);
	lowering_opaque(&lowering, str_from(message), NULL);
}

// The same of rows: the schema stays as it is.
static void opaque_rows(DjangoPython *python, Evaluator *evaluator, Span span, const char *message)
{
	Lowering lowering = django_python_lowering(python, evaluator, span);

	lowering_notice(&lowering, NOTICE_OPAQUE_PYTHON, (Span){ 0 }, "%s", message);
	lowering_opaque(&lowering, STR("rows are changed by Python"), NULL);
}

// What the schema editor is asked to do.
static bool run_editor(DjangoPython *python, Evaluator *evaluator, const Value *call, Callee callee,
		       Value **result)
{
	Arena *arena = python->base->arena;

	if (str_is(callee.name, "quote_name")) {
		*result = quoted_name(arena, call);
		return *result != NULL;
	}
	django_editor_note_name(python, call, callee.name, callee.object);
	// _create_index_sql() and its like say what would be run.
	if (str_is(callee.name, "quote_value") || str_is(callee.name, "cursor") ||
	    str_ends_with(callee.name, STR("_sql")) || !is_editor(callee.object))
		return false;
	if (!django_editor_call(python, evaluator, call, callee.name))
		django_python_opaque(
			python, evaluator, call->span,
			arena_printf(arena,
				     "`schema_editor.%.*s()` changes the schema in a way that cannot be read",
				     STR_ARG(callee.name)));
	return true;
}

// ---- rows -----------------------------------------------------------------------------------------------------

bool django_python_same(const Value *a, const Value *b)
{
	return a == b ||
		(a->kind == b->kind && a->span.source == b->span.source && a->span.start == b->span.start &&
		 a->span.end == b->span.end);
}

static DjangoNames assigned_of(const DjangoPython *python, const Value *row)
{
	DjangoNames names = { 0 };

	for (size_t i = 0; row && i < python->assigned.len; i++) {
		bool again = false;
		if (!django_python_same(python->assigned.items[i].row, row))
			continue;
		for (size_t k = 0; k < names.len; k++)
			again |= str_equal(names.items[k], python->assigned.items[i].name);
		if (!again)
			array_push(python->base->arena, &names, python->assigned.items[i].name);
	}
	return names;
}

// Models as the code has them today, not as they were when the migration was written.
static void note_imported(DjangoPython *python, Evaluator *evaluator, const Origin *origin, Span span)
{
	Lowering lowering = django_python_lowering(python, evaluator, span);
	const Value *model = origin->model;
	Str name = model->kind == VALUE_CLASS ? class_title(model) : value_last_name(model);

	if (str_starts_with(model->kind == VALUE_SYMBOL ? model->symbol : STR_NONE,
			    STR("django.contrib.contenttypes")))
		return;
	for (size_t i = 0; i < python->told.len; i++)
		if (python->told.items[i] == model ||
		    (model->kind == VALUE_SYMBOL && python->told.items[i]->kind == VALUE_SYMBOL &&
		     str_equal(python->told.items[i]->symbol, model->symbol)))
			return;
	array_push(lowering.arena, &python->told, (Value *)(uintptr_t)model);
	lowering_notice(
		&lowering, NOTICE_IMPORTED_MODEL, (Span){ 0 },
		"`%.*s` is the model as the code has it today, not as it is at this point of the history",
		STR_ARG(name));
}

// Model.objects.raw(): rows of any SQL.
static bool run_raw(Lowering *lowering, const Value *call)
{
	const Value *sql = django_argument(call, 0, "raw_query");

	lowering->operation = STR("raw");
	if (sql)
		django_execute(lowering, sql, django_argument(call, 1, "params"));
	lowering_finish(lowering);
	return true;
}

// Methods that change nothing, also when nobody takes what they give.
static bool only_reads(Str method)
{
	static const char *const methods[] = {
		"all",
		"filter",
		"exclude",
		"get",
		"first",
		"last",
		"count",
		"exists",
		"values",
		"values_list",
		"iterator",
		"aggregate",
		"in_bulk",
		"using",
		"refresh_from_db",
		"full_clean",
		"clean",
		"clean_fields",
		"earliest",
		"latest",
		"get_field",
		"explain",
		"select_for_update",
		NULL,
	};

	return is_one_of(method, methods);
}

// A method of a manager, a model or a row that Django does not have: it is called for what it does.
static void run_method(DjangoPython *python, Evaluator *evaluator, const Value *call)
{
	Arena *arena = python->base->arena;
	const char *name = value_source_line(arena, call->call.callee);

	opaque_rows(python, evaluator, call->span,
		    arena_printf(arena, "`%s()` is not known and may change rows", name));
}

static bool run_query(DjangoPython *python, Evaluator *evaluator, const Value *call, Callee callee)
{
	Origin origin = callee.object ? django_origin(python->lower, callee.object) : (Origin){ 0 };
	Lowering lowering = django_python_lowering(python, evaluator, call->span);

	if (origin.kind == ORIGIN_NONE)
		return false;
	if (django_origin_is_imported(&origin))
		note_imported(python, evaluator, &origin, call->span);
	if (str_is(callee.name, "raw"))
		return run_raw(&lowering, call);
	DjangoNames assigned = assigned_of(python, callee.object);
	lowering.operation = callee.name;
	if (!django_query_call(python->lower, &lowering, call, callee.name, &origin, &assigned) &&
	    evaluator_discards(evaluator, call) && !only_reads(callee.name))
		run_method(python, evaluator, call);
	return true;
}

void django_python_assign(Django *django, Value *attribute, const Value *value)
{
	DjangoPython *python = django->python;

	if (python && attribute->kind == VALUE_ATTRIBUTE)
		array_push(
			python->base->arena, &python->assigned,
			((DjangoAssigned){ attribute->attribute.object, attribute->attribute.name, value }));
}

// ---- what is not read -----------------------------------------------------------------------------------------

static bool is_own(const Django *django, Str dotted)
{
	if (dotted.len && dotted.data[0] == '.')
		return true;
	return django->imports && str_find_char(dotted, '.', 0) != SIZE_MAX &&
		imports_own(django->imports, django->migration->source, dotted);
}

static bool may_change_rows(Str dotted)
{
	Str rest;

	return str_is(last_part(dotted, &rest), "call_command");
}

// A model or a query of one.
static bool is_given_rows(const DjangoLowering *lower, const Arguments *arguments)
{
	for (size_t i = 0; i < arguments->positional.len; i++) {
		OriginKind kind = django_origin(lower, arguments->positional.items[i]).kind;
		if (kind == ORIGIN_MODEL || kind == ORIGIN_QUERY)
			return true;
	}
	return false;
}

// The class of a model: `mptt.register(Model)`, `manager.contribute_to_class(Model, "objects")`.
static bool is_given_model(const DjangoLowering *lower, const Arguments *arguments)
{
	for (size_t i = 0; i < arguments->positional.len; i++)
		if (django_origin(lower, arguments->positional.items[i]).kind == ORIGIN_MODEL)
			return true;
	return false;
}

// Another library that is given the class of a model; once for a function.
static bool run_library(DjangoPython *python, Evaluator *evaluator, const Value *call)
{
	Str dotted = value_symbol_name(call);
	bool of_django = str_starts_with(dotted, STR("django."));
	bool is_plain = call->call.callee->kind == VALUE_SYMBOL && str_find_char(dotted, '.', 0) == SIZE_MAX;

	if (of_django || is_plain || python->given_away || !evaluator_discards(evaluator, call) ||
	    !is_given_model(python->lower, call->call.arguments))
		return false;
	python->given_away = true;
	const char *name = value_source_line(python->base->arena, call->call.callee);
	opaque_rows(python, evaluator, call->span,
		    arena_printf(python->base->arena, "`%s()` is given a model and may change its rows",
				 name));
	return true;
}

// A call that may change the database through code that was not read.
static bool run_unread(DjangoPython *python, Evaluator *evaluator, const Value *call)
{
	const Django *django = python->lower->django;
	Str dotted = value_symbol_name(call);
	const Value *callee = call->call.callee;
	bool is_ours = dotted.len &&
		(str_starts_with(dotted, STR(DJANGO_APPS)) || str_starts_with(dotted, STR(DJANGO_EDITOR)) ||
		 str_starts_with(dotted, STR("django.db.")));

	if (callee->kind == VALUE_SYMBOL && str_find_char(dotted, '.', 0) == SIZE_MAX)
		return false; // a function of Python
	if (is_ours || is_runner(call) ||
	    !(is_given_runner(call->call.arguments) || may_change_rows(dotted) ||
	      (is_own(django, dotted) && is_given_rows(python->lower, call->call.arguments)) ||
	      (evaluator_discards(evaluator, call) && is_own(django, dotted))))
		return false;
	const char *name = value_source_line(django->arena, callee);
	django_python_opaque(python, evaluator, call->span,
			     arena_printf(django->arena, "`%s` is not known and may change the database",
					  name));
	return true;
}

// apps.get_model() of the models as they are at this point: one that is not there is an error, unless the code expects that.
static void note_model(DjangoPython *python, Evaluator *evaluator, const Value *call)
{
	Str dotted = value_symbol_name(call), app, name;

	if (!str_ends_with(dotted, STR("apps.get_model")) ||
	    !(str_starts_with(dotted, STR(DJANGO_APPS)) || str_starts_with(dotted, STR(DJANGO_STATES))) ||
	    evaluator_is_conditional(evaluator) || evaluator_is_guarded(evaluator))
		return;
	Lowering lowering = django_python_lowering(python, evaluator, call->span);
	const Source *home = lowering.migration->source;
	if (django_query_names(python->lower, call, &app, &name))
		django_reference_add(python->lower->django, app, name, lowering.direction,
				     call->span.source == home ? call->span : python->base->span,
				     lowering.via);
}

static const Value *root_of(const Value *value)
{
	for (;;) {
		const Value *inner = value->kind == VALUE_ATTRIBUTE ? value->attribute.object
			: value->kind == VALUE_INDEX                ? value->index.object
			: value->kind == VALUE_CALL                 ? value->call.callee
								    : NULL;
		if (!inner)
			return value;
		value = inner;
	}
}

// Something not known at all, or what code of the project gave.
static bool is_lost(const DjangoLowering *lower, const Value *value)
{
	const Value *root = root_of(value);

	if (root->kind == VALUE_SYMBOL)
		return is_own(lower->django, root->symbol) ||
			(root != value && django_origin(lower, root).kind != ORIGIN_NONE);
	return value->kind == VALUE_UNKNOWN;
}

// `row.save()`, `rows.delete()` where what they are was lost on the way, through a list or a dict.
static bool run_unknown(DjangoPython *python, Evaluator *evaluator, const Value *call, Callee callee)
{
	const Arguments *given = call->call.arguments;
	bool changes = str_is(callee.name, "save") || str_is(callee.name, "delete") ||
		(str_is(callee.name, "update") && given->keywords.len);

	if (!callee.object || !changes || given->positional.len || !is_lost(python->lower, callee.object))
		return false;
	Arena *arena = python->base->arena;
	const char *name = syntax_one_line(arena, span_text(call->span), 60);
	opaque_rows(python, evaluator, call->span,
		    arena_printf(arena, "`%s` may change rows: of which table is not known", name));
	return true;
}

// Something that the state an operation is given leads to.
static bool is_of_state(const Value *value)
{
	while (value) {
		if (value->kind == VALUE_SYMBOL)
			return str_starts_with(value->symbol, STR(DJANGO_STATES));
		value = value->kind == VALUE_ATTRIBUTE ? value->attribute.object
			: value->kind == VALUE_INDEX   ? value->index.object
			: value->kind == VALUE_CALL    ? value->call.callee
						       : NULL;
	}
	return false;
}

bool django_python_call(Django *django, Evaluator *evaluator, Value *call, Value **result)
{
	DjangoPython *python = django->python;
	Callee callee = callee_of(django->arena, call);

	*result = NULL;
	if (value_is_symbol(call, "django.db.router.allow_migrate") ||
	    value_is_symbol(call, "django.db.router.allow_migrate_model")) {
		*result = value_bool(django->arena, call->span, true);
		return true;
	}
	if (value_is_symbol(call, "contextlib.closing")) {
		*result = value_positional(call, 0);
		return true;
	}
	python->method.touches |= is_of_state(callee.object);
	note_model(python, evaluator, call);
	return run_sql(python, evaluator, call, callee) || run_deferred(python, evaluator, call, callee) ||
		run_editor(python, evaluator, call, callee, result) ||
		run_query(python, evaluator, call, callee) || run_unknown(python, evaluator, call, callee) ||
		run_library(python, evaluator, call) || run_unread(python, evaluator, call);
}

void django_python_problem(Django *django, Evaluator *evaluator, EvaluationProblem problem, Span span,
			   const char *message)
{
	DjangoPython *python = django->python;
	Lowering lowering = django_python_lowering(python, evaluator, span);

	lowering_notice(&lowering, NOTICE_OPAQUE_PYTHON, span, "%s", message);
	if (problem != PROBLEM_IMPORT)
		lowering_opaque(&lowering, str_from(message), NULL);
}

void django_python_inherited(Django *django, Evaluator *evaluator, Value *call)
{
	Value *object;
	Str method = value_method(call, &object);

	if (!django->python ||
	    (!str_is(method, "database_forwards") && !str_is(method, "database_backwards") &&
	     !str_is(method, "state_forwards")))
		return;
	django->python->method.calls_base = true;
	django->python->method.conditional = evaluator_is_conditional(evaluator) ||
		evaluator_is_guarded(evaluator);
	django->python->method.before = django->python->base->steps->len;
}

// ---- running --------------------------------------------------------------------------------------------------

// RunPython.noop, or a function that is known: functools.partial() of one gives its arguments first.
static const Value *function_of(const Value *value, Arguments *arguments)
{
	if (value->kind == VALUE_FUNCTION)
		return value;
	if (value->kind != VALUE_CALL || !value_is_symbol(value, "functools.partial"))
		return NULL;
	const Arguments *given = value->call.arguments;
	if (!given->positional.len || given->open_positional ||
	    given->positional.items[0]->kind != VALUE_FUNCTION)
		return NULL;
	*arguments = *given;
	arguments->positional.items++;
	arguments->positional.len--;
	arguments->positional.capacity = arguments->positional.len;
	return given->positional.items[0];
}

static bool is_noop(const Value *value)
{
	return str_is(value->kind == VALUE_ATTRIBUTE ? value->attribute.name : value_last_name(value),
		      "noop");
}

static void run(DjangoPython *python, const Value *function, Arguments *arguments)
{
	DjangoLowering *lower = python->lower;
	RunEnd end = RUN_FELL_THROUGH;

	lower->django->python = python;
	module_call(lower->django->module, function, arguments, python->base->span, &lower->django->host,
		    &end);
	lower->django->python = NULL;
	django_editor_finish(python);
	if (end == RUN_RAISED)
		python->lower->django->migration->ends[python->base->direction] = RUN_RAISED;
}

void django_run_function(DjangoLowering *lower, Lowering *lowering, const Value *value, bool atomic)
{
	Arena *arena = lowering->arena;
	Arguments *arguments = arena_new(arena, Arguments);
	const Value *function = value ? function_of(value, arguments) : NULL;
	DjangoPython python = { .lower = lower, .base = lowering };

	python.in_transaction = atomic || lower->django->declared->atomic;
	if (value && is_noop(value))
		return;
	if (!function) {
		lowering_notice(lowering, NOTICE_OPAQUE_PYTHON, (Span){ 0 },
				"the function this operation runs cannot be read");
		lowering_opaque(lowering, STR("a function that cannot be read"), NULL);
		return;
	}
	array_push(arena, &arguments->positional, value_symbol(arena, function->span, STR(DJANGO_APPS)));
	array_push(arena, &arguments->positional, value_symbol(arena, function->span, STR(DJANGO_EDITOR)));
	if (atomic)
		lowering_boundary(lowering, BOUNDARY_AUTOCOMMIT_END);
	run(&python, function, arguments);
	if (atomic)
		lowering_boundary(lowering, BOUNDARY_AUTOCOMMIT_BEGIN);
}

static const DjangoModels *models_after(DjangoLowering *lower, const DjangoOperation *operation)
{
	DjangoModels *after = arena_new(lower->django->arena, DjangoModels);
	DjangoCall call = django_call_of(operation);

	if (!call.value || !django_operation_is_known(operation->name))
		return NULL;
	*after = django_run_after(lower->run, &call);
	return after;
}

DjangoMethod django_run_method(DjangoLowering *lower, Lowering *lowering, const DjangoOperation *operation,
			       const char *name, bool atomic)
{
	Arena *arena = lowering->arena;
	const Value *method = class_field(operation->own, name);
	Arguments *arguments = arena_new(arena, Arguments);
	DjangoPython python = { .lower = lower, .base = lowering };

	python.in_transaction = atomic || lower->django->declared->atomic;
	python.operation = operation;
	python.after = models_after(lower, operation);
	if (!method || method->kind != VALUE_FUNCTION)
		return (DjangoMethod){ .calls_base = true, .before = lowering->steps->len };
	const Value *self = operation->instance ? operation->instance : operation->written;
	array_push(arena, &arguments->positional, (Value *)(uintptr_t)self);
	array_push(arena, &arguments->positional,
		   value_str(arena, method->span, lower->django->declared->app));
	static const char *const symbols[] = { DJANGO_EDITOR, DJANGO_STATES ".from", DJANGO_STATES ".to" };
	bool of_database = str_starts_with(str_from(name), STR("database_"));
	for (int i = of_database ? 0 : 2; i < 3; i++)
		array_push(arena, &arguments->positional,
			   value_symbol(arena, method->span, str_from(symbols[i])));
	run(&python, method, arguments);
	return python.method;
}
