// graph.h - Graph, the revisions of one history and who comes after whom. It knows ids, not frameworks: what a file declares is told to
// it, what follows from all of them together is in its nodes.

#ifndef MIGRATION_GRAPH_H
#define MIGRATION_GRAPH_H

#include "base/map.h"
#include "migration/migration.h"
#include "source/discover.h"

typedef struct Revision Revision;
typedef Array(Revision *) RevisionArray;

// RevisionSet: the revisions that the framework reads as one history: an id is taken once in it.
// - `whole`: every revision of the set is here, so that an id that is not does not exist
// - `unreadable`: set by who adds them: the place of one is not known, so that what seems to be missing or last may not be; graph_link()
//   spreads it over the sets
typedef struct RevisionSet {
	const char *key;
	bool whole;
	bool unreadable;
	RevisionArray revisions;
} RevisionSet;

// Family: revisions that are to end in one head: those that have an ancestor or descendant in common, and those of a whole set.
typedef struct Family {
	RevisionArray heads; // in order of path; only revisions with an id
} Family;

// Revision: one file of the history. The first members are told by who adds it, the others follow from graph_link().
// - `id`: empty when it is not known; then it is nobody's parent
// - `path`: absolute
// - `migration`: NULL in a graph that was made by graph_read()
// - `owner`: of who made the graph
// - `parents`, `dependencies`, `labels`: as declared. A dependency runs before, but does not make its revision less of a head
// - `parent_nodes`, `dependency_nodes`: one for each of them, NULL for one that is not there
// - `children`: those that have it as parent; `followers`: and those that depend on it
// - `all_labels`: its own and those of its ancestors
// - `depth`: of the longest way to a base
// - `chain`: the same for all revisions it is connected with
// - `first`: the first revision of the set with this id: itself, unless the id is taken twice
// - `same_id`: all of the history that have its id, itself too; NULL without id
// - `pending`: set by who adds it: it is said to be in no database yet
// - `past`: what it was at the base of the branch (revision_past.h); NULL when nobody compares
// - `on_cycle`: it comes before itself; `ordered`: neither it nor an ancestor does
struct Revision {
	Str id;
	const char *path;
	const Migration *migration;
	void *owner;
	IdArray parents;
	IdArray dependencies;
	IdArray labels;
	RevisionSet *set;
	RevisionArray parent_nodes;
	RevisionArray dependency_nodes;
	RevisionArray children;
	RevisionArray followers;
	const IdArray *all_labels;
	Family *family;
	Revision *chain;
	Revision *first;
	const RevisionArray *same_id;
	uint32_t depth;
	bool on_cycle;
	bool ordered;
	bool pending;
	const struct RevisionPast *past;
};

typedef struct Graph {
	Arena *arena;
	const char *folder;      // absolute: whose history this is
	RevisionArray revisions; // as added: in byte order of path
	RevisionArray order;     // those that are `ordered`, parents and dependencies first
	Map by_id;               // id -> RevisionArray
	Map by_path;             // absolute path -> Revision
	Map by_label;            // branch label -> the Revision that declares it
	Map sets;                // key -> RevisionSet
	Map folders;             // a file's folder -> the RevisionSet of what lies there
} Graph;

// FrameworkFacts.set: which set the revision at `path` (absolute), of the history in `folder`, belongs to; `*whole` as RevisionSet has it.
typedef const char *SetOf(Arena *arena, const char *folder, const char *path, bool *whole);

Graph *graph_new(Arena *arena, const char *folder);
// Adds a revision to the set that `set_of` says; files of one folder are in the same one. NULL: each folder is a set that may lack some.
// Revisions are to be added by path. The caller then fills in what is declared.
Revision *graph_add(Graph *graph, const char *path, SetOf *set_of);
// Finds out who comes after whom, once all revisions are added and filled in.
void graph_link(Graph *graph);
// The heads of the family of `revision` that are one too many: there are two or more of them that no branch label of their own tells
// apart, and it is one of them. Empty otherwise.
RevisionArray graph_rival_heads(Arena *arena, const Revision *revision);
// A way from `revision`, which is on a cycle, back to itself: parents and dependencies one after the other, itself not at the end.
RevisionArray graph_cycle(Arena *arena, const Revision *revision);

// FrameworkFacts of Alembic.
// The folder that holds the history the file at `path` belongs to: the script_location of an alembic.ini whose version_locations hold it; else
// the closest one with an env.py, at most three above the file's own; its own folder when there is none. Absolute, in `arena`; NULL when the
// path does not exist.
const char *graph_folder(Arena *arena, const char *path);
// The files of the history in `folder` (as graph_folder() gives it), by path: all below it when it has an env.py, otherwise those
// directly in it, since nothing says then how far the project goes; and those in version_locations. An unreadable folder has none.
void graph_files(Arena *arena, const char *folder, FileArray *files);
// The set of the revision at `path` (absolute): its version_locations, or else its folder. `*whole` unless nothing shows that Alembic
// reads that folder.
SetOf graph_set;

// The linked graph of every Alembic revision below `folder` (as graph_folder() gives it). Parses each file on the calling thread: needs a large stack.
// Files that cannot be read are left out: linting them says so.
Graph *graph_read(Arena *arena, const char *folder);

// The revision with this id, or the only one whose id begins with it; NULL when there is none.
const Revision *graph_find(const Graph *graph, Str id);
// The ids of `revision` and all its ancestors, dependencies too, as keys of a map.
Map graph_ancestors(Arena *arena, const Revision *revision);
// Whether `ancestor` comes before `revision`, or is it.
bool graph_precedes(const Revision *ancestor, const Revision *revision);

#endif
