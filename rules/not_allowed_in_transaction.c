#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_not_allowed_in_transaction = {
	.id = "not-allowed-in-transaction",
	.since = "0.1",
	.group = GROUP_TRANSACTION,
	.severity = SEVERITY_ERROR,
	.summary = "The statement cannot run inside a transaction",
	.why = "PostgreSQL refuses VACUUM, CREATE and DROP DATABASE, CREATE and DROP TABLESPACE, ALTER "
	       "SYSTEM, REINDEX SCHEMA and DATABASE, CREATE SUBSCRIPTION with a slot and some more inside "
	       "a transaction block (25001), and Alembic runs a migration inside one. In "
	       "`autocommit_block()` they run on their own, each in a call of its own: several statements "
	       "in one string are one transaction for PostgreSQL.",
	.bad = "\"\"\"Dead rows of the archive are cleaned up.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"VACUUM visits\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"Dead rows of the archive are cleaned up.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.execute(\"VACUUM visits\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n",
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	bool shares = lint_shares_string(lint, statement);

	// With CONCURRENTLY, concurrently-in-transaction speaks.
	if (action_effects(statement, action)->allowed_in_transaction || action->concurrently ||
	    (!statement->before.in_transaction && !shares))
		return;
	Finding *finding = lint_report_action(lint, statement, action, "%s fails inside a transaction",
					      action_kind_name(action->kind));
	finding_help(lint, finding,
		     "run it outside:\n"
		     "%s",
		     recipe_outside(lint, recipe_statement(lint, statement, shares)));
}
