#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_table = {
	.id = "drop-table",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_WARNING,
	.summary = "Dropping a table deletes its rows for good",
	.why = "The rows are gone, and code that still reads or writes the table fails from that moment on. "
	       "`downgrade()` can make the table again, not what was in it.\n\n"
	       "DROP TABLE also takes ACCESS EXCLUSIVE on every table a foreign key of the dropped one "
	       "refers to: dropping a small child table stops reads and writes of its busy parent until the "
	       "transaction ends.",
	.bad = "\"\"\"Nobody sends faxes any more.\"\"\"\n"
	       "# SAFETY: DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_table(\"faxes\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.create_table(\"faxes\", sa.Column(\"id\", sa.BigInteger(), primary_key=True))\n",
	.good = "\"\"\"Faxes: no release has used them since 0031.\"\"\"\n"
		"# SAFETY: DESTRUCTIVE\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    # miglint: ignore[drop-table] unused since 0031, dumped to the archive on 2024-05-02\n"
		"    op.drop_table(\"faxes\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.create_table(\"faxes\", sa.Column(\"id\", sa.BigInteger(), primary_key=True))\n",
	.on = { ACTION_DROP_TABLE },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const char *table = show_relation(lint, statement, action->table);
	Finding *finding =
		lint_report_action(lint, statement, action, "drops table `%s` and all its rows", table);

	finding_help(
		lint, finding,
		"release code that does not use `%s` first, save the rows, and drop it in a later migration tagged "
		"`%s`; then say so on the %s:\n"
		"    %s",
		table, recipe_comment(lint, "SAFETY: DESTRUCTIVE"), recipe_spelling(lint, "call"),
		recipe_comment(lint, "miglint: ignore[drop-table] unused since ..., saved to ..."));
}
