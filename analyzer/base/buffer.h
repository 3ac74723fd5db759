// buffer.h - Buffer, bytes that grow; they live in an Arena, so a Buffer is never freed by itself.

#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include "base/arena.h"
#include "base/str.h"

// Buffer: `data` holds `len` bytes and, once anything was added, a NUL behind them that is not counted.
typedef struct Buffer {
	Arena *arena;
	char *data;
	size_t len;
	size_t capacity;
} Buffer;

static inline Buffer buffer_in(Arena *arena)
{
	return (Buffer){ .arena = arena };
}

void buffer_add(Buffer *buffer, const char *data, size_t len);
void buffer_add_str(Buffer *buffer, Str text);
// Here, so that the length of a literal is a constant.
static inline void buffer_puts(Buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}
void buffer_putc(Buffer *buffer, char c);
// `len` bytes more, for the caller to write at once: they are anything.
char *buffer_extend(Buffer *buffer, size_t len);
// `c`, `times` times.
void buffer_fill(Buffer *buffer, char c, size_t times);
void buffer_printf(Buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Forgets the content, keeps the memory.
void buffer_clear(Buffer *buffer);

// The content as a slice; valid until the next change of the buffer.
static inline Str buffer_str(const Buffer *buffer)
{
	return (Str){ buffer->data ? buffer->data : "", buffer->len };
}

#endif
