#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/format.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISON 1
#endif
#endif

#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
#define poison(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define unpoison(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
#define poison(p, n) ((void)(p), (void)(n))
#define unpoison(p, n) ((void)(p), (void)(n))
#endif

enum { ALIGNMENT = 16, FIRST_BLOCK_BYTES = 16 * 1024, MAX_BLOCK_BYTES = 1024 * 1024, CLEAR_BYTES = 1024 };

// ArenaBlock: where allocations come from, one after the other.
// - `cleared`: never before `used`; what lies between them is zero. It runs ahead in steps of CLEAR_BYTES: clearing whole
//   blocks costs as much as a tenth of parsing a small file, clearing each allocation costs a call for 16 bytes
struct ArenaBlock {
	ArenaBlock *older;
	size_t size; // bytes in data
	size_t used;
	size_t cleared;
	_Alignas(16) char data[];
};

static size_t round_up(size_t size)
{
	return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

static void die_out_of_memory(size_t size)
{
	fprintf(stderr, "miglint: out of memory (%zu bytes wanted)\n", size);
	exit(2);
}

static void add_block(Arena *arena, size_t want)
{
	size_t size = arena->block ? arena->block->size * 2 : FIRST_BLOCK_BYTES;

	if (size > MAX_BLOCK_BYTES)
		size = MAX_BLOCK_BYTES;
	if (size < want)
		size = want;
	ArenaBlock *block = malloc(sizeof(ArenaBlock) + size);
	if (!block)
		die_out_of_memory(size);
	*block = (ArenaBlock){ .older = arena->block, .size = size };
	poison(block->data, size);
	arena->block = block;
}

// The next `size` bytes, still poisoned and not cleared.
static char *take(Arena *arena, size_t size)
{
	if (size > SIZE_MAX / 2)
		die_out_of_memory(size);
	size_t rounded = round_up(size ? size : 1);
	if (!arena->block || arena->block->size - arena->block->used < rounded)
		add_block(arena, rounded);
	ArenaBlock *block = arena->block;
	char *data = block->data + block->used;
	block->used += rounded;
	arena->last = data;
	return data;
}

// Clears up to `used` and some way ahead; what it clears stays poisoned.
static void clear(ArenaBlock *block)
{
	if (block->cleared >= block->used)
		return;
	char *start = block->data + block->cleared;
	block->cleared = block->size - block->used > CLEAR_BYTES ? block->used + CLEAR_BYTES : block->size;
	size_t size = (size_t)(block->data + block->cleared - start);
	unpoison(start, size);
	memset(start, 0, size);
	poison(start, size);
}

// Most allocations are small and fit in what is cleared.
static void *alloc_cleared(Arena *arena, size_t size)
{
	ArenaBlock *block = arena->block;
	size_t rounded = round_up(size);

	if (!block || !size || size > CLEAR_BYTES || block->cleared - block->used < rounded)
		return NULL;
	arena->last = block->data + block->used;
	block->used += rounded;
	unpoison(arena->last, size);
	return arena->last;
}

void *arena_alloc(Arena *arena, size_t size)
{
	char *data = alloc_cleared(arena, size);

	if (data)
		return data;
	data = take(arena, size);

	clear(arena->block);
	unpoison(data, size);
	return data;
}

void *arena_alloc_raw(Arena *arena, size_t size)
{
	char *data = take(arena, size);

	if (arena->block->cleared < arena->block->used)
		arena->block->cleared = arena->block->used;
	unpoison(data, size);
	return data;
}

// Whether `data` is the last allocation and its block has room for `new_size` bytes of it.
static int fits_in_place(const Arena *arena, const char *data, size_t new_size)
{
	const ArenaBlock *block = arena->block;

	return data && data == arena->last &&
		(size_t)(data - block->data) + round_up(new_size) <= block->size;
}

void *arena_grow(Arena *arena, void *data, size_t old_size, size_t new_size)
{
	if (new_size <= old_size)
		return data;
	if (new_size <= SIZE_MAX / 2 && fits_in_place(arena, data, new_size)) {
		arena->block->used = (size_t)((char *)data - arena->block->data) + round_up(new_size);
		clear(arena->block);
		unpoison(data, new_size);
		return data;
	}
	void *copy = arena_alloc(arena, new_size);
	if (old_size)
		memcpy(copy, data, old_size);
	return copy;
}

char *arena_strndup(Arena *arena, const char *data, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	if (len)
		memcpy(copy, data, len);
	return copy;
}

char *arena_vprintf(Arena *arena, const char *format, va_list args)
{
	char few[256];
	va_list again;

	va_copy(again, args);
	int len = format_text(few, sizeof(few), format, again);
	va_end(again);
	if (len < (int)sizeof(few))
		return arena_strndup(arena, few, len > 0 ? (size_t)len : 0);
	char *text = arena_alloc(arena, (size_t)len + 1);
	format_text(text, (size_t)len + 1, format, args);
	return text;
}

char *arena_printf(Arena *arena, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	char *text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

void arena_release(Arena *arena)
{
	while (arena->block) {
		ArenaBlock *older = arena->block->older;
		unpoison(arena->block->data, arena->block->size);
		free(arena->block);
		arena->block = older;
	}
	arena->last = NULL;
}

size_t arena_used(const Arena *arena)
{
	size_t used = 0;

	for (const ArenaBlock *block = arena->block; block; block = block->older)
		used += block->used;
	return used;
}
