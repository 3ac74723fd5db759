#include "migration/sql.h"

#include <ctype.h>

// ---- reading --------------------------------------------------------------------------------------------------

// Index of the first piece that ends after `offset`.
static size_t first_piece_after(const Sql *sql, uint32_t offset)
{
	size_t low = 0, high = sql->piece_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (sql->pieces[middle].start + sql->pieces[middle].len > offset)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

// The part of `piece` that bytes [start, end) of the SQL touch.
static Span part_of(const SqlPiece *piece, uint32_t start, uint32_t end)
{
	Span span = piece->span;

	if (!piece->verbatim)
		return span;
	if (end < piece->start + piece->len)
		span.end = span.start + (end - piece->start);
	if (start > piece->start)
		span.start += start - piece->start;
	return span;
}

// Whether `next` continues `span` in the source, so that one span can stand for both.
static bool continues(Span span, Span next)
{
	return span.source == next.source && next.start >= span.start;
}

Span sql_span(const Sql *sql, uint32_t start, uint32_t end)
{
	Span span = { 0 };

	if (end <= start)
		end = start + 1;
	for (size_t i = first_piece_after(sql, start); i < sql->piece_count && sql->pieces[i].start < end;
	     i++) {
		Span part = part_of(&sql->pieces[i], start, end);
		if (!span.source)
			span = part;
		else if (continues(span, part) && part.end > span.end)
			span.end = part.end;
		else if (span.source != part.source || part.start < span.start)
			return sql->whole;
	}
	return span.source ? span : sql->whole;
}

static const SqlHole *hole_at(const Sql *sql, uint32_t offset)
{
	size_t low = 0, high = sql->hole_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (sql->holes[middle].start < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low < sql->hole_count && sql->holes[low].start == offset ? &sql->holes[low] : NULL;
}

Text *sql_text(Arena *arena, const Sql *sql, uint32_t start, uint32_t end)
{
	Text *text = text_new(arena);

	for (size_t i = first_piece_after(sql, start); start < end; i++) {
		const SqlPiece *piece = i < sql->piece_count ? &sql->pieces[i] : NULL;
		uint32_t from = piece && piece->start < end ? piece->start : end;
		if (start < from) // words of ours
			text_add(text, arena, (TextPiece){ .text = str_slice(sql->text, start, from) });
		if (from >= end)
			break;
		start = start < from ? from : start;
		uint32_t to = piece->start + piece->len < end ? piece->start + piece->len : end;
		const SqlHole *hole = hole_at(sql, piece->start);
		text_add(text, arena,
			 (TextPiece){ .text = str_slice(sql->text, start, hole ? start : to),
				      .span = part_of(piece, start, to),
				      .verbatim = piece->verbatim,
				      .hole = hole ? hole->expression : NULL });
		start = to;
	}
	return text;
}

// The number behind the first placeholder prefix in `name` at or after `*from`, which then stands behind it; SIZE_MAX without one.
static size_t next_hole(const Sql *sql, Str name, size_t *from, size_t *start)
{
	Str prefix = STR(SQL_HOLE_PREFIX);

	if (!sql->hole_count)
		return SIZE_MAX;
	for (size_t at = str_find(name, prefix, *from); at != SIZE_MAX; at = str_find(name, prefix, at + 1)) {
		size_t i = at + prefix.len, number = 0;
		while (i < name.len && isdigit((unsigned char)name.data[i]) && number < sql->hole_count)
			number = number * 10 + (size_t)(name.data[i++] - '0');
		if (i > at + prefix.len && number < sql->hole_count) {
			*start = at;
			*from = i;
			return number;
		}
	}
	return SIZE_MAX;
}

const SqlHole *sql_hole_in(const Sql *sql, Str name)
{
	size_t from = 0, start;
	size_t number = next_hole(sql, name, &from, &start);

	return number == SIZE_MAX ? NULL : &sql->holes[number];
}

Str sql_show(Arena *arena, const Sql *sql, Str text)
{
	Buffer shown = buffer_in(arena);
	size_t from = 0, start, done = 0, number;

	if (!sql->hole_count)
		return text;

	while ((number = next_hole(sql, text, &from, &start)) != SIZE_MAX) {
		buffer_add(&shown, text.data + done, start - done);
		buffer_printf(&shown, "{%s}", sql->holes[number].expression);
		done = from;
	}
	if (!done)
		return text;
	buffer_add(&shown, text.data + done, text.len - done);
	return buffer_str(&shown);
}

// ---- writing --------------------------------------------------------------------------------------------------

SqlWriter sql_writer(Arena *arena, Span whole)
{
	return (SqlWriter){ .arena = arena, .text = buffer_in(arena), .whole = whole };
}

void sql_puts(SqlWriter *writer, const char *words)
{
	buffer_puts(&writer->text, words);
}

void sql_add(SqlWriter *writer, Str words)
{
	buffer_add_str(&writer->text, words);
}

static void add_mapped(SqlWriter *writer, Str words, Span span, bool verbatim)
{
	SqlPiece piece = { (uint32_t)writer->text.len, (uint32_t)words.len, span, verbatim };

	if (words.len && span.source)
		array_push(writer->arena, &writer->pieces, piece);
	buffer_add_str(&writer->text, words);
}

void sql_add_from(SqlWriter *writer, Str words, Span span)
{
	add_mapped(writer, words, span, false);
}

void sql_add_piece(SqlWriter *writer, TextPiece piece)
{
	if (piece.hole)
		sql_add_hole(writer, piece.hole, piece.span);
	else
		add_mapped(writer, piece.text, piece.span, piece.verbatim);
}

void sql_add_text(SqlWriter *writer, const Text *text)
{
	for (size_t i = 0; i < text->pieces.len; i++)
		sql_add_piece(writer, text->pieces.items[i]);
}

static TextPiece piece_slice(TextPiece piece, size_t start, size_t end)
{
	if (piece.verbatim) {
		piece.span.end = piece.span.start + (uint32_t)end;
		piece.span.start += (uint32_t)start;
	}
	piece.text = str_slice(piece.text, start, end);
	return piece;
}

void sql_add_doubled(SqlWriter *writer, const Text *text, char quote)
{
	for (size_t i = 0; i < text->pieces.len; i++) {
		TextPiece piece = text->pieces.items[i];
		size_t done = 0, at;
		while (!piece.hole && (at = str_find_char(piece.text, quote, done)) != SIZE_MAX) {
			sql_add_piece(writer, piece_slice(piece, done, at + 1));
			sql_add(writer, (Str){ &quote, 1 });
			done = at + 1;
		}
		sql_add_piece(writer, piece.hole ? piece : piece_slice(piece, done, piece.text.len));
	}
}

void sql_add_hole(SqlWriter *writer, const char *expression, Span span)
{
	char *name = arena_printf(writer->arena, SQL_HOLE_PREFIX "%zu", writer->holes.len);
	SqlHole hole = { (uint32_t)writer->text.len, (uint32_t)strlen(name), expression, span };

	array_push(writer->arena, &writer->holes, hole);
	add_mapped(writer, str_from(name), span, false);
}

const Sql *sql_finish(SqlWriter *writer)
{
	Sql *sql = arena_new(writer->arena, Sql);

	buffer_puts(&writer->text, "");
	sql->text = buffer_str(&writer->text);
	sql->whole = writer->whole;
	sql->pieces = writer->pieces.items;
	sql->piece_count = writer->pieces.len;
	sql->holes = writer->holes.items;
	sql->hole_count = writer->holes.len;
	return sql;
}
