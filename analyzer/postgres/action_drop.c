// action_drop.c - DROP and RENAME, by the type of object.

#include "postgres/action_build.h"

#define OBJECT(name) PG_QUERY__OBJECT_TYPE__OBJECT_##name

static const struct ObjectKind {
	PgQuery__ObjectType type;
	ActionKind drop;
	ActionKind rename;
} object_kinds[] = {
	{ OBJECT(TABLE), ACTION_DROP_TABLE, ACTION_RENAME_TABLE },
	{ OBJECT(FOREIGN_TABLE), ACTION_DROP_TABLE, ACTION_RENAME_TABLE },
	{ OBJECT(INDEX), ACTION_DROP_INDEX, ACTION_RENAME_INDEX },
	{ OBJECT(VIEW), ACTION_DROP_VIEW, ACTION_RENAME_OTHER },
	{ OBJECT(MATVIEW), ACTION_DROP_MATERIALIZED_VIEW, ACTION_RENAME_OTHER },
	{ OBJECT(SEQUENCE), ACTION_DROP_SEQUENCE, ACTION_RENAME_OTHER },
	{ OBJECT(COLUMN), ACTION_DROP_OTHER, ACTION_RENAME_COLUMN },
	{ OBJECT(TABCONSTRAINT), ACTION_DROP_OTHER, ACTION_RENAME_CONSTRAINT },
	{ OBJECT(ATTRIBUTE), ACTION_DROP_OTHER, ACTION_ALTER_COMPOSITE_TYPE },
	{ OBJECT(TYPE), ACTION_DROP_TYPE, ACTION_RENAME_TYPE },
	{ OBJECT(DOMAIN), ACTION_DROP_DOMAIN, ACTION_RENAME_TYPE },
	{ OBJECT(DOMCONSTRAINT), ACTION_DROP_OTHER, ACTION_ALTER_DOMAIN_OTHER },
	{ OBJECT(SCHEMA), ACTION_DROP_SCHEMA, ACTION_RENAME_SCHEMA },
	{ OBJECT(EXTENSION), ACTION_DROP_EXTENSION, ACTION_RENAME_OTHER },
	{ OBJECT(FUNCTION), ACTION_DROP_FUNCTION, ACTION_RENAME_OTHER },
	{ OBJECT(PROCEDURE), ACTION_DROP_FUNCTION, ACTION_RENAME_OTHER },
	{ OBJECT(ROUTINE), ACTION_DROP_FUNCTION, ACTION_RENAME_OTHER },
	{ OBJECT(AGGREGATE), ACTION_DROP_FUNCTION, ACTION_RENAME_OTHER },
	{ OBJECT(TRIGGER), ACTION_DROP_TRIGGER, ACTION_RENAME_OTHER },
	{ OBJECT(RULE), ACTION_DROP_RULE, ACTION_RENAME_OTHER },
	{ OBJECT(POLICY), ACTION_DROP_POLICY, ACTION_RENAME_OTHER },
	{ OBJECT(STATISTIC_EXT), ACTION_DROP_STATISTICS, ACTION_RENAME_OTHER },
};

static const struct ObjectKind *kind_of(PgQuery__ObjectType type)
{
	static const struct ObjectKind other = { PG_QUERY__OBJECT_TYPE__OBJECT_TYPE_UNDEFINED,
						 ACTION_DROP_OTHER, ACTION_RENAME_OTHER };

	for (size_t i = 0; i < sizeof(object_kinds) / sizeof(*object_kinds); i++)
		if (object_kinds[i].type == type)
			return &object_kinds[i];
	return &other;
}

// Triggers, rules and policies are named by their table and then themselves.
static bool belongs_to_table(ActionKind kind)
{
	return kind == ACTION_DROP_TRIGGER || kind == ACTION_DROP_RULE || kind == ACTION_DROP_POLICY;
}

static void add_dropped(ActionBuilder *builder, const PgNode *statement, const PgNode *object)
{
	const PgQuery__DropStmt *drop = statement->drop_stmt;
	Action *action = action_add(builder, kind_of(drop->remove_type)->drop, statement);
	size_t count;
	PgNode *const *names = node_items(object, &count);

	if (belongs_to_table(action->kind) && count > 1) {
		action->table = action->other = relation_from_names(names, count - 1);
		action->name = node_string(names[count - 1]);
	} else {
		action->table = object_name(object);
		action->name = action->table.name;
	}
	action->if_exists = drop->missing_ok;
	action->cascade = drop->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
	action->concurrently = drop->concurrent;
}

void action_drop(ActionBuilder *builder, const PgNode *statement)
{
	for (size_t i = 0; i < statement->drop_stmt->n_objects; i++)
		add_dropped(builder, statement, statement->drop_stmt->objects[i]);
}

void action_rename(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__RenameStmt *rename = statement->rename_stmt;
	Action *action = action_add(builder, kind_of(rename->rename_type)->rename, statement);

	action->name = ast_str(rename->subname);
	action->new_name = ast_str(rename->newname);
	action->if_exists = rename->missing_ok;
	if (rename->relation) {
		action->table = relation_from_range_var(rename->relation);
		action->only = !rename->relation->inh && action->kind != ACTION_ALTER_COMPOSITE_TYPE;
	} else if (rename->object) {
		action->table = object_name(rename->object);
	} else {
		action->table.name = action->name; // schemas, databases, roles
	}
	if (!action->name.len)
		action->name = action->table.name;
}
