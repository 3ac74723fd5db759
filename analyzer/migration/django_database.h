// django_database.h - DjangoDatabase, what Django would find when it asks the database for constraints and indexes: their names as they were made.

#ifndef MIGRATION_DJANGO_DATABASE_H
#define MIGRATION_DJANGO_DATABASE_H

#include "migration/django_model.h"

typedef enum DjangoMadeKind {
	MADE_PRIMARY_KEY = 1 << 0,
	MADE_UNIQUE = 1 << 1, // constraint or index
	MADE_FOREIGN_KEY = 1 << 2,
	MADE_CHECK = 1 << 3,
	MADE_INDEX = 1 << 4, // btree
} DjangoMadeKind;

// DjangoMade: a constraint or index of a table.
typedef struct DjangoMade {
	Str name;
	unsigned kind;
	DjangoNames columns;
} DjangoMade;

typedef struct DjangoTable {
	Str name;
	unsigned generation;
	Array(DjangoMade) made;
} DjangoTable;

// DjangoDatabase: tables by name.
// - `generation`: a table of another one is also a copy's: whoever changes it copies it first
// - `owners`: name of an index or constraint -> the table that got it last, as it was then: its name is right, whether it still has it is not said
typedef struct DjangoDatabase {
	Arena *arena;
	unsigned generation;
	PersistentMap tables;
	PersistentMap owners;
} DjangoDatabase;

DjangoDatabase *django_database_new(Arena *arena);
// A copy that changes on its own.
DjangoDatabase *django_database_copy(DjangoDatabase *database);
void django_database_create(DjangoDatabase *database, Str table);
void django_database_drop(DjangoDatabase *database, Str table);
void django_database_rename(DjangoDatabase *database, Str table, Str name);
bool django_database_knows(const DjangoDatabase *database, Str table);
// Adds a constraint or index; a table that is not known becomes known.
void django_database_add(DjangoDatabase *database, Str table, DjangoMade made);
void django_database_remove(DjangoDatabase *database, Str table, Str name);
// Takes an index or constraint out by name alone, or renames it.
void django_database_remove_index(DjangoDatabase *database, Str name);
void django_database_rename_index(DjangoDatabase *database, Str name, Str new_name);
void django_database_rename_column(DjangoDatabase *database, Str table, Str column, Str name);
void django_database_drop_column(DjangoDatabase *database, Str table, Str column);
// Names of what is of `kind` over exactly `columns`, without those in `except`.
DjangoNames django_database_find(const DjangoDatabase *database, Str table, const DjangoNames *columns,
				 unsigned kind, const DjangoNames *except);
// The primary key's name; empty without.
Str django_database_key(const DjangoDatabase *database, Str table);

#endif
