#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_recreate_enum_type = {
	.id = "recreate-enum-type",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_ERROR,
	.summary = "An enum type is created twice",
	.why = "CREATE TYPE fails when the type is there (42710). `op.create_table()` and "
	       "`op.add_column()` create the type of a `sa.Enum` column themselves, so an explicit "
	       "`.create()` before them makes it twice: give the column `postgresql.ENUM(..., "
	       "create_type=False)`.\n\n"
	       "Dropping the table does not drop the type: a `downgrade()` that forgets it makes the next "
	       "`upgrade()` fail.",
	.bad = "\"\"\"Visits have a kind.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "from sqlalchemy.dialects import postgresql\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    kind = postgresql.ENUM(\"home\", \"phone\", name=\"visit_kind\")\n"
	       "    kind.create(op.get_bind())\n"
	       "    op.create_table(\"visits\", sa.Column(\"id\", sa.Integer()), sa.Column(\"kind\", kind))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.drop_table(\"visits\")\n"
	       "    op.execute(\"DROP TYPE visit_kind\")\n",
	.good = "\"\"\"Visits have a kind.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
		"from sqlalchemy.dialects import postgresql\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    kind = postgresql.ENUM(\"home\", \"phone\", name=\"visit_kind\")\n"
		"    op.create_table(\"visits\", sa.Column(\"id\", sa.Integer()), sa.Column(\"kind\", kind))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_table(\"visits\")\n"
		"    op.execute(\"DROP TYPE visit_kind\")\n",
	.check_migration = check,
};

// .create(bind, checkfirst=True), the default of postgresql.ENUM, looks first.
static bool looks_first(const Statement *statement)
{
	return str_is(statement->step->operation, "create") &&
		str_find(span_text(statement->step->span), STR("checkfirst=False"), 0) == SIZE_MAX;
}

// The types that are there, by name; each with the statement that created it.
typedef struct Types {
	Lint *lint;
	Map by_name;
} Types;

static Str key_of(Types *types, const Statement *statement, Str schema, Str name)
{
	return str_from(show_relation(types->lint, statement, (Relation){ schema, name }));
}

static void report(Types *types, const Statement *statement, const Action *action, const Statement *first)
{
	const char *name = show_relation(types->lint, statement, action->table);
	Finding *finding = lint_report_action(types->lint, statement, action,
					      "type `%s` exists already: it is created twice", name);

	finding_related(types->lint, finding, first->span, "`%s` is created here first", name);
	finding_help(types->lint, finding,
		     "create it once: leave the explicit one out, or give the column "
		     "postgresql.ENUM(..., name=\"%s\", create_type=False)",
		     show_name(types->lint, statement, action->table.name));
}

static void create(Types *types, const Statement *statement, const Action *action)
{
	Str key = key_of(types, statement, action->table.schema, action->table.name);
	const Statement *first = map_get(&types->by_name, key);

	if (!first)
		map_set(&types->by_name, lint_arena(types->lint), key, (void *)(uintptr_t)statement);
	else if (!looks_first(statement) && !first->conditional && !statement->conditional)
		report(types, statement, action, first);
}

static void run(Types *types, const Statement *statement, const Action *action)
{
	Str key = key_of(types, statement, action->table.schema, action->table.name);

	switch (action->kind) {
	case ACTION_CREATE_ENUM:
		create(types, statement, action);
		return;
	case ACTION_DROP_TYPE:
		map_remove(&types->by_name, key);
		return;
	case ACTION_RENAME_TYPE:
		if (!map_get(&types->by_name, key))
			return;
		map_remove(&types->by_name, key);
		map_set(&types->by_name, lint_arena(types->lint),
			key_of(types, statement, action->table.schema, action->new_name),
			(void *)(uintptr_t)statement);
		return;
	case ACTION_DO:
	case ACTION_CALL:
		if (!statement->followed) // whatever it does
			types->by_name = (Map){ 0 };
		return;
	case ACTION_SET_SCHEMA:
	case ACTION_DROP_SCHEMA:
	case ACTION_DROP_OWNED:
		types->by_name = (Map){ 0 };
		return;
	default:
		return;
	}
}

static void run_all(Types *types, const StatementArray *statements)
{
	for (size_t i = 0; i < statements->len; i++)
		for (size_t j = 0; j < statements->items[i].actions.len; j++)
			run(types, &statements->items[i], &statements->items[i].actions.items[j]);
}

static const Action *creation(const Statement *statement)
{
	for (size_t i = 0; i < statement->actions.len; i++)
		if (statement->actions.items[i].kind == ACTION_CREATE_ENUM)
			return &statement->actions.items[i];
	return NULL;
}

// What upgrade() created and downgrade(), which takes back other things, leaves there.
static void report_left(Lint *lint, Types *types)
{
	for (size_t i = 0; i < types->by_name.len; i++) {
		const Statement *statement = types->by_name.entries[i].value;
		const Action *action = statement ? creation(statement) : NULL;
		if (!action || statement->direction != DIRECTION_UPGRADE || statement->conditional ||
		    looks_first(statement))
			continue;
		const char *name = show_relation(lint, statement, action->table);
		Finding *finding = lint_report_action(
			lint, statement, action,
			"type `%s` stays when %s is done: the next %s fails to create it", name,
			show_direction(lint, DIRECTION_DOWNGRADE),
			show_direction(lint, DIRECTION_UPGRADE));
		finding_help(lint, finding, "drop it in %s, after what uses it:\n    %s",
			     show_direction(lint, DIRECTION_DOWNGRADE),
			     recipe_execute(lint, "DROP TYPE IF EXISTS %s", name));
	}
}

static bool takes_back(Lint *lint, const Migration *migration)
{
	const StatementArray *statements = lint_statements(lint, DIRECTION_DOWNGRADE);

	for (size_t i = 0; i < statements->len; i++)
		if (statement_has_inverse(&statements->items[i]))
			return lint_is_readable(lint, migration, DIRECTION_DOWNGRADE);
	return false;
}

static void check(Lint *lint, const Migration *migration)
{
	Types types = { .lint = lint }, down = { .lint = lint };

	run_all(&types, lint_statements(lint, DIRECTION_UPGRADE));
	run_all(&down, lint_statements(lint, DIRECTION_DOWNGRADE));
	if (!takes_back(lint, migration))
		return;
	const StatementArray *statements = lint_statements(lint, DIRECTION_DOWNGRADE);
	for (size_t i = 0; i < statements->len; i++)
		for (size_t j = 0; j < statements->items[i].actions.len; j++)
			if (statements->items[i].actions.items[j].kind != ACTION_CREATE_ENUM)
				run(&types, &statements->items[i], &statements->items[i].actions.items[j]);
	report_left(lint, &types);
}
