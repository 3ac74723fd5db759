#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_prefer_text_over_varchar = {
	.id = "prefer-text-over-varchar",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_NOTE,
	.off_by_default = true,
	.summary = "The limit of varchar(n) is hard to change",
	.why = "PostgreSQL stores `varchar(n)` as it stores `text`, and neither is faster; the limit "
	       "is all that differs. Raising it is a change of the column's type: since 9.2 it "
	       "rewrites nothing, but it takes ACCESS EXCLUSIVE, and PostgreSQL refuses it while a "
	       "view reads the column. Lowering it rewrites the table.\n\n"
	       "A length that matters is a CHECK, added NOT VALID and validated later, while others "
	       "read and write. `varchar` without a limit is `text` and not reported.",
	.bad = "\"\"\"What patients like to be called.\"\"\"\n"
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
	       "    op.add_column(\"patients\", sa.Column(\"nickname\", sa.String(50)))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"patients\", \"nickname\")\n",
	.good = "\"\"\"What patients like to be called, at any length.\"\"\"\n"
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
		"    op.add_column(\"patients\", sa.Column(\"nickname\", sa.Text()))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"patients\", \"nickname\")\n",
	.on = { ACTION_CREATE_TABLE, ACTION_CREATE_PARTITION, ACTION_ADD_COLUMN, ACTION_ALTER_COLUMN_TYPE },
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const ColumnFacts *column;

	for (size_t n = 0; (column = lint_next_column(lint, statement, action, &n));) {
		if (!column_is_of(column, "varchar") ||
		    (column->type.modifiers_known && !column->type.modifier_count))
			continue;
		Finding *finding = lint_report_column(
			lint, statement, action, column, "column `%s` can hold no more than its %s allows",
			show_identifier(lint, statement, column->name, ""),
			show_name(lint, statement, str_from(show_type(lint, &column->type))));
		finding_help(lint, finding,
			     "declare it %s; a length that matters is a CHECK (char_length(%s) <= ...)",
			     recipe_spelling(lint, "text"),
			     show_identifier(lint, statement, column->name, ""));
	}
}
