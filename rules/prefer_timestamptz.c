#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_prefer_timestamptz = {
	.id = "prefer-timestamptz",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_NOTE,
	.off_by_default = true,
	.summary = "A timestamp without time zone is no moment in time",
	.why = "`timestamp` stores what some clock showed, and not which: the same moment written by "
	       "two sessions with another TimeZone gives two values, an hour of each autumn is "
	       "ambiguous, and `now()` is cut to the session's local time on the way in. `timestamptz` "
	       "takes the same 8 bytes, stores the moment and shows it in the reader's zone.\n\n"
	       "To change the type later rewrites the table, unless the session's TimeZone is UTC "
	       "(since PostgreSQL 12).",
	.bad = "\"\"\"When visits begin.\"\"\"\n"
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
	       "    op.add_column(\"visits\", sa.Column(\"begins_at\", sa.DateTime()))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"visits\", \"begins_at\")\n",
	.good = "\"\"\"The moment visits begin.\"\"\"\n"
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
		"    op.add_column(\"visits\", sa.Column(\"begins_at\", sa.DateTime(timezone=True)))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"visits\", \"begins_at\")\n",
	.on = { ACTION_CREATE_TABLE, ACTION_CREATE_PARTITION, ACTION_ADD_COLUMN, ACTION_ALTER_COLUMN_TYPE },
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const ColumnFacts *column;

	for (size_t n = 0; (column = lint_next_column(lint, statement, action, &n));) {
		if (!column_is_of(column, "timestamp"))
			continue;
		Finding *finding =
			lint_report_column(lint, statement, action, column,
					   "column `%s` does not say which time zone its times are in",
					   show_identifier(lint, statement, column->name, ""));
		finding_help(lint, finding, "declare it %s", recipe_spelling(lint, "timestamptz"));
	}
}
