#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_rename_column = {
	.id = "rename-column",
	.since = "0.1",
	.group = GROUP_COMPATIBILITY,
	.severity = SEVERITY_WARNING,
	.summary = "Code that is still running uses the column's old name",
	.why = "Between the migration and the end of the deploy the old code runs against the new schema: "
	       "every query that names the old column fails. Add a column with the new name, write both, "
	       "fill it, switch reading, and drop the old one in a later release; or keep the name and "
	       "give it another one in the code (`sa.Column(\"old\", key=\"new\")`).",
	.bad = "\"\"\"The doctor is the physician.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.alter_column(\"visits\", \"doctor\", new_column_name=\"physician\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"The doctor is the physician: a second column, to be filled and swapped by later migrations.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.add_column(\"visits\", sa.Column(\"physician\", sa.Text()))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"visits\", \"physician\")\n",
	.on = { ACTION_RENAME_COLUMN },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	// A column that this migration added has no readers yet.
	if (lint_earlier(lint, statement, ACTION_ADD_COLUMN, action->table, action->name))
		return;
	Finding *finding = lint_report_action(lint, statement, action,
					      "running code that uses `%s` of `%s` fails from now on",
					      show_identifier(lint, statement, action->name, ""),
					      show_relation(lint, statement, action->table));
	finding_help(
		lint, finding,
		"keep the column and map it in the code to the new name, or add `%s` beside it, write both, and drop "
		"the old one in a later release",
		show_identifier(lint, statement, action->new_name, ""));
}
