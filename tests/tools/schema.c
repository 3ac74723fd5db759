// schema.c - test tool: what the catalog makes of SQL, for the suites that ask PostgreSQL the same.
//
// Input: texts on stdin, each ended by a NUL byte; the first character says what to do with the rest. Output: one line of JSON each.
//	N	begin with an empty schema that is known completely		{}
//	U	run these statements		{"facts": [...], "refused": [...], "errors": [...], "statements": n, "bytes": n}
//	D	run these against the state before the last U, and go back to the state behind it	{"changes": [...], "refused": [...], "errors": [...]}
//	P	print the schema	{"ddl": "..."}
//
// A fact is "kind|name|what is known of it", as tests/oracle/schema_facts.sql makes them. `refused`: what the catalog says PostgreSQL would
// not do. `errors`: what does not parse. `bytes`: what the catalog has taken of memory so far.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/facts.h"
#include "postgres/parse.h"
#include "workers.h"

typedef struct Tool {
	Arena syntax;  // what the catalog points into
	Arena memory;  // the catalog's own
	Arena scratch; // of one line of output
	Catalog *catalog;
	CatalogMark before; // the last U
	Buffer out;
	JsonWriter json;
} Tool;

// ---- commands ------------------------------------------------------------------------------------------------

// Outcome: what running statements came to.
typedef struct Outcome {
	Array(const char *) refused;
	Array(const char *) errors;
	size_t statements;
} Outcome;

static Outcome run_statements(Tool *tool, Str sql)
{
	Outcome outcome = { 0 };
	ParsedStatements statements = { 0 };

	postgres_parse(&tool->syntax, sql, &statements);
	outcome.statements = statements.len;
	for (size_t i = 0; i < statements.len; i++) {
		ActionArray actions = { 0 };
		if (!statements.items[i].node) {
			array_push(&tool->scratch, &outcome.errors, statements.items[i].error);
			continue;
		}
		actions_of(&tool->syntax, statements.items[i].node, &actions);
		catalog_apply(tool->catalog, &actions, false);
		if (catalog_refusal(tool->catalog))
			array_push(&tool->scratch, &outcome.refused, catalog_refusal(tool->catalog));
	}
	return outcome;
}

static void write_strings(Tool *tool, const char *key, const char *const *items, size_t count)
{
	json_key(&tool->json, key);
	json_array_begin(&tool->json);
	for (size_t i = 0; i < count; i++)
		json_text(&tool->json, items[i]);
	json_array_end(&tool->json);
}

static void write_outcome(Tool *tool, const Outcome *outcome)
{
	write_strings(tool, "refused", outcome->refused.items, outcome->refused.len);
	write_strings(tool, "errors", outcome->errors.items, outcome->errors.len);
}

static void upgrade(Tool *tool, Str sql)
{
	tool->before = catalog_mark(tool->catalog);
	Outcome outcome = run_statements(tool, sql);
	json_key(&tool->json, "facts");
	json_array_begin(&tool->json);
	facts_write(tool->catalog, &tool->scratch, &tool->json);
	json_array_end(&tool->json);
	write_outcome(tool, &outcome);
	json_member_int(&tool->json, "statements", (int64_t)outcome.statements);
	json_member_int(&tool->json, "bytes", (int64_t)arena_used(&tool->memory));
}

static void downgrade(Tool *tool, Str sql)
{
	CatalogMark upgraded = catalog_mark(tool->catalog);
	CatalogChanges changes = { 0 };
	Outcome outcome = run_statements(tool, sql);

	catalog_changes(tool->catalog, &tool->scratch, tool->before, &changes);
	json_key(&tool->json, "changes");
	json_array_begin(&tool->json);
	for (size_t i = 0; i < changes.len; i++)
		json_text(&tool->json, changes.items[i].message);
	json_array_end(&tool->json);
	write_outcome(tool, &outcome);
	catalog_rollback(tool->catalog, upgraded);
}

static void print(Tool *tool)
{
	Buffer ddl = buffer_in(&tool->scratch);

	catalog_print(tool->catalog, &ddl);
	json_key(&tool->json, "ddl");
	json_str(&tool->json, buffer_str(&ddl));
}

static void begin(Tool *tool)
{
	arena_release(&tool->memory);
	arena_release(&tool->syntax);
	tool->catalog = catalog_new(&tool->memory, true);
}

static void run_command(Tool *tool, Str text)
{
	char command = text.len ? text.data[0] : '\0';
	Str sql = text.len ? str_slice(text, 1, text.len) : text;

	tool->out = buffer_in(&tool->scratch);
	tool->json = json_writer(&tool->out, 0);
	json_object_begin(&tool->json);
	if (command == 'N')
		begin(tool);
	else if (command == 'U')
		upgrade(tool, sql);
	else if (command == 'D')
		downgrade(tool, sql);
	else if (command == 'P')
		print(tool);
	else
		json_member(&tool->json, "unknown", "command");
	json_object_end(&tool->json);
	buffer_putc(&tool->out, '\n');
	fwrite(tool->out.data, 1, tool->out.len, stdout);
	fflush(stdout); // somebody waits for it
	arena_release(&tool->scratch);
}

static void run(void *state)
{
	Tool *tool = state;
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;

	begin(tool);
	while ((length = getdelim(&line, &capacity, '\0', stdin)) > 0) {
		size_t end = (size_t)length - (line[length - 1] == '\0');
		run_command(tool, str_from(arena_strndup(&tool->syntax, line, end)));
	}
	free(line);
	arena_release(&tool->memory);
	arena_release(&tool->syntax);
}

int main(void)
{
	static Tool tool;

	on_large_stack(run, &tool);
	return ferror(stdin) || ferror(stdout) ? 2 : 0;
}
