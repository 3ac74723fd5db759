// lint.h - the pipeline: files in, findings and statements out. Start reading in lint.c.

#ifndef LINT_H
#define LINT_H

#include "config.h"
#include "finding.h"
#include "migration/graph.h"
#include "migration/project.h"
#include "postgres/statement.h"
#include "source/discover.h"

typedef Array(const struct FileResult *) FileResults;

// FileResult: all that is known of one file after linting it. Owns its arena.
typedef struct FileResult {
	Arena arena;
	const Source *source;
	bool is_migration; // false: a Python file without a migration (skipped), or unreadable (then it has findings)
	Migration *migration;
	struct MappedTables *mapped; // what the code of its project maps; NULL outside of a history
	const Revision *node;        // its place in the history, NULL before that is known
	const FileResults *
		pending; // while it is judged: those before it that come into a database together with it; NULL: none are known
	StatementArray statements[DIRECTION_COUNT];
	FindingArray findings; // finished: sorted, without suppressed ones
	size_t suppressed;
	size_t statement_count;  // statements read
	size_t unreadable_count; // statements that could not be read (each has a finding)
} FileResult;

// Summary of a run, for the last line and SARIF.
typedef struct Summary {
	size_t files;      // looked at
	size_t migrations; // of them
	size_t skipped;    // Python files that are no migration
	size_t statements;
	size_t unreadable;
	size_t findings[SEVERITY_COUNT];
	size_t migrations_with_findings;
	size_t suppressed;
} Summary;

typedef struct Lint Lint;

// Reads one file as file->config says: source and migration; what cannot be read at all is a finding already. Everything goes into
// `result`, which the caller releases. Needs PARSE_STACK_BYTES of stack. `project` is the thread's, and must outlive the result.
void lint_read(const FileEntry *file, Project *project, FileResult *result);
// Parses the statements of a migration that lint_read() read; of Django when it is lowered. Needs PARSE_STACK_BYTES of stack.
void lint_parse(FileResult *result);
// Judges a migration that lint_read() and lint_parse() read: links its statements to `catalog`, the schema it meets, runs the rules, finishes the
// findings. Afterwards the catalog is the schema behind upgrade().
void lint_judge(const FileEntry *file, FileResult *result, Catalog *catalog);
// Takes `catalog` past upgrade() of a migration that is not judged.
void lint_pass(const FileEntry *file, FileResult *result, Catalog *catalog);
// Takes another catalog past upgrade() of a migration that was judged or passed before; `result` stays as it is.
void lint_reapply(const FileEntry *file, const FileResult *result, Catalog *catalog);
// Takes what was found in the file with the downgrade out of `result` and gives it to that file's own, `other`; NULL: nobody asked for it.
// Does nothing when the migration is one file.
void lint_hand_over(FileResult *result, FileResult *other);
void file_result_release(FileResult *result);

// Lints `files` (sorted by path) on `threads` threads (0 = one per core), with the rest of the histories they belong to read for the schema they
// meet, and hands each result to `done` in the order of `files`, from the calling thread. The summary is added up in `summary`.
void lint_files(const FileEntry *files, size_t count, int threads,
		void (*done)(void *state, const FileResult *result), void *state, Summary *summary);

#endif
