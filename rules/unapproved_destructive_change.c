#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_unapproved_destructive_change = {
	.id = "unapproved-destructive-change",
	.since = "0.1",
	.group = GROUP_SAFETY,
	.severity = SEVERITY_WARNING,
	.off_by_default = true,
	.summary = "A destructive migration lacks approvals",
	.why = "A migration that destroys data names who agreed to it, a line each: `# APPROVED-BY: name`. "
	       "Two different names are asked for. Off by default; select it where deployments to production "
	       "are checked.",
	.bad = "\"\"\"Nobody sends faxes any more.\"\"\"\n"
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
	       "    op.drop_column(\"patients\", \"fax\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.add_column(\"patients\", sa.Column(\"fax\", sa.Text()))\n",
	.good = "\"\"\"Nobody sends faxes any more.\"\"\"\n"
		"# SAFETY: DESTRUCTIVE\n"
		"# APPROVED-BY: J. Okafor\n"
		"# APPROVED-BY: M. Lind\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    # miglint: ignore[drop-column] not mapped since 31, saved to the archive on 2024-05-02\n"
		"    op.drop_column(\"patients\", \"fax\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.add_column(\"patients\", sa.Column(\"fax\", sa.Text()))\n",
	.check_migration = check,
};

enum { APPROVALS = 2 };

static size_t different_names(const SafetyTags *tags)
{
	size_t count = 0;

	for (size_t i = 0; i < tags->approved_by.len; i++) {
		bool seen = false;
		for (size_t j = 0; j < i && !seen; j++)
			seen = str_equal_nocase(tags->approved_by.items[i], tags->approved_by.items[j]);
		count += !seen;
	}
	return count;
}

static void check(Lint *lint, const Migration *migration)
{
	const SafetyTags *tags = lint_safety(lint);
	const SafetyTag *declared = safety_declared(tags);
	const Statement *destroying = lint_next_destroying(lint, DIRECTION_UPGRADE, 0);
	size_t names = different_names(tags);

	if ((!destroying && (!declared || declared->kind != SAFETY_DESTRUCTIVE)) || names >= APPROVALS)
		return;
	Finding *finding = lint_report(lint, declared ? declared->span : migration->heading,
				       "destroys data, and %zu of %d people have approved it", names,
				       APPROVALS);
	if (destroying)
		finding_related(lint, finding, destroying->span, "destroys data");
	finding_help(lint, finding, "once they have read it, name them, a line each:\n    %s",
		     recipe_comment(lint, "APPROVED-BY: name"));
}
