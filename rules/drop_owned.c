#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_owned = {
	.id = "drop-owned",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_WARNING,
	.summary = "DROP OWNED deletes whatever a role happens to own",
	.why = "It drops every object of the role in the database, tables with their rows included, and "
	       "revokes its grants. Which objects those are depends on the database and not on the "
	       "migration.",
	.bad = "\"\"\"The import role is not used.\"\"\"\n"
	       "# SAFETY: DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"DROP OWNED BY importer\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"What the import role owns is kept, under another owner.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"REASSIGN OWNED BY importer TO clinic\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n",
	.on = { ACTION_DROP_OWNED },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	Finding *finding = lint_report_action(
		lint, statement, action, "drops every object of a role, with all rows, without naming them");

	finding_help(lint, finding, "give the objects to another role: %s",
		     recipe_execute(lint, "REASSIGN OWNED BY ... TO ..."));
}
