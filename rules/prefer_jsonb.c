#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_prefer_jsonb = {
	.id = "prefer-jsonb",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_NOTE,
	.off_by_default = true,
	.summary = "A json column is text that is parsed again at every use",
	.why = "`json` keeps the text as it came, with its blanks and repeated keys, and parses it at "
	       "every access. It has no equality operator: `SELECT DISTINCT`, `GROUP BY` and `UNION` "
	       "over such a column fail, also those an ORM writes, and no index can be built on the "
	       "column itself. "
	       "`jsonb` (since PostgreSQL 9.4) is parsed once, compares, and takes GIN indexes.\n\n"
	       "To change the type later rewrites the table. A document whose text must stay as it is, "
	       "because it is signed for example, is `text` or `json` on purpose.",
	.bad = "\"\"\"What devices send.\"\"\"\n"
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
	       "    op.add_column(\"devices\", sa.Column(\"readings\", sa.JSON()))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"devices\", \"readings\")\n",
	.good = "\"\"\"What devices send, parsed once.\"\"\"\n"
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
		"    op.add_column(\"devices\", sa.Column(\"readings\", postgresql.JSONB()))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"devices\", \"readings\")\n",
	.on = { ACTION_CREATE_TABLE, ACTION_CREATE_PARTITION, ACTION_ADD_COLUMN, ACTION_ALTER_COLUMN_TYPE },
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const ColumnFacts *column;

	for (size_t n = 0; (column = lint_next_column(lint, statement, action, &n));) {
		if (!column_is_of(column, "json"))
			continue;
		Finding *finding = lint_report_column(lint, statement, action, column,
						      "column `%s` is json: it cannot be compared or indexed",
						      show_identifier(lint, statement, column->name, ""));
		finding_help(lint, finding, "declare it %s", recipe_spelling(lint, "jsonb"));
	}
}
