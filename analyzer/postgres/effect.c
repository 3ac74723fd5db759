#include "postgres/effect.h"

#include "base/map.h"
#include "postgres/effect_build.h"

const char *lock_mode_name(LockMode mode)
{
	static const char *const names[] = {
		[LOCK_NONE] = "",
		[LOCK_ACCESS_SHARE] = "ACCESS SHARE",
		[LOCK_ROW_SHARE] = "ROW SHARE",
		[LOCK_ROW_EXCLUSIVE] = "ROW EXCLUSIVE",
		[LOCK_SHARE_UPDATE_EXCLUSIVE] = "SHARE UPDATE EXCLUSIVE",
		[LOCK_SHARE] = "SHARE",
		[LOCK_SHARE_ROW_EXCLUSIVE] = "SHARE ROW EXCLUSIVE",
		[LOCK_EXCLUSIVE] = "EXCLUSIVE",
		[LOCK_ACCESS_EXCLUSIVE] = "ACCESS EXCLUSIVE",
	};

	return names[mode];
}

bool lock_blocks_writes(LockMode mode)
{
	return mode >= LOCK_SHARE;
}

bool lock_blocks_reads(LockMode mode)
{
	return mode == LOCK_ACCESS_EXCLUSIVE;
}

const char *work_phrase(Work work)
{
	static const char *const phrases[] = {
		[WORK_INSTANT] = "instant",
		[WORK_ROWS] = "writes rows",
		[WORK_SCAN] = "scans the table",
		[WORK_INDEX_BUILD] = "scans the table and builds an index",
		[WORK_REWRITE] = "rewrites the table",
	};

	return phrases[work];
}

// ---- lists ---------------------------------------------------------------------------------------------------

static bool same_relation(Relation a, Relation b)
{
	return str_equal(a.name, b.name) && str_equal(a.schema, b.schema);
}

// One statement may name a hundred thousand tables: only the last ones are searched for one that is there already.
static size_t search_from(size_t len)
{
	return len > 256 ? len - 256 : 0;
}

void effects_add_lock(Arena *arena, Effects *effects, Relation relation, LockMode mode, bool is_index)
{
	if (!relation.name.len || mode == LOCK_NONE)
		return;
	for (size_t i = search_from(effects->locks.len); i < effects->locks.len; i++) {
		RelationLock *lock = &effects->locks.items[i];
		if (!same_relation(lock->relation, relation) || lock->is_index != is_index)
			continue;
		lock->mode = mode > lock->mode ? mode : lock->mode;
		return;
	}
	array_push(arena, &effects->locks, (RelationLock){ relation, mode, is_index });
}

// The three relation lists have the same shape but are types of their own.
#define ADD_RELATION(arena, list, relation)                                     \
	do {                                                                    \
		bool there = !(relation).name.len;                              \
		for (size_t n = search_from((list)->len); n < (list)->len; n++) \
			there |= same_relation((list)->items[n], relation);     \
		if (!there)                                                     \
			array_push(arena, list, relation);                      \
	} while (0)

void effects_merge(Arena *arena, Effects *effects, const Effects *more)
{
	for (size_t i = 0; i < more->locks.len; i++) {
		const RelationLock *lock = &more->locks.items[i];
		effects_add_lock(arena, effects, lock->relation, lock->mode, lock->is_index);
	}
	for (size_t i = 0; i < more->rewrites.len; i++)
		ADD_RELATION(arena, &effects->rewrites, more->rewrites.items[i]);
	for (size_t i = 0; i < more->scans.len; i++)
		ADD_RELATION(arena, &effects->scans, more->scans.items[i]);
	for (size_t i = 0; i < more->builds.len; i++)
		ADD_RELATION(arena, &effects->builds, more->builds.items[i]);
	if (more->work > effects->work || !effects->reason)
		effects->reason = more->reason ? more->reason : effects->reason;
	if (more->work > effects->work)
		effects->work = more->work;
	effects->destroys |= more->destroys;
	effects->fails_on_rows |= more->fails_on_rows;
	effects->allowed_in_transaction &= more->allowed_in_transaction;
}

RelationLock effects_strongest(const Effects *effects)
{
	RelationLock strongest = { .mode = LOCK_NONE };

	for (size_t i = 0; i < effects->locks.len; i++)
		if (effects->locks.items[i].mode > strongest.mode)
			strongest = effects->locks.items[i];
	return strongest;
}

// ---- relations a query names ---------------------------------------------------------------------------------

// - `locks_all`: FOR UPDATE and the like without OF; `locked`: the names and aliases after OF
typedef struct Readers {
	EffectBuilder *builder;
	bool scans;
	bool locks_all;
	Map locked;
	Map ctes;
} Readers;

static void find_locked(Readers *readers, const PgQuery__LockingClause *clause)
{
	readers->locks_all |= clause->n_locked_rels == 0;
	for (size_t i = 0; i < clause->n_locked_rels; i++)
		if (clause->locked_rels[i]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
			map_set(&readers->locked, readers->builder->arena,
				ast_str(clause->locked_rels[i]->range_var->relname), readers);
}

static bool find_cte(void *state, const ProtobufCMessage *message)
{
	Readers *readers = state;

	if (message->descriptor == &pg_query__common_table_expr__descriptor) {
		const PgQuery__CommonTableExpr *cte = (const PgQuery__CommonTableExpr *)message;
		map_set(&readers->ctes, readers->builder->arena, ast_str(cte->ctename), readers);
	}
	if (message->descriptor == &pg_query__locking_clause__descriptor)
		find_locked(readers, (const PgQuery__LockingClause *)message);
	return true;
}

static LockMode mode_of(const Readers *readers, const PgQuery__RangeVar *range)
{
	Str name = ast_str(range->alias ? range->alias->aliasname : range->relname);

	return readers->locks_all || map_get(&readers->locked, name) ? LOCK_ROW_SHARE : LOCK_ACCESS_SHARE;
}

static bool read_relation(void *state, const ProtobufCMessage *message)
{
	Readers *readers = state;
	EffectBuilder *builder = readers->builder;
	const PgQuery__RangeVar *range = ast_range_var(message);

	// What SELECT INTO or CREATE TABLE AS makes is not read; FOR UPDATE OF names what is read anyway.
	if (message->descriptor == &pg_query__into_clause__descriptor ||
	    message->descriptor == &pg_query__locking_clause__descriptor)
		return false;
	if (!range)
		return true;
	Relation relation = relation_from_range_var(range);
	if (!relation.schema.len && map_get(&readers->ctes, relation.name))
		return true;
	if (builder->table != LOCK_NONE && same_relation(relation, builder->action->table))
		return true;
	effects_add_lock(builder->arena, builder->effects, relation, mode_of(readers, range), false);
	if (readers->scans)
		ADD_RELATION(builder->arena, &builder->effects->scans, relation);
	return true;
}

void effects_add_read_relations(EffectBuilder *builder, const PgNode *node, bool scans)
{
	Readers readers = { .builder = builder, .scans = scans };

	if (!node)
		return;
	ast_walk_messages(&node->base, find_cte, &readers);
	ast_walk_messages(&node->base, read_relation, &readers);
}

// ---- effects of an action ------------------------------------------------------------------------------------

static void add_work(EffectBuilder *builder)
{
	Arena *arena = builder->arena;
	Effects *effects = builder->effects;
	Relation table = builder->action->table;
	Work work = builder->work;

	effects->work = work;
	if (builder->scans_other)
		ADD_RELATION(arena, &effects->scans, builder->action->other);
	if (builder->elsewhere)
		return;
	if (work == WORK_REWRITE)
		ADD_RELATION(arena, &effects->rewrites, table);
	if (work == WORK_INDEX_BUILD)
		ADD_RELATION(arena, &effects->builds, table);
	if ((work >= WORK_SCAN && !builder->no_scan) || builder->scans_table)
		ADD_RELATION(arena, &effects->scans, table);
}

Effects effects_of_action(Arena *arena, const Action *action, const EffectContext *context)
{
	const ActionFacts *facts = action_facts(action->kind);
	Effects effects = { .destroys = facts->destroys, .allowed_in_transaction = !facts->no_transaction };
	EffectBuilder builder = {
		.arena = arena,
		.action = action,
		.context = context,
		.table = facts->table,
		.other = facts->other,
		.work = facts->work,
		.effects = &effects,
	};

	if (facts->refine)
		facts->refine(&builder);
	effects_add_lock(arena, &effects, action->table, builder.table, facts->on_index);
	effects_add_lock(arena, &effects, action->other, builder.other, facts->other_is_index);
	if (facts->reads_others)
		effects_add_read_relations(&builder, action->definition, false);
	add_work(&builder);
	effects.reason = builder.reason;
	return effects;
}
