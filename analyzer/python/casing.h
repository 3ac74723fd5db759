// casing.h - upper and lower case as Python's str has it, for the letters SQL names are written in: ASCII, Latin, Greek,
// Cyrillic. Of other letters nothing is said.

#ifndef PYTHON_CASING_H
#define PYTHON_CASING_H

#include "python/text.h"

typedef enum Casing {
	CASING_LOWER,
	CASING_UPPER,
	CASING_SWAP,
	CASING_FOLD,
	CASING_TITLE,      // every word begins with a capital
	CASING_CAPITALIZE, // only the first letter is one
} Casing;

// The text with another case; the map and holes are kept. NULL when a letter has no case we know, or holes hide where words
// begin. With `is_ascii` (bytes) only ASCII letters have a case.
Text *text_with_case(Arena *arena, const Text *text, Casing casing, bool is_ascii);

#endif
