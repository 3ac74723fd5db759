#include "rule.h"

static void check(Lint *lint, const Statement *statement);

const Rule rule_timeout_cancels_online_build = {
	.id = "timeout-cancels-online-build",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "A short statement_timeout cancels work that takes long on purpose",
	.why = "CREATE INDEX CONCURRENTLY, REINDEX CONCURRENTLY and VALIDATE CONSTRAINT let others work "
	       "and may take hours. A `statement_timeout` that is right for other statements cancels them, "
	       "always on the largest tables; a cancelled CREATE INDEX CONCURRENTLY leaves an INVALID "
	       "index that costs writes and serves no query. Switch it off for them, or set hours. Up to 5 "
	       "minutes counts as short.",
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
	       "        op.execute(\"SET statement_timeout = '30s'\")\n"
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
		"        op.execute(\"SET statement_timeout = 0\")\n"
		"        op.create_index(\"appointments_day\", \"appointments\", [\"day\"], postgresql_concurrently=True)\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.drop_index(\"appointments_day\", table_name=\"appointments\", postgresql_concurrently=True)\n",
	.check_statement = check,
};

#define SHORT_MS (5 * 60 * 1000)

static bool builds_index(const Statement *statement)
{
	for (size_t i = 0; i < statement->actions.len; i++)
		if (statement->actions.items[i].kind == ACTION_CREATE_INDEX ||
		    statement->actions.items[i].kind == ACTION_REINDEX)
			return true;
	return false;
}

static void check(Lint *lint, const Statement *statement)
{
	const Timeout *timeout = &statement->before.statement_timeout;

	// In a transaction CONCURRENTLY fails at once: concurrently-in-transaction.
	if (!statement_works_online(statement) || !timeout->is_set || timeout->unknown_value ||
	    timeout->ms == 0 || timeout->ms > SHORT_MS ||
	    (statement->before.in_transaction && !statement->effects.allowed_in_transaction))
		return;
	bool index = builds_index(statement);
	Finding *finding =
		lint_report_action(lint, statement, NULL,
				   "the statement_timeout of %.10g seconds cancels this on a large table%s",
				   (double)timeout->ms / 1000, index ? " and leaves an INVALID index" : "");
	if (timeout->by)
		finding_related(lint, finding, timeout->by->span, "the timeout is set here");
	finding_help(lint, finding, "switch it off before, for the one statement:\n    %s",
		     recipe_set(lint, statement, "statement_timeout", "0"));
}
