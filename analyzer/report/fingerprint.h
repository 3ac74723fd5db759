// fingerprint.h - primaryLocationLineHash, the value by which GitHub knows a code scanning alert again.
//
// The algorithm is GitHub's own (codeql-action, fingerprints.ts): a rolling hash over the 100 UTF-16 units, blanks
// left out, from the start of a line on. It survives moved and re-indented lines.

#ifndef REPORT_FINGERPRINT_H
#define REPORT_FINGERPRINT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/str.h"

// LineHash: of one line; `count` says the how manieth line of the file with this hash it is, from 1.
typedef struct LineHash {
	uint64_t hash;
	uint32_t count;
} LineHash;
typedef Array(LineHash) LineHashes;

// The hashes of every line of `text` (the bytes of a file, any encoding errors replaced), items[0] being line 1. A line ends
// after LF, CR LF or CR; a final line end is followed by one more, empty line.
LineHashes line_hashes(Arena *arena, Str text);
// "a7f2ff13bc495cf2:3" for 1-based `line`; a line that does not exist counts as line 1.
const char *line_fingerprint(Arena *arena, const LineHashes *hashes, uint32_t line);

#endif
