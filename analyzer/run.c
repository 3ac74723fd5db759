// run.c - lint_files(): reads the files in parallel, with them the histories they belong to, judges in graph order, reports in
// path order. So what is found does not depend on which files were named, on threads or on timing.

#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "history.h"
#include "migration/framework.h"
#include "workers.h"

// Run: the files of one run. `files[0..targets)` are those asked for, in path order; the rest are read for their history.
// - `projects`: what each worker knows of the projects, which results refer to until they are reported
typedef struct Run {
	Arena arena;
	Array(HistoryFile *) files;
	size_t targets;
	size_t read; // files below this index are read
	Array(Arena *) projects;
	pthread_mutex_t mutex; // of `projects`
	Progress *progress;    // once all is read
} Run;

static HistoryFile *add_file(Run *run, const FileEntry *entry, bool is_target)
{
	HistoryFile *file = arena_new(&run->arena, HistoryFile);

	file->entry = *entry;
	file->is_target = is_target;
	array_push(&run->arena, &run->files, file);
	return file;
}

// ---- reading --------------------------------------------------------------------------------------------------

static void *start_worker(void *state)
{
	Run *run = state;
	Arena *arena = calloc(1, sizeof(Arena));

	if (!arena) {
		fprintf(stderr, "miglint: out of memory\n");
		exit(2);
	}
	pthread_mutex_lock(&run->mutex);
	array_push(&run->arena, &run->projects, arena);
	pthread_mutex_unlock(&run->mutex);
	return project_new(arena);
}

static void read_one(void *state, size_t i, void *project)
{
	Run *run = state;
	HistoryFile *file = run->files.items[run->read + i];

	lint_read(&file->entry, project, &file->result);
}

static void read_new(Run *run, int threads)
{
	run_parallel(run->files.len - run->read, threads, start_worker, read_one, run);
	run->read = run->files.len;
}

// ---- the rest of the histories --------------------------------------------------------------------------------

// Adds what else lies in the folder of a history. `known` has the real path of every file of the run.
static void add_siblings(Run *run, Map *known, Framework framework, const char *folder, const Config *config)
{
	FileArray found = { 0 };

	framework_facts(framework)->files(&run->arena, folder, &found);
	for (size_t i = 0; i < found.len; i++) {
		FileEntry *entry = &found.items[i];
		if (map_get(known, str_from(entry->path)) ||
		    !str_ends_with(str_from(entry->path), str_from(framework_facts(framework)->ending)))
			continue;
		entry->config = config;
		HistoryFile *file = add_file(run, entry, false);
		file->framework = framework;
		file->folder = folder;
		file->real = entry->path;
		map_set(known, &run->arena, str_from(entry->path), file);
	}
}

// Places: what the system said of folders, each asked about once.
typedef struct Places {
	Map real;                       // folder as written, with its slash -> absolute path without links
	Map histories[FRAMEWORK_COUNT]; // real folder -> the folder of the history migrations there belong to
} Places;

static Str folder_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return (Str){ path, slash ? (size_t)(slash - path) + 1 : 0 };
}

// The path of a file with its folder made real.
static const char *real_path(Run *run, Places *places, const char *path)
{
	Str written = folder_part(path);
	const char *real = map_get(&places->real, written);
	char buffer[PATH_MAX];

	if (!real) {
		const char *folder = written.len ? str_dup(&run->arena, written) : ".";
		real = realpath(folder, buffer) ? arena_strndup(&run->arena, buffer, strlen(buffer)) : folder;
		map_set(&places->real, &run->arena, written, (void *)(uintptr_t)real);
	}
	return arena_printf(&run->arena, "%s/%s", strcmp(real, "/") == 0 ? "" : real, path + written.len);
}

static const char *history_of(Run *run, Places *places, Framework framework, const char *real)
{
	Str folder = folder_part(real);
	Map *histories = &places->histories[framework];
	const char *history = map_get(histories, folder);

	if (!history) {
		history = framework_facts(framework)->folder(&run->arena, real);
		if (!history)
			history = "";
		map_set(histories, &run->arena, folder, (void *)(uintptr_t)history);
	}
	return history;
}

static void find_histories(Run *run)
{
	Places places = { 0 };
	Map known = { 0 }, folders[FRAMEWORK_COUNT] = { 0 };

	for (size_t i = 0; i < run->targets; i++) {
		HistoryFile *file = run->files.items[i];
		file->real = real_path(run, &places, file->entry.path);
		map_set(&known, &run->arena, str_from(file->real), file);
	}
	for (size_t i = 0; i < run->targets; i++) {
		HistoryFile *file = run->files.items[i];
		if (!file->result.is_migration)
			continue;
		Framework framework = file->result.migration->framework;
		bool nowhere = file->entry.text && strcmp(file->entry.path, STDIN_NAME) == 0;
		const char *folder = nowhere ? "" : history_of(run, &places, framework, file->real);
		HistoryFile *first = map_get(&folders[framework], str_from(folder));
		file->framework = framework;
		file->folder = first ? first->folder : folder;
		if (first)
			continue;
		map_set(&folders[framework], &run->arena, str_from(folder), file);
		if (*folder)
			add_siblings(run, &known, framework, folder, file->entry.config);
	}
}

// ---- reporting ------------------------------------------------------------------------------------------------

static void add_up(Summary *summary, const FileResult *result)
{
	summary->files++;
	summary->migrations += result->is_migration;
	summary->skipped += !result->is_migration && !result->source->problem;
	summary->statements += result->statement_count;
	summary->unreadable += result->unreadable_count;
	summary->suppressed += result->suppressed;
	summary->migrations_with_findings += result->is_migration && result->findings.len > 0;
	for (size_t i = 0; i < result->findings.len; i++)
		summary->findings[result->findings.items[i].severity]++;
}

static void release(Run *run)
{
	for (size_t i = 0; i < run->files.len; i++)
		file_result_release(&run->files.items[i]->result);
	for (size_t i = 0; i < run->projects.len; i++) {
		arena_release(run->projects.items[i]);
		free(run->projects.items[i]);
	}
	pthread_mutex_destroy(&run->mutex);
	progress_free(run->progress);
	arena_release(&run->arena);
}

// ---- what is the same for all files of a folder -----------------------------------------------------------------

static Str topic_key(Run *run, const HistoryFile *file, const Notice *notice)
{
	Str folder = folder_part(file->real);

	return str_from(arena_printf(&run->arena, "%.*s\n%.*s", STR_ARG(folder), STR_ARG(notice->topic)));
}

// For each topic of a folder, the first file by path that has it.
static void note_topics(Run *run, HistoryFile *file, Map *first)
{
	const NoticeArray *notices = &file->result.migration->notices;

	for (size_t i = 0; i < notices->len; i++) {
		if (!notices->items[i].topic.len)
			continue;
		Str key = topic_key(run, file, &notices->items[i]);
		const HistoryFile *other = map_get(first, key);
		if (!other || strcmp(file->real, other->real) < 0)
			map_set(first, &run->arena, key, file);
	}
}

static void drop_told(Run *run, HistoryFile *file, const Map *first)
{
	NoticeArray *notices = &file->result.migration->notices;
	size_t kept = 0;

	for (size_t i = 0; i < notices->len; i++) {
		const Notice *notice = &notices->items[i];
		if (!notice->topic.len || map_get(first, topic_key(run, file, notice)) == file)
			notices->items[kept++] = *notice;
	}
	notices->len = kept;
}

static void tell_topics_once(Run *run)
{
	Map first = { 0 };

	for (size_t i = 0; i < run->files.len; i++)
		if (run->files.items[i]->result.migration && run->files.items[i]->real)
			note_topics(run, run->files.items[i], &first);
	for (size_t i = 0; first.len && i < run->files.len; i++)
		if (run->files.items[i]->result.migration && run->files.items[i]->real)
			drop_told(run, run->files.items[i], &first);
}

// Reads `files` and the rest of their histories.
static void read_all(Run *run, const FileEntry *files, size_t count, int threads)
{
	pthread_mutex_init(&run->mutex, NULL);
	run->targets = count;
	for (size_t i = 0; i < count; i++)
		add_file(run, &files[i], true);
	read_new(run, threads);
	find_histories(run);
	read_new(run, threads);
	tell_topics_once(run);
	run->progress = progress_begin(run->files.items, run->files.len, threads);
}

// ---- replaying ------------------------------------------------------------------------------------------------

static void judge_all(void *state)
{
	Run *run = state;

	history_replay(&run->arena, run->files.items, run->files.len);
	progress_replayed(run->progress);
}

// Call: what lint_histories() was given, for the thread that does it.
typedef struct Call {
	Run run;
	void (*done)(void *state, HistoryFile *const *files, size_t count);
	void *state;
} Call;

static void replay_only(void *state)
{
	Call *call = state;

	for (size_t i = 0; i < call->run.targets; i++)
		call->run.files.items[i]->is_target = false;
	judge_all(&call->run);
	call->done(call->state, call->run.files.items, call->run.files.len);
}

void lint_histories(const FileEntry *files, size_t count, int threads,
		    void (*done)(void *state, HistoryFile *const *files, size_t count), void *state)
{
	Call call = { .done = done, .state = state };

	read_all(&call.run, files, count, threads);
	on_large_stack(replay_only, &call);
	release(&call.run);
}

// Whether what is judged can be reported while the rest is: not on one thread, nor where something that only the replay finds out ends the
// run, which then must have said nothing.
static bool can_report_early(const FileEntry *files, size_t count, int threads)
{
	for (size_t i = 0; i < count; i++)
		if (files[i].config->diff_base || files[i].config->start_after.len)
			return false;
	return crew_size(threads, count) > 1;
}

// Files that are waited for together: to wake up for each costs more than to report it.
enum { REPORTED_TOGETHER = 64 };

static size_t last_together(size_t first, size_t count)
{
	return first + REPORTED_TOGETHER < count ? first + REPORTED_TOGETHER - 1 : count - 1;
}

void lint_files(const FileEntry *files, size_t count, int threads,
		void (*done)(void *state, const FileResult *result), void *state, Summary *summary)
{
	Run run = { 0 };

	*summary = (Summary){ 0 };
	read_all(&run, files, count, threads);
	Crew *judge = crew_start(1, judge_all, &run);
	if (!can_report_early(files, count, threads)) {
		crew_join(judge);
		judge = NULL;
	}
	for (size_t i = 0; i < count; i++) {
		if (i % REPORTED_TOGETHER == 0)
			progress_await_judged(run.files.items[last_together(i, count)]);
		progress_await_judged(run.files.items[i]);
		add_up(summary, &run.files.items[i]->result);
		done(state, &run.files.items[i]->result);
	}
	if (judge)
		crew_join(judge);
	release(&run);
}
