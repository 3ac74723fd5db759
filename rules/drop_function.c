#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_function = {
	.id = "drop-function",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_NOTE,
	.summary = "Dropping a function breaks whoever calls it",
	.why = "Every query, trigger and default that calls it by name fails from then on; PostgreSQL knows "
	       "only some of the callers. A function that is dropped and made again in the same migration is "
	       "not reported.",
	.bad = "\"\"\"Ages are computed by the application.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"DROP FUNCTION age_in_years(date)\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"CREATE FUNCTION age_in_years(date) RETURNS int LANGUAGE sql AS $$ SELECT 0 $$\")\n",
	.good = "\"\"\"Ages count full years.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"CREATE OR REPLACE FUNCTION age_in_years(date) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"CREATE OR REPLACE FUNCTION age_in_years(date) RETURNS int LANGUAGE sql AS $$ SELECT 0 $$\")\n",
	.on = { ACTION_DROP_FUNCTION },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	// With CASCADE, drop-cascade says this and more.
	if (action->cascade || lint_recreates(lint, statement, action))
		return;
	Finding *finding = lint_report_action(lint, statement, action, "drops function %s",
					      show_object(lint, statement, action));
	finding_help(
		lint, finding,
		"to change it, use CREATE OR REPLACE FUNCTION; drop it only when no released code calls it");
}
