// catalog_name.c - the names PostgreSQL gives to what has none (makeObjectName, ChooseRelationName, ChooseConstraintName in its
// indexcmds.c and pg_constraint.c).

#include "postgres/catalog_store.h"
#include "postgres/predicate.h"

// At most `limit` bytes of `name`, not cutting through a character.
static Str clip(Str name, size_t limit)
{
	if (name.len <= limit)
		return name;
	while (limit > 0 && ((unsigned char)name.data[limit] & 0xC0) == 0x80)
		limit--;
	return str_slice(name, 0, limit);
}

Str catalog_make_name(Arena *arena, Str name1, Str name2, const char *label)
{
	size_t overhead = strlen(label) + 1 + (name2.len > 0);
	size_t room = MAX_IDENTIFIER_BYTES > overhead ? MAX_IDENTIFIER_BYTES - overhead : 0;
	size_t len1 = name1.len;
	size_t len2 = name2.len;

	while (len1 + len2 > room) {
		if (len1 > len2)
			len1--;
		else
			len2--;
	}
	Str a = clip(name1, len1);
	Str b = clip(name2, len2);
	return str_from(
		arena_printf(arena, "%.*s%s%.*s_%s", STR_ARG(a), name2.len ? "_" : "", STR_ARG(b), label));
}

static bool relation_taken(const Catalog *catalog, Relation name)
{
	const CatalogType *type = store_get(catalog, SPACE_TYPE, name);

	return store_get(catalog, SPACE_RELATION, name) || (type && type->composite);
}

// How many names of a sequence (t_a_idx, t_a_idx1, ...) are known to be taken: thousands of them must not be tried each time.
static size_t *names_taken(Catalog *catalog, Relation table, Str name2, const char *label, bool relations,
			   bool constraints)
{
	Str key = str_from(arena_printf(catalog->arena, "%.*s.%.*s.%.*s.%s %d%d", STR_ARG(table.schema),
					STR_ARG(table.name), STR_ARG(name2), label, relations, constraints));
	size_t *taken = map_get(&catalog->names_taken, key);

	if (!taken) {
		taken = arena_new(catalog->arena, size_t);
		map_set(&catalog->names_taken, catalog->arena, key, taken);
	}
	return taken;
}

static Str choose(Catalog *catalog, Relation table, Str name2, const char *label, bool relations,
		  bool constraints)
{
	size_t *taken = names_taken(catalog, table, name2, label, relations, constraints);

	for (;; ++*taken) {
		const char *numbered = *taken ? arena_printf(catalog->arena, "%s%zu", label, *taken) : label;
		Relation name = { table.schema,
				  catalog_make_name(catalog->arena, table.name, name2, numbered) };
		if (!(relations && relation_taken(catalog, name)) &&
		    !(constraints && store_get(catalog, SPACE_CONSTRAINT_NAME, name)))
			return name.name;
	}
}

Str catalog_choose_name(Catalog *catalog, Relation table, Str name2, const char *label, bool in_constraints)
{
	return choose(catalog, table, name2, label, true, in_constraints);
}

Str catalog_choose_constraint_name(Catalog *catalog, Relation table, Str name2, const char *label)
{
	return choose(catalog, table, name2, label, false, true);
}
