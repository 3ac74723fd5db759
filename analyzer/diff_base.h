// diff_base.h - DiffBase, the commit a run is compared with (--diff-base REF): where the branch being worked on left REF, and REF itself.

#ifndef DIFF_BASE_H
#define DIFF_BASE_H

#include "base/map.h"
#include "git.h"
#include "source/discover.h"

// BaseRepository: one repository.
// - `base`: the files at the merge base of REF and HEAD; `tip`: those of REF. The same array when REF has nothing newer
typedef struct BaseRepository {
	const char *top;
	const char *tip_commit;
	const char *base_commit;
	GitFiles *base;
	GitFiles *tip;
} BaseRepository;

typedef struct DiffBase {
	const char *ref;  // as written
	Map repositories; // top -> BaseRepository
	Map folders;      // folder of a file -> BaseRepository
} DiffBase;

// BaseFile: a file as it was. `path` is where it lies, or lay, in the working tree: absolute.
typedef struct BaseFile {
	const char *path;
	const char *object;
	Str text;
} BaseFile;
typedef Array(BaseFile) BaseFiles;

// Asks git about every repository that `files` lie in. False and `*error` when one lies in none, or there REF is no commit or has none in
// common with HEAD.
bool diff_base_open(DiffBase *diff, Arena *arena, const FileArray *files, const char **error);
// The repository with the history in `folder` (absolute, without links), NULL when none of the files was in it.
const BaseRepository *diff_base_find(const DiffBase *diff, const char *folder);
// Adds those of `files` that lie directly in a folder that is a key of `folders`, or below `below` (NULL: nowhere), and end in `ending`, with their
// texts. False and `*error` when git fails.
bool diff_base_read(Arena *arena, const BaseRepository *repository, const GitFiles *files, const Map *folders,
		    const char *below, const char *ending, BaseFiles *found, const char **error);

#endif
