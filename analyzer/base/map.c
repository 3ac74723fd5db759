#include "base/map.h"

// FNV-1a by words of eight bytes, stirred so that every bit of a word reaches the low ones: short keys, no hostile-collision
// guarantee needed beyond the size limits of the input.
static uint64_t add_word(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 1099511628211u;
	return hash ^ (hash >> 32);
}

// All bytes of a text shorter than a word; some of them twice, which the length tells apart.
static uint64_t short_word(const char *data, size_t len)
{
	uint32_t first = 0, last = 0;

	if (len >= sizeof(first)) {
		memcpy(&first, data, sizeof(first));
		memcpy(&last, data + len - sizeof(last), sizeof(last));
	} else if (len) {
		first = (unsigned char)data[0] | (uint32_t)(unsigned char)data[len / 2] << 8;
		last = (unsigned char)data[len - 1];
	}
	return first | (uint64_t)last << 32;
}

static uint64_t hash_of(Str key)
{
	const char *data = key.len ? key.data : "";
	uint64_t hash = 14695981039346656037u, word;
	size_t i = 0;

	for (; key.len - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, data + i, sizeof(word));
		hash = add_word(hash, word);
	}
	hash = add_word(hash, short_word(data + i, key.len - i) ^ key.len) * 0x9E3779B97F4A7C15u;
	return hash ^ (hash >> 29);
}

// The slot that holds `key` or the free one where it would go.
static uint32_t *find_slot(const Map *map, Str key)
{
	size_t mask = map->slot_count - 1;
	size_t i = (size_t)hash_of(key) & mask;

	while (map->slots[i] && !str_equal(map->entries[map->slots[i] - 1].key, key))
		i = (i + 1) & mask;
	return &map->slots[i];
}

static void rehash(Map *map, Arena *arena, size_t slot_count)
{
	map->slots = arena_array(arena, uint32_t, slot_count);
	map->slot_count = slot_count;
	for (size_t i = 0; i < map->len; i++)
		*find_slot(map, map->entries[i].key) = (uint32_t)(i + 1);
}

void *map_get(const Map *map, Str key)
{
	if (!map->slot_count)
		return NULL;
	uint32_t slot = *find_slot(map, key);
	return slot ? map->entries[slot - 1].value : NULL;
}

void map_set(Map *map, Arena *arena, Str key, void *value)
{
	if ((map->len + 1) * 2 > map->slot_count)
		rehash(map, arena, map->slot_count ? map->slot_count * 2 : 16);
	uint32_t *slot = find_slot(map, key);
	if (*slot) {
		map->entries[*slot - 1].value = value;
		return;
	}
	if (map->len == map->capacity) {
		size_t capacity = map->capacity ? map->capacity * 2 : 8;
		map->entries = arena_grow(arena, map->entries, map->capacity * sizeof(MapEntry),
					  capacity * sizeof(MapEntry));
		map->capacity = capacity;
	}
	map->entries[map->len++] = (MapEntry){ key, value };
	*slot = (uint32_t)map->len;
}

void map_remove(Map *map, Str key)
{
	if (!map->slot_count)
		return;
	uint32_t slot = *find_slot(map, key);
	if (slot)
		map->entries[slot - 1].value = NULL;
}
