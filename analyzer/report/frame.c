#include "report/frame.h"

#include <stdio.h>

// Longer lines are cut around the span; generated SQL reaches tens of thousands of columns.
#define MAX_SHOWN_COLUMNS 160
#define COLUMNS_BEFORE_SPAN 40
// SQL is there to recognise the statement by.
#define MAX_SQL_LINES 8

// Whether nothing of a line could be seen through `window`.
static bool is_blank(const Source *source, uint32_t line, Window window)
{
	Str text = span_text(source_line_span(source, line));

	return str_trim(text).len == 0 || terminal_width(text) <= window.from;
}

static uint32_t line_after(Span span)
{
	uint32_t line = source_line(span.source, span.start);

	return line < span.source->line_count ? line + 1 : line;
}

Frame frame_for(Buffer *out, bool color, Style style, Span span)
{
	Frame frame = { .out = out, .color = color, .gutter = 1, .style = style };

	if (span.source)
		frame.gutter = snprintf(NULL, 0, "%u", (unsigned)line_after(span));
	return frame;
}

void frame_add_place(Buffer *out, Span span)
{
	Position position = source_position(span.source, span.start, COLUMN_CODE_POINTS);

	terminal_add(out, str_from(span.source->path));
	buffer_printf(out, ":%u:%u", (unsigned)position.line, (unsigned)position.column);
}

// The gutter with `mark` behind it: "   |", "  ::: ".
static void add_mark(const Frame *frame, int indent, const char *mark)
{
	buffer_fill(frame->out, ' ', (size_t)(frame->gutter + indent));
	style_add(frame->out, frame->color, STYLE_GUTTER, mark);
}

static void add_line(const Frame *frame, const Source *source, uint32_t line, Window window)
{
	Str text = span_text(source_line_span(source, line));
	char number[24];

	snprintf(number, sizeof(number), "%*u |", frame->gutter, (unsigned)line);
	style_add(frame->out, frame->color, STYLE_GUTTER, number);
	if (text.len) {
		buffer_putc(frame->out, ' ');
		terminal_add_window(frame->out, text, window);
	}
	buffer_putc(frame->out, '\n');
}

static Window window_around(size_t before, size_t total)
{
	size_t from = 0;

	if (total > MAX_SHOWN_COLUMNS && before > COLUMNS_BEFORE_SPAN)
		from = before - COLUMNS_BEFORE_SPAN;
	return (Window){ from, from + MAX_SHOWN_COLUMNS };
}

static void add_carets(const Frame *frame, size_t before, size_t width, Window window)
{
	if (before + width > window.to)
		width = window.to - before;
	add_mark(frame, 1, "|");
	buffer_fill(frame->out, ' ', 1 + before - window.from + (window.from > 0));
	style_begin(frame->out, frame->color, frame->style);
	buffer_fill(frame->out, '^', width ? width : 1);
	style_end(frame->out, frame->color, frame->style);
	buffer_putc(frame->out, '\n');
}

void frame_add(const Frame *frame, Span span)
{
	if (!span.source)
		return;
	const Source *source = span.source;
	uint32_t line = source_line(source, span.start);
	Span whole = source_line_span(source, line), first = span_first_line(span);
	if (first.start > whole.end)
		first.start = first.end = whole.end;
	if (first.end < first.start)
		first.end = first.start;
	size_t before = terminal_width(span_text((Span){ source, whole.start, first.start }));
	Window window = window_around(before, terminal_width(span_text(whole)));

	add_mark(frame, 0, "--> ");
	frame_add_place(frame->out, span);
	buffer_putc(frame->out, '\n');
	if (source->text.len == 0)
		return;
	add_mark(frame, 1, "|\n");
	if (line > 1 && !is_blank(source, line - 1, window))
		add_line(frame, source, line - 1, window);
	add_line(frame, source, line, window);
	add_carets(frame, before, terminal_width(span_text(first)), window);
	if (line_after(span) > line && !is_blank(source, line + 1, window))
		add_line(frame, source, line + 1, window);
	add_mark(frame, 1, "|\n");
}

void frame_add_related(const Frame *frame, Span span, const char *message)
{
	add_mark(frame, 0, "::: ");
	if (span.source) {
		frame_add_place(frame->out, span);
		buffer_puts(frame->out, ": ");
	}
	terminal_add(frame->out, str_from(message));
	buffer_putc(frame->out, '\n');
}

// The line at the start of `text`, without its line end; `text` goes on behind it, len 0 when there is no more.
static Str take_line(Str *text)
{
	size_t end = str_find_char(*text, '\n', 0);
	Str line = end == SIZE_MAX ? *text : str_slice(*text, 0, end);

	*text = str_slice(*text, end == SIZE_MAX ? text->len : end + 1, text->len);
	if (line.len && line.data[line.len - 1] == '\r')
		line.len--;
	return line;
}

static size_t indentation(Str line)
{
	size_t blanks = 0;

	while (blanks < line.len && (line.data[blanks] == ' ' || line.data[blanks] == '\t'))
		blanks++;
	return blanks;
}

// The least indentation of the lines behind the first; blank ones have none.
static size_t common_indentation(Str text)
{
	size_t least = SIZE_MAX;

	take_line(&text);
	while (text.len) {
		Str line = take_line(&text);
		size_t blanks = indentation(line);
		if (blanks < line.len && blanks < least)
			least = blanks;
	}
	return least == SIZE_MAX ? 0 : least;
}

// `dedent` bytes of blanks are left out before each line but the first.
static void add_note(const Frame *frame, const char *label, Str text, size_t max_lines, size_t dedent)
{
	add_mark(frame, 1, "= ");
	style_add(frame->out, frame->color, STYLE_BOLD, label);
	buffer_puts(frame->out, ": ");
	terminal_add(frame->out, take_line(&text));
	for (size_t lines = 1; text.len && lines < max_lines; lines++) {
		Str line = take_line(&text);
		size_t blanks = indentation(line);
		line = str_slice(line, blanks < dedent ? blanks : dedent, line.len);
		buffer_putc(frame->out, '\n');
		if (!line.len)
			continue;
		buffer_fill(frame->out, ' ', (size_t)frame->gutter + 5 + strlen(label));
		terminal_add(frame->out, line);
	}
	buffer_puts(frame->out, text.len ? " …\n" : "\n");
}

void frame_add_note(const Frame *frame, const char *label, const char *text)
{
	add_note(frame, label, str_trim(str_from(text)), SIZE_MAX, 0);
}

void frame_add_sql(const Frame *frame, const char *sql)
{
	Str text = str_trim(str_from(sql));

	add_note(frame, "sql", text, MAX_SQL_LINES, common_indentation(text));
}
