// sql.c - fuzz target: arbitrary bytes as the SQL of one step: split, parsed, blocks and functions followed, linked with a catalog.
// Each input is run as it is, as the body of a DO block in dollar quotes, and as one in a string with doubled quotes.
//
// What must hold of any input is checked: places lie within their texts, what a statement runs stands behind it.

#include <stdint.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "postgres/expand.h"
#include "postgres/statement.h"
#include "workers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)           \
	do {                      \
		if (!(condition)) \
			abort();  \
	} while (0)

static void check_places(const Statement *statement)
{
	const Source *source = statement->span.source;

	MUST(statement->start <= statement->end && statement->end <= statement->sql->text.len);
	MUST(source && statement->span.start <= statement->span.end);
	MUST(statement->span.end <= source->text.len);
	MUST(!statement->node == !!statement->error);
	if (statement->error_span.source)
		MUST(statement->error_span.start <= statement->error_span.end &&
		     statement->error_span.end <= statement->error_span.source->text.len);
	for (size_t i = 0; i < statement->actions.len; i++)
		MUST(statement->actions.items[i].location <= statement->sql->text.len);
}

static void check(const StatementArray *statements)
{
	size_t enclosed = 0;

	for (size_t i = 0; i < statements->len; i++) {
		const Statement *statement = &statements->items[i];
		MUST(statement->index == i);
		MUST(!statement->enclosing || statement->enclosing < statement);
		check_places(statement);
		enclosed += statement->enclosing != NULL;
	}
	MUST(enclosed <= MAX_ROUTINE_STATEMENTS + 2);
}

static void run_text(Arena *arena, Str text)
{
	Migration *migration = arena_new(arena, Migration);
	Source *source = source_from_text(arena, "fuzz.sql", text);
	Span whole = { source, 0, (uint32_t)source->text.len };
	SqlWriter writer = sql_writer(arena, whole);
	StatementOptions options = { .postgres_version = 15 };
	StatementArray statements = { 0 };

	if (source->problem)
		return;
	Text *verbatim = text_literal(arena, source->text, whole, true);
	sql_add_text(&writer, verbatim);
	Step step = { .kind = STEP_SQL, .span = whole, .sql = sql_finish(&writer) };
	migration->source = source;
	array_push(arena, &migration->steps[DIRECTION_UPGRADE], step);
	statements_of(arena, migration, DIRECTION_UPGRADE, &options, &statements);
	check(&statements);
}

static Str in_dollars(Arena *arena, Str text)
{
	return str_from(arena_printf(arena, "DO $fuzz$%.*s$fuzz$", STR_ARG(text)));
}

static Str in_quotes(Arena *arena, Str text)
{
	Buffer quoted = buffer_in(arena);

	buffer_puts(&quoted, "DO 'BEGIN\n");
	for (size_t i = 0; i < text.len; i++) {
		buffer_putc(&quoted, text.data[i]);
		if (text.data[i] == '\'')
			buffer_putc(&quoted, '\'');
	}
	buffer_puts(&quoted, "\nEND'");
	return buffer_str(&quoted);
}

static void run(void *state)
{
	Arena arena = { 0 };
	Str text = *(const Str *)state;
	char *copy = str_dup(&arena, text);

	for (size_t i = 0; i < text.len; i++)
		if (copy[i] == '\0')
			copy[i] = ' ';
	text.data = copy;
	run_text(&arena, text);
	run_text(&arena, in_dollars(&arena, text));
	run_text(&arena, in_quotes(&arena, text));
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Str text = { (const char *)data, size };

	on_large_stack(run, &text);
	return 0;
}
