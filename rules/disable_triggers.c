#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_disable_triggers = {
	.id = "disable-triggers",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_NOTE,
	.summary = "Disabled triggers let rows in that no trigger has seen",
	.why = "DISABLE TRIGGER holds for every session from COMMIT on, and until then nobody writes to "
	       "the table. DISABLE TRIGGER ALL also switches off foreign keys, and ENABLE does not check "
	       "the rows written meanwhile. `session_replication_role = replica` does the same for one "
	       "session and all tables.",
	.bad = "\"\"\"Visits are renumbered without the audit trail.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"ALTER TABLE visits DISABLE TRIGGER audit\")\n"
	       "    op.execute(\"ALTER TABLE visits ENABLE TRIGGER audit\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"Visits are renumbered, and the audit trail says so.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"UPDATE visits SET number = number + 1000 WHERE ward = 'B'\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n",
	.on = { ACTION_DISABLE_TRIGGER, ACTION_SET, ACTION_SET_LOCAL },
	.check_action = check,
};

static bool is_replica_role(const Action *action)
{
	return str_is(action->name, "session_replication_role") && str_is(action->new_name, "replica");
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	Finding *finding;

	if (action->kind != ACTION_DISABLE_TRIGGER && !is_replica_role(action))
		return;
	if (action->kind == ACTION_DISABLE_TRIGGER)
		finding = lint_report_action(lint, statement, action,
					     "rows of `%s` are written without its triggers",
					     show_relation(lint, statement, action->table));
	else
		finding = lint_report_action(lint, statement, action,
					     "no trigger fires and no foreign key is checked from here on");
	finding_help(lint, finding,
		     "let the trigger tell by a setting whether it has something to do: "
		     "current_setting('app.migrating', true)");
}
