#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_view = {
	.id = "drop-view",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_NOTE,
	.summary = "Dropping a view breaks whoever reads it",
	.why = "No rows are lost, but every query of the view fails from then on, and its definition and "
	       "grants are gone. A view that is dropped and made again in the same migration is not "
	       "reported.",
	.bad = "\"\"\"The label view is not printed any more.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"DROP VIEW labels\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"CREATE VIEW labels AS SELECT id, name FROM patients\")\n",
	.good = "\"\"\"The label view shows the ward as well.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"CREATE OR REPLACE VIEW labels AS SELECT id, name, ward FROM patients\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"DROP VIEW labels\")\n"
		"    op.execute(\"CREATE VIEW labels AS SELECT id, name FROM patients\")\n",
	.on = { ACTION_DROP_VIEW },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	// With CASCADE, drop-cascade says this and more.
	if (action->cascade || lint_recreates(lint, statement, action))
		return;
	Finding *finding = lint_report_action(lint, statement, action, "drops view %s",
					      show_object(lint, statement, action));
	finding_help(
		lint, finding,
		"to change it, use CREATE OR REPLACE VIEW, which keeps its grants and what depends on it");
}
