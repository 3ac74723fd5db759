#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_sequence = {
	.id = "drop-sequence",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_NOTE,
	.summary = "Dropping a sequence forgets which numbers were given out",
	.why = "The last number is gone: a sequence made anew under the same name starts at 1 and gives out "
	       "numbers that are in use. Whoever calls `nextval()` on it fails.",
	.bad = "\"\"\"Invoice numbers come from the accounting system.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"DROP SEQUENCE invoice_numbers\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"CREATE SEQUENCE invoice_numbers START 100000\")\n",
	.good = "\"\"\"Invoice numbers come from the accounting system; the sequence is kept.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"COMMENT ON SEQUENCE invoice_numbers IS 'unused since 2024-05'\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"COMMENT ON SEQUENCE invoice_numbers IS NULL\")\n",
	.on = { ACTION_DROP_SEQUENCE },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	// With CASCADE, drop-cascade says this and more.
	if (action->cascade || lint_recreates(lint, statement, action))
		return;
	Finding *finding = lint_report_action(lint, statement, action,
					      "drops sequence %s and the last number it gave out",
					      show_object(lint, statement, action));
	finding_help(lint, finding, "keep it until no released code calls nextval() on it; it costs nothing");
}
