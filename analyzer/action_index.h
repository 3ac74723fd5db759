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
// Those of a kind whose table, name or new name is `name`, all when it is empty, in the order they run.
ActionPlaces action_index_find(const ActionIndex *index, ActionKind kind, Str name);

#endif
