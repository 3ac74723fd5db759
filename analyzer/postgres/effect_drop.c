// effect_drop.c - what dropping or emptying something locks besides it: all that PostgreSQL drops, changes or empties with it.

#include "postgres/effect_build.h"

#define MAX_DEPTH 16

static void lock_strongly(EffectBuilder *builder, Relation relation, bool is_index)
{
	effects_add_lock(builder->arena, builder->effects, relation, LOCK_ACCESS_EXCLUSIVE, is_index);
}

// Views that read `relation` (its column), and the views on them: CASCADE drops them.
static void drop_views(EffectBuilder *builder, Relation relation, Str column, unsigned depth)
{
	const CatalogView *view;

	for (size_t i = 0; depth < MAX_DEPTH && i < MAX_FACTS; i++) {
		if (!(view = catalog_dependent_view(builder->context->catalog, relation, column, i)))
			return;
		lock_strongly(builder, view->object.name, false);
		effects_lock_indexes(builder, view->object.name, LOCK_ACCESS_EXCLUSIVE, false);
		drop_views(builder, view->object.name, STR_NONE, depth + 1);
	}
}

// Sequences that columns (one column) of the table own.
static void lock_sequences(EffectBuilder *builder, Relation table, Str column)
{
	const CatalogSequence *sequence;

	for (size_t i = 0; i < MAX_FACTS; i++) {
		if (!(sequence = catalog_owned_sequence(builder->context->catalog, table, i)))
			return;
		if (!column.len || str_equal(sequence->owner_column, column))
			lock_strongly(builder, sequence->object.name, false);
	}
}

// A foreign key has triggers on both tables.
static void drop_foreign_keys(EffectBuilder *builder, const CatalogTable *table)
{
	for (size_t i = 0; i < table->constraints.len && i < MAX_FACTS; i++)
		if (table->constraints.items[i]->kind == CONSTRAINT_FOREIGN_KEY)
			lock_strongly(builder, table->constraints.items[i]->references, false);
}

static void drop_references(EffectBuilder *builder, Relation table)
{
	const CatalogConstraint *constraint;
	const CatalogTable *other;

	for (size_t i = 0; i < MAX_FACTS; i++) {
		if (!(other = catalog_referencing(builder->context->catalog, table, i, &constraint)))
			return;
		lock_strongly(builder, other->object.name, false);
	}
}

const CatalogTable *effects_default_partition(const EffectBuilder *builder, const CatalogTable *parent,
					      const CatalogTable *besides)
{
	const CatalogTable *partition;

	for (size_t i = 0; parent && i < MAX_FACTS; i++) {
		if (!(partition = catalog_partition(builder->context->catalog, parent, i)))
			return NULL;
		if (partition->is_default_partition && partition != besides)
			return partition;
	}
	return NULL;
}

void effects_drop_table(EffectBuilder *builder, const CatalogTable *table, bool cascade)
{
	Relation name = table->object.name;

	effects_lock_indexes(builder, name, LOCK_ACCESS_EXCLUSIVE, false);
	lock_sequences(builder, name, STR_NONE);
	drop_foreign_keys(builder, table);
	if (!cascade)
		return;
	drop_references(builder, name);
	drop_views(builder, name, STR_NONE, 0);
}

void refine_drop_table(EffectBuilder *builder)
{
	const ActionFacts *facts = builder->facts;
	const CatalogTable *table = facts->table;

	if (!table)
		return;
	effects_drop_table(builder, table, builder->action->cascade);
	if (table->is_partition && table->parent.name.len) {
		const CatalogTable *parent = catalog_table(builder->context->catalog, table->parent);
		const CatalogTable *rest = effects_default_partition(builder, parent, table);
		lock_strongly(builder, table->parent, false);
		if (rest)
			lock_strongly(builder, rest->object.name, false);
	}
	for (size_t i = 0; i < facts->partitions.len; i++) {
		lock_strongly(builder, facts->partitions.items[i]->object.name, false);
		effects_drop_table(builder, facts->partitions.items[i], builder->action->cascade);
	}
}

void refine_drop_view(EffectBuilder *builder)
{
	if (builder->facts->view && builder->action->cascade)
		drop_views(builder, builder->facts->view->object.name, STR_NONE, 0);
}

// ---- columns -------------------------------------------------------------------------------------------------

static void drop_column_of(EffectBuilder *builder, const CatalogTable *table, Str column)
{
	const CatalogIndex *index;

	for (size_t i = 0; i < MAX_FACTS; i++) {
		if (!(index = catalog_table_index(builder->context->catalog, table->object.name, i)))
			break;
		if (names_contain(index->uses.items, index->uses.len, column))
			lock_strongly(builder, index->object.name, true);
	}
	for (size_t i = 0; i < table->constraints.len && i < MAX_FACTS; i++) {
		const CatalogConstraint *key = table->constraints.items[i];
		if (key->kind == CONSTRAINT_FOREIGN_KEY &&
		    names_contain(key->columns.items, key->columns.len, column))
			lock_strongly(builder, key->references, false);
	}
	lock_sequences(builder, table->object.name, column);
}

void refine_drop_column(EffectBuilder *builder)
{
	const ActionFacts *facts = builder->facts;
	const Action *action = builder->action;
	const CatalogTable *table = facts->table;

	if (!table)
		return;
	if (table->complete && !table->object.uncertain && !facts->column) {
		builder->nothing = true;
		return;
	}
	drop_column_of(builder, table, action->name);
	for (size_t i = 0; i < facts->partitions.len; i++) {
		// ONLY leaves the column with the children, which are locked all the same.
		lock_strongly(builder, facts->partitions.items[i]->object.name, false);
		if (builder->recurses)
			drop_column_of(builder, facts->partitions.items[i], action->name);
	}
	for (size_t i = 0; action->cascade && i < facts->referencing.len; i++)
		lock_strongly(builder, facts->referencing.items[i].table->object.name, false);
	if (action->cascade)
		drop_views(builder, table->object.name, action->name, 0);
}

// ---- constraints ---------------------------------------------------------------------------------------------

static void drop_index(EffectBuilder *builder, const CatalogIndex *index, unsigned depth)
{
	const CatalogIndex *attached;

	lock_strongly(builder, index->object.name, true);
	for (size_t i = 0; depth < MAX_DEPTH && i < MAX_FACTS; i++) {
		if (!(attached = catalog_attached_index(builder->context->catalog, index->object.name, i)))
			return;
		lock_strongly(builder, attached->table, false);
		drop_index(builder, attached, depth + 1);
	}
}

void refine_drop_constraint(EffectBuilder *builder)
{
	const ActionFacts *facts = builder->facts;
	const CatalogConstraint *constraint = facts->constraint;

	if (!constraint) {
		builder->nothing = facts->table && facts->table->complete && !facts->table->object.uncertain;
		return;
	}
	if (constraint->kind == CONSTRAINT_FOREIGN_KEY)
		lock_strongly(builder, constraint->references, false);
	if (constraint->kind != CONSTRAINT_FOREIGN_KEY && constraint->kind != CONSTRAINT_CHECK) {
		const CatalogIndex *index =
			catalog_index(builder->context->catalog,
				      (Relation){ facts->table->object.name.schema, constraint->name });
		if (index)
			drop_index(builder, index, 0);
	}
	for (size_t i = 0; builder->action->cascade && i < facts->referencing.len; i++)
		lock_strongly(builder, facts->referencing.items[i].table->object.name, false);
}

// Its table is locked first. The ACCESS EXCLUSIVE lock at the end of a CONCURRENTLY makes nobody wait: it comes after everybody who
// could have used the index is gone.
void refine_drop_index(EffectBuilder *builder)
{
	const CatalogIndex *index = builder->facts->index;
	bool online = builder->action->concurrently;
	LockMode mode = online ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_ACCESS_EXCLUSIVE;

	builder->table = mode;
	builder->effects->allowed_in_transaction = !online;
	if (!index)
		return;
	effects_add_lock(builder->arena, builder->effects, index->table, mode, false);
	if (!online)
		drop_index(builder, index, 0);
	else
		effects_add_relation(builder->arena, &builder->effects->late_index_locks, index->object.name);
}

// ---- what tables depend on -----------------------------------------------------------------------------------

// Without CASCADE they are refused while something depends on them.
void refine_destroys_if_cascade(EffectBuilder *builder)
{
	builder->effects->destroys = builder->action->cascade;
}

// CASCADE drops the columns of the type.
void refine_drop_type(EffectBuilder *builder)
{
	const Catalog *catalog = builder->context->catalog;
	const CatalogTable *table;
	Str column;

	refine_destroys_if_cascade(builder);
	if (!catalog || !builder->action->cascade)
		return;
	for (size_t i = 0; i < MAX_FACTS; i++) {
		if (!(table = catalog_column_of_type(catalog, builder->action->table, i, &column)))
			return;
		lock_strongly(builder, table->object.name, false);
		drop_column_of(builder, table, column);
	}
}

void refine_drop_sequence(EffectBuilder *builder)
{
	const Catalog *catalog = builder->context->catalog;
	const CatalogSequence *sequence = catalog ? catalog_sequence(catalog, builder->action->table) : NULL;

	if (sequence && builder->action->cascade)
		lock_strongly(builder, sequence->owner, false);
}

// CASCADE drops the triggers that run the function.
void refine_drop_function(EffectBuilder *builder)
{
	const Catalog *catalog = builder->context->catalog;
	const CatalogFunction *function = catalog && builder->action->cascade
		? catalog_function(catalog, builder->action->table)
		: NULL;
	const CatalogTable *table;

	builder->elsewhere = true;
	for (size_t i = 0; function && i < MAX_FACTS; i++) {
		if (!(table = catalog_trigger_table(catalog, function, i)))
			return;
		lock_strongly(builder, table->object.name, false);
	}
}

void refine_drop_schema(EffectBuilder *builder)
{
	const Catalog *catalog = builder->context->catalog;
	const CatalogTable *table;
	size_t at = 0;

	builder->elsewhere = true;
	if (!catalog || !builder->action->cascade)
		return;
	for (int n = 0;
	     n < MAX_FACTS && (table = catalog_schema_table(catalog, builder->action->table.name, &at));
	     n++) {
		lock_strongly(builder, table->object.name, false);
		effects_drop_table(builder, table, true);
	}
}

static bool has_part(const CatalogTable *table, ActionKind kind, Str name)
{
	const CatalogPart *parts = kind == ACTION_DROP_TRIGGER ? table->triggers.items
		: kind == ACTION_DROP_POLICY                   ? table->policies.items
							       : table->rules.items;
	size_t count = kind == ACTION_DROP_TRIGGER ? table->triggers.len
		: kind == ACTION_DROP_POLICY       ? table->policies.len
						   : table->rules.len;

	for (size_t i = 0; i < count; i++)
		if (str_equal(parts[i].name, name))
			return true;
	return false;
}

// IF EXISTS looks before it locks.
void refine_drop_part(EffectBuilder *builder)
{
	const CatalogTable *table = builder->facts->table;

	if (!table || !table->complete || table->object.uncertain ||
	    has_part(table, builder->action->kind, builder->action->name))
		return;
	builder->nothing = true;
	builder->table = LOCK_NONE;
}

// ---- TRUNCATE ------------------------------------------------------------------------------------------------

// CASCADE empties the tables that reference this one, and those that reference them. A table locked already ends the search.
static void truncate_referencing(EffectBuilder *builder, Relation table, unsigned depth)
{
	const CatalogConstraint *constraint;
	const CatalogTable *other;

	for (size_t i = 0; depth < MAX_DEPTH && i < MAX_FACTS; i++) {
		if (!(other = catalog_referencing(builder->context->catalog, table, i, &constraint)))
			return;
		size_t before = builder->effects->locks.len;
		lock_strongly(builder, other->object.name, false);
		if (builder->effects->locks.len == before)
			continue;
		effects_lock_indexes(builder, other->object.name, LOCK_ACCESS_EXCLUSIVE, false);
		truncate_referencing(builder, other->object.name, depth + 1);
	}
}

void refine_truncate(EffectBuilder *builder)
{
	const CatalogTable *table = builder->facts->table;

	builder->with_storage = true;
	if (!table)
		return;
	if (builder->action->cascade)
		truncate_referencing(builder, table->object.name, 0);
	if (builder->action->restart_identity)
		lock_sequences(builder, table->object.name, STR_NONE);
}
