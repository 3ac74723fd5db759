#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_concurrently_in_transaction = {
	.id = "concurrently-in-transaction",
	.since = "0.1",
	.group = GROUP_TRANSACTION,
	.severity = SEVERITY_ERROR,
	.summary = "CONCURRENTLY cannot run inside a transaction",
	.why = "PostgreSQL refuses CREATE INDEX, DROP INDEX, REINDEX and DETACH PARTITION with CONCURRENTLY "
	       "inside a transaction block (25001), and Alembic runs a migration inside one. "
	       "`autocommit_block()` commits what came before and runs its statements outside.\n\n"
	       "REFRESH MATERIALIZED VIEW CONCURRENTLY is allowed in a transaction.",
	.bad = "\"\"\"The day view's index.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.create_index(\"appointments_starts_at\", \"appointments\", [\"starts_at\"], postgresql_concurrently=True)\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    with op.get_context().autocommit_block():\n"
	       "        op.drop_index(\"appointments_starts_at\", table_name=\"appointments\", postgresql_concurrently=True)\n",
	.good = "\"\"\"The day view's index.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.create_index(\"appointments_starts_at\", \"appointments\", [\"starts_at\"], postgresql_concurrently=True)\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.drop_index(\"appointments_starts_at\", table_name=\"appointments\", postgresql_concurrently=True)\n",
	.on = { ACTION_CREATE_INDEX, ACTION_DROP_INDEX, ACTION_REINDEX, ACTION_DETACH_PARTITION },
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	// PostgreSQL runs a string of several statements as one transaction.
	bool shares = lint_shares_string(lint, statement);

	if (!action->concurrently || (!statement->before.in_transaction && !shares) ||
	    action_effects(statement, action)->allowed_in_transaction)
		return;
	Finding *finding = lint_report_action(lint, statement, action,
					      "%s CONCURRENTLY of %s fails inside a transaction",
					      action_kind_name(action->kind),
					      show_object(lint, statement, action));
	finding_help(lint, finding,
		     "run it outside:\n"
		     "%s",
		     recipe_outside(lint, recipe_statement(lint, statement, shares)));
}
