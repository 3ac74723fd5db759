#include "base/format.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef struct Text {
	char *out;
	size_t room;
	size_t len; // may be past `room`
} Text;

static void add(Text *text, const char *data, size_t len)
{
	if (text->len < text->room && len) {
		size_t left = text->room - text->len;
		memcpy(text->out + text->len, data, len < left ? len : left);
	}
	text->len += len;
}

static void add_number(Text *text, uint64_t number, bool negative)
{
	char digits[24], *first = digits + sizeof(digits);

	do
		*--first = (char)('0' + number % 10);
	while (number /= 10);
	if (negative)
		*--first = '-';
	add(text, first, (size_t)(digits + sizeof(digits) - first));
}

// The length of the conversion behind a '%', 0 when it is none of ours.
static size_t conversion(const char *at)
{
	switch (at[0]) {
	case 's':
	case 'c':
	case 'd':
	case 'u':
	case '%':
		return 1;
	case 'z':
		return at[1] == 'u' ? 2 : 0;
	case '.':
		return at[1] == '*' && at[2] == 's' ? 3 : 0;
	default:
		return 0;
	}
}

static void add_slice(Text *text, int precision, const char *data)
{
	if (!data)
		data = "(null)"; // as glibc has it
	add(text, data, precision < 0 ? strlen(data) : strnlen(data, (size_t)precision));
}

// `args` is a pointer to a copy, since a va_list cannot be handed on and then be used again.
static void convert(Text *text, const char *at, va_list *args)
{
	char c;
	int number;

	switch (at[0]) {
	case 's':
		add_slice(text, -1, va_arg(*args, const char *));
		break;
	case 'c':
		c = (char)va_arg(*args, int);
		add(text, &c, 1);
		break;
	case 'd':
		number = va_arg(*args, int);
		add_number(text, number < 0 ? -(uint64_t)number : (uint64_t)number, number < 0);
		break;
	case 'u':
		add_number(text, va_arg(*args, unsigned), false);
		break;
	case 'z':
		add_number(text, va_arg(*args, size_t), false);
		break;
	case '.':
		number = va_arg(*args, int);
		add_slice(text, number, va_arg(*args, const char *));
		break;
	default:
		add(text, "%", 1);
	}
}

int format_text(char *out, size_t room, const char *format, va_list args)
{
	Text text = { .out = out, .room = room };
	va_list rest;
	const char *at = format;
	size_t len = 1;

	va_copy(rest, args);
	while (*at && len) {
		const char *stop = strchrnul(at, '%');
		add(&text, at, (size_t)(stop - at));
		at = stop;
		if (*stop && (len = conversion(stop + 1))) {
			convert(&text, stop + 1, &rest);
			at = stop + 1 + len;
		}
	}
	va_end(rest);
	if (*at)
		return vsnprintf(out, room, format, args);
	if (room)
		out[text.len < room ? text.len : room - 1] = '\0';
	return text.len <= INT_MAX ? (int)text.len : -1;
}
