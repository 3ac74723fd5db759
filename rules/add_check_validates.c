#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_add_check_validates = {
	.id = "add-check-validates",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "Adding a CHECK reads the whole table under its lock",
	.why = "PostgreSQL evaluates the condition for every row while it holds ACCESS EXCLUSIVE: nobody "
	       "reads or writes until that is done and the transaction commits. Added NOT VALID it is "
	       "instant and holds for new rows at once; VALIDATE CONSTRAINT in a later migration checks "
	       "the old ones while others read and write. A CHECK in ADD COLUMN reads the table as well, "
	       "although the column is empty.",
	.bad = "\"\"\"Doses are positive.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.create_check_constraint(\"dose_positive\", \"prescriptions\", \"dose > 0\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_constraint(\"dose_positive\", \"prescriptions\", type_=\"check\")\n",
	.good = "\"\"\"New doses are positive; the next migration validates the constraint.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.create_check_constraint(\"dose_positive\", \"prescriptions\", \"dose > 0\", postgresql_not_valid=True)\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_constraint(\"dose_positive\", \"prescriptions\", type_=\"check\")\n",
	.on = { ACTION_ADD_CHECK, ACTION_ADD_COLUMN, ACTION_ALTER_DOMAIN_ADD_CONSTRAINT },
	.check_action = check,
};

// A rewrite (add-column-rewrites) reads the rows anyway.
static bool validates(const Statement *statement, const Action *action)
{
	Work work = action_effects(statement, action)->work;

	if (action->kind == ACTION_ADD_COLUMN)
		return action->column && action->column->has_check && work < WORK_REWRITE;
	return work >= WORK_SCAN;
}

static const char *not_valid_call(Lint *lint, const Statement *statement, const Action *action)
{
	const char *call = recipe_not_valid(lint, statement);

	if (call)
		return call;
	if (statement->actions.len > 1 || action->kind == ACTION_ADD_COLUMN)
		return recipe_execute(lint, "ALTER TABLE ... ADD CONSTRAINT ... CHECK (...) NOT VALID");
	return recipe_execute(lint, "%s NOT VALID", str_dup(lint_arena(lint), statement->shown));
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (!validates(statement, action))
		return;
	bool domain = action->kind == ACTION_ALTER_DOMAIN_ADD_CONSTRAINT;
	const char *table = show_relation(lint, statement, action->table);
	Finding *finding = lint_report_action(
		lint, statement, action,
		domain ? "a CHECK of domain `%s` reads every table with a column of it, and nobody writes meanwhile"
		       : "adding a CHECK reads all of `%s` while nobody can use it",
		table);
	const char *name = action->kind != ACTION_ADD_COLUMN && action->name.len
		? show_identifier(lint, statement, action->name, "")
		: "...";
	finding_help(lint, finding,
		     "check new rows only, and the old ones in the next migration, while others work:\n"
		     "    %s\n"
		     "    %s\n"
		     "    %s",
		     not_valid_call(lint, statement, action), recipe_comment(lint, "in the next migration"),
		     recipe_execute(lint, "ALTER %s %s VALIDATE CONSTRAINT %s", domain ? "DOMAIN" : "TABLE",
				    table, name));
}
