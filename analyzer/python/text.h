// text.h - Text, a string as a rope: literal pieces that know where in the source they stand, and holes.
//
// "ALTER TABLE " + NAME + f" ADD {column} int" is three literal pieces and a hole. SQL built from a Text keeps the map, so
// that an offset in the SQL leads back to the very character in the Python file.

#ifndef PYTHON_TEXT_H
#define PYTHON_TEXT_H

#include <stdbool.h>

#include "base/array.h"
#include "base/str.h"
#include "source/source.h"

// TextPiece: one run of the rope.
// - `text`: its bytes (empty for a hole)
// - `span`: where it comes from: for a verbatim piece exactly those bytes, otherwise the literal or expression that made it
// - `verbatim`: text[i] stands at span.start + i (no escapes in between)
// - `hole`: NULL or the expression that is not known, as source text on one line ("table_name")
typedef struct TextPiece {
	Str text;
	Span span;
	bool verbatim;
	const char *hole;
} TextPiece;

typedef struct Text {
	Array(TextPiece) pieces;
	size_t len; // bytes of all literal pieces
} Text;

// Longer texts are not built; text_concat and friends then cut and the evaluator records a notice.
#define MAX_TEXT_BYTES (4u * 1024 * 1024)

Text *text_new(Arena *arena);
// One literal piece. `verbatim` as in TextPiece.
Text *text_literal(Arena *arena, Str bytes, Span span, bool verbatim);
Text *text_hole(Arena *arena, Span span, const char *expression);
void text_add(Text *text, Arena *arena, TextPiece piece);
// Appends the pieces of `more`.
void text_append(Text *text, Arena *arena, const Text *more);
Text *text_concat(Arena *arena, const Text *a, const Text *b);
bool text_has_hole(const Text *text);
// The literal bytes one after the other, holes left out; a single-piece text is returned without a copy.
Str text_bytes(const Text *text, Arena *arena);
// Bytes [start, end) of a text; the map is kept. A hole has length 0 and belongs to the byte behind it; one at the very end of
// the text stays in a slice that reaches there. So adjoining slices give the text again.
Text *text_slice(Arena *arena, const Text *text, size_t start, size_t end);
// Appends the holes of `more` that lie exactly at byte `at`.
void text_add_holes(Text *text, Arena *arena, const Text *more, size_t at);
// The text with every hole and non-verbatim piece kept, each literal piece run through `map` (upper, lower ...), which must
// return as many bytes as it was given.
Text *text_map(Arena *arena, const Text *text, char (*map)(char));

#endif
