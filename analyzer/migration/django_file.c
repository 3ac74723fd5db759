// django_file.c - one file as a Django migration: is it one, evaluate it, read the class, note what does not parse.

#include "migration/django_python.h"
#include "python/object.h"
#include "source/syntax.h"

enum { MAX_SYNTAX_NOTICES = 3 };

// ---- the host -------------------------------------------------------------------------------------------------

static Value *on_call(void *state, Evaluator *evaluator, Value *call)
{
	Django *django = state;
	Value *result = NULL;

	if (django->importing)
		return NULL;
	Value *field = call->call.callee->kind == VALUE_CLASS ? django_field_call(django, evaluator, call)
							      : NULL;
	if (field)
		return field;
	if (django->python && django_python_call(django, evaluator, call, &result))
		return result;
	django_note_call(django, evaluator, call);
	return NULL;
}

static Value *on_attribute(void *state, Evaluator *evaluator, Value *value)
{
	Django *django = state;
	Value *known = django->python ? django_python_attribute(django, value) : NULL;

	(void)evaluator;
	return known ? known : django_fact_of_value(django, value);
}

static Value *on_name(void *state, Span span, Str dotted)
{
	return django_fact_of_name(state, span, dotted);
}

static bool on_lacks(void *state, const Value *value, Str name)
{
	return django_fact_lacks(state, value, name);
}

static Value *on_inherited(void *state, Evaluator *evaluator, Value *call)
{
	Django *django = state;
	Value *object;

	if (str_is(value_method(call, &object), "__init__"))
		django->captured = call->call.arguments;
	django_python_inherited(django, evaluator, call);
	// Routers that keep an app out of a database are about another database.
	if (str_is(value_method(call, &object), "allow_migrate_model"))
		return value_bool(django->arena, call->span, true);
	return NULL;
}

static Value *on_item(void *state, Evaluator *evaluator, Value *value)
{
	(void)evaluator;
	return django_python_item(state, value);
}

static void on_assign(void *state, Evaluator *evaluator, Value *attribute, Value *value)
{
	(void)evaluator;
	django_python_assign(state, attribute, value);
}

static Value *on_enter(void *state, Evaluator *evaluator, Value *context)
{
	Django *django = state;

	if (django->python)
		django_atomic_enter(django->python, evaluator, context);
	return NULL;
}

static void on_leave(void *state, Evaluator *evaluator, Value *context)
{
	Django *django = state;

	if (django->python)
		django_atomic_leave(django->python, evaluator, context);
}

static const Module *on_import(void *state, Evaluator *evaluator, const Module *importer, Str dotted,
			       int level)
{
	Django *django = state;

	(void)evaluator;
	django->importing++;
	const Module *module =
		imports_find(django->imports, &django->host, module_source(importer), dotted, level);
	django->importing--;
	return module;
}

static void on_problem(void *state, Evaluator *evaluator, EvaluationProblem problem, Span span,
		       const char *message)
{
	Django *django = state;
	Notice notice = {
		.kind = NOTICE_OPAQUE_PYTHON,
		.span = span,
		.message = message,
		.via = evaluator_call_site(evaluator),
	};

	// What is missing of an imported module shows where it is used.
	if (django->importing || (!django->python && problem == PROBLEM_OPAQUE))
		return;
	if (django->python)
		django_python_problem(django, evaluator, problem, span, message);
	else
		migration_notice(django->migration, django->arena, notice);
}

static Django *django_new(Arena *arena, Migration *migration, const ReadOptions *options)
{
	Django *django = arena_new(arena, Django);

	django->arena = arena;
	django->migration = migration;
	django->declared = arena_new(arena, DjangoMigration);
	django->declared->reader = django;
	django->config = options->config;
	django->project = options->project;
	django->imports = options->project ? imports_new(arena, options->project) : NULL;
	django->host = (Host){
		.state = django,
		.call = on_call,
		.attribute = on_attribute,
		.name = on_name,
		.lacks = on_lacks,
		.inherited = on_inherited,
		.item = on_item,
		.enter = on_enter,
		.leave = on_leave,
		.assign = on_assign,
		.problem = on_problem,
		.import = options->project ? on_import : NULL,
	};
	return django;
}

// ---- recognition ----------------------------------------------------------------------------------------------

// The class Migration of a module, NULL when it has none. South's migrations, which came before Django's, have functions instead.
static const Value *migration_class(const Module *module)
{
	const Value *klass = module_get(module, "Migration");
	bool is_class = klass && klass->kind == VALUE_CLASS && class_bases(klass)->len > 0;

	// Its base may be any class of the project.
	if (!is_class || module_imports(module, "south") ||
	    !(class_field(klass, "operations") || class_field(klass, "dependencies")))
		return NULL;
	return klass;
}

static size_t find_class(Str text)
{
	Str mark = STR("class Migration(");

	for (size_t at = str_find(text, mark, 0); at != SIZE_MAX; at = str_find(text, mark, at + 1))
		if (at == 0 || text.data[at - 1] == '\n' || text.data[at - 1] == '\r')
			return at;
	return SIZE_MAX;
}

// What every migration has in its text: a look that costs nothing, so that a folder full of other Python is passed over quickly.
static bool may_be_migration(Str text)
{
	return (str_find(text, STR("operations"), 0) != SIZE_MAX ||
		str_find(text, STR("dependencies"), 0) != SIZE_MAX) &&
		find_class(text) != SIZE_MAX;
}

// ---- reading --------------------------------------------------------------------------------------------------

static void note_syntax_errors(Migration *migration, Arena *arena, const Tree *tree)
{
	NodeArray errors = { 0 };

	syntax_errors(arena, tree, MAX_SYNTAX_NOTICES, &errors);
	for (size_t i = 0; i < errors.len; i++) {
		Notice notice = {
			.kind = NOTICE_SYNTAX_ERROR,
			.span = span_first_line(node_span(tree, errors.items[i])),
			.message = "this is not Python; what stands here was not read",
		};
		migration_notice(migration, arena, notice);
	}
}

static Str file_name(const Source *source)
{
	const char *slash = strrchr(source->path, '/');
	Str name = str_from(slash ? slash + 1 : source->path);

	return str_ends_with(name, STR(".py")) ? str_slice(name, 0, name.len - 3) : name;
}

static void name_migration(Django *django, const ReadOptions *options)
{
	Migration *migration = django->migration;
	DjangoMigration *declared = django->declared;
	size_t at = find_class(migration->source->text);

	declared->name = file_name(migration->source);
	declared->app = options->project ? project_app_label(options->project, migration->source)
					 : STR("app");
	migration->revision = str_join(django->arena, declared->app, ".", declared->name);
	migration->revision_span = source_line_span(
		migration->source, at == SIZE_MAX ? 1 : source_line(migration->source, (uint32_t)at));
}

static Migration *read_tree(Arena *arena, const Source *source, const Tree *tree, const ReadOptions *options)
{
	static const EnvFacts in_transaction = { .in_transaction = true, .transaction_per_migration = true };
	Migration *migration = arena_new(arena, Migration);
	Django *django = django_new(arena, migration, options);

	migration->framework = FRAMEWORK_DJANGO;
	migration->source = source;
	migration->env = &in_transaction;
	migration->django = django->declared;
	const Code *code = code_build(arena, tree, &migration->comments);
	name_migration(django, options);
	Module *module = module_evaluate_code(arena, source, code, &django->host);
	const Value *klass = migration_class(module);
	if (!klass && !ts_node_has_error(tree_root(tree)))
		return NULL;
	django->module = module;
	note_syntax_errors(migration, arena, tree);
	if (klass)
		django_declared(django, klass);
	Span docstring = module_docstring(module);
	migration->heading = docstring.source ? span_first_line(docstring) : migration->revision_span;
	return migration;
}

Migration *django_file_read(Arena *arena, const Source *source, const ReadOptions *options)
{
	if (!may_be_migration(source->text))
		return NULL;
	Tree tree = syntax_parse(source, LANGUAGE_PYTHON);
	Migration *migration = read_tree(arena, source, &tree, options);

	syntax_free(&tree);
	return migration;
}
