#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_type_used_by_view = {
	.id = "type-used-by-view",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_WARNING,
	.summary = "A view uses the column whose type changes, or that is dropped",
	.why = "PostgreSQL refuses ALTER COLUMN TYPE (0A000) and DROP COLUMN (2BP01) while a view uses the "
	       "column: the deploy stops. The views are those the history made and has not dropped.",
	.bad = "\"\"\"Visits may last for weeks.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.create_table(\"visits\", sa.Column(\"id\", sa.Integer(), primary_key=True), sa.Column(\"minutes\", sa.Integer()))\n"
	       "    op.execute(\"CREATE VIEW long_visits AS SELECT id, minutes FROM visits WHERE minutes > 60\")\n"
	       "    op.alter_column(\"visits\", \"minutes\", type_=sa.BigInteger(), existing_type=sa.Integer())\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"DROP VIEW long_visits\")\n"
	       "    op.drop_table(\"visits\")\n",
	.good = "\"\"\"Visits may last for weeks.\"\"\"\n"
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
		"    op.create_table(\"visits\", sa.Column(\"id\", sa.Integer(), primary_key=True), sa.Column(\"minutes\", sa.Integer()))\n"
		"    op.execute(\"CREATE VIEW long_visits AS SELECT id, minutes FROM visits WHERE minutes > 60\")\n"
		"    op.execute(\"DROP VIEW long_visits\")\n"
		"    op.alter_column(\"visits\", \"minutes\", type_=sa.BigInteger(), existing_type=sa.Integer())\n"
		"    op.execute(\"CREATE VIEW long_visits AS SELECT id, minutes FROM visits WHERE minutes > 60\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"DROP VIEW long_visits\")\n"
		"    op.drop_table(\"visits\")\n",
	.on = { ACTION_ALTER_COLUMN_TYPE, ACTION_DROP_COLUMN },
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const ActionFacts *facts = action_facts(statement, action);
	const CatalogView *view = NULL;

	for (size_t i = 0; i < facts->views.len && !view; i++)
		if (!facts->views.items[i]->object.uncertain)
			view = facts->views.items[i];
	if (!view || action->cascade || statement->conditional || !statement->refusal ||
	    statement->direction == DIRECTION_DOWNGRADE)
		return;
	const char *name = show_known(lint, view->object.name);
	Finding *finding = lint_report_action(lint, statement, action,
					      "%s fails: view `%s` uses column `%s` of `%s`",
					      action_kind_name(action->kind), name,
					      show_identifier(lint, statement, action->name, ""),
					      show_relation(lint, statement, action->table));
	finding_help(
		lint, finding,
		"drop the view before and make it again afterwards:\n"
		"    %s\n"
		"    %s\n"
		"    %s",
		recipe_execute(lint, "DROP %sVIEW %s",
			       view->object.kind == OBJECT_MATERIALIZED_VIEW ? "MATERIALIZED " : "", name),
		recipe_comment(lint, "this statement"),
		recipe_execute(lint, "CREATE %sVIEW %s AS ...",
			       view->object.kind == OBJECT_MATERIALIZED_VIEW ? "MATERIALIZED " : "", name));
}
