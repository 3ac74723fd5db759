#include "squashed.h"

#include "migration/django_compare.h"
#include "migration/django_state.h"
#include "postgres/predicate.h"

// What is made and dropped by name; `of_table`: it goes with its table, and its name is action->name.
static const struct {
	ActionKind create;
	ActionKind drop;
	bool of_table;
} kinds[] = {
	{ ACTION_CREATE_INDEX, ACTION_DROP_INDEX, true },
	{ ACTION_CREATE_TRIGGER, ACTION_DROP_TRIGGER, true },
	{ ACTION_CREATE_POLICY, ACTION_DROP_POLICY, true },
	{ ACTION_CREATE_RULE, ACTION_DROP_RULE, true },
	{ ACTION_ADD_CHECK, ACTION_DROP_CONSTRAINT, true },
	{ ACTION_ADD_UNIQUE, ACTION_DROP_CONSTRAINT, true },
	{ ACTION_ADD_EXCLUSION, ACTION_DROP_CONSTRAINT, true },
	{ ACTION_CREATE_TABLE, ACTION_DROP_TABLE, false },
	{ ACTION_CREATE_VIEW, ACTION_DROP_VIEW, false },
	{ ACTION_CREATE_MATERIALIZED_VIEW, ACTION_DROP_MATERIALIZED_VIEW, false },
	{ ACTION_CREATE_ENUM, ACTION_DROP_TYPE, false },
	{ ACTION_CREATE_TYPE, ACTION_DROP_TYPE, false },
	{ ACTION_CREATE_DOMAIN, ACTION_DROP_DOMAIN, false },
	{ ACTION_CREATE_SEQUENCE, ACTION_DROP_SEQUENCE, false },
	{ ACTION_CREATE_FUNCTION, ACTION_DROP_FUNCTION, false },
	{ ACTION_CREATE_EXTENSION, ACTION_DROP_EXTENSION, false },
	{ ACTION_CREATE_SCHEMA, ACTION_DROP_SCHEMA, false },
	{ ACTION_INSERT, ACTION_DELETE, false },
};
enum { KIND_COUNT = sizeof(kinds) / sizeof(*kinds) };

// Behind one of these nobody knows without the schema what is still there.
static const ActionKind unclear[] = {
	ACTION_DROP_OTHER, ACTION_DROP_OWNED,    ACTION_DROP_SCHEMA,
	ACTION_SET_SCHEMA, ACTION_RENAME_SCHEMA, ACTION_RENAME_OTHER,
};
static const ActionKind renames[] = { ACTION_RENAME_INDEX, ACTION_RENAME_CONSTRAINT, ACTION_RENAME_TYPE };
// What may take objects of its table along, or rows.
static const ActionKind of_table[] = {
	ACTION_DROP_TABLE, ACTION_RENAME_TABLE, ACTION_DROP_COLUMN,       ACTION_RENAME_COLUMN,
	ACTION_TRUNCATE,   ACTION_DELETE,       ACTION_ALTER_COLUMN_TYPE,
};

static bool is_among(ActionKind kind, const ActionKind *all, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (all[i] == kind)
			return true;
	return false;
}
#define IS_AMONG(kind, all) is_among(kind, all, sizeof(all) / sizeof(*(all)))

static int kind_of(ActionKind create)
{
	for (int i = 0; i < KIND_COUNT; i++)
		if (kinds[i].create == create)
			return i;
	return -1;
}

static Str name_of(const Action *action, int kind)
{
	return kinds[kind].of_table ? action->name : action->table.name;
}

// ---- what is brought ------------------------------------------------------------------------------------------

// Of what Django makes of models these tell themselves (django_compare.h), but no model has extensions.
static bool is_by_hand(const Statement *statement, const Action *action)
{
	return !statement->step->elidable &&
		(!django_operation_is_known(statement->step->operation) ||
		 action->kind == ACTION_CREATE_EXTENSION);
}

// Whether it surely leaves something in a database without rows: what is copied from another table is nothing there.
static bool is_certain(const Statement *statement, const Action *action)
{
	if (action->temporary || (action->kind == ACTION_INSERT && !insert_writes_values(action->definition)))
		return false;
	return !statement->conditional && !statement->step->conditional && !statement->guard &&
		!statement->error && !statement->enclosing && !statement->sql->hole_count;
}

static bool brings(const Action *action, int kind, Str name)
{
	if (kinds[kind].create == action->kind && str_equal(name_of(action, kind), name))
		return true;
	for (size_t i = 0; i < action->constraints.len; i++)
		if (kinds[kind].create == action->constraints.items[i].kind &&
		    str_equal(action->constraints.items[i].name, name))
			return true;
	return false;
}

static bool any_brings(const FileResults *results, int kind, Str name)
{
	for (size_t i = 0; i < results->len; i++) {
		const StatementArray *statements = &results->items[i]->statements[DIRECTION_UPGRADE];
		for (size_t k = 0; k < statements->len; k++)
			for (size_t n = 0; n < statements->items[k].actions.len; n++)
				if (brings(&statements->items[k].actions.items[n], kind, name))
					return true;
	}
	return false;
}

// Whether a step of them cannot be read, and may bring anything.
static bool any_unread(const FileResults *results, bool rows)
{
	for (size_t i = 0; i < results->len; i++) {
		const StepArray *steps = &results->items[i]->migration->steps[DIRECTION_UPGRADE];
		for (size_t k = 0; k < steps->len; k++)
			if ((steps->items[k].kind == STEP_OPAQUE || steps->items[k].unreadable.len) &&
			    (rows || step_may_change_schema(&steps->items[k])))
				return true;
	}
	return false;
}

// ---- what stays -----------------------------------------------------------------------------------------------

static bool takes(const Action *later, const Action *action, int kind)
{
	bool same_table = str_equal(later->table.name, action->table.name);
	bool named = str_equal(later->table.name, name_of(action, kind)) ||
		str_equal(later->name, name_of(action, kind));

	if (named && (later->kind == kinds[kind].drop || IS_AMONG(later->kind, renames)))
		return true;
	return IS_AMONG(later->kind, unclear) || later->cascade ||
		(same_table && IS_AMONG(later->kind, of_table));
}

// Whether what `action` of statement `at` of the migration `from` brings is there in the end.
static bool stays(const FileResults *replaced, size_t from, size_t at, const Action *action, int kind)
{
	for (size_t i = from; i < replaced->len; i++) {
		const StatementArray *statements = &replaced->items[i]->statements[DIRECTION_UPGRADE];
		for (size_t k = i == from ? at + 1 : 0; k < statements->len; k++)
			for (size_t n = 0; n < statements->items[k].actions.len; n++)
				if (takes(&statements->items[k].actions.items[n], action, kind))
					return false;
	}
	return true;
}

// ---- losses ---------------------------------------------------------------------------------------------------

typedef struct Search {
	Arena *arena;
	Migration *squash;
	const FileResults *used, *replaced, *elsewhere;
	bool unread_schema, unread_rows;
} Search;

static bool is_told(const Search *search, int kind, Str name)
{
	const DjangoSquash *squash = search->squash->squash;

	for (size_t i = 0; i < squash->losses.len; i++)
		if (kind_of(squash->losses.items[i].action->kind) == kind &&
		    str_equal(name_of(squash->losses.items[i].action, kind), name))
			return true;
	return false;
}

static void judge(Search *search, size_t from, size_t at, const Action *action)
{
	const FileResult *result = search->replaced->items[from];
	const Statement *statement = &result->statements[DIRECTION_UPGRADE].items[at];
	int kind = kind_of(action->kind);
	Str name = kind < 0 ? STR_NONE : name_of(action, kind);

	if (!name.len || !is_by_hand(statement, action) || !is_certain(statement, action) ||
	    (action->kind == ACTION_INSERT ? search->unread_rows : search->unread_schema))
		return;
	if (is_told(search, kind, name) || !stays(search->replaced, from, at, action, kind) ||
	    any_brings(search->used, kind, name) || any_brings(search->elsewhere, kind, name))
		return;
	SquashLoss loss = { .place = django_squash_entry(search->squash, result->migration),
			    .by = result->migration->revision,
			    .statement = statement,
			    .action = action };
	array_push(search->arena, &search->squash->squash->losses, loss);
}

static bool is_used(const FileResults *used, const FileResult *result)
{
	for (size_t i = 0; i < used->len; i++)
		if (used->items[i] == result)
			return true;
	return false;
}

void squashed_losses(Arena *arena, const FileResults *used, const FileResults *replaced,
		     const FileResults *elsewhere)
{
	Search search = {
		.arena = arena,
		.squash = (*array_last(used))->migration,
		.used = used,
		.replaced = replaced,
		.elsewhere = elsewhere,
		.unread_schema = any_unread(used, false) || any_unread(replaced, false),
		.unread_rows = any_unread(used, true),
	};

	for (size_t i = 0; i < replaced->len; i++) {
		const StatementArray *statements = &replaced->items[i]->statements[DIRECTION_UPGRADE];
		// What runs in both plans is no loss.
		if (is_used(used, replaced->items[i]))
			continue;
		for (size_t k = 0; k < statements->len; k++)
			for (size_t n = 0; n < statements->items[k].actions.len; n++)
				judge(&search, i, k, &statements->items[k].actions.items[n]);
	}
}
