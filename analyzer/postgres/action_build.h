// action_build.h - what the files that make Actions share. Private to action*.c.

#ifndef POSTGRES_ACTION_BUILD_H
#define POSTGRES_ACTION_BUILD_H

#include "postgres/action.h"

typedef struct ActionBuilder {
	Arena *arena;
	ActionArray *actions;
} ActionBuilder;

// Adds an action; the pointer is good until the next one is added.
Action *action_add(ActionBuilder *builder, ActionKind kind, const PgNode *definition);
// The actions of `statement`, which may be part of another.
void action_of_statement(ActionBuilder *builder, const PgNode *statement);

// action_alter.c
void action_alter_table(ActionBuilder *builder, const PgNode *statement);
// The action that adds a constraint; ACTION_ALTER_TABLE_OTHER for what the grammar calls a constraint and is none (DEFAULT, IDENTITY ...).
ActionKind action_kind_of_constraint(const PgQuery__Constraint *constraint);
// action_drop.c
void action_drop(ActionBuilder *builder, const PgNode *statement);
void action_rename(ActionBuilder *builder, const PgNode *statement);
// action_table.c: CREATE TABLE and the columns and constraints it shares with ALTER TABLE
void action_create_table(ActionBuilder *builder, const PgNode *statement);
void column_facts_read(ColumnFacts *facts, const PgQuery__ColumnDef *column, Arena *arena);
// Adds the constraints in the definition of a column to `action`.
void action_read_inline_constraints(ActionBuilder *builder, Action *action, const PgQuery__ColumnDef *column);
// Keys of `constraint`, its referenced table, CHECK expression and flags.
void action_read_constraint(ActionBuilder *builder, Action *action, const PgQuery__Constraint *constraint);
// action_rows.c
void action_select(ActionBuilder *builder, const PgNode *statement);
void action_insert(ActionBuilder *builder, const PgNode *statement);
void action_update(ActionBuilder *builder, const PgNode *statement);
void action_delete(ActionBuilder *builder, const PgNode *statement);
void action_merge(ActionBuilder *builder, const PgNode *statement);
void action_copy(ActionBuilder *builder, const PgNode *statement);
void action_explain(ActionBuilder *builder, const PgNode *statement);
// action_object.c: types, domains, privileges, comments
void action_alter_enum(ActionBuilder *builder, const PgNode *statement);
void action_alter_domain(ActionBuilder *builder, const PgNode *statement);
void action_define(ActionBuilder *builder, const PgNode *statement);
void action_grant(ActionBuilder *builder, const PgNode *statement);
void action_grant_role(ActionBuilder *builder, const PgNode *statement);
void action_default_privileges(ActionBuilder *builder, const PgNode *statement);
void action_comment(ActionBuilder *builder, const PgNode *statement);
void action_set_schema(ActionBuilder *builder, const PgNode *statement);
void action_create_schema(ActionBuilder *builder, const PgNode *statement);
// action_session.c
void action_set(ActionBuilder *builder, const PgNode *statement);
void action_transaction(ActionBuilder *builder, const PgNode *statement);

// The name of an object in DropStmt, CommentStmt, RenameStmt ...: a List of names, a String, a TypeName, an ObjectWithArgs.
Relation object_name(const PgNode *object);
// The members of a List node; none for anything else.
PgNode *const *node_items(const PgNode *list, size_t *count);

static inline uint32_t location_or_unknown(int32_t location)
{
	return location > 0 ? (uint32_t)location : 0;
}

#endif
