#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_downgrade_destroys_data = {
	.id = "downgrade-destroys-data",
	.since = "0.1",
	.group = GROUP_REVERSIBILITY,
	.severity = SEVERITY_NOTE,
	.off_by_default = true,
	.summary = "Taking the migration back deletes what was written since",
	.why = "Dropping a table or column that `upgrade()` added takes along every row and value that was "
	       "written between the release and taking it back: it is what `downgrade()` is for, and yet "
	       "somebody should know before running it at night.\n\n"
	       "Off by default, as nearly every migration that adds something does so; select it where a "
	       "downgrade is a planned step.",
	.bad = "\"\"\"A note for every patient.\"\"\"\n"
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
	       "    op.add_column(\"patients\", sa.Column(\"note\", sa.Text()))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"patients\", \"note\")\n",
	.good = "\"\"\"A note for every patient.\"\"\"\n"
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
		"    op.add_column(\"patients\", sa.Column(\"note\", sa.Text()))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    # miglint: ignore[downgrade-destroys-data] notes are exported every hour\n"
		"    op.drop_column(\"patients\", \"note\")\n",
	.check_migration = check,
};

static bool destroys(const Statement *statement, const Action *action)
{
	return action_effects(statement, action)->destroys && !action->temporary &&
		!statement_on_new_relation(statement, action->table);
}

static void check(Lint *lint, const Migration *migration)
{
	const StatementArray *statements = lint_statements(lint, DIRECTION_DOWNGRADE);
	Finding *finding = NULL;

	(void)migration;
	for (size_t i = 0; i < statements->len; i++)
		for (size_t j = 0; j < statements->items[i].actions.len; j++) {
			const Statement *statement = &statements->items[i];
			const Action *action = &statement->actions.items[j];
			if (!destroys(statement, action))
				continue;
			if (finding)
				finding_related(lint, finding, statement->span, "and so does this: %s",
						show_action(lint, statement, action));
			else
				finding = lint_report_action(
					lint, statement, action,
					"%s: what was written since the upgrade is lost when this is taken back",
					show_action(lint, statement, action));
		}
	if (finding)
		finding_help(lint, finding,
			     "save the rows first, or say in the runbook that going back loses them");
}
