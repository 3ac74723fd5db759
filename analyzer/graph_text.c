// graph_text.c - graph_draw_text(): one line per revision, beside the lines that connect them.

#include "graph_rows.h"
#include "report/terminal.h"

#define NOBODY SIZE_MAX

enum { MAX_TITLE = 60 };

// Drawing: the lanes, from left to right: which row each of them leads down to.
typedef struct Drawing {
	Arena arena;
	Buffer *out;
	const GraphRows *rows;
	Array(size_t) lanes;
	Array(size_t) order;
	size_t *waiting; // per row: followers not drawn yet
	bool *done;
} Drawing;

// ---- order ----------------------------------------------------------------------------------------------------

static void release_earlier(Drawing *drawing, const size_t *earlier, size_t count, void *ready)
{
	Array(size_t) *stack = ready;

	for (size_t i = count; i > 0; i--)
		if (--drawing->waiting[earlier[i - 1]] == 0)
			array_push(&drawing->arena, stack, earlier[i - 1]);
}

// Newest first: a revision comes when all that follow it have come; of several that may, the one just left off, so that
// a branch stays in one piece.
static void put_in_order(Drawing *drawing)
{
	const GraphRows *rows = drawing->rows;
	Array(size_t) ready = { 0 };

	for (size_t i = 0; i < rows->len; i++) {
		for (size_t n = 0; n < rows->items[i].parents.len; n++)
			drawing->waiting[rows->items[i].parents.items[n]]++;
		for (size_t n = 0; n < rows->items[i].dependencies.len; n++)
			drawing->waiting[rows->items[i].dependencies.items[n]]++;
	}
	for (size_t i = 0; i < rows->len; i++)
		if (!drawing->waiting[i])
			array_push(&drawing->arena, &ready, i);
	while (ready.len) {
		size_t next = ready.items[--ready.len];
		const GraphRow *row = &rows->items[next];
		array_push(&drawing->arena, &drawing->order, next);
		drawing->done[next] = true;
		release_earlier(drawing, row->dependencies.items, row->dependencies.len, &ready);
		release_earlier(drawing, row->parents.items, row->parents.len, &ready);
	}
	for (size_t i = rows->len; i > 0; i--) // cycles
		if (!drawing->done[i - 1])
			array_push(&drawing->arena, &drawing->order, i - 1);
}

// ---- lines ----------------------------------------------------------------------------------------------------

static size_t lane_of(const Drawing *drawing, size_t row, size_t from)
{
	for (size_t i = from; i < drawing->lanes.len; i++)
		if (drawing->lanes.items[i] == row)
			return i;
	return NOBODY;
}

static void end_line(Drawing *drawing, char *cells, size_t count)
{
	while (count && cells[count - 1] == ' ')
		count--;
	buffer_add(drawing->out, cells, count);
	buffer_putc(drawing->out, '\n');
}

static char *new_cells(Drawing *drawing, size_t *count)
{
	*count = drawing->lanes.len * 2 + 4;
	char *cells = arena_alloc(&drawing->arena, *count);
	memset(cells, ' ', *count);
	return cells;
}

static void take_out(Drawing *drawing, size_t lane)
{
	drawing->lanes.len--;
	for (size_t i = lane; i < drawing->lanes.len; i++)
		drawing->lanes.items[i] = drawing->lanes.items[i + 1];
}

// "|_|/ /": the lane runs into the one at `into`, those to the right of it move up. `into` NOBODY: it has ended.
static void close_lane(Drawing *drawing, size_t lane, size_t into)
{
	size_t count;
	char *cells = new_cells(drawing, &count);

	for (size_t i = 0; i < lane; i++)
		cells[2 * i] = '|';
	for (size_t i = lane; i < drawing->lanes.len; i++)
		if (i > lane || into != NOBODY)
			cells[2 * i - 1] = '/';
	for (size_t i = into; into != NOBODY && i + 1 < lane; i++)
		cells[2 * i + 1] = '_';
	bool shows = into != NOBODY || lane + 1 < drawing->lanes.len;
	take_out(drawing, lane);
	if (shows)
		end_line(drawing, cells, count);
}

// "| |\ \": another lane begins to the right of `lane`.
static void open_lane(Drawing *drawing, size_t lane, size_t row)
{
	size_t count;
	char *cells = new_cells(drawing, &count);

	for (size_t i = 0; i <= lane; i++)
		cells[2 * i] = '|';
	for (size_t i = lane; i < drawing->lanes.len; i++)
		cells[2 * i + 1] = '\\';
	array_push(&drawing->arena, &drawing->lanes, 0);
	for (size_t i = drawing->lanes.len - 1; i > lane + 1; i--)
		drawing->lanes.items[i] = drawing->lanes.items[i - 1];
	drawing->lanes.items[lane + 1] = row;
	end_line(drawing, cells, count);
}

// ---- words ----------------------------------------------------------------------------------------------------

static void add_words(Buffer *out, const char *before, const IdArray *words, const char *after)
{
	for (size_t i = 0; i < words->len; i++) {
		buffer_puts(out, i ? ", " : before);
		terminal_add(out, words->items[i]);
	}
	if (words->len)
		buffer_puts(out, after);
}

static void add_notes(Drawing *drawing, const GraphRow *row)
{
	IdArray notes = { 0 };

	if (row->is_head)
		array_push(&drawing->arena, &notes, STR("head"));
	for (size_t i = 0; i < row->labels.len; i++)
		array_push(&drawing->arena, &notes,
			   str_from(arena_printf(&drawing->arena, "branch %.*s",
						 STR_ARG(row->labels.items[i]))));
	for (size_t i = 0; i < row->dependencies.len; i++)
		array_push(&drawing->arena, &notes,
			   str_from(arena_printf(&drawing->arena, "depends on %s",
						 drawing->rows->items[row->dependencies.items[i]].id)));
	for (size_t i = 0; i < row->missing.len; i++)
		array_push(&drawing->arena, &notes,
			   str_from(arena_printf(&drawing->arena, "%.*s is missing",
						 STR_ARG(row->missing.items[i]))));
	if (row->on_cycle)
		array_push(&drawing->arena, &notes, STR("on a cycle"));
	add_words(drawing->out, " (", &notes, ")");
}

// At most MAX_TITLE bytes, never half a character.
static Str cut_title(const char *title)
{
	Str text = str_from(title);

	if (text.len <= MAX_TITLE)
		return text;
	text.len = MAX_TITLE;
	while (text.len && ((unsigned char)text.data[text.len] & 0xc0) == 0x80)
		text.len--;
	return text;
}

static void draw_row(Drawing *drawing, const GraphRow *row, size_t lane)
{
	size_t count;
	char *cells = new_cells(drawing, &count);
	Str title = cut_title(row->title);

	for (size_t i = 0; i < drawing->lanes.len; i++)
		cells[2 * i] = i == lane ? '*' : '|';
	buffer_add(drawing->out, cells, drawing->lanes.len * 2);
	terminal_add(drawing->out, str_from(row->id));
	add_notes(drawing, row);
	if (title.len)
		buffer_putc(drawing->out, ' ');
	terminal_add(drawing->out, title);
	if (title.len < strlen(row->title))
		buffer_puts(drawing->out, "...");
	add_words(drawing->out, " [", &row->risk, "]");
	buffer_putc(drawing->out, '\n');
}

// ---- rows -----------------------------------------------------------------------------------------------------

static void draw(Drawing *drawing, size_t number)
{
	const GraphRow *row = &drawing->rows->items[number];
	size_t lane = lane_of(drawing, number, 0), other;

	if (lane == NOBODY) {
		lane = drawing->lanes.len;
		array_push(&drawing->arena, &drawing->lanes, number);
	}
	while ((other = lane_of(drawing, number, lane + 1)) != NOBODY)
		close_lane(drawing, other, lane);
	draw_row(drawing, row, lane);
	drawing->done[number] = true;
	// On a cycle a parent may be above already: no line leads up.
	bool leads_on = false;
	for (size_t i = row->parents.len; i > 0; i--) {
		size_t parent = row->parents.items[i - 1];
		if (drawing->done[parent])
			continue;
		if (leads_on)
			open_lane(drawing, lane, drawing->lanes.items[lane]);
		drawing->lanes.items[lane] = parent;
		leads_on = true;
	}
	if (!leads_on)
		close_lane(drawing, lane, NOBODY);
}

void graph_draw_text(Buffer *out, const GraphRows *rows)
{
	Drawing drawing = { .out = out, .rows = rows };

	drawing.waiting = arena_array(&drawing.arena, size_t, rows->len);
	drawing.done = arena_array(&drawing.arena, bool, rows->len);
	put_in_order(&drawing);
	memset(drawing.done, 0, rows->len * sizeof(bool));
	bool first = true;
	for (size_t i = 0; i < drawing.order.len; i++) {
		const Revision *group = rows->items[drawing.order.items[i]].group;
		if (drawing.done[drawing.order.items[i]])
			continue;
		if (!first)
			buffer_putc(out, '\n');
		first = false;
		for (size_t n = i; n < drawing.order.len; n++)
			if (!drawing.done[drawing.order.items[n]] &&
			    rows->items[drawing.order.items[n]].group == group)
				draw(&drawing, drawing.order.items[n]);
		drawing.lanes.len = 0;
	}
	arena_release(&drawing.arena);
}
