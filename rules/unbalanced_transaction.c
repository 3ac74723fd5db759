#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_unbalanced_transaction = {
	.id = "unbalanced-transaction",
	.since = "0.1",
	.group = GROUP_TRANSACTION,
	.severity = SEVERITY_WARNING,
	.summary = "BEGIN and COMMIT or ROLLBACK do not match",
	.why = "A transaction that SQL begins in `autocommit_block()` and does not end stays open: what it "
	       "did is lost, or committed by chance, and its locks are kept. A COMMIT or ROLLBACK without "
	       "one does nothing. And ROLLBACK in Alembic's own transaction takes back everything the "
	       "migration did so far, after which the revision is recorded as done. (COMMIT there is "
	       "`alembic-commit`'s.)",
	.bad = "\"\"\"Visits have a room.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    with op.get_context().autocommit_block():\n"
	       "        op.execute(\"BEGIN\")\n"
	       "        op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "        op.execute(\"ALTER TABLE visits ADD COLUMN room text\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"visits\", \"room\")\n",
	.good = "\"\"\"Visits have a room.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.execute(\"BEGIN\")\n"
		"        op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"        op.execute(\"ALTER TABLE visits ADD COLUMN room text\")\n"
		"        op.execute(\"COMMIT\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"visits\", \"room\")\n",
	.check_migration = check,
};

static bool has(const Statement *statement, ActionKind kind)
{
	return statement->actions.len > 0 && statement->actions.items[0].kind == kind;
}

static void report_open(Lint *lint, const Statement *begin)
{
	if (!begin || !lint_in_autocommit(lint, begin)) // Alembic ends the last one
		return;
	Finding *finding =
		lint_report_action(lint, begin, NULL, "the transaction that begins here is not ended");
	finding_help(lint, finding, "end it with %s before the block ends", recipe_execute(lint, "COMMIT"));
}

// COMMIT or ROLLBACK where SQL began no transaction.
static void check_end(Lint *lint, const Statement *statement, bool rollback)
{
	if (!statement->before.in_transaction && lint_in_autocommit(lint, statement))
		lint_report_action(lint, statement, NULL, "there is no transaction to %s here",
				   rollback ? "roll back" : "commit");
	else if (statement->before.in_transaction && rollback)
		lint_report_action(
			lint, statement, NULL,
			"takes back all that the migration did so far, and the revision is recorded as done");
}

static void check_direction(Lint *lint, const StatementArray *statements)
{
	const Statement *begin = NULL; // the BEGIN that opened the transaction of the statement before
	uint32_t transaction = 0;

	for (size_t i = 0; i < statements->len; i++) {
		const Statement *statement = &statements->items[i];
		bool rollback = has(statement, ACTION_ROLLBACK);
		if (statement->enclosing)
			continue; // of a block's own transaction
		// The end of autocommit_block() came between.
		if (begin && &begin[1] != statement && statement->before.transaction != transaction) {
			report_open(lint, begin);
			begin = NULL;
		}
		transaction = statement->before.transaction;
		if (has(statement, ACTION_BEGIN) && !statement->before.in_transaction) {
			begin = statement;
		} else if (rollback || has(statement, ACTION_COMMIT)) {
			if (!begin)
				check_end(lint, statement, rollback);
			begin = NULL;
		} else if (has(statement, ACTION_PREPARE_TRANSACTION)) {
			begin = NULL;
		}
	}
	report_open(lint, begin);
}

static void check(Lint *lint, const Migration *migration)
{
	(void)migration;
	for (int direction = 0; direction < DIRECTION_COUNT; direction++)
		check_direction(lint, lint_statements(lint, (Direction)direction));
}
