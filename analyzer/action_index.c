#include "action_index.h"

// Kinds: the actions that mention one name, kind by kind.
typedef struct KindPlaces {
	ActionKind kind;
	ActionPlaces places;
} KindPlaces;
typedef Array(KindPlaces) Kinds;

static KindPlaces *places_of(const Kinds *kinds, ActionKind kind)
{
	for (size_t i = 0; kinds && i < kinds->len; i++)
		if (kinds->items[i].kind == kind)
			return &kinds->items[i];
	return NULL;
}

static void note(ActionIndex *index, Arena *arena, Str name, ActionPlace place)
{
	Kinds *kinds = map_get(index, name);
	KindPlaces *places = places_of(kinds, place.action->kind);

	if (!kinds) {
		kinds = arena_new(arena, Kinds);
		map_set(index, arena, name, kinds);
	}
	if (!places) {
		array_push(arena, kinds, (KindPlaces){ .kind = place.action->kind });
		places = array_last(kinds);
	}
	array_push(arena, &places->places, place);
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

ActionPlaces action_index_find(const ActionIndex *index, ActionKind kind, Str name)
{
	const KindPlaces *found = places_of(map_get(index, name), kind);

	return found ? found->places : (ActionPlaces){ 0 };
}
