// effect_build.h - the table of facts about each kind of action, and what its refinements work on. Private to effect*.c.

#ifndef POSTGRES_EFFECT_BUILD_H
#define POSTGRES_EFFECT_BUILD_H

#include "postgres/effect.h"

typedef struct EffectBuilder EffectBuilder;

// ActionFacts: what holds for every action of a kind; `refine` knows what depends on the details.
// - `table`, `other`: locks on Action.table and Action.other
// - `work`: on Action.table, if one is named; ATTACH PARTITION on Action.other
// - `no_transaction`: not allowed in a transaction block
typedef struct ActionFacts {
	LockMode table;
	LockMode other;
	Work work;
	bool on_index;       // Action.table is an index
	bool other_is_index; // Action.other is one
	bool reads_others;   // ACCESS SHARE on every other relation its query names
	bool destroys;
	bool no_transaction;
	void (*refine)(EffectBuilder *builder);
} ActionFacts;

// EffectBuilder: the effects of one action in the making. Refinements change the fields; effect.c turns them into Effects.
struct EffectBuilder {
	Arena *arena;
	const Action *action;
	const EffectContext *context;
	LockMode table;
	LockMode other;
	Work work;
	bool scans_table; // besides what `work` implies
	bool scans_other;
	bool no_scan;   // the work copies files, or reads rows by other means than a scan
	bool elsewhere; // the work is not on Action.table: `scans` and the like do not name it
	const char *reason;
	Effects *effects; // `destroys`, `fails_on_rows`, `allowed_in_transaction`, more locks
};

const ActionFacts *action_facts(ActionKind kind);

// Adds a lock, or strengthens the one there is. Nothing for an empty relation or LOCK_NONE.
void effects_add_lock(Arena *arena, Effects *effects, Relation relation, LockMode mode, bool is_index);
// ACCESS SHARE (ROW SHARE under FOR UPDATE ...) on every relation `node` names that is no CTE and not Action.table; `scans`: they are read whole.
void effects_add_read_relations(EffectBuilder *builder, const PgNode *node, bool scans);

// effect_table.c
void refine_add_column(EffectBuilder *builder);
void refine_column_type(EffectBuilder *builder);
void refine_set_not_null(EffectBuilder *builder);
void refine_add_foreign_key(EffectBuilder *builder);
void refine_unless_not_valid(EffectBuilder *builder);
void refine_primary_key_using_index(EffectBuilder *builder);
void refine_index_of_table(EffectBuilder *builder);
void refine_relation_options(EffectBuilder *builder);
void refine_set_tablespace(EffectBuilder *builder);
void refine_attach_partition(EffectBuilder *builder);
void refine_detach_partition(EffectBuilder *builder);
void refine_alter_table_other(EffectBuilder *builder);
void refine_create_table(EffectBuilder *builder);
void refine_create_table_as(EffectBuilder *builder);
// effect_object.c
void refine_create_index(EffectBuilder *builder);
void refine_drop_index(EffectBuilder *builder);
void refine_alter_index(EffectBuilder *builder);
void refine_reindex(EffectBuilder *builder);
void refine_vacuum(EffectBuilder *builder);
void refine_cluster(EffectBuilder *builder);
void refine_refresh(EffectBuilder *builder);
void refine_create_view(EffectBuilder *builder);
void refine_if_relation(EffectBuilder *builder);
void refine_comment(EffectBuilder *builder);
void refine_destroys_if_cascade(EffectBuilder *builder);
void refine_composite_type(EffectBuilder *builder);
void refine_domain(EffectBuilder *builder);
void refine_owned_by(EffectBuilder *builder);
void refine_publication(EffectBuilder *builder);
void refine_subscription(EffectBuilder *builder);
void refine_alter_database(EffectBuilder *builder);
void refine_discard(EffectBuilder *builder);
void refine_lock_table(EffectBuilder *builder);
void refine_select(EffectBuilder *builder);
void refine_row_change(EffectBuilder *builder);
void refine_merge(EffectBuilder *builder);

#endif
