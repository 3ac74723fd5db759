#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_table_without_primary_key = {
	.id = "table-without-primary-key",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_WARNING,
	.off_by_default = true,
	.summary = "A table without a primary key has rows that cannot be told apart",
	.why = "Nothing keeps the same row from being there twice, and no statement can then change "
	       "one of the two. Logical replication refuses UPDATE and DELETE on a published table "
	       "without a primary key or another REPLICA IDENTITY, foreign keys have nothing to "
	       "reference without being told, and tools that repack or copy tables online need one. To "
	       "add a key to a large table later takes a unique index built CONCURRENTLY and columns "
	       "that are NOT NULL.\n\n"
	       "Not reported: partitions (their key is the parent's), temporary and foreign tables, "
	       "tables made LIKE another INCLUDING INDEXES, and tables that get their key later in the "
	       "migration.",
	.bad = "\"\"\"What devices said.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.create_table(\n"
	       "        \"device_messages\",\n"
	       "        sa.Column(\"device\", sa.Text(), nullable=False),\n"
	       "        sa.Column(\"said\", sa.Text()),\n"
	       "    )\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_table(\"device_messages\")\n",
	.good = "\"\"\"What devices said.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.create_table(\n"
		"        \"device_messages\",\n"
		"        sa.Column(\"id\", sa.BigInteger(), sa.Identity(), primary_key=True),\n"
		"        sa.Column(\"device\", sa.Text(), nullable=False),\n"
		"        sa.Column(\"said\", sa.Text()),\n"
		"    )\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_table(\"device_messages\")\n",
	.on = { ACTION_CREATE_TABLE, ACTION_CREATE_TABLE_AS },
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (!lint_designs(lint, statement, action) || lint_gets_primary_key(lint, statement, action))
		return;
	Finding *finding = lint_report_action(lint, statement, action, "table `%s` has no primary key",
					      show_relation(lint, statement, action->table));
	finding_help(lint, finding, "give it one: %s", recipe_spelling(lint, "primary key"));
}
