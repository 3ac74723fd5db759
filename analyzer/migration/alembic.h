// alembic.h - Alembic revisions: recognise, evaluate, lower to steps.

#ifndef MIGRATION_ALEMBIC_H
#define MIGRATION_ALEMBIC_H

#include "migration/migration.h"

// Whether the module is a revision: module-level `revision` and `down_revision`, or upgrade/downgrade plus an alembic import.
bool alembic_recognises(const Module *module);

// Fills `migration` (declarations, functions, steps of both directions, notices) from `module`.
void alembic_read(Arena *arena, Module *module, Migration *migration);

#endif
