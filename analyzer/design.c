// design.c - what schema rules ask of a statement (rule.h): columns and names it brings into being.

#include "config.h"
#include "engine.h"
#include "postgres/definition.h"
#include "postgres/predicate.h"

bool lint_designs(Lint *lint, const Statement *statement, const Action *action)
{
	if (statement->direction != DIRECTION_UPGRADE || action->temporary)
		return false;
	if (!action->table.name.len)
		return true;
	return !lint_earlier(lint, statement, ACTION_CREATE_TABLE, action->table, STR_NONE) ||
		!lint_later(lint, statement, ACTION_DROP_TABLE, action->table, STR_NONE);
}

static const ColumnFacts *column_of(const Action *action, size_t n)
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

const ColumnFacts *lint_next_column(Lint *lint, const Statement *statement, const Action *action, size_t *n)
{
	if (*n == 0 && !lint_designs(lint, statement, action))
		return NULL;
	return column_of(action, (*n)++);
}

bool column_is_of(const ColumnFacts *column, const char *type)
{
	return !column->type.schema.len && str_is(column->type.name, type);
}

static bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
	return is_capital(c) || (c >= 'a' && c <= 'z');
}

// The next word of total_cost, totalCost or TOTAL_COST2, in lower case; how long it is.
static size_t next_word(Str name, size_t *at, char word[MAX_IDENTIFIER_BYTES + 1])
{
	size_t len = 0;

	while (*at < name.len && !is_letter(name.data[*at]))
		++*at;
	for (; *at < name.len && is_letter(name.data[*at]) && len < MAX_IDENTIFIER_BYTES; ++*at) {
		char c = name.data[*at];
		if (len > 0 && is_capital(c) && !is_capital(name.data[*at - 1]))
			break;
		word[len++] = (char)(is_capital(c) ? c + ('a' - 'A') : c);
	}
	return len;
}

bool column_holds_money(const ColumnFacts *column)
{
	static const char money[] =
		" amount amounts balance balances bill billed budget budgets cost costs deposit deposits "
		"discount earnings expense expenses fee fees fare income invoice invoiced paid payment "
		"payments payout price prices pricing refund refunds revenue salary salaries spend tax "
		"taxes tip turnover wage wages usd eur gbp chf ";
	// A share of money is a number.
	static const char other[] =
		" rate ratio percent percentage pct factor share score weight index count multiplier ";
	Str name = column->name;
	char word[MAX_IDENTIFIER_BYTES + 1];
	bool found = false;

	for (size_t at = 0; at < name.len;) {
		Str next = { word, next_word(name, &at, word) };
		if (words_contain(other, next))
			return false;
		found |= words_contain(money, next);
	}
	return found;
}

// The place of an identifier that begins at byte `location` of the SQL; the statement's when that is not known.
static Span identifier_span(const Statement *statement, uint32_t location)
{
	Str text = statement->sql->text;
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

Finding *lint_report_column(Lint *lint, const Statement *statement, const Action *action,
			    const ColumnFacts *column, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	const char *message = arena_vprintf(lint->arena, format, args);
	va_end(args);
	Finding *finding = lint_report_action(lint, statement, action, "%s", message);
	// Several columns of one CREATE TABLE are several findings.
	if (!action->name.len)
		finding->key = arena_printf(lint->arena, "%s.%.*s", finding->key, STR_ARG(column->name));
	finding_at(finding, statement, column->location);
	return finding;
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

static uint32_t given_location(const Action *action, bool own_name)
{
	if (action->kind == ACTION_ADD_COLUMN && action->column)
		return action->column->location;
	return own_name ? action->location : 0;
}

void action_given_names(Lint *lint, const Action *action, GivenNames *names)
{
	for (size_t i = 0; i < sizeof(givers) / sizeof(*givers); i++) {
		if (givers[i].kind != action->kind)
			continue;
		Str name = givers[i].where == TABLE_NAME ? action->table.name
			: givers[i].where == OWN_NAME    ? action->name
							 : action->new_name;
		add_name(lint, names, name, givers[i].what,
			 given_location(action, givers[i].where == OWN_NAME));
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

// Whether one column alone is the key, or the key is numbered by this column.
static bool is_small_key(const ColumnFacts *column, size_t keys)
{
	bool small = column_is_of(column, "int4") || column_is_of(column, "int2");

	// What references another table has that table's type.
	return column->is_primary_key && small && !column->type.array_dimensions && !column->has_references &&
		(keys == 1 || column->type.is_serial || column->is_identity);
}

// A foreign key of the table on this column.
static bool references_another(const CatalogTable *table, Str column)
{
	for (size_t i = 0; i < table->constraints.len; i++) {
		const CatalogConstraint *constraint = table->constraints.items[i];
		if (constraint->kind == CONSTRAINT_FOREIGN_KEY &&
		    names_contain(constraint->columns.items, constraint->columns.len, column))
			return true;
	}
	return false;
}

// ADD PRIMARY KEY: the history knows the column.
static bool adds_small_key(const Statement *statement, const Action *action)
{
	const CatalogTable *table = action_facts(statement, action)->table;
	const CatalogColumn *column =
		table && action->columns.len == 1 ? table_column(table, action->columns.items[0]) : NULL;

	return column && column->type_known && !column->type.schema.len && !column->type.array_dimensions &&
		(str_is(column->type.name, "int4") || str_is(column->type.name, "int2")) &&
		!references_another(table, column->name);
}

bool lint_key_is_small(Lint *lint, const Statement *statement, const Action *action, Str *name,
		       uint32_t *location)
{
	const ColumnFacts *column;
	size_t keys = 0;

	if (action->kind == ACTION_ADD_PRIMARY_KEY) {
		if (!lint_designs(lint, statement, action) || !adds_small_key(statement, action))
			return false;
		*name = action->columns.items[0];
		*location = action->location;
		return true;
	}
	for (size_t n = 0; (column = lint_next_column(lint, statement, action, &n));)
		keys += column->is_primary_key;
	for (size_t n = 0; (column = lint_next_column(lint, statement, action, &n));) {
		if (!is_small_key(column, keys))
			continue;
		*name = column->name;
		*location = column->location;
		return true;
	}
	return false;
}

const ConstraintFacts *lint_added_constraints(Lint *lint, const Action *action, size_t *count)
{
	switch (action->kind) {
	case ACTION_ADD_FOREIGN_KEY:
	case ACTION_ADD_CHECK:
	case ACTION_ADD_UNIQUE:
	case ACTION_ADD_PRIMARY_KEY:
	case ACTION_ADD_EXCLUSION:
		break;
	default:
		*count = action->constraints.len;
		return action->constraints.items;
	}
	ConstraintFacts *facts = arena_new(lint->arena, ConstraintFacts);
	*facts =
		(ConstraintFacts){ .kind = action->kind, .name = action->name, .location = action->location };
	facts->columns.items = action->columns.items;
	facts->columns.len = action->columns.len;
	*count = 1;
	return facts;
}

static const char *constraint_label(ActionKind kind)
{
	switch (kind) {
	case ACTION_ADD_FOREIGN_KEY:
		return "fkey";
	case ACTION_ADD_UNIQUE:
		return "key";
	case ACTION_ADD_EXCLUSION:
		return "excl";
	case ACTION_ADD_PRIMARY_KEY:
		return "pkey";
	default:
		return "check";
	}
}

const char *show_constraint_name(Lint *lint, const Statement *statement, const Action *action,
				 const ConstraintFacts *constraint)
{
	Buffer columns = buffer_in(lint->arena);

	for (size_t i = 0; i < constraint->columns.len && constraint->kind != ACTION_ADD_PRIMARY_KEY; i++)
		buffer_printf(&columns, "%s%.*s", i ? "_" : "", STR_ARG(constraint->columns.items[i]));
	return show_name(lint, statement,
			 catalog_make_name(lint->arena, action->table.name, buffer_str(&columns),
					   constraint_label(constraint->kind)));
}

size_t action_plain_keys(const Action *action)
{
	return action->kind == ACTION_CREATE_INDEX && !action->unique && index_is_btree(action->definition)
		? action->columns.len
		: 0;
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
			if ((actions->items[j].kind != ACTION_ALTER_FUNCTION &&
			     actions->items[j].kind != ACTION_CREATE_FUNCTION) ||
			    !relation_equal(actions->items[j].table, action->table))
				continue;
			function_security(actions->items[j].definition, &definer, &sets);
			if (sets)
				return false;
		}
	}
	return true;
}
