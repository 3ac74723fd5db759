// array.h - Array(T): a growable array of T in an Arena.
//
//	Array(Span) spans = { 0 };
//	array_push(arena, &spans, span);
//	for (size_t i = 0; i < spans.len; i++) use(spans.items[i]);

#ifndef BASE_ARRAY_H
#define BASE_ARRAY_H

#include "base/arena.h"

#define Array(T)                 \
	struct {                 \
		T *items;        \
		size_t len;      \
		size_t capacity; \
	}

// Makes room for one more element, zeroed or stale, and counts it.
#define array_extend(arena, array)                                                                    \
	((array)->items = (array)->len < (array)->capacity                                            \
		 ? (array)->items                                                                     \
		 : array_grow_((arena), (array)->items, &(array)->capacity, sizeof(*(array)->items)), \
	 (void)(array)->len++)

// Appends `value`. Pointers into the array may become stale.
#define array_push(arena, array, ...) \
	(array_extend((arena), (array)), (void)((array)->items[(array)->len - 1] = (__VA_ARGS__)))

// Makes room for `count` elements in an empty array, whose number is known before.
#define array_reserve(arena, array, count)                                         \
	((array)->items = arena_alloc((arena), sizeof(*(array)->items) * (count)), \
	 (void)((array)->capacity = (count)))

#define array_last(array) (&(array)->items[(array)->len - 1])

// `items` with room for twice `*capacity` elements, at first for about a cache line of them: most arrays stay at one or two.
// Private to the macros.
static inline void *array_grow_(Arena *arena, void *items, size_t *capacity, size_t size)
{
	size_t first = size <= 8 ? 8 : size <= 64 ? 64 / size : 1;
	size_t grown = *capacity ? *capacity * 2 : first;

	items = arena_grow(arena, items, *capacity * size, grown * size);
	*capacity = grown;
	return items;
}

#endif
