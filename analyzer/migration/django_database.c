#include "migration/django_database.h"

DjangoDatabase *django_database_new(Arena *arena)
{
	DjangoDatabase *database = arena_new(arena, DjangoDatabase);

	database->arena = arena;
	return database;
}

// Both go on with the same tables.
DjangoDatabase *django_database_copy(DjangoDatabase *database)
{
	DjangoDatabase *copy = arena_new(database->arena, DjangoDatabase);

	database->generation += 2;
	*copy = *database;
	copy->generation++;
	return copy;
}

static DjangoTable *find(const DjangoDatabase *database, Str table)
{
	return persistent_get(&database->tables, table);
}

static void put(DjangoDatabase *database, DjangoTable *table)
{
	persistent_set(&database->tables, database->arena, table->name, table);
}

static DjangoTable *changeable(DjangoDatabase *database, Str name)
{
	DjangoTable *table = find(database, name), *copy;

	if (!table || table->generation == database->generation)
		return table;
	copy = arena_new(database->arena, DjangoTable);
	copy->name = table->name;
	copy->generation = database->generation;
	array_reserve(database->arena, &copy->made, table->made.len + 1);
	for (size_t i = 0; i < table->made.len; i++)
		array_push(database->arena, &copy->made, table->made.items[i]);
	put(database, copy);
	return copy;
}

void django_database_create(DjangoDatabase *database, Str name)
{
	DjangoTable *table = arena_new(database->arena, DjangoTable);

	table->name = name;
	table->generation = database->generation;
	put(database, table);
}

void django_database_drop(DjangoDatabase *database, Str name)
{
	if (find(database, name))
		persistent_set(&database->tables, database->arena, name, NULL);
}

static void own(DjangoDatabase *database, DjangoTable *table, Str made)
{
	persistent_set(&database->owners, database->arena, made, table);
}

void django_database_rename(DjangoDatabase *database, Str name, Str new_name)
{
	DjangoTable *table = changeable(database, name);

	if (!table)
		return;
	django_database_drop(database, name);
	table->name = new_name;
	put(database, table);
	for (size_t i = 0; i < table->made.len; i++)
		own(database, table, table->made.items[i].name);
}

bool django_database_knows(const DjangoDatabase *database, Str table)
{
	return find(database, table) != NULL;
}

void django_database_add(DjangoDatabase *database, Str name, DjangoMade made)
{
	if (!find(database, name))
		django_database_create(database, name);
	DjangoTable *table = changeable(database, name);
	array_push(database->arena, &table->made, made);
	own(database, table, made.name);
}

static void remove_made(DjangoTable *table, Str name)
{
	size_t kept = 0;

	for (size_t i = 0; i < table->made.len; i++)
		if (!str_equal(table->made.items[i].name, name))
			table->made.items[kept++] = table->made.items[i];
	table->made.len = kept;
}

void django_database_remove(DjangoDatabase *database, Str name, Str made)
{
	DjangoTable *table = changeable(database, name);

	if (table)
		remove_made(table, made);
}

static DjangoTable *table_with(DjangoDatabase *database, Str made)
{
	const DjangoTable *owner = persistent_get(&database->owners, made),
			  *table = owner ? find(database, owner->name) : NULL;

	for (size_t i = 0; table && i < table->made.len; i++)
		if (str_equal(table->made.items[i].name, made))
			return changeable(database, table->name);
	return NULL;
}

void django_database_remove_index(DjangoDatabase *database, Str name)
{
	DjangoTable *table = table_with(database, name);

	if (table)
		remove_made(table, name);
}

void django_database_rename_index(DjangoDatabase *database, Str name, Str new_name)
{
	DjangoTable *table = table_with(database, name);

	for (size_t i = 0; table && i < table->made.len; i++)
		if (str_equal(table->made.items[i].name, name))
			table->made.items[i].name = new_name;
	if (table)
		own(database, table, new_name);
}

static size_t position(const DjangoNames *names, Str name)
{
	for (size_t i = 0; i < names->len; i++)
		if (str_equal(names->items[i], name))
			return i;
	return SIZE_MAX;
}

void django_database_rename_column(DjangoDatabase *database, Str name, Str column, Str new_name)
{
	DjangoTable *table = changeable(database, name);

	for (size_t i = 0; table && i < table->made.len; i++) {
		DjangoNames columns = { 0 };
		const DjangoNames *old = &table->made.items[i].columns;
		for (size_t j = 0; j < old->len; j++) {
			bool same = str_equal(old->items[j], column);
			array_push(database->arena, &columns, same ? new_name : old->items[j]);
		}
		table->made.items[i].columns = columns;
	}
}

void django_database_drop_column(DjangoDatabase *database, Str name, Str column)
{
	DjangoTable *table = changeable(database, name);
	size_t kept = 0;

	for (size_t i = 0; table && i < table->made.len; i++)
		if (position(&table->made.items[i].columns, column) == SIZE_MAX)
			table->made.items[kept++] = table->made.items[i];
	if (table)
		table->made.len = kept;
}

static bool same_columns(const DjangoNames *a, const DjangoNames *b)
{
	for (size_t i = 0; i < a->len && a->len == b->len; i++)
		if (!str_equal(a->items[i], b->items[i]))
			return false;
	return a->len == b->len;
}

// PostgreSQL answers Django's question in the order of names.
static void add_sorted(Arena *arena, DjangoNames *names, Str name)
{
	array_push(arena, names, name);
	for (size_t i = names->len - 1; i > 0 && str_compare(names->items[i - 1], names->items[i]) > 0; i--) {
		Str swap = names->items[i];
		names->items[i] = names->items[i - 1];
		names->items[i - 1] = swap;
	}
}

DjangoNames django_database_find(const DjangoDatabase *database, Str name, const DjangoNames *columns,
				 unsigned kind, const DjangoNames *except)
{
	const DjangoTable *table = find(database, name);
	DjangoNames names = { 0 };

	for (size_t i = 0; table && i < table->made.len; i++) {
		const DjangoMade *made = &table->made.items[i];
		bool excepted = except && position(except, made->name) != SIZE_MAX;
		if ((made->kind & kind) && !excepted && same_columns(&made->columns, columns))
			add_sorted(database->arena, &names, made->name);
	}
	return names;
}

Str django_database_key(const DjangoDatabase *database, Str name)
{
	const DjangoTable *table = find(database, name);

	for (size_t i = 0; table && i < table->made.len; i++)
		if (table->made.items[i].kind & MADE_PRIMARY_KEY)
			return table->made.items[i].name;
	return STR_NONE;
}
