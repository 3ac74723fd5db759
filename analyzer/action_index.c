#include "action_index.h"

static void note(ActionIndex *index, Arena *arena, Str name, ActionPlace place)
{
	ActionPlaces *places = map_get(index, name);

	if (!places) {
		places = arena_new(arena, ActionPlaces);
		map_set(index, arena, name, places);
	}
	array_push(arena, places, place);
}

static void note_names(ActionIndex *index, Arena *arena, ActionPlace place)
{
	Str table = place.action->table.name, name = place.action->name, new_name = place.action->new_name;

	note(index, arena, STR_NONE, place);
	if (table.len)
		note(index, arena, table, place);
	if (name.len && !str_equal(name, table))
		note(index, arena, name, place);
	if (new_name.len && !str_equal(new_name, table) && !str_equal(new_name, name))
		note(index, arena, new_name, place);
}

ActionIndex *action_index_new(Arena *arena, const StatementArray *statements)
{
	ActionIndex *index = arena_new(arena, ActionIndex);

	for (size_t i = 0; i < statements->len; i++) {
		const ActionArray *actions = &statements->items[i].actions;
		for (size_t j = 0; j < actions->len; j++)
			note_names(index, arena, (ActionPlace){ &actions->items[j], i });
	}
	return index;
}

const ActionPlaces *action_index_find(const ActionIndex *index, Str name)
{
	return map_get(index, name);
}
