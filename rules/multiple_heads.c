#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_multiple_heads = {
	.id = "multiple-heads",
	.since = "0.1",
	.group = GROUP_HISTORY,
	.severity = SEVERITY_ERROR,
	.summary = "The history ends in several revisions: nobody can upgrade to \"head\"",
	.why = "Two revisions were made on top of the same one, usually on two branches of the code. `alembic upgrade head` "
	       "then stops with \"Multiple head revisions are present\" on every machine, also in the deployment. Heads that "
	       "a branch label of their own names (`alembic upgrade label@head`) are meant and not reported; a revision "
	       "another one only depends on (`depends_on`) is still a head.",
	.bad = "# ---- versions/0041_visits.py\n"
	       "\"\"\"Visits.\"\"\"\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0041\"\n"
	       "down_revision = None\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    pass\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n"
	       "# ---- versions/0042_rooms.py\n"
	       "\"\"\"Rooms, made on one branch.\"\"\"\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    pass\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n"
	       "# ---- versions/0042_notes.py\n"
	       "\"\"\"Notes, made on another.\"\"\"\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042b\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    pass\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "# ---- versions/0041_visits.py\n"
		"\"\"\"Visits.\"\"\"\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0041\"\n"
		"down_revision = None\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    pass\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n"
		"# ---- versions/0042_rooms.py\n"
		"\"\"\"Rooms.\"\"\"\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    pass\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n"
		"# ---- versions/0043_notes.py\n"
		"\"\"\"Notes.\"\"\"\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0043\"\n"
		"down_revision = \"0042\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    pass\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n",
	.check_migration = check,
};

// What each framework says, and how the heads become one.
static const struct {
	const char *refuses;
	const char *merge;
} words[FRAMEWORK_COUNT] = {
	[FRAMEWORK_ALEMBIC] = { "`alembic upgrade head` refuses to choose",
				"alembic merge -m \"merge heads\"" },
	[FRAMEWORK_DJANGO] = { "`manage.py migrate` refuses to run",
			       "python manage.py makemigrations --merge" },
};

enum { MAX_SHOWN = 20 };

static void help(Lint *lint, Finding *finding, const Migration *migration, const RevisionArray *heads)
{
	const char *command = words[migration->framework].merge;

	for (size_t i = 0; migration->framework == FRAMEWORK_ALEMBIC && i < heads->len && i < MAX_SHOWN; i++)
		command = arena_printf(lint_arena(lint), "%s %.*s", command, STR_ARG(heads->items[i]->id));
	finding_help(
		lint, finding,
		"if no database has this revision yet, let it follow the other head; otherwise merge them:\n"
		"    %s",
		command);
}

static void check(Lint *lint, const Migration *migration)
{
	const Revision *node = lint_node(lint);

	if (!node || node->set->unreadable || !words[migration->framework].merge)
		return;
	RevisionArray heads = graph_rival_heads(lint_arena(lint), node);
	if (!heads.len)
		return;
	Finding *finding = lint_report(lint, revision_place(node), "%s is one of %zu heads: %s",
				       show_revision(lint, node), heads.len,
				       words[migration->framework].refuses);
	for (size_t i = 0; i < heads.len && i < MAX_SHOWN; i++)
		if (heads.items[i] != node)
			finding_related(lint, finding, revision_place(heads.items[i]), "%s is another",
					show_revision(lint, heads.items[i]));
	help(lint, finding, migration, &heads);
}
