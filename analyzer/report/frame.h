// frame.h - the code frame: a place in a file with the line before and after it.

#ifndef REPORT_FRAME_H
#define REPORT_FRAME_H

#include "base/buffer.h"
#include "report/terminal.h"
#include "source/source.h"

// Frame: `gutter` is the width of the line numbers.
typedef struct Frame {
	Buffer *out;
	bool color;
	int gutter;
	Style style; // of the carets
} Frame;

// A frame wide enough for the lines around `span`.
Frame frame_for(Buffer *out, bool color, Style style, Span span);
// "  --> path:line:col", then the lines, the first line of the span underlined. A span without source writes nothing.
void frame_add(const Frame *frame, Span span);
// "  ::: path:line:col: message".
void frame_add_related(const Frame *frame, Span span, const char *message);
// "   = label: text", further lines of `text` below its first one.
void frame_add_note(const Frame *frame, const char *label, const char *text);
// "   = sql: ..." as a note, without the indentation the lines behind the first have in the file, and not all of it when it
// is long.
void frame_add_sql(const Frame *frame, const char *sql);
// "path:line:col" of the start of `span`.
void frame_add_place(Buffer *out, Span span);

#endif
