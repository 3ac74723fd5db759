// terminal.h - text for people's eyes: colours, display width, and no byte of a file reaching the terminal unexamined.

#ifndef REPORT_TERMINAL_H
#define REPORT_TERMINAL_H

#include <stdbool.h>

#include "base/buffer.h"
#include "finding.h"

typedef enum Style {
	STYLE_PLAIN,
	STYLE_ERROR,
	STYLE_WARNING,
	STYLE_NOTE,
	STYLE_HELP,
	STYLE_GUTTER, // line numbers and the lines of a frame
	STYLE_BOLD,
	STYLE_GOOD,
	STYLE_COUNT,
} Style;
Style style_of_severity(Severity severity);

// What is added between the two is shown in `style`; nothing happens without `color`.
void style_begin(Buffer *out, bool color, Style style);
void style_end(Buffer *out, bool color, Style style);
void style_add(Buffer *out, bool color, Style style, const char *text);

// Window: display columns [from, to) of a line; what is cut off is marked by an ellipsis.
typedef struct Window {
	size_t from;
	size_t to;
} Window;
#define WINDOW_ALL ((Window){ 0, SIZE_MAX })

// `text` on one line: control characters as symbols, tabs as four blanks, invalid bytes and characters that reorder text
// as U+FFFD.
void terminal_add(Buffer *out, Str text);
void terminal_add_window(Buffer *out, Str text, Window window);
// The display columns `text` takes when added so.
size_t terminal_width(Str text);

#endif
