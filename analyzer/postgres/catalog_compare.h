// catalog_compare.h - two versions of one object, and what differs in words. Private to catalog*.c.

#ifndef POSTGRES_CATALOG_COMPARE_H
#define POSTGRES_CATALOG_COMPARE_H

#include "postgres/catalog_store.h"

// Comparison: where differences go.
// - `was_gone`: whether this was dropped, between the two states, without having been known
typedef struct Comparison {
	const Catalog *catalog;
	Arena *arena;
	CatalogChanges *changes;
	bool (*was_gone)(void *state, const Gone *gone);
	void *state;
} Comparison;

// Adds a change of `object`; of its `part`, when that is not empty.
void report(Comparison *comparison, const Object *object, ChangeNature nature, Str part, const char *format,
	    ...) __attribute__((format(printf, 5, 6)));
// Whether one of `columns` of `table` was dropped between the two states without having been known: what was made of it went unseen, too.
bool was_on_gone_column(const Comparison *comparison, Relation table, const Str *columns, size_t count);
// The part of this name, NULL when there is none.
const CatalogPart *find_part(const CatalogPart *parts, size_t count, Str name);
// "table", "enum type" ...
const char *kind_words(ObjectKind kind);
// A name as readers write it.
Str shown(const Comparison *comparison, Relation name);
// `old` and `now` are of the same kind.
void compare_objects(Comparison *comparison, const Object *old, const Object *now);
void compare_tables(Comparison *comparison, const CatalogTable *old, const CatalogTable *now);

#endif
