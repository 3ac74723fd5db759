#include "migration/django_graph.h"

#include <stdlib.h>

// Resolving: `by_id`: "app.name" -> DjangoNode; `apps`: label -> DjangoNodes of the app; `replaced`: "app.name" -> the squashed migration that
// stands for it.
typedef struct Resolving {
	Arena *arena;
	const DjangoOptions *options;
	Map by_id;
	Map apps;
	Map replaced;
} Resolving;

static Str id_of(Arena *arena, DjangoKey key)
{
	return str_join(arena, key.app, ".", key.name);
}

static void index_nodes(Resolving *resolving, const DjangoNodes *nodes)
{
	for (size_t i = 0; i < nodes->len; i++) {
		DjangoNode *node = nodes->items[i];
		Str app = node->migration->django->app;
		DjangoNodes *siblings = map_get(&resolving->apps, app);
		if (!siblings) {
			siblings = arena_new(resolving->arena, DjangoNodes);
			map_set(&resolving->apps, resolving->arena, app, siblings);
		}
		array_push(resolving->arena, siblings, node);
		if (!map_get(&resolving->by_id, node->migration->revision))
			map_set(&resolving->by_id, resolving->arena, node->migration->revision, node);
	}
}

// ---- squashed migrations --------------------------------------------------------------------------------------

static bool replaces_what_is_there(const Resolving *resolving, const DjangoNode *node)
{
	const DjangoKeys *replaces = &node->migration->django->replaces;

	for (size_t i = 0; i < replaces->len; i++)
		if (!map_get(&resolving->by_id, id_of(resolving->arena, replaces->items[i])))
			return false;
	return replaces->len > 0;
}

static void choose_sides(Resolving *resolving, const DjangoNodes *nodes)
{
	for (size_t i = 0; i < nodes->len; i++) {
		DjangoNode *node = nodes->items[i];
		const DjangoKeys *replaces = &node->migration->django->replaces;
		node->is_alternative |= replaces_what_is_there(resolving, node);
		if (node->is_alternative)
			continue;
		for (size_t k = 0; k < replaces->len; k++) {
			Str id = id_of(resolving->arena, replaces->items[k]);
			DjangoNode *old = map_get(&resolving->by_id, id);
			if (old && old != node)
				old->is_alternative = true;
			map_set(&resolving->replaced, resolving->arena, id, node);
		}
	}
}

// ---- dependencies ---------------------------------------------------------------------------------------------

static void need(Resolving *resolving, DjangoNode *node, DjangoNode *earlier)
{
	for (size_t i = 0; i < node->needs.len; i++)
		if (node->needs.items[i] == earlier)
			return;
	if (node == earlier)
		return;
	array_push(resolving->arena, &node->needs, earlier);
	array_push(resolving->arena, &earlier->children, node);
}

static bool depends_within(const DjangoNode *node, const DjangoKeys *keys)
{
	for (size_t i = 0; i < keys->len; i++)
		if (str_equal(keys->items[i].app, node->migration->django->app))
			return true;
	return false;
}

// The migrations of an app that depend on none of it: its first ones; or on which none depends: its last.
static void need_ends(Resolving *resolving, DjangoNode *node, const DjangoNodes *app, bool first)
{
	for (size_t i = 0; i < app->len; i++) {
		DjangoNode *other = app->items[i];
		bool fits = !other->is_alternative;
		if (first)
			fits &= !depends_within(other, &other->migration->django->dependencies);
		for (size_t k = 0; !first && k < app->len; k++)
			for (size_t n = 0; n < app->items[k]->migration->django->dependencies.len; n++)
				fits &= !str_equal(
					id_of(resolving->arena,
					      app->items[k]->migration->django->dependencies.items[n]),
					other->migration->revision);
		if (fits && other != node)
			need(resolving, node, other);
	}
}

static DjangoKey swapped(const Resolving *resolving, DjangoKey key)
{
	Str model = resolving->options->auth_user_model;

	if (!str_is(key.app, "__setting__"))
		return key;
	if (!str_is(key.name, "AUTH_USER_MODEL") || !model.len)
		model = STR("auth.User");
	key.app = str_slice(model, 0, str_find_char(model, '.', 0));
	key.name = STR("__first__");
	return key;
}

static void add_missing(Resolving *resolving, DjangoNode *node, DjangoKey key)
{
	Migration *migration = node->migration;
	bool own = str_equal(key.app, migration->django->app);

	array_push(resolving->arena, own ? &migration->down_revisions : &migration->dependencies,
		   id_of(resolving->arena, key));
}

static void depend(Resolving *resolving, DjangoNode *node, DjangoKey written)
{
	DjangoKey key = swapped(resolving, written);
	const DjangoNodes *app = map_get(&resolving->apps, key.app);
	Str id = id_of(resolving->arena, key);
	DjangoNode *earlier = map_get(&resolving->by_id, id), *squash = map_get(&resolving->replaced, id);

	if (!app)
		return; // not of the project
	if (str_is(key.name, "__first__") || str_is(key.name, "__latest__"))
		need_ends(resolving, node, app, str_is(key.name, "__first__"));
	else if (squash && squash != node)
		need(resolving, node, squash);
	else if (earlier)
		need(resolving, node, earlier);
	else
		add_missing(resolving, node, key);
}

// A squashed migration that is not replayed: what needs it needs all that it replaces.
static void see_through(Resolving *resolving, DjangoNode *node)
{
	for (size_t i = 0; i < node->needs.len; i++) {
		DjangoNode *squash = node->needs.items[i];
		const DjangoKeys *replaces = &squash->migration->django->replaces;
		if (!squash->is_alternative || node->is_alternative)
			continue;
		for (size_t k = 0; k < replaces->len; k++) {
			DjangoNode *old =
				map_get(&resolving->by_id, id_of(resolving->arena, replaces->items[k]));
			if (old)
				need(resolving, node, old);
		}
	}
}

static void depend_before(Resolving *resolving, DjangoNode *node)
{
	const DjangoKeys *later = &node->migration->django->run_before;

	for (size_t i = 0; i < later->len; i++) {
		DjangoNode *other = map_get(&resolving->by_id, id_of(resolving->arena, later->items[i]));
		if (other)
			need(resolving, other, node);
	}
}

// What the graph of the history is told: within the app parents, the rest has to run before.
static void declare(Resolving *resolving, DjangoNode *node)
{
	Migration *migration = node->migration;

	for (size_t i = 0; i < node->needs.len; i++) {
		const DjangoNode *earlier = node->needs.items[i];
		bool own = str_equal(earlier->migration->django->app, migration->django->app);
		if (!earlier->is_alternative)
			array_push(resolving->arena,
				   own ? &migration->down_revisions : &migration->dependencies,
				   earlier->migration->revision);
	}
	migration->is_merge = migration->down_revisions.len > 1;
}

void django_resolve(Arena *arena, const DjangoNodes *nodes, const DjangoOptions *options)
{
	Resolving resolving = { .arena = arena, .options = options };

	index_nodes(&resolving, nodes);
	choose_sides(&resolving, nodes);
	for (size_t i = 0; i < nodes->len; i++) {
		const DjangoKeys *keys = &nodes->items[i]->migration->django->dependencies;
		nodes->items[i]->migration->down_revisions.len = 0;
		nodes->items[i]->migration->dependencies.len = 0;
		for (size_t k = 0; k < keys->len; k++)
			depend(&resolving, nodes->items[i], keys->items[k]);
		depend_before(&resolving, nodes->items[i]);
	}
	for (size_t i = 0; i < nodes->len; i++)
		see_through(&resolving, nodes->items[i]);
	for (size_t i = 0; i < nodes->len; i++)
		declare(&resolving, nodes->items[i]);
}

// ---- the plan -------------------------------------------------------------------------------------------------

static int compare(const void *a, const void *b)
{
	const DjangoNode *x = *(DjangoNode *const *)a, *y = *(DjangoNode *const *)b;
	int order = str_compare(x->migration->django->app, y->migration->django->app);

	return order ? order : str_compare(x->migration->django->name, y->migration->django->name);
}

static void sort(DjangoNodes *nodes)
{
	if (nodes->len)
		qsort(nodes->items, nodes->len, sizeof(*nodes->items), compare);
}

typedef enum Visit {
	VISIT_NONE,
	VISIT_BEGUN,
	VISIT_DONE,
} Visit;

// As MigrationGraph.iterative_dfs: parents first, of several the last by name first.
static void walk(Arena *arena, DjangoNode *start, DjangoNodes *plan)
{
	DjangoNodes stack = { 0 };

	array_push(arena, &stack, start);
	while (stack.len) {
		DjangoNode *node = stack.items[--stack.len];
		if (node->visit == VISIT_BEGUN) {
			node->visit = VISIT_DONE;
			array_push(arena, plan, node);
		}
		if (node->visit == VISIT_DONE)
			continue;
		node->visit = VISIT_BEGUN;
		array_push(arena, &stack, node);
		DjangoNodes needs = { 0 };
		for (size_t i = 0; i < node->needs.len; i++)
			if (node->needs.items[i]->visit == VISIT_NONE &&
			    !node->needs.items[i]->is_alternative)
				array_push(arena, &needs, node->needs.items[i]);
		sort(&needs);
		for (size_t i = 0; i < needs.len; i++)
			array_push(arena, &stack, needs.items[i]);
	}
}

static bool is_leaf(const DjangoNode *node)
{
	for (size_t i = 0; i < node->children.len; i++)
		if (!node->children.items[i]->is_alternative &&
		    str_equal(node->children.items[i]->migration->django->app, node->migration->django->app))
			return false;
	return true;
}

static void forget(const DjangoNodes *nodes)
{
	for (size_t i = 0; i < nodes->len; i++)
		nodes->items[i]->visit = VISIT_NONE;
}

DjangoNodes django_plan(Arena *arena, const DjangoNodes *nodes)
{
	DjangoNodes leaves = { 0 }, plan = { 0 };

	forget(nodes);
	for (size_t i = 0; i < nodes->len; i++)
		if (!nodes->items[i]->is_alternative && is_leaf(nodes->items[i]))
			array_push(arena, &leaves, nodes->items[i]);
	sort(&leaves);
	for (size_t i = 0; i < leaves.len; i++)
		walk(arena, leaves.items[i], &plan);
	// On a cycle: no order is right; a rule reports it.
	for (size_t i = 0; i < nodes->len; i++)
		if (nodes->items[i]->visit == VISIT_NONE && !nodes->items[i]->is_alternative)
			walk(arena, nodes->items[i], &plan);
	return plan;
}

DjangoNodes django_plan_before(Arena *arena, const DjangoNodes *nodes, DjangoNode *node)
{
	DjangoNodes plan = { 0 };

	forget(nodes);
	walk(arena, node, &plan);
	plan.len--; // itself
	return plan;
}
