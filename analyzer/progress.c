#include "progress.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "history.h"
#include "workers.h"

// - `next`: the first file no thread that parses ahead has looked at
// - `mutex`, `changed`: of every file's stage, for those who wait
struct Progress {
	HistoryFile *const *files;
	size_t count;
	atomic_size_t next;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	Crew *crew;
};

static void reach(HistoryFile *file, Stage stage)
{
	Progress *progress = file->progress;

	pthread_mutex_lock(&progress->mutex);
	atomic_store(&file->stage, stage);
	pthread_cond_broadcast(&progress->changed);
	pthread_mutex_unlock(&progress->mutex);
}

static void await(HistoryFile *file, Stage stage)
{
	Progress *progress = file->progress;

	if (atomic_load(&file->stage) >= (int)stage)
		return;
	pthread_mutex_lock(&progress->mutex);
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
	Progress *progress = state;

	for (size_t i; (i = atomic_fetch_add(&progress->next, 1)) < progress->count;)
		parse(progress->files[i]);
}

// Django's statements are made when the history gets there.
static Stage first_stage(const HistoryFile *file)
{
	const Migration *migration = file->result.migration;

	return !migration || migration->framework == FRAMEWORK_DJANGO ? STAGE_PARSED : STAGE_READ;
}

Progress *progress_begin(HistoryFile *const *files, size_t count, int threads)
{
	Progress *progress = calloc(1, sizeof(*progress));
	size_t ahead = crew_size(threads, count);

	if (!progress) {
		fprintf(stderr, "miglint: out of memory\n");
		exit(2);
	}
	progress->files = files;
	progress->count = count;
	pthread_mutex_init(&progress->mutex, NULL);
	pthread_cond_init(&progress->changed, NULL);
	for (size_t i = 0; i < count; i++) {
		files[i]->progress = progress;
		atomic_init(&files[i]->stage, first_stage(files[i]));
	}
	progress->crew = crew_start(ahead ? ahead - 1 : 0, parse_ahead, progress);
	return progress;
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
	parse_ahead(progress);
	crew_join(progress->crew);
	progress->crew = NULL;
	for (size_t i = 0; i < progress->count; i++)
		reach(progress->files[i], STAGE_JUDGED);
}

void progress_free(Progress *progress)
{
	pthread_cond_destroy(&progress->changed);
	pthread_mutex_destroy(&progress->mutex);
	free(progress);
}
