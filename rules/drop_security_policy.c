#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_security_policy = {
	.id = "drop-security-policy",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_WARNING,
	.summary = "Row level security is given up",
	.why = "With row level security disabled, or a restrictive policy gone, a role sees and changes rows "
	       "it must not: nothing fails, the rows are simply there. NO FORCE lets the owner of the table, "
	       "often the application's own role, pass by all policies. And where the last permissive policy "
	       "goes, nobody but the owner sees a row. A policy the same migration replaces is not reported, "
	       "nor a table whose row level security it enables again.",
	.bad = "\"\"\"The ward policy is in the application.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"DROP POLICY own_ward ON patients\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"CREATE POLICY own_ward ON patients USING (ward = current_user)\")\n",
	.good = "\"\"\"The ward policy knows deputies.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"ALTER POLICY own_ward ON patients USING (ward = current_user OR deputy = current_user)\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"ALTER POLICY own_ward ON patients USING (ward = current_user)\")\n",
	.on = { ACTION_DISABLE_ROW_SECURITY, ACTION_NO_FORCE_ROW_SECURITY, ACTION_DROP_POLICY },
	.check_action = check,
};

static bool is_replaced(Lint *lint, const Statement *statement, const Action *action)
{
	switch (action->kind) {
	case ACTION_DISABLE_ROW_SECURITY:
		return lint_later(lint, statement, ACTION_ENABLE_ROW_SECURITY, action->table, STR_NONE);
	case ACTION_NO_FORCE_ROW_SECURITY:
		return lint_later(lint, statement, ACTION_FORCE_ROW_SECURITY, action->table, STR_NONE);
	default:
		// Another policy on the table counts as its replacement.
		return lint_recreates(lint, statement, action) ||
			lint_later(lint, statement, ACTION_CREATE_POLICY, action->table, STR_NONE);
	}
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	Finding *finding;

	if (is_replaced(lint, statement, action))
		return;
	if (action->kind == ACTION_DROP_POLICY)
		finding = lint_report_action(lint, statement, action, "drops policy %s",
					     show_object(lint, statement, action));
	else
		finding = lint_report_action(lint, statement, action,
					     "%s on `%s`: its policies no longer protect the rows",
					     action_kind_name(action->kind),
					     show_relation(lint, statement, action->table));
	finding_help(lint, finding,
		     "to change a policy, use ALTER POLICY, or make the new one in the same migration");
}
