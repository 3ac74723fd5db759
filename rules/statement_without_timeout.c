#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_statement_without_timeout = {
	.id = "statement-without-timeout",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.off_by_default = true,
	.summary = "A statement that stops others may run without a limit",
	.why = "`lock_timeout` limits only the wait for the lock: a rewrite or a scan that takes longer "
	       "than expected holds it for as long as it takes. With `statement_timeout` the migration "
	       "gives up instead, PostgreSQL takes back what it did, and others go on.\n\n"
	       "Reported once per transaction. What lets others write (CONCURRENTLY, VALIDATE CONSTRAINT) "
	       "needs none and had better have none.",
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
	       "    op.execute(\"SET LOCAL statement_timeout = '1min'\")\n"
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
		"    op.execute(\"SET LOCAL statement_timeout = '1min'\")\n"
		"    op.add_column(\"patients\", sa.Column(\"note\", sa.Text()))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"SET LOCAL statement_timeout = '1min'\")\n"
		"    op.drop_column(\"patients\", \"note\")\n",
	.check_migration = check,
};

static void check_transactions(Lint *lint, const StatementArray *statements)
{
	uint32_t reported = 0;

	for (size_t i = 0; i < statements->len; i++) {
		const Statement *statement = &statements->items[i];
		Relation locked;
		if (statement->before.transaction == reported ||
		    !statement_runs_without_limit(statement, &locked))
			continue;
		reported = statement->before.transaction;
		Finding *finding = lint_report_action(lint, statement, NULL,
						      "holds its lock on `%s` for as long as it takes",
						      show_relation(lint, statement, locked));
		finding_help(lint, finding, "give up after a while, before this statement:\n    %s",
			     recipe_set(lint, statement, "statement_timeout", "'1min'"));
	}
}

static void check(Lint *lint, const Migration *migration)
{
	(void)migration;
	for (int direction = 0; direction < DIRECTION_COUNT; direction++)
		check_transactions(lint, lint_statements(lint, (Direction)direction));
}
