#include "rule.h"

#include "engine.h"
#include "postgres/parse.h"
#include "postgres/predicate.h"

ActionPlaces lint_actions(Lint *lint, Direction direction, ActionKind kind, Str name)
{
	if (!lint->actions[direction])
		lint->actions[direction] = action_index_new(lint->arena, lint_statements(lint, direction));
	return action_index_find(lint->actions[direction], kind, name);
}

// The first matching action of statements [from, to).
static const Action *find(Lint *lint, const Statement *statement, size_t from, size_t to,
			  const Action *wanted)
{
	Str name = wanted->table.name.len ? wanted->table.name : wanted->name;
	ActionPlaces places = lint_actions(lint, statement->direction, wanted->kind, name);

	for (size_t i = 0; i < places.len && places.items[i].statement < to; i++)
		if (places.items[i].statement >= from &&
		    action_matches(places.items[i].action, wanted->kind, wanted->table, wanted->name))
			return places.items[i].action;
	return NULL;
}

const Action *lint_earlier(Lint *lint, const Statement *statement, ActionKind kind, Relation table, Str name)
{
	return find(lint, statement, 0, (size_t)statement->index + 1,
		    &(Action){ .kind = kind, .table = table, .name = name });
}

const Action *lint_later(Lint *lint, const Statement *statement, ActionKind kind, Relation table, Str name)
{
	return find(lint, statement, statement->index, SIZE_MAX,
		    &(Action){ .kind = kind, .table = table, .name = name });
}

enum { MAX_MADE = 7 };

// Remakers: what a dropped object is made anew by.
typedef struct Remakers {
	ActionKind dropped;
	ActionKind made[MAX_MADE];
} Remakers;

static const Remakers remakers[] = {
	{ ACTION_DROP_VIEW, { ACTION_CREATE_VIEW, ACTION_CREATE_MATERIALIZED_VIEW, ACTION_CREATE_TABLE } },
	{ ACTION_DROP_MATERIALIZED_VIEW,
	  { ACTION_CREATE_MATERIALIZED_VIEW, ACTION_CREATE_VIEW, ACTION_CREATE_TABLE } },
	{ ACTION_DROP_FUNCTION, { ACTION_CREATE_FUNCTION } },
	{ ACTION_DROP_TYPE, { ACTION_CREATE_TYPE, ACTION_CREATE_ENUM, ACTION_CREATE_DOMAIN } },
	{ ACTION_DROP_DOMAIN, { ACTION_CREATE_DOMAIN, ACTION_CREATE_TYPE, ACTION_CREATE_ENUM } },
	{ ACTION_DROP_SEQUENCE, { ACTION_CREATE_SEQUENCE } },
	{ ACTION_DROP_TRIGGER, { ACTION_CREATE_TRIGGER } },
	{ ACTION_DROP_EXTENSION, { ACTION_CREATE_EXTENSION } },
	{ ACTION_DROP_POLICY, { ACTION_CREATE_POLICY } },
	{ ACTION_DROP_CONSTRAINT,
	  { ACTION_ADD_FOREIGN_KEY, ACTION_ADD_CHECK, ACTION_ADD_UNIQUE, ACTION_ADD_UNIQUE_USING_INDEX,
	    ACTION_ADD_PRIMARY_KEY, ACTION_ADD_PRIMARY_KEY_USING_INDEX, ACTION_ADD_EXCLUSION } },
	{ ACTION_DROP_DEFAULT, { ACTION_SET_DEFAULT, ACTION_ADD_IDENTITY } },
	{ ACTION_DROP_IDENTITY, { ACTION_ADD_IDENTITY, ACTION_SET_DEFAULT } },
	{ ACTION_DROP_RULE, { ACTION_CREATE_RULE } },
	{ ACTION_DROP_NOT_NULL, { ACTION_SET_NOT_NULL } },
	{ ACTION_DROP_TABLE, { ACTION_CREATE_TABLE, ACTION_CREATE_TABLE_AS, ACTION_CREATE_PARTITION } },
	{ ACTION_DROP_COLUMN, { ACTION_ADD_COLUMN } },
	{ ACTION_DROP_SCHEMA, { ACTION_CREATE_SCHEMA } },
	{ ACTION_DISABLE_ROW_SECURITY, { ACTION_ENABLE_ROW_SECURITY } },
	{ ACTION_NO_FORCE_ROW_SECURITY, { ACTION_FORCE_ROW_SECURITY } },
};

// The part of its table an action is about; none for objects that stand alone, where a DROP repeats the name.
static Str part_name(const Action *action)
{
	return str_equal(action->name, action->table.name) ? STR_NONE : action->name;
}

// What takes the name of a dropped object, or of a constraint.
static const ActionKind renamers[] = { ACTION_RENAME_TABLE, ACTION_RENAME_TYPE, ACTION_RENAME_OTHER,
				       ACTION_RENAME_CONSTRAINT };

// Whether `candidate`, of a kind that can, makes what `dropped` takes away.
static bool makes(const Action *candidate, const Action *dropped)
{
	switch (candidate->kind) {
	case ACTION_RENAME_TABLE:
	case ACTION_RENAME_TYPE:
	case ACTION_RENAME_OTHER:
		return !part_name(dropped).len && str_equal(candidate->new_name, dropped->table.name);
	case ACTION_RENAME_CONSTRAINT:
		return dropped->kind == ACTION_DROP_CONSTRAINT &&
			str_equal(candidate->new_name, dropped->name) &&
			relation_equal(candidate->table, dropped->table);
	default:
		return relation_equal(candidate->table, dropped->table) &&
			str_equal(part_name(candidate), part_name(dropped));
	}
}

static bool any_makes_as(Lint *lint, Direction direction, size_t from, ActionKind kind, const Action *dropped)
{
	ActionPlaces places = lint_actions(lint, direction, kind, dropped->table.name);

	for (size_t i = 0; i < places.len; i++)
		if (places.items[i].statement >= from && makes(places.items[i].action, dropped))
			return true;
	return false;
}

static bool any_makes(Lint *lint, Direction direction, size_t from, const Action *dropped)
{
	for (size_t i = 0; i < sizeof(remakers) / sizeof(*remakers); i++)
		for (size_t j = 0;
		     remakers[i].dropped == dropped->kind && j < MAX_MADE && remakers[i].made[j]; j++)
			if (any_makes_as(lint, direction, from, remakers[i].made[j], dropped))
				return true;
	for (size_t i = 0; i < sizeof(renamers) / sizeof(*renamers); i++)
		if (any_makes_as(lint, direction, from, renamers[i], dropped))
			return true;
	return false;
}

bool lint_recreates(Lint *lint, const Statement *statement, const Action *action)
{
	return any_makes(lint, statement->direction, statement->index, action);
}

bool lint_undoes_upgrade(Lint *lint, const Statement *statement, const Action *action)
{
	Action table = { .kind = ACTION_DROP_TABLE, .table = action->table };

	if (statement->direction != DIRECTION_DOWNGRADE)
		return false;
	return any_makes(lint, DIRECTION_UPGRADE, 0, action) ||
		(table.table.name.len && any_makes(lint, DIRECTION_UPGRADE, 0, &table));
}

// The RENAME TYPE of the direction that takes the name `from` away, or, when that is empty, gives the name `to`.
static const Action *rename_of_type(Lint *lint, const Statement *statement, Str from, Str to)
{
	ActionPlaces places =
		lint_actions(lint, statement->direction, ACTION_RENAME_TYPE, from.len ? from : to);

	for (size_t i = 0; i < places.len; i++) {
		const Action *action = places.items[i].action;
		if (from.len ? str_equal(action->table.name, from) : str_equal(action->new_name, to))
			return action;
	}
	return NULL;
}

// The CREATE TYPE of the replacement whose RENAME TYPE is `rename`: the old type makes room for the new one, or the new one takes
// the place of the old, or both are renamed.
static const Action *replacement(Lint *lint, const Statement *statement, const Action *rename)
{
	Relation made = { .name = rename->table.name }, dropped = { .name = rename->new_name };
	const Action *new_one = rename_of_type(lint, statement, STR_NONE, rename->table.name);
	const Action *old_one = rename_of_type(lint, statement, rename->new_name, STR_NONE);

	if (new_one)
		made.name = new_one->table.name;
	if (old_one)
		dropped.name = old_one->new_name;
	const StatementArray *statements = lint_statements(lint, statement->direction);
	const Action *create =
		find(lint, statement, 0, SIZE_MAX, &(Action){ .kind = ACTION_CREATE_ENUM, .table = made });

	if (!create ||
	    !find(lint, statement, 0, SIZE_MAX, &(Action){ .kind = ACTION_DROP_TYPE, .table = dropped }))
		return NULL;
	for (size_t i = 0; i < statements->len; i++) {
		const ActionArray *actions = &statements->items[i].actions;
		for (size_t j = 0; j < actions->len; j++)
			if (actions->items[j].kind == ACTION_ALTER_COLUMN_TYPE && actions->items[j].column &&
			    str_equal(actions->items[j].column->type.name, made.name))
				return create;
	}
	return NULL;
}

const Action *lint_enum_replacement(Lint *lint, const Statement *statement, Str name)
{
	ActionPlaces places = lint_actions(lint, statement->direction, ACTION_RENAME_TYPE, name);

	for (size_t i = 0; i < places.len; i++) {
		const Action *action = places.items[i].action;
		if (!str_equal(action->table.name, name) && !str_equal(action->new_name, name))
			continue;
		const Action *create = replacement(lint, statement, action);
		if (create)
			return create;
	}
	return NULL;
}

bool lint_makes_schema(Lint *lint, const Statement *statement, const Action *action)
{
	const Action *created = lint_earlier(lint, statement, ACTION_CREATE_SCHEMA, action->table, STR_NONE);

	return created && !created->if_not_exists;
}

bool lint_action_destroys(Lint *lint, const Statement *statement, const Action *action)
{
	if (!action_effects(statement, action)->destroys || action->temporary ||
	    statement_on_new_relation(statement, action->table))
		return false;
	if (action->kind == ACTION_DROP_SCHEMA)
		return !lint_makes_schema(lint, statement, action);
	return action->kind != ACTION_DROP_COLUMN ||
		!lint_earlier(lint, statement, ACTION_ADD_COLUMN, action->table, action->name);
}

const Action *lint_destroying_action(Lint *lint, const Statement *statement)
{
	for (size_t i = 0; i < statement->actions.len; i++)
		if (lint_action_destroys(lint, statement, &statement->actions.items[i]))
			return &statement->actions.items[i];
	return NULL;
}

const Statement *lint_next_destroying(Lint *lint, Direction direction, size_t index)
{
	const StatementArray *statements = lint_statements(lint, direction);

	for (; index < statements->len; index++)
		if (lint_destroying_action(lint, &statements->items[index]))
			return &statements->items[index];
	return NULL;
}

static bool is_opaque(const Statement *statement)
{
	if (statement->error)
		return true;
	for (size_t i = 0; i < statement->actions.len; i++) {
		ActionKind kind = statement->actions.items[i].kind;
		bool runs_more = kind == ACTION_DO || kind == ACTION_CALL;
		if (kind == ACTION_OTHER || (runs_more && !statement->followed))
			return true;
	}
	return false;
}

bool lint_is_readable(Lint *lint, const Migration *migration, Direction direction)
{
	const StepArray *steps = &migration->steps[direction];
	const StatementArray *statements = lint_statements(lint, direction);

	if (migration->ends[direction] == RUN_LIMIT)
		return false;
	for (size_t i = 0; i < migration->notices.len; i++) {
		const Notice *notice = &migration->notices.items[i];
		if (notice->kind == NOTICE_SYNTAX_ERROR ||
		    (notice->direction == direction &&
		     (notice->kind == NOTICE_DYNAMIC_SQL || notice->kind == NOTICE_UNKNOWN_OPERATION ||
		      notice->kind == NOTICE_REFUSED_OPERATION || notice->kind == NOTICE_OPAQUE_PYTHON)))
			return false;
	}
	for (size_t i = 0; i < steps->len; i++)
		if (steps->items[i].kind == STEP_OPAQUE || steps->items[i].unreadable.len)
			return false;
	for (size_t i = 0; i < statements->len; i++)
		if (is_opaque(&statements->items[i]))
			return false;
	return true;
}

// The old type as the file claims it; empty when it is not known, or only in part.
static Str existing_type(const Statement *statement)
{
	Str text = statement->step->existing_type;

	return str_find(text, STR(SQL_HOLE_PREFIX), 0) == SIZE_MAX ? text : STR_NONE;
}

// The type before: as the history has it, else as the file claims it; what a condition may have changed is no better than a claim.
static bool old_type_of(Lint *lint, const Statement *statement, const Action *action, TypeRef *type)
{
	const ActionFacts *facts = action_facts(statement, action);

	*type = facts->old_type;
	if (facts->old_type_known && !facts->table->object.uncertain)
		return true;
	return type_parse(lint_arena(lint), existing_type(statement), type) || facts->old_type_known;
}

bool lint_type_change(Lint *lint, const Statement *statement, const Action *action, TypeChange *change)
{
	TypeRef old_type = { 0 };
	bool known = old_type_of(lint, statement, action, &old_type) &&
		!sql_hole_in(statement->sql, action->column->type.name);

	// What a USING computes is not known here; what fits into the new type is.
	*change = type_change(lint_arena(lint), &old_type, known, &action->column->type, false);
	return known;
}

// The first lock behind which writers wait, on what existed before the migration; NULL when there is none.
static const RelationLock *blocking_lock(const Statement *statement)
{
	for (size_t i = 0; i < statement->effects.locks.len; i++) {
		const RelationLock *lock = &statement->effects.locks.items[i];
		if (lock_blocks_writes(lock->mode) && !statement_on_new_relation(statement, lock->relation))
			return lock;
	}
	return NULL;
}

bool statement_waits_without_limit(const Statement *statement, Relation *relation, bool *blocks_reads)
{
	const Timeout *timeout = &statement->before.lock_timeout;
	const RelationLock *lock = timeout->is_set && timeout->ms > 0 ? NULL : blocking_lock(statement);

	if (!lock)
		return false;
	*relation = lock->relation;
	*blocks_reads = lock_blocks_reads(lock->mode);
	return true;
}

bool statement_runs_without_limit(const Statement *statement, Relation *relation)
{
	const Timeout *timeout = &statement->before.statement_timeout;
	const RelationLock *lock = timeout->is_set && timeout->ms > 0 ? NULL : blocking_lock(statement);

	if (!lock)
		return false;
	*relation = lock->relation;
	return true;
}

// What changes no schema, or cannot be taken back by a statement.
static const bool without_inverse[ACTION_KIND_COUNT] = {
	[ACTION_OTHER] = true,
	[ACTION_TRUNCATE] = true,
	[ACTION_LOCK_TABLE] = true,
	[ACTION_VALIDATE_CONSTRAINT] = true,
	[ACTION_ALTER_DOMAIN_VALIDATE] = true,
	[ACTION_REINDEX] = true,
	[ACTION_CLUSTER] = true,
	[ACTION_VACUUM] = true,
	[ACTION_VACUUM_FULL] = true,
	[ACTION_ANALYZE] = true,
	[ACTION_REFRESH_MATERIALIZED_VIEW] = true,
	[ACTION_ADD_ENUM_VALUE] = true,
	[ACTION_ALTER_EXTENSION] = true,
	[ACTION_DETACH_PARTITION_FINALIZE] = true,
	[ACTION_COMMENT] = true,
	[ACTION_DROP_OWNED] = true,
	[ACTION_DROP_DATABASE] = true,
};

bool statement_has_inverse(const Statement *statement)
{
	for (size_t i = 0; i < statement->actions.len; i++) {
		ActionKind kind = statement->actions.items[i].kind;
		// Rows and session commands stand behind the schema's in ACTION_KINDS.
		if (kind < ACTION_SELECT && !without_inverse[kind])
			return true;
	}
	return false;
}

const SqlHole *statement_hole(const Statement *statement)
{
	const Sql *sql = statement->sql;

	for (size_t i = 0; i < sql->hole_count; i++)
		if (sql->holes[i].start >= statement->start && sql->holes[i].start < statement->end)
			return &sql->holes[i];
	return NULL;
}

bool action_hits_all_rows(const Action *action)
{
	return !action->expression || expression_is_tautology(action->expression);
}

static bool is_bulk_update(Lint *lint, const Statement *statement, const Action *action)
{
	if (statement_on_new_relation(statement, action->table))
		return false;
	if (action_hits_all_rows(action))
		return true;
	if (expression_names_value(action->expression))
		return false;
	return update_has_from(action->definition) || lint_is_backfill(lint, statement, action);
}

bool lint_is_bulk(Lint *lint, const Statement *statement, const Action *action)
{
	Relation source;

	if (action->kind == ACTION_UPDATE)
		return is_bulk_update(lint, statement, action);
	return action->kind == ACTION_INSERT && insert_copies_table(action->definition, &source) &&
		!statement_on_new_relation(statement, source);
}

bool lint_is_backfill(Lint *lint, const Statement *statement, const Action *action)
{
	for (size_t i = 0; i < action->columns.len; i++)
		if (!lint_earlier(lint, statement, ACTION_ADD_COLUMN, action->table,
				  action->columns.items[i]))
			return false;
	return action->columns.len > 0;
}

bool statement_long_identifier(const Statement *statement, uint32_t *start, uint32_t *end)
{
	return sql_find_long_identifier(str_slice(statement->sql->text, 0, statement->end), start, end);
}

// Whether the constraint `name` was validated before `statement`, and not dropped again.
static bool is_validated(Lint *lint, const Statement *statement, const Action *check)
{
	if (lint_earlier(lint, statement, ACTION_DROP_CONSTRAINT, check->table, check->name))
		return false;
	return !check->not_valid ||
		lint_earlier(lint, statement, ACTION_VALIDATE_CONSTRAINT, check->table, check->name);
}

bool lint_proves_not_null(Lint *lint, const Statement *statement, const Action *action)
{
	ActionPlaces places = lint_actions(lint, statement->direction, ACTION_ADD_CHECK, action->table.name);

	for (size_t i = 0; i < places.len && places.items[i].statement < statement->index; i++) {
		const Action *check = places.items[i].action;
		if (action_matches(check, ACTION_ADD_CHECK, action->table, STR_NONE) && check->name.len &&
		    expression_implies_not_null(check->expression, action->name) &&
		    is_validated(lint, statement, check))
			return true;
	}
	return false;
}

const char *lint_grammar(Lint *lint)
{
	return arena_printf(lint_arena(lint), "PostgreSQL %d", postgres_grammar_version());
}

bool statement_needs_newer_server(const Lint *lint, const Statement *statement)
{
	return statement->newer && statement->newer_version > lint_postgres_version(lint);
}

const char *show_newer_grammar(Lint *lint, const Statement *statement)
{
	return arena_printf(lint_arena(lint), "PostgreSQL %d", statement->newer_version);
}

const char *show_object(Lint *lint, const Statement *statement, const Action *action)
{
	Arena *arena = lint_arena(lint);

	if (!action->name.len && !action->table.name.len)
		return "unnamed objects";
	if (!part_name(action).len)
		return arena_printf(arena, "`%s`", show_relation(lint, statement, action->table));
	const char *name = show_identifier(lint, statement, action->name, "");
	Relation table = action->table.name.len ? action->table : action->other;
	if (!table.name.len)
		return arena_printf(arena, "`%s`", name);
	return arena_printf(arena, "`%s` on `%s`", name, show_relation(lint, statement, table));
}

const char *show_action(Lint *lint, const Statement *statement, const Action *action)
{
	const char *more = action->kind == ACTION_DELETE ? " FROM"
		: action->kind == ACTION_INSERT          ? " INTO"
							 : "";

	return arena_printf(lint_arena(lint), "%s%s %s", action_kind_name(action->kind), more,
			    show_object(lint, statement, action));
}

const char *show_identifier(Lint *lint, const Statement *statement, Str name, const char *suffix)
{
	Arena *arena = lint_arena(lint);
	Str whole = str_from(arena_printf(arena, "%.*s%s", STR_ARG(name), suffix));

	return whole.len ? show_name(lint, statement, identifier_show(arena, whole)) : "";
}

const char *show_new_type(Lint *lint, const Statement *statement, const Action *action)
{
	return show_name(lint, statement, str_from(show_type(lint, &action->column->type)));
}

const char *show_old_type(Lint *lint, const Statement *statement, const Action *action)
{
	TypeRef old_type = { 0 };

	if (old_type_of(lint, statement, action, &old_type))
		return show_type(lint, &old_type);
	return "";
}
