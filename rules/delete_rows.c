#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_delete_rows = {
	.id = "delete-rows",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_WARNING,
	.summary = "DELETE in a migration removes rows for good",
	.why = "The rows the WHERE selects on the production database are gone, and `downgrade()` cannot "
	       "bring them back; what it selected on the developer's database proves little. A long DELETE "
	       "also keeps its row locks until the migration commits.",
	.bad = "\"\"\"Cancelled appointments are not kept.\"\"\"\n"
	       "# SAFETY: DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"DELETE FROM appointments WHERE cancelled\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"Cancelled appointments are hidden; a job removes them after review.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"UPDATE appointments SET hidden = true WHERE cancelled\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"UPDATE appointments SET hidden = false WHERE cancelled\")\n",
	.on = { ACTION_DELETE },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	// Without a WHERE, delete-without-where says this and more.
	if (action_hits_all_rows(action))
		return;
	const char *table = show_relation(lint, statement, action->table);
	Finding *finding = lint_report_action(lint, statement, action, "deletes rows of `%s`", table);
	finding_help(
		lint, finding,
		"save the rows first, or mark them and let a job remove them after review; tag the migration "
		"`%s` when they must go now",
		recipe_comment(lint, "SAFETY: DESTRUCTIVE"));
}
