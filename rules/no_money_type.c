#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_no_money_type = {
	.id = "no-money-type",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_WARNING,
	.off_by_default = true,
	.summary = "What a money value means depends on a setting of the server",
	.why = "`money` stores a whole number of the smallest unit, and `lc_monetary` says what that "
	       "unit is: a dump that is restored, or a session that runs, under another setting shows "
	       "the same bytes in another currency, or a hundredfold. The column does not know its "
	       "currency, `money / money` is `double precision`, and the type has no more digits than "
	       "the setting allows.\n\n"
	       "`numeric` is exact and has as many digits as you say; the currency is a column of its "
	       "own.",
	.bad = "\"\"\"What is to be paid.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "from sqlalchemy.dialects import postgresql\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.add_column(\"bills\", sa.Column(\"total\", postgresql.MONEY()))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"bills\", \"total\")\n",
	.good = "\"\"\"What is to be paid, to the cent.\"\"\"\n"
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
		"    op.add_column(\"bills\", sa.Column(\"total\", sa.Numeric(12, 2)))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"bills\", \"total\")\n",
	.on = { ACTION_CREATE_TABLE, ACTION_CREATE_PARTITION, ACTION_ADD_COLUMN, ACTION_ALTER_COLUMN_TYPE },
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const ColumnFacts *column;

	for (size_t n = 0; (column = lint_next_column(lint, statement, action, &n));) {
		if (!column_is_of(column, "money"))
			continue;
		Finding *finding = lint_report_column(lint, statement, action, column,
						      "what `%s` holds depends on lc_monetary",
						      show_identifier(lint, statement, column->name, ""));
		finding_help(lint, finding, "declare it %s, and keep the currency in a column of its own",
			     recipe_spelling(lint, "numeric"));
	}
}
