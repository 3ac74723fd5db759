#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_add_primary_key_builds_index = {
	.id = "add-primary-key-builds-index",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "Adding a primary key builds its index while nobody can use the table",
	.why = "PRIMARY KEY builds a unique index, and sets its columns NOT NULL: PostgreSQL reads the "
	       "whole table, twice when they are nullable, under ACCESS EXCLUSIVE, and nobody reads or "
	       "writes until the transaction commits. CREATE UNIQUE INDEX CONCURRENTLY builds the index "
	       "while others work; ADD CONSTRAINT ... PRIMARY KEY USING INDEX then takes it over, at once "
	       "when the columns are NOT NULL already.",
	.bad = "\"\"\"Rooms are known by their number.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.create_primary_key(\"rooms_pkey\", \"rooms\", [\"number\"])\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_constraint(\"rooms_pkey\", \"rooms\", type_=\"primary\")\n",
	.good = "\"\"\"Rooms are known by their number; the next migration makes the index the primary key.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.create_index(\"rooms_pkey\", \"rooms\", [\"number\"], unique=True, postgresql_concurrently=True)\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.drop_index(\"rooms_pkey\", table_name=\"rooms\", postgresql_concurrently=True)\n",
	.on = { ACTION_ADD_PRIMARY_KEY, ACTION_ADD_COLUMN },
	.check_action = check,
};

static void help(Lint *lint, const Statement *statement, const Action *action, Finding *finding)
{
	bool named = action->name.len && action->kind != ACTION_ADD_COLUMN;
	Str name = named ? action->name
			 : str_from(arena_printf(lint_arena(lint), "%.*s_pkey", STR_ARG(action->table.name)));
	const char *identifier = show_identifier(lint, statement, name, "");

	finding_help(
		lint, finding,
		"build the index outside the transaction, while others write, and give it to the constraint in the next "
		"migration, once its columns are NOT NULL:\n"
		"%s\n"
		"then: %s",
		recipe_outside(lint, recipe_unique_index(lint, statement, action, name)),
		recipe_execute(lint, "ALTER TABLE %s ADD CONSTRAINT %s PRIMARY KEY USING INDEX %s",
			       show_relation(lint, statement, action->table), identifier, identifier));
}

// A column that is filled from a sequence is add-column-rewrites's.
static bool builds(const Statement *statement, const Action *action)
{
	if (action->kind == ACTION_ADD_COLUMN)
		return action->column && action->column->is_primary_key &&
			action_effects(statement, action)->work < WORK_REWRITE;
	return true;
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (!builds(statement, action))
		return;
	const char *table = show_relation(lint, statement, action->table);
	help(lint, statement, action,
	     lint_report_action(lint, statement, action,
				"the primary key of `%s` builds its index while nobody can use the table",
				table));
}
