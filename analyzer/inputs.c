#include "inputs.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "diff_base.h"
#include "migration/graph.h"
#include "migration/sqlfile.h"
#include "workers.h"

static bool read_given(Arena *arena, const InputOptions *options, Config *given)
{
	const char *error = NULL;

	given->postgres_version = options->postgres_version;
	for (size_t i = 0; i < options->select.len; i++)
		array_push(arena, &given->select, options->select.items[i]);
	for (size_t i = 0; i < options->ignore.len; i++)
		array_push(arena, &given->ignore, options->ignore.items[i]);
	if (config_check(given, arena, &error))
		return true;
	complain("%s", error);
	return false;
}

// Adds standard input under the name it is given.
static bool add_stdin(Arena *arena, const char *name, FileArray *files)
{
	Buffer text = buffer_in(arena);
	Str *whole = arena_new(arena, Str);
	char part[64 * 1024];
	size_t limit = source_limit(name ? name : STDIN_NAME), got;

	// One byte more than is read of a file: then it is refused like one.
	while (text.len <= limit && (got = fread(part, 1, sizeof(part), stdin)) > 0)
		buffer_add(&text, part, got);
	if (ferror(stdin)) {
		complain("cannot read standard input: %s", strerror(errno));
		return false;
	}
	*whole = buffer_str(&text);
	const char *shown = name ? discover_shown(arena, name) : STDIN_NAME;
	array_push(arena, files,
		   ((FileEntry){ .path = name ? name : STDIN_NAME,
				 .shown = shown,
				 .text = whole,
				 .explicit_ = true }));
	return true;
}

static bool find(Arena *arena, const NameArray *paths, const InputOptions *options, FileArray *files)
{
	bool found = true, stdin_read = false;

	for (size_t i = 0; i < paths->len; i++) {
		const char *error = NULL;
		if (strcmp(paths->items[i], "-") == 0) {
			found = (stdin_read || add_stdin(arena, options->stdin_filename, files)) && found;
			stdin_read = true;
		} else if (!discover(arena, paths->items[i], files, &error)) {
			complain("%s", error);
			found = false;
		}
	}
	if (!options->keep_order)
		files_finish(files);
	return found;
}

// Gives each file its configuration and leaves out the excluded ones. One message per wrong configuration file is enough.
static bool configure(ConfigFiles *configs, FileArray *files, bool force_exclude)
{
	const char *said = NULL;
	size_t kept = 0;

	for (size_t i = 0; i < files->len; i++) {
		FileEntry *file = &files->items[i];
		const char *error = NULL;
		file->config = config_for(configs, file->path, &error);
		if (!file->config) {
			if (!said || strcmp(said, error) != 0)
				complain("%s", error);
			said = error;
			continue;
		}
		if ((!file->explicit_ || force_exclude) && config_excludes(file->config, file->path))
			continue;
		file->chosen = file->explicit_ && (!force_exclude || file->text);
		files->items[kept++] = *file;
	}
	files->len = kept;
	return !said;
}

// ---- start-after: leaving out what is history -------------------------------------------------------------------

// Histories: the graphs read so far and, per folder and revision, what is history there.
typedef struct Histories {
	Arena *arena;
	FileArray *files;
	Map folders; // folder of a file -> folder of its history
	Map graphs;  // folder -> Graph
	Map past;    // "folder\nstart-after" -> Map of ids
	bool failed;
} Histories;

static Graph *graph_of(Histories *histories, const char *folder, const Config *config, bool is_sql)
{
	Graph *graph = map_get(&histories->graphs, str_from(folder));

	if (!graph) {
		graph = is_sql ? sqlfile_graph(histories->arena, folder, config)
			       : graph_read(histories->arena, folder);
		map_set(&histories->graphs, histories->arena, str_from(folder), graph);
	}
	return graph;
}

// What `start_after` makes history of in `graph`; NULL and a message when there is no such revision.
static const Map *past_of(Histories *histories, const Graph *graph, Str start_after)
{
	Str key = str_from(arena_printf(histories->arena, "%s\n%.*s", graph->folder, STR_ARG(start_after)));
	Map *past = map_get(&histories->past, key);

	if (past)
		return past;
	const Revision *revision = graph_find(graph, start_after);
	if (!revision) // "0042_rooms" where the runner knows it by its number
		revision = graph_find(
			graph,
			sqlfile_place(histories->arena, str_dup(histories->arena, start_after)).version);
	past = arena_new(histories->arena, Map);
	map_set(&histories->past, histories->arena, key, past);
	if (revision) {
		*past = graph_ancestors(histories->arena, revision);
	} else if (graph->revisions.len) {
		complain("start-after names revision '%.*s', which is not in %s", STR_ARG(start_after),
			 graph->folder);
		histories->failed = true;
	}
	return past;
}

static const char *history_of(Histories *histories, const char *path)
{
	const char *slash = strrchr(path, '/');
	Str own = { path, slash ? (size_t)(slash - path) : 0 };
	const char *folder = map_get(&histories->folders, own);

	if (!folder && (folder = graph_folder(histories->arena, path)))
		map_set(&histories->folders, histories->arena, own, (void *)(uintptr_t)folder);
	return folder;
}

static bool is_past(Histories *histories, const FileEntry *file)
{
	char real[PATH_MAX];
	bool is_sql = str_ends_with(str_from(file->path), STR(".sql"));

	if (!realpath(file->path, real))
		return false;
	const char *folder = is_sql ? sqlfile_folder(histories->arena, real)
				    : history_of(histories, file->path);
	if (!folder)
		return false;
	const Graph *graph = graph_of(histories, folder, file->config, is_sql);
	const Revision *revision = map_get(&graph->by_path, str_from(real));
	const char *other = !revision && is_sql ? sqlfile_other_path(histories->arena, real) : NULL;
	if (other)
		revision = map_get(&graph->by_path, str_from(other));
	return revision && map_get(past_of(histories, graph, file->config->start_after), revision->id);
}

static void leave_out_history(void *state)
{
	Histories *histories = state;
	FileArray *files = histories->files;
	size_t kept = 0;

	for (size_t i = 0; i < files->len; i++)
		if (!files->items[i].config->start_after.len || !is_past(histories, &files->items[i]))
			files->items[kept++] = files->items[i];
	files->len = kept;
}

static bool start_after(Arena *arena, FileArray *files)
{
	Histories histories = { .arena = arena, .files = files };

	for (size_t i = 0; i < files->len; i++) {
		if (!files->items[i].config->start_after.len)
			continue;
		on_large_stack(leave_out_history, &histories);
		break;
	}
	return !histories.failed;
}

// ---- diff-base -------------------------------------------------------------------------------------------------

static bool open_diff_base(Arena *arena, DiffBase *diff, const FileArray *files)
{
	const char *error = NULL;

	if (!diff || diff_base_open(diff, arena, files, &error))
		return true;
	complain("--diff-base: %s", error);
	return false;
}

bool inputs_find(Arena *arena, const NameArray *paths, const InputOptions *options, Config given,
		 FileArray *files)
{
	ConfigChoice choice = { .given = given, .file = options->config_file, .isolated = options->isolated };
	DiffBase *diff = options->diff_base ? arena_new(arena, DiffBase) : NULL;

	if (diff)
		diff->ref = options->diff_base;
	choice.given.diff_base = diff;

	if (options->isolated && options->config_file) {
		complain("--isolated and --config contradict each other");
		return false;
	}
	return read_given(arena, options, &choice.given) && find(arena, paths, options, files) &&
		configure(config_files(arena, &choice), files, options->force_exclude) &&
		start_after(arena, files) && open_diff_base(arena, diff, files);
}
