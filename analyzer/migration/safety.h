// safety.h - the declared safety of a migration: `# SAFETY: DESTRUCTIVE` comments, their misspellings, approvals.

#ifndef MIGRATION_SAFETY_H
#define MIGRATION_SAFETY_H

#include "migration/migration.h"

typedef enum SafetyKind {
	SAFETY_DESTRUCTIVE,
	SAFETY_NON_DESTRUCTIVE,
	SAFETY_INVALID, // a tag with an unknown value, or a misspelt key
} SafetyKind;

typedef struct SafetyTag {
	SafetyKind kind;
	Span span; // the comment
	Str key;   // as written: "SAFETY", "SAFTEY"
	Str value; // as written
	const char *
		intended; // for SAFETY_INVALID: the value that was probably meant, NULL when there is no guess
} SafetyTag;

typedef struct SafetyTags {
	Array(SafetyTag) tags;  // in file order
	Array(Str) approved_by; // names of `# APPROVED-BY: name` lines
} SafetyTags;

// The tags among `migration->comments`. Keys and values are matched without regard to case and surrounding blanks (PCRE2).
SafetyTags safety_read(Arena *arena, const Migration *migration);
// The one valid tag all agree on, NULL when there is none, an invalid one, or two different ones.
const SafetyTag *safety_declared(const SafetyTags *tags);

#endif
