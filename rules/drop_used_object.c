#include "rule.h"

static void check(Lint *lint, const Statement *statement);

const Rule rule_drop_used_object = {
	.id = "drop-used-object",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_WARNING,
	.summary = "Something that is dropped or changed is still used",
	.why = "PostgreSQL refuses to drop what another object depends on (2BP01): a table that a foreign "
	       "key references, the type of a column, the index of a constraint. The deploy stops. CASCADE "
	       "would take the other object along, without asking.",
	.bad = "\"\"\"Beds need no wards.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.create_table(\"wards\", sa.Column(\"id\", sa.Integer(), primary_key=True))\n"
	       "    op.create_table(\n"
	       "        \"beds\",\n"
	       "        sa.Column(\"id\", sa.Integer(), primary_key=True),\n"
	       "        sa.Column(\"ward_id\", sa.Integer(), sa.ForeignKey(\"wards.id\", name=\"beds_ward_id_fkey\")),\n"
	       "    )\n"
	       "    op.drop_table(\"wards\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_table(\"beds\")\n",
	.good = "\"\"\"Beds need no wards.\"\"\"\n"
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
		"    op.create_table(\"wards\", sa.Column(\"id\", sa.Integer(), primary_key=True))\n"
		"    op.create_table(\n"
		"        \"beds\",\n"
		"        sa.Column(\"id\", sa.Integer(), primary_key=True),\n"
		"        sa.Column(\"ward_id\", sa.Integer(), sa.ForeignKey(\"wards.id\", name=\"beds_ward_id_fkey\")),\n"
		"    )\n"
		"    op.drop_constraint(\"beds_ward_id_fkey\", \"beds\")\n"
		"    op.drop_table(\"wards\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_table(\"beds\")\n",
	.on_new_relations = true,
	.check_statement = check,
};

// Of views on columns type-used-by-view speaks.
static bool is_of_view(const Statement *statement)
{
	for (size_t i = 0; i < statement->actions.len; i++) {
		ActionKind kind = statement->actions.items[i].kind;
		if ((kind == ACTION_ALTER_COLUMN_TYPE || kind == ACTION_DROP_COLUMN) &&
		    statement->facts[i].views.len)
			return true;
	}
	return false;
}

static void check(Lint *lint, const Statement *statement)
{
	if (!statement->refusal || statement->conditional || !statement->actions.len ||
	    statement->direction == DIRECTION_DOWNGRADE || is_of_view(statement))
		return;
	const Action *action = &statement->actions.items[0];
	Finding *finding = lint_report_action(lint, statement, action, "%s fails: %s",
					      action_kind_name(action->kind),
					      show_name(lint, statement, str_from(statement->refusal)));
	finding_help(lint, finding, "drop that first, by name, or in the same statement");
}
