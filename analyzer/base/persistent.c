#include "base/persistent.h"

enum {
	BITS = 4, // of a number that one level takes
	FANOUT = 1 << BITS,
};

typedef struct PersistentNode {
	void *slots[FANOUT]; // nodes, on the last level values
} PersistentNode;

// The number of `key`, from 0; SIZE_MAX when no copy ever had it.
static size_t number_of(const PersistentMap *map, Str key)
{
	return map->keys ? (size_t)(uintptr_t)map_get(map->keys, key) - 1 : SIZE_MAX;
}

static size_t number_for(PersistentMap *map, Arena *arena, Str key)
{
	if (!map->keys)
		map->keys = arena_new(arena, Map);
	size_t number = number_of(map, key);
	if (number != SIZE_MAX)
		return number;
	map_set(map->keys, arena, key, (void *)(uintptr_t)(map->keys->len + 1));
	return map->keys->len - 1;
}

// Whether the tree is too low for a number.
static bool exceeds(const PersistentMap *map, size_t number)
{
	return number >> (map->levels * BITS) > 0;
}

static size_t slot_of(size_t number, unsigned level)
{
	return number >> (level * BITS) & (FANOUT - 1);
}

void *persistent_get(const PersistentMap *map, Str key)
{
	size_t number = number_of(map, key);
	const PersistentNode *node = map->root;

	if (number == SIZE_MAX || exceeds(map, number))
		return NULL;
	for (unsigned level = map->levels; node && level-- > 1;)
		node = node->slots[slot_of(number, level)];
	return node ? node->slots[slot_of(number, 0)] : NULL;
}

static PersistentNode *copy_of(Arena *arena, const PersistentNode *node)
{
	PersistentNode *copy = arena_new(arena, PersistentNode);

	if (node)
		*copy = *node;
	return copy;
}

void persistent_set(PersistentMap *map, Arena *arena, Str key, void *value)
{
	size_t number = number_for(map, arena, key);

	while (exceeds(map, number) || !map->levels) {
		PersistentNode *root = arena_new(arena, PersistentNode);
		root->slots[0] = (PersistentNode *)map->root;
		map->root = map->levels++ ? root : NULL;
	}
	PersistentNode *node = copy_of(arena, map->root);
	map->root = node;
	for (unsigned level = map->levels; level-- > 1;) {
		PersistentNode **next = (PersistentNode **)&node->slots[slot_of(number, level)];
		node = *next = copy_of(arena, *next);
	}
	node->slots[slot_of(number, 0)] = value;
}
