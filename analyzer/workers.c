#include "workers.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "postgres/parse.h"

enum { MAX_THREADS = 64 };

struct Crew {
	void (*run)(void *state);
	void *state;
	size_t count;
	pthread_t threads[MAX_THREADS];
};

static void *run_member(void *argument)
{
	const Crew *crew = argument;

	crew->run(crew->state);
	return NULL;
}

static bool start_thread(pthread_t *thread, Crew *crew)
{
	pthread_attr_t attributes;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, PARSE_STACK_BYTES);
	bool started = pthread_create(thread, &attributes, run_member, crew) == 0;
	pthread_attr_destroy(&attributes);
	return started;
}

Crew *crew_start(size_t count, void (*run)(void *state), void *state)
{
	Crew *crew = malloc(sizeof(*crew));

	if (!crew) {
		fprintf(stderr, "miglint: out of memory\n");
		exit(2);
	}
	*crew = (Crew){ .run = run, .state = state };
	while (crew->count < count && start_thread(&crew->threads[crew->count], crew))
		crew->count++;
	if (count && !crew->count) {
		fprintf(stderr, "miglint: cannot start a thread with %u MiB of stack\n",
			PARSE_STACK_BYTES >> 20);
		exit(2);
	}
	return crew;
}

void crew_join(Crew *crew)
{
	for (size_t i = 0; i < crew->count; i++)
		pthread_join(crew->threads[i], NULL);
	free(crew);
}

size_t crew_size(int threads, size_t items)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	size_t wanted = threads > 0 ? (size_t)threads : cores > 0 ? (size_t)cores : 1;

	if (wanted > items)
		wanted = items;
	return wanted < MAX_THREADS ? wanted : MAX_THREADS;
}

void on_large_stack(void (*run)(void *state), void *state)
{
	crew_join(crew_start(1, run, state));
}

// Batch: the items and who has taken which: `next` is the first nobody has.
typedef struct Batch {
	size_t count;
	atomic_size_t next;
	void *(*start)(void *state);
	void (*item)(void *state, size_t i, void *worker);
	void *state;
} Batch;

static void work(void *argument)
{
	Batch *batch = argument;
	void *worker = batch->start ? batch->start(batch->state) : NULL;

	for (size_t i; (i = atomic_fetch_add(&batch->next, 1)) < batch->count;)
		batch->item(batch->state, i, worker);
}

void run_parallel(size_t count, int threads, void *(*start)(void *state),
		  void (*item)(void *state, size_t i, void *worker), void *state)
{
	Batch batch = { .count = count, .start = start, .item = item, .state = state };

	crew_join(crew_start(crew_size(threads, count), work, &batch));
}
