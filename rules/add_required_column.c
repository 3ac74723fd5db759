#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_add_required_column = {
	.id = "add-required-column",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_ERROR,
	.summary = "A NOT NULL column without default fails on a table with rows",
	.why = "PostgreSQL refuses it as soon as the table has one row: there is nothing to put there "
	       "(23502). On an empty development database it works. A constant `server_default` costs "
	       "nothing since version 11: no row is written.",
	.bad = "\"\"\"Everybody has a ward.\"\"\"\n"
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
	       "    op.add_column(\"patients\", sa.Column(\"ward\", sa.Text(), nullable=False))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"patients\", \"ward\")\n",
	.good = "\"\"\"Everybody has a ward, at first the admissions ward.\"\"\"\n"
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
		"    op.add_column(\"patients\", sa.Column(\"ward\", sa.Text(), nullable=False, server_default=\"admissions\"))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"patients\", \"ward\")\n",
	.on = { ACTION_ADD_COLUMN },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (!action->column || !action_effects(statement, action)->fails_on_rows)
		return;
	const char *table = show_relation(lint, statement, action->table);
	const char *column = show_name(lint, statement, action->column->name);
	Finding *finding = lint_report_action(
		lint, statement, action,
		"adding NOT NULL column `%s` to `%s` without a default fails if the table has a row", column,
		table);
	finding_help(lint, finding,
		     "give it a default: nullable=False, server_default=...\n"
		     "or add it nullable, fill it in batches, and make it NOT NULL in a later migration:\n"
		     "    op.add_column(%s, sa.Column(%s, ..., nullable=True)%s)",
		     recipe_name(lint, statement, action->table.name),
		     recipe_name(lint, statement, action->column->name),
		     recipe_schema(lint, statement, action->table));
}
