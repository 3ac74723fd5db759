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
	const Action *action = place.action;
	Str names[] = { STR_NONE, action->table.name, action->name, action->new_name, action->other.name };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		bool known = i > 0 && !names[i].len;
		for (size_t j = 0; j < i && !known; j++)
			known = str_equal(names[i], names[j]);
		if (!known)
			note(index, arena, names[i], place);
	}
}

bool action_matches(const Action *action, ActionKind kind, Relation table, Str name)
{
	return action->kind == kind && (!table.name.len || relation_equal(action->table, table)) &&
		(!name.len || str_equal(action->name, name));
}

size_t action_places_before(const ActionPlaces *places, size_t statement)
{
	size_t low = 0, high = places->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (places->items[middle].statement < statement)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
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
