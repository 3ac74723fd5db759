// command_schema.c - miglint schema: the schema that revisions leave, replayed and printed as SQL.

#include <stdlib.h>

#include "history.h"
#include "inputs.h"
#include "options.h"
#include "output.h"
#include "report/terminal.h"

// Settings of this command.
typedef struct Settings {
	InputOptions inputs;
	const char *at;
} Settings;

static int run(int argc, char **argv);

static const Option options[] = {
	{ .name = "at",
	  .argument = "REVISION",
	  .kind = OPTION_TEXT,
	  .offset = offsetof(Settings, at),
	  .summary = "the schema behind this revision (an id, or how one begins)" },
	INPUT_OPTIONS(Settings),
	{ 0 },
};

const Command command_schema = {
	.name = "schema",
	.operands = "[PATH...]",
	.summary = "Print the schema that revisions leave, as SQL",
	.details =
		"Replays the revisions in PATH (default: the current folder) and all that come before them, and\n"
		"prints what is there then, in an order PostgreSQL can load. What is not known is said in comments.\n"
		"Of a folder that is the schema behind all heads. Exit status: 0, or 2 when there is nothing to\n"
		"replay.\n",
	.options = options,
	.run = run,
};

// Replayed: one revision of the histories that were read.
typedef Array(const HistoryFile *) HistoryFiles;

// Schemas: state of one run.
// - `wanted`: the paths of the revisions to replay
// - `at_found`: how many revisions --at can mean
typedef struct Schemas {
	Arena arena;
	const Settings *settings;
	size_t targets;
	Map wanted;
	size_t at_found;
	Output output;
	Buffer out;
	bool failed;
} Schemas;

// ---- what to replay -------------------------------------------------------------------------------------------

static void want(Schemas *schemas, const Revision *revision)
{
	Array(const Revision *) waiting = { 0 };

	array_push(&schemas->arena, &waiting, revision);
	while (waiting.len) {
		const Revision *next = waiting.items[--waiting.len];
		if (!next || map_get(&schemas->wanted, str_from(next->path)))
			continue;
		map_set(&schemas->wanted, &schemas->arena, str_from(next->path), (void *)(uintptr_t)next);
		for (size_t i = 0; i < next->parent_nodes.len; i++)
			array_push(&schemas->arena, &waiting, next->parent_nodes.items[i]);
		for (size_t i = 0; i < next->dependency_nodes.len; i++)
			array_push(&schemas->arena, &waiting, next->dependency_nodes.items[i]);
	}
}

static void want_named(Schemas *schemas, HistoryFile *const *files, size_t count)
{
	Str name = str_from(schemas->settings->at);
	const Revision *found = NULL;

	for (size_t i = 0; i < count; i++) {
		const Revision *node = files[i]->result.node;
		if (!node || !str_starts_with(node->id, name))
			continue;
		if (node->id.len == name.len) {
			schemas->at_found = 1;
			want(schemas, node);
			return;
		}
		schemas->at_found++;
		found = node;
	}
	if (schemas->at_found == 1)
		want(schemas, found);
	else
		complain(schemas->at_found ? "--at %s means several revisions" : "there is no revision %s",
			 schemas->settings->at);
}

static int compare(const void *a, const void *b)
{
	const Revision *x = (*(const HistoryFile *const *)a)->result.node;
	const Revision *y = (*(const HistoryFile *const *)b)->result.node;

	if (x->chain != y->chain)
		return strcmp(x->chain->path, y->chain->path);
	if (x->depth != y->depth)
		return x->depth < y->depth ? -1 : 1;
	return strcmp(x->path, y->path);
}

// What is wanted, chain by chain, earlier ones first.
static HistoryFiles files_wanted(Schemas *schemas, HistoryFile *const *files, size_t count)
{
	HistoryFiles wanted = { 0 };

	if (schemas->settings->at)
		want_named(schemas, files, count);
	for (size_t i = 0; i < schemas->targets && !schemas->settings->at; i++)
		if (files[i]->result.node)
			want(schemas, files[i]->result.node);
	for (size_t i = 0; i < count; i++)
		if (files[i]->result.node && map_get(&schemas->wanted, str_from(files[i]->result.node->path)))
			array_push(&schemas->arena, &wanted, files[i]);
	if (wanted.len)
		qsort(wanted.items, wanted.len, sizeof(*wanted.items), compare);
	return wanted;
}

// ---- printing -------------------------------------------------------------------------------------------------

static bool has_follower(const Schemas *schemas, const Revision *revision)
{
	for (size_t i = 0; i < revision->children.len; i++)
		if (map_get(&schemas->wanted, str_from(revision->children.items[i]->path)))
			return true;
	return false;
}

static size_t unreadable_steps(const HistoryFile *file)
{
	const StepArray *steps = &file->result.migration->steps[DIRECTION_UPGRADE];
	const StatementArray *statements = &file->result.statements[DIRECTION_UPGRADE];
	size_t count = 0;

	for (size_t i = 0; i < steps->len; i++)
		count += steps->items[i].unreadable.len > 0;
	for (size_t i = 0; i < statements->len; i++)
		count += statements->items[i].error != NULL;
	return count;
}

static void print_heading(Schemas *schemas, const HistoryFile *const *files, size_t count)
{
	Buffer *out = &schemas->out;
	size_t unreadable = 0;

	buffer_printf(out, "%s-- the schema behind", out->len ? "\n" : "");
	const char *separator = " ";
	for (size_t i = 0; i < count; i++) {
		const Revision *node = files[i]->result.node;
		unreadable += unreadable_steps(files[i]);
		if (has_follower(schemas, node))
			continue;
		buffer_puts(out, separator);
		terminal_add(out, node->id.len ? node->id : str_from(files[i]->entry.shown));
		separator = ", ";
	}
	buffer_printf(out, ", replayed from %zu revision%s\n", count, count == 1 ? "" : "s");
	if (unreadable)
		buffer_printf(
			out,
			"-- not known: what %zu step%s of them do%s (miglint check names %s); it is missing here\n",
			unreadable, unreadable == 1 ? "" : "s", unreadable == 1 ? "es" : "",
			unreadable == 1 ? "it" : "them");
}

static void print_chain(Schemas *schemas, const HistoryFile *const *files, size_t count)
{
	Arena arena = { 0 };
	Catalog *catalog = catalog_new(&arena, files[0]->entry.config->complete_history);

	for (size_t i = 0; i < count; i++)
		lint_reapply(&files[i]->entry, &files[i]->result, catalog);
	print_heading(schemas, files, count);
	catalog_print(catalog, &schemas->out);
	arena_release(&arena);
}

static void print_schemas(void *state, HistoryFile *const *files, size_t count)
{
	Schemas *schemas = state;
	HistoryFiles wanted = files_wanted(schemas, files, count);

	if (!wanted.len && !schemas->settings->at)
		complain("there is no revision to replay");
	schemas->failed = !wanted.len;
	for (size_t start = 0, end; start < wanted.len; start = end) {
		const Revision *chain = wanted.items[start]->result.node->chain;
		for (end = start + 1; end < wanted.len; end++)
			if (wanted.items[end]->result.node->chain != chain)
				break;
		print_chain(schemas, wanted.items + start, end - start);
	}
}

static bool print_files(const Settings *settings, const FileArray *files)
{
	Schemas schemas = { .settings = settings, .targets = files->len, .output = output_stdout() };

	schemas.out = buffer_in(&schemas.arena);
	lint_histories(files->items, files->len, 0, print_schemas, &schemas);
	output_add(&schemas.output, &schemas.out);
	bool done = output_close(&schemas.output) && !schemas.failed;
	arena_release(&schemas.arena);
	return done;
}

static int run(int argc, char **argv)
{
	Arena arena = { 0 };
	NameArray operands = { 0 };
	Settings settings = { 0 };
	FileArray files = { 0 };
	OptionsResult parsed = options_parse(&command_schema, &arena, argc, argv, &settings, &operands);
	bool done = parsed == OPTIONS_HELP;

	if (parsed == OPTIONS_OK && !operands.len)
		array_push(&arena, &operands, ".");
	if (parsed == OPTIONS_OK && inputs_find(&arena, &operands, &settings.inputs, (Config){ 0 }, &files))
		done = print_files(&settings, &files);
	arena_release(&arena);
	return done ? 0 : 2;
}
