#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_unknown_column = {
	.id = "unknown-column",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_WARNING,
	.summary = "The migration is about a column that the table does not have",
	.why = "PostgreSQL answers \"column does not exist\" (42703) and the deploy stops. It is said only "
	       "where the history created the table and every step since could be read, or where it dropped "
	       "the column.",
	.bad = "\"\"\"Visits are found by their time.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.create_table(\"visits\", sa.Column(\"id\", sa.Integer(), primary_key=True), sa.Column(\"seen_at\", sa.DateTime()))\n"
	       "    op.create_index(\"ix_visits_seen_at\", \"visits\", [\"sen_at\"])\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_table(\"visits\")\n",
	.good = "\"\"\"Visits are found by their time.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.create_table(\"visits\", sa.Column(\"id\", sa.Integer(), primary_key=True), sa.Column(\"seen_at\", sa.DateTime()))\n"
		"    op.create_index(\"ix_visits_seen_at\", \"visits\", [\"seen_at\"])\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_table(\"visits\")\n",
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	Contradiction found = action_contradiction(statement, action);

	if (found.kind != CONTRADICTION_NO_COLUMN)
		return;
	Finding *finding = lint_report_action(lint, statement, action, "%s fails: %s",
					      action_kind_name(action->kind),
					      show_name(lint, statement, str_from(found.message)));
	finding_help(lint, finding, "use the name it has now; miglint schema prints what the history made");
}
