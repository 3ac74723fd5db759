#include "rule.h"

static void check(Lint *lint, const Statement *statement);

const Rule rule_revoke_privilege = {
	.id = "revoke-privilege",
	.since = "0.1",
	.group = GROUP_COMPATIBILITY,
	.severity = SEVERITY_WARNING,
	.summary = "Code that is still running may need the privilege",
	.why = "Privileges are checked for every statement: from COMMIT on whoever used this one gets "
	       "\"permission denied\" (42501). Make sure that no running release needs it, and revoke it in "
	       "a migration after the one that removes the use. ALTER DEFAULT PRIVILEGES is about what "
	       "does not exist yet.",
	.bad = "\"\"\"The portal does not see bills.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"REVOKE SELECT ON bills FROM portal\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"GRANT SELECT ON bills TO portal\")\n",
	.good = "\"\"\"The portal sees appointments; what it may not see any more follows when it does not ask for it.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"GRANT SELECT ON appointments TO portal\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"COMMENT ON ROLE portal IS 'may see appointments'\")\n",
	.check_statement = check,
};

// A REVOKE on what this migration creates only says who may use it at all.
static bool is_new(Lint *lint, const Statement *statement, const Action *action)
{
	return action->table.name.len &&
		(statement_on_new_relation(statement, action->table) ||
		 lint_earlier(lint, statement, ACTION_CREATE_FUNCTION, action->table, STR_NONE) ||
		 lint_earlier(lint, statement, ACTION_CREATE_SCHEMA, action->table, STR_NONE));
}

static void check(Lint *lint, const Statement *statement)
{
	for (size_t i = 0; i < statement->actions.len; i++) {
		const Action *action = &statement->actions.items[i];
		if (!action_revokes_now(action) || is_new(lint, statement, action))
			continue;
		const char *name = show_relation(lint, statement, action->table);
		Finding *finding =
			lint_report_action(lint, statement, action,
					   *name ? "whoever used the privilege on `%s` is refused from now on"
						 : "whoever used the privilege%s is refused from now on",
					   name);
		finding_help(lint, finding, "revoke it once no running release needs it");
		return;
	}
}
