// graph.h - Graph, the revisions of one history and who comes after whom, read from the files around a revision.

#ifndef MIGRATION_GRAPH_H
#define MIGRATION_GRAPH_H

#include "base/array.h"
#include "base/map.h"
#include "base/str.h"
#include "source/discover.h"

// Revision: one file of the history. A file without a revision id of its own is none.
typedef struct Revision {
	Str id;
	const char *path;   // absolute
	Array(Str) parents; // down_revision, empty for a base
} Revision;

typedef struct Graph {
	const char *folder;          // absolute: what is below it belongs to the history
	Array(Revision *) revisions; // in byte order of path
	Map by_id;                   // id -> Revision; of a duplicated id the first
	Map by_path;                 // absolute path -> Revision
} Graph;

// The folder that holds the history the file at `path` belongs to: the closest one with an env.py, at most three above the
// file's own; its own folder when there is none. Absolute, in `arena`; NULL when the path does not exist.
const char *graph_folder(Arena *arena, const char *path);
// The files of the history in `folder` (as graph_folder() gives it), by path: all below it when it has an env.py, otherwise those
// directly in it, since nothing says then how far the project goes. An unreadable folder has none.
void graph_files(Arena *arena, const char *folder, FileArray *files);
// Every revision below `folder` (as graph_folder() gives it). Parses each file on the calling thread: needs a large stack.
// Files that cannot be read are left out: linting them says so.
Graph *graph_read(Arena *arena, const char *folder);

// The revision with this id, or the only one whose id begins with it; NULL when there is none.
const Revision *graph_find(const Graph *graph, Str id);
// The ids of `revision` and all its ancestors as keys of a map. Parents that are not in the graph are left out.
Map graph_ancestors(const Graph *graph, Arena *arena, const Revision *revision);

#endif
