#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_materialized_view = {
	.id = "drop-materialized-view",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_NOTE,
	.summary = "Dropping a materialized view breaks whoever reads it",
	.why = "What it holds can be computed again, but every query of it fails from then on, and its "
	       "definition, indexes and grants are gone. One that is dropped and made again in the same "
	       "migration is not reported.",
	.bad = "\"\"\"The ward statistics are computed elsewhere.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"DROP MATERIALIZED VIEW ward_load\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"CREATE MATERIALIZED VIEW ward_load AS SELECT ward, count(*) FROM patients GROUP BY ward\")\n",
	.good = "\"\"\"The ward statistics count beds.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"DROP MATERIALIZED VIEW ward_load\")\n"
		"    op.execute(\"CREATE MATERIALIZED VIEW ward_load AS SELECT ward, sum(beds) FROM rooms GROUP BY ward\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"DROP MATERIALIZED VIEW ward_load\")\n"
		"    op.execute(\"CREATE MATERIALIZED VIEW ward_load AS SELECT ward, count(*) FROM patients GROUP BY ward\")\n",
	.on = { ACTION_DROP_MATERIALIZED_VIEW },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	// With CASCADE, drop-cascade says this and more.
	if (action->cascade || lint_recreates(lint, statement, action))
		return;
	Finding *finding = lint_report_action(lint, statement, action, "drops materialized view %s",
					      show_object(lint, statement, action));
	finding_help(
		lint, finding,
		"to change it, make the new one under another name first, then drop this one and rename the new one in the same migration");
}
