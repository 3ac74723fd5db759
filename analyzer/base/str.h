// str.h - Str, a borrowed slice of bytes. Never assumed NUL-terminated; embedded NULs are bytes like others.

#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"

typedef struct Str {
	const char *data; // may be NULL when len is 0
	size_t len;       // bytes
} Str;

#define STR(literal) ((Str){ "" literal, sizeof(literal) - 1 })
#define STR_NONE ((Str){ NULL, 0 })
// For printf("%.*s"): STR_ARG(s) gives the two arguments.
#define STR_ARG(s) (int)(s).len, (s).len ? (s).data : ""

static inline Str str_from(const char *text)
{
	return (Str){ text, text ? strlen(text) : 0 };
}

static inline bool str_equal(Str a, Str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

// Most texts differ in their first byte: then `text` need not be measured.
static inline bool str_is(Str a, const char *text)
{
	return text && a.len ? a.data[0] == text[0] && str_equal(a, str_from(text))
			     : !a.len && (!text || !*text);
}

static inline Str str_slice(Str s, size_t start, size_t end)
{
	return (Str){ s.data ? s.data + start : NULL, end - start }; // C has no NULL + 0
}

// ASCII case is ignored in both.
bool str_equal_nocase(Str a, Str b);
bool str_starts_with(Str s, Str prefix);
bool str_ends_with(Str s, Str suffix);
// memcmp order, shorter first on a tie: <0, 0, >0.
int str_compare(Str a, Str b);
// Byte offset of the first `needle` at or after `from`; SIZE_MAX when there is none.
size_t str_find(Str s, Str needle, size_t from);
size_t str_find_char(Str s, char c, size_t from);
// Without ASCII white space at both ends.
Str str_trim(Str s);
// A NUL-terminated copy in `arena`.
char *str_dup(Arena *arena, Str s);
// `a`, `between` and `b` in one, NUL-terminated in `arena`.
Str str_join(Arena *arena, Str a, const char *between, Str b);
// Lower-cased ASCII copy in `arena`.
Str str_lower(Arena *arena, Str s);
// Edit distance (Damerau-Levenshtein, adjacent swaps count one); more than `limit` answers limit + 1. For "did you mean".
unsigned str_distance(Str a, Str b, unsigned limit);

#endif
