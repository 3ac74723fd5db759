// Texts without the white space around them: strip, dedent, cleandoc. Everything is made of slices, so the map is kept.

#include "python/builtin.h"

static bool among(char c, const char *characters)
{
	return c && strchr(characters, c);
}

static size_t leading(const Text *text, const char *characters)
{
	size_t count = 0;

	for (size_t i = 0; i < text->pieces.len; i++) {
		const TextPiece *piece = &text->pieces.items[i];
		size_t j = 0;

		while (j < piece->text.len && among(piece->text.data[j], characters))
			j++;
		count += j;
		if (piece->hole || j < piece->text.len)
			break;
	}
	return count;
}

static size_t trailing(const Text *text, const char *characters)
{
	size_t count = 0;

	for (size_t i = text->pieces.len; i-- > 0;) {
		const TextPiece *piece = &text->pieces.items[i];
		size_t j = 0;

		while (j < piece->text.len && among(piece->text.data[piece->text.len - 1 - j], characters))
			j++;
		count += j;
		if (piece->hole || j < piece->text.len)
			break;
	}
	return count;
}

// The first `len` bytes with all holes up to and at that place.
static Text *cut_end(Arena *arena, const Text *text, size_t len)
{
	Text *cut = text_slice(arena, text, 0, len);

	if (len < text->len)
		text_add_holes(cut, arena, text, len);
	return cut;
}

Text *text_strip(Arena *arena, const Text *text, const char *characters, bool left, bool right)
{
	size_t start = left ? leading(text, characters) : 0;
	Text *rest = text_slice(arena, text, start, text->len);

	return right ? cut_end(arena, rest, rest->len - trailing(rest, characters)) : (Text *)rest;
}

// Line: bytes [start, end) without the line end, `next` the start of the following one.
typedef struct Line {
	size_t start;
	size_t end;
	size_t next;
	size_t indent; // leading blanks and tabs before any hole
	bool blank;    // nothing but white space, no hole
} Line;
typedef Array(Line) Lines;

// Where the first hole at or behind `from` is; `*i` and `*at` remember how far the pieces were looked at.
static size_t next_hole(const Text *text, size_t from, size_t *i, size_t *at)
{
	while (*i < text->pieces.len && !(text->pieces.items[*i].hole && *at >= from))
		*at += text->pieces.items[(*i)++].text.len;
	return *i < text->pieces.len ? *at : SIZE_MAX;
}

static Lines read_lines(Arena *arena, const Text *text, Str bytes)
{
	Lines lines = { 0 };
	size_t piece = 0;
	size_t at = 0;

	for (size_t start = 0; start <= bytes.len;) {
		size_t end = str_find_char(bytes, '\n', start);
		Line line = { .start = start, .end = end == SIZE_MAX ? bytes.len : end };
		size_t hole = next_hole(text, start, &piece, &at);
		size_t i = start;

		line.next = end == SIZE_MAX ? bytes.len : end + 1;
		while (i < line.end && i < hole && (bytes.data[i] == ' ' || bytes.data[i] == '\t'))
			i++;
		line.indent = i - start;
		line.blank = i == line.end && (hole > line.end || (hole == line.end && hole != i));
		array_push(arena, &lines, line);
		if (end == SIZE_MAX)
			break;
		start = line.next;
	}
	return lines;
}

// How many bytes two indents have in common.
static size_t common(Str bytes, const Line *a, size_t a_len, const Line *b)
{
	size_t len = a_len < b->indent ? a_len : b->indent;
	size_t same = 0;

	while (same < len && bytes.data[a->start + same] == bytes.data[b->start + same])
		same++;
	return same;
}

static size_t margin_of(Str bytes, const Lines *lines, size_t first)
{
	const Line *model = NULL;
	size_t margin = 0;

	for (size_t i = first; i < lines->len; i++) {
		const Line *line = &lines->items[i];

		if (line->blank)
			continue;
		margin = model ? common(bytes, model, margin, line) : line->indent;
		if (!model)
			model = line;
	}
	return margin;
}

// Line `line` without `margin` bytes in front, with its line end.
static void add_line(Arena *arena, Text *result, const Text *text, const Line *line, size_t margin)
{
	size_t start = line->blank ? line->end : line->start + margin;

	text_append(result, arena,
		    text_slice(arena, text, start < line->next ? start : line->next, line->next));
}

Text *text_dedent(Arena *arena, const Text *text)
{
	Str bytes = text_bytes(text, arena);
	Lines lines = read_lines(arena, text, bytes);
	size_t margin = margin_of(bytes, &lines, 0);
	Text *result = text_new(arena);

	for (size_t i = 0; i < lines.len; i++)
		add_line(arena, result, text, &lines.items[i], margin);
	return result;
}

Text *text_cleandoc(Arena *arena, const Text *text)
{
	Str bytes = text_bytes(text, arena);
	Lines lines = read_lines(arena, text, bytes);
	size_t margin = margin_of(bytes, &lines, 1);
	Text *result = text_new(arena);

	for (size_t i = 0; i < lines.len; i++)
		add_line(arena, result, text, &lines.items[i], i ? margin : lines.items[i].indent);
	return text_strip(arena, result, "\n", true, true);
}
