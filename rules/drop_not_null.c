#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_not_null = {
	.id = "drop-not-null",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_NOTE,
	.summary = "Dropping NOT NULL gives up what code relied on",
	.why = "From now on NULL may be written, and code that never met one will. Making the column NOT "
	       "NULL again scans the table and fails on the first NULL written in between.",
	.bad = "\"\"\"Patients may come without a birth date.\"\"\"\n"
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
	       "    op.alter_column(\"patients\", \"born_on\", existing_type=sa.Date(), nullable=True)\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"ALTER TABLE patients ADD CONSTRAINT born_on_known CHECK (born_on IS NOT NULL) NOT VALID\")\n",
	.good = "\"\"\"Patients without a birth date get the one agreed on.\"\"\"\n"
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
		"    op.alter_column(\"patients\", \"born_on\", existing_type=sa.Date(), server_default=\"1900-01-01\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.alter_column(\"patients\", \"born_on\", existing_type=sa.Date(), server_default=None)\n",
	.on = { ACTION_DROP_NOT_NULL, ACTION_ALTER_DOMAIN_OTHER },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (action->kind == ACTION_ALTER_DOMAIN_OTHER) {
		if (definition_gives_up(action->definition) == GIVES_UP_DOMAIN_NOT_NULL)
			lint_report_action(lint, statement, action,
					   "every column of domain `%s` may hold NULL from now on",
					   show_relation(lint, statement, action->table));
		return;
	}
	if (lint_recreates(lint, statement, action) ||
	    lint_earlier(lint, statement, ACTION_ADD_COLUMN, action->table, action->name))
		return;
	Finding *finding = lint_report_action(lint, statement, action,
					      "column `%s` of `%s` may hold NULL from now on",
					      show_identifier(lint, statement, action->name, ""),
					      show_relation(lint, statement, action->table));
	finding_help(lint, finding,
		     "release code that reads NULL there first; if a value stands for unknown, set %s",
		     recipe_spelling(lint, "default"));
}
