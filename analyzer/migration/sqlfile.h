// sqlfile.h - files of SQL as migrations, whatever program runs them: sections, directions, transactions, order.

#ifndef MIGRATION_SQLFILE_H
#define MIGRATION_SQLFILE_H

#include "migration/migration.h"
#include "source/discover.h"

typedef struct SqlConvention SqlConvention;

// SqlPart: what of a migration a file holds, by its name.
typedef enum SqlPart {
	SQL_WHOLE, // both directions, or the only one there is
	SQL_UP,
	SQL_DOWN,
} SqlPart;

// SqlPlace: what the path of a file says. Slices of `path`, except `version`.
// - `folder`: its folder, '/' at the end; empty for the working directory. `parent`: the last name in it
// - `base`: the name; `stem`: without ".sql", ".up.sql", ".postgres.autocommit.down.sql"; of a file like 0001_x/up.sql the folder's name
// - `database`, `autocommit`: what stands between the stem and ".up.sql" or ".down.sql"
// - `version`: the number it begins with, "1.2" of V1_2__x.sql, "20200131" of 2020-01-31_x; empty when it has none
// - `repeatable`: Flyway's R__x.sql, and what it runs each time (`is_callback`, afterMigrate.sql): runs after all others; `baseline`: its B2__x.sql, which stands for all up to that version in a new database
// - `has_folder`: the migration is a folder with this file in it
// - `project`: remembers what lies around the files; NULL when there is none
typedef struct SqlPlace {
	const char *path;
	struct Project *project;
	Str folder;
	Str parent;
	Str base;
	Str stem;
	Str database;
	Str version;
	SqlPart part;
	bool autocommit;
	bool repeatable;
	bool is_callback;
	bool baseline;
	bool has_folder;
} SqlPlace;

// SqlFile: what a Migration of FRAMEWORK_SQL knows besides.
// - `down`: the file that holds the other direction, whose statements are in this migration too; NULL when there is none
// - `belongs`: this is such a file: what it does is judged with the file that sqlfile_up_path() names, not here
// - `position`: in the runner's own list (sqitch.plan), from 1; 0 without one
// - `baseline`: as of the place; also what says so itself (Atlas)
typedef struct SqlFile {
	const SqlConvention *convention;
	SqlPlace place;
	Source *down;
	bool belongs;
	bool baseline;
	uint32_t position;
	size_t sql_bytes; // read so far, without data
	bool is_cut;      // the rest is not read, which was said
} SqlFile;

// The names by which conventions are configured; NULL from the first index that is none's.
const char *sqlfile_convention_name(int index);

// Where a statement that cannot run in a transaction goes, for those who write for this runner: "in a file of its own that ...".
const char *sqlfile_outside(const SqlFile *file);

SqlPlace sqlfile_place(Arena *arena, const char *path);
// The file with the other direction of the migration at `path`, whether it exists or not (of several, for one database or all of them, the one that
// does); NULL for one that has none by its name.
const char *sqlfile_other_path(Arena *arena, const char *path);

// FrameworkFacts of SQL files.
// Reads a file in the layout of a runner that is known, and any that was named (ReadOptions.named).
Migration *sqlfile_read(Arena *arena, const Source *source, const ReadOptions *options);
const char *sqlfile_folder(Arena *arena, const char *path);
void sqlfile_files(Arena *arena, const char *folder, FileArray *files);
// All files of a history are one set.
const char *sqlfile_set(Arena *arena, const char *folder, const char *path, bool *whole);
// Gives every one of `migrations`, all of one folder, the one before it as parent. A baseline that has any before it is no part of the history.
void sqlfile_order(Arena *arena, Migration *const *migrations, size_t count);

// The linked graph of the files of the history in `folder` (as sqlfile_folder() gives it), which are read.
struct Graph *sqlfile_graph(Arena *arena, const char *folder, const struct Config *config);

#endif
