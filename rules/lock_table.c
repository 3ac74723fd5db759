#include "rule.h"

static void check(Lint *lint, const Statement *statement);

const Rule rule_lock_table = {
	.id = "lock-table",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "LOCK TABLE stops others until the transaction ends",
	.why = "An explicit lock is held until COMMIT, whatever the migration does meanwhile, and whoever "
	       "needs the table waits. Statements take the locks they need themselves. Modes that let "
	       "others write (up to SHARE UPDATE EXCLUSIVE) are not reported.",
	.bad = "\"\"\"Nobody books while the calendar changes.\"\"\"\n"
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
	       "    op.execute(\"LOCK TABLE appointments IN SHARE MODE\")\n"
	       "    op.add_column(\"appointments\", sa.Column(\"room\", sa.Text()))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"appointments\", \"room\")\n",
	.good = "\"\"\"ADD COLUMN takes the lock it needs, for an instant.\"\"\"\n"
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
		"    op.add_column(\"appointments\", sa.Column(\"room\", sa.Text()))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"appointments\", \"room\")\n",
	.check_statement = check,
};

static void check(Lint *lint, const Statement *statement)
{
	for (size_t i = 0; i < statement->actions.len; i++) {
		const Action *action = &statement->actions.items[i];
		bool readers;
		if (action->kind != ACTION_LOCK_TABLE || !action_stops_writers(statement, action, &readers))
			continue;
		Finding *finding = lint_report_action(lint, statement, action,
						      "nobody %s `%s` until this transaction ends",
						      readers ? "uses" : "writes to",
						      show_relation(lint, statement, action->table));
		finding_help(lint, finding, "leave it to the statements to take the locks they need");
		return;
	}
}
