// framework.h - FrameworkFacts: what differs between Alembic, Django and SQL files for everyone who is not one of them: how a file is recognised,
// which files share its history, what its directions are called.

#ifndef MIGRATION_FRAMEWORK_H
#define MIGRATION_FRAMEWORK_H

#include "migration/migration.h"
#include "source/discover.h"

// FrameworkFacts: one row per framework.
// - `name`: as in messages: "Alembic"
// - `ending`: of its files: ".py"
// - `comment`: what starts a comment: "#"
// - `functions`: the functions that hold the directions, NULL when they are no functions
// - `directions`: what they are called in sentences: "downgrade()", "the down migration"
// - `read`: reads a file with that ending as a migration into `arena`, which must outlive it. NULL when it is none of this framework; a file that
//   looks like one but does not parse is a Migration with notices. Needs PARSE_STACK_BYTES of stack
// - `folder`: the folder (absolute, in `arena`) that holds the history the migration at `path` belongs to; NULL when there is no such path
// - `files`: the files of the history in `folder`, by path; not all of them need be migrations
// - `order`: gives the migrations of one history, which do not say so themselves, their parents; NULL when they do
// - `set`: which of them form one history without gaps (SetOf in graph.h); NULL when nothing says so
typedef struct FrameworkFacts {
	const char *name;
	const char *ending;
	const char *comment;
	const char *functions[DIRECTION_COUNT];
	const char *directions[DIRECTION_COUNT];
	Migration *(*read)(Arena *arena, const Source *source, const ReadOptions *options);
	const char *(*folder)(Arena *arena, const char *path);
	void (*files)(Arena *arena, const char *folder, FileArray *files);
	void (*order)(Arena *arena, Migration *const *migrations, size_t count);
	const char *(*set)(Arena *arena, const char *folder, const char *path, bool *whole);
} FrameworkFacts;

const FrameworkFacts *framework_facts(Framework framework);

// Reads `source` as a migration of any framework; as FrameworkFacts.read.
Migration *migration_read(Arena *arena, const Source *source, const ReadOptions *options);

#endif
