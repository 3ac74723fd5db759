#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_concurrently_on_partitioned_table = {
	.id = "concurrently-on-partitioned-table",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_ERROR,
	.summary = "A partitioned table takes no CONCURRENTLY",
	.why = "PostgreSQL refuses CREATE INDEX CONCURRENTLY on a partitioned table, and DROP INDEX "
	       "CONCURRENTLY of its index. Create the index ON ONLY the parent, which is instant, build "
	       "one per partition concurrently, and attach them: the parent's index becomes valid with the "
	       "last.",
	.bad = "\"\"\"Measurements are found by patient.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"CREATE TABLE measurements_2026 PARTITION OF measurements FOR VALUES FROM (2026) TO (2027)\")\n"
	       "    with op.get_context().autocommit_block():\n"
	       "        op.execute(\"CREATE INDEX CONCURRENTLY measurements_patient ON measurements (patient)\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"Measurements are found by patient; the next migrations build and attach the partitions' indexes.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"CREATE INDEX measurements_patient ON ONLY measurements (patient)\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_index(\"measurements_patient\", table_name=\"measurements\")\n",
	.on = { ACTION_CREATE_INDEX, ACTION_DROP_INDEX },
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	bool drop = action->kind == ACTION_DROP_INDEX;
	Relation table = drop ? lint_table_of_index(lint, statement, action) : action->table;

	if (!action->concurrently || !table.name.len || !lint_is_partitioned(lint, statement, action))
		return;
	const char *name = show_relation(lint, statement, table);
	Finding *finding = lint_report_action(lint, statement, action,
					      "`%s` is partitioned: %s CONCURRENTLY fails on it", name,
					      drop ? "DROP INDEX" : "CREATE INDEX");
	if (drop)
		finding_help(lint, finding, "drop it without CONCURRENTLY, with a short lock_timeout");
	else
		finding_help(
			lint, finding,
			"create it on the parent only, then one per partition with CONCURRENTLY, and attach them:\n"
			"    %s",
			recipe_execute(lint, "CREATE INDEX %s ON ONLY %s (...)",
				       show_identifier(lint, statement, action->name, ""), name));
}
