// effect_build.h - the table of facts about each kind of action, and what its refinements work on. Private to effect*.c.

#ifndef POSTGRES_EFFECT_BUILD_H
#define POSTGRES_EFFECT_BUILD_H

#include "postgres/effect.h"

typedef struct EffectBuilder EffectBuilder;

// Recursion: which tables below Action.table an action reaches, unless it says ONLY.
typedef enum Recursion {
	ALONE,
	PARTITIONS, // partitions of a partitioned table
	FAMILY,     // and tables that inherit it
} Recursion;

// EffectRow: what holds for every action of a kind; `refine` knows what depends on the details.
// - `table`, `other`: locks on Action.table and Action.other
// - `work`: on Action.table, if one is named; ATTACH PARTITION on Action.other
// - `no_transaction`: not allowed in a transaction block
typedef struct EffectRow {
	LockMode table;
	LockMode other;
	Work work;
	bool on_index;       // Action.table is an index
	bool other_is_index; // Action.other is one
	bool reads_others;   // ACCESS SHARE on every other relation its query names
	Recursion recurses;
	LockMode family;  // what they get; LOCK_NONE: as the table
	LockMode indexes; // on every index of each of these tables
	bool creates;     // Action.table need not exist
	bool destroys;
	bool no_transaction;
	void (*refine)(EffectBuilder *builder);
} EffectRow;

// EffectBuilder: the effects of one action in the making. Refinements change the fields; effect.c turns them into Effects.
struct EffectBuilder {
	Arena *arena;
	const Action *action;
	const EffectContext *context;
	const ActionFacts *facts; // never NULL
	LockMode table;
	LockMode other;
	LockMode indexes;
	LockMode family;
	bool recurses;
	Work work;
	bool scans_table; // besides what `work` implies
	bool scans_other;
	bool no_scan;       // the work copies files, or reads rows by other means than a scan
	Work work_besides;  // on the table as it is, when `work` is less
	bool keeps_indexes; // a rewrite that leaves the indexes alone
	bool with_storage;  // `indexes` are those of tables with rows of their own
	bool nothing;       // it is known to have nothing to do: only Action.table is locked
	bool elsewhere;     // the work is not on Action.table: `scans` and the like do not name it
	const char *reason;
	Effects *effects; // `destroys`, `fails_on_rows`, `allowed_in_transaction`, more locks
};

const EffectRow *effect_row(ActionKind kind);

// Adds a relation to a list unless it is there.
void effects_add_relation(Arena *arena, RelationArray *relations, Relation relation);
// A lock on every index of `table`; `rebuilds`: each is built again.
void effects_lock_indexes(EffectBuilder *builder, Relation table, LockMode mode, bool rebuilds);
// Adds a lock, or strengthens the one there is. Nothing for an empty relation or LOCK_NONE.
void effects_add_lock(Arena *arena, Effects *effects, Relation relation, LockMode mode, bool is_index);
// ACCESS SHARE (ROW SHARE under FOR UPDATE ...) on every relation `node` names that is no CTE and not Action.table; `scans`: they are read whole.
void effects_add_read_relations(EffectBuilder *builder, const PgNode *node, bool scans);

// Every sequence that nextval('name') and the like in `node` use.
void effects_lock_sequences(EffectBuilder *builder, const PgNode *node);
// AE on what goes with `table`: indexes, sequences, referenced tables; `cascade`: also what depends on it.
void effects_drop_table(EffectBuilder *builder, const CatalogTable *table, bool cascade);
// The default partition of `parent`, NULL when there is none; `besides` does not count.
const CatalogTable *effects_default_partition(const EffectBuilder *builder, const CatalogTable *parent,
					      const CatalogTable *besides);

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
void refine_add_check(EffectBuilder *builder);
void refine_unique(EffectBuilder *builder);
void refine_using_index(EffectBuilder *builder);
void refine_validate(EffectBuilder *builder);
void refine_persistence(EffectBuilder *builder);
void refine_access_method(EffectBuilder *builder);
void refine_owner(EffectBuilder *builder);
void refine_identity(EffectBuilder *builder);
void refine_rename_constraint(EffectBuilder *builder);
// effect_type.c is refine_column_type()
// effect_drop.c
void refine_drop_table(EffectBuilder *builder);
void refine_drop_column(EffectBuilder *builder);
void refine_drop_constraint(EffectBuilder *builder);
void refine_drop_function(EffectBuilder *builder);
void refine_drop_schema(EffectBuilder *builder);
void refine_drop_type(EffectBuilder *builder);
void refine_drop_part(EffectBuilder *builder);
void refine_drop_sequence(EffectBuilder *builder);
void refine_drop_view(EffectBuilder *builder);
void refine_truncate(EffectBuilder *builder);
// effect_partition.c
void refine_create_partition(EffectBuilder *builder);
// effect_bound.c: whether validated CHECKs of `table` prove that all its rows (none of them) are within the bound that `action` gives a
// partition of `parent`.
bool bound_proven(const CatalogTable *table, const CatalogTable *parent, const Action *action);
bool bound_excluded(const CatalogTable *table, const CatalogTable *parent, const Action *action);
// effect_rows.c
// What a query on `view` locks, with the views below it; `scans`: and reads.
void effects_lock_view(EffectBuilder *builder, const CatalogView *view, LockMode mode, bool scans);
void refine_insert(EffectBuilder *builder);
void refine_other(EffectBuilder *builder);
// effect_object.c
void refine_attach_index(EffectBuilder *builder);
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
