#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_table_without_row_level_security = {
	.id = "table-without-row-level-security",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_WARNING,
	.off_by_default = true,
	.summary = "Every role with privileges on the table sees all its rows",
	.why = "Where clients reach the database with roles of their own (PostgREST, Supabase, "
	       "Hasura), policies decide who sees which rows, and only on tables with ENABLE ROW LEVEL "
	       "SECURITY (since PostgreSQL 9.5): a table that was forgotten is open to every role that "
	       "has privileges on its schema. A partition that is named directly has policies of its "
	       "own, not its parent's.\n\n"
	       "The configuration says for which schemas: `row-security-schemas = [\"public\", \"api\"]`; "
	       "without it for `public`. A name without a schema counts as public's.",
	.bad = "\"\"\"Notes on patients.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"CREATE TABLE notes (id bigint PRIMARY KEY, body text)\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_table(\"notes\")\n",
	.good = "\"\"\"Notes on patients.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"CREATE TABLE notes (id bigint PRIMARY KEY, body text)\")\n"
		"    op.execute(\"ALTER TABLE notes ENABLE ROW LEVEL SECURITY\")\n"
		"    op.execute(\"CREATE POLICY own ON notes USING (current_user = 'reception')\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_table(\"notes\")\n",
	.on = { ACTION_CREATE_TABLE, ACTION_CREATE_TABLE_AS, ACTION_CREATE_PARTITION },
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (!lint_designs(lint, statement, action) || !lint_wants_row_security(lint, action->table) ||
	    lint_later(lint, statement, ACTION_ENABLE_ROW_SECURITY, action->table, STR_NONE))
		return;
	const char *table = show_relation(lint, statement, action->table);
	Finding *finding =
		lint_report_action(lint, statement, action, "no policy can protect the rows of `%s`", table);
	finding_help(lint, finding, "in the same migration, followed by its policies:\n    %s",
		     recipe_execute(lint, "ALTER TABLE %s ENABLE ROW LEVEL SECURITY", table));
}
