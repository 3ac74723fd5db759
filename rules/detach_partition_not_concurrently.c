#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_detach_partition_not_concurrently = {
	.id = "detach-partition-not-concurrently",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "DETACH PARTITION stops reads and writes of the whole parent",
	.why = "DETACH PARTITION takes ACCESS EXCLUSIVE on the partitioned table: while it waits for the "
	       "last query, every other one waits behind it. DETACH PARTITION ... CONCURRENTLY (since "
	       "PostgreSQL 14) lets others work; it must run outside of a transaction, in "
	       "`autocommit_block()`, and is not possible while there is a DEFAULT partition. One that is "
	       "cancelled is completed by DETACH PARTITION ... FINALIZE.",
	.bad = "\"\"\"Measurements of 2019 are archived.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"ALTER TABLE measurements DETACH PARTITION measurements_2019\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"Measurements of 2019 are archived.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.execute(\"SET lock_timeout = '5s'\")\n"
		"        op.execute(\"ALTER TABLE measurements DETACH PARTITION measurements_2019 CONCURRENTLY\")\n"
		"\n"
		"\n"
		"def downgrade():  # miglint: ignore[incomplete-downgrade] what is archived stays archived\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"COMMENT ON TABLE measurements_2019 IS 'detached by 0042'\")\n",
	.on = { ACTION_DETACH_PARTITION },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (action->concurrently || !lint_can_detach_concurrently(lint))
		return;
	const char *table = show_relation(lint, statement, action->table);
	const char *partition = show_relation(lint, statement, action->other);
	Finding *finding = lint_report_action(lint, statement, action,
					      "detaching `%s` stops all who use `%s`", partition, table);
	if (action_meets_default_partition(statement, action)) {
		finding_help(
			lint, finding,
			"CONCURRENTLY is not possible while `%s` has a DEFAULT partition: set a short lock_timeout and retry",
			table);
		return;
	}
	const char *detach = arena_printf(
		lint_arena(lint), "%s\n%s", recipe_execute(lint, "SET lock_timeout = '5s'"),
		recipe_execute(lint, "ALTER TABLE %s DETACH PARTITION %s CONCURRENTLY", table, partition));
	finding_help(lint, finding,
		     "detach it outside the transaction, while others work:\n"
		     "%s",
		     recipe_outside(lint, detach));
}
