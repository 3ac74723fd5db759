#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_rename_schema = {
	.id = "rename-schema",
	.since = "0.1",
	.group = GROUP_COMPATIBILITY,
	.severity = SEVERITY_WARNING,
	.summary = "Code that is still running uses the schema's old name",
	.why = "Every query that names the schema, and every `search_path` that contains it, fails to find "
	       "its tables from now on, until all of the new code runs. Create the new schema, move what "
	       "is used one by one, and leave views under the old name.",
	.bad = "\"\"\"The clinic is the hospital.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"ALTER SCHEMA clinic RENAME TO hospital\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"The hospital has a schema; tables move later, one by one.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"CREATE SCHEMA hospital\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"DROP SCHEMA hospital\")\n",
	.on = { ACTION_RENAME_SCHEMA },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (lint_earlier(lint, statement, ACTION_CREATE_SCHEMA, action->table, STR_NONE))
		return;
	Finding *finding = lint_report_action(lint, statement, action,
					      "running code that uses schema `%s` fails from now on",
					      show_relation(lint, statement, action->table));
	finding_help(lint, finding,
		     "create the new schema and move tables one by one, with views under the old name");
}
