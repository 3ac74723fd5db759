// history.h - Replay: the revisions of one run in the order a database would meet them, each with the schema before it.

#ifndef HISTORY_H
#define HISTORY_H

#include "lint.h"
#include "migration/migration.h"

// HistoryFile: one file of a run.
// - `real`: absolute path without links, by which files are ordered whatever the user called them
// - `framework`, `folder`: whose history it belongs to (FrameworkFacts.folder); `folder` is NULL when it is no migration
// - `is_target`: asked for; the others are only read for what comes before the targets
typedef struct HistoryFile {
	FileEntry entry;
	FileResult result;
	const char *real;
	Framework framework;
	const char *folder;
	bool is_target;
} HistoryFile;

// Judges every target among `files`: histories apart, in each the revisions in an order in which parents come first (by path where
// the graph leaves it open), chains that share no revision with a catalog of their own. Files without a revision id meet an
// unknown schema. The order of `files` does not matter to the outcome. Needs a large stack.
void history_replay(Arena *arena, HistoryFile *const *files, size_t count);

#endif
