#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_revision_cycle = {
	.id = "revision-cycle",
	.since = "0.1",
	.group = GROUP_HISTORY,
	.severity = SEVERITY_ERROR,
	.summary = "The revision comes before itself",
	.why = "down_revision and depends_on lead in a circle. Alembic finds no order to run the revisions in and stops "
	       "with \"Cycle is detected in revisions\" before it runs anything.",
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
	       "# ---- versions/0042_notes.py\n"
	       "\"\"\"Notes.\"\"\"\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0043\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    pass\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n"
	       "# ---- versions/0043_rooms.py\n"
	       "\"\"\"Rooms.\"\"\"\n"
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
		"# ---- versions/0042_notes.py\n"
		"\"\"\"Notes.\"\"\"\n"
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
		"# ---- versions/0043_rooms.py\n"
		"\"\"\"Rooms.\"\"\"\n"
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

enum { MAX_SHOWN = 8 };

static const char *show_way(Lint *lint, const RevisionArray *way)
{
	const char *shown = show_revision(lint, way->items[0]);

	for (size_t i = 1; i < way->len && i <= MAX_SHOWN; i++)
		shown = arena_printf(lint_arena(lint), "%s -> %s", shown,
				     i < MAX_SHOWN ? show_revision(lint, way->items[i]) : "...");
	return arena_printf(lint_arena(lint), "%s -> %s", shown, show_revision(lint, way->items[0]));
}

static void check(Lint *lint, const Migration *migration)
{
	const Revision *node = lint_node(lint);

	(void)migration;
	if (!node || !node->on_cycle)
		return;
	RevisionArray way = graph_cycle(lint_arena(lint), node);
	Finding *finding = lint_report(lint, revision_place(node), "%s comes before itself: %s",
				       show_revision(lint, node), show_way(lint, &way));
	for (size_t i = 1; i < way.len && i < MAX_SHOWN; i++)
		finding_related(lint, finding, revision_place(way.items[i]), "%s is on the way",
				show_revision(lint, way.items[i]));
	finding_help(lint, finding, "name as down_revision what was the head when the revision was made");
}
