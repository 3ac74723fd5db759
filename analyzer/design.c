// design.c - what schema rules ask of a statement (rule.h): columns and names it brings into being.

#include "config.h"
#include "engine.h"
#include "postgres/definition.h"

bool lint_designs(Lint *lint, const Statement *statement, const Action *action)
{
	if (statement->direction != DIRECTION_UPGRADE || action->temporary)
		return false;
	if (!action->table.name.len)
		return true;
	return !lint_earlier(lint, statement, ACTION_CREATE_TABLE, action->table, STR_NONE) ||
		!lint_later(lint, statement, ACTION_DROP_TABLE, action->table, STR_NONE);
}

const ColumnFacts *action_column(const Action *action, size_t n)
{
	switch (action->kind) {
	case ACTION_CREATE_TABLE:
	case ACTION_CREATE_PARTITION:
		return n < action->table_columns.len ? &action->table_columns.items[n] : NULL;
	case ACTION_ADD_COLUMN:
	case ACTION_ALTER_COLUMN_TYPE:
		return n == 0 ? action->column : NULL;
	default:
		return NULL;
	}
}

bool column_is_of(const ColumnFacts *column, const char *type)
{
	return !column->type.schema.len && str_is(column->type.name, type);
}

// The place of an identifier that begins at byte `location` of the SQL; the statement's when that is not known.
static Span identifier_span(const Statement *statement, uint32_t location)
{
	Str text = statement->step->sql->text;
	uint32_t end = location;

	if (location <= statement->start || location >= statement->end)
		return statement->span;
	if (text.data[end] == '"') {
		for (end++; end < statement->end && text.data[end] != '"'; end++)
			;
		end += end < statement->end;
	} else {
		while (end < statement->end && !strchr(" \t\r\n,()[];", text.data[end]))
			end++;
	}
	return statement_span(statement, location, end > location ? end : location + 1);
}

void finding_at(Finding *finding, const Statement *statement, uint32_t location)
{
	Span span = identifier_span(statement, location);

	// What is in another module stands on the call that leads there.
	if (span.source == finding->span.source && span.source)
		finding->span = span;
}

static void add_name(Lint *lint, GivenNames *names, Str name, const char *what, uint32_t location)
{
	if (name.len && str_find(name, STR(SQL_HOLE_PREFIX), 0) == SIZE_MAX)
		array_push(lint->arena, names, ((GivenName){ name, what, location }));
}

static const struct {
	ActionKind kind;
	const char *what;
	enum { TABLE_NAME, OWN_NAME, NEW_NAME } where;
} givers[] = {
	{ ACTION_CREATE_TABLE, "table", TABLE_NAME },
	{ ACTION_CREATE_TABLE_AS, "table", TABLE_NAME },
	{ ACTION_CREATE_PARTITION, "table", TABLE_NAME },
	{ ACTION_RENAME_TABLE, "table", NEW_NAME },
	{ ACTION_ADD_COLUMN, "column", OWN_NAME },
	{ ACTION_RENAME_COLUMN, "column", NEW_NAME },
	{ ACTION_ADD_FOREIGN_KEY, "constraint", OWN_NAME },
	{ ACTION_ADD_CHECK, "constraint", OWN_NAME },
	{ ACTION_ADD_UNIQUE, "constraint", OWN_NAME },
	{ ACTION_ADD_PRIMARY_KEY, "constraint", OWN_NAME },
	{ ACTION_ADD_EXCLUSION, "constraint", OWN_NAME },
	{ ACTION_RENAME_CONSTRAINT, "constraint", NEW_NAME },
	{ ACTION_CREATE_INDEX, "index", OWN_NAME },
	{ ACTION_RENAME_INDEX, "index", NEW_NAME },
	{ ACTION_CREATE_VIEW, "view", TABLE_NAME },
	{ ACTION_CREATE_MATERIALIZED_VIEW, "materialized view", TABLE_NAME },
	{ ACTION_CREATE_ENUM, "type", TABLE_NAME },
	{ ACTION_CREATE_TYPE, "type", TABLE_NAME },
	{ ACTION_CREATE_DOMAIN, "domain", TABLE_NAME },
	{ ACTION_RENAME_TYPE, "type", NEW_NAME },
	{ ACTION_CREATE_SEQUENCE, "sequence", TABLE_NAME },
	{ ACTION_CREATE_FUNCTION, "function", TABLE_NAME },
	{ ACTION_CREATE_TRIGGER, "trigger", OWN_NAME },
	{ ACTION_CREATE_SCHEMA, "schema", TABLE_NAME },
	{ ACTION_RENAME_SCHEMA, "schema", NEW_NAME },
	{ ACTION_RENAME_OTHER, "object", NEW_NAME },
};

void action_given_names(Lint *lint, const Action *action, GivenNames *names)
{
	for (size_t i = 0; i < sizeof(givers) / sizeof(*givers); i++) {
		if (givers[i].kind != action->kind)
			continue;
		Str name = givers[i].where == TABLE_NAME ? action->table.name
			: givers[i].where == OWN_NAME    ? action->name
							 : action->new_name;
		add_name(lint, names, name, givers[i].what,
			 givers[i].where == OWN_NAME ? action->location : 0);
	}
	for (size_t i = 0; i < action->table_columns.len; i++)
		add_name(lint, names, action->table_columns.items[i].name, "column",
			 action->table_columns.items[i].location);
	for (size_t i = 0; i < action->constraints.len; i++)
		add_name(lint, names, action->constraints.items[i].name, "constraint",
			 action->constraints.items[i].location);
}

bool name_is_reserved(Str name)
{
	return identifier_is_reserved(name);
}

bool lint_wants_row_security(Lint *lint, Relation table)
{
	const Config *config = lint->config;
	Str schema = table.schema.len ? table.schema : STR("public");

	if (!config->row_security_schemas.len)
		return str_is(schema, "public");
	for (size_t i = 0; i < config->row_security_schemas.len; i++)
		if (str_is(schema, config->row_security_schemas.items[i]))
			return true;
	return false;
}

// Whether `action` gives `table`, known by that name or one it is given later, a primary key.
static bool gives_key(const Action *action, Relation table)
{
	if (!relation_equal(action->table, table))
		return false;
	return action->kind == ACTION_ADD_PRIMARY_KEY || action->kind == ACTION_ADD_PRIMARY_KEY_USING_INDEX ||
		(action->kind == ACTION_ADD_COLUMN && action->column && action->column->is_primary_key);
}

bool lint_gets_primary_key(Lint *lint, const Statement *statement, const Action *action)
{
	const StatementArray *statements = lint_statements(lint, statement->direction);
	Relation table = action->table;

	for (size_t i = 0; i < action->constraints.len; i++)
		if (action->constraints.items[i].kind == ACTION_ADD_PRIMARY_KEY)
			return true;
	// What comes from elsewhere may bring one along.
	if (create_copies_indexes(action->definition) || create_is_foreign(action->definition))
		return true;
	for (size_t i = (size_t)statement->index + 1; i < statements->len; i++) {
		const ActionArray *actions = &statements->items[i].actions;
		for (size_t j = 0; j < actions->len; j++) {
			const Action *later = &actions->items[j];
			if (gives_key(later, table))
				return true;
			if (later->kind == ACTION_RENAME_TABLE && relation_equal(later->table, table))
				table.name = later->new_name;
		}
	}
	return false;
}

bool lint_searches_freely(Lint *lint, const Statement *statement, const Action *action)
{
	const StatementArray *statements = lint_statements(lint, statement->direction);
	bool definer, sets;

	function_security(action->definition, &definer, &sets);
	if (!definer || sets)
		return false;
	for (size_t i = 0; i < statements->len; i++) {
		const ActionArray *actions = &statements->items[i].actions;
		for (size_t j = 0; j < actions->len; j++) {
			if (actions->items[j].kind != ACTION_ALTER_FUNCTION ||
			    !relation_equal(actions->items[j].table, action->table))
				continue;
			function_security(actions->items[j].definition, &definer, &sets);
			if (sets)
				return false;
		}
	}
	return true;
}
