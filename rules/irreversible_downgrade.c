#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_irreversible_downgrade = {
	.id = "irreversible-downgrade",
	.since = "0.1",
	.group = GROUP_REVERSIBILITY,
	.severity = SEVERITY_WARNING,
	.summary = "The migration cannot be taken back: its downgrade() raises",
	.why = "It is honest, and it still means that a release with this migration can only go forward: "
	       "whoever has to take it back restores a backup or writes the reverse by hand.",
	.bad = "\"\"\"A note for every patient.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.add_column(\"patients\", sa.Column(\"note\", sa.Text()))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    raise NotImplementedError(\"notes are not given up\")\n",
	.good = "\"\"\"A note for every patient.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.add_column(\"patients\", sa.Column(\"note\", sa.Text()))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"patients\", \"note\")\n",
	.check_migration = check,
};

// RAISE EXCEPTION in a DO block does what raise does in Python.
static bool raises_in_sql(Lint *lint)
{
	const StatementArray *statements = lint_statements(lint, DIRECTION_DOWNGRADE);

	for (size_t i = 0; i < statements->len; i++)
		if (statements->items[i].raises && !statements->items[i].conditional)
			return true;
	return false;
}

static void check(Lint *lint, const Migration *migration)
{
	const FunctionShape *downgrade = &migration->functions[DIRECTION_DOWNGRADE];

	if (!downgrade->exists ||
	    (!downgrade->only_raises && migration->ends[DIRECTION_DOWNGRADE] != RUN_RAISED &&
	     !raises_in_sql(lint)))
		return;
	Finding *finding = lint_report(lint, downgrade->span, "%s raises: this revision cannot be taken back",
				       show_direction(lint, DIRECTION_DOWNGRADE));
	finding_help(lint, finding,
		     "write the reverse of each operation that has one, and raise only for data that cannot "
		     "be brought back");
}
