// graph_rows.h - GraphRow, one revision as `miglint graph` shows it; the drawings.

#ifndef GRAPH_ROWS_H
#define GRAPH_ROWS_H

#include "base/array.h"
#include "base/buffer.h"
#include "lint.h"

// GraphRow. Indexes are those of the array of rows.
// - `node`: which revision it is; not to be looked into, its run may be over
// - `id`: the name of the file for a revision without id
// - `title`: first line of the docstring, empty when there is none
// - `risk`: in words: "destroys data", "blocks reads", "2 errors" ...
// - `parents`, `dependencies`: rows it follows; `missing`: ids it follows that are not shown
// - `group`: rows with the same one are drawn together: they have a line between them
typedef struct GraphRow {
	const Revision *node;
	const char *id;
	const char *path;
	const char *title;
	IdArray risk;
	IdArray labels;
	bool is_head;
	bool on_cycle;
	Severity severity; // of the worst finding
	size_t findings;
	bool destroys;
	bool blocks;
	Array(const Revision *) parent_nodes;
	Array(const Revision *) dependency_nodes;
	Array(size_t) parents;
	Array(size_t) dependencies;
	IdArray missing;
	const Revision *group;
} GraphRow;
typedef Array(GraphRow) GraphRows;

// The row of a file that was judged, with everything copied into `arena`; its indexes are left open.
GraphRow graph_row(Arena *arena, const FileEntry *file, const FileResult *result);
// Fills in the indexes, once all rows are there.
void graph_rows_link(Arena *arena, GraphRows *rows);

// As `git log --graph` draws it: newest first.
void graph_draw_text(Buffer *out, const GraphRows *rows);
void graph_draw_dot(Buffer *out, const GraphRows *rows);
void graph_draw_mermaid(Buffer *out, const GraphRows *rows);
void graph_draw_json(Buffer *out, const GraphRows *rows);

#endif
