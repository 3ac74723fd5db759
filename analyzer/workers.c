#include "workers.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "postgres/parse.h"

enum { MAX_THREADS = 64 };

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

// Batch: the items and who has taken which: `next` is the first nobody has.
typedef struct Batch {
	size_t count;
	atomic_size_t next;
	void *(*start)(void *state);
	void (*item)(void *state, size_t i, void *worker);
	void *state;
} Batch;

static void *work(void *argument)
{
	Batch *batch = argument;
	void *worker = batch->start ? batch->start(batch->state) : NULL;

	for (size_t i; (i = atomic_fetch_add(&batch->next, 1)) < batch->count;)
		batch->item(batch->state, i, worker);
	return NULL;
}

static size_t thread_count(int threads, size_t items)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	size_t wanted = threads > 0 ? (size_t)threads : cores > 0 ? (size_t)cores : 1;

	if (wanted > items)
		wanted = items;
	return wanted < MAX_THREADS ? wanted : MAX_THREADS;
}

void run_parallel(size_t count, int threads, void *(*start)(void *state),
		  void (*item)(void *state, size_t i, void *worker), void *state)
{
	Batch batch = { .count = count, .start = start, .item = item, .state = state };
	pthread_t handles[MAX_THREADS];
	size_t wanted = thread_count(threads, count), started = 0;

	while (started < wanted && start_thread(&handles[started], work, &batch))
		started++;
	if (wanted && !started)
		die_without_thread();
	for (size_t i = 0; i < started; i++)
		pthread_join(handles[i], NULL);
}
