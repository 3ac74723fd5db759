// discover.h - which files a command line means: files as given, directories searched for *.py and *.sql.

#ifndef SOURCE_DISCOVER_H
#define SOURCE_DISCOVER_H

#include <stdbool.h>

#include "base/array.h"
#include "base/str.h"

// FileEntry: one file to look at.
// - `path`: what the process opens
// - `shown`: what users see: relative to the working directory when below it, '/' separators, no leading "./"
// - `config`: its configuration, set by inputs_find()
// - `explicit_`: named on the command line (then "no migration" is said, and unreadable is an error)
typedef struct FileEntry {
	const char *path;
	const char *shown;
	bool explicit_;
	const struct Config *config;
} FileEntry;
typedef Array(FileEntry) FileArray;

// Adds what `argument` means: the file itself, or every *.py and *.sql below the directory in byte order of path, hidden directories,
// caches and virtual environments left out (conventions.md 6.1), symbolic links to directories not followed. Duplicates are left out
// later by files_finish(). False when it does not exist or cannot be read; `*error` then says so.
bool discover(Arena *arena, const char *argument, FileArray *files, const char **error);
// Adds the *.py and *.sql files that lie directly in `folder`. False and `*error` as above.
bool discover_direct(Arena *arena, const char *folder, FileArray *files, const char **error);
// Sorts by shown path and drops duplicates.
void files_finish(FileArray *files);

#endif
