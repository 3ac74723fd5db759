// effect_object.c - indexes, views, types, other objects and row changes: what depends on more than the kind of action.

#include "postgres/effect_build.h"
#include "postgres/predicate.h"

static bool node_is(const PgNode *node, PgQuery__Node__NodeCase kind)
{
	return node && node->node_case == kind;
}

// ---- indexes -------------------------------------------------------------------------------------------------

void refine_create_index(EffectBuilder *builder)
{
	const Catalog *catalog = builder->context->catalog;
	Relation name = { builder->action->table.schema, builder->action->name };

	if (builder->action->if_not_exists && catalog && catalog_index(catalog, name)) {
		builder->work = WORK_INSTANT;
		builder->reason = "there is an index of this name already";
	}
	if (builder->action->only) {
		builder->work = WORK_INSTANT;
		builder->reason = "ON ONLY a partitioned table builds nothing yet";
	}
	if (!builder->action->concurrently)
		return;
	builder->table = LOCK_SHARE_UPDATE_EXCLUSIVE;
	builder->effects->allowed_in_transaction = false;
}

// ALTER INDEX ... SET (...), ALTER COLUMN ... SET STATISTICS, SET TABLESPACE.
void refine_alter_index(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;
	const ProtobufCEnumValue *value = node_is(definition, PG_QUERY__NODE__NODE_ALTER_TABLE_CMD)
		? protobuf_c_enum_descriptor_get_value(&pg_query__alter_table_type__descriptor,
						       definition->alter_table_cmd->subtype)
		: NULL;

	if (value &&
	    (!strcmp(value->name, "AT_SetStatistics") || !strcmp(value->name, "AT_SetRelOptions") ||
	     !strcmp(value->name, "AT_ResetRelOptions")))
		builder->table = LOCK_SHARE_UPDATE_EXCLUSIVE;
	if (value && !strcmp(value->name, "AT_SetTableSpace")) {
		builder->work = WORK_INDEX_BUILD;
		builder->elsewhere = true;
		builder->reason = "every block of the index is copied";
		effects_add_relation(builder->arena, &builder->effects->rebuilds_indexes,
				     builder->action->table);
	}
}

// An ACCESS EXCLUSIVE lock on an index stops every query of its table, unless it comes at the end of a CONCURRENTLY.
static void rebuild_index(EffectBuilder *builder, Relation index)
{
	Effects *effects = builder->effects;

	effects_add_lock(builder->arena, effects, index,
			 builder->action->concurrently ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_ACCESS_EXCLUSIVE,
			 true);
	effects_add_relation(builder->arena, &effects->rebuilds_indexes, index);
	if (builder->action->concurrently)
		effects_add_relation(builder->arena, &effects->late_index_locks, index);
}

static void reindex_table(EffectBuilder *builder, Relation table)
{
	const CatalogIndex *index;

	for (size_t i = 0; builder->context->catalog && i < MAX_FACTS; i++) {
		if (!(index = catalog_table_index(builder->context->catalog, table, i)))
			return;
		rebuild_index(builder, index->object.name);
	}
}

static void reindex_index(EffectBuilder *builder)
{
	const CatalogIndex *index = builder->facts->index;

	if (index) {
		effects_add_lock(builder->arena, builder->effects, index->table, builder->table, false);
		effects_add_relation(builder->arena, &builder->effects->scans, index->table);
	}
	rebuild_index(builder, builder->action->table);
	builder->table = LOCK_NONE;
	builder->elsewhere = true;
}

static void reindex_schema(EffectBuilder *builder, Str schema)
{
	const CatalogTable *table;
	size_t at = 0;

	for (int n = 0; n < MAX_FACTS; n++) {
		if (!(table = catalog_schema_table(builder->context->catalog, schema, &at)))
			break;
		effects_add_lock(builder->arena, builder->effects, table->object.name, builder->table, false);
		if (!table->is_partitioned &&
		    catalog_table_index(builder->context->catalog, table->object.name, 0))
			effects_add_relation(builder->arena, &builder->effects->scans, table->object.name);
		reindex_table(builder, table->object.name);
	}
	builder->table = LOCK_NONE;
	builder->elsewhere = true;
}

void refine_reindex(EffectBuilder *builder)
{
	const ActionFacts *facts = builder->facts;
	const PgNode *definition = builder->action->definition;
	bool online = builder->action->concurrently;
	PgQuery__ReindexObjectType kind = node_is(definition, PG_QUERY__NODE__NODE_REINDEX_STMT)
		? definition->reindex_stmt->kind
		: PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_TABLE;

	builder->table = online ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_SHARE;
	builder->effects->allowed_in_transaction = !online && !(facts->table && facts->table->is_partitioned);
	if (kind == PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_INDEX) {
		reindex_index(builder);
	} else if (kind != PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_TABLE) {
		builder->effects->allowed_in_transaction = false;
		if (kind == PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_SCHEMA && builder->context->catalog)
			reindex_schema(builder, ast_str(definition->reindex_stmt->name));
	} else {
		if (!facts->table || !facts->table->is_partitioned)
			reindex_table(builder, builder->action->table);
		for (size_t i = 0; i < facts->partitions.len; i++)
			reindex_table(builder, facts->partitions.items[i]->object.name);
		if (!online)
			builder->reason =
				"each of its indexes is locked ACCESS EXCLUSIVE, which stops reads too";
	}
}

// The tables of both indexes are looked at.
void refine_attach_index(EffectBuilder *builder)
{
	const Catalog *catalog = builder->context->catalog;
	const CatalogIndex *other = catalog ? catalog_index(catalog, builder->action->other) : NULL;

	if (builder->facts->index)
		effects_add_lock(builder->arena, builder->effects, builder->facts->index->table,
				 LOCK_ACCESS_SHARE, false);
	if (other)
		effects_add_lock(builder->arena, builder->effects, other->table, LOCK_ACCESS_SHARE, false);
}

// It reads what changed since the last one.
void refine_vacuum(EffectBuilder *builder)
{
	builder->no_scan = true;
}

void refine_cluster(EffectBuilder *builder)
{
	Relation index = { builder->action->table.schema, builder->action->name };

	if (builder->facts->table && builder->facts->table->is_partitioned) {
		builder->effects->allowed_in_transaction = false;
		return;
	}
	if (!builder->action->table.name.len)
		builder->effects->allowed_in_transaction = false; // every table clustered before
	effects_add_lock(builder->arena, builder->effects, index, LOCK_ACCESS_EXCLUSIVE, true);
}

// ---- views ---------------------------------------------------------------------------------------------------

// Whether the query of a view reads its one relation from end to end.
static bool is_simple(const CatalogView *view)
{
	const PgNode *definition = view->definition;

	if (node_is(definition, PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT))
		definition = definition->create_table_as_stmt->query;
	return node_is(definition, PG_QUERY__NODE__NODE_SELECT_STMT) && view->uses.len == 1 &&
		!definition->select_stmt->where_clause && !definition->select_stmt->limit_count;
}

void refine_refresh(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;
	const CatalogView *view = builder->facts->view;
	bool empty = node_is(definition, PG_QUERY__NODE__NODE_REFRESH_MAT_VIEW_STMT) &&
		definition->refresh_mat_view_stmt->skip_data;

	if (builder->action->concurrently) {
		builder->table = LOCK_EXCLUSIVE;
		builder->work = WORK_SCAN;
		builder->reason = "the query runs whole, and its result is compared with the view row by row";
	} else if (empty) {
		builder->work = WORK_INSTANT;
		builder->indexes = LOCK_ACCESS_EXCLUSIVE;
		builder->reason = "WITH NO DATA empties the view";
	}
	if (view && !empty)
		effects_lock_view(builder, view, LOCK_ACCESS_SHARE, is_simple(view));
}

void refine_create_view(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;

	if (!node_is(definition, PG_QUERY__NODE__NODE_VIEW_STMT))
		return;
	if (definition->view_stmt->replace && !builder->facts->table_known_absent)
		builder->table = LOCK_ACCESS_EXCLUSIVE;
	effects_add_read_relations(builder, definition->view_stmt->query, false);
}

// ---- objects that may be relations or not --------------------------------------------------------------------

void refine_if_relation(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;
	bool relation = true;

	if (node_is(definition, PG_QUERY__NODE__NODE_ALTER_OBJECT_SCHEMA_STMT))
		relation = definition->alter_object_schema_stmt->relation != NULL;
	else if (node_is(definition, PG_QUERY__NODE__NODE_RENAME_STMT))
		relation = definition->rename_stmt->relation != NULL;
	if (!relation)
		builder->table = LOCK_NONE;
}

void refine_comment(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;

	if (!node_is(definition, PG_QUERY__NODE__NODE_COMMENT_STMT))
		return;
	builder->table = LOCK_NONE;
	switch (definition->comment_stmt->objtype) {
	case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE:
	case PG_QUERY__OBJECT_TYPE__OBJECT_FOREIGN_TABLE:
	case PG_QUERY__OBJECT_TYPE__OBJECT_VIEW:
	case PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW:
	case PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE:
	case PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN:
		builder->table = LOCK_SHARE_UPDATE_EXCLUSIVE;
		return;
	case PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT:
	case PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER:
	case PG_QUERY__OBJECT_TYPE__OBJECT_RULE:
	case PG_QUERY__OBJECT_TYPE__OBJECT_POLICY:
		builder->table = LOCK_ACCESS_SHARE;
		return;
	case PG_QUERY__OBJECT_TYPE__OBJECT_INDEX:
		effects_add_lock(builder->arena, builder->effects, builder->action->table,
				 LOCK_SHARE_UPDATE_EXCLUSIVE, true);
		return;
	default:
		return;
	}
}

// ALTER TYPE of a composite type; tables with a column of it are not locked.
void refine_composite_type(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;

	if (node_is(definition, PG_QUERY__NODE__NODE_ALTER_TABLE_CMD))
		builder->effects->destroys = definition->alter_table_cmd->subtype ==
			PG_QUERY__ALTER_TABLE_TYPE__AT_DropColumn;
}

// Tables with a column of the domain, or of a domain over it.
static void check_users(EffectBuilder *builder, Relation domain, unsigned depth)
{
	const Catalog *catalog = builder->context->catalog;
	const CatalogTable *table;
	const CatalogType *over;
	Str column;

	for (size_t i = 0; i < MAX_FACTS && (table = catalog_column_of_type(catalog, domain, i, &column));
	     i++) {
		effects_add_lock(builder->arena, builder->effects, table->object.name, LOCK_SHARE, false);
		if (!table->is_partitioned)
			effects_add_relation(builder->arena, &builder->effects->scans, table->object.name);
	}
	for (size_t i = 0; depth < 8 && i < MAX_FACTS && (over = catalog_domain_over(catalog, domain, i));
	     i++)
		check_users(builder, over->object.name, depth + 1);
}

void refine_domain(EffectBuilder *builder)
{
	if (builder->action->not_valid) {
		builder->work = WORK_INSTANT;
		return;
	}
	builder->elsewhere = true;
	builder->reason = "every table with a column of the domain is locked SHARE and scanned";
	if (builder->context->catalog)
		check_users(builder, builder->action->table, 0);
}

// OWNED BY t.c reads t.
void refine_owned_by(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;
	const PgQuery__DefElem *owner = NULL;
	size_t count = 0;

	if (node_is(definition, PG_QUERY__NODE__NODE_ALTER_SEQ_STMT))
		owner = defelem_find(definition->alter_seq_stmt->options,
				     definition->alter_seq_stmt->n_options, "owned_by");
	else if (node_is(definition, PG_QUERY__NODE__NODE_CREATE_SEQ_STMT))
		owner = defelem_find(definition->create_seq_stmt->options,
				     definition->create_seq_stmt->n_options, "owned_by");
	if (owner && node_is(owner->arg, PG_QUERY__NODE__NODE_LIST))
		count = owner->arg->list->n_items;
	if (count > 1)
		effects_add_lock(builder->arena, builder->effects,
				 relation_from_names(owner->arg->list->items, count - 1), LOCK_ACCESS_SHARE,
				 false);
}

// ---- replication and the cluster -----------------------------------------------------------------------------

static bool add_published(void *state, const ProtobufCMessage *message)
{
	EffectBuilder *builder = state;
	const PgQuery__RangeVar *range = ast_range_var(message);

	if (range)
		effects_add_lock(builder->arena, builder->effects, relation_from_range_var(range),
				 LOCK_SHARE_UPDATE_EXCLUSIVE, false);
	return true;
}

void refine_publication(EffectBuilder *builder)
{
	ast_walk_messages(&builder->action->definition->base, add_published, builder);
}

static bool is_off(PgNode *const *options, size_t count, const char *name)
{
	const PgQuery__DefElem *option = defelem_find(options, count, name);

	return option && !defelem_is_on(option);
}

// Making a replication slot, or copying the tables of a new publication, cannot be rolled back.
void refine_subscription(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;

	if (node_is(definition, PG_QUERY__NODE__NODE_CREATE_SUBSCRIPTION_STMT)) {
		const PgQuery__CreateSubscriptionStmt *create = definition->create_subscription_stmt;
		builder->effects->allowed_in_transaction =
			is_off(create->options, create->n_options, "connect") ||
			is_off(create->options, create->n_options, "create_slot");
		return;
	}
	const PgQuery__AlterSubscriptionStmt *alter = definition->alter_subscription_stmt;
	switch (alter->kind) {
	case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_REFRESH:
		builder->effects->allowed_in_transaction = false;
		return;
	case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_SET_PUBLICATION:
	case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_ADD_PUBLICATION:
	case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_DROP_PUBLICATION:
		builder->effects->allowed_in_transaction =
			is_off(alter->options, alter->n_options, "refresh");
		return;
	default:
		return;
	}
}

void refine_alter_database(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;

	if (node_is(definition, PG_QUERY__NODE__NODE_ALTER_DATABASE_STMT) &&
	    defelem_find(definition->alter_database_stmt->options, definition->alter_database_stmt->n_options,
			 "tablespace"))
		builder->effects->allowed_in_transaction = false;
}

void refine_discard(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;

	if (node_is(definition, PG_QUERY__NODE__NODE_DISCARD_STMT))
		builder->effects->allowed_in_transaction = definition->discard_stmt->target !=
			PG_QUERY__DISCARD_MODE__DISCARD_ALL;
}
