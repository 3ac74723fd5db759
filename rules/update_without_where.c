#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_update_without_where = {
	.id = "update-without-where",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_WARNING,
	.summary = "UPDATE without WHERE overwrites every row",
	.why = "The old values of every row are overwritten, and `downgrade()` does not know them. The WHERE "
	       "was forgotten, or is always true (`1 = 1`, `true`, `id = id`). An UPDATE that sets only "
	       "columns this migration added is a backfill and not reported here.",
	.bad = "\"\"\"Everybody is reminded by mail.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"UPDATE patients SET reminder = 'mail'\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"Whoever had no reminder is reminded by mail.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"UPDATE patients SET reminder = 'mail' WHERE reminder IS NULL AND email IS NOT NULL\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n",
	.on = { ACTION_UPDATE },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (!action_hits_all_rows(action) || lint_is_backfill(lint, statement, action))
		return;
	const char *table = show_relation(lint, statement, action->table);
	Finding *finding = lint_report_action(
		lint, statement, action,
		action->expression ? "overwrites every row of `%s`: the WHERE is always true"
				   : "overwrites every row of `%s`: there is no WHERE",
		table);
	finding_help(lint, finding, "name the rows that change: %s",
		     recipe_execute(lint, "UPDATE %s SET ... WHERE ...", table));
}
