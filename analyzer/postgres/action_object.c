// action_object.c - types, domains, privileges, comments, schemas.

#include "postgres/action_build.h"

void action_alter_enum(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__AlterEnumStmt *alter = statement->alter_enum_stmt;
	bool rename = ast_str(alter->old_val).len > 0;
	Action *action =
		action_add(builder, rename ? ACTION_RENAME_ENUM_VALUE : ACTION_ADD_ENUM_VALUE, statement);

	action->table = relation_from_names(alter->type_name, alter->n_type_name);
	action->name = ast_str(rename ? alter->old_val : alter->new_val);
	if (rename)
		action->new_name = ast_str(alter->new_val);
	action->if_not_exists = alter->skip_if_new_val_exists;
}

static ActionKind kind_of_alter_domain(Str subtype)
{
	switch (subtype.len ? subtype.data[0] : '\0') {
	case 'C':
		return ACTION_ALTER_DOMAIN_ADD_CONSTRAINT;
	case 'V':
		return ACTION_ALTER_DOMAIN_VALIDATE;
	case 'O':
		return ACTION_ALTER_DOMAIN_SET_NOT_NULL;
	default:
		return ACTION_ALTER_DOMAIN_OTHER;
	}
}

void action_alter_domain(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__AlterDomainStmt *alter = statement->alter_domain_stmt;
	Action *action = action_add(builder, kind_of_alter_domain(ast_str(alter->subtype)), statement);

	action->table = relation_from_names(alter->type_name, alter->n_type_name);
	action->name = ast_str(alter->name);
	if (alter->def && alter->def->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
		action_read_constraint(builder, action, alter->def->constraint);
	action->location = 0;
	action->if_exists = alter->missing_ok;
	action->cascade = alter->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
}

// CREATE TYPE (base types), CREATE AGGREGATE, CREATE OPERATOR ...
void action_define(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__DefineStmt *define = statement->define_stmt;
	bool type = define->kind == PG_QUERY__OBJECT_TYPE__OBJECT_TYPE;
	bool aggregate = define->kind == PG_QUERY__OBJECT_TYPE__OBJECT_AGGREGATE;
	Action *action = action_add(builder,
				    type                ? ACTION_CREATE_TYPE
					    : aggregate ? ACTION_CREATE_FUNCTION
							: ACTION_OTHER,
				    statement);

	action->table = relation_from_names(define->defnames, define->n_defnames);
}

static void add_grant(ActionBuilder *builder, const PgNode *definition, const PgQuery__GrantStmt *grant)
{
	ActionKind kind = grant->is_grant ? ACTION_GRANT : ACTION_REVOKE;
	bool cascade = grant->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;

	for (size_t i = 0; i < grant->n_objects; i++) {
		Action *action = action_add(builder, kind, definition);
		const PgNode *object = grant->objects[i];
		action->table = object->node_case == PG_QUERY__NODE__NODE_RANGE_VAR
			? relation_from_range_var(object->range_var)
			: object_name(object);
		action->cascade = cascade;
	}
	if (grant->n_objects == 0)
		action_add(builder, kind, definition)->cascade = cascade;
}

void action_grant(ActionBuilder *builder, const PgNode *statement)
{
	add_grant(builder, statement, statement->grant_stmt);
}

void action_grant_role(ActionBuilder *builder, const PgNode *statement)
{
	action_add(builder, statement->grant_role_stmt->is_grant ? ACTION_GRANT : ACTION_REVOKE, statement);
}

void action_default_privileges(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__GrantStmt *grant = statement->alter_default_privileges_stmt->action;

	if (grant)
		add_grant(builder, statement, grant);
	else
		action_add(builder, ACTION_OTHER, statement);
}

void action_comment(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__CommentStmt *comment = statement->comment_stmt;
	Action *action = action_add(builder, ACTION_COMMENT, statement);
	size_t count;
	PgNode *const *names = node_items(comment->object, &count);

	switch (comment->objtype) {
	case PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN:
	case PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT:
	case PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER:
	case PG_QUERY__OBJECT_TYPE__OBJECT_RULE:
	case PG_QUERY__OBJECT_TYPE__OBJECT_POLICY:
		if (count == 0)
			break;
		action->table = relation_from_names(names, count - 1);
		action->name = node_string(names[count - 1]);
		break;
	default:
		action->table = object_name(comment->object);
	}
}

void action_set_schema(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__AlterObjectSchemaStmt *alter = statement->alter_object_schema_stmt;
	Action *action = action_add(builder, ACTION_SET_SCHEMA, statement);

	action->table = alter->relation ? relation_from_range_var(alter->relation)
					: object_name(alter->object);
	action->new_name = ast_str(alter->newschema);
	action->if_exists = alter->missing_ok;
}

void action_create_schema(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__CreateSchemaStmt *create = statement->create_schema_stmt;
	Action *action = action_add(builder, ACTION_CREATE_SCHEMA, statement);

	action->table.name = ast_str(create->schemaname);
	if (!action->table.name.len && create->authrole)
		action->table.name = ast_str(create->authrole->rolename);
	action->if_not_exists = create->if_not_exists;
	for (size_t i = 0; i < create->n_schema_elts; i++)
		action_of_statement(builder, create->schema_elts[i]);
}
