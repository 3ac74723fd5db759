// lint.h - the pipeline: files in, findings and statements out. Start reading in lint.c.

#ifndef LINT_H
#define LINT_H

#include "config.h"
#include "finding.h"
#include "migration/project.h"
#include "postgres/statement.h"
#include "source/discover.h"

// FileResult: all that is known of one file after linting it. Owns its arena.
typedef struct FileResult {
	Arena arena;
	const Source *source;
	bool is_migration; // false: a Python file without a migration (skipped), or unreadable (then it has findings)
	Migration *migration;
	StatementArray statements[DIRECTION_COUNT];
	FindingArray findings; // finished: sorted, without suppressed ones
	size_t suppressed;
	size_t statement_count;	 // statements read
	size_t unreadable_count; // statements that could not be read (each has a finding)
} FileResult;

// Summary of a run, for the last line and SARIF.
typedef struct Summary {
	size_t files;	   // looked at
	size_t migrations; // of them
	size_t skipped;	   // Python files that are no migration
	size_t statements;
	size_t unreadable;
	size_t findings[SEVERITY_COUNT];
	size_t migrations_with_findings;
	size_t suppressed;
} Summary;

typedef struct Lint Lint;

// Lints one file as file->config says: source in, findings out. Everything goes into `result`, which the caller releases. Needs PARSE_STACK_BYTES of
// stack, which lint_files() gives its threads. `project` is the thread's, and must outlive the result.
void lint_file(const FileEntry *file, Project *project, FileResult *result);
void file_result_release(FileResult *result);

// Lints `files` on `threads` threads (0 = one per core) and hands each result to `done` in the order of `files`, one at a time, from any
// of the threads; the result is released after `done` returns. The summary is added up in `summary`.
void lint_files(const FileEntry *files, size_t count, int threads,
		void (*done)(void *state, const FileResult *result), void *state, Summary *summary);

// Runs `run(state)` on a thread with PARSE_STACK_BYTES of stack and waits for it.
void on_large_stack(void (*run)(void *state), void *state);

#endif
