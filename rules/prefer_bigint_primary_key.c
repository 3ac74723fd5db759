#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_prefer_bigint_primary_key = {
	.id = "prefer-bigint-primary-key",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_NOTE,
	.off_by_default = true,
	.summary = "A primary key of four bytes runs out at 2 147 483 647",
	.why = "An `integer` key ends at 2 147 483 647, and so does the sequence behind `serial`; "
	       "numbers that failed INSERTs took are gone too. Then every INSERT fails, and the way "
	       "out rewrites the table and every table that references it, under ACCESS EXCLUSIVE. "
	       "`bigint` takes 4 bytes more, often none after alignment, and does not run out.\n\n"
	       "Reported for a key of one column, and for a numbered column of a longer one; not for a "
	       "key that is a foreign key as well: it has the type of what it references. ADD PRIMARY "
	       "KEY is judged when the history knows the column.",
	.bad = "\"\"\"Visits.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.create_table(\n"
	       "        \"visits\",\n"
	       "        sa.Column(\"id\", sa.Integer(), sa.Identity(), primary_key=True),\n"
	       "        sa.Column(\"reason\", sa.Text()),\n"
	       "    )\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_table(\"visits\")\n",
	.good = "\"\"\"Visits.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.create_table(\n"
		"        \"visits\",\n"
		"        sa.Column(\"id\", sa.BigInteger(), sa.Identity(), primary_key=True),\n"
		"        sa.Column(\"reason\", sa.Text()),\n"
		"    )\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_table(\"visits\")\n",
	.on = { ACTION_CREATE_TABLE, ACTION_ADD_COLUMN, ACTION_ADD_PRIMARY_KEY },
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	Str column;
	uint32_t location;

	if (!lint_key_is_small(lint, statement, action, &column, &location))
		return;
	Finding *finding = lint_report_action(lint, statement, action,
					      "primary key `%s` of `%s` has four bytes or less",
					      show_identifier(lint, statement, column, ""),
					      show_relation(lint, statement, action->table));
	finding_at(finding, statement, location);
	finding_help(lint, finding, "declare it %s", recipe_spelling(lint, "bigint"));
}
