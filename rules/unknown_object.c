#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_unknown_object = {
	.id = "unknown-object",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_WARNING,
	.summary = "The migration is about a constraint, type or value that does not exist",
	.why = "PostgreSQL answers \"constraint does not exist\" (42704) and the deploy stops: most often a "
	       "constraint has another name than the one that was guessed. It is said only of tables the "
	       "history created, when every step since could be read and no constraint was left for "
	       "PostgreSQL or a naming convention to name; of types when the history dropped or renamed "
	       "them.",
	.bad = "\"\"\"Visits may last no time.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.create_table(\n"
	       "        \"visits\",\n"
	       "        sa.Column(\"id\", sa.Integer(), primary_key=True),\n"
	       "        sa.Column(\"minutes\", sa.Integer()),\n"
	       "        sa.CheckConstraint(\"minutes > 0\", name=\"visits_minutes_positive\"),\n"
	       "    )\n"
	       "    op.drop_constraint(\"visits_minutes_check\", \"visits\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_table(\"visits\")\n",
	.good = "\"\"\"Visits may last no time.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.create_table(\n"
		"        \"visits\",\n"
		"        sa.Column(\"id\", sa.Integer(), primary_key=True),\n"
		"        sa.Column(\"minutes\", sa.Integer()),\n"
		"        sa.CheckConstraint(\"minutes > 0\", name=\"visits_minutes_positive\"),\n"
		"    )\n"
		"    op.drop_constraint(\"visits_minutes_positive\", \"visits\")\n"
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

	if (found.kind != CONTRADICTION_NO_OBJECT)
		return;
	Finding *finding = lint_report_action(lint, statement, action, "%s fails: %s",
					      action_kind_name(action->kind),
					      show_name(lint, statement, str_from(found.message)));
	finding_help(lint, finding, "use the name it has; miglint schema prints what the history made");
}
