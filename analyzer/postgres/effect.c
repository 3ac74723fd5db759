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

void effects_add_relation(Arena *arena, RelationArray *relations, Relation relation)
{
	if (!relation.name.len)
		return;
	for (size_t i = search_from(relations->len); i < relations->len; i++)
		if (same_relation(relations->items[i], relation))
			return;
	array_push(arena, relations, relation);
}

static void merge_relations(Arena *arena, RelationArray *relations, const RelationArray *more)
{
	for (size_t i = 0; i < more->len; i++)
		effects_add_relation(arena, relations, more->items[i]);
}

void effects_merge(Arena *arena, Effects *effects, const Effects *more)
{
	for (size_t i = 0; i < more->locks.len; i++) {
		const RelationLock *lock = &more->locks.items[i];
		effects_add_lock(arena, effects, lock->relation, lock->mode, lock->is_index);
	}
	merge_relations(arena, &effects->rewrites, &more->rewrites);
	merge_relations(arena, &effects->scans, &more->scans);
	merge_relations(arena, &effects->builds, &more->builds);
	merge_relations(arena, &effects->rebuilds_indexes, &more->rebuilds_indexes);
	merge_relations(arena, &effects->builds_indexes, &more->builds_indexes);
	merge_relations(arena, &effects->late_index_locks, &more->late_index_locks);
	if (more->work > effects->work || !effects->reason)
		effects->reason = more->reason ? more->reason : effects->reason;
	if (more->work > effects->work)
		effects->work = more->work;
	effects->destroys |= more->destroys;
	effects->fails_on_rows |= more->fails_on_rows;
	effects->allowed_in_transaction &= more->allowed_in_transaction;
}

Effects effects_shared(const Effects *effects)
{
	Effects shared = *effects;

	shared.locks.capacity = shared.locks.len;
	shared.rewrites.capacity = shared.rewrites.len;
	shared.scans.capacity = shared.scans.len;
	shared.builds.capacity = shared.builds.len;
	shared.rebuilds_indexes.capacity = shared.rebuilds_indexes.len;
	shared.builds_indexes.capacity = shared.builds_indexes.len;
	shared.late_index_locks.capacity = shared.late_index_locks.len;
	return shared;
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
		effects_add_relation(builder->arena, &builder->effects->scans, relation);
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

void effects_lock_indexes(EffectBuilder *builder, Relation table, LockMode mode, bool rebuilds)
{
	const Catalog *catalog = builder->context->catalog;
	const CatalogIndex *indexes[MAX_FACTS];

	if (!catalog || mode == LOCK_NONE)
		return;
	size_t count = catalog_table_indexes(catalog, table, 0, indexes, MAX_FACTS);
	for (size_t i = 0; i < count; i++) {
		Relation index = indexes[i]->object.name;
		effects_add_lock(builder->arena, builder->effects, index, mode, true);
		if (rebuilds)
			effects_add_relation(builder->arena, &builder->effects->rebuilds_indexes, index);
	}
}

// What the action does to one table; `partitioned`: which has no rows of its own.
static void add_work_on(EffectBuilder *builder, Relation table, bool partitioned)
{
	Effects *effects = builder->effects;
	Arena *arena = builder->arena;
	Work work = builder->work;

	if (!partitioned || !builder->with_storage)
		effects_lock_indexes(builder, table, builder->indexes, false);
	if (partitioned)
		return;
	if (work == WORK_REWRITE)
		effects_add_relation(arena, &effects->rewrites, table);
	if (work == WORK_REWRITE && !builder->keeps_indexes)
		effects_lock_indexes(builder, table, LOCK_ACCESS_EXCLUSIVE, true);
	if (work == WORK_INDEX_BUILD)
		effects_add_relation(arena, &effects->builds, table);
	if ((work >= WORK_SCAN && !builder->no_scan) || builder->scans_table)
		effects_add_relation(arena, &effects->scans, table);
}

static void add_work(EffectBuilder *builder)
{
	const ActionFacts *facts = builder->facts;
	const Action *action = builder->action;

	builder->effects->work = builder->work > builder->work_besides ? builder->work
								       : builder->work_besides;
	if (builder->scans_other && !(facts->other && facts->other->is_partitioned))
		effects_add_relation(builder->arena, &builder->effects->scans, action->other);
	if (builder->elsewhere)
		return;
	if (builder->context->catalog && catalog_sequence(builder->context->catalog, action->table)) {
		builder->effects->work = WORK_INSTANT;
		return;
	}
	add_work_on(builder, action->table, facts->table && facts->table->is_partitioned);
	for (size_t i = 0; builder->recurses && i < facts->partitions.len; i++) {
		const CatalogTable *member = facts->partitions.items[i];
		LockMode mode = builder->family != LOCK_NONE ? builder->family : builder->table;
		effects_add_lock(builder->arena, builder->effects, member->object.name, mode, false);
		add_work_on(builder, member->object.name, member->is_partitioned);
	}
}

// ---- names ---------------------------------------------------------------------------------------------------

static Relation shown(const EffectBuilder *builder, Relation relation)
{
	const Catalog *catalog = builder->context->catalog;

	return catalog ? catalog_shown(catalog, catalog_resolve(catalog, relation)) : relation;
}

static bool is_index(const EffectBuilder *builder, Relation relation)
{
	const Catalog *catalog = builder->context->catalog;

	return catalog && catalog_index(catalog, relation) != NULL;
}

static void show_relations(const EffectBuilder *builder, RelationArray *relations)
{
	RelationArray written = *relations;

	*relations = (RelationArray){ 0 };
	for (size_t i = 0; i < written.len; i++)
		effects_add_relation(builder->arena, relations, shown(builder, written.items[i]));
}

// One name for each relation, whether the statement or the catalog named it.
static void show_names(const EffectBuilder *builder)
{
	Effects *effects = builder->effects;
	Effects named = { 0 };

	for (size_t i = 0; i < effects->locks.len; i++) {
		const RelationLock *lock = &effects->locks.items[i];
		effects_add_lock(builder->arena, &named, shown(builder, lock->relation), lock->mode,
				 lock->is_index || is_index(builder, lock->relation));
	}
	effects->locks.items = named.locks.items;
	effects->locks.len = named.locks.len;
	effects->locks.capacity = named.locks.capacity;
	show_relations(builder, &effects->rewrites);
	show_relations(builder, &effects->scans);
	show_relations(builder, &effects->builds);
	show_relations(builder, &effects->rebuilds_indexes);
	show_relations(builder, &effects->late_index_locks);
}

// ---- all of it -----------------------------------------------------------------------------------------------

// The lock on the action's own relation is taken before those of what depends on it.
static void put_first(Effects *effects)
{
	RelationLock last = *array_last(&effects->locks);

	for (size_t i = effects->locks.len - 1; i > 0; i--)
		effects->locks.items[i] = effects->locks.items[i - 1];
	effects->locks.items[0] = last;
}

static void add_own_locks(EffectBuilder *builder, const EffectRow *row)
{
	Effects *effects = builder->effects;
	const Action *action = builder->action;
	size_t before = effects->locks.len;

	effects_add_lock(builder->arena, effects, action->table, builder->table, row->on_index);
	if (effects->locks.len > before && before > 0 && !row->on_index)
		put_first(effects);
	effects_add_lock(builder->arena, effects, action->other, builder->other, row->other_is_index);
	if (row->reads_others)
		effects_add_read_relations(builder, action->definition, false);
}

static bool recurses(const EffectBuilder *builder, const EffectRow *row)
{
	const CatalogTable *table = builder->facts->table;

	if (builder->action->only || !table || row->recurses == ALONE)
		return false;
	return row->recurses == FAMILY || table->is_partitioned;
}

Effects effects_of_action(Arena *arena, const Action *action, const EffectContext *context)
{
	static const ActionFacts none = { 0 };
	const EffectRow *row = effect_row(action->kind);
	Effects effects = { .destroys = row->destroys, .allowed_in_transaction = !row->no_transaction };
	EffectBuilder builder = {
		.arena = arena,
		.action = action,
		.context = context,
		.facts = context->facts ? context->facts : &none,
		.table = row->table,
		.other = row->other,
		.indexes = row->indexes,
		.work = row->work,
		.family = row->family,
		.effects = &effects,
	};

	builder.recurses = recurses(&builder, row);
	if (builder.facts->table_known_absent && !row->creates)
		builder.nothing = true, builder.table = LOCK_NONE;
	else if (row->refine)
		row->refine(&builder);
	if (builder.nothing) {
		Effects idle = { .allowed_in_transaction = effects.allowed_in_transaction };
		effects = idle;
		effects_add_lock(arena, &effects, action->table, builder.table, row->on_index);
	} else {
		add_own_locks(&builder, row);
		add_work(&builder);
		effects.reason = builder.reason;
	}
	show_names(&builder);
	return effects;
}
