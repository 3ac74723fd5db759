#include "postgres/hole.h"

#include <stdio.h>

#include "postgres/scan.h"

#define MAX_ATTEMPTS 16

typedef enum HoleForm {
	FORM_IDENTIFIER,
	FORM_STRING,
	FORM_NUMBER,
} HoleForm;

// Candidate: a hole that is a token of its own, so that another kind of token can take its place.
typedef struct Candidate {
	uint32_t start;
	uint32_t len;
	HoleForm form;
} Candidate;
typedef Array(Candidate) Candidates;

static void find_candidates(Arena *arena, const Sql *sql, const ParsedStatement *statement,
			    Candidates *candidates)
{
	size_t low = 0, high = sql->hole_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (sql->holes[middle].start < statement->start)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < sql->hole_count && sql->holes[low].start < statement->end; low++) {
		const SqlHole *hole = &sql->holes[low];
		array_push(arena, candidates, (Candidate){ hole->start, hole->len, FORM_IDENTIFIER });
	}
}

// Those inside strings, names or dollar quotes are no tokens.
static void keep_tokens(const Sql *sql, const ParsedStatement *statement, Candidates *candidates)
{
	Token token = sql_token(sql->text, statement->start);
	size_t kept = 0;

	for (size_t i = 0; i < candidates->len; i++) {
		Candidate candidate = candidates->items[i];
		while (token.kind != TOKEN_END && token.start < candidate.start)
			token = sql_token(sql->text, token.end);
		if (token.start == candidate.start && token.end == candidate.start + candidate.len)
			candidates->items[kept++] = candidate;
	}
	candidates->len = kept;
}

// The hole the parser stumbled over: at or before the error.
static Candidate *next_to_change(Candidates *candidates, uint32_t error_offset)
{
	for (size_t i = candidates->len; i > 0; i--) {
		Candidate *candidate = &candidates->items[i - 1];
		if (candidate->start <= error_offset && candidate->form != FORM_NUMBER)
			return candidate;
	}
	return NULL;
}

static void write_form(char *at, const Candidate *candidate)
{
	char number[16];

	if (candidate->form == FORM_STRING) {
		at[0] = at[candidate->len - 1] = '\'';
	} else {
		int digits = snprintf(number, sizeof(number), "%d", HOLE_NUMBER);
		memset(at, ' ', candidate->len);
		memcpy(at, number, (size_t)digits < candidate->len ? (size_t)digits : candidate->len);
	}
}

ParsedStatement hole_parse(Arena *arena, const Sql *sql, ParsedStatement failed)
{
	Candidates candidates = { 0 };
	ParsedStatement attempt = failed;

	find_candidates(arena, sql, &failed, &candidates);
	keep_tokens(sql, &failed, &candidates);
	if (failed.refused || candidates.len == 0)
		return failed;
	char *text = str_dup(arena, str_slice(sql->text, failed.start, failed.end));
	for (int i = 0; i < MAX_ATTEMPTS && !attempt.node; i++) {
		Candidate *candidate = next_to_change(&candidates, attempt.error_offset);
		if (!candidate)
			return failed;
		candidate->form++;
		write_form(text + (candidate->start - failed.start), candidate);
		attempt = postgres_parse_one(arena, (Str){ text, failed.end - failed.start }, failed.start);
	}
	return attempt.node ? attempt : failed;
}
