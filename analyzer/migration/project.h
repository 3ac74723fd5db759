// project.h - Project, what revisions share with the code around them: modules of the project they import, and the env.py that runs them.
//
// One per thread, because modules hold values that evaluation changes and puts back. Only files below the project root are opened:
// the closest folder above with .git, else with a Python project file, else the one that holds the importer's top-level package.

#ifndef MIGRATION_PROJECT_H
#define MIGRATION_PROJECT_H

#include "python/evaluate.h"

// Imported modules may import in turn, so far.
#define MAX_IMPORT_DEPTH 3

typedef struct Project Project;

// In `arena`, which must live as long as anything made from the project's modules: their spans stand in findings.
Project *project_new(Arena *arena);
// Frees the syntax trees of all modules read.
void project_release(Project *project);

// The module `dotted` as `importer` imports it (`relative_level` dots in front); NULL when it is a library or not to be found. Modules are read
// once and evaluated without a host but for their own imports.
const Module *project_import(Project *project, const Source *importer, Str dotted, int relative_level);

// EnvFacts: how env.py runs revisions online.
// - `found`: there is an env.py and its run_migrations() was reached; otherwise the others say what Alembic's template does
// - `in_transaction`: run_migrations() inside context.begin_transaction()
// - `transaction_per_migration`: configured so
// - `lock_timeout`, `statement_timeout`: in force when revisions begin, as PostgreSQL reads them ("4s", "4000"); empty when not set
typedef struct EnvFacts {
	bool found;
	bool in_transaction;
	bool transaction_per_migration;
	Str lock_timeout;
	Str statement_timeout;
	const Source *source; // of env.py
	Span run_migrations;  // the call
} EnvFacts;

// The env.py that runs the revisions of the file `revision`: in its folder or up to three above. Never NULL.
const EnvFacts *project_env(Project *project, const Source *revision);

#endif
