#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_attach_partition_scans = {
	.id = "attach-partition-scans",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "ATTACH PARTITION reads the whole partition to check its bound",
	.why = "PostgreSQL reads every row of the table that becomes a partition, which it has locked "
	       "ACCESS EXCLUSIVE, to see that it belongs there. A validated CHECK constraint that says the "
	       "same makes that unnecessary: add it NOT VALID, validate it, attach, drop it. For a range "
	       "the CHECK must also say that the column IS NOT NULL.\n\n"
	       "A DEFAULT partition is locked and read as well, unless a CHECK of its own excludes the new "
	       "range.",
	.bad = "\"\"\"Measurements loaded from the old system.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"ALTER TABLE measurements ATTACH PARTITION measurements_2019 FOR VALUES FROM ('2019-01-01') TO ('2020-01-01')\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"Measurements loaded from the old system; the next migrations validate the CHECK and attach the table.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"\"\"\n"
		"        ALTER TABLE measurements_2019 ADD CONSTRAINT of_2019\n"
		"        CHECK (day IS NOT NULL AND day >= '2019-01-01' AND day < '2020-01-01') NOT VALID\n"
		"    \"\"\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_constraint(\"of_2019\", \"measurements_2019\", type_=\"check\")\n",
	.on = { ACTION_ATTACH_PARTITION },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (action_effects(statement, action)->work < WORK_SCAN ||
	    statement_on_new_relation(statement, action->other) || lint_proves_bound(lint, statement, action))
		return;
	const char *partition = show_relation(lint, statement, action->other);
	Finding *finding = lint_report_action(
		lint, statement, action, "attaching `%s` reads all of it while nobody can use it", partition);
	finding_help(lint, finding,
		     "prove the bound first, while others work, and drop the constraint afterwards:\n"
		     "    %s\n"
		     "    %s\n"
		     "    %s\n"
		     "    %s",
		     recipe_comment(lint, "in an earlier migration"),
		     recipe_execute(lint, "ALTER TABLE %s ADD CONSTRAINT %s CHECK (...) NOT VALID", partition,
				    show_identifier(lint, statement, action->other.name, "_bound")),
		     recipe_comment(lint, "in the next migration, before this one"),
		     recipe_execute(lint, "ALTER TABLE %s VALIDATE CONSTRAINT %s", partition,
				    show_identifier(lint, statement, action->other.name, "_bound")));
}
