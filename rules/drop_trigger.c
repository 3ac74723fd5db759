#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_trigger = {
	.id = "drop-trigger",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_NOTE,
	.summary = "Dropping a trigger stops what it kept up",
	.why = "What the trigger maintained - an audit trail, a search column, a check - silently stops "
	       "being maintained for every row written from then on. DROP TRIGGER takes ACCESS EXCLUSIVE on "
	       "the table. A trigger that is dropped and made again in the same migration is not reported. "
	       "The same goes for rules (DROP RULE).",
	.bad = "\"\"\"The audit trail is written by the application.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"DROP TRIGGER audit ON patients\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"CREATE TRIGGER audit AFTER UPDATE ON patients FOR EACH ROW EXECUTE FUNCTION write_audit()\")\n",
	.good = "\"\"\"The audit trail is written for new patients, too.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"DROP TRIGGER audit ON patients\")\n"
		"    op.execute(\"CREATE TRIGGER audit AFTER INSERT OR UPDATE ON patients FOR EACH ROW EXECUTE FUNCTION write_audit()\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"DROP TRIGGER audit ON patients\")\n"
		"    op.execute(\"CREATE TRIGGER audit AFTER UPDATE ON patients FOR EACH ROW EXECUTE FUNCTION write_audit()\")\n",
	.on = { ACTION_DROP_TRIGGER, ACTION_DROP_RULE },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	// With CASCADE, drop-cascade says this and more.
	if (action->cascade || lint_recreates(lint, statement, action))
		return;
	Finding *finding = lint_report_action(lint, statement, action, "drops %s %s",
					      action->kind == ACTION_DROP_RULE ? "rule" : "trigger",
					      show_object(lint, statement, action));
	finding_help(
		lint, finding,
		"to change it, drop and create it in the same migration; to drop it, release what replaces it first");
}
