// git.h - asks the git of the system; nothing else here runs another program.
//
// Every function answers NULL or false, and a message in `*error` (arena), when git is not there, refuses, or has no answer.

#ifndef GIT_H
#define GIT_H

#include <stdbool.h>

#include "base/array.h"
#include "base/str.h"

// GitFile: a regular file of a commit. `path` is relative to the top of the repository.
typedef struct GitFile {
	const char *path;
	const char *object;
} GitFile;
typedef Array(GitFile) GitFiles;

// The top of the working tree `folder` lies in, absolute.
const char *git_top(Arena *arena, const char *folder, const char **error);
// The commit that `name` (a branch, tag, remote branch, hash ...) means in the repository at `top`.
const char *git_commit(Arena *arena, const char *top, const char *name, const char **error);
// Where the histories of two commits parted.
const char *git_merge_base(Arena *arena, const char *top, const char *a, const char *b, const char **error);
// Adds every file of a commit, in byte order of path.
bool git_files(Arena *arena, const char *top, const char *commit, GitFiles *files, const char **error);
// The contents of `count` objects, in `texts`.
bool git_read(Arena *arena, const char *top, const char *const *objects, size_t count, Str *texts,
	      const char **error);

#endif
