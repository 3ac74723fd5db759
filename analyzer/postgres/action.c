#include "postgres/action.h"

#include "postgres/action_build.h"

const char *action_kind_name(ActionKind kind)
{
	static const char *const names[] = {
#define X(name, words) words,
		ACTION_KINDS(X)
#undef X
	};

	return (unsigned)kind < ACTION_KIND_COUNT ? names[kind] : "statement";
}

// ---- shared by the files that make actions -------------------------------------------------------------------

Action *action_add(ActionBuilder *builder, ActionKind kind, const PgNode *definition)
{
	array_push(builder->arena, builder->actions, (Action){ .kind = kind, .definition = definition });
	return array_last(builder->actions);
}

PgNode *const *node_items(const PgNode *list, size_t *count)
{
	bool is_list = list && list->node_case == PG_QUERY__NODE__NODE_LIST;

	*count = is_list ? list->list->n_items : 0;
	return is_list ? list->list->items : NULL;
}

Relation object_name(const PgNode *object)
{
	if (!object)
		return (Relation){ STR_NONE, STR_NONE };
	switch (object->node_case) {
	case PG_QUERY__NODE__NODE_LIST:
		return relation_from_names(object->list->items, object->list->n_items);
	case PG_QUERY__NODE__NODE_TYPE_NAME:
		return relation_from_names(object->type_name->names, object->type_name->n_names);
	case PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS:
		return relation_from_names(object->object_with_args->objname,
					   object->object_with_args->n_objname);
	case PG_QUERY__NODE__NODE_RANGE_VAR:
		return relation_from_range_var(object->range_var);
	default:
		return (Relation){ STR_NONE, node_string(object) };
	}
}

static void name_object(Action *action, const char *name)
{
	action->table.name = ast_str(name);
}

// ---- indexes, statistics, maintenance ------------------------------------------------------------------------

static void create_index(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__IndexStmt *index = statement->index_stmt;
	Action *action = action_add(builder, ACTION_CREATE_INDEX, statement);

	action->table = action->other = relation_from_range_var(index->relation);
	action->name = ast_str(index->idxname);
	action->expression = index->where_clause;
	action->unique = index->unique;
	action->concurrently = index->concurrent;
	action->if_not_exists = index->if_not_exists;
	action->only = index->relation && !index->relation->inh;
	for (size_t i = 0; i < index->n_index_params; i++)
		if (index->index_params[i]->node_case == PG_QUERY__NODE__NODE_INDEX_ELEM)
			array_push(builder->arena, &action->columns,
				   ast_str(index->index_params[i]->index_elem->name));
}

static void create_statistics(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__CreateStatsStmt *create = statement->create_stats_stmt;
	Action *action = action_add(builder, ACTION_CREATE_STATISTICS, statement);

	if (create->n_relations > 0)
		action->table = action->other = object_name(create->relations[0]);
	action->name = relation_from_names(create->defnames, create->n_defnames).name;
	action->if_not_exists = create->if_not_exists;
}

static void reindex(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__ReindexStmt *reindex = statement->reindex_stmt;
	Action *action = action_add(builder, ACTION_REINDEX, statement);

	action->table = relation_from_range_var(reindex->relation);
	action->name = ast_str(reindex->name);
	action->concurrently =
		defelem_is_on(defelem_find(reindex->params, reindex->n_params, "concurrently"));
}

static void cluster(ActionBuilder *builder, const PgNode *statement)
{
	Action *action = action_add(builder, ACTION_CLUSTER, statement);

	action->table = relation_from_range_var(statement->cluster_stmt->relation);
	action->name = ast_str(statement->cluster_stmt->indexname);
}

static void vacuum(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__VacuumStmt *vacuum = statement->vacuum_stmt;
	bool full = defelem_is_on(defelem_find(vacuum->options, vacuum->n_options, "full"));
	ActionKind kind = !vacuum->is_vacuumcmd ? ACTION_ANALYZE : full ? ACTION_VACUUM_FULL : ACTION_VACUUM;

	for (size_t i = 0; i < vacuum->n_rels; i++)
		if (vacuum->rels[i]->node_case == PG_QUERY__NODE__NODE_VACUUM_RELATION)
			action_add(builder, kind, statement)->table =
				relation_from_range_var(vacuum->rels[i]->vacuum_relation->relation);
	if (vacuum->n_rels == 0)
		action_add(builder, kind, statement);
}

// ---- tables, views -------------------------------------------------------------------------------------------

static void truncate(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__TruncateStmt *truncate = statement->truncate_stmt;

	for (size_t i = 0; i < truncate->n_relations; i++) {
		Action *action = action_add(builder, ACTION_TRUNCATE, statement);
		action->table = object_name(truncate->relations[i]);
		action->only = truncate->relations[i]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR &&
			!truncate->relations[i]->range_var->inh;
		action->restart_identity = truncate->restart_seqs;
		action->cascade = truncate->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
	}
}

static void lock_table(ActionBuilder *builder, const PgNode *statement)
{
	for (size_t i = 0; i < statement->lock_stmt->n_relations; i++) {
		Action *action = action_add(builder, ACTION_LOCK_TABLE, statement);
		action->table = object_name(statement->lock_stmt->relations[i]);
		action->lock_mode = statement->lock_stmt->mode;
	}
}

static void create_table_as(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__CreateTableAsStmt *create = statement->create_table_as_stmt;
	bool view = create->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW;
	Action *action = action_add(builder, view ? ACTION_CREATE_MATERIALIZED_VIEW : ACTION_CREATE_TABLE_AS,
				    statement);

	if (create->into) {
		action->table = relation_from_range_var(create->into->rel);
		action->temporary = create->into->rel &&
			str_is(ast_str(create->into->rel->relpersistence), "t");
		action->unlogged = create->into->rel &&
			str_is(ast_str(create->into->rel->relpersistence), "u");
	}
	action->if_not_exists = create->if_not_exists;
}

static void create_view(ActionBuilder *builder, const PgNode *statement)
{
	Action *action = action_add(builder, ACTION_CREATE_VIEW, statement);

	action->table = relation_from_range_var(statement->view_stmt->view);
	action->temporary = statement->view_stmt->view &&
		str_is(ast_str(statement->view_stmt->view->relpersistence), "t");
}

static void create_sequence(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__CreateSeqStmt *create = statement->create_seq_stmt;
	Action *action = action_add(builder, ACTION_CREATE_SEQUENCE, statement);

	action->table = relation_from_range_var(create->sequence);
	action->temporary = create->sequence && str_is(ast_str(create->sequence->relpersistence), "t");
	action->if_not_exists = create->if_not_exists;
}

static void refresh_view(ActionBuilder *builder, const PgNode *statement)
{
	Action *action = action_add(builder, ACTION_REFRESH_MATERIALIZED_VIEW, statement);

	action->table = relation_from_range_var(statement->refresh_mat_view_stmt->relation);
	action->concurrently = statement->refresh_mat_view_stmt->concurrent;
}

static void move_all(ActionBuilder *builder, const PgNode *statement)
{
	bool index = statement->alter_table_move_all_stmt->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX;
	Action *action =
		action_add(builder, index ? ACTION_ALTER_INDEX_OTHER : ACTION_SET_TABLESPACE, statement);

	action->new_name = ast_str(statement->alter_table_move_all_stmt->new_tablespacename);
}

// ---- what belongs to a table ---------------------------------------------------------------------------------

static void of_table(ActionBuilder *builder, const PgNode *statement, ActionKind kind,
		     const PgQuery__RangeVar *table, const char *name)
{
	Action *action = action_add(builder, kind, statement);

	action->table = action->other = relation_from_range_var(table);
	action->name = ast_str(name);
}

static void create_trigger(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__CreateTrigStmt *create = statement->create_trig_stmt;

	of_table(builder, statement, ACTION_CREATE_TRIGGER, create->relation, create->trigname);
}

static void create_rule(ActionBuilder *builder, const PgNode *statement)
{
	of_table(builder, statement, ACTION_CREATE_RULE, statement->rule_stmt->relation,
		 statement->rule_stmt->rulename);
}

static void create_policy(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__CreatePolicyStmt *create = statement->create_policy_stmt;

	of_table(builder, statement, ACTION_CREATE_POLICY, create->table, create->policy_name);
	array_last(builder->actions)->expression = create->qual;
}

static void alter_policy(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__AlterPolicyStmt *alter = statement->alter_policy_stmt;

	of_table(builder, statement, ACTION_ALTER_POLICY, alter->table, alter->policy_name);
	array_last(builder->actions)->expression = alter->qual;
}

// ---- other objects -------------------------------------------------------------------------------------------

#define NAMED_BY_NAMES(function, kind, member, names)                                                        \
	static void function(ActionBuilder *builder, const PgNode *statement)                                \
	{                                                                                                    \
		Action *action = action_add(builder, kind, statement);                                       \
		action->table = relation_from_names(statement->member->names, statement->member->n_##names); \
	}
#define NAMED_BY_STRING(function, kind, member, name)                                       \
	static void function(ActionBuilder *builder, const PgNode *statement)               \
	{                                                                                   \
		name_object(action_add(builder, kind, statement), statement->member->name); \
	}
#define NAMED_BY_RELATION(function, kind, member, name)                           \
	static void function(ActionBuilder *builder, const PgNode *statement)     \
	{                                                                         \
		Action *action = action_add(builder, kind, statement);            \
		action->table = relation_from_range_var(statement->member->name); \
	}
#define UNNAMED(function, kind)                                               \
	static void function(ActionBuilder *builder, const PgNode *statement) \
	{                                                                     \
		action_add(builder, kind, statement);                         \
	}

NAMED_BY_NAMES(create_enum, ACTION_CREATE_ENUM, create_enum_stmt, type_name)
NAMED_BY_NAMES(create_range, ACTION_CREATE_TYPE, create_range_stmt, type_name)
NAMED_BY_NAMES(create_domain, ACTION_CREATE_DOMAIN, create_domain_stmt, domainname)
NAMED_BY_NAMES(create_function, ACTION_CREATE_FUNCTION, create_function_stmt, funcname)
NAMED_BY_RELATION(create_composite, ACTION_CREATE_TYPE, composite_type_stmt, typevar)
NAMED_BY_RELATION(alter_sequence, ACTION_ALTER_SEQUENCE, alter_seq_stmt, sequence)
NAMED_BY_STRING(alter_extension, ACTION_ALTER_EXTENSION, alter_extension_stmt, extname)
NAMED_BY_STRING(alter_extension_contents, ACTION_ALTER_EXTENSION, alter_extension_contents_stmt, extname)
NAMED_BY_STRING(create_database, ACTION_CREATE_DATABASE, createdb_stmt, dbname)
NAMED_BY_STRING(alter_database, ACTION_ALTER_DATABASE, alter_database_stmt, dbname)
NAMED_BY_STRING(alter_database_set, ACTION_ALTER_DATABASE, alter_database_set_stmt, dbname)
NAMED_BY_STRING(create_role, ACTION_CREATE_ROLE, create_role_stmt, role)
NAMED_BY_STRING(create_tablespace, ACTION_CREATE_TABLESPACE, create_table_space_stmt, tablespacename)
NAMED_BY_STRING(drop_tablespace, ACTION_DROP_TABLESPACE, drop_table_space_stmt, tablespacename)
NAMED_BY_STRING(create_publication, ACTION_CREATE_PUBLICATION, create_publication_stmt, pubname)
NAMED_BY_STRING(alter_publication, ACTION_ALTER_PUBLICATION, alter_publication_stmt, pubname)
NAMED_BY_STRING(create_subscription, ACTION_CREATE_SUBSCRIPTION, create_subscription_stmt, subname)
NAMED_BY_STRING(alter_subscription, ACTION_ALTER_SUBSCRIPTION, alter_subscription_stmt, subname)
NAMED_BY_STRING(drop_subscription, ACTION_DROP_SUBSCRIPTION, drop_subscription_stmt, subname)
UNNAMED(drop_role, ACTION_DROP_ROLE)
UNNAMED(drop_owned, ACTION_DROP_OWNED)
UNNAMED(alter_system, ACTION_ALTER_SYSTEM)
UNNAMED(call, ACTION_CALL)
UNNAMED(do_block, ACTION_DO)
UNNAMED(discard, ACTION_DISCARD)

static void alter_function(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__ObjectWithArgs *function = statement->alter_function_stmt->func;
	Action *action = action_add(builder, ACTION_ALTER_FUNCTION, statement);

	if (function)
		action->table = relation_from_names(function->objname, function->n_objname);
}

static void create_extension(ActionBuilder *builder, const PgNode *statement)
{
	Action *action = action_add(builder, ACTION_CREATE_EXTENSION, statement);

	name_object(action, statement->create_extension_stmt->extname);
	action->if_not_exists = statement->create_extension_stmt->if_not_exists;
}

static void drop_database(ActionBuilder *builder, const PgNode *statement)
{
	Action *action = action_add(builder, ACTION_DROP_DATABASE, statement);

	name_object(action, statement->dropdb_stmt->dbname);
	action->if_exists = statement->dropdb_stmt->missing_ok;
}

// ---- dispatch ------------------------------------------------------------------------------------------------

#define NODE(name) PG_QUERY__NODE__NODE_##name

static const struct Maker {
	PgQuery__Node__NodeCase node;
	void (*make)(ActionBuilder *builder, const PgNode *statement);
} makers[] = {
	{ NODE(ALTER_TABLE_STMT), action_alter_table },
	{ NODE(CREATE_STMT), action_create_table },
	{ NODE(CREATE_FOREIGN_TABLE_STMT), action_create_table },
	{ NODE(CREATE_TABLE_AS_STMT), create_table_as },
	{ NODE(DROP_STMT), action_drop },
	{ NODE(RENAME_STMT), action_rename },
	{ NODE(ALTER_OBJECT_SCHEMA_STMT), action_set_schema },
	{ NODE(TRUNCATE_STMT), truncate },
	{ NODE(LOCK_STMT), lock_table },
	{ NODE(ALTER_TABLE_MOVE_ALL_STMT), move_all },
	{ NODE(INDEX_STMT), create_index },
	{ NODE(REINDEX_STMT), reindex },
	{ NODE(CLUSTER_STMT), cluster },
	{ NODE(VACUUM_STMT), vacuum },
	{ NODE(CREATE_STATS_STMT), create_statistics },
	{ NODE(VIEW_STMT), create_view },
	{ NODE(REFRESH_MAT_VIEW_STMT), refresh_view },
	{ NODE(CREATE_ENUM_STMT), create_enum },
	{ NODE(ALTER_ENUM_STMT), action_alter_enum },
	{ NODE(CREATE_RANGE_STMT), create_range },
	{ NODE(COMPOSITE_TYPE_STMT), create_composite },
	{ NODE(DEFINE_STMT), action_define },
	{ NODE(CREATE_DOMAIN_STMT), create_domain },
	{ NODE(ALTER_DOMAIN_STMT), action_alter_domain },
	{ NODE(CREATE_SEQ_STMT), create_sequence },
	{ NODE(ALTER_SEQ_STMT), alter_sequence },
	{ NODE(CREATE_FUNCTION_STMT), create_function },
	{ NODE(ALTER_FUNCTION_STMT), alter_function },
	{ NODE(CREATE_TRIG_STMT), create_trigger },
	{ NODE(RULE_STMT), create_rule },
	{ NODE(CREATE_POLICY_STMT), create_policy },
	{ NODE(ALTER_POLICY_STMT), alter_policy },
	{ NODE(CREATE_EXTENSION_STMT), create_extension },
	{ NODE(ALTER_EXTENSION_STMT), alter_extension },
	{ NODE(ALTER_EXTENSION_CONTENTS_STMT), alter_extension_contents },
	{ NODE(CREATE_SCHEMA_STMT), action_create_schema },
	{ NODE(CREATEDB_STMT), create_database },
	{ NODE(DROPDB_STMT), drop_database },
	{ NODE(ALTER_DATABASE_STMT), alter_database },
	{ NODE(ALTER_DATABASE_SET_STMT), alter_database_set },
	{ NODE(COMMENT_STMT), action_comment },
	{ NODE(GRANT_STMT), action_grant },
	{ NODE(GRANT_ROLE_STMT), action_grant_role },
	{ NODE(ALTER_DEFAULT_PRIVILEGES_STMT), action_default_privileges },
	{ NODE(CREATE_ROLE_STMT), create_role },
	{ NODE(DROP_ROLE_STMT), drop_role },
	{ NODE(DROP_OWNED_STMT), drop_owned },
	{ NODE(ALTER_SYSTEM_STMT), alter_system },
	{ NODE(CREATE_TABLE_SPACE_STMT), create_tablespace },
	{ NODE(DROP_TABLE_SPACE_STMT), drop_tablespace },
	{ NODE(CREATE_PUBLICATION_STMT), create_publication },
	{ NODE(ALTER_PUBLICATION_STMT), alter_publication },
	{ NODE(CREATE_SUBSCRIPTION_STMT), create_subscription },
	{ NODE(ALTER_SUBSCRIPTION_STMT), alter_subscription },
	{ NODE(DROP_SUBSCRIPTION_STMT), drop_subscription },
	{ NODE(SELECT_STMT), action_select },
	{ NODE(INSERT_STMT), action_insert },
	{ NODE(UPDATE_STMT), action_update },
	{ NODE(DELETE_STMT), action_delete },
	{ NODE(MERGE_STMT), action_merge },
	{ NODE(COPY_STMT), action_copy },
	{ NODE(EXPLAIN_STMT), action_explain },
	{ NODE(CALL_STMT), call },
	{ NODE(DO_STMT), do_block },
	{ NODE(VARIABLE_SET_STMT), action_set },
	{ NODE(TRANSACTION_STMT), action_transaction },
	{ NODE(DISCARD_STMT), discard },
};

void action_of_statement(ActionBuilder *builder, const PgNode *statement)
{
	size_t before = builder->actions->len;

	for (size_t i = 0; i < sizeof(makers) / sizeof(*makers); i++)
		if (makers[i].node == statement->node_case)
			makers[i].make(builder, statement);
	if (builder->actions->len == before)
		action_add(builder, ACTION_OTHER, statement);
}

void actions_of(Arena *arena, const PgNode *statement, ActionArray *actions)
{
	ActionBuilder builder = { arena, actions };

	action_of_statement(&builder, statement);
}
