// pattern.h - regular expressions: PCRE2 with match limits. pattern.c is the only file that includes pcre2.h.

#ifndef SOURCE_PATTERN_H
#define SOURCE_PATTERN_H

#include <stdbool.h>

#include "base/str.h"

#define MAX_PATTERN_GROUPS 8

// The patterns of the program; pattern.c holds their text. Compiled once per process, shared by threads.
typedef enum PatternId {
	PATTERN_SAFETY_TAG,  // a comment "WORD: value rest": groups key, first word of the value, rest
	PATTERN_APPROVAL,    // "APPROVED-BY: name": group name
	PATTERN_SUPPRESSION, // "miglint: rest": group rest
	PATTERN_DESTRUCTIVE_KEYWORD, // DROP TABLE, TRUNCATE, DELETE FROM ... in SQL that cannot be read: group keyword
	PATTERN_COUNT,
} PatternId;

typedef enum PatternResult {
	PATTERN_NO_MATCH,
	PATTERN_MATCH,
	PATTERN_UNDECIDED, // a match limit was hit: never to be read as "no match"
} PatternResult;

// Searches `subject` (any bytes; not assumed UTF-8) from byte `from`. On a match groups[0] is the whole, groups[1..] its
// groups as slices of `subject` (empty for a group that took no part).
PatternResult pattern_match(PatternId id, Str subject, size_t from, Str groups[MAX_PATTERN_GROUPS]);

#endif
