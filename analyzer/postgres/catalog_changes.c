// catalog_changes.c - what differs between the state at a mark and now: objects first (this file), then what tables are made of
// (catalog_compare.c).

#include <stdlib.h>

#include "postgres/catalog_compare.h"
#include "postgres/catalog_store.h"

// Before: the version an object had at the mark, NULL when there was none.
typedef struct Before {
	Space space;
	Str key;
	const void *old;
} Before;

// Everything that was stored since the mark, once: the first journal entry of a name has the version of that time.
typedef struct Since {
	Arena *arena;
	Map seen; // space and key -> Before
	Array(Before *) all;
} Since;

static Str seen_key(Arena *arena, Space space, Str key)
{
	char *data = arena_alloc(arena, key.len + 1);

	data[0] = (char)('a' + (int)space);
	memcpy(data + 1, key.data, key.len);
	return (Str){ data, key.len + 1 };
}

static void collect(Catalog *catalog, CatalogMark mark, Since *since)
{
	for (size_t i = mark; i < catalog->journal.len; i++) {
		const JournalEntry *entry = &catalog->journal.items[i];
		Str key = seen_key(since->arena, entry->space, entry->key);
		if (map_get(&since->seen, key))
			continue;
		Before *before = arena_new(since->arena, Before);
		*before = (Before){ entry->space, entry->key, entry->old };
		map_set(&since->seen, since->arena, key, before);
		array_push(since->arena, &since->all, before);
	}
}

static int by_space_and_key(const void *a, const void *b)
{
	const Before *x = *(Before *const *)a;
	const Before *y = *(Before *const *)b;

	return x->space != y->space ? (int)x->space - (int)y->space : str_compare(x->key, y->key);
}

static const Before *find_before(const Since *since, Space space, Relation name)
{
	char buffer[256];

	return map_get(&since->seen, seen_key(since->arena, space, store_key(since->arena, name, buffer)));
}

static const void *at_mark(const Catalog *catalog, const Since *since, Space space, Relation name)
{
	const Before *before = find_before(since, space, name);

	return before ? before->old : store_get(catalog, space, name);
}

static bool gone_since(void *state, const Gone *gone)
{
	const Since *since = state;

	return find_before(since, SPACE_GONE, gone_name(since->arena, gone)) != NULL;
}

// ---- objects -------------------------------------------------------------------------------------------------

// The table an object belongs to came or went with it: the table is reported, not its parts.
static bool part_of_changed_table(const Catalog *catalog, const Since *since, const Object *object)
{
	Relation table = { STR_NONE, STR_NONE };

	if (object->kind == OBJECT_INDEX) {
		if (((const CatalogIndex *)object)->constraint.len)
			return true; // the constraint is
		table = ((const CatalogIndex *)object)->table;
	} else if (object->kind == OBJECT_SEQUENCE) {
		const CatalogSequence *sequence = (const CatalogSequence *)object;
		if (sequence->owner.name.len && !sequence->definition)
			return true; // the serial or identity column is
		table = sequence->owner;
	}
	if (!table.name.len)
		return false;
	const Object *now = store_get(catalog, SPACE_RELATION, table);
	const Object *old = at_mark(catalog, since, SPACE_RELATION, table);
	// A table from before that has only now been touched did not come.
	return !now != !old && !(now && now->kind == OBJECT_TABLE && !((const CatalogTable *)now)->created);
}

static void report_object(Comparison *comparison, const Object *object, ChangeNature nature)
{
	Str name = shown(comparison, object->name);

	report(comparison, object, nature, STR_NONE, "%s `%.*s` %s", kind_words(object->kind), STR_ARG(name),
	       nature == CHANGE_MISSING ? "is missing" : "remains");
}

// Something new, or an unknown table of before that statements have touched.
static void compare_new(Comparison *comparison, const Since *since, const Object *now)
{
	static const CatalogTable unknown = { .complete = false };
	Gone gone = { .kind = now->kind, .name = now->name };

	if (now->kind == OBJECT_FUNCTION) {
		size_t arguments = str_find_char(now->name.name, '(', 0);
		gone.name.name = str_slice(now->name.name, 0, arguments);
	}
	if (gone_since((void *)(uintptr_t)since, &gone)) // dropped and made again: how it was is not known
		return;
	const CatalogIndex *index = now->kind == OBJECT_INDEX ? (const CatalogIndex *)now : NULL;
	if (index && was_on_gone_column(comparison, index->table, index->uses.items, index->uses.len))
		return;
	if (now->kind == OBJECT_TABLE && !((const CatalogTable *)now)->created)
		compare_tables(comparison, &unknown, (const CatalogTable *)now);
	else if (!((space_of(now->kind) == SPACE_TYPE) && !((const CatalogType *)now)->complete))
		report_object(comparison, now, CHANGE_REMAINS);
}

// The sequence of a serial column that a statement made again is no part of the table any more.
static bool stands_alone_now(const Object *old, const Object *now)
{
	return old && now && old->kind == OBJECT_SEQUENCE && now->kind == OBJECT_SEQUENCE &&
		((const CatalogSequence *)now)->definition;
}

static void compare(Comparison *comparison, const Since *since, const Object *old, const Object *now)
{
	if (old == now || (old && old->uncertain) || (now && now->uncertain))
		return;
	if (!stands_alone_now(old, now) && part_of_changed_table(comparison->catalog, since, old ? old : now))
		return;
	if (!old)
		compare_new(comparison, since, now);
	else if (!now)
		report_object(comparison, old, CHANGE_MISSING);
	else if (old->kind != now->kind) {
		report_object(comparison, old, CHANGE_MISSING);
		report_object(comparison, now, CHANGE_REMAINS);
	} else
		compare_objects(comparison, old, now);
}

static bool has_part(const CatalogTable *table, const Gone *gone)
{
	switch (gone->of) {
	case GONE_COLUMN:
		return table_column(table, gone->part) != NULL;
	case GONE_CONSTRAINT:
		return table_constraint(table, gone->part) != NULL;
	default:
		return find_part(table->triggers.items, table->triggers.len, gone->part) ||
			find_part(table->policies.items, table->policies.len, gone->part) ||
			find_part(table->rules.items, table->rules.len, gone->part);
	}
}

// A table that nothing was done to but this.
static bool is_unseen(const Catalog *catalog, const Since *since, Relation name)
{
	Gone table = { .kind = OBJECT_TABLE, .name = name };

	return !store_get(catalog, SPACE_RELATION, name) && !at_mark(catalog, since, SPACE_RELATION, name) &&
		!gone_since((void *)(uintptr_t)since, &table);
}

// What was dropped unseen and did not come back.
static void compare_gone(Comparison *comparison, const Since *since, const Gone *gone)
{
	const Catalog *catalog = comparison->catalog;
	static const char *const parts[] = { "column", "constraint", "trigger, policy or rule" };
	Object object = { .kind = gone->kind, .name = gone->name };
	Str name = shown(comparison, gone->name);

	if (gone->maybe)
		return;
	if (!gone->part.len) {
		if (!store_get(catalog, space_of(gone->kind), gone->name) &&
		    !at_mark(catalog, since, space_of(gone->kind), gone->name))
			report_object(comparison, &object, CHANGE_MISSING);
		return;
	}
	const CatalogTable *table = catalog_table(catalog, gone->name);
	if (!table && !is_unseen(catalog, since, gone->name))
		return;
	if (table && (table->object.uncertain || has_part(table, gone)))
		return;
	const CatalogTable *old = at_mark(catalog, since, SPACE_RELATION, gone->name);
	if (old && old->object.kind == OBJECT_TABLE && gone->of == GONE_COLUMN &&
	    table_column(old, gone->part))
		return; // compare_tables() has said so
	report(comparison, &object, CHANGE_MISSING, gone->part, "%s `%.*s` of `%.*s` is missing",
	       parts[gone->of], STR_ARG(identifier_show(comparison->arena, gone->part)), STR_ARG(name));
}

void catalog_changes(Catalog *catalog, Arena *arena, CatalogMark mark, CatalogChanges *changes)
{
	Arena scratch = { 0 };
	Since since = { .arena = &scratch };
	Comparison comparison = { catalog, arena, changes, gone_since, &since };

	collect(catalog, mark, &since);
	if (since.all.len)
		qsort(since.all.items, since.all.len, sizeof(*since.all.items), by_space_and_key);
	for (size_t i = 0; i < since.all.len; i++) {
		const Before *before = since.all.items[i];
		const void *now = map_get(&catalog->maps[before->space], before->key);
		if (before->space <= SPACE_EXTENSION)
			compare(&comparison, &since, before->old, now);
		else if (before->space == SPACE_GONE && now && !before->old)
			compare_gone(&comparison, &since, now);
	}
	arena_release(&scratch);
}
