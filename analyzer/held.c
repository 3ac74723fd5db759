// held.c - the locks a transaction has taken so far (rule.h), in one pass over its statements.

#include "rule.h"

// What is locked like a table but is none: nobody deadlocks on it by the order of tables, and a scan of it is nobody's wait.
static bool is_about_a_table(ActionKind kind)
{
	switch (kind) {
	case ACTION_CREATE_VIEW:
	case ACTION_DROP_VIEW:
	case ACTION_CREATE_SEQUENCE:
	case ACTION_ALTER_SEQUENCE:
	case ACTION_DROP_SEQUENCE:
	case ACTION_RENAME_OTHER:
	case ACTION_ALTER_COMPOSITE_TYPE:
	case ACTION_DROP_MATERIALIZED_VIEW:
	case ACTION_REFRESH_MATERIALIZED_VIEW:
		return false;
	default:
		return true;
	}
}

void held_enter(HeldLocks *held, Lint *lint, const Statement *statement)
{
	(void)lint;
	if (held->transaction == statement->before.transaction)
		return;
	*held = (HeldLocks){ .transaction = statement->before.transaction };
}

// What tells relations apart: a placeholder stands for something else in each statement, so there it is what is shown of it.
static Str key_of(Lint *lint, const Statement *statement, Relation relation)
{
	if (!statement->sql->hole_count && !relation.schema.len)
		return relation.name;
	return str_from(show_relation(lint, statement, relation));
}

static void add(HeldLocks *held, Lint *lint, const RelationLock *lock, Held taken)
{
	Arena *arena = lint_arena(lint);
	Str key = key_of(lint, taken.by, lock->relation);
	size_t place = (size_t)(uintptr_t)map_get(&held->places, key);

	if (place) {
		if (held->items.items[place - 1].mode < taken.mode)
			held->items.items[place - 1] = taken;
		return;
	}
	array_push(arena, &held->items, taken);
	map_set(&held->places, arena, key, (void *)(uintptr_t)held->items.len);
}

void held_add(HeldLocks *held, Lint *lint, const Statement *statement)
{
	// What a block takes back it does not hold.
	for (size_t i = 0; !statement->undone_at && i < statement->actions.len; i++) {
		const Action *action = &statement->actions.items[i];
		const Effects *effects = action_effects(statement, action);
		if (!is_about_a_table(action->kind))
			continue;
		for (size_t n = 0; n < effects->locks.len; n++) {
			const RelationLock *lock = &effects->locks.items[n];
			if (lock->is_index || !lock_blocks_writes(lock->mode) ||
			    statement_on_new_relation(statement, lock->relation))
				continue;
			add(held, lint, lock, (Held){ lock->relation, lock->mode, statement, action });
		}
	}
}

static LockMode own_mode(const Statement *statement, Relation relation)
{
	LockMode mode = LOCK_NONE;

	for (size_t i = 0; i < statement->effects.locks.len; i++) {
		const RelationLock *lock = &statement->effects.locks.items[i];
		if (!lock->is_index && relation_equal(lock->relation, relation) && lock->mode > mode)
			mode = lock->mode;
	}
	return mode;
}

// Nobody waits for a table that will not be there.
static bool is_gone(const Held *lock)
{
	return lock->action->kind == ACTION_DROP_TABLE && relation_equal(lock->relation, lock->action->table);
}

const Held *held_above(const HeldLocks *held, const Statement *statement)
{
	const Held *strongest = NULL;

	for (size_t i = 0; i < held->items.len; i++) {
		const Held *lock = &held->items.items[i];
		if (!is_gone(lock) && (!strongest || lock->mode > strongest->mode) &&
		    lock->mode > own_mode(statement, lock->relation))
			strongest = lock;
	}
	return strongest;
}

bool action_stops_writers(const Statement *statement, const Action *action, bool *readers)
{
	RelationLock lock = effects_strongest(action_effects(statement, action));

	*readers = lock_blocks_reads(lock.mode);
	return lock_blocks_writes(lock.mode) && !statement_on_new_relation(statement, lock.relation);
}

bool held_is_partition(const Held *held)
{
	const ActionFacts *facts = action_facts(held->by, held->action);
	const CatalogTables *partitions = &facts->partitions;

	// The index of a partitioned table: all its action locks are the table's partitions.
	if (facts->index && facts->table && facts->table->is_partitioned)
		return !relation_equal(facts->table->object.name, held->relation);
	for (size_t i = 0; i < partitions->len; i++)
		if (relation_equal(partitions->items[i]->object.name, held->relation))
			return true;
	return false;
}
