// workers.h - threads with the stack that parsing hostile input needs.

#ifndef WORKERS_H
#define WORKERS_H

#include <stddef.h>

// Crew: threads that work while the caller does something else.
typedef struct Crew Crew;

// Starts `count` threads with PARSE_STACK_BYTES of stack that each run `run(state)`; fewer when the system has no more, but at least one of
// them, or the program ends with a message. Free it with crew_join().
Crew *crew_start(size_t count, void (*run)(void *state), void *state);
// Waits until all are done.
void crew_join(Crew *crew);

// How many threads `threads` means (0 = one per core) when there are so many things to do.
size_t crew_size(int threads, size_t items);

// Runs `run(state)` on a thread with PARSE_STACK_BYTES of stack and waits for it.
void on_large_stack(void (*run)(void *state), void *state);

// Runs `item(state, i, worker)` for every i below `count` on `threads` threads (0 = one per core), each with PARSE_STACK_BYTES of stack. `worker` is
// what `start(state)` returned on that thread; `start` may be NULL. Returns when all are done.
void run_parallel(size_t count, int threads, void *(*start)(void *state),
		  void (*item)(void *state, size_t i, void *worker), void *state);

#endif
