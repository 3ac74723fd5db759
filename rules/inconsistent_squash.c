#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_inconsistent_squash = {
	.id = "inconsistent-squash",
	.since = "0.1",
	.group = GROUP_HISTORY,
	.severity = SEVERITY_ERROR,
	.framework = FRAMEWORK_DJANGO,
	.summary = "Django cannot put the squashed migration in the place of those it replaces",
	.why = "Where none of the migrations in `replaces` has run, or all of them have, Django puts "
	       "the squashed one in their place: what needed one of them needs it, and it needs what "
	       "they needed. When something that is not replaced comes between them, often a migration "
	       "of another app, every command stops with CircularDependencyError. What two squashed "
	       "migrations replace runs twice on a new database, and so does what a misspelt entry "
	       "fails to replace; databases that ran it never count the squashed one as applied.\n\n"
	       "Files of replaced migrations that are gone are no mistake, and neither is a `replaces` "
	       "that stayed.",
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

enum { MAX_SHOWN = 8 };

static bool share_app(Str id, Str other)
{
	size_t dot = str_find_char(id, '.', 0);

	return dot != SIZE_MAX && str_starts_with(other, str_slice(id, 0, dot + 1));
}

// "`a`, which comes after `b`, which comes after `c`"
static const char *show_way(Lint *lint, const SquashFault *fault)
{
	Arena *arena = lint_arena(lint);
	const char *shown = arena_printf(arena, "`%.*s`", STR_ARG(fault->entry));
	const char *link = fault->own ? ", which comes after" : " comes after";

	for (size_t i = 0; i < fault->way.len && i < MAX_SHOWN; i++) {
		shown = arena_printf(arena, "%s%s `%.*s`", shown, link, STR_ARG(fault->way.items[i].id));
		link = ", which comes after";
	}
	return fault->other.len ? arena_printf(arena, "%s%s `%.*s`", shown, link, STR_ARG(fault->other))
				: arena_printf(arena, "%s%s this migration", shown, link);
}

static Finding *report_way(Lint *lint, const SquashFault *fault)
{
	if (fault->own && str_equal(fault->entry, fault->other))
		return lint_report(lint, fault->place, "depends on `%.*s`, which it replaces itself",
				   STR_ARG(fault->entry));
	if (fault->own)
		return lint_report(lint, fault->place,
				   fault->other.len ? "depends on %s, which it replaces" : "depends on %s",
				   show_way(lint, fault));
	return lint_report(lint, fault->place, "%s; replaced by one migration, that comes before itself",
			   show_way(lint, fault));
}

static void report_cycle(Lint *lint, const Migration *migration, const SquashFault *fault)
{
	Finding *finding = report_way(lint, fault);
	const SquashStep *first = fault->way.len ? fault->way.items : NULL;

	for (size_t i = 0; i < fault->way.len && i < MAX_SHOWN; i++)
		finding_related(lint, finding, span_first_line(fault->way.items[i].place),
				"`%.*s` is on the way", STR_ARG(fault->way.items[i].id));
	if (fault->own)
		finding_help(lint, finding,
			     "let it depend on what those it replaces depend on outside of them");
	else if (first && fault->way.len == 1 && share_app(migration->revision, first->id))
		finding_help(lint, finding, "replace `%.*s` as well, or end the squash before `%.*s`",
			     STR_ARG(first->id), STR_ARG(fault->entry));
	else
		finding_help(
			lint, finding,
			"end the squash before `%.*s`, or move what needs `%.*s` into a migration behind it",
			STR_ARG(fault->entry), STR_ARG(first ? first->id : fault->entry));
}

// What is said of the other kinds: `message` of the entry and then `other`, `help` of `other` and then the entry.
static const struct {
	const char *message, *help;
} words[] = {
	[SQUASH_SHARED] = { "`%.*s` is replaced by `%.*s` as well: a new database runs what it does twice",
			    "let only one of them replace it" },
	[SQUASH_MISNAMED] = { "`%.*s` does not exist, and nothing replaces `%.*s`", "did you mean `%.*s`?" },
	[SQUASH_NESTED] = { "`%.*s` is a squashed migration itself, which Django cannot replace before 6.0",
			    "make an ordinary migration of it first: delete what it replaces, then its `replaces`; "
			    "or say in the configuration that `django-version` is 6.0" },
	[SQUASH_ITSELF] = { "`%.*s` replaces itself, and never runs", "take the entry out" },
	[SQUASH_ORPHAN] = { "depends on `%.*s`, which is no migration of the project",
			    "restore the missing file, or name the one that took its place" },
};

static void check(Lint *lint, const Migration *migration)
{
	const DjangoSquash *squash = migration->squash;

	for (size_t i = 0; squash && i < squash->faults.len; i++) {
		const SquashFault *fault = &squash->faults.items[i];
		if (fault->kind == SQUASH_CYCLE) {
			// Of one that is in the plan revision-cycle says so.
			if (!lint_node(lint) || !lint_node(lint)->on_cycle)
				report_cycle(lint, migration, fault);
			continue;
		}
		Finding *finding = lint_report(lint, fault->place, words[fault->kind].message,
					       STR_ARG(fault->entry), STR_ARG(fault->other));
		finding_help(lint, finding, words[fault->kind].help, STR_ARG(fault->other));
	}
}
