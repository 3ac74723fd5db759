#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_set_not_null_scans = {
	.id = "set-not-null-scans",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "SET NOT NULL reads the whole table under its lock",
	.why = "PostgreSQL reads every row to see that none is NULL, under ACCESS EXCLUSIVE: nobody reads or "
	       "writes meanwhile. Since version 12 it skips that when a validated CHECK constraint proves "
	       "it: `CHECK (c IS NOT NULL)`, alone or with AND. A NOT VALID one does not, nor `CHECK (c > "
	       "0)`. Adding the CHECK NOT VALID is instant, validating it lets others read and write.",
	.bad = "\"\"\"Every prescription has a prescriber.\"\"\"\n"
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
	       "    op.alter_column(\"prescriptions\", \"prescriber_id\", existing_type=sa.BigInteger(), nullable=False)\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.alter_column(\"prescriptions\", \"prescriber_id\", existing_type=sa.BigInteger(), nullable=True)\n",
	.good = "\"\"\"Every new prescription has a prescriber; the next migration checks the old ones while others work.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.create_check_constraint(\n"
		"        \"prescriber_set\", \"prescriptions\", \"prescriber_id IS NOT NULL\", postgresql_not_valid=True\n"
		"    )\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_constraint(\"prescriber_set\", \"prescriptions\", type_=\"check\")\n",
	.on = { ACTION_SET_NOT_NULL, ACTION_ADD_PRIMARY_KEY_USING_INDEX },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (action_effects(statement, action)->work < WORK_SCAN ||
	    lint_proves_not_null(lint, statement, action))
		return;
	const char *table = show_relation(lint, statement, action->table);
	const char *column = show_identifier(lint, statement, action->name, "");
	if (action->kind == ACTION_ADD_PRIMARY_KEY_USING_INDEX) {
		lint_report_action(
			lint, statement, action,
			"the primary key of `%s` reads the whole table unless its columns are NOT NULL already",
			table);
		return;
	}
	Finding *finding = lint_report_action(
		lint, statement, action,
		"SET NOT NULL on column `%s` of `%s` reads the whole table while nobody can use it", column,
		table);
	const char *quoted = show_identifier(lint, statement, action->name, "");
	const char *proof = show_identifier(lint, statement, action->name, "_set");
	finding_help(lint, finding,
		     "prove it first, while others work, and drop the proof after this statement:\n"
		     "    %s\n"
		     "    %s\n"
		     "    %s\n"
		     "    %s",
		     recipe_comment(lint, "in an earlier migration"),
		     recipe_execute(lint, "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID",
				    table, proof, quoted),
		     recipe_comment(lint, "in the next migration, before this one"),
		     recipe_execute(lint, "ALTER TABLE %s VALIDATE CONSTRAINT %s", table, proof));
}
