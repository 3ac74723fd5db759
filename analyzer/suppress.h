// suppress.h - `# miglint: ignore[rule, rule] reason` and `ignore-file[...]`: read, applied, and reported when unused or malformed.

#ifndef SUPPRESS_H
#define SUPPRESS_H

#include "finding.h"

// Suppression: one comment.
// - `ids`: the rules or groups it names, `used` beside each
// - `first_line`, `last_line`: 1-based lines it speaks of: its own and, when it stands alone, the next line of code
typedef struct SuppressedId {
	Str id;
	bool used;
} SuppressedId;

typedef struct Suppression {
	Span span;
	bool whole_file;
	Array(SuppressedId) ids;
	uint32_t first_line;
	uint32_t last_line;
} Suppression;
typedef Array(Suppression) SuppressionArray;

// Reads the suppressions among the comments of the file and the `--` comments inside SQL texts of its steps. Malformed ones
// become notices of the migration (NOTICE_INVALID_SUPPRESSION); the id of an unknown rule too.
void suppressions_read(Arena *arena, Migration *migration, SuppressionArray *suppressions);

// Whether `finding` is suppressed; marks the id that does it as used. A suppression counts on the line of the finding, the line
// above, and the first line of the operation the finding is about.
bool suppressions_match(SuppressionArray *suppressions, const Finding *finding);

#endif
