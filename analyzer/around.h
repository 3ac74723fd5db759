// around.h - Around, the files around the migrations of a project: what runs them, and what new ones are made from. Part of rule.h.

#ifndef AROUND_H
#define AROUND_H

#include "migration/project.h"

// MigrationCommand: a line that runs migrations: `alembic upgrade`, `manage.py migrate` ...
// - `span`: the line, without blanks around it
// - `backed_up`: something before it in the file makes a backup
typedef struct MigrationCommand {
	Span span;
	bool backed_up;
} MigrationCommand;
typedef Array(MigrationCommand) MigrationCommands;

// Around.
// - `entry`: the env.py or manage.py by which the project was found; rules look at a project when this file is linted
// - `env`: what the env.py does; NULL for a manage.py
// - `template_`: the script.py.mako beside it; NULL when there is none
// - `commands`: in the Justfile, Makefile, shell scripts, workflows, Dockerfiles ... of the project, but those for tests and development
typedef struct Around {
	const Source *entry;
	const EnvFacts *env;
	const Source *template_;
	MigrationCommands commands;
} Around;

// Whether `source`, which is no migration, is an env.py of Alembic or a manage.py.
bool around_is_entry(const Source *source);
Around around_read(Arena *arena, const Source *source, Project *project);
// The comments of a file that speak to miglint.
void around_comments(Arena *arena, const Source *source, SpanArray *comments);

#endif
