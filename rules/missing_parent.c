#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_missing_parent = {
	.id = "missing-parent",
	.since = "0.1",
	.group = GROUP_HISTORY,
	.severity = SEVERITY_ERROR,
	.summary = "The revision follows one that does not exist",
	.why = "Alembic reads the whole history before it runs anything, and stops with a KeyError at a down_revision or "
	       "depends_on that is in no file: no migration runs any more, neither up nor down. The file was deleted, "
	       "was not committed, or its id was changed. A shortened id is not enough here: only commands take one.",
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
		"# ---- versions/0043_notes.py\n"
		"\"\"\"Notes.\"\"\"\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0043\"\n"
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

static void report(Lint *lint, const Revision *node, Span place, Str id, const char *what)
{
	Finding *finding = lint_report(lint, place,
				       node->migration->framework == FRAMEWORK_DJANGO
					       ? "%s `%.*s`, which is no migration of the app"
					       : "%s `%.*s`, which no file here has as its revision",
				       what, STR_ARG(id));
	const char *near = revision_near(lint, node, id);

	finding_help(lint, finding,
		     near ? "did you mean %s?" : "restore the missing file, or name the revision before it%s",
		     near ? near : "");
}

static void check(Lint *lint, const Migration *migration)
{
	const Revision *node = lint_node(lint);

	if (!node || !node->set->whole || node->set->unreadable)
		return;
	for (size_t i = 0; i < node->parents.len; i++)
		if (!node->parent_nodes.items[i])
			report(lint, node, revision_place(node), node->parents.items[i], "follows");
	Span place = migration->dependencies_span.source ? span_first_line(migration->dependencies_span)
							 : revision_place(node);
	// Of Django's, which are on other apps, missing-dependency speaks.
	if (migration->framework == FRAMEWORK_DJANGO)
		return;
	for (size_t i = 0; i < node->dependencies.len; i++)
		if (!node->dependency_nodes.items[i])
			report(lint, node, place, node->dependencies.items[i], "depends on");
}
