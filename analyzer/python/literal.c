#include "python/literal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "python/internal.h"

static Str without_underscores(Arena *arena, Str digits)
{
	char *copy = arena_alloc(arena, digits.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < digits.len; i++)
		if (digits.data[i] != '_')
			copy[len++] = digits.data[i];
	return (Str){ copy, len };
}

static int base_of(Str digits)
{
	if (digits.len < 2 || digits.data[0] != '0')
		return 10;
	switch (digits.data[1] | 0x20) {
	case 'x':
		return 16;
	case 'o':
		return 8;
	case 'b':
		return 2;
	default:
		return 10;
	}
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

Value *literal_integer(Arena *arena, Span span)
{
	Str digits = without_underscores(arena, span_text(span));
	int base = base_of(digits);
	Value *value = value_int(arena, span, 0);
	uint64_t number = 0;

	for (size_t i = base == 10 ? 0 : 2; i < digits.len; i++) {
		int digit = digit_of(digits.data[i]);

		if (digit >= base) // Python 2's 10L
			break;
		if (number > ((uint64_t)INT64_MAX - (uint64_t)digit) / (uint64_t)base) {
			value->number.digits = digits;
			return value;
		}
		number = number * (uint64_t)base + (uint64_t)digit;
	}
	value->integer = (int64_t)number;
	return value;
}

Str literal_float_digits(Arena *arena, double number)
{
	char digits[40];
	int precision = 1;

	if (!isfinite(number))
		return number != number ? STR("nan") : number > 0 ? STR("inf") : STR("-inf");
	do // the shortest that reads back the same
		snprintf(digits, sizeof digits, "%.*e", precision - 1, number);
	while (strtod(digits, NULL) != number && ++precision <= 17);
	double magnitude = fabs(number);
	if (magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e16)) {
		int exponent = atoi(strchr(digits, 'e') + 1);
		int decimals = precision - 1 - exponent;

		return str_from(arena_printf(arena, "%.*f", decimals < 1 ? 1 : decimals, number));
	}
	return str_from(arena_printf(arena, "%s", digits));
}

Value *literal_float(Arena *arena, Span span)
{
	Value *value = value_new(arena, VALUE_FLOAT, span);
	Str digits = without_underscores(arena, span_text(span));
	char *end = NULL;
	double number = strtod(digits.len ? str_dup(arena, digits) : "0", &end);

	value->number.digits = *end ? digits : literal_float_digits(arena, number);
	return value;
}

StringStyle literal_style(Str start)
{
	StringStyle style = { 0 };

	for (size_t i = 0; i < start.len; i++) {
		char c = start.data[i] | 0x20;

		style.raw |= c == 'r';
		style.bytes |= c == 'b';
		style.format |= c == 'f' || c == 't';
	}
	return style;
}

// Escape: what one backslash sequence means. `len` bytes of source, `bytes` of text; `kept` when it is no escape at all.
typedef struct Escape {
	size_t len;
	char bytes[4];
	size_t count;
	bool kept;
} Escape;

static void encode(Escape *escape, uint32_t point)
{
	if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
		point = 0xFFFD;
	if (point < 0x80) {
		escape->bytes[escape->count++] = (char)point;
		return;
	}
	int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
	static const unsigned char leads[] = { 0, 0xC0, 0xE0, 0xF0 };
	escape->bytes[escape->count++] = (char)(leads[more] | (point >> (6 * more)));
	while (more-- > 0)
		escape->bytes[escape->count++] = (char)(0x80 | ((point >> (6 * more)) & 0x3F));
}

static Escape numeric_escape(Str rest, size_t skip, size_t max, int base, bool exact, bool bytes)
{
	Escape escape = { .len = skip };
	uint32_t point = 0;

	while (escape.len < rest.len && escape.len - skip < max && digit_of(rest.data[escape.len]) < base)
		point = point * (uint32_t)base + (uint32_t)digit_of(rest.data[escape.len++]);
	if (exact && escape.len - skip != max)
		return (Escape){ .len = 2, .kept = true };
	if (bytes)
		escape.bytes[escape.count++] = (char)point;
	else
		encode(&escape, point);
	return escape;
}

// `rest` begins with a backslash and has at least one byte more.
static Escape read_escape(Str rest, bool bytes)
{
	static const char from[] = "ntr\\'\"abfv";
	static const char to[] = "\n\t\r\\'\"\a\b\f\v";
	char c = rest.data[1];
	const char *simple = c ? strchr(from, c) : NULL;

	if (simple)
		return (Escape){ .len = 2, .bytes = { to[simple - from] }, .count = 1 };
	if (c == '\n')
		return (Escape){ .len = 2 };
	if (c == '\r')
		return (Escape){ .len = rest.len > 2 && rest.data[2] == '\n' ? 3 : 2 };
	if (c >= '0' && c <= '7')
		return numeric_escape(rest, 1, 3, 8, false, bytes);
	if (c == 'x')
		return numeric_escape(rest, 2, 2, 16, true, bytes);
	if (!bytes && c == 'u')
		return numeric_escape(rest, 2, 4, 16, true, false);
	if (!bytes && c == 'U')
		return numeric_escape(rest, 2, 8, 16, true, false);
	return (Escape){ .len = 2, .kept = true };
}

// Segment: a piece of a literal being read.
typedef struct Segment {
	Arena *arena;
	Text *text;
	Span span;
	Str bytes;
	size_t run; // start of the verbatim run that is not added yet
} Segment;

static void flush(Segment *segment, size_t end)
{
	if (end > segment->run)
		text_add(segment->text, segment->arena,
			 (TextPiece){ .text = str_slice(segment->bytes, segment->run, end),
				      .span = { segment->span.source,
						segment->span.start + (uint32_t)segment->run,
						segment->span.start + (uint32_t)end },
				      .verbatim = true });
}

// Replaces source bytes [at, at + len) by `count` other ones.
static void replace(Segment *segment, size_t at, size_t len, const char *bytes, size_t count)
{
	uint32_t start = segment->span.start + (uint32_t)at;

	flush(segment, at);
	if (count)
		text_add(segment->text, segment->arena,
			 (TextPiece){ .text = { arena_strndup(segment->arena, bytes, count), count },
				      .span = { segment->span.source, start, start + (uint32_t)len } });
	segment->run = at + len;
}

// \N{NAME}: which character that is would take Unicode's list of names.
static size_t named_character(Segment *segment, size_t at)
{
	size_t end = str_find_char(segment->bytes, '}', at);

	if (end == SIZE_MAX || at + 2 >= segment->bytes.len || segment->bytes.data[at + 2] != '{')
		return 2;
	uint32_t start = segment->span.start + (uint32_t)at;
	Span span = { segment->span.source, start, segment->span.start + (uint32_t)end + 1 };
	flush(segment, at);
	text_append(segment->text, segment->arena,
		    text_hole(segment->arena, span, str_dup(segment->arena, span_text(span))));
	segment->run = end + 1;
	return end + 1 - at;
}

// How many source bytes the special thing at `at` takes; 0 when it is an ordinary byte.
static size_t read_special(Segment *segment, size_t at, StringStyle style)
{
	Str rest = str_slice(segment->bytes, at, segment->bytes.len);
	char next = rest.len > 1 ? rest.data[1] : '\0';

	if (next == 'N' && rest.data[0] == '\\' && !style.raw && !style.bytes)
		return named_character(segment, at);
	if (rest.data[0] == '\\' && !style.raw && rest.len > 1) {
		Escape escape = read_escape(rest, style.bytes);

		if (!escape.kept)
			replace(segment, at, escape.len, escape.bytes, escape.count);
		return escape.len;
	}
	if (rest.data[0] == '\r') { // Python reads every line end as \n
		size_t len = next == '\n' ? 2 : 1;

		replace(segment, at, len, "\n", 1);
		return len;
	}
	if (style.format && (rest.data[0] == '{' || rest.data[0] == '}') && next == rest.data[0]) {
		replace(segment, at, 2, rest.data, 1);
		return 2;
	}
	return 0;
}

void literal_segment(Arena *arena, Text *text, Span span, StringStyle style)
{
	Segment segment = { arena, text, span, span_text(span), 0 };
	size_t at = 0;

	while (at < segment.bytes.len) {
		char c = segment.bytes.data[at];
		size_t len = 0;

		if (c == '\\' || c == '\r' || c == '{' || c == '}')
			len = read_special(&segment, at, style);
		at += len ? len : 1;
	}
	flush(&segment, segment.bytes.len);
}
