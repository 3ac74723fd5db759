#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_wrong_safety_tag = {
	.id = "wrong-safety-tag",
	.since = "0.1",
	.group = GROUP_SAFETY,
	.severity = SEVERITY_ERROR,
	.summary = "Declared NON_DESTRUCTIVE, yet it destroys data",
	.why = "The reviewer and the deployment gate believed the tag. Rows or stored values that existed "
	       "before the migration are gone afterwards: DROP TABLE, DROP COLUMN, TRUNCATE, DELETE, a type "
	       "change that rounds or cuts values, and their like. Dropping an index, constraint, view, "
	       "function or trigger destroys no data, nor does UPDATE.",
	.bad = "\"\"\"Nobody sends faxes any more.\"\"\"\n"
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
	       "    op.drop_column(\"patients\", \"fax\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.add_column(\"patients\", sa.Column(\"fax\", sa.Text()))\n",
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
	const Statement *statement = lint_next_destroying(lint, DIRECTION_UPGRADE, 0);

	(void)migration;
	if (!tag || tag->kind != SAFETY_NON_DESTRUCTIVE || !statement)
		return;
	const Action *action = lint_destroying_action(lint, statement);
	Finding *finding = lint_report(lint, tag->span, "declared NON_DESTRUCTIVE, but %s destroys data: %s",
				       show_direction(lint, DIRECTION_UPGRADE),
				       show_action(lint, statement, action));
	for (; statement;
	     statement = lint_next_destroying(lint, DIRECTION_UPGRADE, (size_t)statement->index + 1))
		finding_related(lint, finding, statement->span, "destroys data");
	finding_help(lint, finding, "declare it:\n    %s", recipe_comment(lint, "SAFETY: DESTRUCTIVE"));
}
