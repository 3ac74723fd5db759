#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_rename_table = {
	.id = "rename-table",
	.since = "0.1",
	.group = GROUP_COMPATIBILITY,
	.severity = SEVERITY_WARNING,
	.summary = "Code that is still running uses the table's old name",
	.why = "Between the migration and the end of the deploy the old code runs against the new schema: "
	       "every query on the old name fails. A view of the old name over the new table keeps it "
	       "working: simple views can be written to as well; make it in the same transaction.",
	.bad = "\"\"\"Stays are admissions.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.rename_table(\"stays\", \"admissions\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.rename_table(\"admissions\", \"stays\")\n",
	.good = "\"\"\"Stays are admissions, and the running code finds them under both names.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.rename_table(\"stays\", \"admissions\")\n"
		"    op.execute(\"CREATE VIEW stays AS SELECT * FROM admissions\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"DROP VIEW stays\")\n"
		"    op.rename_table(\"admissions\", \"stays\")\n",
	.on = { ACTION_RENAME_TABLE },
	.check_action = check,
};

// Whether something else takes the old name in the same migration: a view over the new table, or the table that replaces it.
static bool name_stays(Lint *lint, const Statement *statement, const Action *action)
{
	Action drop = { .kind = ACTION_DROP_VIEW, .table = action->table };

	return lint_recreates(lint, statement, &drop);
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (name_stays(lint, statement, action) || lint_renames_back(lint, statement, action))
		return;
	const char *table = show_relation(lint, statement, action->table);
	Relation renamed = { action->table.schema, action->new_name };
	Finding *finding = lint_report_action(lint, statement, action,
					      "running code that uses `%s` fails from now on", table);
	finding_help(lint, finding, "keep the old name working, right after it:\n    %s",
		     recipe_execute(lint, "CREATE VIEW %s AS SELECT * FROM %s", table,
				    show_relation(lint, statement, renamed)));
}
