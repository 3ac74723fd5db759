// history.h - Replay: the revisions of one run in the order a database would meet them, each with the schema before it.

#ifndef HISTORY_H
#define HISTORY_H

#include "lint.h"
#include "migration/migration.h"
#include "progress.h"

// HistoryFile: one file of a run.
// - `real`: absolute path without links, by which files are ordered whatever the user called them
// - `framework`, `folder`: whose history it belongs to (FrameworkFacts.folder); `folder` is NULL when it is no migration
// - `other`: the file with the downgrade of this one, which is judged with it; NULL without one
// - `is_target`: asked for; the others are only read for what comes before the targets
// - `progress`, `stage`: how far it is, once the files of its run are read
typedef struct HistoryFile {
	FileEntry entry;
	FileResult result;
	const char *real;
	Framework framework;
	const char *folder;
	struct HistoryFile *other;
	bool is_target;
	Progress *progress;
	_Atomic int stage; // Stage
	bool is_awaited;   // by a thread that sleeps until then
} HistoryFile;

// Puts the files of one history of SQL in order and finds their `other`s (history_sql.c). Of other frameworks: does nothing.
void history_sql_prepare(Arena *arena, HistoryFile *const *files, size_t count);

// Judges every target among `files`: histories apart, in each the revisions in an order in which parents come first (by path where
// the graph leaves it open), chains that share no revision with a catalog of their own. Files without a revision id meet an
// unknown schema. The order of `files` does not matter to the outcome. Needs a large stack, and progress_begin() before.
void history_replay(Arena *arena, HistoryFile *const *files, size_t count);

// Reads `files` on `threads` threads (0 = one per core) with the rest of the histories they belong to, replays them without judging, and
// calls `done` once, on a thread with a large stack, with all files: those given first, in their order. They are good until it returns.
void lint_histories(const FileEntry *files, size_t count, int threads,
		    void (*done)(void *state, HistoryFile *const *files, size_t count), void *state);

#endif
