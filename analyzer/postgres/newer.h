// newer.h - SQL that later versions of PostgreSQL read than the one whose grammar is linked in: told by its tokens, and said in older words that
// lock, scan and destroy the same. Private to the postgres stage.

#ifndef POSTGRES_NEWER_H
#define POSTGRES_NEWER_H

#include <stdint.h>

#include "base/array.h"
#include "base/str.h"

// NewerEdit: bytes [start, end) of a statement, and what takes their place.
typedef struct NewerEdit {
	uint32_t start;
	uint32_t end;
	const char *text;
} NewerEdit;

// NewerSyntax: what was found in one statement.
// - `name`: of the first such thing: "a named NOT NULL constraint"; NULL when there is none
// - `version`: the first major version that reads all of it
// - `edits`: ascending; none when there are no older words for it
typedef struct NewerSyntax {
	const char *name;
	int version;
	Array(NewerEdit) edits;
} NewerSyntax;

// Looks through `sql`, one statement that the grammar rejects.
NewerSyntax newer_syntax(Arena *arena, Str sql);
// The statement in older words.
Str newer_rewritten(Arena *arena, Str sql, const NewerSyntax *syntax);
// Byte `at` of the rewritten statement in the original; anything within a replacement is where that begins.
uint32_t newer_original(const NewerSyntax *syntax, uint32_t at);

#endif
