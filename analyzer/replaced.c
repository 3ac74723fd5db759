// What a migration gives back in another form, or has no use for any more (rule.h).
#include "engine.h"

static bool fills(ActionPlace place)
{
	return place.action->kind != ACTION_DELETE && place.action->kind != ACTION_TRUNCATE;
}

static bool empties(const Lint *lint, ActionPlace place, Direction direction)
{
	const Statement *statement = &lint_statements(lint, direction)->items[place.statement];

	return !statement->conditional &&
		(place.action->kind == ACTION_TRUNCATE || action_hits_all_rows(place.action));
}

// The last of the actions of a kind on `table` before `statement` that fills or empties it; `action` NULL when there is none.
static ActionPlace last_before(Lint *lint, const Statement *statement, ActionKind kind, Relation table)
{
	ActionPlaces places = lint_actions(lint, statement->direction, kind, table.name);

	for (size_t i = action_places_before(&places, statement->index); i-- > 0;)
		if (relation_equal(places.items[i].action->table, table) &&
		    (fills(places.items[i]) || empties(lint, places.items[i], statement->direction)))
			return places.items[i];
	return (ActionPlace){ 0 };
}

static bool is_later(ActionPlace place, ActionPlace than)
{
	return place.action &&
		(!than.action || place.statement > than.statement ||
		 (place.statement == than.statement && place.action > than.action));
}

bool lint_is_emptied(Lint *lint, const Statement *statement, Relation table)
{
	static const ActionKind kinds[] = { ACTION_TRUNCATE, ACTION_DELETE, ACTION_INSERT, ACTION_COPY_FROM,
					    ACTION_MERGE };
	ActionPlace last = { 0 };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		ActionPlace place = last_before(lint, statement, kinds[i], table);
		if (is_later(place, last))
			last = place;
	}
	return last.action && !fills(last);
}

// ---- constraints ----------------------------------------------------------------------------------------------

// ConstraintHint: what a constraint is, from the words people and tools name constraints by; the first that fits counts.
static const struct {
	const char *word;
	ConstraintKind kind;
} hints[] = {
	{ "fk", CONSTRAINT_FOREIGN_KEY }, { "foreign", CONSTRAINT_FOREIGN_KEY },
	{ "pk", CONSTRAINT_PRIMARY_KEY }, { "uniq", CONSTRAINT_UNIQUE },
	{ "uq", CONSTRAINT_UNIQUE },      { "uc", CONSTRAINT_UNIQUE },
	{ "key", CONSTRAINT_UNIQUE },
};

// Constraint: what is known of one that is dropped; `known`: by the catalog, else by its name.
typedef struct DroppedConstraint {
	const CatalogConstraint *known;
	Str name;
	ConstraintKind kind;
	bool has_kind;
} DroppedConstraint;

static DroppedConstraint read_dropped(const Statement *statement, const Action *action)
{
	DroppedConstraint dropped = { .known = action_facts(statement, action)->constraint,
				      .name = action->name };

	if (dropped.known) {
		dropped.kind = dropped.known->kind;
		dropped.has_kind = true;
	}
	for (size_t i = 0; !dropped.has_kind && i < sizeof(hints) / sizeof(hints[0]); i++) {
		dropped.kind = hints[i].kind;
		dropped.has_kind = str_find(action->name, str_from(hints[i].word), 0) != SIZE_MAX;
	}
	return dropped;
}

static bool is_part(Str name, size_t at, size_t len)
{
	return (at == 0 || name.data[at - 1] == '_') && (at + len == name.len || name.data[at + len] == '_');
}

// Whether `name` has `column` as words of its own: "patients_ward_id_fkey" has "ward_id".
static bool names_column(Str name, Str column)
{
	for (size_t at = 0; column.len && (at = str_find(name, column, at)) != SIZE_MAX; at++)
		if (is_part(name, at, column.len))
			return true;
	return false;
}

static bool has_column(const DroppedConstraint *dropped, Str column)
{
	if (!dropped->known)
		return names_column(dropped->name, column);
	return names_contain(dropped->known->columns.items, dropped->known->columns.len, column);
}

static bool is_kind(const Action *made, ConstraintKind kind)
{
	switch (made->kind) {
	case ACTION_ADD_FOREIGN_KEY:
		return kind == CONSTRAINT_FOREIGN_KEY;
	case ACTION_ADD_PRIMARY_KEY:
		return kind == CONSTRAINT_PRIMARY_KEY;
	case ACTION_ADD_UNIQUE:
		return kind == CONSTRAINT_UNIQUE;
	case ACTION_CREATE_INDEX:
		return kind == CONSTRAINT_UNIQUE && made->unique && !made->expression;
	default:
		return false;
	}
}

static bool replaces(const Action *made, const DroppedConstraint *dropped)
{
	if (!dropped->has_kind || !is_kind(made, dropped->kind) || !made->columns.len)
		return false;
	if (dropped->known && dropped->known->columns.len != made->columns.len)
		return false;
	for (size_t i = 0; i < made->columns.len; i++)
		if (!has_column(dropped, made->columns.items[i]))
			return false;
	return true;
}

// A table that goes, or a column of the constraint.
static bool takes_along(const Action *later, const Action *action, const DroppedConstraint *dropped)
{
	bool same = relation_equal(later->table, action->table);

	if (later->kind == ACTION_DROP_TABLE)
		return same ||
			(dropped->known && dropped->kind == CONSTRAINT_FOREIGN_KEY &&
			 relation_equal(later->table, dropped->known->references));
	return later->kind == ACTION_DROP_COLUMN && same && has_column(dropped, later->name);
}

bool lint_replaces_constraint(Lint *lint, const Statement *statement, const Action *action)
{
	const StatementArray *statements = lint_statements(lint, statement->direction);
	DroppedConstraint dropped = read_dropped(statement, action);

	for (size_t i = 0; i < statements->len; i++) {
		const ActionArray *actions = &statements->items[i].actions;
		for (size_t j = 0; j < actions->len; j++) {
			const Action *other = &actions->items[j];
			if (relation_equal(other->table, action->table) && replaces(other, &dropped))
				return true;
			if (i >= statement->index && takes_along(other, action, &dropped))
				return true;
		}
	}
	return false;
}

// ---- types ----------------------------------------------------------------------------------------------------

static bool is_of_type(const CatalogColumn *column, Str type)
{
	return column && column->type_known && str_equal(column->type.name, type);
}

// Whether `action` drops a column, or a table with a column, of the type.
static bool drops_user(const Statement *statement, const Action *action, Str type)
{
	const ActionFacts *facts = action_facts(statement, action);

	if (action->kind == ACTION_DROP_COLUMN)
		return is_of_type(facts->column, type);
	if (action->kind != ACTION_DROP_TABLE || !facts->table)
		return false;
	for (size_t i = 0; i < facts->table->columns.len; i++)
		if (is_of_type(facts->table->columns.items[i], type))
			return true;
	return false;
}

bool lint_drops_users_of(Lint *lint, const Statement *statement, Relation type)
{
	const StatementArray *statements = lint_statements(lint, statement->direction);

	for (size_t i = 0; i <= statement->index; i++)
		for (size_t j = 0; j < statements->items[i].actions.len; j++)
			if (drops_user(&statements->items[i], &statements->items[i].actions.items[j],
				       type.name))
				return true;
	return false;
}
