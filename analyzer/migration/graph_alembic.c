// graph_alembic.c - where the revisions of an Alembic project lie (graph.h), and the graph of what they declare.

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "migration/alembic.h"
#include "migration/alembic_ini.h"
#include "migration/graph.h"
#include "source/syntax.h"

enum { MAX_ENV_DISTANCE = 3 };

static bool cut_last(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash || slash == path)
		return false;
	*slash = '\0';
	return true;
}

static bool has_env(Arena *arena, const char *folder)
{
	return access(arena_printf(arena, "%s/env.py", folder), F_OK) == 0;
}

const char *graph_folder(Arena *arena, const char *path)
{
	char real[PATH_MAX];

	if (!realpath(path, real) || !cut_last(real))
		return NULL;
	const char *own = arena_strndup(arena, real, strlen(real));
	const AlembicIni *ini = alembic_ini_of(arena, own);
	if (ini)
		return ini->script;
	for (int i = 0; i <= MAX_ENV_DISTANCE; i++) {
		if (has_env(arena, real))
			return arena_strndup(arena, real, strlen(real));
		if (!cut_last(real))
			break;
	}
	return own;
}

// ---- files ----------------------------------------------------------------------------------------------------

static bool is_below(const char *folder, const char *above)
{
	size_t len = strlen(above);

	return strncmp(folder, above, len) == 0 && (!folder[len] || folder[len] == '/');
}

// Adds what lies in version_locations outside of `folder`.
static void add_locations(Arena *arena, const char *folder, FileArray *files)
{
	AlembicInis inis = { 0 };
	const char *error = NULL;

	alembic_inis(arena, folder, &inis);
	for (size_t i = 0; i < inis.len; i++) {
		const AlembicIni *ini = inis.items[i];
		for (size_t n = 0; strcmp(ini->script, folder) == 0 && n < ini->locations.len; n++) {
			const char *location = ini->locations.items[n];
			if (is_below(location, folder) && has_env(arena, folder))
				continue;
			if (ini->recursive)
				discover(arena, location, files, &error);
			else
				discover_direct(arena, location, files, &error);
		}
	}
}

void graph_files(Arena *arena, const char *folder, FileArray *files)
{
	const char *error = NULL;

	// A folder that cannot be listed leaves the history incomplete; nothing takes it for complete.
	if (!(has_env(arena, folder) ? discover(arena, folder, files, &error)
				     : discover_direct(arena, folder, files, &error)))
		files->len = 0;
	add_locations(arena, folder, files);
	files_finish(files);
}

const char *graph_set(Arena *arena, const char *folder, const char *path, bool *whole)
{
	char *own = arena_strndup(arena, path, strlen(path));
	AlembicInis inis = { 0 };

	*whole = false;
	if (!cut_last(own))
		return own;
	const AlembicIni *ini = alembic_ini_of(arena, own);
	alembic_inis(arena, folder, &inis);
	bool listed = false;
	for (size_t i = 0; i < inis.len; i++)
		listed |= inis.items[i]->lists_locations && strcmp(inis.items[i]->script, folder) == 0;
	// Beside the listed locations there may be any file; it is not Alembic that reads it.
	*whole = ini || (!listed && has_env(arena, folder));
	return ini && (ini->lists_locations || ini->recursive) ? ini->name : own;
}

// ---- reading --------------------------------------------------------------------------------------------------

static IdArray copy_ids(Arena *arena, const IdArray *ids)
{
	IdArray copy = { 0 };

	for (size_t i = 0; i < ids->len; i++)
		array_push(arena, &copy, str_from(str_dup(arena, ids->items[i])));
	return copy;
}

// Reads what a file declares. What is read besides goes with the scratch arena.
static void read_file(Graph *graph, const char *path)
{
	static const Host no_host = { 0 };
	Arena scratch = { 0 }, *arena = graph->arena;
	const Source *source = source_read(&scratch, path, path);
	Tree tree = syntax_parse(source, LANGUAGE_PYTHON);
	Module *module = source->problem ? NULL : module_evaluate(&scratch, &tree, &no_host);
	Migration declared = { 0 };

	if (module && module_get(module, "revision") && module_get(module, "down_revision")) {
		alembic_declared(&scratch, module, &declared);
		path = arena_strndup(arena, path, strlen(path));
		Revision *revision = graph_add(graph, path, graph_set);
		revision->id = str_from(str_dup(arena, declared.revision));
		revision->parents = copy_ids(arena, &declared.down_revisions);
		revision->dependencies = copy_ids(arena, &declared.dependencies);
		revision->labels = copy_ids(arena, &declared.branch_labels);
	}
	syntax_free(&tree);
	arena_release(&scratch);
}

Graph *graph_read(Arena *arena, const char *folder)
{
	Graph *graph = graph_new(arena, folder);
	FileArray files = { 0 };

	graph_files(arena, folder, &files);
	for (size_t i = 0; i < files.len; i++)
		if (str_ends_with(str_from(files.items[i].path), STR(".py")))
			read_file(graph, files.items[i].path);
	graph_link(graph);
	return graph;
}
