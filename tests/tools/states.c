// states.c - test tool: the schema that a replay has after each migration, upgraded and then downgraded, for the suites that ask PostgreSQL the same.
//
//	states PATH...		files or folders of migrations, as other commands take them
//
// Output: a line of JSON for each migration and direction, history by history in the order of the graph:
//	{"path": ..., "direction": "upgrade", "facts": [...], "ddl": "...", "refused": [...]}
// facts: see common/facts.h. ddl: what "miglint schema" prints. refused: why statements cannot run on the schema they meet. A downgrade is run
// behind its upgrade, and what follows does not see it. Exit status 2 when something could not be read.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/facts.h"
#include "inputs.h"
#include "lint.h"
#include "migration/django.h"
#include "workers.h"

// Replayed: one migration of those that were asked for.
typedef struct Replayed {
	const FileEntry *file;
	const FileResult *result;
} Replayed;

typedef struct Tool {
	Arena arena;
	Arena scratch; // of one line of output
	FileArray files;
	Array(Replayed) replayed;
	size_t seen;
	Catalog *catalog;    // of the history that is printed
	Array(Str) prefixes; // of the tables of Django's apps
} Tool;

static int compare(const void *a, const void *b)
{
	const Revision *x = ((const Replayed *)a)->result->node, *y = ((const Replayed *)b)->result->node;

	if (x->chain != y->chain)
		return strcmp(x->chain->path, y->chain->path);
	if (x->depth != y->depth)
		return x->depth < y->depth ? -1 : 1;
	return strcmp(x->path, y->path);
}

// Statements of their own: those of the result are told what they meet once.
static StatementArray run(Tool *tool, const Replayed *replayed, Direction direction)
{
	const StatementArray *statements = &replayed->result->statements[direction];
	const EnvFacts *env = replayed->result->migration->env;
	TransactionStart start = { .in_transaction = env->in_transaction,
				   .transaction_per_migration = env->transaction_per_migration };
	StatementOptions options = { replayed->file->config->postgres_version, tool->catalog, &start };
	StatementArray copy = { 0 };

	for (size_t i = 0; i < statements->len; i++)
		array_push(&tool->arena, &copy, statements->items[i]);
	catalog_begin_session(tool->catalog);
	statements_link(&tool->arena, replayed->result->migration, direction, &options, &copy);
	return copy;
}

static void write_refused(JsonWriter *json, const StatementArray *statements)
{
	json_key(json, "refused");
	json_array_begin(json);
	for (size_t i = 0; i < statements->len; i++) {
		const Statement *statement = &statements->items[i];
		if (statement->error || statement->refusal)
			json_text(json, statement->error ? statement->error : statement->refusal);
		for (size_t k = 0; k < statement->actions.len; k++)
			if (statement->facts[k].contradiction.kind)
				json_text(json, statement->facts[k].contradiction.message);
	}
	json_array_end(json);
}

static void write_state(Tool *tool, const Replayed *replayed, Direction direction)
{
	StatementArray statements = run(tool, replayed, direction);
	Buffer out = buffer_in(&tool->scratch), ddl = buffer_in(&tool->scratch);
	JsonWriter json = json_writer(&out, 0);

	catalog_print(tool->catalog, &ddl);
	json_object_begin(&json);
	json_member(&json, "path", replayed->file->path);
	json_member(&json, "direction", direction == DIRECTION_UPGRADE ? "upgrade" : "downgrade");
	json_key(&json, "facts");
	json_array_begin(&json);
	facts_write(tool->catalog, &tool->scratch, &json);
	json_array_end(&json);
	json_key(&json, "ddl");
	json_str(&json, buffer_str(&ddl));
	write_refused(&json, &statements);
	json_object_end(&json);
	buffer_putc(&out, '\n');
	fwrite(out.data, 1, out.len, stdout);
	arena_release(&tool->scratch);
}

static Catalog *new_catalog(Tool *tool, const Replayed *replayed)
{
	Catalog *catalog = catalog_new(&tool->arena, replayed->file->config->complete_history);

	if (replayed->result->migration->django)
		catalog_limit(catalog, tool->prefixes.items, tool->prefixes.len);
	return catalog;
}

static void note_app(Tool *tool, const DjangoMigration *django)
{
	if (django)
		array_push(&tool->arena, &tool->prefixes,
			   str_from(arena_printf(&tool->arena, "%.*s_", STR_ARG(django->app))));
}

static void write_states(void *state)
{
	Tool *tool = state;
	const Revision *chain = NULL;

	if (tool->replayed.len)
		qsort(tool->replayed.items, tool->replayed.len, sizeof(Replayed), compare);
	for (size_t i = 0; i < tool->replayed.len; i++)
		note_app(tool, tool->replayed.items[i].result->migration->django);
	for (size_t i = 0; i < tool->replayed.len; i++) {
		const Replayed *replayed = &tool->replayed.items[i];
		if (replayed->result->node->chain != chain)
			tool->catalog = new_catalog(tool, replayed);
		chain = replayed->result->node->chain;
		write_state(tool, replayed, DIRECTION_UPGRADE);
		CatalogMark upgraded = catalog_mark(tool->catalog);
		write_state(tool, replayed, DIRECTION_DOWNGRADE);
		catalog_rollback(tool->catalog, upgraded);
	}
}

static void receive(void *state, const FileResult *result)
{
	Tool *tool = state;
	Replayed replayed = { &tool->files.items[tool->seen++], result };

	if (result->node)
		array_push(&tool->arena, &tool->replayed, replayed);
	if (tool->seen == tool->files.len) // the results are good until the last one was received
		on_large_stack(write_states, tool);
}

int main(int argc, char **argv)
{
	static Tool tool;
	InputOptions options = { 0 };
	NameArray paths = { 0 };
	Summary summary;

	for (int i = 1; i < argc; i++)
		array_push(&tool.arena, &paths, argv[i]);
	if (!inputs_find(&tool.arena, &paths, &options, (Config){ 0 }, &tool.files))
		return 2;
	lint_files(tool.files.items, tool.files.len, 0, receive, &tool, &summary);
	arena_release(&tool.arena);
	return ferror(stdout) ? 2 : 0;
}
