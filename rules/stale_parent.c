#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_stale_parent = {
	.id = "stale-parent",
	.since = "0.1",
	.group = GROUP_HISTORY,
	.severity = SEVERITY_WARNING,
	.summary = "A new revision does not follow what the base branch ends in",
	.why = "With `--diff-base REF`: while the work went on, REF got another revision on top of the one this follows. Each "
	       "branch is fine; merged, the history has two heads, and `alembic upgrade head` stops on the next deployment. A "
	       "revision with a branch label of its own is meant to stand apart.",
	.bad = "# ---- versions/0041_rooms.py (on main)\n"
	       "\"\"\"Rooms.\"\"\"\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
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
	       "# ---- versions/0042_rates.py (later on main)\n"
	       "\"\"\"Rates.\"\"\"\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
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
	       "# ---- versions/0041_rooms.py\n"
	       "\"\"\"Rooms.\"\"\"\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
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
	       "import sqlalchemy as sa\n"
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
	.good = "# ---- versions/0041_rooms.py (on main)\n"
		"\"\"\"Rooms.\"\"\"\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
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
		"# ---- versions/0041_rooms.py\n"
		"\"\"\"Rooms.\"\"\"\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
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
		"import sqlalchemy as sa\n"
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
	.check_migration = check,
};

static void check(Lint *lint, const Migration *migration)
{
	const Revision *node = lint_node(lint);
	const RevisionPast *past = node ? node->past : NULL;

	(void)migration;
	if (!past || !past->overtaken_by.len)
		return;
	const char *heads = show_revisions(lint, &past->overtaken_by);
	Finding *finding = lint_report(lint, revision_place(node), "%s follows %s, but `%s` ends in %s",
				       show_revision(lint, node),
				       node->parents.len ? show_ids(lint, &node->parents) : "nothing",
				       past->ref, heads);
	finding_help(lint, finding, "take over what is new on `%s` and let this revision follow %s",
		     past->ref, heads);
}
