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
	if (builder->action->only) {
		builder->work = WORK_INSTANT;
		builder->reason = "ON ONLY a partitioned table builds nothing yet";
	}
	if (!builder->action->concurrently)
		return;
	builder->table = LOCK_SHARE_UPDATE_EXCLUSIVE;
	builder->effects->allowed_in_transaction = false;
}

// The table of the index is locked like the index; which one it is, only the history knows. The ACCESS EXCLUSIVE lock at the end
// of a CONCURRENTLY makes nobody wait: it comes after everybody who could have used the index is gone.
void refine_drop_index(EffectBuilder *builder)
{
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
	}
}

void refine_reindex(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;
	bool online = builder->action->concurrently;
	PgQuery__ReindexObjectType kind = node_is(definition, PG_QUERY__NODE__NODE_REINDEX_STMT)
		? definition->reindex_stmt->kind
		: PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_TABLE;

	builder->table = online ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_SHARE;
	builder->effects->allowed_in_transaction = !online;
	if (kind == PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_INDEX) {
		// Its table is locked too, and planning any query on it needs the index.
		effects_add_lock(builder->arena, builder->effects, builder->action->table,
				 online ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_ACCESS_EXCLUSIVE, true);
		builder->table = LOCK_NONE;
		builder->elsewhere = true;
	} else if (kind != PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_TABLE) {
		builder->effects->allowed_in_transaction = false;
	} else if (!online) {
		builder->reason = "each of its indexes is locked ACCESS EXCLUSIVE, which stops reads too";
	}
}

// It reads what changed since the last one.
void refine_vacuum(EffectBuilder *builder)
{
	builder->no_scan = true;
}

void refine_cluster(EffectBuilder *builder)
{
	Relation index = { builder->action->table.schema, builder->action->name };

	if (!builder->action->table.name.len)
		builder->effects->allowed_in_transaction = false; // every table clustered before
	effects_add_lock(builder->arena, builder->effects, index, LOCK_ACCESS_EXCLUSIVE, true);
}

// ---- views ---------------------------------------------------------------------------------------------------

void refine_refresh(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;

	if (builder->action->concurrently) {
		builder->table = LOCK_EXCLUSIVE;
		builder->work = WORK_SCAN;
		builder->reason = "the query runs whole, and its result is compared with the view row by row";
	} else if (node_is(definition, PG_QUERY__NODE__NODE_REFRESH_MAT_VIEW_STMT) &&
		   definition->refresh_mat_view_stmt->skip_data) {
		builder->work = WORK_INSTANT;
		builder->reason = "WITH NO DATA empties the view";
	}
}

void refine_create_view(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;

	if (!node_is(definition, PG_QUERY__NODE__NODE_VIEW_STMT))
		return;
	if (definition->view_stmt->replace)
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

// Without CASCADE they are refused while a column depends on them.
void refine_destroys_if_cascade(EffectBuilder *builder)
{
	builder->effects->destroys = builder->action->cascade;
}

// ALTER TYPE of a composite type; tables with a column of it are not locked.
void refine_composite_type(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;

	if (node_is(definition, PG_QUERY__NODE__NODE_ALTER_TABLE_CMD))
		builder->effects->destroys = definition->alter_table_cmd->subtype ==
			PG_QUERY__ALTER_TABLE_TYPE__AT_DropColumn;
}

void refine_domain(EffectBuilder *builder)
{
	if (builder->action->not_valid) {
		builder->work = WORK_INSTANT;
		return;
	}
	builder->elsewhere = true;
	builder->reason = "every table with a column of the domain is locked SHARE and scanned";
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

// ---- rows ----------------------------------------------------------------------------------------------------

// The numbers of LockStmt are those of LockMode.
void refine_lock_table(EffectBuilder *builder)
{
	int mode = builder->action->lock_mode;

	builder->table = mode >= LOCK_ACCESS_SHARE && mode <= LOCK_ACCESS_EXCLUSIVE ? (LockMode)mode
										    : LOCK_ACCESS_EXCLUSIVE;
}

void refine_select(EffectBuilder *builder)
{
	bool copy = node_is(builder->action->definition, PG_QUERY__NODE__NODE_COPY_STMT);

	effects_add_read_relations(builder, builder->action->definition, copy);
	if (copy)
		builder->work = WORK_SCAN;
}

void refine_row_change(EffectBuilder *builder)
{
	const PgNode *where = builder->action->expression;

	builder->scans_table = where == NULL || expression_is_tautology(where);
}

void refine_merge(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;

	if (!node_is(definition, PG_QUERY__NODE__NODE_MERGE_STMT))
		return;
	const PgQuery__MergeStmt *merge = definition->merge_stmt;
	for (size_t i = 0; i < merge->n_merge_when_clauses; i++)
		if (node_is(merge->merge_when_clauses[i], PG_QUERY__NODE__NODE_MERGE_WHEN_CLAUSE) &&
		    merge->merge_when_clauses[i]->merge_when_clause->command_type ==
			    PG_QUERY__CMD_TYPE__CMD_DELETE)
			builder->effects->destroys = true;
}
