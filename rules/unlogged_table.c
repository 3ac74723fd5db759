#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_unlogged_table = {
	.id = "unlogged-table",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_WARNING,
	.off_by_default = true,
	.summary = "An unlogged table is emptied by a crash",
	.why = "What is written to an unlogged table is not in the write-ahead log: after a crash or "
	       "an immediate shutdown PostgreSQL truncates it, on a standby it cannot be read, after a "
	       "failover it is empty, and no point-in-time recovery brings its rows back. That is "
	       "right for caches and staging tables, and for nothing else.\n\n"
	       "SET LOGGED and SET UNLOGGED rewrite the table; rewrite-table reports that.",
	.bad = "\"\"\"What devices said last.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"CREATE UNLOGGED TABLE device_messages (id bigint PRIMARY KEY, said text)\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_table(\"device_messages\")\n",
	.good = "\"\"\"What devices said last.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"CREATE TABLE device_messages (id bigint PRIMARY KEY, said text)\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_table(\"device_messages\")\n",
	.on = { ACTION_CREATE_TABLE, ACTION_CREATE_TABLE_AS, ACTION_CREATE_PARTITION, ACTION_SET_UNLOGGED },
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if ((!action->unlogged && action->kind != ACTION_SET_UNLOGGED) ||
	    !lint_designs(lint, statement, action))
		return;
	Finding *finding = lint_report_action(lint, statement, action, "the rows of `%s` are lost in a crash",
					      show_relation(lint, statement, action->table));
	finding_help(lint, finding, "leave UNLOGGED away, or say what the rows can be made again from");
}
