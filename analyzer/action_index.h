// action_index.h - the actions of one direction by the names they mention, so that what a rule asks about one of them is no walk through all.

#ifndef ACTION_INDEX_H
#define ACTION_INDEX_H

#include "postgres/statement.h"

// ActionPlace: an action and the index of its statement.
typedef struct ActionPlace {
	const Action *action;
	size_t statement;
} ActionPlace;
typedef Array(ActionPlace) ActionPlaces;

// ActionIndex: for each name the places of each kind.
typedef Map ActionIndex;

// The actions of `statements` (borrowed: they stay where they are).
ActionIndex *action_index_new(Arena *arena, const StatementArray *statements);
// Those of a kind whose table, other table, name or new name is `name`, all when it is empty, in the order they run.
ActionPlaces action_index_find(const ActionIndex *index, ActionKind kind, Str name);
// How many of them are in statements before the one with this index.
size_t action_places_before(const ActionPlaces *places, size_t statement);

// Whether `action` is of a kind and about a table and a name; an empty one is any.
bool action_matches(const Action *action, ActionKind kind, Relation table, Str name);

#endif
