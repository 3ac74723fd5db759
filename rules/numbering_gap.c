#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_numbering_gap = {
	.id = "numbering-gap",
	.since = "0.1",
	.group = GROUP_HISTORY,
	.severity = SEVERITY_WARNING,
	.off_by_default = true,
	.summary = "A number is missing among the numbered files",
	.why = "Files numbered 0001, 0002, 0004: the third was deleted, was not committed, or is still on somebody else's "
	       "branch and will be merged behind this one. Only reported where every revision of the folder is numbered. "
	       "What a squashed migration replaces is not missing; two files with the same number are no mistake as "
	       "long as one follows the other or a third one joins them (multiple-heads reports the rest).",
	.bad = "# ---- versions/0001_visits.py\n"
	       "\"\"\"Visits.\"\"\"\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"a1\"\n"
	       "down_revision = None\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    pass\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n"
	       "# ---- versions/0003_notes.py\n"
	       "\"\"\"Notes.\"\"\"\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"a3\"\n"
	       "down_revision = \"a1\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    pass\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "# ---- versions/0001_visits.py\n"
		"\"\"\"Visits.\"\"\"\n"
		"from alembic import op\n"
		"\n"
		"revision = \"a1\"\n"
		"down_revision = None\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    pass\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n"
		"# ---- versions/0002_notes.py\n"
		"\"\"\"Notes.\"\"\"\n"
		"from alembic import op\n"
		"\n"
		"revision = \"a2\"\n"
		"down_revision = \"a1\"\n"
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

// The greatest number below `number` that a file of the set has or stands for, -1 when there is none; -2 when one has no number.
static int number_before(const RevisionSet *set, int number)
{
	int before = -1;

	for (size_t i = 0; i < set->revisions.len; i++) {
		int below = revision_number_below(set->revisions.items[i], number);
		if (revision_number(set->revisions.items[i]) < 0)
			return -2;
		if (below > before)
			before = below;
	}
	return before;
}

static void check(Lint *lint, const Migration *migration)
{
	const Revision *node = lint_node(lint);
	int number = node && node->set->whole ? revision_number(node) : -1;
	int before = number > 0 ? number_before(node->set, number) : -1;

	if (before < 0 || before == number - 1)
		return;
	Finding *finding =
		lint_report(lint, migration->heading, "there is no file with number %d", number - 1);
	finding_help(lint, finding, "the number before it is %d", before);
}
