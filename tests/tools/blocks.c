// blocks.c - test tool: the statements of PL/pgSQL bodies, as postgres/plpgsql.c reads them and as libpg_query does.
//
// Input: SQL texts on stdin, each ended by a NUL byte. Output: a JSON object a line for every DO, and every CREATE FUNCTION or PROCEDURE
// in PL/pgSQL: "ours", pairs of the line in the body and the SQL or expression; "problem", null when the body was read to its end;
// "theirs", what pg_query_parse_plpgsql() answers, null when it refuses; "error", why.

#include <pg_query.h>
#include <stdio.h>
#include <stdlib.h>

#include "postgres/expand_internal.h"
#include "postgres/scan.h"
#include "report/json.h"
#include "workers.h"

static int line_of(const Routine *routine, uint32_t at)
{
	int line = 1;

	for (uint32_t i = routine->body.start; i < at; i++)
		line += routine->sql->text.data[i] == '\n';
	return line;
}

static void write_pair(JsonWriter *json, const Routine *routine, uint32_t at, PlRange range,
		       const char *before)
{
	Arena arena = { 0 };

	if (range.end > range.start) {
		json_array_begin(json);
		json_int(json, line_of(routine, at));
		json_text(json,
			  arena_printf(&arena, "%s%.*s", before,
				       STR_ARG(str_slice(routine->sql->text, range.start, range.end))));
		json_array_end(json);
	}
	arena_release(&arena);
}

static void write_statement(JsonWriter *json, const Routine *routine, const PlStatement *statement)
{
	PlRange range = statement->expression;

	// An assignment is one expression for libpg_query, and a value that a declaration has none.
	if (statement->kind != PL_ASSIGN && statement->kind != PL_OTHER)
		write_pair(json, routine, statement->range.start, range,
			   statement->kind == PL_QUERY ? "SELECT " : "");
	for (size_t i = 0; i < statement->branches.len; i++) {
		const PlBranch *branch = &statement->branches.items[i];
		if (statement->kind != PL_BLOCK)
			write_pair(json, routine, statement->range.start, branch->condition, "");
		for (size_t n = 0; n < branch->statements.len; n++)
			write_statement(json, routine, &branch->statements.items[n]);
	}
}

static void print_routine(Arena *arena, const Routine *routine, const char *sql)
{
	PlBody body = plpgsql_read(arena, routine->sql->text, routine->body.start, routine->body.end);
	PgQueryPlpgsqlParseResult theirs = pg_query_parse_plpgsql(sql);
	Buffer out = buffer_in(arena);
	JsonWriter json = json_writer(&out, 0);

	json_object_begin(&json);
	json_member(&json, "problem", body.problem);
	json_member(&json, "error", theirs.error ? theirs.error->message : NULL);
	json_member(&json, "sql", sql);
	json_key(&json, "ours");
	json_array_begin(&json);
	write_statement(&json, routine, &body.block);
	json_array_end(&json);
	json_member(&json, "theirs", theirs.error ? NULL : theirs.plpgsql_funcs);
	json_object_end(&json);
	puts(buffer_str(&out).data);
	pg_query_free_plpgsql_parse_result(theirs);
}

static void print_statements(Str text)
{
	Arena arena = { 0 };
	SqlWriter writer = sql_writer(&arena, (Span){ 0 });
	ParsedStatements statements = { 0 };

	sql_add(&writer, text);
	const Sql *sql = sql_finish(&writer);
	postgres_parse(&arena, sql->text, &statements);
	for (size_t i = 0; i < statements.len; i++) {
		const ParsedStatement *parsed = &statements.items[i];
		Routine routine;
		if (routine_of(&arena, sql, parsed, &routine) && routine.sql &&
		    str_is(routine.language, "plpgsql"))
			print_routine(&arena, &routine,
				      str_dup(&arena, str_slice(sql->text, parsed->start, parsed->end)));
	}
	arena_release(&arena);
}

static void print_all(void *state)
{
	char *text = NULL;
	size_t capacity = 0;

	(void)state;
	while (getdelim(&text, &capacity, '\0', stdin) > 0)
		print_statements(str_from(text));
	free(text);
}

int main(void)
{
	on_large_stack(print_all, NULL);
	return ferror(stdin) ? 2 : 0;
}
