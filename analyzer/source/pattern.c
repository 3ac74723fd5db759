#include "source/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { MATCH_LIMIT = 100000, DEPTH_LIMIT = 1000, HEAP_LIMIT_KIB = 1024 };

// How a comment begins, in Python, in SQL, and each line of one that has several; how it ends.
#define COMMENT "(?:#|--|/?\\*)*[ \\t]*"
#define COMMENT_END "[ \\t\\r]*(?:\\*/)?[ \\t\\r]*$"

static const char *const texts[PATTERN_COUNT] = {
	[PATTERN_SAFETY_TAG] = "^" COMMENT "([A-Z]{4,8})[ \\t]*[:=][ \\t]*([A-Z_-]*)[ \\t]*(.*?)" COMMENT_END,
	[PATTERN_APPROVAL] = "^" COMMENT "APPROVED[-_ ]BY[ \\t]*:[ \\t]*(.*?)" COMMENT_END,
	[PATTERN_SUPPRESSION] = "^" COMMENT "miglint[ \\t]*:[ \\t]*(.*?)" COMMENT_END,
	[PATTERN_DESTRUCTIVE_KEYWORD] =
		("\\b(DROP\\s+(?:TABLE|COLUMN|SCHEMA|DATABASE|TYPE|DOMAIN|EXTENSION|OWNED|INDEX|VIEW|MATERIALIZED\\s+VIEW|"
		 "CONSTRAINT|FUNCTION|SEQUENCE|TRIGGER)|TRUNCATE|DELETE\\s+FROM|ALTER\\s+TABLE|UPDATE\\s+\\S+\\s+SET)\\b"),
};

// Every match has one of these characters; NULL: not looked for. Starting PCRE2 costs more than most comments are long.
static const char *const marks[PATTERN_COUNT] = {
	[PATTERN_SAFETY_TAG] = ":=",
	[PATTERN_APPROVAL] = ":",
	[PATTERN_SUPPRESSION] = ":",
};

// The compiled patterns: written once, before any thread reads them.
static pcre2_code **codes(void)
{
	static pcre2_code *compiled[PATTERN_COUNT];

	return compiled;
}

static void compile_all(void)
{
	for (int i = 0; i < PATTERN_COUNT; i++) {
		int number;
		PCRE2_SIZE offset;
		codes()[i] = pcre2_compile((PCRE2_SPTR)texts[i], PCRE2_ZERO_TERMINATED, PCRE2_CASELESS,
					   &number, &offset, NULL);
		if (!codes()[i]) {
			fprintf(stderr, "miglint: bug: pattern %d does not compile at %zu\n", i, offset);
			abort();
		}
	}
}

static void copy_groups(Str subject, pcre2_match_data *data, int count, Str groups[MAX_PATTERN_GROUPS])
{
	const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(data);

	for (int i = 0; i < MAX_PATTERN_GROUPS; i++) {
		bool took_part = i < count && offsets[2 * i] != PCRE2_UNSET;
		groups[i] = took_part ? str_slice(subject, offsets[2 * i], offsets[2 * i + 1]) : STR_NONE;
	}
}

static bool has_mark(Str subject, const char *mark)
{
	for (; *mark; mark++)
		if (str_find_char(subject, *mark, 0) != SIZE_MAX)
			return true;
	return false;
}

PatternResult pattern_match(PatternId id, Str subject, size_t from, Str groups[MAX_PATTERN_GROUPS])
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, compile_all);
	if (from > subject.len || (marks[id] && !has_mark(subject, marks[id])))
		return PATTERN_NO_MATCH;
	pcre2_match_context *limits = pcre2_match_context_create(NULL);
	pcre2_match_data *data = pcre2_match_data_create(MAX_PATTERN_GROUPS, NULL);
	if (!limits || !data) {
		fprintf(stderr, "miglint: out of memory\n");
		exit(2);
	}
	pcre2_set_match_limit(limits, MATCH_LIMIT);
	pcre2_set_depth_limit(limits, DEPTH_LIMIT);
	pcre2_set_heap_limit(limits, HEAP_LIMIT_KIB);
	int count = pcre2_match(codes()[id], (PCRE2_SPTR)(subject.data ? subject.data : ""), subject.len,
				from, 0, data, limits);
	PatternResult result = PATTERN_UNDECIDED;
	if (count > 0) {
		copy_groups(subject, data, count, groups);
		result = PATTERN_MATCH;
	} else if (count == PCRE2_ERROR_NOMATCH) {
		result = PATTERN_NO_MATCH;
	}
	pcre2_match_data_free(data);
	pcre2_match_context_free(limits);
	return result;
}
