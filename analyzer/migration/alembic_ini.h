// alembic_ini.h - AlembicIni, where a project says its revisions are: alembic.ini, or [tool.alembic] of pyproject.toml.

#ifndef MIGRATION_ALEMBIC_INI_H
#define MIGRATION_ALEMBIC_INI_H

#include <stdbool.h>

#include "base/array.h"
#include "base/str.h"

// AlembicIni: one section with a script_location. Folders are absolute; one that does not exist, or lies outside of the repository, is left out.
// - `name`: file and section, to tell one from the other
// - `script`: script_location, the folder of env.py
// - `locations`: version_locations, or `versions` below `script` when they are not given
// - `lists_locations`: version_locations are given, so that no other folder holds revisions
// - `recursive`: folders below the locations hold revisions too
typedef struct AlembicIni {
	const char *name;
	const char *script;
	Array(const char *) locations;
	bool lists_locations;
	bool recursive;
} AlembicIni;
typedef Array(const AlembicIni *) AlembicInis;

// The sections of the closest alembic.ini or pyproject.toml with one in `folder` (absolute, without links) or above it, as far as the root of
// the repository.
void alembic_inis(Arena *arena, const char *folder, AlembicInis *inis);
// The section by whose locations revisions in `folder` are read, NULL when there is none.
const AlembicIni *alembic_ini_of(Arena *arena, const char *folder);

#endif
