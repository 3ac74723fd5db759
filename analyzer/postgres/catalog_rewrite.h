// catalog_rewrite.h - definitions with other names in them, as they read after a rename. The nodes given are not changed. Private to
// catalog*.c.

#ifndef POSTGRES_CATALOG_REWRITE_H
#define POSTGRES_CATALOG_REWRITE_H

#include "postgres/catalog_store.h"

// An expression, constraint, index, partition key, policy or trigger of one table, with column `old` called `new`.
ProtobufCMessage *with_column(Arena *arena, const ProtobufCMessage *message, Str old, Str new);
// nextval() of another sequence.
const PgNode *nextval_of(Catalog *catalog, const PgNode *expression, Relation sequence);
// A new version of `view`, in which relation `from` is called `to`, or column `old` of `table` is called `new`.
CatalogView *view_with_relation(Catalog *catalog, const CatalogView *view, Relation from, Relation to);
CatalogView *view_with_column(Catalog *catalog, const CatalogView *view, Relation table, Str old, Str new);

#endif
