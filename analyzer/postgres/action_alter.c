// action_alter.c - the subcommands of ALTER TABLE, one Action each.

#include "postgres/action_build.h"

// By name, because their numbers differ between PostgreSQL versions and some exist only in newer ones.
static const struct Subcommand {
	const char *subtype;
	ActionKind kind;
} subcommands[] = {
	{ "AT_AddColumn", ACTION_ADD_COLUMN },
	{ "AT_DropColumn", ACTION_DROP_COLUMN },
	{ "AT_AlterColumnType", ACTION_ALTER_COLUMN_TYPE },
	{ "AT_SetNotNull", ACTION_SET_NOT_NULL },
	{ "AT_DropNotNull", ACTION_DROP_NOT_NULL },
	{ "AT_ColumnDefault", ACTION_SET_DEFAULT }, // without an expression: DROP DEFAULT
	{ "AT_DropExpression", ACTION_DROP_EXPRESSION },
	{ "AT_AddIdentity", ACTION_ADD_IDENTITY },
	{ "AT_SetIdentity", ACTION_SET_IDENTITY },
	{ "AT_DropIdentity", ACTION_DROP_IDENTITY },
	{ "AT_SetStatistics", ACTION_SET_STATISTICS },
	{ "AT_SetOptions", ACTION_SET_ATTRIBUTE_OPTIONS },
	{ "AT_ResetOptions", ACTION_SET_ATTRIBUTE_OPTIONS },
	{ "AT_SetStorage", ACTION_SET_STORAGE },
	{ "AT_SetCompression", ACTION_SET_COMPRESSION },
	{ "AT_AlterConstraint", ACTION_ALTER_CONSTRAINT },
	{ "AT_ValidateConstraint", ACTION_VALIDATE_CONSTRAINT },
	{ "AT_DropConstraint", ACTION_DROP_CONSTRAINT },
	{ "AT_ChangeOwner", ACTION_CHANGE_OWNER },
	{ "AT_ClusterOn", ACTION_CLUSTER_ON },
	{ "AT_DropCluster", ACTION_SET_WITHOUT_CLUSTER },
	{ "AT_SetLogged", ACTION_SET_LOGGED },
	{ "AT_SetUnLogged", ACTION_SET_UNLOGGED },
	{ "AT_SetAccessMethod", ACTION_SET_ACCESS_METHOD },
	{ "AT_SetTableSpace", ACTION_SET_TABLESPACE },
	{ "AT_SetRelOptions", ACTION_SET_RELATION_OPTIONS },
	{ "AT_ResetRelOptions", ACTION_SET_RELATION_OPTIONS },
	{ "AT_EnableTrig", ACTION_ENABLE_TRIGGER },
	{ "AT_EnableAlwaysTrig", ACTION_ENABLE_TRIGGER },
	{ "AT_EnableReplicaTrig", ACTION_ENABLE_TRIGGER },
	{ "AT_EnableTrigAll", ACTION_ENABLE_TRIGGER },
	{ "AT_EnableTrigUser", ACTION_ENABLE_TRIGGER },
	{ "AT_DisableTrig", ACTION_DISABLE_TRIGGER },
	{ "AT_DisableTrigAll", ACTION_DISABLE_TRIGGER },
	{ "AT_DisableTrigUser", ACTION_DISABLE_TRIGGER },
	{ "AT_EnableRule", ACTION_ENABLE_RULE },
	{ "AT_EnableAlwaysRule", ACTION_ENABLE_RULE },
	{ "AT_EnableReplicaRule", ACTION_ENABLE_RULE },
	{ "AT_DisableRule", ACTION_DISABLE_RULE },
	{ "AT_AddInherit", ACTION_ADD_INHERIT },
	{ "AT_DropInherit", ACTION_DROP_INHERIT },
	{ "AT_AddOf", ACTION_ADD_OF },
	{ "AT_DropOf", ACTION_DROP_OF },
	{ "AT_ReplicaIdentity", ACTION_REPLICA_IDENTITY },
	{ "AT_EnableRowSecurity", ACTION_ENABLE_ROW_SECURITY },
	{ "AT_DisableRowSecurity", ACTION_DISABLE_ROW_SECURITY },
	{ "AT_ForceRowSecurity", ACTION_FORCE_ROW_SECURITY },
	{ "AT_NoForceRowSecurity", ACTION_NO_FORCE_ROW_SECURITY },
	{ "AT_AttachPartition", ACTION_ATTACH_PARTITION },
	{ "AT_DetachPartition", ACTION_DETACH_PARTITION },
	{ "AT_DetachPartitionFinalize", ACTION_DETACH_PARTITION_FINALIZE },
};

ActionKind action_kind_of_constraint(const PgQuery__Constraint *constraint)
{
	bool of_index = ast_str(constraint->indexname).len > 0;

	switch (constraint->contype) {
	case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
		return ACTION_ADD_FOREIGN_KEY;
	case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
		return ACTION_ADD_CHECK;
	case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL:
		return ACTION_ADD_NOT_NULL_CONSTRAINT;
	case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
		return of_index ? ACTION_ADD_UNIQUE_USING_INDEX : ACTION_ADD_UNIQUE;
	case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
		return of_index ? ACTION_ADD_PRIMARY_KEY_USING_INDEX : ACTION_ADD_PRIMARY_KEY;
	case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
		return ACTION_ADD_EXCLUSION;
	default:
		return ACTION_ALTER_TABLE_OTHER;
	}
}

static ActionKind kind_of_subcommand(const PgQuery__AlterTableCmd *command)
{
	const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(
		&pg_query__alter_table_type__descriptor, command->subtype);
	const char *subtype = value ? value->name : "";

	if (!strcmp(subtype, "AT_AddConstraint") && command->def)
		return action_kind_of_constraint(command->def->constraint);
	if (!strcmp(subtype, "AT_ColumnDefault") && !command->def)
		return ACTION_DROP_DEFAULT;
	for (size_t i = 0; i < sizeof(subcommands) / sizeof(*subcommands); i++)
		if (!strcmp(subtype, subcommands[i].subtype))
			return subcommands[i].kind;
	return ACTION_ALTER_TABLE_OTHER;
}

// ALTER INDEX, ALTER TYPE and friends share the statement; their subcommands mean less.
static ActionKind kind_for_object(const PgQuery__AlterTableStmt *statement, ActionKind kind)
{
	if (statement->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX)
		return kind == ACTION_ATTACH_PARTITION ? ACTION_ATTACH_INDEX_PARTITION
						       : ACTION_ALTER_INDEX_OTHER;
	if (statement->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_TYPE)
		return ACTION_ALTER_COMPOSITE_TYPE;
	return kind;
}

static void read_column(ActionBuilder *builder, Action *action, const PgQuery__AlterTableCmd *command)
{
	const PgQuery__ColumnDef *definition = command->def->column_def;
	ColumnFacts *facts = arena_new(builder->arena, ColumnFacts);

	if (action->kind == ACTION_ADD_COLUMN) {
		column_facts_read(facts, definition, builder->arena);
		action_read_inline_constraints(builder, action, definition);
		action->if_not_exists = command->missing_ok;
	} else {
		facts->type = type_from_node(definition->type_name, builder->arena);
		facts->location = location_or_unknown(definition->location);
		facts->name = ast_str(command->name);
		if (!facts->name.len) // ALTER TYPE ... ADD ATTRIBUTE
			facts->name = ast_str(definition->colname);
		action->expression = definition->raw_default;
	}
	action->name = facts->name;
	action->column = facts;
	action->location = facts->location;
}

static void read_definition(ActionBuilder *builder, Action *action, const PgQuery__AlterTableCmd *command)
{
	const PgNode *def = command->def;

	switch (def->node_case) {
	case PG_QUERY__NODE__NODE_COLUMN_DEF:
		action->definition = def;
		read_column(builder, action, command);
		return;
	case PG_QUERY__NODE__NODE_CONSTRAINT:
		if (action->kind != ACTION_ADD_IDENTITY)
			action->definition = def;
		action_read_constraint(builder, action, def->constraint);
		return;
	case PG_QUERY__NODE__NODE_RANGE_VAR:
		action->other = relation_from_range_var(def->range_var);
		return;
	case PG_QUERY__NODE__NODE_TYPE_NAME:
		action->other = object_name(def);
		return;
	case PG_QUERY__NODE__NODE_PARTITION_CMD:
		action->other = relation_from_range_var(def->partition_cmd->name);
		action->concurrently = def->partition_cmd->concurrent;
		return;
	case PG_QUERY__NODE__NODE_REPLICA_IDENTITY_STMT:
		action->name = ast_str(def->replica_identity_stmt->name);
		return;
	case PG_QUERY__NODE__NODE_STRING:
		action->new_name = node_string(def); // SET STORAGE, SET COMPRESSION
		return;
	default:
		if (action->kind == ACTION_SET_DEFAULT)
			action->expression = def;
	}
}

static void add_subcommand(ActionBuilder *builder, const PgQuery__AlterTableStmt *statement,
			   const PgNode *node)
{
	const PgQuery__AlterTableCmd *command = node->alter_table_cmd;
	ActionKind kind = kind_for_object(statement, kind_of_subcommand(command));
	Action *action = action_add(builder, kind, node);

	action->table = relation_from_range_var(statement->relation);
	action->name = ast_str(command->name);
	action->only = statement->relation && !statement->relation->inh &&
		statement->objtype != PG_QUERY__OBJECT_TYPE__OBJECT_TYPE;
	action->if_exists = statement->missing_ok || (kind != ACTION_ADD_COLUMN && command->missing_ok);
	action->cascade = command->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
	if (command->def)
		read_definition(builder, action, command);
	if (kind == ACTION_CHANGE_OWNER && command->newowner)
		action->new_name = ast_str(command->newowner->rolename);
	if (kind == ACTION_SET_TABLESPACE || kind == ACTION_SET_ACCESS_METHOD) {
		action->new_name = action->name;
		action->name = STR_NONE;
	}
}

void action_alter_table(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__AlterTableStmt *alter = statement->alter_table_stmt;

	for (size_t i = 0; i < alter->n_cmds; i++)
		if (alter->cmds[i]->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_CMD)
			add_subcommand(builder, alter, alter->cmds[i]);
}
