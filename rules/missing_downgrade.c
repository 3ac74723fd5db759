#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_missing_downgrade = {
	.id = "missing-downgrade",
	.since = "0.1",
	.group = GROUP_REVERSIBILITY,
	.severity = SEVERITY_WARNING,
	.summary = "The migration cannot be taken back: it has no downgrade()",
	.why = "`alembic downgrade` stops with an error at this revision: when the release has to be taken "
	       "back, somebody writes the reverse statements by hand, on production, under pressure.",
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
	       "    op.add_column(\"patients\", sa.Column(\"note\", sa.Text()))\n",
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
	// Django writes the way back itself, but for operations that have to be told it.
	for (size_t i = 0; i < migration->irreversible.len; i++) {
		const Irreversible *operation = &migration->irreversible.items[i];
		Finding *one = lint_report(lint, operation->span, "%s: this migration cannot be taken back",
					   operation->what);
		if (operation->help)
			finding_help(lint, one, "%s", operation->help);
	}

	const FunctionShape *upgrade = &migration->functions[DIRECTION_UPGRADE];

	if (migration->one_way || migration->functions[DIRECTION_DOWNGRADE].exists || !upgrade->exists ||
	    upgrade->is_empty)
		return;
	Finding *finding = lint_report(lint, upgrade->span,
				       "there is no %s: this revision cannot be taken back",
				       migration->framework == FRAMEWORK_SQL
					       ? "down migration"
					       : show_direction(lint, DIRECTION_DOWNGRADE));
	finding_help(lint, finding, "write the reverse of each operation, last one first%s",
		     migration->framework == FRAMEWORK_ALEMBIC ? ":\n    def downgrade():\n        ..." : "");
}
