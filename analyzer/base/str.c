#include "base/str.h"

#include <stdint.h>

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool str_equal_nocase(Str a, Str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.data[i]) != lower(b.data[i]))
			return false;
	return true;
}

bool str_starts_with(Str s, Str prefix)
{
	return s.len >= prefix.len && str_equal(str_slice(s, 0, prefix.len), prefix);
}

bool str_ends_with(Str s, Str suffix)
{
	return s.len >= suffix.len && str_equal(str_slice(s, s.len - suffix.len, s.len), suffix);
}

int str_compare(Str a, Str b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len ? memcmp(a.data, b.data, len) : 0;

	if (order)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

size_t str_find(Str s, Str needle, size_t from)
{
	if (from > s.len || needle.len > s.len - from)
		return SIZE_MAX;
	if (!needle.len)
		return from;
	if (needle.len > s.len - from)
		return SIZE_MAX;
	const char *at = memmem(s.data + from, s.len - from, needle.data, needle.len);
	return at ? (size_t)(at - s.data) : SIZE_MAX;
}

size_t str_find_char(Str s, char c, size_t from)
{
	if (from >= s.len)
		return SIZE_MAX;
	const char *at = memchr(s.data + from, c, s.len - from);
	return at ? (size_t)(at - s.data) : SIZE_MAX;
}

Str str_trim(Str s)
{
	size_t start = 0, end = s.len;

	while (start < end && is_space(s.data[start]))
		start++;
	while (end > start && is_space(s.data[end - 1]))
		end--;
	return (Str){ s.data ? s.data + start : NULL, end - start };
}

char *str_dup(Arena *arena, Str s)
{
	return arena_strndup(arena, s.data, s.len);
}

static char *put(char *at, Str s)
{
	if (s.len)
		memcpy(at, s.data, s.len);
	return at + s.len;
}

Str str_join(Arena *arena, Str a, const char *between, Str b)
{
	Str middle = str_from(between);
	size_t len = a.len + middle.len + b.len;
	char *text = arena_alloc_raw(arena, len + 1);

	*put(put(put(text, a), middle), b) = '\0';
	return (Str){ text, len };
}

Str str_lower(Arena *arena, Str s)
{
	char *copy = str_dup(arena, s);

	for (size_t i = 0; i < s.len; i++)
		copy[i] = lower(copy[i]);
	return (Str){ copy, s.len };
}

enum { MAX_DISTANCE_BYTES = 63 };

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;

	return m < c ? m : c;
}

unsigned str_distance(Str a, Str b, unsigned limit)
{
	unsigned row[3][MAX_DISTANCE_BYTES + 1];

	if (a.len > MAX_DISTANCE_BYTES || b.len > MAX_DISTANCE_BYTES)
		return limit + 1;
	for (size_t j = 0; j <= b.len; j++)
		row[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a.len; i++) {
		unsigned *now = row[i % 3], *before = row[(i + 2) % 3], *twice = row[(i + 1) % 3];
		now[0] = (unsigned)i;
		for (size_t j = 1; j <= b.len; j++) {
			bool same = a.data[i - 1] == b.data[j - 1];
			now[j] = min3(before[j] + 1, now[j - 1] + 1, before[j - 1] + !same);
			if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] &&
			    a.data[i - 2] == b.data[j - 1] && twice[j - 2] + 1 < now[j])
				now[j] = twice[j - 2] + 1;
		}
	}
	unsigned distance = row[a.len % 3][b.len];
	return distance > limit ? limit + 1 : distance;
}
