#include "postgres/catalog.h"

#include "migration/sql.h"
#include "postgres/catalog_store.h"

// ---- keys ----------------------------------------------------------------------------------------------------

Str store_key(Arena *arena, Relation name, char buffer[256])
{
	size_t len = name.schema.len + 1 + name.name.len;
	char *key = len <= 256 ? buffer : arena_alloc(arena, len);

	// NUL separates: no name has one, so a.b."c" and a."b.c" differ.
	if (name.schema.len)
		memcpy(key, name.schema.data, name.schema.len);
	key[name.schema.len] = '\0';
	if (name.name.len)
		memcpy(key + name.schema.len + 1, name.name.data, name.name.len);
	return (Str){ key, len };
}

Space space_of(ObjectKind kind)
{
	static const Space spaces[] = {
		[OBJECT_ENUM] = SPACE_TYPE,     [OBJECT_DOMAIN] = SPACE_TYPE,
		[OBJECT_TYPE] = SPACE_TYPE,     [OBJECT_FUNCTION] = SPACE_FUNCTION,
		[OBJECT_SCHEMA] = SPACE_SCHEMA, [OBJECT_EXTENSION] = SPACE_EXTENSION,
	};

	return kind < COUNT_OF(spaces) ? spaces[kind] : SPACE_RELATION;
}

// ---- store ---------------------------------------------------------------------------------------------------

const void *store_get(const Catalog *catalog, Space space, Relation name)
{
	char buffer[256];

	return map_get(&catalog->maps[space], store_key(catalog->arena, name, buffer));
}

static void set(Catalog *catalog, Space space, Str key, const void *value)
{
	if (value)
		map_set(&catalog->maps[space], catalog->arena, key, (void *)(uintptr_t)value);
	else
		map_remove(&catalog->maps[space], key);
	if (space == SPACE_STATE)
		catalog->state = value;
	if (!value && (space == SPACE_RELATION || space == SPACE_TYPE || space == SPACE_CONSTRAINT_NAME))
		catalog->names_taken = (Map){ 0 };
}

void store_put(Catalog *catalog, Space space, Relation name, const void *value)
{
	char buffer[256];
	Str key = store_key(catalog->arena, name, buffer);
	const void *old = map_get(&catalog->maps[space], key);

	if (old == value)
		return;
	catalog->has_temporary |= space == SPACE_RELATION && str_is(name.schema, "pg_temp");
	key.data = arena_strndup(catalog->arena, key.data, key.len);
	array_push(catalog->arena, &catalog->journal, (JournalEntry){ space, key, old });
	set(catalog, space, key, value);
}

// SPACE_STATE, which has names of another kind, when absence of the names of `space` is not noted.
static Space absences_of(Space space)
{
	return space == SPACE_RELATION ? SPACE_ABSENT_RELATION
		: space == SPACE_TYPE  ? SPACE_ABSENT_TYPE
				       : SPACE_STATE;
}

void note_absent(Catalog *catalog, Space space, Relation name)
{
	static const char absent;

	if (absences_of(space) != SPACE_STATE && !catalog->conditional)
		store_put(catalog, absences_of(space), name, &absent);
}

// Among the names of relations, which have no such character.
static Relation name_of_constraint(Arena *arena, Relation table, Str name)
{
	return (Relation){ table.schema,
			   str_from(arena_printf(arena, "%.*s\1%.*s", STR_ARG(table.name), STR_ARG(name))) };
}

void note_constraint_absent(Catalog *catalog, Relation table, Str name, bool absent)
{
	Relation key = name_of_constraint(catalog->arena, table, name);

	if (absent)
		note_absent(catalog, SPACE_RELATION, key);
	else
		store_put(catalog, SPACE_ABSENT_RELATION, key, NULL);
}

void put_object(Catalog *catalog, Object *object)
{
	Space space = space_of(object->kind);

	object->uncertain |= catalog->conditional;
	store_put(catalog, space, object->name, object);
	if (absences_of(space) != SPACE_STATE)
		store_put(catalog, absences_of(space), object->name, NULL);
}

void remove_object(Catalog *catalog, const Object *object)
{
	Space space = space_of(object->kind);

	store_put(catalog, space, object->name, NULL);
	note_absent(catalog, space, object->name);
}

CatalogMark catalog_mark(const Catalog *catalog)
{
	return catalog->journal.len;
}

void catalog_rollback(Catalog *catalog, CatalogMark mark)
{
	while (catalog->journal.len > mark) {
		const JournalEntry *entry = array_last(&catalog->journal);
		set(catalog, entry->space, entry->key, entry->old);
		catalog->journal.len--;
	}
}

// ---- state ---------------------------------------------------------------------------------------------------

static const Relation state_name = { { "", 0 }, { "state", 5 } };

const State *state_of(const Catalog *catalog)
{
	return catalog->state;
}

State *state_for_change(Catalog *catalog)
{
	State *state = arena_new(catalog->arena, State);

	*state = *state_of(catalog);
	store_put(catalog, SPACE_STATE, state_name, state);
	return state;
}

Catalog *catalog_new(Arena *arena, bool complete)
{
	Catalog *catalog = arena_new(arena, Catalog);
	State *state = arena_new(arena, State);
	Object *public = arena_new(arena, Object);

	catalog->arena = arena;
	state->complete = complete;
	array_push(arena, &state->path, STR("public"));
	store_put(catalog, SPACE_STATE, state_name, state);
	*public = (Object){ OBJECT_SCHEMA, { STR_NONE, STR("public") }, false };
	put_object(catalog, public);
	catalog->journal.len = 0; // one cannot go back behind the beginning
	return catalog;
}

bool catalog_is_complete(const Catalog *catalog)
{
	return state_of(catalog)->complete;
}

void catalog_limit(Catalog *catalog, const Str *prefixes, size_t count)
{
	catalog->prefixes = prefixes;
	catalog->prefix_count = count;
}

static bool is_within_limits(const Catalog *catalog, Str name)
{
	for (size_t i = 0; i < catalog->prefix_count; i++)
		if (str_starts_with(name, catalog->prefixes[i]))
			return true;
	return !catalog->prefixes;
}

// Relations that no migration creates.
static bool is_of_system(Relation name)
{
	return str_starts_with(name.schema.len ? name.schema : name.name, STR("pg_")) ||
		str_is(name.schema, "information_schema");
}

static bool is_name(Relation name)
{
	return name.name.len && !name_is_hole(name.name) && !name_is_hole(name.schema);
}

bool catalog_constraint_is_absent(const Catalog *catalog, const CatalogTable *table, Str name)
{
	Arena scratch = { 0 };
	bool absent = store_get(catalog, SPACE_ABSENT_RELATION,
				name_of_constraint(&scratch, table->object.name, name)) != NULL;

	arena_release(&scratch);
	return absent && !table->object.uncertain;
}

bool catalog_column_is_absent(const Catalog *catalog, const CatalogTable *table, Str column)
{
	Gone wanted = { .kind = OBJECT_TABLE, .name = table->object.name, .part = column };
	Arena scratch = { 0 };

	if (table->object.uncertain || table->object.doubted || table_column(table, column))
		return false;
	const Gone *gone = store_get(catalog, SPACE_GONE, gone_name(&scratch, &wanted));
	arena_release(&scratch);
	return table->complete || (gone && !gone->maybe);
}

const char *catalog_refusal(const Catalog *catalog)
{
	return catalog->refusal;
}

// ---- uncertainty ---------------------------------------------------------------------------------------------

static size_t size_of(ObjectKind kind)
{
	static const size_t sizes[] = {
		[OBJECT_TABLE] = sizeof(CatalogTable),
		[OBJECT_VIEW] = sizeof(CatalogView),
		[OBJECT_MATERIALIZED_VIEW] = sizeof(CatalogView),
		[OBJECT_INDEX] = sizeof(CatalogIndex),
		[OBJECT_SEQUENCE] = sizeof(CatalogSequence),
		[OBJECT_ENUM] = sizeof(CatalogType),
		[OBJECT_DOMAIN] = sizeof(CatalogType),
		[OBJECT_TYPE] = sizeof(CatalogType),
		[OBJECT_FUNCTION] = sizeof(CatalogFunction),
		[OBJECT_SCHEMA] = sizeof(Object),
		[OBJECT_EXTENSION] = sizeof(Object),
	};

	return sizes[kind];
}

void make_uncertain(Catalog *catalog, Space space, Relation name)
{
	const Object *object = store_get(catalog, space, name);

	if (!object || object->uncertain)
		return;
	Object *copy = arena_alloc(catalog->arena, size_of(object->kind));
	memcpy(copy, object, size_of(object->kind));
	copy->uncertain = true;
	store_put(catalog, space, name, copy);
}

// What was known not to be there may be.
static void forget_absences(Catalog *catalog)
{
	static const Space spaces[] = { SPACE_ABSENT_RELATION, SPACE_ABSENT_TYPE };

	if (state_of(catalog)->complete)
		state_for_change(catalog)->complete = false;
	for (size_t s = 0; s < COUNT_OF(spaces); s++) {
		Map *map = &catalog->maps[spaces[s]];
		for (size_t i = 0; i < map->len; i++) {
			MapEntry entry = map->entries[i];
			if (!entry.value)
				continue;
			array_push(catalog->arena, &catalog->journal,
				   (JournalEntry){ spaces[s], entry.key, entry.value });
			map_remove(map, entry.key);
		}
	}
}

void catalog_doubt(Catalog *catalog)
{
	forget_absences(catalog);
	for (Space space = SPACE_RELATION; space <= SPACE_TYPE; space++) {
		const Map *map = &catalog->maps[space];
		for (size_t i = 0; i < map->len; i++) {
			const Object *object = map->entries[i].value;
			if (!object || object->doubted)
				continue;
			Object *copy = arena_alloc(catalog->arena, size_of(object->kind));
			memcpy(copy, object, size_of(object->kind));
			copy->doubted = true;
			if (copy->kind == OBJECT_TABLE)
				((CatalogTable *)copy)->complete = false;
			else if (space == SPACE_TYPE)
				((CatalogType *)copy)->complete = false;
			store_put(catalog, space, object->name, copy);
		}
	}
}

void catalog_blur(Catalog *catalog)
{
	forget_absences(catalog);
	for (Space space = SPACE_RELATION; space <= SPACE_EXTENSION; space++) {
		const Map *map = &catalog->maps[space];
		for (size_t i = 0; i < map->len; i++) {
			const Object *object = map->entries[i].value;
			if (object && !object->uncertain)
				make_uncertain(catalog, space, object->name);
		}
	}
}

bool name_is_hole(Str name)
{
	return str_find(name, STR(SQL_HOLE_PREFIX), 0) != SIZE_MAX;
}

// The kind is not part of the name: relations share one name space, and what else may be gone has names of its own.
Relation gone_name(Arena *arena, const Gone *gone)
{
	if (!gone->part.len)
		return (Relation){ gone->name.schema,
				   str_from(arena_printf(arena, "%d.%.*s", (int)space_of(gone->kind),
							 STR_ARG(gone->name.name))) };
	return (Relation){ gone->name.schema,
			   str_from(arena_printf(arena, "%c.%.*s.%.*s", "ckt"[gone->of],
						 STR_ARG(gone->name.name), STR_ARG(gone->part))) };
}

void note_gone(Catalog *catalog, const Gone *gone)
{
	Relation name = gone_name(catalog->arena, gone);
	Gone *copy = arena_new(catalog->arena, Gone);

	if (store_get(catalog, SPACE_GONE, name))
		return;
	*copy = *gone;
	store_put(catalog, SPACE_GONE, name, copy);
}

void note_maybe(Catalog *catalog, ObjectKind kind, Relation name)
{
	Space space = space_of(kind);
	bool absent = catalog_is_complete(catalog) ||
		(absences_of(space) != SPACE_STATE && store_get(catalog, absences_of(space), name));

	if (!absent && !store_get(catalog, space, name))
		note_gone(catalog, &(Gone){ .kind = kind, .name = name, .maybe = true });
}

// ---- names ---------------------------------------------------------------------------------------------------

Relation name_for_new(const Catalog *catalog, Relation written)
{
	const State *state = state_of(catalog);

	if (!written.schema.len)
		written.schema = state->path.len ? state->path.items[0] : STR("public");
	return written;
}

// What is found under a name as written, NULL when nothing is; `*name` is then the name it would have. Temporary relations shadow others.
static const void *seek(const Catalog *catalog, Space space, Relation *name)
{
	const State *state = state_of(catalog);
	const void *found;
	Relation tried = *name;

	if (name->schema.len)
		return store_get(catalog, space, *name);
	tried.schema = STR("pg_temp");
	found = space == SPACE_RELATION && catalog->has_temporary ? store_get(catalog, space, tried) : NULL;
	for (size_t i = 0; !found && i < state->path.len; i++) {
		tried.schema = state->path.items[i];
		found = store_get(catalog, space, tried);
	}
	*name = found ? tried : name_for_new(catalog, *name);
	return found;
}

Relation resolve_in(const Catalog *catalog, Space space, Relation written)
{
	if (!written.schema.len)
		seek(catalog, space, &written);
	return written;
}

Relation catalog_resolve(const Catalog *catalog, Relation name)
{
	return resolve_in(catalog, SPACE_RELATION, name);
}

Relation catalog_shown(const Catalog *catalog, Relation name)
{
	const State *state = state_of(catalog);

	for (size_t i = 0; i < state->path.len; i++)
		if (str_equal(state->path.items[i], name.schema))
			return (Relation){ STR_NONE, name.name };
	if (str_is(name.schema, "pg_temp"))
		name.schema = STR_NONE;
	return name;
}

// ---- lookups -------------------------------------------------------------------------------------------------

bool catalog_relation_is_absent(const Catalog *catalog, Relation written)
{
	Relation name = written;

	if (!is_name(written) || is_of_system(written) || seek(catalog, SPACE_RELATION, &name))
		return false;
	return (catalog_is_complete(catalog) && is_within_limits(catalog, name.name)) ||
		store_get(catalog, SPACE_ABSENT_RELATION, name);
}

bool catalog_type_is_absent(const Catalog *catalog, Relation written)
{
	Relation name = written;

	// No history creates PostgreSQL's own types, or those of extensions.
	return is_name(written) && !seek(catalog, SPACE_TYPE, &name) &&
		store_get(catalog, SPACE_ABSENT_TYPE, name);
}

const Object *catalog_relation(const Catalog *catalog, Relation name)
{
	return seek(catalog, SPACE_RELATION, &name);
}

const CatalogTable *object_as_table(const Object *relation)
{
	return relation && relation->kind == OBJECT_TABLE ? (const CatalogTable *)relation : NULL;
}

const CatalogView *object_as_view(const Object *relation)
{
	bool is_view = relation &&
		(relation->kind == OBJECT_VIEW || relation->kind == OBJECT_MATERIALIZED_VIEW);

	return is_view ? (const CatalogView *)relation : NULL;
}

const CatalogIndex *object_as_index(const Object *relation)
{
	return relation && relation->kind == OBJECT_INDEX ? (const CatalogIndex *)relation : NULL;
}

const CatalogTable *catalog_table(const Catalog *catalog, Relation name)
{
	return object_as_table(catalog_relation(catalog, name));
}

const CatalogIndex *catalog_index(const Catalog *catalog, Relation name)
{
	return object_as_index(catalog_relation(catalog, name));
}

const CatalogSequence *catalog_sequence(const Catalog *catalog, Relation name)
{
	const Object *relation = catalog_relation(catalog, name);

	return relation && relation->kind == OBJECT_SEQUENCE ? (const CatalogSequence *)relation : NULL;
}

const CatalogView *catalog_view(const Catalog *catalog, Relation name)
{
	return object_as_view(catalog_relation(catalog, name));
}

const CatalogType *catalog_type(const Catalog *catalog, Relation name)
{
	return seek(catalog, SPACE_TYPE, &name);
}

static const Link *nth(const Catalog *catalog, Relation target, LinkKind kind, size_t n)
{
	const LinkArray *links =
		links_to(catalog, SPACE_RELATION, resolve_in(catalog, SPACE_RELATION, target), kind);

	return n < links->len ? &links->items[n] : NULL;
}

const CatalogTable *catalog_partition(const Catalog *catalog, const CatalogTable *parent, size_t n)
{
	const Link *link = nth(catalog, parent->object.name, LINK_PARTITION, n);

	return link ? catalog_table(catalog, link->relation) : NULL;
}

const CatalogIndex *catalog_table_index(const Catalog *catalog, Relation table, size_t n)
{
	const Link *link = nth(catalog, table, LINK_INDEX, n);

	return link ? catalog_index(catalog, link->relation) : NULL;
}

size_t catalog_table_indexes(const Catalog *catalog, Relation table, size_t n, const CatalogIndex **indexes,
			     size_t max)
{
	const LinkArray *links =
		links_to(catalog, SPACE_RELATION, resolve_in(catalog, SPACE_RELATION, table), LINK_INDEX);
	size_t count = 0;

	for (size_t i = n; count < max && i < links->len; i++) {
		indexes[count] = catalog_index(catalog, links->items[i].relation);
		count += indexes[count] != NULL;
	}
	return count;
}

size_t catalog_table_index_count(const Catalog *catalog, Relation table)
{
	return links_to(catalog, SPACE_RELATION, resolve_in(catalog, SPACE_RELATION, table), LINK_INDEX)->len;
}

const CatalogTable *catalog_referencing(const Catalog *catalog, Relation table, size_t n,
					const CatalogConstraint **constraint)
{
	const Link *link = nth(catalog, table, LINK_REFERENCE, n);
	const CatalogTable *referencing = link ? catalog_table(catalog, link->relation) : NULL;

	*constraint = referencing ? table_constraint(referencing, link->part) : NULL;
	return referencing;
}

static bool view_reads(const CatalogView *view, Relation relation, Str column)
{
	for (size_t i = 0; i < view->columns_used.len; i++) {
		const CatalogColumnUse *use = &view->columns_used.items[i];
		if (relation_same(use->relation, relation) &&
		    (!use->column.len || str_equal(use->column, column)))
			return true;
	}
	return false;
}

const CatalogView *catalog_dependent_view(const Catalog *catalog, Relation table, Str column, size_t n)
{
	Relation target = resolve_in(catalog, SPACE_RELATION, table);
	const LinkArray *links = links_to(catalog, SPACE_RELATION, target, LINK_VIEW);

	for (size_t i = 0; i < links->len; i++) {
		const CatalogView *view = catalog_view(catalog, links->items[i].relation);
		if (view && (!column.len || view_reads(view, target, column)) && n-- == 0)
			return view;
	}
	return NULL;
}
