#include "migration/graph.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "python/evaluate.h"
#include "source/discover.h"

enum { MAX_ENV_DISTANCE = 3 };

static bool cut_last(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash || slash == path)
		return false;
	*slash = '\0';
	return true;
}

const char *graph_folder(Arena *arena, const char *path)
{
	char real[PATH_MAX];

	if (!realpath(path, real) || !cut_last(real))
		return NULL;
	const char *own = arena_strndup(arena, real, strlen(real));
	for (int i = 0; i <= MAX_ENV_DISTANCE; i++) {
		if (access(arena_printf(arena, "%s/env.py", real), F_OK) == 0)
			return arena_strndup(arena, real, strlen(real));
		if (!cut_last(real))
			break;
	}
	return own;
}

static void add_parent(Arena *arena, Revision *revision, const Value *value)
{
	Str id;

	if (value_plain_text(value, arena, &id))
		array_push(arena, &revision->parents, str_from(str_dup(arena, id)));
}

static void add_parents(Arena *arena, Revision *revision, const Value *value)
{
	bool many = value->kind == VALUE_TUPLE || value->kind == VALUE_LIST || value->kind == VALUE_SET;

	for (size_t i = 0; many && i < value->items->len; i++)
		add_parent(arena, revision, value->items->items[i]);
	if (!many)
		add_parent(arena, revision, value);
}

static void add_revision(Graph *graph, Arena *arena, Revision *revision)
{
	array_push(arena, &graph->revisions, revision);
	map_set(&graph->by_path, arena, str_from(revision->path), revision);
	if (!map_get(&graph->by_id, revision->id))
		map_set(&graph->by_id, arena, revision->id, revision);
}

// Reads what a file declares. What is read besides goes with the scratch arena.
static void read_file(Graph *graph, Arena *arena, const char *path)
{
	static const Host no_host = { 0 };
	Arena scratch = { 0 };
	const Source *source = source_read(&scratch, path, path);
	Tree tree = syntax_parse(source, LANGUAGE_PYTHON);
	Module *module = source->problem ? NULL : module_evaluate(&scratch, &tree, &no_host);
	const Value *id = module ? module_get(module, "revision") : NULL;
	const Value *parents = module ? module_get(module, "down_revision") : NULL;
	Str text;

	if (id && parents && value_plain_text(id, &scratch, &text)) {
		Revision *revision = arena_new(arena, Revision);
		revision->id = str_from(str_dup(arena, text));
		revision->path = arena_strndup(arena, path, strlen(path));
		add_parents(arena, revision, parents);
		add_revision(graph, arena, revision);
	}
	syntax_free(&tree);
	arena_release(&scratch);
}

void graph_files(Arena *arena, const char *folder, FileArray *files)
{
	const char *error = NULL;
	bool is_environment = access(arena_printf(arena, "%s/env.py", folder), F_OK) == 0;

	// A folder that cannot be listed leaves the history incomplete; nothing takes it for complete.
	if (!(is_environment ? discover(arena, folder, files, &error)
			     : discover_direct(arena, folder, files, &error)))
		files->len = 0;
	files_finish(files);
}

Graph *graph_read(Arena *arena, const char *folder)
{
	Graph *graph = arena_new(arena, Graph);
	FileArray files = { 0 };

	graph->folder = folder;
	graph_files(arena, folder, &files);
	for (size_t i = 0; i < files.len; i++)
		if (str_ends_with(str_from(files.items[i].path), STR(".py")))
			read_file(graph, arena, files.items[i].path);
	return graph;
}

const Revision *graph_find(const Graph *graph, Str id)
{
	const Revision *found = map_get(&graph->by_id, id);

	for (size_t i = 0; !found && id.len && i < graph->revisions.len; i++) {
		if (!str_starts_with(graph->revisions.items[i]->id, id))
			continue;
		for (size_t j = i + 1; j < graph->revisions.len; j++)
			if (str_starts_with(graph->revisions.items[j]->id, id))
				return NULL;
		return graph->revisions.items[i];
	}
	return found;
}

Map graph_ancestors(const Graph *graph, Arena *arena, const Revision *revision)
{
	Map seen = { 0 };
	Array(const Revision *) todo = { 0 };

	array_push(arena, &todo, revision);
	while (todo.len) {
		const Revision *next = todo.items[--todo.len];
		if (map_get(&seen, next->id))
			continue;
		map_set(&seen, arena, next->id, (void *)(uintptr_t)next);
		for (size_t i = 0; i < next->parents.len; i++) {
			const Revision *parent = map_get(&graph->by_id, next->parents.items[i]);
			if (parent)
				array_push(arena, &todo, parent);
		}
	}
	return seen;
}
