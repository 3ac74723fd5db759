#include "python/text.h"

#include "base/buffer.h"

Text *text_new(Arena *arena)
{
	return arena_new(arena, Text);
}

Text *text_literal(Arena *arena, Str bytes, Span span, bool verbatim)
{
	Text *text = text_new(arena);

	text_add(text, arena, (TextPiece){ .text = bytes, .span = span, .verbatim = verbatim });
	return text;
}

Text *text_hole(Arena *arena, Span span, const char *expression)
{
	Text *text = text_new(arena);

	text_add(text, arena, (TextPiece){ .span = span, .hole = expression });
	return text;
}

// Whether `piece` goes on exactly where the last one ends, in the source and in memory.
static bool continues(const TextPiece *last, const TextPiece *piece)
{
	return last->verbatim && piece->verbatim && !last->hole && !piece->hole &&
		last->span.source == piece->span.source && last->span.end == piece->span.start &&
		last->text.data + last->text.len == piece->text.data;
}

void text_add(Text *text, Arena *arena, TextPiece piece)
{
	if (!piece.hole) {
		if (!piece.text.len)
			return;
		if (text->len >= MAX_TEXT_BYTES)
			return;
		if (piece.text.len > MAX_TEXT_BYTES - text->len)
			piece.text.len = MAX_TEXT_BYTES - text->len;
		if (piece.verbatim)
			piece.span.end = piece.span.start + (uint32_t)piece.text.len;
		text->len += piece.text.len;
		if (text->pieces.len && continues(array_last(&text->pieces), &piece)) {
			array_last(&text->pieces)->text.len += piece.text.len;
			array_last(&text->pieces)->span.end = piece.span.end;
			return;
		}
	}
	array_push(arena, &text->pieces, piece);
}

void text_append(Text *text, Arena *arena, const Text *more)
{
	// A text may be appended to itself: count first.
	size_t count = more->pieces.len;

	for (size_t i = 0; i < count; i++)
		text_add(text, arena, more->pieces.items[i]);
}

Text *text_concat(Arena *arena, const Text *a, const Text *b)
{
	Text *text = text_new(arena);

	text_append(text, arena, a);
	text_append(text, arena, b);
	return text;
}

bool text_has_hole(const Text *text)
{
	for (size_t i = 0; i < text->pieces.len; i++)
		if (text->pieces.items[i].hole)
			return true;
	return false;
}

Str text_bytes(const Text *text, Arena *arena)
{
	if (!text->len)
		return STR("");
	if (text->pieces.len == 1)
		return text->pieces.items[0].text;
	char *bytes = arena_alloc(arena, text->len + 1);
	size_t at = 0;
	for (size_t i = 0; i < text->pieces.len; i++) {
		Str piece = text->pieces.items[i].text;

		if (!piece.len)
			continue;
		memcpy(bytes + at, piece.data, piece.len);
		at += piece.len;
	}
	return (Str){ bytes, at };
}

// Bytes [start, end) of one literal piece.
static TextPiece cut(const TextPiece *piece, size_t start, size_t end)
{
	TextPiece part = *piece;

	part.text = str_slice(piece->text, start, end);
	if (piece->verbatim) {
		part.span.start = piece->span.start + (uint32_t)start;
		part.span.end = piece->span.start + (uint32_t)end;
	}
	return part;
}

Text *text_slice(Arena *arena, const Text *text, size_t start, size_t end)
{
	Text *slice = text_new(arena);
	size_t at = 0;

	for (size_t i = 0; i < text->pieces.len && at <= end; i++) {
		const TextPiece *piece = &text->pieces.items[i];
		size_t from = start > at ? start - at : 0;
		size_t to = end - at < piece->text.len ? end - at : piece->text.len;

		if (piece->hole && at >= start && (at < end || end >= text->len))
			text_add(slice, arena, *piece);
		else if (!piece->hole && from < to)
			text_add(slice, arena, cut(piece, from, to));
		at += piece->text.len;
	}
	return slice;
}

void text_add_holes(Text *text, Arena *arena, const Text *more, size_t at)
{
	size_t here = 0;

	for (size_t i = 0; i < more->pieces.len && here <= at; i++) {
		if (more->pieces.items[i].hole && here == at)
			text_add(text, arena, more->pieces.items[i]);
		here += more->pieces.items[i].text.len;
	}
}

Text *text_map(Arena *arena, const Text *text, char (*map)(char))
{
	Text *mapped = text_new(arena);

	for (size_t i = 0; i < text->pieces.len; i++) {
		TextPiece piece = text->pieces.items[i];
		char *bytes = arena_alloc(arena, piece.text.len + 1);

		for (size_t j = 0; j < piece.text.len; j++)
			bytes[j] = map(piece.text.data[j]);
		if (piece.text.len && memcmp(bytes, piece.text.data, piece.text.len) != 0) {
			piece.text.data = bytes;
			piece.verbatim = false;
		}
		text_add(mapped, arena, piece);
	}
	return mapped;
}
