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

// ---- what goes along -------------------------------------------------------------------------------------------

enum { MAX_NAMED = 5 };

// Names in a sentence: "index `a`, view `b` and 3 more".
typedef struct NameList {
	Lint *lint;
	const char *text;
	size_t count;
} NameList;

static void name_one(NameList *list, const char *what, const char *name, const char *of)
{
	if (++list->count > MAX_NAMED)
		return;
	list->text = arena_printf(list->lint->arena, "%s%s%s `%s`%s%s%s", list->text,
				  list->count > 1 ? ", " : "", what, name, of ? " of `" : "", of ? of : "",
				  of ? "`" : "");
}

static const char *named(const NameList *list)
{
	if (list->count <= MAX_NAMED)
		return list->text;
	return arena_printf(list->lint->arena, "%s and %zu more", list->text, list->count - MAX_NAMED);
}

const char *show_parts_of_column(Lint *lint, const Statement *statement, const Action *action)
{
	const ActionFacts *facts = action_facts(statement, action);
	NameList list = { lint, "", 0 };

	for (size_t i = 0; i < facts->column_indexes.len; i++)
		if (!facts->column_indexes.items[i]->constraint.len)
			name_one(&list, "index",
				 show_known(lint, facts->column_indexes.items[i]->object.name), NULL);
	for (size_t i = 0; i < facts->constraints.len; i++)
		name_one(&list, "constraint",
			 str_dup(lint->arena,
				 identifier_show(lint->arena, facts->constraints.items[i]->name)),
			 NULL);
	if (list.count)
		return named(&list);
	return facts->table && facts->table->complete ? NULL : "";
}

const char *show_dependents(Lint *lint, const Statement *statement, const Action *action)
{
	const ActionFacts *facts = action_facts(statement, action);
	NameList list = { lint, "", 0 };

	for (size_t i = 0; i < facts->views.len; i++)
		name_one(&list, "view", show_known(lint, facts->views.items[i]->object.name), NULL);
	for (size_t i = 0; i < facts->referencing.len; i++)
		if (facts->referencing.items[i].table != facts->table)
			name_one(&list, "constraint",
				 str_dup(lint->arena,
					 identifier_show(lint->arena,
							 facts->referencing.items[i].constraint->name)),
				 show_known(lint, facts->referencing.items[i].table->object.name));
	for (size_t i = 0; i < facts->type_users.len; i++)
		name_one(&list, "column",
			 str_dup(lint->arena,
				 identifier_show(lint->arena, facts->type_users.items[i].column)),
			 show_known(lint, facts->type_users.items[i].relation));
	return named(&list);
}
