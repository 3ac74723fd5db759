#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_truncate_table = {
	.id = "truncate-table",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_ERROR,
	.summary = "TRUNCATE deletes all rows of a table",
	.why = "All rows are gone when the migration commits, without a trigger per row and without a WHERE "
	       "to get wrong or right. It takes ACCESS EXCLUSIVE, and it is not MVCC-safe: a transaction "
	       "with an older snapshot sees an empty table. With CASCADE every table that refers to this "
	       "one, directly or not, is emptied as well.",
	.bad = "\"\"\"Start the import log anew.\"\"\"\n"
	       "# SAFETY: DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"TRUNCATE import_log\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"Old import logs are marked; the nightly job removes them in batches.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"UPDATE import_log SET expired = true WHERE logged_at < '2024-01-01'\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n",
	.on = { ACTION_TRUNCATE },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const char *table = show_relation(lint, statement, action->table);
	Finding *finding = lint_report_action(
		lint, statement, action,
		action->cascade ? "deletes all rows of `%s` and of every table that refers to it"
				: "deletes all rows of `%s`",
		table);

	finding_help(
		lint, finding,
		"delete the rows that may go in a job outside the migration, in batches, after saving `%s`%s",
		table, action->cascade ? "; never with CASCADE: name each table" : "");
}
