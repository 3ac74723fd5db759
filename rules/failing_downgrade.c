#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_failing_downgrade = {
	.id = "failing-downgrade",
	.since = "0.1",
	.group = GROUP_REVERSIBILITY,
	.severity = SEVERITY_WARNING,
	.summary = "Taking the migration back fails",
	.why = "`alembic downgrade` stops at this statement: it drops what something still uses, drops or "
	       "changes what is not there, makes what is there already, or adds a NOT NULL column without "
	       "default to a table with rows. Nobody runs a downgrade before the release has to be taken "
	       "back, and then it is the wrong moment to find out.\n\n"
	       "The statement is judged on the schema that the history and this `upgrade()` leave.",
	.bad = "\"\"\"Beds stand in wards.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.create_table(\"wards\", sa.Column(\"id\", sa.Integer(), primary_key=True))\n"
	       "    op.create_table(\n"
	       "        \"beds\",\n"
	       "        sa.Column(\"id\", sa.Integer(), primary_key=True),\n"
	       "        sa.Column(\"ward_id\", sa.Integer(), sa.ForeignKey(\"wards.id\", name=\"beds_ward_id_fkey\")),\n"
	       "    )\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_table(\"wards\")\n"
	       "    op.drop_table(\"beds\")\n",
	.good = "\"\"\"Beds stand in wards.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.create_table(\"wards\", sa.Column(\"id\", sa.Integer(), primary_key=True))\n"
		"    op.create_table(\n"
		"        \"beds\",\n"
		"        sa.Column(\"id\", sa.Integer(), primary_key=True),\n"
		"        sa.Column(\"ward_id\", sa.Integer(), sa.ForeignKey(\"wards.id\", name=\"beds_ward_id_fkey\")),\n"
		"    )\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_table(\"beds\")\n"
		"    op.drop_table(\"wards\")\n",
	.check_migration = check,
};

static void check(Lint *lint, const Migration *migration)
{
	const RoundTrip *trip = lint_round_trip(lint);

	if (!trip->failing)
		return;
	Finding *finding = lint_report_action(lint, trip->failing, trip->failing_action,
					      "taking this back fails here: %s",
					      show_name(lint, trip->failing, str_from(trip->failure)));
	if (trip->on_rows && migration->framework == FRAMEWORK_DJANGO)
		finding_help(
			lint, finding,
			"give the field a default, or make it nullable, in a migration before the one that removes it");
	else if (trip->on_rows)
		finding_help(
			lint, finding,
			"add the column with a %s and drop the default afterwards, or add it nullable, fill it "
			"and make it NOT NULL",
			migration->framework == FRAMEWORK_SQL ? "DEFAULT" : "server_default");
	else
		finding_help(lint, finding, "undo what %s does in the reverse order, last one first",
			     show_direction(lint, DIRECTION_UPGRADE));
}
