#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_duplicate_object = {
	.id = "duplicate-object",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_WARNING,
	.summary = "The migration makes something that exists already",
	.why = "PostgreSQL answers \"already exists\" (42P07, 42701, 42710) and the deploy stops: two branches "
	       "of the history made the same thing, or a statement was copied and its name kept. Index names "
	       "are unique in a schema, not in their table.",
	.bad = "\"\"\"Visits are found by time and kind.\"\"\"\n"
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
	       "    op.create_index(\"ix_visits\", \"visits\", [\"seen_at\"])\n"
	       "    op.create_index(\"ix_visits\", \"visits\", [\"id\", \"seen_at\"])\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_table(\"visits\")\n",
	.good = "\"\"\"Visits are found by time and kind.\"\"\"\n"
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
		"    op.create_index(\"ix_visits_at\", \"visits\", [\"seen_at\"])\n"
		"    op.create_index(\"ix_visits_id\", \"visits\", [\"id\", \"seen_at\"])\n"
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

	// Of enum types recreate-enum-type speaks.
	if (found.kind != CONTRADICTION_DUPLICATE || action->kind == ACTION_CREATE_ENUM)
		return;
	Finding *finding = lint_report_action(lint, statement, action, "%s fails: %s",
					      action_kind_name(action->kind),
					      show_name(lint, statement, str_from(found.message)));
	finding_help(lint, finding, "give it another name, or leave it out where it exists");
}
