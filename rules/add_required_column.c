#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_add_required_column = {
	.id = "add-required-column",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_ERROR,
	.summary = "A NOT NULL column without default fails on a table with rows",
	.why = "PostgreSQL refuses it as soon as the table has one row: there is nothing to put there "
	       "(23502). On an empty development database it works. A constant `server_default` costs "
	       "nothing since version 11: no row is written.",
	.bad = "\"\"\"Everybody has a ward.\"\"\"\n"
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
	       "    op.add_column(\"patients\", sa.Column(\"ward\", sa.Text(), nullable=False))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"patients\", \"ward\")\n",
	.good = "\"\"\"Everybody has a ward, at first the admissions ward.\"\"\"\n"
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
		"    op.add_column(\"patients\", sa.Column(\"ward\", sa.Text(), nullable=False, server_default=\"admissions\"))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"patients\", \"ward\")\n",
	.on = { ACTION_ADD_COLUMN },
	.check_action = check,
};

// The operation with a column that may be NULL: the user's own call where it says nullable=False, else SQL.
static const char *nullable_call(Lint *lint, const Statement *statement, const Action *action)
{
	static const char required[] = "nullable=False";
	const char *call = recipe_call(lint, statement, NULL);
	const char *place = call ? strstr(call, required) : NULL;

	if (place)
		return arena_printf(lint_arena(lint), "%.*snullable=True%s", (int)(place - call), call,
				    place + strlen(required));
	return recipe_execute(lint, "ALTER TABLE %s ADD COLUMN %s %s",
			      show_relation(lint, statement, action->table),
			      show_identifier(lint, statement, action->column->name, ""),
			      show_new_type(lint, statement, action));
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	// Of a downgrade that fails for this failing-downgrade speaks.
	if ((statement->direction == DIRECTION_DOWNGRADE && lint_round_trip(lint)->on_rows) ||
	    !action->column || !action_effects(statement, action)->fails_on_rows ||
	    lint_is_emptied(lint, statement, action->table))
		return;
	const char *table = show_relation(lint, statement, action->table);
	const char *column = show_identifier(lint, statement, action->column->name, "");
	Finding *finding = lint_report_action(
		lint, statement, action,
		"adding NOT NULL column `%s` to `%s` without a default fails if the table has a row", column,
		table);
	finding_help(lint, finding,
		     "give it %s, or add it nullable, fill it in batches, and make it NOT NULL in a "
		     "later migration:\n"
		     "    %s",
		     recipe_spelling(lint, "default"), nullable_call(lint, statement, action));
}
