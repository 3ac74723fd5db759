// suppress.h - `# miglint: ignore[rule, rule] reason` and `ignore-file[...]`: read, applied, and reported when unused or malformed.

#ifndef SUPPRESS_H
#define SUPPRESS_H

#include "finding.h"

// Suppression: one comment.
// - `span`: the comment; `ids`: what it names; `covers_line`: the 1-based lines it speaks of: its own and, when it stands alone, the next one
typedef struct Suppression {
	Span span;
	bool whole_file;
	Array(Str) ids;
	Str reason;
	uint32_t first_line;
	uint32_t last_line;
	Array(bool) used; // per id
} Suppression;
typedef Array(Suppression) SuppressionArray;

// Reads the suppressions among the comments of the file and the `--` comments inside SQL texts of its steps. Malformed ones become notices
// of the migration (NOTICE_INVALID_SUPPRESSION).
void suppressions_read(Arena *arena, Migration *migration, SuppressionArray *suppressions);
// Whether a finding is suppressed; marks the one that does it as used. A suppression counts on the line of the finding, the line
// above, and the first line of the statement or call it is about (`statement`, may be a null span).
bool suppressions_match(SuppressionArray *suppressions, const Finding *finding, Span statement);

#endif
