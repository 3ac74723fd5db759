#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_add_unique_builds_index = {
	.id = "add-unique-builds-index",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "Adding UNIQUE builds its index while nobody can use the table",
	.why = "UNIQUE builds an index: PostgreSQL reads and sorts the whole table under ACCESS EXCLUSIVE, "
	       "nobody reads or writes until the transaction commits. CREATE UNIQUE INDEX CONCURRENTLY "
	       "builds it while others work; ADD CONSTRAINT ... UNIQUE USING INDEX then only takes it "
	       "over.",
	.bad = "\"\"\"A room has one number.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.create_unique_constraint(\"rooms_number_key\", \"rooms\", [\"number\"])\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_constraint(\"rooms_number_key\", \"rooms\", type_=\"unique\")\n",
	.good = "\"\"\"A room has one number; the next migration makes the index a constraint.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.create_index(\"rooms_number_key\", \"rooms\", [\"number\"], unique=True, postgresql_concurrently=True)\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.drop_index(\"rooms_number_key\", table_name=\"rooms\", postgresql_concurrently=True)\n",
	.on = { ACTION_ADD_UNIQUE, ACTION_ADD_COLUMN },
	.check_action = check,
};

static void help(Lint *lint, const Statement *statement, const Action *action, Finding *finding)
{
	bool named = action->name.len && action->kind != ACTION_ADD_COLUMN;
	Str name = named ? action->name
			 : str_from(arena_printf(lint_arena(lint), "%.*s_key", STR_ARG(action->table.name)));
	const char *identifier = show_identifier(lint, statement, name, "");

	finding_help(
		lint, finding,
		"build the index outside the transaction, while others write, and give it to the constraint in the next "
		"migration:\n"
		"%s\n"
		"    %s\n"
		"    %s",
		recipe_outside(lint, recipe_unique_index(lint, statement, action, name)),
		recipe_comment(lint, "in the next migration"),
		recipe_execute(lint, "ALTER TABLE %s ADD CONSTRAINT %s UNIQUE USING INDEX %s",
			       show_relation(lint, statement, action->table), identifier, identifier));
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (action->kind == ACTION_ADD_COLUMN &&
	    (!action->column || !action->column->is_unique || action->column->is_primary_key))
		return;
	const char *table = show_relation(lint, statement, action->table);
	help(lint, statement, action,
	     lint_report_action(lint, statement, action,
				"UNIQUE builds an index on `%s` while nobody can use the table", table));
}
