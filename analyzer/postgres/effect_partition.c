// effect_partition.c - partitions: the default partition, the proof of a bound, the parent's indexes and foreign keys.

#include "postgres/effect_build.h"

// A new bound takes rows away from the default partition: it must hold none of them.
static void check_default_partition(EffectBuilder *builder, const CatalogTable *parent,
				    const CatalogTable *added)
{
	const CatalogTable *rest = effects_default_partition(builder, parent, added);

	if (!rest)
		return;
	effects_add_lock(builder->arena, builder->effects, rest->object.name, LOCK_ACCESS_EXCLUSIVE, false);
	if (!bound_excluded(rest, parent, builder->action))
		effects_add_relation(builder->arena, &builder->effects->scans, rest->object.name);
}

void refine_attach_partition(EffectBuilder *builder)
{
	const ActionFacts *facts = builder->facts;
	const CatalogTable *parent = facts->table;

	builder->elsewhere = true;
	builder->scans_other = !bound_proven(facts->other, parent, builder->action);
	builder->work = builder->scans_other ? WORK_SCAN : WORK_INSTANT;
	builder->reason = builder->scans_other
		? "the partition is scanned unless a validated CHECK implies its bound"
		: "a validated CHECK implies the bound";
	if (!parent)
		return;
	effects_lock_indexes(builder, parent->object.name, LOCK_SHARE_UPDATE_EXCLUSIVE, false);
	check_default_partition(builder, parent, facts->other);
	for (size_t i = 0; i < parent->constraints.len && i < MAX_FACTS; i++)
		if (parent->constraints.items[i]->kind == CONSTRAINT_FOREIGN_KEY)
			effects_add_lock(builder->arena, builder->effects,
					 parent->constraints.items[i]->references, LOCK_SHARE_ROW_EXCLUSIVE,
					 false);
}

void refine_create_partition(EffectBuilder *builder)
{
	refine_create_table(builder);
	if (!builder->facts->other)
		return;
	effects_lock_indexes(builder, builder->facts->other->object.name, LOCK_SHARE_UPDATE_EXCLUSIVE, false);
	check_default_partition(builder, builder->facts->other, NULL);
}

void refine_detach_partition(EffectBuilder *builder)
{
	const ActionFacts *facts = builder->facts;
	const CatalogTable *rest = effects_default_partition(builder, facts->table, facts->other);

	if (builder->action->concurrently) {
		builder->table = LOCK_SHARE_UPDATE_EXCLUSIVE;
		builder->effects->allowed_in_transaction = false;
	}
	effects_lock_indexes(builder, builder->action->other, LOCK_ACCESS_EXCLUSIVE, false);
	if (rest)
		effects_add_lock(builder->arena, builder->effects, rest->object.name, LOCK_ACCESS_EXCLUSIVE,
				 false);
}
