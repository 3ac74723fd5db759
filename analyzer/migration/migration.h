// migration.h - Migration, one revision as read from a file: what it declares and the steps its directions run.

#ifndef MIGRATION_MIGRATION_H
#define MIGRATION_MIGRATION_H

#include <stdbool.h>

#include "base/array.h"
#include "base/map.h"
#include "migration/project.h"
#include "migration/sql.h"
#include "python/evaluate.h"
#include "source/source.h"

typedef enum Direction {
	DIRECTION_UPGRADE,
	DIRECTION_DOWNGRADE,
} Direction;
#define DIRECTION_COUNT 2

typedef enum Framework {
	FRAMEWORK_ALEMBIC,
	FRAMEWORK_DJANGO,
	FRAMEWORK_SQL, // files of SQL, whatever program runs them
} Framework;
#define FRAMEWORK_COUNT 3

typedef enum StepKind {
	STEP_SQL, // runs `sql`
	STEP_OPAQUE, // changes rows or schema in a way that cannot be read (ORM objects, unknown SQL: `unreadable` says why)
	STEP_BOUNDARY, // leaves or enters a transaction: `boundary`
} StepKind;

// What a STEP_BOUNDARY does. SQL like op.execute("COMMIT") is a STEP_SQL; postgres/transaction knows it.
typedef enum Boundary {
	BOUNDARY_AUTOCOMMIT_BEGIN, // op.get_context().autocommit_block() entered: commits, then every statement on its own
	BOUNDARY_AUTOCOMMIT_END, // left: a new transaction begins
	BOUNDARY_COMMIT,         // bind.commit(): commits, SQLAlchemy 2 begins again
	BOUNDARY_AUTOCOMMIT_CONNECTION, // execution_options(isolation_level="AUTOCOMMIT") after a commit: until the end
	BOUNDARY_ROLLBACK,
} Boundary;

// Step: one operation as written, in execution order.
// - `span`: the call as written; in a helper or loop the op inside it, `via` says how it was reached
// - `operation`: "add_column", "execute" ...
// - `existing_type`: SQL text of alter_column(existing_type=...), empty when absent: the old type as the file claims it
// - `unreadable`: why the SQL is not known, empty when it is; a STEP_SQL with holes is readable
// - `fragments`: for an unreadable step: the literal pieces that are known, to search for destructive keywords
// - `written`: PostgreSQL alone names what the SQL leaves unnamed: it is text of the file, or Django's
// - `separate`: the statements of `sql` are sent one by one, not in one string
typedef struct Step {
	StepKind kind;
	Boundary boundary;
	Direction direction;
	Span span;
	Str operation;
	const Sql *sql;
	Str existing_type;
	Str unreadable;
	const Text *fragments;
	bool conditional;
	bool written;
	bool separate;
	bool elidable; // FRAMEWORK_DJANGO: new databases do without it
	const CallSite *via;
} Step;
typedef Array(Step) StepArray;

// Notice: something lowering noticed that a rule of the same name reports. One rule per kind (rule.h: .notice).
typedef enum NoticeKind {
	NOTICE_NONE,
	NOTICE_SYNTAX_ERROR, // Python that does not parse
	NOTICE_UNREADABLE_FILE,
	NOTICE_DYNAMIC_SQL,         // SQL whose text is not known
	NOTICE_UNKNOWN_OPERATION,   // op.x that is not a directive we know
	NOTICE_REFUSED_OPERATION,   // a call that the framework answers with an exception
	NOTICE_OPAQUE_PYTHON,       // row changes that cannot be read; evaluation limits
	NOTICE_UNNAMED_CONSTRAINT,  // drop_constraint(None)
	NOTICE_MISSPELLED_ARGUMENT, // unknown keyword of a known directive
	NOTICE_IDENTIFIER_TOO_LONG,
	NOTICE_IMPORTED_MODEL,        // a data migration of Django that uses a model of the code
	NOTICE_UNDECLARED_DEPENDENCY, // a Django migration that uses a model of an app it does not depend on
	NOTICE_INVALID_SUPPRESSION,
	NOTICE_UNUSED_SUPPRESSION,
	NOTICE_KIND_COUNT,
} NoticeKind;

// - `topic`: what it is about when it is the same for all files of a folder; only the first of them then reports it. Else empty
typedef struct Notice {
	NoticeKind kind;
	Direction direction;
	Span span;
	const char *message; // complete finding message for this place, without final period
	const char *help;    // what to do instead; NULL when the rule's own text says enough
	const CallSite *via;
	Str topic;
} Notice;
typedef Array(Notice) NoticeArray;

typedef Array(Str) IdArray;

// Irreversible: an operation that a rollback stops at.
// - `what`: why, as the beginning of a message: "RunSQL has no `reverse_sql`"
// - `help`: what to do; NULL when the rule's own text says enough
typedef struct Irreversible {
	Span span;
	const char *what;
	const char *help;
} Irreversible;

// Migration: one revision file. A member with memory of its own (Str, Array, pointer) that reading an Alembic file fills in needs its line in
// migration_copy.c: what it was evaluated in is freed.
typedef struct Migration {
	Framework framework;
	const Source *source;
	Str revision;           // empty when not declared or not known
	Span revision_span;     // the `revision = ...` statement; null when absent
	IdArray down_revisions; // none for a base revision
	Span down_revision_span;
	IdArray dependencies; // depends_on: what must run before besides down_revisions; ids or branch labels
	Span dependencies_span;
	IdArray branch_labels;
	bool unreadable_place; // one of these is declared and its value is not known
	bool is_merge;         // two or more parents
	Span docstring;        // of the module, null when there is none
	Span heading; // where findings about the whole file stand: first line of the docstring, else the revision line, else line 1
	FunctionShape functions[DIRECTION_COUNT];
	RunEnd ends[DIRECTION_COUNT];
	StepArray steps[DIRECTION_COUNT];
	NoticeArray notices;
	SpanArray comments; // every comment of the file in order
	const EnvFacts *
		env; // how env.py runs it; what Alembic's template does when no project was given. Never NULL
	Array(Irreversible) irreversible; // FRAMEWORK_DJANGO: operations without a way back
	bool on_new_database; // FRAMEWORK_DJANGO: a squashed migration: databases with rows ran those that it replaces
	const Map *
		new_tables; // FRAMEWORK_DJANGO, an initial migration: tables that earlier ones of the app made; else NULL
	const struct DjangoMigration *django; // FRAMEWORK_DJANGO: what the class declares; NULL otherwise
	struct DjangoSquash *squash; // FRAMEWORK_DJANGO: with `replaces`, in a history; NULL otherwise
	struct SqlFile *sqlfile;     // FRAMEWORK_SQL: what its name and place say; NULL otherwise
	bool generated;              // by a program: nobody writes comments into it
	bool one_way;                // nobody writes downgrades where it stands: none is missed
} Migration;

// ReadOptions: what reading depends on besides the file. Either may be NULL.
// - `config`: assumptions and the meaning of the project's own operations
// - `project`: where to find modules that are imported, and env.py. Must live as long as the migration
// - `named`: somebody says that it is a migration: SQL is then one wherever it lies
// - `past`: path -> Str *, the texts of the files beside it at another time; NULL: those on the disk
typedef struct ReadOptions {
	const struct Config *config;
	Project *project;
	bool named;
	const Map *past;
} ReadOptions;

// Whether what the file does is judged with another one: it holds the downgrade of that.
bool migration_belongs(const Migration *migration);
// Whether `source` is a file the migration is written in: its own, or the one with its downgrade.
bool migration_has_source(const Migration *migration, const Source *source);

// "upgrade" or "downgrade": how miglint's options and machine-readable output name directions, whatever the framework calls them.
const char *direction_name(Direction direction);

void migration_notice(Migration *migration, Arena *arena, Notice notice);

// A copy in `arena` of all a migration consists of, but the Source it was read from and its EnvFacts: what it was made of can then be
// freed. A member with memory of its own needs its line in migration_copy.c.
Migration *migration_copy(Arena *arena, const Migration *from);

#endif
