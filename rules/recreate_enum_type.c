#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_recreate_enum_type = {
	.id = "recreate-enum-type",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_ERROR,
	.summary = "An enum type is created twice",
	.why = "CREATE TYPE fails when the type is there (42710). `op.create_table()` and "
	       "`op.add_column()` create the type of a `sa.Enum` column themselves, so an explicit "
	       "`.create()` before them makes it twice: give the column `postgresql.ENUM(..., "
	       "create_type=False)`. The same happens when a type that an earlier revision made is used again.\n\n"
	       "Dropping the table does not drop the type: of a `downgrade()` that forgets it "
	       "incomplete-downgrade speaks.",
	.bad = "\"\"\"Visits have a kind.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "from sqlalchemy.dialects import postgresql\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    kind = postgresql.ENUM(\"home\", \"phone\", name=\"visit_kind\")\n"
	       "    kind.create(op.get_bind())\n"
	       "    op.create_table(\"visits\", sa.Column(\"id\", sa.Integer()), sa.Column(\"kind\", kind))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.drop_table(\"visits\")\n"
	       "    op.execute(\"DROP TYPE visit_kind\")\n",
	.good = "\"\"\"Visits have a kind.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
		"from sqlalchemy.dialects import postgresql\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    kind = postgresql.ENUM(\"home\", \"phone\", name=\"visit_kind\")\n"
		"    op.create_table(\"visits\", sa.Column(\"id\", sa.Integer()), sa.Column(\"kind\", kind))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_table(\"visits\")\n"
		"    op.execute(\"DROP TYPE visit_kind\")\n",
	.on = { ACTION_CREATE_ENUM },
	.on_new_relations = true,
	.check_action = check,
};

// The first statement of the migration that creates the type, NULL when an earlier revision did.
static const Statement *first_of(Lint *lint, const Statement *statement, const Action *action)
{
	const StatementArray *statements = lint_statements(lint, statement->direction);

	for (size_t i = 0; i < statement->index; i++)
		for (size_t j = 0; j < statements->items[i].actions.len; j++) {
			const Action *made = &statements->items[i].actions.items[j];
			if (made->kind == ACTION_CREATE_ENUM && relation_equal(made->table, action->table))
				return &statements->items[i];
		}
	return NULL;
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (action_contradiction(statement, action).kind != CONTRADICTION_DUPLICATE)
		return;
	const Statement *first = first_of(lint, statement, action);
	const char *name = show_relation(lint, statement, action->table);
	Finding *finding = lint_report_action(lint, statement, action,
					      "type `%s` exists already: it is created twice", name);
	if (first)
		finding_related(lint, finding, first->span, "`%s` is created here first", name);
	finding_help(lint, finding,
		     "create it once: leave the explicit one out, or give the column "
		     "postgresql.ENUM(..., name=\"%s\", create_type=False)",
		     show_name(lint, statement, action->table.name));
}
