// catalog_family.c - lookups of what hangs on an object: children, attached indexes, sequences, users of a type (catalog.h).

#include "postgres/catalog_store.h"

// Functions that are looked at for one of a name; a DEFAULT per function would cost quadratic time.
#define MAX_FUNCTIONS 1000

static const Link *nth(const Catalog *catalog, Space space, Relation target, LinkKind kind, size_t n)
{
	const LinkArray *links = links_to(catalog, space, resolve_in(catalog, space, target), kind);

	return n < links->len ? &links->items[n] : NULL;
}

const CatalogTable *catalog_child(const Catalog *catalog, Relation table, size_t n)
{
	const Link *link = nth(catalog, SPACE_RELATION, table, LINK_CHILD, n);

	return link ? catalog_table(catalog, link->relation) : NULL;
}

const CatalogIndex *catalog_attached_index(const Catalog *catalog, Relation index, size_t n)
{
	const Link *link = nth(catalog, SPACE_RELATION, index, LINK_CHILD, n);

	return link ? catalog_index(catalog, link->relation) : NULL;
}

const CatalogSequence *catalog_owned_sequence(const Catalog *catalog, Relation table, size_t n)
{
	const Link *link = nth(catalog, SPACE_RELATION, table, LINK_SEQUENCE, n);

	return link ? catalog_sequence(catalog, link->relation) : NULL;
}

const CatalogTable *catalog_column_of_type(const Catalog *catalog, Relation type, size_t n, Str *column)
{
	const Link *link = nth(catalog, SPACE_TYPE, type, LINK_COLUMN, n);

	*column = link ? link->part : STR_NONE;
	return link ? catalog_table(catalog, link->relation) : NULL;
}

const CatalogType *catalog_domain_over(const Catalog *catalog, Relation type, size_t n)
{
	const Link *link = nth(catalog, SPACE_TYPE, type, LINK_DOMAIN, n);

	return link ? catalog_type(catalog, link->relation) : NULL;
}

const CatalogTable *catalog_schema_table(const Catalog *catalog, Str schema, size_t *at)
{
	const Map *relations = &catalog->maps[SPACE_RELATION];

	while (*at < relations->len) {
		const Object *object = relations->entries[(*at)++].value;
		if (object && object->kind == OBJECT_TABLE && str_equal(object->name.schema, schema))
			return (const CatalogTable *)object;
	}
	return NULL;
}

static bool in_path(const Catalog *catalog, Str schema)
{
	const State *state = state_of(catalog);

	for (size_t i = 0; i < state->path.len; i++)
		if (str_equal(state->path.items[i], schema))
			return true;
	return false;
}

static const CatalogFunction *without_arguments(const Catalog *catalog, Relation name)
{
	Arena scratch = { 0 };
	Relation key = { name.schema, str_from(arena_printf(&scratch, "%.*s()", STR_ARG(name.name))) };
	const CatalogFunction *function =
		store_get(catalog, SPACE_FUNCTION, resolve_in(catalog, SPACE_FUNCTION, key));

	arena_release(&scratch);
	return function;
}

bool catalog_has_functions(const Catalog *catalog)
{
	return catalog->function_names.len > 0;
}

const CatalogFunction *catalog_function(const Catalog *catalog, Relation name)
{
	if (!map_get(&catalog->function_names, name.name))
		return NULL;
	const CatalogFunction *found = without_arguments(catalog, name);
	const Map *functions = &catalog->maps[SPACE_FUNCTION];

	for (size_t i = 0; !found && i < functions->len && i < MAX_FUNCTIONS; i++) {
		const CatalogFunction *function = functions->entries[i].value;
		if (!function || !str_starts_with(function->object.name.name, name.name))
			continue;
		Str rest =
			str_slice(function->object.name.name, name.name.len, function->object.name.name.len);
		bool here = name.schema.len ? str_equal(function->object.name.schema, name.schema)
					    : in_path(catalog, function->object.name.schema);
		if (rest.len && rest.data[0] == '(' && here)
			found = function;
	}
	return found;
}

const CatalogTable *catalog_trigger_table(const Catalog *catalog, const CatalogFunction *function, size_t n)
{
	const Link *link = nth(catalog, SPACE_FUNCTION, function->object.name, LINK_TRIGGER, n);

	return link ? catalog_table(catalog, link->relation) : NULL;
}
