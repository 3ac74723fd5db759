// alembic_env.h - env.py, evaluated as Alembic runs it online: what holds when the revisions begin.

#ifndef MIGRATION_ALEMBIC_ENV_H
#define MIGRATION_ALEMBIC_ENV_H

#include "migration/project.h"

// Reads an env.py into `facts`, which hold the template's behaviour before and stay so where env.py does not say otherwise in a way
// that can be read.
void alembic_env_read(Arena *arena, const Source *source, const Code *code, EnvFacts *facts);

#endif
