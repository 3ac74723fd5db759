#include "report/terminal.h"

#include <stdint.h>

#include "report/utf8.h"

#define TAB_COLUMNS 4

static const char *const escapes[STYLE_COUNT] = {
	[STYLE_ERROR] = "\033[1;91m", [STYLE_WARNING] = "\033[1;33m", [STYLE_NOTE] = "\033[1;92m",
	[STYLE_HELP] = "\033[1;96m",  [STYLE_GUTTER] = "\033[1;94m",  [STYLE_BOLD] = "\033[1m",
	[STYLE_GOOD] = "\033[1;32m",
};

Style style_of_severity(Severity severity)
{
	static const Style styles[SEVERITY_COUNT] = {
		[SEVERITY_NOTE] = STYLE_NOTE,
		[SEVERITY_WARNING] = STYLE_WARNING,
		[SEVERITY_ERROR] = STYLE_ERROR,
	};
	return styles[severity];
}

void style_begin(Buffer *out, bool color, Style style)
{
	if (color && escapes[style])
		buffer_puts(out, escapes[style]);
}

void style_end(Buffer *out, bool color, Style style)
{
	if (color && escapes[style])
		buffer_puts(out, "\033[0m");
}

void style_add(Buffer *out, bool color, Style style, const char *text)
{
	style_begin(out, color, style);
	buffer_puts(out, text);
	style_end(out, color, style);
}

typedef struct Range {
	uint32_t first, last;
} Range;

// Shown two columns wide: East Asian wide and fullwidth blocks, emoji.
static const Range wide[] = {
	{ 0x1100, 0x115F },   { 0x231A, 0x231B },   { 0x23E9, 0x23EC },   { 0x2E80, 0x303E },
	{ 0x3041, 0x33FF },   { 0x3400, 0x4DBF },   { 0x4E00, 0x9FFF },   { 0xA000, 0xA4CF },
	{ 0xA960, 0xA97F },   { 0xAC00, 0xD7A3 },   { 0xF900, 0xFAFF },   { 0xFE30, 0xFE6F },
	{ 0xFF00, 0xFF60 },   { 0xFFE0, 0xFFE6 },   { 0x16FE0, 0x18CFF }, { 0x1B000, 0x1B2FF },
	{ 0x1F1E6, 0x1F1FF }, { 0x1F300, 0x1F64F }, { 0x1F680, 0x1F6FF }, { 0x1F900, 0x1FAFF },
	{ 0x20000, 0x3FFFD },
};
// Shown on the character before them.
static const Range combining[] = {
	{ 0x0300, 0x036F }, { 0x0483, 0x0489 }, { 0x0591, 0x05BD }, { 0x064B, 0x065F }, { 0x1AB0, 0x1AFF },
	{ 0x1DC0, 0x1DFF }, { 0x20D0, 0x20FF }, { 0xFE00, 0xFE0F }, { 0xFE20, 0xFE2F },
};
// Not shown: zero-width marks and the BOM.
static const Range invisible[] = { { 0x200B, 0x200D }, { 0x2060, 0x2064 }, { UTF8_BOM, UTF8_BOM } };
// C1 controls and the marks that reorder text.
static const Range harmful[] = {
	{ 0x80, 0x9F }, { 0x061C, 0x061C }, { 0x200E, 0x200F }, { 0x2028, 0x202E }, { 0x2066, 0x2069 },
};

#define IN(ranges, c) in_ranges((ranges), sizeof(ranges) / sizeof((ranges)[0]), (c))
static bool in_ranges(const Range *ranges, size_t count, uint32_t c)
{
	for (size_t i = 0; i < count; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

// Glyph: what a code point is shown as, and how many columns that takes; width 0 and 0 for what is not shown.
typedef struct Glyph {
	uint32_t shown;
	size_t width;
} Glyph;

static Glyph glyph_of(uint32_t c)
{
	if (c >= 0x20 && c < 0x7F)
		return (Glyph){ c, 1 };
	if (c == '\t')
		return (Glyph){ ' ', TAB_COLUMNS };
	if (c < 0x20)
		return (Glyph){ 0x2400 + c, 1 };
	if (c == 0x7F)
		return (Glyph){ 0x2421, 1 };
	if (IN(harmful, c))
		return (Glyph){ UTF8_REPLACEMENT, 1 };
	if (IN(invisible, c))
		return (Glyph){ 0, 0 };
	if (IN(combining, c))
		return (Glyph){ c, 0 };
	return (Glyph){ c, IN(wide, c) ? 2 : 1 };
}

static void add_glyph(Buffer *out, Glyph glyph)
{
	if (glyph.shown == ' ')
		buffer_fill(out, ' ', glyph.width);
	else if (glyph.shown)
		utf8_add(out, glyph.shown);
}

// Whether all of eight bytes are from 0x20 to 0x7E: where one is not, the top bit of its byte is set or subtracting borrows. What it
// borrows from may look wrong too; then the bytes are looked at one by one.
static bool are_plain(uint64_t bytes)
{
	uint64_t del = bytes ^ EACH_BYTE(0x7F);

	return (((bytes - EACH_BYTE(0x20)) | (del - EACH_BYTE(1)) | bytes) & EACH_BYTE(0x80)) == 0;
}

// How many bytes of `text` from byte `start` on are shown as they are, one column each.
static size_t plain_bytes(Str text, size_t start)
{
	size_t i = start;
	uint64_t bytes;

	for (; text.len - i >= sizeof(bytes); i += sizeof(bytes)) {
		memcpy(&bytes, text.data + i, sizeof(bytes));
		if (!are_plain(bytes))
			break;
	}
	while (i < text.len && text.data[i] >= 0x20 && text.data[i] < 0x7F)
		i++;
	return i - start;
}

// Adds what the window shows of `count` plain bytes, the first of which stands in `column`.
static void add_plain(Buffer *out, const char *bytes, size_t count, size_t column, Window window)
{
	size_t from = window.from > column ? window.from - column : 0;
	size_t to = window.to - column < count ? window.to - column : count;

	if (from < to)
		buffer_add(out, bytes + from, to - from);
}

void terminal_add_window(Buffer *out, Str text, Window window)
{
	size_t column = 0, i = 0;
	bool cut = false;

	if (window.from > 0)
		buffer_puts(out, "…");
	while (i < text.len && !cut) {
		size_t size, plain = plain_bytes(text, i);
		if (plain) {
			add_plain(out, text.data + i, plain, column, window);
			cut = column + plain > window.to;
			column += plain;
			i += plain;
			continue;
		}
		Glyph glyph = glyph_of(utf8_decode(text.data + i, text.len - i, &size));
		if (column + glyph.width > window.to)
			cut = true;
		else if (column >= window.from)
			add_glyph(out, glyph);
		column += glyph.width;
		i += size;
	}
	if (cut)
		buffer_puts(out, "…");
}

void terminal_add(Buffer *out, Str text)
{
	terminal_add_window(out, text, WINDOW_ALL);
}

size_t terminal_width(Str text)
{
	size_t width = 0, size;

	for (size_t i = 0; i < text.len; i += size) {
		size = plain_bytes(text, i);
		width += size;
		if (!size)
			width += glyph_of(utf8_decode(text.data + i, text.len - i, &size)).width;
	}
	return width;
}
