#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_refresh_materialized_view_not_concurrently = {
	.id = "refresh-materialized-view-not-concurrently",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "REFRESH MATERIALIZED VIEW stops reads while the query runs",
	.why = "The view is locked ACCESS EXCLUSIVE while its whole query runs: nobody reads it until the "
	       "transaction commits. With CONCURRENTLY PostgreSQL compares the new rows with the old ones "
	       "and writes the difference, and others go on reading; it needs a unique index without WHERE "
	       "on the view, and is allowed in a transaction.",
	.bad = "\"\"\"The bed statistics count the new ward.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"REFRESH MATERIALIZED VIEW bed_statistics\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"The bed statistics count the new ward, and can be read meanwhile.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"REFRESH MATERIALIZED VIEW CONCURRENTLY bed_statistics\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n",
	.on = { ACTION_REFRESH_MATERIALIZED_VIEW },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	// WITH NO DATA runs no query.
	if (action->concurrently || action_effects(statement, action)->work == WORK_INSTANT)
		return;
	Finding *finding = lint_report_action(lint, statement, action,
					      "nobody reads `%s` while it is filled anew",
					      show_relation(lint, statement, action->table));
	finding_help(lint, finding,
		     "let others read, which needs a unique index on the view:\n"
		     "    %s",
		     recipe_with(lint, statement, "VIEW ", "CONCURRENTLY "));
}
