// replayed.c - what rules are told of the replay of the history (rule.h, replayed.h).
#include "replayed.h"

#include "engine.h"

const RoundTrip *lint_round_trip(const Lint *lint)
{
	return &lint->round_trip;
}

const Statement *lint_cause_of(const Lint *lint, const CatalogChange *change)
{
	return roundtrip_cause(change, lint->result->statements);
}

Contradiction action_contradiction(const Statement *statement, const Action *action)
{
	if (statement->conditional || statement->direction == DIRECTION_DOWNGRADE)
		return (Contradiction){ CONTRADICTION_NONE, NULL };
	return action_facts(statement, action)->contradiction;
}

const char *show_known(Lint *lint, Relation relation)
{
	if (str_is(relation.schema, "public") || str_is(relation.schema, "pg_temp"))
		relation.schema = STR_NONE;
	return str_dup(lint->arena, relation_show(lint->arena, relation));
}

bool lint_renames_back(Lint *lint, const Statement *statement, const Action *action)
{
	const StatementArray *upgrade = lint_statements(lint, DIRECTION_UPGRADE);
	bool moves = action->kind == ACTION_SET_SCHEMA;
	Relation target = { moves ? action->new_name : action->table.schema,
			    moves ? action->table.name : action->new_name };

	for (size_t i = 0; statement->direction == DIRECTION_DOWNGRADE && i < upgrade->len; i++)
		for (size_t j = 0; j < upgrade->items[i].actions.len; j++) {
			const Action *made = &upgrade->items[i].actions.items[j];
			if (made->kind == action->kind && relation_equal(made->table, target) &&
			    str_equal(made->new_name, moves ? action->table.schema : action->table.name))
				return true;
		}
	return false;
}

// ---- tables as upgrade() leaves them ---------------------------------------------------------------------------

static bool gives_key_or_index(const Action *action)
{
	switch (action->kind) {
	case ACTION_CREATE_INDEX:
	case ACTION_ADD_FOREIGN_KEY:
	case ACTION_ADD_UNIQUE:
	case ACTION_ADD_PRIMARY_KEY:
		return true;
	default:
		return action->constraints.len > 0;
	}
}

static void add_table(Arena *arena, Map *tables, const Catalog *catalog, Relation name)
{
	Str key = relation_show(arena, name);
	const CatalogTable *table = catalog_table(catalog, name);
	const CatalogIndex *index;

	if (!table || map_get(tables, key))
		return;
	TableAfter *after = arena_new(arena, TableAfter);
	after->table = table;
	for (size_t i = 0; i < MAX_FACTS; i++) {
		if (!(index = catalog_table_index(catalog, table->object.name, i)))
			break;
		array_push(arena, &after->indexes, index);
	}
	map_set(tables, arena, key, after);
}

Map tables_after(Arena *arena, const StatementArray *upgrade, const Catalog *catalog)
{
	Map tables = { 0 };

	for (size_t i = 0; i < upgrade->len; i++)
		for (size_t j = 0; j < upgrade->items[i].actions.len; j++)
			if (gives_key_or_index(&upgrade->items[i].actions.items[j]))
				add_table(arena, &tables, catalog, upgrade->items[i].actions.items[j].table);
	return tables;
}

const TableAfter *lint_table_after(Lint *lint, Relation table)
{
	return map_get(&lint->tables_after, relation_show(lint->arena, table));
}
