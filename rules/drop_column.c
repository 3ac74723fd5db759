#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_column = {
	.id = "drop-column",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_WARNING,
	.summary = "Dropping a column deletes its values for good",
	.why = "The values are gone; `downgrade()` can add the column again, not what was in it. Running "
	       "code that still names the column (every ORM does in its SELECT lists) fails until it is "
	       "replaced.\n\n"
	       "PostgreSQL drops silently, without CASCADE, what is made of the column: indexes and UNIQUE, "
	       "PRIMARY KEY and FOREIGN KEY constraints, also multi-column ones, and CHECK constraints that "
	       "mention it. Dropping a foreign key column takes ACCESS EXCLUSIVE on the referenced table as "
	       "well.\n\n"
	       "An attribute of a composite type (ALTER TYPE ... DROP ATTRIBUTE) goes with its values in "
	       "every column of the type.",
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
	       "    op.drop_column(\"patients\", \"fax\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.add_column(\"patients\", sa.Column(\"fax\", sa.Text()))\n",
	.good = "\"\"\"Fax numbers: the code has not mapped them since release 31.\"\"\"\n"
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
		"    # miglint: ignore[drop-column] not mapped since 31, saved to the archive on 2024-05-02\n"
		"    op.drop_column(\"patients\", \"fax\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.add_column(\"patients\", sa.Column(\"fax\", sa.Text()))\n",
	.on = { ACTION_DROP_COLUMN, ACTION_ALTER_COMPOSITE_TYPE },
	.check_action = check,
};

// An attribute of a composite type: every column of the type loses it.
static void check_attribute(Lint *lint, const Statement *statement, const Action *action)
{
	if (definition_gives_up(action->definition) != GIVES_UP_ATTRIBUTE)
		return;
	Finding *finding = lint_report_action(
		lint, statement, action,
		"drops attribute `%s` of type `%s` with its values in every column of the type",
		show_identifier(lint, statement, action->name, ""),
		show_relation(lint, statement, action->table));
	finding_help(lint, finding, "save the values first, and release code that does not read them");
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const char *table = show_relation(lint, statement, action->table);
	const char *column = show_identifier(lint, statement, action->name, "");

	if (action->kind == ACTION_ALTER_COMPOSITE_TYPE) {
		check_attribute(lint, statement, action);
		return;
	}
	// Added and dropped by one migration: no value existed before it.
	if (lint_earlier(lint, statement, ACTION_ADD_COLUMN, action->table, action->name))
		return;
	const char *parts = show_parts_of_column(lint, statement, action);
	Finding *finding = lint_report_action(lint, statement, action,
					      "drops column `%s` of `%s` with its values%s%s", column, table,
					      parts ? ", and " : "",
					      parts && !*parts ? "the indexes and constraints on it"
						      : parts  ? parts
							       : "");
	finding_help(
		lint, finding,
		"release code that does not map `%s` first, save the values, and drop it in a later migration tagged "
		"`%s`; then say so on the %s:\n"
		"    %s",
		column, recipe_comment(lint, "SAFETY: DESTRUCTIVE"), recipe_spelling(lint, "call"),
		recipe_comment(lint, "miglint: ignore[drop-column] not mapped since ..., saved to ..."));
}
