// project.h - Project, what revisions share with the code around them: modules of the project they import, and the env.py that runs them.
//
// A Project keeps what files say (text and code) for all revisions a thread reads; Imports evaluates them, for one revision, so that
// nothing a revision does to a module is seen by the next. Only files below the project root are opened: the closest folder above with
// .git, else with a Python project file, else the one that holds the importer's top-level package.

#ifndef MIGRATION_PROJECT_H
#define MIGRATION_PROJECT_H

#include "python/evaluate.h"

#define MAX_IMPORT_DEPTH 3      // imported modules may import in turn, so far
#define MAX_IMPORTED_MODULES 40 // for one revision

typedef struct Project Project;
typedef struct Imports Imports;

// For one thread, in `arena`, which must live as long as anything made from its files: their spans stand in findings.
Project *project_new(Arena *arena);

// Whether there is a file or folder `name` in `folder`. The system is asked once for each path.
bool project_has(Project *project, Str folder, const char *name);

// Whether a file in `folder` has a name that `is` agrees to. project_has_like() asks the system once for each folder and `is`.
bool folder_has_like(Arena *arena, Str folder, bool (*is)(Arena *arena, Str name));
bool project_has_like(Project *project, Str folder, bool (*is)(Arena *arena, Str name));

// The imports of one revision: modules are evaluated into `arena`, each once.
Imports *imports_new(Arena *arena, Project *project);
// The module `dotted` as `importer` imports it (`relative_level` dots in front); NULL when it is a library, not to be found, still being
// read (a cycle) or beyond the limits. `host` sees what its top level does.
const Module *imports_find(Imports *imports, const Host *host, const Source *importer, Str dotted,
			   int relative_level);

// Whether the project has the module or package that `dotted` begins with.
bool imports_own(Imports *imports, const Source *importer, Str dotted);
// Whether `importer` imports a module that the project should have, its package being there, and has not.
bool imports_lack(Imports *imports, const Source *importer, Str dotted, int relative_level);
// Whether the dotted name is of the standard library or of one whose names are known, never of the project.
bool project_is_library(Str dotted);

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

// The env.py that runs the revisions of the file `revision`: of the alembic.ini whose version_locations hold it, else in its folder or up to
// three above. Never NULL.
const EnvFacts *project_env(Project *project, const Source *revision);

// The folder that holds the code around the file `source`: the closest one above with a Python project file, below the one with .git; with
// `widest` that one. Absolute; empty when nothing says how far the project goes.
Str project_code(Project *project, const Source *source, bool widest);

// The label of the Django app whose migrations lie in the folder of `migration`: as its apps.py says, else the name of the folder above.
Str project_app_label(Project *project, const Source *migration);
// The label of the Django app that the file `code` belongs to: the closest folder above with apps.py or migrations, else that of models.
Str project_label_of_code(Project *project, const Source *code);
// The text of the settings of the Django project around the file `source` (django_settings_text()).
Str project_settings(Project *project, const Source *source);

#endif
