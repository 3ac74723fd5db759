#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_missing_dependency = {
	.id = "missing-dependency",
	.since = "0.1",
	.group = GROUP_HISTORY,
	.severity = SEVERITY_ERROR,
	.framework = FRAMEWORK_DJANGO,
	.summary = "The migration depends on one of another app that does not exist",
	.why = "Django reads the migrations of all apps before it runs anything, and stops with NodeNotFoundError: no "
	       "command that needs them works any more, not even `migrate` for another app. Most often the other app's "
	       "migration was renamed or squashed, or is still on somebody's branch.",
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
	       "# ---- visits/migrations/0001_initial.py\n"
	       "\"\"\"Visits.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from django.db import migrations\n"
	       "\n"
	       "\n"
	       "class Migration(migrations.Migration):\n"
	       "    initial = True\n"
	       "    dependencies = [(\"patients\", \"0002_names\")]\n"
	       "\n"
	       "    operations = []\n",
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
		"# ---- visits/migrations/0001_initial.py\n"
		"\"\"\"Visits.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from django.db import migrations\n"
		"\n"
		"\n"
		"class Migration(migrations.Migration):\n"
		"    initial = True\n"
		"    dependencies = [(\"patients\", \"0001_initial\")]\n"
		"\n"
		"    operations = []\n",
	.check_migration = check,
};

static void check(Lint *lint, const Migration *migration)
{
	const Revision *node = lint_node(lint);

	if (!node || migration->framework != FRAMEWORK_DJANGO)
		return;
	Span place = migration->dependencies_span.source ? span_first_line(migration->dependencies_span)
							 : revision_place(node);
	for (size_t i = 0; i < node->dependencies.len; i++) {
		Str id = node->dependencies.items[i];
		if (node->dependency_nodes.items[i])
			continue;
		Finding *finding = lint_report(
			lint, place, "depends on `%.*s`, which is no migration of the project", STR_ARG(id));
		finding_help(lint, finding, "restore the missing file, or name the one that took its place");
	}
}
