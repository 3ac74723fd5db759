// discover.h - which files a command line means: files as given, directories searched for *.py and *.sql.

#ifndef SOURCE_DISCOVER_H
#define SOURCE_DISCOVER_H

#include <stdbool.h>

#include "base/array.h"
#include "base/str.h"

// What standard input is called when nobody says.
#define STDIN_NAME "<stdin>"

// FileEntry: one file to look at.
// - `path`: what the process opens
// - `shown`: what users see: relative to the working directory when below it, '/' separators, no leading "./"
// - `chosen`: named by somebody who looked, so that SQL in it is a migration; with --force-exclude a program named it
// - `config`: its configuration, set by inputs_find()
// - `text`: what it says, when that is not read from `path` (standard input); NULL otherwise
// - `explicit_`: named on the command line (then "no migration" is said, and unreadable is an error)
typedef struct FileEntry {
	const char *path;
	const char *shown;
	const Str *text;
	bool explicit_;
	bool chosen;
	const struct Config *config;
} FileEntry;
typedef Array(FileEntry) FileArray;

// Adds what `argument` means: the file itself, or every *.py and *.sql below the directory in byte order of path, hidden directories,
// caches and virtual environments left out (conventions.md 6.1), symbolic links to directories not followed. Duplicates are left out
// later by files_finish(). False when it does not exist or cannot be read; `*error` then says so.
bool discover(Arena *arena, const char *argument, FileArray *files, const char **error);
// Adds the *.py and *.sql files that lie directly in `folder`. False and `*error` as above.
bool discover_direct(Arena *arena, const char *folder, FileArray *files, const char **error);
// The same with those `levels` of folders below it.
bool discover_near(Arena *arena, const char *folder, int levels, FileArray *files, const char **error);
// `path` as users see it (FileEntry.shown).
const char *discover_shown(Arena *arena, const char *path);
// Sorts by shown path and drops duplicates.
void files_finish(FileArray *files);

#endif
