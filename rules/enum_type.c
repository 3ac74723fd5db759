#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_enum_type = {
	.id = "enum-type",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_NOTE,
	.off_by_default = true,
	.summary = "The values of an enum type cannot be taken back",
	.why = "`ALTER TYPE ... ADD VALUE` is easy, and there is nothing the other way: PostgreSQL "
	       "cannot drop a value. To get rid of one, every column of the type is rewritten to a new "
	       "type under ACCESS EXCLUSIVE. A new value cannot be used in the transaction that adds "
	       "it, and adding one in a transaction works since PostgreSQL 12 only; renaming a value "
	       "since 10. The order of the values is fixed when they are added.\n\n"
	       "A table of values with a foreign key, or `text` with a CHECK, changes by ordinary "
	       "statements.",
	.bad = "\"\"\"How urgent it is.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"CREATE TYPE urgency AS ENUM ('low', 'high')\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"DROP TYPE urgency\")\n",
	.good = "\"\"\"How urgent it is.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"CREATE TABLE urgencies (name text PRIMARY KEY)\")\n"
		"    op.execute(\"INSERT INTO urgencies VALUES ('low'), ('high')\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_table(\"urgencies\")\n",
	.on = { ACTION_CREATE_ENUM },
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	// One that takes the place of another is no new design.
	if (!lint_designs(lint, statement, action) ||
	    lint_enum_replacement(lint, statement, action->table.name))
		return;
	Finding *finding = lint_report_action(lint, statement, action,
					      "values of enum type `%s` can be added, but not taken back",
					      show_relation(lint, statement, action->table));
	finding_help(lint, finding,
		     "keep the values in a table and reference it, or in a `text` column with a CHECK");
}
