// effect.h - Effects, what a statement does to a live PostgreSQL: locks, work, losses. One table (effect.c) holds the facts;
// they come from measurements on PostgreSQL 15 (reference locks.md) and, for other versions, the release notes.

#ifndef POSTGRES_EFFECT_H
#define POSTGRES_EFFECT_H

#include "base/array.h"
#include "postgres/action.h"
#include "postgres/action_facts.h"

// Weakest to strongest, as in PostgreSQL's documentation (13.3 Explicit Locking).
typedef enum LockMode {
	LOCK_NONE,
	LOCK_ACCESS_SHARE,
	LOCK_ROW_SHARE,
	LOCK_ROW_EXCLUSIVE,
	LOCK_SHARE_UPDATE_EXCLUSIVE,
	LOCK_SHARE,
	LOCK_SHARE_ROW_EXCLUSIVE,
	LOCK_EXCLUSIVE,
	LOCK_ACCESS_EXCLUSIVE,
} LockMode;

// "ACCESS EXCLUSIVE" ...; "" for LOCK_NONE.
const char *lock_mode_name(LockMode mode);
// SHARE and stronger: INSERT, UPDATE, DELETE wait.
bool lock_blocks_writes(LockMode mode);
// Only ACCESS EXCLUSIVE: SELECT waits.
bool lock_blocks_reads(LockMode mode);

// How long the lock is needed: classes, because nobody here knows the table's size.
typedef enum Work {
	WORK_INSTANT,     // catalog only
	WORK_ROWS,        // writes the rows it names
	WORK_SCAN,        // reads the whole table
	WORK_INDEX_BUILD, // reads the whole table and sorts
	WORK_REWRITE,     // writes the whole table and its indexes anew
} Work;
// "instant", "scans the table", ...
const char *work_phrase(Work work);

typedef struct RelationLock {
	Relation relation;
	LockMode mode;
	bool is_index; // `relation` is an index
} RelationLock;

typedef Array(Relation) RelationArray;

// Effects of one action or one statement (the union of its actions').
// - `locks`: strongest mode per relation that existed before the statement
// - `work`: the heaviest; `reason`: why, when it depends ("volatile default", "old type is not known")
// - `rewrites`, `scans`, `builds`: tables written anew, read from end to end, or given an index
// - `rebuilds_indexes`, `builds_indexes`: indexes that exist and are built again; new ones (filled in by statements_link())
// - `late_index_locks`: indexes locked ACCESS EXCLUSIVE at the end of a CONCURRENTLY, when nobody can wait for them any more
// - `destroys`: rows or stored values are gone afterwards (rules.md "What destroys data")
// - `fails_on_rows`: certainly raises on a table that has rows
// - `allowed_in_transaction`: may run inside a transaction block
typedef struct Effects {
	Array(RelationLock) locks;
	Work work;
	const char *reason;
	RelationArray rewrites;
	RelationArray scans;
	RelationArray builds;
	RelationArray rebuilds_indexes;
	RelationArray builds_indexes;
	RelationArray late_index_locks;
	bool destroys;
	bool fails_on_rows;
	bool allowed_in_transaction;
} Effects;

// EffectContext: what effects depend on besides the action itself.
// - `catalog`: before the statement; NULL: nothing is known. `facts`: what it says about the action; NULL: nothing
// - `old_type`: ALTER COLUMN TYPE: the column's type before as the file claims it, SQL text, for when the catalog does not know
// - `actions`: all of the statement; NULL: only this one
typedef struct EffectContext {
	int postgres_version; // major, 12 to 19
	Str old_type;
	const Catalog *catalog;
	const ActionFacts *facts;
	const ActionArray *actions;
	bool utc; // the session's TimeZone is known to be UTC
} EffectContext;

Effects effects_of_action(Arena *arena, const Action *action, const EffectContext *context);
// Adds `more` to `effects`: strongest lock per relation, heaviest work, either loss.
void effects_merge(Arena *arena, Effects *effects, const Effects *more);
// A copy that shares the arrays; what is added to either is not in the other.
Effects effects_shared(const Effects *effects);
// The strongest lock among `effects->locks`; mode LOCK_NONE when there is none.
RelationLock effects_strongest(const Effects *effects);

// Verdict on a column type change.
// - `loses_data`: values may be cut or rounded silently, or the statement fails on longer ones
// - `loses_silently`: it succeeds with less than there was: rounding casts, a USING that cuts (effects.destroys)
// - `instant_in_utc`: with the session in UTC the values stay as they are
// - `cuts_when_cast`: the assignment would raise on values that do not fit, an explicit cast in USING cuts them
typedef struct TypeChange {
	Work work; // of PostgreSQL: instant, scan, rewrite
	bool loses_data;
	bool loses_silently;
	bool cuts_when_cast;
	bool instant_in_utc;
	const char *reason;
} TypeChange;
// `has_using`: a USING other than the column itself, cast to the new type or not. `old_known` false: unknown old type: the careful reading, and `reason` says so.
TypeChange type_change(Arena *arena, const TypeRef *old_type, bool old_known, const TypeRef *new_type,
		       bool has_using);

// Volatility of an expression as a column default.
typedef enum Volatility {
	VOLATILITY_CONSTANT,
	VOLATILITY_IMMUTABLE,
	VOLATILITY_STABLE,
	VOLATILITY_VOLATILE,
	VOLATILITY_UNKNOWN, // a function that is not built in
} Volatility;
// `catalog` (may be NULL) knows functions the history created.
Volatility expression_volatility(const PgNode *expression, const Catalog *catalog);

#endif
