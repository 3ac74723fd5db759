#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_incomplete_squash = {
	.id = "incomplete-squash",
	.since = "0.1",
	.group = GROUP_HISTORY,
	.severity = SEVERITY_WARNING,
	.framework = FRAMEWORK_DJANGO,
	.summary = "The squashed migration does not make what those it replaces make",
	.why = "A new database runs the squashed migration, all others ran those it replaces: their "
	       "tables differ from then on, and a migration that follows fails on one or the other. "
	       "What both ways make of the models of the app is compared: tables, columns, types, "
	       "NULL, keys, indexes, constraints, relations. What RunSQL creates and the rows that "
	       "RunSQL and RunPython insert are to be there too, unless the operation is "
	       "`elidable=True`.\n\n"
	       "Of squashed migrations that follow each other in an app, the last is compared with all "
	       "that they replace. Nothing is said where an operation cannot be read, or once files of "
	       "replaced migrations are gone.",
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
	       "# ---- patients/migrations/0002_phone.py\n"
	       "\"\"\"Phone numbers.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from django.db import migrations, models\n"
	       "\n"
	       "\n"
	       "class Migration(migrations.Migration):\n"
	       "    dependencies = [(\"patients\", \"0001_initial\")]\n"
	       "\n"
	       "    operations = [\n"
	       "        migrations.AddField(\"Patient\", \"phone\", models.TextField(null=True)),\n"
	       "    ]\n"
	       "# ---- patients/migrations/0003_ward.py\n"
	       "\"\"\"Wards.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from django.db import migrations, models\n"
	       "\n"
	       "\n"
	       "class Migration(migrations.Migration):\n"
	       "    dependencies = [(\"patients\", \"0002_phone\")]\n"
	       "\n"
	       "    operations = [\n"
	       "        migrations.AddField(\"Patient\", \"ward\", models.TextField(null=True)),\n"
	       "    ]\n"
	       "# ---- patients/migrations/0001_squashed_0003.py\n"
	       "\"\"\"All of them in one.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from django.db import migrations, models\n"
	       "\n"
	       "\n"
	       "class Migration(migrations.Migration):\n"
	       "    initial = True\n"
	       "    replaces = [\n"
	       "        (\"patients\", \"0001_initial\"),\n"
	       "        (\"patients\", \"0002_phone\"),\n"
	       "        (\"patients\", \"0003_ward\"),\n"
	       "    ]\n"
	       "    dependencies = []\n"
	       "\n"
	       "    operations = [\n"
	       "        migrations.CreateModel(\"Patient\", [\n"
	       "            (\"id\", models.BigAutoField(primary_key=True)),\n"
	       "            (\"name\", models.TextField()),\n"
	       "            (\"phone\", models.TextField(null=True)),\n"
	       "        ]),\n"
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
		"# ---- patients/migrations/0002_phone.py\n"
		"\"\"\"Phone numbers.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from django.db import migrations, models\n"
		"\n"
		"\n"
		"class Migration(migrations.Migration):\n"
		"    dependencies = [(\"patients\", \"0001_initial\")]\n"
		"\n"
		"    operations = [\n"
		"        migrations.AddField(\"Patient\", \"phone\", models.TextField(null=True)),\n"
		"    ]\n"
		"# ---- patients/migrations/0003_ward.py\n"
		"\"\"\"Wards.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from django.db import migrations, models\n"
		"\n"
		"\n"
		"class Migration(migrations.Migration):\n"
		"    dependencies = [(\"patients\", \"0002_phone\")]\n"
		"\n"
		"    operations = [\n"
		"        migrations.AddField(\"Patient\", \"ward\", models.TextField(null=True)),\n"
		"    ]\n"
		"# ---- patients/migrations/0001_squashed_0003.py\n"
		"\"\"\"All of them in one.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from django.db import migrations, models\n"
		"\n"
		"\n"
		"class Migration(migrations.Migration):\n"
		"    initial = True\n"
		"    replaces = [\n"
		"        (\"patients\", \"0001_initial\"),\n"
		"        (\"patients\", \"0002_phone\"),\n"
		"        (\"patients\", \"0003_ward\"),\n"
		"    ]\n"
		"    dependencies = []\n"
		"\n"
		"    operations = [\n"
		"        migrations.CreateModel(\"Patient\", [\n"
		"            (\"id\", models.BigAutoField(primary_key=True)),\n"
		"            (\"name\", models.TextField()),\n"
		"            (\"phone\", models.TextField(null=True)),\n"
		"            (\"ward\", models.TextField(null=True)),\n"
		"        ]),\n"
		"    ]\n",
	.check_migration = check,
};

static void report(Lint *lint, const SquashDifference *difference)
{
	Str by = difference->by.len ? difference->by : STR("what it replaces");
	Finding *finding;

	if (!difference->squashed)
		finding = lint_report(lint, difference->place,
				      "%s is missing: `%.*s` leaves it in the database", difference->what,
				      STR_ARG(by));
	else if (!difference->replaced && difference->by.len)
		finding = lint_report(lint, difference->place, "%s is still there, which `%.*s` takes away",
				      difference->what, STR_ARG(by));
	else if (!difference->replaced)
		finding = lint_report(lint, difference->place, "%s is made here, and by nothing it replaces",
				      difference->what);
	else
		finding = lint_report(lint, difference->place, "%s is %s here, and %s behind `%.*s`",
				      difference->what, difference->squashed, difference->replaced,
				      STR_ARG(by));
	finding_help(lint, finding,
		     "make it here as those it replaces leave it: databases that ran them have it that way");
}

static void report_loss(Lint *lint, const SquashLoss *loss)
{
	Finding *finding = lint_report(lint, loss->place, "%s of `%.*s` is missing here",
				       show_action(lint, loss->statement, loss->action), STR_ARG(loss->by));

	finding_related(lint, finding, loss->statement->span, "it runs here");
	finding_help(lint, finding,
		     "run it here too, or write `elidable=True` there when new databases need it not");
}

static void check(Lint *lint, const Migration *migration)
{
	const DjangoSquash *squash = migration->squash;

	for (size_t i = 0; squash && i < squash->differences.len; i++)
		report(lint, &squash->differences.items[i]);
	for (size_t i = 0; squash && i < squash->losses.len; i++)
		report_loss(lint, &squash->losses.items[i]);
}
