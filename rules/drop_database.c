#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_database = {
	.id = "drop-database",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_ERROR,
	.summary = "Dropping a database deletes everything in it",
	.why = "A migration belongs to one database; dropping one deletes all schemas and rows in it, at "
	       "once and without a way back. PostgreSQL also refuses DROP DATABASE inside a transaction.",
	.bad = "\"\"\"The training database is not needed.\"\"\"\n"
	       "# SAFETY: DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    with op.get_context().autocommit_block():\n"
	       "        op.execute(\"DROP DATABASE training\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"Nobody can connect to the training database any more.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"ALTER DATABASE training ALLOW_CONNECTIONS false\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"ALTER DATABASE training ALLOW_CONNECTIONS true\")\n",
	.on = { ACTION_DROP_DATABASE },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	Finding *finding = lint_report_action(lint, statement, action,
					      "drops database %s and everything in it",
					      show_object(lint, statement, action));

	finding_help(lint, finding,
		     "leave this to the operator of the server: dropdb, by hand, after a backup");
}
