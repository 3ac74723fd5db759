// map.h - Map from Str to pointer, iterated in insertion order, so that output never depends on hashing.

#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

typedef struct MapEntry {
	Str key;     // borrowed: must live as long as the map
	void *value; // NULL after map_remove
} MapEntry;

// Map: `entries[0..len)` in insertion order; removed ones have value NULL and are skipped by callers that iterate.
typedef struct Map {
	MapEntry *entries;
	size_t len;
	size_t capacity;
	uint32_t *slots; // open addressing: index into entries + 1, 0 = free
	size_t slot_count;
} Map;

// The value of `key`, NULL when it has none.
void *map_get(const Map *map, Str key);
// Sets `key` (borrowed) to `value` (not NULL), replacing.
void map_set(Map *map, Arena *arena, Str key, void *value);
// Takes `key` out; nothing happens when it is not there.
void map_remove(Map *map, Str key);

#endif
