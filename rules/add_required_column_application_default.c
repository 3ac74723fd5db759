#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_add_required_column_application_default = {
	.id = "add-required-column-application-default",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_WARNING,
	.framework = FRAMEWORK_DJANGO,
	.summary = "Django drops the default of a new NOT NULL column at once",
	.why = "Django adds the column with a default, for the rows that are there, and drops it in the next statement: "
	       "from then on only code that knows the column can insert. The release before does not, and it still runs "
	       "while the migration does, and after it until the deployment is done: its INSERTs fail (23502). A "
	       "`db_default` (since Django 5.0) stays in the database.",
	.bad = "# ---- patients/migrations/0001_initial.py\n"
	       "\"\"\"Patients.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from django.db import migrations, models\n"
	       "\n"
	       "\n"
	       "class Migration(migrations.Migration):\n"
	       "    initial = True\n"
	       "    dependencies = []\n"
	       "\n"
	       "    operations = [\n"
	       "        migrations.CreateModel(\"Patient\", [\n"
	       "            (\"id\", models.BigAutoField(primary_key=True)),\n"
	       "            (\"name\", models.TextField()),\n"
	       "        ]),\n"
	       "    ]\n"
	       "# ---- patients/migrations/0002_triage.py\n"
	       "\"\"\"How urgent it is.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from django.db import migrations, models\n"
	       "\n"
	       "\n"
	       "class Migration(migrations.Migration):\n"
	       "    dependencies = [(\"patients\", \"0001_initial\")]\n"
	       "\n"
	       "    operations = [\n"
	       "        migrations.RunSQL(\"SET LOCAL lock_timeout = '5s'\", migrations.RunSQL.noop),\n"
	       "        migrations.AddField(\"patient\", \"triage\", models.IntegerField(default=3)),\n"
	       "        migrations.RunSQL(migrations.RunSQL.noop, \"SET LOCAL lock_timeout = '5s'\"),\n"
	       "    ]\n",
	.good = "# ---- patients/migrations/0001_initial.py\n"
		"\"\"\"Patients.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from django.db import migrations, models\n"
		"\n"
		"\n"
		"class Migration(migrations.Migration):\n"
		"    initial = True\n"
		"    dependencies = []\n"
		"\n"
		"    operations = [\n"
		"        migrations.CreateModel(\"Patient\", [\n"
		"            (\"id\", models.BigAutoField(primary_key=True)),\n"
		"            (\"name\", models.TextField()),\n"
		"        ]),\n"
		"    ]\n"
		"# ---- patients/migrations/0002_triage.py\n"
		"\"\"\"How urgent it is.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from django.db import migrations, models\n"
		"\n"
		"\n"
		"class Migration(migrations.Migration):\n"
		"    dependencies = [(\"patients\", \"0001_initial\")]\n"
		"\n"
		"    operations = [\n"
		"        migrations.RunSQL(\"SET LOCAL lock_timeout = '5s'\", migrations.RunSQL.noop),\n"
		"        migrations.AddField(\"patient\", \"triage\", models.IntegerField(db_default=3)),\n"
		"        migrations.RunSQL(migrations.RunSQL.noop, \"SET LOCAL lock_timeout = '5s'\"),\n"
		"    ]\n",
	.on = { ACTION_DROP_DEFAULT },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const Action *added = lint_earlier(lint, statement, ACTION_ADD_COLUMN, action->table, action->name);

	if (statement->migration->framework != FRAMEWORK_DJANGO || statement_is_written_sql(statement) ||
	    !added || !added->column || !added->column->not_null ||
	    statement->direction == DIRECTION_DOWNGRADE)
		return;
	Finding *finding = lint_report_action(
		lint, statement, action,
		"column `%s` of `%s` is NOT NULL and has a default in Python only: running code that does not know it "
		"cannot insert",
		show_identifier(lint, statement, action->name, ""),
		show_relation(lint, statement, action->table));
	finding_help(
		lint, finding,
		"give it `db_default` (Django 5.0) besides `default`, or add it with `null=True` and make it required "
		"in a later release");
}
