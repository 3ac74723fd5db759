// alembic.h - Alembic revisions: recognise, evaluate, lower to steps.
//
// The module is evaluated with alembic_host() as its host, so that `op.get_bind().dialect.name` is known at its top level too
// and every table it declares is seen; alembic_read() then runs both directions.

#ifndef MIGRATION_ALEMBIC_H
#define MIGRATION_ALEMBIC_H

#include "migration/migration.h"

typedef struct Alembic Alembic;

// One per file; everything goes into `arena`. `migration` is filled.
Alembic *alembic_new(Arena *arena, Migration *migration, const ReadOptions *options);
const Host *alembic_host(Alembic *alembic);

// Reads `source` as an Alembic revision (FrameworkFacts.read).
Migration *alembic_file_read(Arena *arena, const Source *source, const ReadOptions *options);

// Whether the module is a revision: module-level `revision` and `down_revision`, or upgrade/downgrade plus an alembic import.
bool alembic_recognises(const Module *module);

// Fills the migration (declarations, functions, steps of both directions, notices) from `module`.
void alembic_read(Alembic *alembic, Module *module);

// Fills in what the module declares of its place in the history: ids, parents, dependencies, labels, their spans. Texts may be slices
// of the source.
void alembic_declared(Arena *arena, const Module *module, Migration *migration);

#endif
