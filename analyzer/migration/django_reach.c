#include "migration/django_reach.h"

#include "migration/django_model.h"

enum { MAX_NESTING = 20 };

// - `makers`: "app.model" -> DjangoNodes whose operations make it, by CreateModel or under a new name
// - `apps`: labels of the project
// - `walk`: number of the walk over what a migration needs; DjangoNode.seen is the last one that met it
struct DjangoReach {
	Arena *arena;
	const DjangoNodes *nodes;
	const DjangoOptions *options;
	Map makers;
	Map apps;
	unsigned walk;
};

// ---- who makes which model ------------------------------------------------------------------------------------

static void add_maker(DjangoReach *reach, DjangoNode *node, const Value *name)
{
	Str text = django_text(reach->arena, name);
	Str key = django_key(reach->arena, node->migration->django->app, text);
	DjangoNodes *makers = text.len ? map_get(&reach->makers, key) : NULL;

	if (!text.len)
		return;
	if (!makers) {
		makers = arena_new(reach->arena, DjangoNodes);
		map_set(&reach->makers, reach->arena, key, makers);
	}
	array_push(reach->arena, makers, node);
}

static void find_made(DjangoReach *reach, DjangoNode *node, Str name, const Value *call, int depth);

static void find_in_list(DjangoReach *reach, DjangoNode *node, const Value *list, int depth)
{
	for (size_t i = 0; django_is_list(list) && i < list->items->len && depth < MAX_NESTING; i++) {
		const Value *item = list->items->items[i];
		find_made(reach, node, django_class_of(item), item, depth + 1);
	}
}

static void find_made(DjangoReach *reach, DjangoNode *node, Str name, const Value *call, int depth)
{
	if (!call)
		return;
	if (str_is(name, "CreateModel"))
		add_maker(reach, node, django_argument(call, 0, "name"));
	else if (str_is(name, "RenameModel"))
		add_maker(reach, node, django_argument(call, 1, "new_name"));
	else if (str_is(name, "RunSQL"))
		find_in_list(reach, node, django_argument(call, 2, "state_operations"), depth);
	else if (str_is(name, "SeparateDatabaseAndState"))
		find_in_list(reach, node, django_argument(call, 1, "state_operations"), depth);
}

static void find_makers(DjangoReach *reach)
{
	for (size_t i = 0; i < reach->nodes->len; i++) {
		DjangoNode *node = reach->nodes->items[i];
		const DjangoOperations *operations = &node->migration->django->operations;
		map_set(&reach->apps, reach->arena, node->migration->django->app, reach);
		for (size_t k = 0; k < operations->len; k++)
			find_made(reach, node, operations->items[k].name, operations->items[k].call, 0);
	}
}

DjangoReach *django_reach_new(Arena *arena, const DjangoNodes *nodes, const DjangoOptions *options)
{
	DjangoReach *reach = arena_new(arena, DjangoReach);

	*reach = (DjangoReach){ .arena = arena, .nodes = nodes, .options = options };
	return reach;
}

// ---- what a migration depends on ------------------------------------------------------------------------------

// Contrib: an app of Django itself and those its migrations depend on.
typedef struct Contrib {
	const char *app;
	const char *needs[2];
	const char *last; // the migration to depend on
} Contrib;

static const Contrib contribs[] = {
	{ "contenttypes", { NULL }, "0002_remove_content_type_name" },
	{ "auth", { "contenttypes" }, "0012_alter_user_first_name_max_length" },
	{ "admin", { "auth", "contenttypes" }, "0003_logentry_add_action_flag_choices" },
	{ "sites", { NULL }, "0002_alter_domain_unique" },
	{ "sessions", { NULL }, "0001_initial" },
	{ "flatpages", { "sites" }, "0001_initial" },
	{ "redirects", { "sites" }, "0001_initial" },
};

static const Contrib *contrib_called(Str app)
{
	for (size_t i = 0; i < sizeof(contribs) / sizeof(*contribs); i++)
		if (str_is(app, contribs[i].app))
			return &contribs[i];
	return NULL;
}

static bool leads_to(Str app, Str wanted)
{
	const Contrib *contrib = contrib_called(app);

	if (!contrib || str_equal(app, wanted))
		return true; // what an app of somebody else needs is not known
	for (size_t i = 0; i < 2 && contrib->needs[i]; i++)
		if (str_is(wanted, contrib->needs[i]))
			return true;
	return false;
}

// The app of settings.AUTH_USER_MODEL.
static Str user_app(const DjangoReach *reach)
{
	Str model = reach->options->auth_user_model;

	return model.len ? str_slice(model, 0, str_find_char(model, '.', 0)) : STR("auth");
}

// Whether a dependency of the migration on an app outside of the project leads to `wanted`.
static bool names_other(const DjangoReach *reach, const DjangoNode *node, Str wanted)
{
	const DjangoKeys *keys = &node->migration->django->dependencies;

	for (size_t i = 0; i < keys->len; i++) {
		Str app = str_is(keys->items[i].app, "__setting__") ? user_app(reach) : keys->items[i].app;
		if (!map_get(&reach->apps, app) && leads_to(app, wanted))
			return true;
	}
	return node->migration->unreadable_place;
}

// Whether `from` or anything it needs is one of `wanted`, or depends on an app outside of the project that leads to `other`.
static bool reaches(DjangoReach *reach, DjangoNode *from, const DjangoNodes *wanted, Str other)
{
	DjangoNodes stack = { 0 };

	reach->walk++;
	array_push(reach->arena, &stack, from);
	while (stack.len) {
		DjangoNode *node = stack.items[--stack.len];
		if (node->seen == reach->walk)
			continue;
		node->seen = reach->walk;
		for (size_t i = 0; wanted && i < wanted->len; i++)
			if (wanted->items[i] == node)
				return true;
		if (other.len && names_other(reach, node, other))
			return true;
		for (size_t i = 0; i < node->needs.len; i++)
			array_push(reach->arena, &stack, node->needs.items[i]);
	}
	return false;
}

// ---- saying so ------------------------------------------------------------------------------------------------

// The one that databases run.
static DjangoNode *maker_of(const DjangoNodes *makers)
{
	for (size_t i = 0; i < makers->len; i++)
		if (!makers->items[i]->is_alternative)
			return makers->items[i];
	return makers->items[0];
}

static const char *key_text(Arena *arena, const Migration *migration)
{
	return arena_printf(arena, "(\"%.*s\", \"%.*s\")", STR_ARG(migration->django->app),
			    STR_ARG(migration->django->name));
}

static void note(const DjangoReach *reach, const DjangoNode *node, const DjangoReference *reference,
		 const char *message, const char *help)
{
	Notice notice = {
		.kind = NOTICE_UNDECLARED_DEPENDENCY,
		.direction = reference->direction,
		.span = reference->span,
		.message = message,
		.help = help,
		.via = reference->via,
	};

	migration_notice(node->migration, reach->arena, notice);
}

static void check_own(DjangoReach *reach, DjangoNode *node, const DjangoReference *reference,
		      const DjangoNodes *makers)
{
	DjangoNode *maker = maker_of(makers);
	const Migration *made = maker->migration;
	DjangoNodes self = { 0 };

	if (reaches(reach, node, makers, reference->app))
		return;
	bool later = !node->place || maker->place > node->place;
	array_push(reach->arena, &self, node);
	bool circular = reaches(reach, maker, &self, STR_NONE);
	note(reach, node, reference,
	     arena_printf(reach->arena,
			  "`%.*s.%.*s` comes from `%.*s`, which this migration does not depend on%s",
			  STR_ARG(reference->app), STR_ARG(reference->model), STR_ARG(made->revision),
			  later ? ": on a new database it is not there yet"
				: ": it runs first by the names of the apps alone"),
	     circular
		     ? arena_printf(reach->arena, "`%.*s` needs this migration: use the model in a later one",
				    STR_ARG(made->revision))
		     : arena_printf(reach->arena, "add `%s` to `dependencies`",
				    key_text(reach->arena, made)));
}

static void check_contrib(DjangoReach *reach, DjangoNode *node, const DjangoReference *reference,
			  const Contrib *contrib)
{
	if (reaches(reach, node, NULL, reference->app))
		return;
	note(reach, node, reference,
	     arena_printf(
		     reach->arena,
		     "`%.*s.%.*s` is a model of an app of Django that this migration does not depend on: the names of "
		     "the apps decide whether it is there",
		     STR_ARG(reference->app), STR_ARG(reference->model)),
	     arena_printf(reach->arena, "add `(\"%s\", \"%s\")` to `dependencies`", contrib->app,
			  contrib->last));
}

void django_reach_check(DjangoReach *reach, DjangoNode *node)
{
	const DjangoReferences *references = &node->migration->django->references;

	if (references->len && !reach->apps.len)
		find_makers(reach);
	for (size_t i = 0; i < references->len; i++) {
		const DjangoReference *reference = &references->items[i];
		const DjangoNodes *makers =
			map_get(&reach->makers, django_key(reach->arena, reference->app, reference->model));
		const Contrib *contrib = contrib_called(reference->app);
		if (makers)
			check_own(reach, node, reference, makers);
		else if (contrib && !map_get(&reach->apps, reference->app))
			check_contrib(reach, node, reference, contrib);
	}
}
