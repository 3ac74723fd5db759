#include "base/buffer.h"

#include <stdarg.h>

#include "base/format.h"

enum { PRINTED_BYTES = 80 }; // what is printed at once rarely needs more

static void grow(Buffer *buffer, size_t want)
{
	size_t capacity = buffer->capacity ? buffer->capacity * 2 : 64;
	if (capacity < want)
		capacity = want;
	buffer->data = arena_grow(buffer->arena, buffer->data, buffer->capacity, capacity);
	buffer->capacity = capacity;
}

static inline void reserve(Buffer *buffer, size_t more)
{
	size_t want = buffer->len + more + 1;

	if (want > buffer->capacity)
		grow(buffer, want);
}

char *buffer_extend(Buffer *buffer, size_t len)
{
	reserve(buffer, len);
	char *start = buffer->data + buffer->len;
	buffer->len += len;
	buffer->data[buffer->len] = '\0';
	return start;
}

void buffer_add(Buffer *buffer, const char *data, size_t len)
{
	reserve(buffer, len);
	if (len)
		memcpy(buffer->data + buffer->len, data, len);
	buffer->len += len;
	buffer->data[buffer->len] = '\0';
}

void buffer_add_str(Buffer *buffer, Str text)
{
	buffer_add(buffer, text.data, text.len);
}

void buffer_putc(Buffer *buffer, char c)
{
	reserve(buffer, 1);
	buffer->data[buffer->len++] = c;
	buffer->data[buffer->len] = '\0';
}

void buffer_fill(Buffer *buffer, char c, size_t times)
{
	reserve(buffer, times);
	memset(buffer->data + buffer->len, c, times);
	buffer->len += times;
	buffer->data[buffer->len] = '\0';
}

void buffer_printf(Buffer *buffer, const char *format, ...)
{
	va_list args;

	reserve(buffer, PRINTED_BYTES);
	size_t room = buffer->capacity - buffer->len;
	va_start(args, format);
	int len = format_text(buffer->data + buffer->len, room, format, args);
	va_end(args);
	if (len > 0 && (size_t)len >= room) {
		reserve(buffer, (size_t)len);
		va_start(args, format);
		format_text(buffer->data + buffer->len, (size_t)len + 1, format, args);
		va_end(args);
	}
	buffer->len += len > 0 ? (size_t)len : 0;
}

void buffer_clear(Buffer *buffer)
{
	buffer->len = 0;
	if (buffer->data)
		buffer->data[0] = '\0';
}
