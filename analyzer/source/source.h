// source.h - Source, the text of one file; Span, a place in it; positions in the units readers use.

#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

// Larger files are not read: the largest of 9 000 real migrations has 421 KiB (field notes).
#define MAX_SOURCE_BYTES (2u * 1024 * 1024)
#define MAX_SQL_SOURCE_BYTES (64u * 1024 * 1024) // of files of SQL, which may hold data

// Source: one file as read.
// - `path`: as the user will see it: relative to the working directory when below it, '/' separators
// - `text`: the bytes of the file, CRLF and BOM included; offsets everywhere are offsets into this
// - `lines`: offset of each line's first byte; a line ends after LF, CR LF or a lone CR
// - `problem`: NULL, or why the file could not be read ("no such file", "larger than 2 MiB", ...); text is then empty
typedef struct Source {
	const char *path;
	Str text;
	const uint32_t *lines;
	uint32_t line_count;
	const char *problem;
	bool has_bom;
} Source;

// Span: half-open byte range [start, end) of a Source. `source` NULL means "nowhere" (internal only).
typedef struct Span {
	const Source *source;
	uint32_t start;
	uint32_t end;
} Span;

// Position: where an offset is for a reader. Both 1-based; a BOM at the start of line 1 counts for nothing.
typedef struct Position {
	uint32_t line;
	uint32_t column;
} Position;

typedef enum ColumnUnit {
	COLUMN_CODE_POINTS, // text, json (an invalid byte counts one)
	COLUMN_UTF16,       // SARIF, LSP
	COLUMN_BYTES,       // rdjson
} ColumnUnit;

// How long a file of this name may be.
size_t source_limit(const char *path);
// Reads the file at `path` (a path the process can open) into `arena`, shown to users as `shown`. Never fails: `problem`
// says what went wrong, also for directories, devices, NUL bytes and invalid UTF-8 without a coding cookie.
Source *source_read(Arena *arena, const char *path, const char *shown);
// A Source over `text`, which it borrows (tests, standard input). Checks the bytes as source_read() does.
Source *source_from_text(Arena *arena, const char *shown, Str text);

Position source_position(const Source *source, uint32_t offset, ColumnUnit unit);
// PositionCursor: the place last asked for. Zero to begin with.
typedef struct PositionCursor {
	const Source *source;
	uint32_t offset;
	Position position;
} PositionCursor;
// As source_position() in code points; asked for growing offsets, each byte of a line is looked at once.
Position source_position_after(PositionCursor *cursor, const Source *source, uint32_t offset);
// 1-based line of `offset`.
uint32_t source_line(const Source *source, uint32_t offset);
// The bytes of 1-based `line` without its line end; empty for a line that does not exist.
Span source_line_span(const Source *source, uint32_t line);

// The bytes the span covers.
Str span_text(Span span);
// From the start of `first` to the end of `last` (same source).
Span span_join(Span first, Span last);
// `span` cut at the end of its first line, trailing white space removed: what an editor underlines.
Span span_first_line(Span span);
// Order by path, start, end.
int span_compare(Span a, Span b);

#endif
