#include "roundtrip.h"

#include "migration/sql.h"
#include "postgres/predicate.h"

// ---- what cannot be read -------------------------------------------------------------------------------------

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

static void set_unread(RoundTrip *trip, Span span, const char *why)
{
	if (trip->unread)
		return;
	trip->unread = why;
	trip->unread_span = span;
}

// The step as written, as far as its first line goes, and why it cannot be read.
static const char *reason_of(Arena *arena, const Step *step)
{
	Str text = step->span.source ? span_text(step->span) : STR_NONE;
	size_t end = str_find_char(text, '\n', 0);

	if (end != SIZE_MAX)
		text = str_slice(text, 0, end);
	if (!text.len || text.len > 60)
		return str_dup(arena, step->unreadable);
	return arena_printf(arena, "`%.*s`: %.*s", STR_ARG(text), STR_ARG(step->unreadable));
}

static void find_unread(Arena *arena, RoundTrip *trip, const Migration *migration,
			const StatementArray *statements, Direction direction)
{
	const StepArray *steps = &migration->steps[direction];

	for (size_t i = 0; i < steps->len; i++)
		if (step_may_change_schema(&steps->items[i]))
			set_unread(trip, steps->items[i].span, reason_of(arena, &steps->items[i]));
	for (size_t i = 0; i < statements[direction].len; i++)
		if (is_opaque(&statements[direction].items[i]))
			set_unread(trip, statements[direction].items[i].span,
				   "what the statement does is not known");
	if (migration->ends[direction] == RUN_LIMIT)
		set_unread(trip, migration->functions[direction].span,
			   "it is too long to be read to its end");
}

static void find_syntax_error(RoundTrip *trip, const Migration *migration)
{
	for (size_t i = 0; i < migration->notices.len; i++)
		if (migration->notices.items[i].kind == NOTICE_SYNTAX_ERROR)
			set_unread(trip, migration->notices.items[i].span, "the file does not parse");
}

// ---- what fails ----------------------------------------------------------------------------------------------

// Of adding a column: only a table without rows takes it.
static const char *failure_on_rows(Arena *arena, const Statement *statement, size_t action)
{
	const Action *added = &statement->actions.items[action];

	if (!statement->action_effects[action].fails_on_rows || !added->column ||
	    statement_on_new_relation(statement, added->table))
		return NULL;
	return arena_printf(
		arena, "column `%.*s` is NOT NULL and has no default, which a table with rows does not take",
		STR_ARG(identifier_show(arena, added->column->name)));
}

static bool fails_for_certain(RoundTrip *trip, const Statement *statement)
{
	for (size_t i = 0; i < statement->actions.len; i++) {
		trip->failing_action = &statement->actions.items[i];
		trip->failure = statement->facts[i].contradiction.message;
		if (trip->failure)
			return true;
	}
	trip->failing_action = statement->actions.items;
	trip->failure = statement->refusal;
	return trip->failure != NULL;
}

static bool fails_on_rows(Arena *arena, RoundTrip *trip, const Statement *statement)
{
	for (size_t i = 0; i < statement->actions.len && !trip->failure; i++) {
		trip->failing_action = &statement->actions.items[i];
		trip->failure = failure_on_rows(arena, statement, i);
	}
	trip->on_rows = trip->failure != NULL;
	return trip->on_rows;
}

// What fails for certain counts more than what fails before it if a table has rows.
static void find_failure(Arena *arena, RoundTrip *trip, const StatementArray *downgrade)
{
	for (size_t i = 0; i < downgrade->len && !trip->failing; i++)
		if (!downgrade->items[i].conditional && fails_for_certain(trip, &downgrade->items[i]))
			trip->failing = &downgrade->items[i];
	for (size_t i = 0; i < downgrade->len && !trip->failing; i++)
		if (!downgrade->items[i].conditional && fails_on_rows(arena, trip, &downgrade->items[i]))
			trip->failing = &downgrade->items[i];
	if (!trip->failing)
		trip->failing_action = NULL;
}

// Whether upgrade() cannot run on the schema it is thought to meet: then that schema is not what is thought.
static const Statement *contradicted(const StatementArray *upgrade)
{
	for (size_t i = 0; i < upgrade->len; i++) {
		const Statement *statement = &upgrade->items[i];
		if (statement->conditional)
			continue;
		if (statement->refusal)
			return statement;
		for (size_t j = 0; j < statement->actions.len; j++)
			if (statement->facts[j].contradiction.kind)
				return statement;
	}
	return NULL;
}

// ---- what differs --------------------------------------------------------------------------------------------

// An enum value cannot be taken out again.
static bool has_inverse(const CatalogChange *change)
{
	return !(change->kind == OBJECT_ENUM && change->part.len && change->nature == CHANGE_REMAINS);
}

// Whether the first thing the migration does with an object shows that it was there already, though the history does not know it.
static bool existed(const CatalogChange *change, const StatementArray *statements)
{
	for (int direction = 0; direction < DIRECTION_COUNT; direction++) {
		const StatementArray *own = &statements[direction];
		for (size_t i = 0; i < own->len; i++)
			for (size_t j = 0; j < own->items[i].actions.len; j++) {
				const Action *action = &own->items[i].actions.items[j];
				if (str_equal(action->table.name, change->name.name))
					return !str_starts_with(str_from(action_kind_name(action->kind)),
								STR("CREATE ")) &&
						!action->if_exists;
			}
	}
	return false;
}

static void find_changes(Arena *arena, RoundTrip *trip, Catalog *catalog, CatalogMark before,
			 const StatementArray *statements)
{
	CatalogChanges all = { 0 };

	catalog_changes(catalog, arena, before, &all);
	for (size_t i = 0; i < all.len; i++)
		if (has_inverse(&all.items[i]) &&
		    (all.items[i].nature != CHANGE_REMAINS || all.items[i].part.len ||
		     !existed(&all.items[i], statements)))
			array_push(arena, &trip->changes, all.items[i]);
}

// ---- what upgrade() shows of a column that the history does not know -------------------------------------------

static void add_change(Arena *arena, RoundTrip *trip, const CatalogTable *table, const CatalogColumn *column,
		       const char *message)
{
	CatalogChange change = { OBJECT_TABLE, CHANGE_DIFFERENT, table->object.name, column->name, message };

	array_push(arena, &trip->changes, change);
}

// existing_type= says what type it had.
static void compare_type(Arena *arena, RoundTrip *trip, const Statement *statement, const CatalogTable *table,
			 const CatalogColumn *column)
{
	Str existing = statement->step->existing_type;
	TypeRef old;

	if (!column->type_known || str_find(existing, STR(SQL_HOLE_PREFIX), 0) != SIZE_MAX ||
	    !type_parse(arena, existing, &old) || type_equal(&old, &column->type))
		return;
	if (str_equal(old.name, column->type.name) &&
	    !(old.modifiers_known && column->type.modifiers_known && old.modifier_count))
		return; // sa.String() does not say how long
	Str before = type_show(arena, &old), after = type_show(arena, &column->type);
	add_change(arena, trip, table, column,
		   arena_printf(arena, "column `%.*s` of `%.*s` comes back as %.*s, was %.*s",
				STR_ARG(identifier_show(arena, column->name)),
				STR_ARG(identifier_show(arena, table->object.name.name)), STR_ARG(after),
				STR_ARG(before)));
}

// Nobody sets NOT NULL where it is set, or drops it where it is not.
static void compare_not_null(Arena *arena, RoundTrip *trip, const Action *action, const CatalogTable *table,
			     const CatalogColumn *column)
{
	bool sets = action->kind == ACTION_SET_NOT_NULL;

	if (column->not_null == sets)
		add_change(arena, trip, table, column,
			   arena_printf(arena, "NOT NULL of column `%.*s` of `%.*s` %s",
					STR_ARG(identifier_show(arena, column->name)),
					STR_ARG(identifier_show(arena, table->object.name.name)),
					sets ? "remains" : "is lost"));
}

// Row level security as upgrade() left it.
static const char *compare_security(Arena *arena, const Action *action, const CatalogTable *table)
{
	bool force = action->kind == ACTION_FORCE_ROW_SECURITY ||
		action->kind == ACTION_NO_FORCE_ROW_SECURITY;
	bool on = action->kind == ACTION_FORCE_ROW_SECURITY || action->kind == ACTION_ENABLE_ROW_SECURITY;

	if ((force ? table->force_row_security : table->row_security) != on)
		return NULL;
	return arena_printf(arena, "%srow level security of `%.*s` remains %s", force ? "forced " : "",
			    STR_ARG(identifier_show(arena, table->object.name.name)), on ? "on" : "off");
}

static const char *compare_partition(Arena *arena, const Action *action, const CatalogTable *part)
{
	bool attached = action->kind == ACTION_ATTACH_PARTITION;

	if (part->is_partition != attached)
		return NULL;
	return arena_printf(arena,
			    attached ? "table `%.*s` remains a partition"
				     : "table `%.*s` is no partition any more",
			    STR_ARG(identifier_show(arena, part->object.name.name)));
}

static void compare_table(Arena *arena, RoundTrip *trip, const Catalog *catalog, const Action *action)
{
	static const CatalogColumn whole;
	bool moves = action->kind == ACTION_ATTACH_PARTITION || action->kind == ACTION_DETACH_PARTITION;
	bool secures = action->kind == ACTION_ENABLE_ROW_SECURITY ||
		action->kind == ACTION_DISABLE_ROW_SECURITY || action->kind == ACTION_FORCE_ROW_SECURITY ||
		action->kind == ACTION_NO_FORCE_ROW_SECURITY;

	if (!moves && !secures)
		return;
	const CatalogTable *table = catalog_table(catalog, moves ? action->other : action->table);
	if (!table || table->object.uncertain || (moves && table->complete))
		return;
	const char *message = moves ? compare_partition(arena, action, table)
				    : compare_security(arena, action, table);
	if (message)
		add_change(arena, trip, table, &whole, message);
}

static void compare_altered(Arena *arena, RoundTrip *trip, const Catalog *catalog, const Statement *statement,
			    size_t action_index)
{
	const Action *action = &statement->actions.items[action_index];
	const ActionFacts *facts = &statement->facts[action_index];
	const CatalogTable *table = catalog_table(catalog, action->table);
	const CatalogColumn *column = table ? table_column(table, action->name) : NULL;

	if (!facts->table || !facts->table->complete)
		compare_table(arena, trip, catalog, action);
	if (!column || table->object.uncertain || (facts->table && facts->table->complete))
		return;
	if (action->kind == ACTION_ALTER_COLUMN_TYPE && !facts->old_type_known)
		compare_type(arena, trip, statement, table, column);
	else if ((action->kind == ACTION_SET_NOT_NULL || action->kind == ACTION_DROP_NOT_NULL) &&
		 (!facts->column || (facts->column->revealed && !facts->column->not_null)))
		compare_not_null(arena, trip, action, table, column);
}

static void find_altered(Arena *arena, RoundTrip *trip, const Catalog *catalog, const StatementArray *upgrade)
{
	for (size_t i = 0; i < upgrade->len; i++)
		for (size_t j = 0; j < upgrade->items[i].actions.len; j++)
			if (!upgrade->items[i].conditional)
				compare_altered(arena, trip, catalog, &upgrade->items[i], j);
}

// RAISE EXCEPTION in a block or function does what raise does in Python.
static bool raises(const StatementArray *statements)
{
	for (size_t i = 0; i < statements->len; i++)
		if (statements->items[i].raises && !statements->items[i].conditional)
			return true;
	return false;
}

static bool happens(const Migration *migration, const StatementArray *statements)
{
	const FunctionShape *downgrade = &migration->functions[DIRECTION_DOWNGRADE];

	return !migration->irreversible.len && migration->functions[DIRECTION_UPGRADE].exists &&
		downgrade->exists && !downgrade->is_empty && !downgrade->only_raises &&
		migration->ends[DIRECTION_UPGRADE] != RUN_RAISED &&
		migration->ends[DIRECTION_DOWNGRADE] != RUN_RAISED &&
		!raises(&statements[DIRECTION_UPGRADE]) && !raises(&statements[DIRECTION_DOWNGRADE]);
}

RoundTrip roundtrip_of(Arena *arena, const Migration *migration, const StatementArray *statements,
		       Catalog *catalog, CatalogMark before)
{
	RoundTrip trip = { .happens = happens(migration, statements) };

	if (!trip.happens)
		return trip;
	find_failure(arena, &trip, &statements[DIRECTION_DOWNGRADE]);
	find_syntax_error(&trip, migration);
	find_unread(arena, &trip, migration, statements, DIRECTION_UPGRADE);
	find_unread(arena, &trip, migration, statements, DIRECTION_DOWNGRADE);
	const Statement *wrong = contradicted(&statements[DIRECTION_UPGRADE]);
	if (wrong)
		set_unread(&trip, wrong->span, "upgrade() does not fit the schema that the history left");
	bool may_end = !trip.unread && (!trip.failing || trip.on_rows);
	if (may_end)
		find_changes(arena, &trip, catalog, before, statements);
	if (may_end)
		find_altered(arena, &trip, catalog, &statements[DIRECTION_UPGRADE]);
	return trip;
}

// ---- causes --------------------------------------------------------------------------------------------------

static bool names(const Action *action, Str name)
{
	return str_equal(action->table.name, name) || str_equal(action->name, name) ||
		str_equal(action->new_name, name) || str_equal(action->other.name, name) ||
		(action->column && str_equal(action->column->type.name, name));
}

// How well an action explains a change: 0 not at all.
static unsigned relevance(const Action *action, const CatalogChange *change)
{
	if (!names(action, change->name.name))
		return 0;
	if (!change->part.len)
		return 2;
	return str_equal(action->name, change->part) || str_equal(action->new_name, change->part) ? 2 : 1;
}

static const Statement *most_relevant(const CatalogChange *change, const StatementArray *statements)
{
	const Statement *best = NULL;
	unsigned most = change->part.len ? 1 : 0; // touching the table is no cause of what happened to a part

	for (size_t i = 0; i < statements->len; i++)
		for (size_t j = 0; j < statements->items[i].actions.len; j++) {
			unsigned fit = relevance(&statements->items[i].actions.items[j], change);
			if (fit <= most)
				continue;
			most = fit;
			best = &statements->items[i];
		}
	return best;
}

const Statement *roundtrip_cause(const CatalogChange *change, const StatementArray *statements)
{
	const Statement *cause = NULL;

	if (change->nature != CHANGE_REMAINS)
		cause = most_relevant(change, &statements[DIRECTION_DOWNGRADE]);
	return cause ? cause : most_relevant(change, &statements[DIRECTION_UPGRADE]);
}
