// literal.h - what Python literals say: numbers, and the content of strings with the map back to the source.

#ifndef PYTHON_LITERAL_H
#define PYTHON_LITERAL_H

#include "python/code.h"
#include "python/value.h"

// An int as written at `span`: decimal with underscores, 0x, 0o, 0b.
Value *literal_integer(Arena *arena, Span span);
// A float (or imaginary number) as written at `span`, its digits as Python's repr() prints them.
Value *literal_float(Arena *arena, Span span);
// The digits repr() gives a float.
Str literal_float_digits(Arena *arena, double number);

// StringStyle: what the prefix of a string says.
typedef struct StringStyle {
	bool raw;
	bool bytes;
	bool format;
} StringStyle;
StringStyle literal_style(Str start);

// Appends the bytes of `segment` (source between the quotes, without interpolations) to `text`, escapes replaced.
// Runs without escapes are verbatim pieces; what an escape gives is a piece of its own that spans the escape.
void literal_segment(Arena *arena, Text *text, Span segment, StringStyle style);

#endif
