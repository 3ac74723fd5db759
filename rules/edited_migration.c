#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_edited_migration = {
	.id = "edited-migration",
	.since = "0.1",
	.group = GROUP_HISTORY,
	.severity = SEVERITY_ERROR,
	.summary = "A revision that others have already was changed",
	.why = "With `--diff-base REF`: a revision that is on the base branch has been run by databases that follow it. They "
	       "never run it again, so a change of it reaches new databases only, and from then on the two differ. A revision "
	       "that follows another one now may never run at all; one whose id is gone stops Alembic with \"Can't locate "
	       "revision\". Comments, layout, type hints and whatever else changes no statement may be edited; a change of "
	       "downgrade() alone is a note.",
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
	       "# ---- versions/0042_empty.py (on main)\n"
	       "\"\"\"Patients have a note.\"\"\"\n"
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
	       "# ---- versions/0042_empty.py\n"
	       "\"\"\"Patients have a note, which came later.\"\"\"\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.add_column(\"patients\", sa.Column(\"note\", sa.Text()))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.drop_column(\"patients\", \"note\")\n",
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
		"# ---- versions/0042_empty.py (on main)\n"
		"\"\"\"Patients have a note.\"\"\"\n"
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
		"# ---- versions/0042_empty.py\n"
		"\"\"\"Nothing yet.\"\"\"\n"
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
		"# ---- versions/0043_note.py\n"
		"\"\"\"Nothing else.\"\"\"\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
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

static const char *restore(Lint *lint, const RevisionPast *past, const Revision *before)
{
	const char *slash = strrchr(before->path, '/');

	return arena_printf(lint_arena(lint),
			    "restore it (git checkout %.12s -- %s); changes belong into a new revision",
			    past->commit, slash ? slash + 1 : before->path);
}

static const char *show_earlier(Lint *lint, const Revision *revision)
{
	IdArray all = { 0 };

	for (size_t i = 0; i < revision->parents.len; i++)
		array_push(lint_arena(lint), &all, revision->parents.items[i]);
	for (size_t i = 0; i < revision->dependencies.len; i++)
		array_push(lint_arena(lint), &all, revision->dependencies.items[i]);
	return all.len ? show_ids(lint, &all) : "nothing";
}

static void report_moved(Lint *lint, const Revision *node, const RevisionPast *past)
{
	Finding *finding = lint_report(lint, revision_place(node),
				       "%s follows %s here, but %s on `%s`, where databases have run it",
				       show_revision(lint, node), show_earlier(lint, node),
				       show_earlier(lint, past->before), past->ref);

	finding_help(lint, finding, "%s", restore(lint, past, past->before));
}

static void report_changed(Lint *lint, const Revision *node, const RevisionPast *past)
{
	bool upgrade = past->change == PAST_UPGRADE;
	Finding *finding = lint_report(
		lint, past->changed,
		upgrade ? "%s is on `%s` already and does something else here: databases that have run it do not see it"
			: "%s is on `%s` already, and only its downgrade is changed here",
		show_revision(lint, node), past->ref);

	if (!upgrade)
		finding_direction(finding, node->migration, DIRECTION_DOWNGRADE);
	finding_help(lint, finding, "%s", restore(lint, past, past->before));
}

static void report_renamed(Lint *lint, const Revision *node, const RevisionPast *past)
{
	const Span span = node->migration->revision_span;
	Finding *finding =
		lint_report(lint, span.source ? span_first_line(span) : node->migration->heading,
			    "this is revision %s on `%s`: databases that have run it do not know %s",
			    show_revision(lint, past->was), past->ref, show_revision(lint, node));

	finding_help(lint, finding, "keep the id %s", show_revision(lint, past->was));
}

static void report_gone(Lint *lint, const Revision *node, const RevisionPast *past, const Revision *gone)
{
	const char *slash = strrchr(gone->path, '/');
	Finding *finding = lint_report(
		lint, revision_place(node),
		"%s (%s) is on `%s` and in no file here: databases that have run it cannot be upgraded any more",
		show_revision(lint, gone), slash ? slash + 1 : gone->path, past->ref);

	finding_help(lint, finding, "%s", restore(lint, past, gone));
}

static void check(Lint *lint, const Migration *migration)
{
	const Revision *node = lint_node(lint);
	const RevisionPast *past = node ? node->past : NULL;

	(void)migration;
	if (!past)
		return;
	if (past->before && past->moved)
		report_moved(lint, node, past);
	if (past->before && past->change != PAST_SAME)
		report_changed(lint, node, past);
	if (past->was)
		report_renamed(lint, node, past);
	for (size_t i = 0; i < past->gone.len; i++)
		report_gone(lint, node, past, past->gone.items[i]);
}
