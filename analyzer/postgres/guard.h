// guard.h - Guard, a condition on what the schema has, as idempotent migrations are written: IF NOT EXISTS (SELECT ... FROM pg_type
// WHERE typname = 'mood') THEN CREATE TYPE ... Private to the postgres stage.

#ifndef POSTGRES_GUARD_H
#define POSTGRES_GUARD_H

#include "postgres/action.h"
#include "postgres/catalog.h"

typedef enum GuardKind {
	GUARD_NONE, // none, or none that is understood
	GUARD_RELATION,
	GUARD_TYPE,
	GUARD_COLUMN,     // of `table`
	GUARD_CONSTRAINT, // of `table` when that is given
	GUARD_OTHER,      // of something else: an extension, a role, a row of pg_enum
	GUARD_CAUGHT,     // an exception handler for what is there already
} GuardKind;

// Guard.
// - `missing`: holds when the object is not there
typedef struct Guard {
	GuardKind kind;
	bool missing;
	Relation table;
	Str name;
} Guard;

typedef enum GuardAnswer { GUARD_UNKNOWN, GUARD_HOLDS, GUARD_FAILS } GuardAnswer;

// What the condition `expression` asks; kind GUARD_NONE when it is anything else.
Guard guard_of(const PgNode *expression);
// The condition that holds when `guard` does not.
Guard guard_negated(Guard guard);
// Whether `guard` holds for a statement of these actions, as far as `catalog` knows.
GuardAnswer guard_ask(const Guard *guard, const Catalog *catalog, const ActionArray *actions);

#endif
