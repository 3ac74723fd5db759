// uri.h - file names as SARIF wants them: relative to the root of the repository, percent-encoded.

#ifndef REPORT_URI_H
#define REPORT_URI_H

#include "base/arena.h"

// The absolute path of the git work tree the working directory is in, or the working directory itself when it is in none.
// In `arena`.
const char *repository_root(Arena *arena);

// The URI reference of the file at `path` (as the process opens it, symbolic links followed) below `root`: no leading '/',
// no "..", bytes other than unreserved characters and '/' percent-encoded. A file outside the root, which nobody can place
// there, keeps its absolute path without the leading '/'.
const char *repository_uri(Arena *arena, const char *root, const char *path);

#endif
