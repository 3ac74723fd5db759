#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_lock_without_timeout = {
	.id = "lock-without-timeout",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "A lock is waited for without a limit, and everyone queues behind it",
	.why = "Whoever waits for a lock that blocks writes also stops everybody who comes later: one long "
	       "report, one forgotten session, and the instant ALTER TABLE queued behind it stops the "
	       "application. With `lock_timeout` the migration gives up instead, and is run again.\n\n"
	       "Reported once per transaction, on the first such lock; the others are named beside it. `0` "
	       "is no limit, and SET LOCAL outside a transaction has no effect.",
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
		"    op.drop_column(\"patients\", \"note\")\n",
	.check_migration = check,
};

enum { MAX_RELATED = 5 };

static Finding *report(Lint *lint, const Statement *statement, const char *relation, bool blocks_reads)
{
	Finding *finding =
		lint_report_action(lint, statement, NULL,
				   "waits for a lock on `%s` without a limit, and all who %s it wait behind",
				   relation, blocks_reads ? "use" : "write to");

	finding_help(lint, finding, "give up after a while, before this statement%s:\n    %s",
		     statement->before.in_transaction ? "" : " (SET LOCAL has no effect here)",
		     recipe_set(lint, statement, "lock_timeout", "'5s'"));
	return finding;
}

static void check_transactions(Lint *lint, const StatementArray *statements)
{
	Finding *finding = NULL;
	uint32_t transaction = 0;
	size_t related = 0;

	for (size_t i = 0; i < statements->len; i++) {
		const Statement *statement = &statements->items[i];
		Relation locked;
		bool blocks_reads;
		if (!statement_waits_without_limit(statement, &locked, &blocks_reads))
			continue;
		const char *relation = show_relation(lint, statement, locked);
		if (!finding || statement->before.transaction != transaction) {
			transaction = statement->before.transaction;
			related = 0;
			finding = report(lint, statement, relation, blocks_reads);
		} else if (related++ < MAX_RELATED) {
			finding_related(lint, finding, statement->span, "and `%s` here", relation);
		}
	}
}

static void check(Lint *lint, const Migration *migration)
{
	(void)migration;
	for (int direction = 0; direction < DIRECTION_COUNT; direction++)
		check_transactions(lint, lint_statements(lint, (Direction)direction));
}
