#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_no_char_type = {
	.id = "no-char-type",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_NOTE,
	.off_by_default = true,
	.summary = "A char(n) fills values up with blanks",
	.why = "PostgreSQL fills a `char(n)` up with blanks to n characters, stores them, and ignores "
	       "them in some places but not in others: `=` and `length()` do not see them, `LIKE` and "
	       "regular expressions do, and a cast to `text` takes them away. It is not faster than "
	       "`text` and takes more space. `char` alone means `char(1)`.\n\n"
	       "The type `\"char\"` in quotes, a single byte that the system catalogs use, is something "
	       "else and not reported.",
	.bad = "\"\"\"Wards have codes.\"\"\"\n"
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
	       "    op.add_column(\"wards\", sa.Column(\"code\", sa.CHAR(4)))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"wards\", \"code\")\n",
	.good = "\"\"\"Wards have codes, of any length.\"\"\"\n"
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
		"    op.add_column(\"wards\", sa.Column(\"code\", sa.Text()))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"wards\", \"code\")\n",
	.on = { ACTION_CREATE_TABLE, ACTION_CREATE_PARTITION, ACTION_ADD_COLUMN, ACTION_ALTER_COLUMN_TYPE },
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const ColumnFacts *column;

	for (size_t n = 0; (column = lint_next_column(lint, statement, action, &n));) {
		if (!column_is_of(column, "bpchar"))
			continue;
		Finding *finding = lint_report_column(
			lint, statement, action, column,
			"column `%s` is %s: shorter values are filled up with blanks",
			show_identifier(lint, statement, column->name, ""),
			show_name(lint, statement, str_from(show_type(lint, &column->type))));
		finding_help(lint, finding,
			     "declare it %s; a length that matters is a CHECK (char_length(%s) = ...)",
			     recipe_spelling(lint, "text"),
			     show_identifier(lint, statement, column->name, ""));
	}
}
