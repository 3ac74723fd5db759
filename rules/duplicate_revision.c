#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_duplicate_revision = {
	.id = "duplicate-revision",
	.since = "0.1",
	.group = GROUP_HISTORY,
	.severity = SEVERITY_ERROR,
	.summary = "Two files have the same revision id",
	.why = "Alembic warns (\"Revision 0042 is present more than once\") and keeps one of the two files, whichever the "
	       "file system lists last: the other one never runs, on this machine; on the next it may be the other way round. "
	       "Runners of SQL files that know a file by its number refuse to begin, or take the second for one that has run.",
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
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    pass\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n"
	       "# ---- versions/0042_rooms.py\n"
	       "\"\"\"Rooms, copied from the notes.\"\"\"\n"
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

enum { MAX_SHOWN = 20 };

static void check(Lint *lint, const Migration *migration)
{
	const Revision *node = lint_node(lint);
	Finding *finding = NULL;

	if (!node || !node->set->whole || !node->same_id)
		return;
	for (size_t i = 0; i < node->same_id->len && i < MAX_SHOWN; i++) {
		const Revision *other = node->same_id->items[i];
		if (other == node || other->set != node->set)
			continue;
		Span place = span_first_line(migration->revision_span);
		if (!finding)
			finding = lint_report(
				lint, migration->revision_span.source ? place : migration->heading,
				migration->framework == FRAMEWORK_SQL
					? "version `%.*s` is taken: its runner refuses both files, or runs only one of them"
					: "the revision id `%.*s` is taken: only one of its files will run",
				STR_ARG(node->id));
		finding_related(lint, finding, revision_place(other), "`%.*s` is this one too",
				STR_ARG(node->id));
	}
	if (finding)
		finding_help(lint, finding,
			     "give the newer one an id of its own, and let it follow the head");
}
