#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_create_rule = {
	.id = "create-rule",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_NOTE,
	.summary = "A rule rewrites every query on the table",
	.why = "CREATE RULE takes ACCESS EXCLUSIVE, and from then on PostgreSQL rewrites each INSERT, "
	       "UPDATE or DELETE on the table before it runs it: expressions are evaluated more than once, "
	       "RETURNING and COPY do not do what one expects. A trigger does the same row by row and is "
	       "understood by everybody.",
	.bad = "\"\"\"Discharged patients are kept.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"CREATE RULE keep AS ON DELETE TO patients DO INSTEAD NOTHING\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"Discharged patients are kept.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"CREATE TRIGGER keep BEFORE DELETE ON patients FOR EACH ROW EXECUTE FUNCTION refuse()\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"DROP TRIGGER keep ON patients\")\n",
	.on = { ACTION_CREATE_RULE },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	Finding *finding = lint_report_action(lint, statement, action, "rule %s rewrites every such query",
					      show_object(lint, statement, action));

	finding_help(lint, finding, "write a trigger instead: CREATE TRIGGER ... EXECUTE FUNCTION ...");
}
