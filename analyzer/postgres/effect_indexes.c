#include "postgres/effect_indexes.h"

// Index builds on the tables of one statement that are followed.
#define MAX_BUILDING_ACTIONS 64

// Visitor: what to do with each index of the tables that actions build on.
typedef struct Visitor {
	Arena *arena;
	Arena *scratch; // of `names`
	const Catalog *catalog;
	Map *names;
	Effects *effects; // of the action; NULL: only `names` are collected
	Effects *whole;
} Visitor;

static void visit_index(Visitor *visitor, const CatalogIndex *index)
{
	Relation shown = catalog_shown(visitor->catalog, index->object.name);

	if (!visitor->effects) {
		map_set(visitor->names, visitor->scratch, index->object.name.name, visitor);
	} else if (!map_get(visitor->names, index->object.name.name)) {
		map_set(visitor->names, visitor->scratch, index->object.name.name, visitor);
		array_push(visitor->arena, &visitor->effects->builds_indexes, shown);
		array_push(visitor->arena, &visitor->whole->builds_indexes, shown);
	}
}

// New indexes are the last ones, so those before need not be looked at.
static void visit_table(Visitor *visitor, Relation table, unsigned depth)
{
	const CatalogTable *known = catalog_table(visitor->catalog, table), *partition;
	const CatalogIndex *indexes[MAX_FACTS];
	size_t all = catalog_table_index_count(visitor->catalog, table);
	size_t count = catalog_table_indexes(visitor->catalog, table, all > MAX_FACTS ? all - MAX_FACTS : 0,
					     indexes, MAX_FACTS);

	for (size_t i = 0; i < count; i++)
		visit_index(visitor, indexes[i]);
	for (size_t i = 0; known && depth < 8 && i < MAX_FACTS; i++) {
		if (!(partition = catalog_partition(visitor->catalog, known, i)))
			return;
		visit_table(visitor, partition->object.name, depth + 1);
	}
}

static bool builds_index(const Action *action, const Effects *effects)
{
	return effects->builds.len > 0 || action->kind == ACTION_ATTACH_PARTITION ||
		action->kind == ACTION_CREATE_INDEX;
}

static Relation table_of(const Action *action)
{
	return action->kind == ACTION_ATTACH_PARTITION ? action->other : action->table;
}

// Whether action `i` builds on a table that no action before it does.
static bool is_first(const Statement *statement, size_t i)
{
	const ActionArray *actions = &statement->actions;

	if (!builds_index(&actions->items[i], &statement->action_effects[i]))
		return false;
	return i == 0 || !relation_equal(table_of(&actions->items[i]), table_of(&actions->items[i - 1])) ||
		!builds_index(&actions->items[i - 1], &statement->action_effects[i - 1]);
}

static void visit(Visitor *visitor, const Statement *statement, Effects *action_effects)
{
	size_t visited = 0;

	for (size_t i = 0; i < statement->actions.len && visited < MAX_BUILDING_ACTIONS; i++) {
		if (!is_first(statement, i))
			continue;
		visitor->effects = action_effects ? &action_effects[i] : NULL;
		visit_table(visitor, table_of(&statement->actions.items[i]), 0);
		visited++;
	}
}

Map effects_indexes_before(Arena *scratch, const Catalog *catalog, const Statement *statement)
{
	Map names = { 0 };
	Visitor visitor = { .scratch = scratch, .catalog = catalog, .names = &names };

	visit(&visitor, statement, NULL);
	return names;
}

static bool drops_indexes(const ActionArray *actions)
{
	for (size_t i = 0; actions->len > 1 && i < actions->len; i++)
		if (actions->items[i].kind == ACTION_DROP_COLUMN ||
		    actions->items[i].kind == ACTION_DROP_CONSTRAINT)
			return true;
	return false;
}

// A rewrite leaves alone what the same ALTER TABLE has dropped before.
static void forget_dropped(const Catalog *catalog, const ActionArray *actions, RelationArray *rebuilds)
{
	size_t kept = 0;

	if (!drops_indexes(actions))
		return;
	for (size_t i = 0; i < rebuilds->len; i++)
		if (catalog_index(catalog, rebuilds->items[i]))
			rebuilds->items[kept++] = rebuilds->items[i];
	rebuilds->len = kept;
}

void effects_add_built_indexes(Arena *arena, Arena *scratch, const Catalog *catalog, const Map *before,
			       Statement *statement)
{
	Map names = *before;
	Visitor visitor = {
		.arena = arena,
		.scratch = scratch,
		.catalog = catalog,
		.names = &names,
		.whole = &statement->effects,
	};

	visit(&visitor, statement, statement->action_effects);
	forget_dropped(catalog, &statement->actions, &statement->effects.rebuilds_indexes);
}
