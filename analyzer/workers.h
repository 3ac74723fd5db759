// workers.h - threads with the stack that parsing hostile input needs.

#ifndef WORKERS_H
#define WORKERS_H

#include <stddef.h>

// Runs `run(state)` on a thread with PARSE_STACK_BYTES of stack and waits for it.
void on_large_stack(void (*run)(void *state), void *state);

// Runs `item(state, i, worker)` for every i below `count` on `threads` threads (0 = one per core), each with PARSE_STACK_BYTES of stack. `worker` is
// what `start(state)` returned on that thread; `start` may be NULL. Returns when all are done.
void run_parallel(size_t count, int threads, void *(*start)(void *state),
		  void (*item)(void *state, size_t i, void *worker), void *state);

#endif
