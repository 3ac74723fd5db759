// effect_indexes.h - the indexes a statement builds, found by comparing the catalog before and after: so the names PostgreSQL chooses
// are the catalog's, and partitions are counted. Private to the postgres stage.

#ifndef POSTGRES_EFFECT_INDEXES_H
#define POSTGRES_EFFECT_INDEXES_H

#include "postgres/statement.h"

// The names of the indexes there are on tables `statement` may build others on, in `scratch`; empty when it builds none.
Map effects_indexes_before(Arena *scratch, const Catalog *catalog, const Statement *statement);
// Fills in Effects.builds_indexes once the statement has been applied to `catalog`, and takes out of `rebuilds_indexes` what is gone.
void effects_add_built_indexes(Arena *arena, Arena *scratch, const Catalog *catalog, const Map *before,
			       Statement *statement);

#endif
