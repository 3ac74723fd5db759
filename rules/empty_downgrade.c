#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_empty_downgrade = {
	.id = "empty-downgrade",
	.since = "0.1",
	.group = GROUP_REVERSIBILITY,
	.severity = SEVERITY_WARNING,
	.summary = "Taking the migration back does nothing although it changes the schema",
	.why = "`alembic downgrade` succeeds and moves the version back while the schema stays: the next "
	       "`alembic upgrade` then fails on what is already there. Steps that have no inverse - VALIDATE "
	       "CONSTRAINT, ANALYZE, row changes, ALTER TYPE ADD VALUE - ask for none.",
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
	       "    pass\n",
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
	const FunctionShape *downgrade = &migration->functions[DIRECTION_DOWNGRADE];
	const StatementArray *statements = lint_statements(lint, DIRECTION_UPGRADE);
	const Statement *first = NULL;

	if (!downgrade->exists || !downgrade->is_empty)
		return;
	for (size_t i = 0; i < statements->len && !first; i++)
		if (statement_has_inverse(&statements->items[i]))
			first = &statements->items[i];
	if (!first)
		return;
	Finding *finding = lint_report(lint, downgrade->span,
				       "%s does nothing, so what %s does here stays: %s",
				       show_direction(lint, DIRECTION_DOWNGRADE),
				       show_direction(lint, DIRECTION_UPGRADE),
				       action_kind_name(first->actions.items[0].kind));
	finding_related(lint, finding, first->span, "changes the schema");
	finding_help(lint, finding,
		     "write the reverse of each operation, last one first; if there is none, raise "
		     "NotImplementedError and say why");
}
