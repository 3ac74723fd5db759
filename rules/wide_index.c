#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_wide_index = {
	.id = "wide-index",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_NOTE,
	.off_by_default = true,
	.summary = "An index of many columns seldom pays",
	.why = "A B-tree is of use for conditions on its leading columns. PostgreSQL's manual says "
	       "that indexes with more than three columns are unlikely to be helpful; they are large, "
	       "every UPDATE that changes one of the columns writes them and is no HOT update any "
	       "more, and two smaller indexes can be combined (bitmap scans). A column that is only "
	       "read belongs into INCLUDE (since PostgreSQL 11).\n\n"
	       "Reported from four key columns on. Unique indexes say what is unique and are not "
	       "reported, nor are other kinds than B-trees.",
	.bad = "\"\"\"The reports' index.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    with op.get_context().autocommit_block():\n"
	       "        op.create_index(\"visits_report\", \"visits\", [\"ward\", \"doctor\", \"reason\", \"begins_at\"], postgresql_concurrently=True)\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    with op.get_context().autocommit_block():\n"
	       "        op.drop_index(\"visits_report\", table_name=\"visits\", postgresql_concurrently=True)\n",
	.good = "\"\"\"The reports' index.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.create_index(\"visits_report\", \"visits\", [\"ward\", \"begins_at\"], postgresql_concurrently=True)\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.drop_index(\"visits_report\", table_name=\"visits\", postgresql_concurrently=True)\n",
	.on = { ACTION_CREATE_INDEX },
	.on_new_relations = true,
	.check_action = check,
};

enum { MANY_COLUMNS = 4 };

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	size_t keys = action_plain_keys(action);

	if (keys < MANY_COLUMNS || !lint_designs(lint, statement, action))
		return;
	Finding *finding = lint_report_action(lint, statement, action, "index `%s` has %zu key columns",
					      show_identifier(lint, statement, action->name, ""), keys);
	finding_help(
		lint, finding,
		"keep the columns conditions name with `=`, most selective first, and one that is sorted or compared by; "
		"columns that are only read go into INCLUDE (...)");
}
