// replayed.h - what the replay of the history tells beyond each statement's own facts.

#ifndef REPLAYED_H
#define REPLAYED_H

#include "postgres/statement.h"

// TableAfter: a table as upgrade() leaves it, with all its indexes.
typedef struct TableAfter {
	const CatalogTable *table;
	CatalogIndexes indexes;
} TableAfter;

// The tables that `upgrade` gives a foreign key or an index, by the name written (relation_show): `catalog` is the schema behind upgrade().
// Those it drops or renames afterwards are not among them.
Map tables_after(Arena *arena, const StatementArray *upgrade, const Catalog *catalog);

#endif
