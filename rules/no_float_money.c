#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_no_float_money = {
	.id = "no-float-money",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_WARNING,
	.off_by_default = true,
	.summary = "Money in binary fractions is not exact",
	.why = "`real` and `double precision` have no 0.10: `0.1 + 0.2` is 0.30000000000000004, sums "
	       "depend on the order in which the rows come, and comparisons by `=` fail. `real` has "
	       "six digits: it cannot tell 1000000.00 from 1000000.01. `numeric` is exact; so is a "
	       "`bigint` of cents.\n\n"
	       "Reported for columns with a word for money in their name (price, amount, total_cost, "
	       "fee ...), and not with one for a share of it (tax_rate, discount_percent).",
	.bad = "\"\"\"What is to be paid.\"\"\"\n"
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
	       "    op.add_column(\"bills\", sa.Column(\"total_price\", sa.Float()))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"bills\", \"total_price\")\n",
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
		"    op.add_column(\"bills\", sa.Column(\"total_price\", sa.Numeric(12, 2)))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"bills\", \"total_price\")\n",
	.on = { ACTION_CREATE_TABLE, ACTION_CREATE_PARTITION, ACTION_ADD_COLUMN, ACTION_ALTER_COLUMN_TYPE },
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const ColumnFacts *column;

	for (size_t n = 0; (column = lint_next_column(lint, statement, action, &n));) {
		if ((!column_is_of(column, "float4") && !column_is_of(column, "float8")) ||
		    !column_holds_money(column))
			continue;
		Finding *finding = lint_report_column(
			lint, statement, action, column, "`%s` is %s: sums of money will not add up",
			show_identifier(lint, statement, column->name, ""),
			show_name(lint, statement, str_from(show_type(lint, &column->type))));
		finding_help(lint, finding, "declare it %s", recipe_spelling(lint, "numeric"));
	}
}
