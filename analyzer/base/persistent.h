// persistent.h - PersistentMap from Str to pointer, of which assigning the struct is a snapshot: a change leaves all other copies as they are.
//
// The copies of one map share the keys that any of them ever had, and of the values all but the path to what changed: a snapshot
// costs nothing, a change the logarithm of how many keys there are.

#ifndef BASE_PERSISTENT_H
#define BASE_PERSISTENT_H

#include "base/map.h"

// PersistentMap: zeroed is empty.
// - `keys`: key -> its number, of all copies
// - `root`: a tree of nodes of equal depth, `levels` of them, which the number leads through
typedef struct PersistentMap {
	Map *keys;
	const struct PersistentNode *root;
	unsigned levels;
} PersistentMap;

// The value of `key`, NULL when it has none.
void *persistent_get(const PersistentMap *map, Str key);
// Sets `key` (borrowed for as long as any copy lives) to `value`; NULL takes it out.
void persistent_set(PersistentMap *map, Arena *arena, Str key, void *value);

#endif
