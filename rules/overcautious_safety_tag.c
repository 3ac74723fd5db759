#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_overcautious_safety_tag = {
	.id = "overcautious-safety-tag",
	.since = "0.1",
	.group = GROUP_SAFETY,
	.severity = SEVERITY_NOTE,
	.summary = "Declared DESTRUCTIVE, yet nothing destroys data",
	.why = "A tag that is always DESTRUCTIVE is not read any more, and it lowers findings of the "
	       "destructive group to notes. Every statement of `upgrade()` could be read, and none destroys "
	       "rows or values that existed before.",
	.bad = "\"\"\"A note for every patient.\"\"\"\n"
	       "# SAFETY: DESTRUCTIVE\n"
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

static void check(Lint *lint, const Migration *migration)
{
	const SafetyTag *tag = safety_declared(lint_safety(lint));

	if (!tag || tag->kind != SAFETY_DESTRUCTIVE || lint_next_destroying(lint, DIRECTION_UPGRADE, 0) ||
	    !lint_is_readable(lint, migration, DIRECTION_UPGRADE))
		return;
	Finding *finding = lint_report(lint, tag->span,
				       "declared DESTRUCTIVE, but nothing in %s destroys data",
				       show_direction(lint, DIRECTION_UPGRADE));
	finding_help(lint, finding, "declare it:\n    %s", recipe_comment(lint, "SAFETY: NON_DESTRUCTIVE"));
}
