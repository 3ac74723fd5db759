#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_schema = {
	.id = "drop-schema",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_ERROR,
	.summary = "Dropping a schema deletes what is in it",
	.why = "Without CASCADE PostgreSQL refuses to drop a schema that holds anything; with it every table "
	       "of the schema is deleted with its rows, whoever put it there, and ACCESS EXCLUSIVE is taken "
	       "on each.",
	.bad = "\"\"\"The reporting schema is not used.\"\"\"\n"
	       "# SAFETY: DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"DROP SCHEMA reporting\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"CREATE SCHEMA reporting\")\n",
	.good = "\"\"\"The reporting schema is put aside; it can be given back.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"COMMENT ON SCHEMA reporting IS 'unused since 2024-05'\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"COMMENT ON SCHEMA reporting IS NULL\")\n",
	.on = { ACTION_DROP_SCHEMA },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	// Made by the same migration: what is in it was not there before.
	if (lint_makes_schema(lint, statement, action))
		return;
	const char *schema = show_object(lint, statement, action);
	Finding *finding = lint_report_action(
		lint, statement, action,
		action->cascade ? "drops schema %s with every table and row in it" : "drops schema %s",
		schema);

	finding_help(
		lint, finding,
		"drop the objects in %s by name, in migrations of their own, so that a reviewer sees what goes",
		schema);
}
