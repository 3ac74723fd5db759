#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_rewrite_table = {
	.id = "rewrite-table",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "The table is written anew while nobody can use it",
	.why = "SET LOGGED, SET UNLOGGED, SET ACCESS METHOD, SET TABLESPACE, CLUSTER and VACUUM FULL copy "
	       "the whole table (and most of them its indexes) under ACCESS EXCLUSIVE: nobody reads or "
	       "writes until that is done, and twice the space is needed meanwhile. Tools such as "
	       "pg_repack do the same while others work; plain VACUUM makes the space usable again without "
	       "returning it.",
	.bad = "\"\"\"Bills move to the new disk.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"ALTER TABLE bills SET TABLESPACE fast\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"ALTER TABLE bills RESET (fillfactor)\")\n",
	.good = "\"\"\"New indexes are made on the new disk; the table moves in a maintenance window.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.execute(\"CREATE INDEX CONCURRENTLY bills_patient ON bills (patient_id) TABLESPACE fast\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.drop_index(\"bills_patient\", table_name=\"bills\", postgresql_concurrently=True)\n",
	.on = { ACTION_SET_LOGGED, ACTION_SET_UNLOGGED, ACTION_SET_ACCESS_METHOD, ACTION_SET_TABLESPACE,
		ACTION_CLUSTER, ACTION_VACUUM_FULL, ACTION_ALTER_TABLE_OTHER },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (action_effects(statement, action)->work < WORK_REWRITE)
		return;
	const char *table = show_relation(lint, statement, action->table);
	Finding *finding = lint_report_action(lint, statement, action,
					      *table ? "%s writes `%s` anew while nobody can use it"
						     : "%s writes %s anew while nobody can use them",
					      action_kind_name(action->kind),
					      *table ? table : "table after table");
	finding_help(
		lint, finding,
		"run it in a maintenance window, or with a tool that copies the table while others work (pg_repack)");
}
