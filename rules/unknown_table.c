#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_unknown_table = {
	.id = "unknown-table",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_WARNING,
	.summary = "The migration is about a table that does not exist any more",
	.why = "PostgreSQL answers \"relation does not exist\" (42P01) and the deploy stops. That it does not "
	       "exist is known when the history, or this migration before, dropped it or gave it another "
	       "name and nothing has taken the name since. Of tables the history has never shown nothing is "
	       "claimed, unless `complete-history` says that it began with an empty database.",
	.bad = "\"\"\"Visits have been called encounters.\"\"\"\n"
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
	       "    op.rename_table(\"visits\", \"encounters\")\n"
	       "    op.create_index(\"ix_encounters_seen_at\", \"visits\", [\"seen_at\"])\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_table(\"encounters\")\n",
	.good = "\"\"\"Visits have been called encounters.\"\"\"\n"
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
		"    op.rename_table(\"visits\", \"encounters\")\n"
		"    op.create_index(\"ix_encounters_seen_at\", \"encounters\", [\"seen_at\"])\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_table(\"encounters\")\n",
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	Contradiction found = action_contradiction(statement, action);

	if (found.kind != CONTRADICTION_NO_RELATION)
		return;
	Finding *finding = lint_report_action(lint, statement, action, "%s fails: %s",
					      action_kind_name(action->kind),
					      show_name(lint, statement, str_from(found.message)));
	finding_help(lint, finding, "use the name it has now, or leave the statement out");
}
