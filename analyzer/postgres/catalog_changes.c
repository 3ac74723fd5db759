#include "postgres/catalog_store.h"
void catalog_changes(Catalog *catalog, Arena *arena, CatalogMark mark, CatalogChanges *changes)
{
	(void)catalog; (void)arena; (void)mark; (void)changes;
}
