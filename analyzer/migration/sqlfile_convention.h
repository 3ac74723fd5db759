// sqlfile_convention.h - what the runners of SQL files agree on with those who write them: names, folders, comments. Private to sqlfile*.
//
// Every fact about a runner stands in the tables of sqlfile_convention.c, nowhere else.

#ifndef MIGRATION_SQLFILE_CONVENTION_H
#define MIGRATION_SQLFILE_CONVENTION_H

#include "migration/sqlfile.h"

// SqlConvention: one runner.
// - `name`: as configured: "goose"
// - `wraps`: runs a file in a transaction of its own
// - `separate`: sends the statements one by one; the others send the text as it is, and PostgreSQL then makes one transaction of several
//   statements in one string
// - `knows_concurrently`: runs a file outside a transaction when a statement of it cannot run inside one
// - `unique_versions`: refuses two files of one version, which is what it knows a file by; otherwise that is the name
// - `by_name`: runs files in the byte order of their names; the others by the numbers they begin with
// - `may_lack_down`: the runner runs no way back; who writes one need not write them all
// - `generated`: written by a program: nobody can add comments to it
// - `outside`: where a statement that cannot run in a transaction goes; NULL when there is no such place
// - `recognises`: whether a file is one of this runner's, by its name and what lies beside it; NULL when only its marks can tell
struct SqlConvention {
	const char *name;
	bool wraps;
	bool separate;
	bool knows_concurrently;
	bool unique_versions;
	bool by_name;
	bool may_lack_down;
	bool generated;
	const char *outside;
	bool (*recognises)(Arena *arena, const SqlPlace *place);
};

// MarkKind: what a comment says to the runner.
typedef enum MarkKind {
	MARK_UP,
	MARK_DOWN,
	MARK_NO_TRANSACTION, // for the whole file
	MARK_BASELINE,       // the file stands for all before it, in a new database
	MARK_OTHER,          // only shows whose file it is
} MarkKind;

// Mark: one such comment.
// - `line`: it, to the end of its line
// - `no_transaction`: a MARK_UP or MARK_DOWN that says that its section needs no transaction
typedef struct Mark {
	const SqlConvention *convention;
	MarkKind kind;
	Span line;
	bool no_transaction;
} Mark;
typedef Array(Mark) MarkArray;

// The marks of a text, in order; those of the convention that has the first one.
void sqlfile_marks(Arena *arena, const Source *source, MarkArray *marks);
// Whose file this is: as configured, as its marks say, as its name and folder say. NULL when nothing does.
const SqlConvention *sqlfile_convention(Arena *arena, const SqlPlace *place, const MarkArray *marks,
					const char *configured);
// The convention of a file that nobody recognises; whether one is that, or says no more than the order.
const SqlConvention *sqlfile_plain(void);
bool sqlfile_is_plain(const SqlConvention *convention);
// Whether a word in a name is that of a database; `*postgres`: of PostgreSQL.
bool sqlfile_is_database(Str word, bool *postgres);
// Whether a file for all databases is not for PostgreSQL, because one beside it is (pop).
bool sqlfile_is_overridden(Arena *arena, const SqlConvention *convention, const SqlPlace *place);
// Whether its name or a file beside this one says that it runs outside a transaction (.autocommit, metadata.toml, NAME.conf).
bool sqlfile_is_set_apart(Arena *arena, const SqlConvention *convention, const SqlPlace *place);

#endif
