#include "progress.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "history.h"
#include "workers.h"

// Ahead: files whose statements are needed in this order.
// - `next`: the first one no thread that parses ahead has looked at
typedef struct Ahead {
	HistoryFile *const *files;
	size_t count;
	atomic_size_t next;
	Crew *crew;
	struct Ahead *older;
} Ahead;

// - `ahead`: the last of them; the oldest has all files
// - `mutex`, `changed`: of every file's stage, for those who wait
struct Progress {
	HistoryFile *const *files;
	size_t count;
	int threads;
	Ahead *ahead;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
};

static void *allocate(size_t size)
{
	void *data = calloc(1, size);

	if (!data) {
		fprintf(stderr, "miglint: out of memory\n");
		exit(2);
	}
	return data;
}

static void reach(HistoryFile *file, Stage stage)
{
	Progress *progress = file->progress;

	pthread_mutex_lock(&progress->mutex);
	atomic_store(&file->stage, stage);
	if (file->is_awaited)
		pthread_cond_broadcast(&progress->changed);
	pthread_mutex_unlock(&progress->mutex);
}

static void await(HistoryFile *file, Stage stage)
{
	Progress *progress = file->progress;

	if (atomic_load(&file->stage) >= (int)stage)
		return;
	pthread_mutex_lock(&progress->mutex);
	file->is_awaited = true;
	while (atomic_load(&file->stage) < (int)stage)
		pthread_cond_wait(&progress->changed, &progress->mutex);
	pthread_mutex_unlock(&progress->mutex);
}

// Parses `file` unless somebody else does or did.
static void parse(HistoryFile *file)
{
	int read = STAGE_READ;

	if (!atomic_compare_exchange_strong(&file->stage, &read, STAGE_PARSING))
		return;
	lint_parse(&file->result);
	reach(file, STAGE_PARSED);
}

static void parse_ahead(void *state)
{
	Ahead *ahead = state;

	for (size_t i; (i = atomic_fetch_add(&ahead->next, 1)) < ahead->count;)
		parse(ahead->files[i]);
}

static void start(Progress *progress, HistoryFile *const *files, size_t count)
{
	Ahead *ahead = allocate(sizeof(*ahead));
	size_t threads = crew_size(progress->threads, count);

	ahead->files = files;
	ahead->count = count;
	ahead->older = progress->ahead;
	ahead->crew = crew_start(threads ? threads - 1 : 0, parse_ahead, ahead);
	progress->ahead = ahead;
}

static Stage first_stage(const HistoryFile *file)
{
	const Migration *migration = file->result.migration;

	if (!migration)
		return STAGE_PARSED;
	return migration->framework == FRAMEWORK_DJANGO ? STAGE_UNLOWERED : STAGE_READ;
}

Progress *progress_begin(HistoryFile *const *files, size_t count, int threads)
{
	Progress *progress = allocate(sizeof(*progress));

	progress->files = files;
	progress->count = count;
	progress->threads = threads;
	pthread_mutex_init(&progress->mutex, NULL);
	pthread_cond_init(&progress->changed, NULL);
	for (size_t i = 0; i < count; i++) {
		files[i]->progress = progress;
		atomic_init(&files[i]->stage, first_stage(files[i]));
	}
	start(progress, files, count);
	return progress;
}

void progress_lowered(HistoryFile *file)
{
	reach(file, STAGE_READ);
}

void progress_parse_ahead(HistoryFile *const *files, size_t count)
{
	if (count)
		start(files[0]->progress, files, count);
}

void progress_need_statements(HistoryFile *file)
{
	parse(file);
	await(file, STAGE_PARSED);
}

void progress_judged(HistoryFile *file)
{
	reach(file, STAGE_JUDGED);
}

void progress_await_judged(HistoryFile *file)
{
	await(file, STAGE_JUDGED);
}

void progress_replayed(Progress *progress)
{
	for (Ahead *ahead = progress->ahead, *older; ahead; ahead = older) {
		older = ahead->older;
		parse_ahead(ahead);
		crew_join(ahead->crew);
		free(ahead);
	}
	progress->ahead = NULL;
	for (size_t i = 0; i < progress->count; i++)
		reach(progress->files[i], STAGE_JUDGED);
}

void progress_free(Progress *progress)
{
	pthread_cond_destroy(&progress->changed);
	pthread_mutex_destroy(&progress->mutex);
	free(progress);
}
