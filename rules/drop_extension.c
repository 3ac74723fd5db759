#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_extension = {
	.id = "drop-extension",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_WARNING,
	.summary = "Dropping an extension takes its types and functions away",
	.why = "Every function, operator and type of the extension is gone. PostgreSQL refuses while a "
	       "column or index uses one, and with CASCADE, which drop-cascade reports, drops those columns "
	       "with their data. Queries that call the functions fail.",
	.bad = "\"\"\"Search without trigrams.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"DROP EXTENSION pg_trgm\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"CREATE EXTENSION pg_trgm\")\n",
	.good = "\"\"\"Trigrams of the version the server brings.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"ALTER EXTENSION pg_trgm UPDATE\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n",
	.on = { ACTION_DROP_EXTENSION },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	// With CASCADE, drop-cascade says this and more.
	if (action->cascade || lint_recreates(lint, statement, action))
		return;
	Finding *finding = lint_report_action(lint, statement, action,
					      "drops extension %s with its functions and types",
					      show_object(lint, statement, action));
	finding_help(lint, finding,
		     "drop it when no released query calls its functions, in a migration of its own");
}
