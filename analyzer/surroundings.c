// surroundings.c - what the rest of the migration says about a statement (rule.h): its transaction, its connection, its tables.

#include "engine.h"
#include "postgres/predicate.h"

const Action *lint_in_transaction(Lint *lint, const Statement *statement, ActionKind kind, Relation table,
				  Str name, const Statement **by)
{
	const StatementArray *statements = lint_statements(lint, statement->direction);
	ActionPlaces places =
		lint_actions(lint, statement->direction, kind, table.name.len ? table.name : name);

	for (size_t i = action_places_before(&places, (size_t)statement->index + 1); i-- > 0;) {
		const Statement *earlier = &statements->items[places.items[i].statement];
		if (earlier->before.transaction != statement->before.transaction)
			return NULL;
		if (!action_matches(places.items[i].action, kind, table, name))
			continue;
		if (by)
			*by = earlier;
		return places.items[i].action;
	}
	return NULL;
}

bool lint_validates_own(Lint *lint, const Statement *statement, const Action *action, const Statement **by)
{
	static const ActionKind kinds[] = { ACTION_ADD_CHECK, ACTION_ADD_FOREIGN_KEY,
					    ACTION_ADD_NOT_NULL_CONSTRAINT };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const Action *added =
			lint_in_transaction(lint, statement, kinds[i], action->table, action->name, by);
		if (added && added->not_valid)
			return true;
	}
	return false;
}

Work lint_work(Lint *lint, const Statement *statement, const Action *action)
{
	Work work = action_effects(statement, action)->work;

	if (action->kind == ACTION_SET_NOT_NULL && lint_proves_not_null(lint, statement, action))
		return WORK_INSTANT;
	return work;
}

static bool scans_an_existing_table(const Statement *statement, const Effects *effects)
{
	for (size_t i = 0; i < effects->scans.len; i++)
		if (!statement_on_new_relation(statement, effects->scans.items[i]))
			return true;
	for (size_t i = 0; i < effects->rewrites.len; i++)
		if (!statement_on_new_relation(statement, effects->rewrites.items[i]))
			return true;
	for (size_t i = 0; i < effects->builds.len; i++)
		if (!statement_on_new_relation(statement, effects->builds.items[i]))
			return true;
	return false;
}

bool lint_is_heavy(Lint *lint, const Statement *statement, const Action *action)
{
	Work work = lint_work(lint, statement, action);
	const Effects *effects = action_effects(statement, action);

	// A new table refers to nothing yet.
	if (work == WORK_INSTANT ||
	    (action->kind == ACTION_ADD_FOREIGN_KEY && statement_on_new_relation(statement, action->table)))
		return false;
	if (work == WORK_ROWS && action->kind != ACTION_DELETE)
		return lint_is_bulk(lint, statement, action);
	if (scans_an_existing_table(statement, effects))
		return true;
	// Work on a table that only PostgreSQL knows (REINDEX INDEX).
	return work >= WORK_SCAN && !effects->scans.len &&
		!statement_on_new_relation(statement, action->table);
}

bool statement_works_online(const Statement *statement)
{
	RelationLock strongest = effects_strongest(&statement->effects);

	return statement->effects.work >= WORK_SCAN && strongest.mode == LOCK_SHARE_UPDATE_EXCLUSIVE;
}

bool lint_in_autocommit(Lint *lint, const Statement *statement)
{
	(void)lint;
	const StepArray *steps = &statement->migration->steps[statement->direction];

	for (const Step *step = statement->step; step > steps->items; step--) {
		if (step[-1].kind != STEP_BOUNDARY)
			continue;
		if (step[-1].boundary == BOUNDARY_AUTOCOMMIT_BEGIN ||
		    step[-1].boundary == BOUNDARY_AUTOCOMMIT_CONNECTION)
			return true;
		if (step[-1].boundary == BOUNDARY_AUTOCOMMIT_END)
			return false;
	}
	return false;
}

bool lint_shares_string(Lint *lint, const Statement *statement)
{
	const StatementArray *statements = lint_statements(lint, statement->direction);

	if (statement->enclosing)
		return true;
	if (statement->step->separate)
		return false;
	// What it runs itself does not count.
	for (size_t i = statement->index; i > 0 && statements->items[i - 1].step == statement->step; i--)
		if (!statements->items[i - 1].enclosing)
			return true;
	for (size_t i = (size_t)statement->index + 1;
	     i < statements->len && statements->items[i].step == statement->step; i++)
		if (!statements->items[i].enclosing)
			return true;
	return false;
}

bool lint_works_in_batches(Lint *lint, const Statement *statement)
{
	enum { MAX_AHEAD = 20 }; // statements of one batch
	const StatementArray *statements = lint_statements(lint, statement->direction);
	size_t end = (size_t)statement->index + MAX_AHEAD;

	for (size_t i = (size_t)statement->index + 1; statement->enclosing && i < statements->len && i < end;
	     i++) {
		const Statement *next = &statements->items[i];
		if (next->enclosing != statement->enclosing)
			return false;
		if (next->conditional && next->actions.len && next->actions.items[0].kind == ACTION_COMMIT)
			return next->effects.allowed_in_transaction;
	}
	return false;
}

static bool shows_partitioned(const Action *action, Relation table)
{
	switch (action->kind) {
	case ACTION_CREATE_PARTITION:
		if (relation_equal(action->other, table))
			return true;
		return relation_equal(action->table, table) && create_is_partitioned(action->definition);
	case ACTION_CREATE_TABLE:
		return relation_equal(action->table, table) && create_is_partitioned(action->definition);
	case ACTION_ATTACH_PARTITION:
	case ACTION_DETACH_PARTITION:
		return relation_equal(action->table, table);
	case ACTION_CREATE_INDEX:
		return action->only && relation_equal(action->table, table);
	default:
		return false;
	}
}

static bool shows_anywhere(Lint *lint, Relation table)
{
	static const ActionKind kinds[] = { ACTION_CREATE_PARTITION, ACTION_CREATE_TABLE,
					    ACTION_ATTACH_PARTITION, ACTION_DETACH_PARTITION,
					    ACTION_CREATE_INDEX };

	for (size_t k = 0; k < DIRECTION_COUNT * (sizeof(kinds) / sizeof(*kinds)); k++) {
		ActionPlaces places = lint_actions(lint, (Direction)(k % DIRECTION_COUNT),
						   kinds[k / DIRECTION_COUNT], table.name);
		for (size_t i = 0; i < places.len; i++)
			if (shows_partitioned(places.items[i].action, table))
				return true;
	}
	return false;
}

bool lint_is_partitioned(Lint *lint, const Statement *statement, const Action *action)
{
	const CatalogTable *known = action_facts(statement, action)->table;
	Relation table = action->table;

	if (known && (known->is_partitioned || known->complete))
		return known->is_partitioned;
	if (action->kind == ACTION_DROP_INDEX || action->kind == ACTION_REINDEX)
		table = lint_table_of_index(lint, statement, action);
	return table.name.len && shows_anywhere(lint, table);
}

bool action_meets_default_partition(const Statement *statement, const Action *action)
{
	const ActionFacts *facts = action_facts(statement, action);

	for (size_t i = 0; i < facts->partitions.len; i++)
		if (facts->partitions.items[i]->is_default_partition)
			return true;
	return false;
}

static Relation find_index(Lint *lint, Direction direction, Relation index)
{
	Relation none = { STR_NONE, STR_NONE };
	ActionPlaces places = lint_actions(lint, direction, ACTION_CREATE_INDEX, index.name);

	for (size_t i = 0; i < places.len; i++)
		if (action_matches(places.items[i].action, ACTION_CREATE_INDEX, none, index.name))
			return places.items[i].action->table;
	return none;
}

Relation lint_table_of_index(Lint *lint, const Statement *statement, const Action *action)
{
	const CatalogTable *known = action_facts(statement, action)->table;

	if (known)
		return known->object.name;
	Relation table = find_index(lint, statement->direction, action->table);
	return table.name.len ? table : find_index(lint, (Direction)!statement->direction, action->table);
}

// Whether the call names `table` as a string: op.drop_index("i", "t").
static bool call_names(const Statement *statement, Str table)
{
	Str call = span_text(statement->step->span);

	for (size_t at = str_find(call, table, 1); at != SIZE_MAX; at = str_find(call, table, at + 1)) {
		char quote = call.data[at - 1];
		if ((quote == '"' || quote == '\'') && at + table.len < call.len &&
		    call.data[at + table.len] == quote)
			return true;
	}
	return false;
}

bool lint_drops_table_of(Lint *lint, const Statement *statement, const Action *action)
{
	enum { MAX_AHEAD = 200 }; // statements that are looked at
	const StatementArray *statements = lint_statements(lint, statement->direction);
	Relation table = lint_table_of_index(lint, statement, action);

	for (size_t i = statement->index; i < statements->len && i < (size_t)statement->index + MAX_AHEAD;
	     i++) {
		const ActionArray *actions = &statements->items[i].actions;
		for (size_t j = 0; j < actions->len; j++) {
			const Action *drop = &actions->items[j];
			if (drop->kind == ACTION_DROP_TABLE && drop->table.name.len &&
			    (table.name.len ? relation_equal(drop->table, table)
					    : call_names(statement, drop->table.name)))
				return true;
		}
	}
	return false;
}

static bool has_column(const Action *action, Str column)
{
	for (size_t i = 0; i < action->columns.len; i++)
		if (str_equal(action->columns.items[i], column))
			return true;
	return false;
}

// Whether `old`, which the other direction makes (again), was dropped before `statement`, and is unique by some of the columns of `action`.
static bool is_widened(Lint *lint, const Statement *statement, const Action *action, const Action *old)
{
	bool index = old->kind == ACTION_CREATE_INDEX && old->unique;
	Relation name = { STR_NONE, old->name };

	if ((old->kind != ACTION_ADD_UNIQUE && !index) || !old->columns.len || !old->name.len ||
	    !relation_equal(old->table, action->table))
		return false;
	for (size_t i = 0; i < old->columns.len; i++)
		if (!old->columns.items[i].len || !has_column(action, old->columns.items[i]))
			return false;
	return index ? lint_earlier(lint, statement, ACTION_DROP_INDEX, name, STR_NONE) != NULL
		     : lint_earlier(lint, statement, ACTION_DROP_CONSTRAINT, old->table, old->name) != NULL;
}

// Whether a unique index that is there already is by some of the columns.
static bool is_unique_already(const Statement *statement, const Action *action)
{
	const CatalogIndexes *indexes = &action_facts(statement, action)->indexes;

	for (size_t i = 0; i < indexes->len; i++) {
		const CatalogIndex *index = indexes->items[i];
		size_t found = 0;
		for (size_t n = 0; n < index->columns.len; n++)
			found += index->columns.items[n].len && has_column(action, index->columns.items[n]);
		if (index->unique && index->valid && !index->predicate && found > 0 &&
		    found == index->columns.len)
			return true;
	}
	return false;
}

bool lint_widens_unique(Lint *lint, const Statement *statement, const Action *action)
{
	if (is_unique_already(statement, action))
		return true;
	const StatementArray *others = lint_statements(lint, (Direction)!statement->direction);

	for (size_t i = 0; i < others->len; i++)
		for (size_t j = 0; j < others->items[i].actions.len; j++)
			if (is_widened(lint, statement, action, &others->items[i].actions.items[j]))
				return true;
	return false;
}

const char *show_columns(Lint *lint, const Statement *statement, const Action *action)
{
	Buffer list = buffer_in(lint_arena(lint));

	for (size_t i = 0; i < action->columns.len; i++) {
		if (!action->columns.items[i].len)
			return "...";
		buffer_printf(&list, "%s%s", i ? ", " : "",
			      show_identifier(lint, statement, action->columns.items[i], ""));
	}
	return action->columns.len ? list.data : "...";
}

bool lint_proves_bound(Lint *lint, const Statement *statement, const Action *action)
{
	ActionPlaces places = lint_actions(lint, statement->direction, ACTION_ADD_CHECK, action->other.name);
	size_t before = action_places_before(&places, statement->index);

	for (size_t i = 0; i < before; i++) {
		const Action *check = places.items[i].action;
		if (action_matches(check, ACTION_ADD_CHECK, action->other, STR_NONE) &&
		    (!check->not_valid ||
		     lint_earlier(lint, statement, ACTION_VALIDATE_CONSTRAINT, check->table, check->name)) &&
		    check_covers_bound(check->expression, action->definition))
			return true;
	}
	return false;
}

bool action_revokes_now(const Action *action)
{
	return action->kind == ACTION_REVOKE && !revoke_is_for_the_future(action->definition);
}

bool statement_ends_transaction(const Statement *statement)
{
	ActionKind kind = statement->actions.len ? statement->actions.items[0].kind : ACTION_OTHER;

	return !statement->enclosing && (kind == ACTION_COMMIT || kind == ACTION_ROLLBACK);
}

// Whether a pending migration before this one creates the type.
static bool is_pending_type(Lint *lint, Relation type)
{
	const StatementArray *statements;

	for (size_t n = 0; (statements = lint_together(lint, n)); n++)
		for (size_t i = 0; i < statements->len; i++)
			for (size_t j = 0; j < statements->items[i].actions.len; j++)
				if (action_matches(&statements->items[i].actions.items[j], ACTION_CREATE_ENUM,
						   type, STR_NONE))
					return true;
	return false;
}

bool lint_can_use_enum_value(Lint *lint, const Statement *statement, Relation type)
{
	const StatementArray *own = lint_statements(lint, statement->direction);
	bool is_own = own->len && statement->migration == own->items[0].migration;
	bool is_new = is_pending_type(lint, type) ||
		(is_own &&
		 lint_in_transaction(lint, statement, ACTION_CREATE_ENUM, type, STR_NONE, NULL) != NULL);

	return enum_value_is_usable_at_once(lint_postgres_version(lint), is_new);
}

bool lint_can_detach_concurrently(Lint *lint)
{
	return detach_can_be_concurrent(lint_postgres_version(lint));
}

bool lint_partitioned_can_be_not_valid(Lint *lint)
{
	return partitioned_key_can_be_not_valid(lint_postgres_version(lint));
}

// Whether the history knows the table a statement is about, and no column of it is of the enum type.
static bool table_lacks_type(const Statement *statement, Str type)
{
	const Action *action = statement->actions.len ? array_last(&statement->actions) : NULL;
	const CatalogTable *table = action ? action_facts(statement, action)->table : NULL;

	if (!table || !table->complete)
		return false;
	for (size_t i = 0; i < table->columns.len; i++)
		if (!table->columns.items[i]->type_known ||
		    str_equal(table->columns.items[i]->type.name, type))
			return false;
	return true;
}

bool statement_uses_value(const Statement *statement, const Action *added)
{
	// Placeholders of two statements tell nothing about what they stand for.
	if (str_find(added->name, STR(SQL_HOLE_PREFIX), 0) != SIZE_MAX ||
	    table_lacks_type(statement, added->table.name))
		return false;
	return statement_uses_enum_value(statement->node, added->name, added->table.name);
}
