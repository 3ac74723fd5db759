// workers.c - lint_files(): many files on several threads, results handed over in order.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lint.h"
#include "postgres/parse.h"

// How far linting may run ahead of reporting: bounds the memory held by finished results.
enum { MAX_AHEAD = 256, MAX_THREADS = 64 };

// Shared: the files and what has become of them. Slots are a ring: file i is in slot i % MAX_AHEAD.
// - `next`: first file nobody has taken
// - `reported`: files handed to `done`, which one thread at a time does: whoever finishes the next one in order. No thread
//   waits only to report, so nothing is woken per file.
typedef struct Shared {
	const FileEntry *files;
	size_t count;
	void (*done)(void *state, const FileResult *result);
	void *state;
	Summary *summary;
	size_t next;
	size_t reported;
	bool reporting;
	FileResult results[MAX_AHEAD];
	bool ready[MAX_AHEAD];
	pthread_mutex_t mutex;
	pthread_cond_t room; // `reported` moved while others waited for a slot
	size_t waiting;
} Shared;

// Worker: one thread and what it knows of the project, which results refer to until they are reported.
typedef struct Worker {
	Shared *shared;
	pthread_t thread;
	Arena arena;
} Worker;

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

// Hands over what is ready in order. Called and returns with the mutex held.
static void report_ready(Shared *shared)
{
	if (shared->reporting)
		return;
	shared->reporting = true;
	while (shared->reported < shared->count && shared->ready[shared->reported % MAX_AHEAD]) {
		FileResult *result = &shared->results[shared->reported % MAX_AHEAD];
		pthread_mutex_unlock(&shared->mutex);
		add_up(shared->summary, result);
		shared->done(shared->state, result);
		file_result_release(result);
		pthread_mutex_lock(&shared->mutex);
		shared->ready[shared->reported++ % MAX_AHEAD] = false;
		if (shared->waiting)
			pthread_cond_broadcast(&shared->room);
	}
	shared->reporting = false;
}

// Waits until a file may be taken; false when none is left.
static bool take(Shared *shared, size_t *mine)
{
	while (shared->next < shared->count && shared->next >= shared->reported + MAX_AHEAD) {
		shared->waiting++;
		pthread_cond_wait(&shared->room, &shared->mutex);
		shared->waiting--;
	}
	if (shared->next >= shared->count)
		return false;
	*mine = shared->next++;
	return true;
}

static void *work(void *argument)
{
	Worker *worker = argument;
	Shared *shared = worker->shared;
	Project *project = project_new(&worker->arena);
	size_t mine;

	pthread_mutex_lock(&shared->mutex);
	while (take(shared, &mine)) {
		pthread_mutex_unlock(&shared->mutex);
		lint_file(&shared->files[mine], project, &shared->results[mine % MAX_AHEAD]);
		pthread_mutex_lock(&shared->mutex);
		shared->ready[mine % MAX_AHEAD] = true;
		report_ready(shared);
	}
	pthread_mutex_unlock(&shared->mutex);
	return NULL;
}

static bool start_thread(pthread_t *thread, void *(*run)(void *), void *argument)
{
	pthread_attr_t attributes;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, PARSE_STACK_BYTES);
	bool started = pthread_create(thread, &attributes, run, argument) == 0;
	pthread_attr_destroy(&attributes);
	return started;
}

static void die_without_thread(void)
{
	fprintf(stderr, "miglint: cannot start a thread with %u MiB of stack\n", PARSE_STACK_BYTES >> 20);
	exit(2);
}

static size_t start_threads(Shared *shared, Worker *workers, size_t wanted)
{
	size_t started = 0;

	for (; started < wanted; started++) {
		workers[started] = (Worker){ .shared = shared };
		if (!start_thread(&workers[started].thread, work, &workers[started]))
			break;
	}
	if (!started)
		die_without_thread();
	return started;
}

// Task: what on_large_stack() hands to its thread.
typedef struct Task {
	void (*run)(void *state);
	void *state;
} Task;

static void *run_task(void *argument)
{
	Task *task = argument;

	task->run(task->state);
	return NULL;
}

void on_large_stack(void (*run)(void *state), void *state)
{
	Task task = { run, state };
	pthread_t thread;

	if (!start_thread(&thread, run_task, &task))
		die_without_thread();
	pthread_join(thread, NULL);
}

static size_t thread_count(int threads, size_t files)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	size_t wanted = threads > 0 ? (size_t)threads : cores > 0 ? (size_t)cores : 1;

	if (wanted > files)
		wanted = files;
	return wanted < MAX_THREADS ? wanted : MAX_THREADS;
}

void lint_files(const FileEntry *files, size_t count, int thread_limit,
		void (*done)(void *state, const FileResult *result), void *state, Summary *summary)
{
	Worker workers[MAX_THREADS];
	Shared *shared = calloc(1, sizeof(*shared));

	*summary = (Summary){ 0 };
	if (!shared) {
		fprintf(stderr, "miglint: out of memory\n");
		exit(2);
	}
	*shared = (Shared){ .files = files, .count = count, .done = done, .state = state, .summary = summary };
	pthread_mutex_init(&shared->mutex, NULL);
	pthread_cond_init(&shared->room, NULL);
	size_t started = count ? start_threads(shared, workers, thread_count(thread_limit, count)) : 0;
	for (size_t i = 0; i < started; i++)
		pthread_join(workers[i].thread, NULL);
	for (size_t i = 0; i < started; i++)
		arena_release(&workers[i].arena);
	pthread_cond_destroy(&shared->room);
	pthread_mutex_destroy(&shared->mutex);
	free(shared);
}
