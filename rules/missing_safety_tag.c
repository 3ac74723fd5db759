#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_missing_safety_tag = {
	.id = "missing-safety-tag",
	.since = "0.1",
	.group = GROUP_SAFETY,
	.severity = SEVERITY_WARNING,
	.summary = "The migration does not declare whether it destroys data",
	.why = "A comment line `# SAFETY: DESTRUCTIVE` or `# SAFETY: NON_DESTRUCTIVE` says what the author "
	       "believes; reviewers and the deployment gate read it, and miglint compares it with what the "
	       "statements do. Merge revisions and empty migrations need none.",
	.bad = "\"\"\"A note for every patient.\"\"\"\n"
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
	const FunctionShape *upgrade = &migration->functions[DIRECTION_UPGRADE];

	if (migration->generated || lint_safety(lint)->tags.len > 0 || migration->is_merge ||
	    !upgrade->exists || upgrade->is_empty)
		return;
	const Statement *destroying = lint_next_destroying(lint, DIRECTION_UPGRADE, 0);
	Finding *finding = lint_report(lint, migration->heading,
				       "no comment declares whether this migration destroys data");
	if (destroying) {
		finding_related(lint, finding, destroying->span, "destroys data");
		finding_help(lint, finding, "add the line:\n    %s",
			     recipe_comment(lint, "SAFETY: DESTRUCTIVE"));
	} else if (lint_is_readable(lint, migration, DIRECTION_UPGRADE)) {
		finding_help(lint, finding, "add the line:\n    %s",
			     recipe_comment(lint, "SAFETY: NON_DESTRUCTIVE"));
	} else {
		finding_help(lint, finding,
			     "not all of it could be read; add the line that is true:\n"
			     "    %s\n    %s",
			     recipe_comment(lint, "SAFETY: DESTRUCTIVE"),
			     recipe_comment(lint, "SAFETY: NON_DESTRUCTIVE"));
	}
}
