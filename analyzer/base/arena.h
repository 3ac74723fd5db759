// arena.h - memory with one owner: everything in an Arena is freed together.
//
// Low-level primitive: it knows nothing of the program above it. Allocation never
// returns NULL; when the system has no memory left the program ends with a message
// and status 2 (there is nothing better a linter can do).

#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

typedef struct ArenaBlock ArenaBlock;

// Arena: a growing list of blocks.
// - `block`: the block being filled; older ones hang behind it
// - `last`: the most recent allocation, which arena_grow() can extend in place
typedef struct Arena {
	ArenaBlock *block;
	char *last;
} Arena;

// `size` zeroed bytes, aligned for any type. Size 0 gives a valid pointer.
void *arena_alloc(Arena *arena, size_t size);

// The same with any bytes in it, for what is overwritten at once; not for arena_grow().
void *arena_alloc_raw(Arena *arena, size_t size);

// `data` (from this arena, `old_size` bytes) grown to `new_size`, new bytes zeroed. Extends in
// place when it was the last allocation, otherwise copies. `data` may be NULL with old_size 0.
void *arena_grow(Arena *arena, void *data, size_t old_size, size_t new_size);

// A NUL-terminated copy of `len` bytes.
char *arena_strndup(Arena *arena, const char *data, size_t len);

// A NUL-terminated formatted string.
char *arena_printf(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(Arena *arena, const char *format, va_list args);

// Frees everything; the arena may be used again and is then empty.
void arena_release(Arena *arena);

// Bytes handed out so far (for memory figures in tests and bench).
size_t arena_used(const Arena *arena);

#define arena_new(arena, T) ((T *)arena_alloc((arena), sizeof(T)))
#define arena_array(arena, T, n) ((T *)arena_alloc((arena), sizeof(T) * (n)))

#endif
