#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_delete_without_where = {
	.id = "delete-without-where",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_ERROR,
	.summary = "DELETE without WHERE removes every row",
	.why = "Every row of the table is gone. It is the accident people remember: the WHERE was forgotten, "
	       "commented out, or is always true (`1 = 1`, `true`, `id = id`). It also writes every row once "
	       "more, under locks held until the migration commits.",
	.bad = "\"\"\"The training day's bookings go.\"\"\"\n"
	       "# SAFETY: DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"DELETE FROM appointments\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"The training day's bookings are hidden.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"UPDATE appointments SET hidden = true WHERE booked_by = 'training'\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"UPDATE appointments SET hidden = false WHERE booked_by = 'training'\")\n",
	.on = { ACTION_DELETE },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (!action_hits_all_rows(action))
		return;
	const char *table = show_relation(lint, statement, action->table);
	Finding *finding = lint_report_action(lint, statement, action,
					      action->expression
						      ? "deletes every row of `%s`: the WHERE is always true"
						      : "deletes every row of `%s`: there is no WHERE",
					      table);
	finding_help(lint, finding, "name the rows that may go: %s",
		     recipe_execute(lint, "DELETE FROM %s WHERE ...", table));
}
