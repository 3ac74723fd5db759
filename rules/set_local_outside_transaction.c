#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_set_local_outside_transaction = {
	.id = "set-local-outside-transaction",
	.since = "0.1",
	.group = GROUP_TRANSACTION,
	.severity = SEVERITY_WARNING,
	.summary = "SET LOCAL has no effect outside of a transaction",
	.why = "SET LOCAL lasts until the end of the transaction; outside of one PostgreSQL gives a "
	       "warning and does nothing, so the `lock_timeout` one counts on is not there. In "
	       "`autocommit_block()` use SET, which lasts for the session, and RESET afterwards.",
	.bad = "\"\"\"The day view's index.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    with op.get_context().autocommit_block():\n"
	       "        op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "        op.create_index(\"appointments_day\", \"appointments\", [\"day\"], postgresql_concurrently=True)\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    with op.get_context().autocommit_block():\n"
	       "        op.drop_index(\"appointments_day\", table_name=\"appointments\", postgresql_concurrently=True)\n",
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
		"        op.execute(\"SET lock_timeout = '5s'\")\n"
		"        op.create_index(\"appointments_day\", \"appointments\", [\"day\"], postgresql_concurrently=True)\n"
		"        op.execute(\"RESET lock_timeout\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.drop_index(\"appointments_day\", table_name=\"appointments\", postgresql_concurrently=True)\n",
	.on = { ACTION_SET_LOCAL },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	// Several statements in one string are a transaction of their own.
	if (statement->before.in_transaction || lint_shares_string(lint, statement))
		return;
	Finding *finding = lint_report_action(lint, statement, action, "SET LOCAL %s has no effect here",
					      show_name(lint, statement, action->name));
	finding_help(lint, finding, "set it for the session:\n    %s",
		     recipe_execute(lint, "SET %s = '%s'", show_name(lint, statement, action->name),
				    show_name(lint, statement, action->new_name)));
}
