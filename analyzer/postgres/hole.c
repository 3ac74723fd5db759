#include "postgres/hole.h"

#include "postgres/scan.h"

#define MAX_ATTEMPTS 64

// What may stand in the place of a hole, tried in this order: %s is its placeholder.
static const char *const forms[] = {
	"%s",
	"'%s'",
	NULL,                 // HOLE_NUMBER
	"%s = %s",            // SET {assignments}
	"(%s)",               // VALUES {row}
	"SELECT %s",          // INSERT INTO t {query}: FORM_QUERY
	"%s %s",              // CREATE TABLE t ({columns})
	"FOR VALUES IN (%s)", // CREATE TABLE p PARTITION OF t {bound}
};
#define FORM_QUERY 5
#define FORM_COUNT (sizeof(forms) / sizeof(forms[0]))

// Candidate: a hole that is a token of its own, so that other tokens can take its place.
// - `new_start`, `new_len`: where they stand in the attempt's text
typedef struct Candidate {
	uint32_t start, len;
	uint32_t new_start, new_len;
	bool may_be_query; // other statements than SELECT cannot stand there, or are not likely to
	size_t form;
	bool settled;
} Candidate;
typedef Array(Candidate) Candidates;

// Attempt: the statement with its holes replaced.
typedef struct Attempt {
	const Candidates *candidates;
	uint32_t start; // of the statement in the SQL
} Attempt;

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
		array_push(arena, candidates, (Candidate){ .start = hole->start, .len = hole->len });
	}
}

static bool takes_query(Str text, Token first)
{
	return token_is_word(text, first, "insert") || token_is_word(text, first, "create");
}

// Those inside strings, names or dollar quotes are no tokens; and one that begins the statement may be anything.
static void keep_tokens(const Sql *sql, const ParsedStatement *statement, Candidates *candidates)
{
	Token first = sql_token(sql->text, statement->start), token = first, before = first;
	size_t kept = 0;

	for (size_t i = 0; i < candidates->len; i++) {
		Candidate candidate = candidates->items[i];
		while (token.kind != TOKEN_END && token.start < candidate.start) {
			before = token;
			token = sql_token(sql->text, token.end);
		}
		if (token.start != candidate.start || token.end != candidate.start + candidate.len ||
		    token.start == first.start)
			continue;
		candidate.may_be_query = takes_query(sql->text, first) ||
			token_punctuation(sql->text, before) == '(';
		candidates->items[kept++] = candidate;
	}
	candidates->len = kept;
}

// ---- one attempt ----------------------------------------------------------------------------------------------

static const char *form_text(Arena *arena, const char *placeholder, size_t form)
{
	Buffer text = buffer_in(arena);

	if (!forms[form])
		return arena_printf(arena, "%d", HOLE_NUMBER);
	for (const char *at = forms[form]; *at; at++) {
		if (at[0] == '%' && at[1] == 's')
			buffer_puts(&text, placeholder);
		else if (at == forms[form] || at[-1] != '%')
			buffer_putc(&text, *at);
	}
	return str_dup(arena, buffer_str(&text));
}

static Str build(Arena *arena, const Sql *sql, const ParsedStatement *statement, Candidates *candidates)
{
	Buffer text = buffer_in(arena);
	uint32_t done = statement->start;

	for (size_t i = 0; i < candidates->len; i++) {
		Candidate *candidate = &candidates->items[i];
		uint32_t end = candidate->start + candidate->len;
		buffer_add_str(&text, str_slice(sql->text, done, candidate->start));
		candidate->new_start = (uint32_t)text.len;
		buffer_puts(&text,
			    form_text(arena, str_dup(arena, str_slice(sql->text, candidate->start, end)),
				      candidate->form));
		candidate->new_len = (uint32_t)text.len - candidate->new_start;
		done = end;
	}
	buffer_add_str(&text, str_slice(sql->text, done, statement->end));
	return buffer_str(&text);
}

// Byte `at` of the attempt's text in the SQL; anything within a replaced hole is where the hole begins.
static uint32_t original_offset(const Candidates *candidates, uint32_t start, uint32_t at)
{
	uint32_t grown = 0, shrunk = 0;

	for (size_t i = 0; i < candidates->len; i++) {
		const Candidate *candidate = &candidates->items[i];
		if (at < candidate->new_start)
			break;
		if (at < candidate->new_start + candidate->new_len)
			return candidate->start;
		grown += candidate->new_len;
		shrunk += candidate->len;
	}
	return start + at - grown + shrunk;
}

static bool move_location(void *state, const ProtobufCMessage *message)
{
	const Attempt *attempt = state;
	const ProtobufCFieldDescriptor *field =
		protobuf_c_message_descriptor_get_field_by_name(message->descriptor, "location");

	if (field && field->type == PROTOBUF_C_TYPE_INT32) {
		int32_t *location = (int32_t *)((char *)(uintptr_t)message + field->offset);
		if (*location >= 0)
			*location = (int32_t)original_offset(attempt->candidates, attempt->start,
							     (uint32_t)*location);
	}
	return true;
}

static ParsedStatement try_forms(Arena *arena, const Sql *sql, const ParsedStatement *failed,
				 Candidates *candidates)
{
	ParsedStatement attempt = postgres_parse_one(arena, build(arena, sql, failed, candidates), 0);
	Attempt moving = { candidates, failed->start };

	if (attempt.node)
		ast_walk_messages(&attempt.node->base, move_location, &moving);
	attempt.start = failed->start;
	attempt.end = failed->end;
	attempt.error_offset = original_offset(candidates, failed->start, attempt.error_offset);
	return attempt;
}

// ---- all attempts ---------------------------------------------------------------------------------------------

// The hole the parser stumbled over: at or before the error.
static Candidate *next_to_settle(Candidates *candidates, uint32_t error_offset)
{
	for (size_t i = candidates->len; i > 0; i--) {
		Candidate *candidate = &candidates->items[i - 1];
		if (candidate->start <= error_offset && !candidate->settled)
			return candidate;
	}
	return NULL;
}

ParsedStatement hole_parse(Arena *arena, const Sql *sql, ParsedStatement failed)
{
	Candidates candidates = { 0 };
	ParsedStatement best = failed;
	unsigned attempts = 0;

	if (failed.refused)
		return failed;
	find_candidates(arena, sql, &failed, &candidates);
	keep_tokens(sql, &failed, &candidates);
	for (;;) {
		Candidate *candidate = next_to_settle(&candidates, best.error_offset);
		size_t best_form = 0;
		if (!candidate || attempts > MAX_ATTEMPTS)
			return failed;
		// The form with which the parser comes furthest.
		for (candidate->form = 1; candidate->form < FORM_COUNT; candidate->form++, attempts++) {
			if (candidate->form == FORM_QUERY && !candidate->may_be_query)
				continue;
			ParsedStatement attempt = try_forms(arena, sql, &failed, &candidates);
			if (attempt.node)
				return attempt;
			if (attempt.error_offset > best.error_offset) {
				best = attempt;
				best_form = candidate->form;
			}
		}
		candidate->form = best_form;
		candidate->settled = true;
	}
}
