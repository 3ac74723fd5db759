// progress.h - how far each file of a run is, so that reading, replaying and reporting go on at the same time: the replay is one thread
// that needs the statements of one file after the other, others parse ahead of it, and what it has judged is reported behind it.

#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdatomic.h>
#include <stddef.h>

typedef enum Stage {
	STAGE_UNLOWERED, // its steps are not made yet: of Django
	STAGE_READ,
	STAGE_PARSING, // somebody is at it
	STAGE_PARSED,
	STAGE_JUDGED, // nothing of its result changes any more
} Stage;

struct HistoryFile;
typedef struct Progress Progress;

// Begins to parse the statements of files on `threads` - 1 threads (0: one per core, less one), in their order; with one thread nobody parses
// ahead. The files must stay until progress_free(). Never NULL; owned by the caller.
Progress *progress_begin(struct HistoryFile *const *files, size_t count, int threads);

// The steps of `file` are made.
void progress_lowered(struct HistoryFile *file);

// As progress_begin() for `files`, which are lowered, have the same run and are needed in this order. They must stay likewise.
void progress_parse_ahead(struct HistoryFile *const *files, size_t count);

// Returns when the statements of `file`, which is lowered, are parsed; parses them itself when nobody has begun. Needs PARSE_STACK_BYTES of stack.
void progress_need_statements(struct HistoryFile *file);

// `file` is judged: wakes up who waits for that.
void progress_judged(struct HistoryFile *file);

// Returns when `file` is judged.
void progress_await_judged(struct HistoryFile *file);

// The replay is over: parses what it did not need, then everything counts as judged. Needs PARSE_STACK_BYTES of stack.
void progress_replayed(Progress *progress);

// After progress_replayed().
void progress_free(Progress *progress);

#endif
