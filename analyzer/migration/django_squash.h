// django_squash.h - DjangoSquash, what is known of a squashed migration (`replaces = [...]`): whether Django can put it in the place of those it
// replaces, and whether it makes the same models.
//
// A database that has run none of the replaced migrations, or all of them, sees the squashed one in their place: what needed one of them needs it,
// and it needs what they needed.

#ifndef MIGRATION_DJANGO_SQUASH_H
#define MIGRATION_DJANGO_SQUASH_H

#include "base/array.h"
#include "base/str.h"
#include "source/source.h"

typedef enum SquashFaultKind {
	SQUASH_CYCLE,    // it comes before itself
	SQUASH_SHARED,   // another squashed migration replaces the same
	SQUASH_MISNAMED, // the entry is no migration, and one that nothing replaces has nearly that name
	SQUASH_NESTED,   // the entry is a squashed migration, which Django reads as such since 6.0 only
	SQUASH_ITSELF,   // the entry is the migration itself
	SQUASH_ORPHAN,   // it depends on a migration that does not exist
} SquashFaultKind;

// SquashStep: a migration on the way of a cycle; `place`: where it says what it needs.
typedef struct SquashStep {
	Str id;
	Span place;
} SquashStep;

// SquashFault.
// - `place`: the entry of `replaces`, or the dependency it is about
// - `entry`: "app.name" of what stands there
// - `other`: of a CYCLE the migration the way ends at, which is replaced too (empty: the squashed one itself); the other squashed migration of a
//   SHARED one; the migration that is meant by a MISNAMED one
// - `own`: of a CYCLE: the squashed migration itself says that it needs `entry`; otherwise `entry`, which it replaces, needs what follows
// - `way`: of a CYCLE: from `entry` to `other`, neither of them in it
typedef struct SquashFault {
	SquashFaultKind kind;
	Span place;
	Str entry;
	Str other;
	bool own;
	Array(SquashStep) way;
} SquashFault;

// SquashDifference: something of the models that is not as those that are replaced leave it.
// - `place`: the entry of `replaces` of the migration that made it so, `by`; of one no migration made, the last entry, and `by` is empty
// - `what`: "field `name` of `Patient`"
// - `replaced`, `squashed`: as those that are replaced leave it, and as this one does: "varchar(100), NOT NULL"; NULL where it is not there
typedef struct SquashDifference {
	Span place;
	Str by;
	const char *what;
	const char *replaced;
	const char *squashed;
} SquashDifference;

// SquashLoss: something besides the models that `by`, whose entry is at `place`, brings into a database, and the squashed migration does not.
typedef struct SquashLoss {
	Span place;
	Str by;
	const struct Statement *statement;
	const struct Action *action;
} SquashLoss;

// DjangoSquash: what is known of one squashed migration.
// - `compared`: the models were compared: all it replaces is there and can be read
typedef struct DjangoSquash {
	Array(SquashFault) faults;
	Array(SquashDifference) differences;
	Array(SquashLoss) losses;
	bool compared;
} DjangoSquash;

#endif
