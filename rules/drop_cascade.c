#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_cascade = {
	.id = "drop-cascade",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_WARNING,
	.summary = "CASCADE drops objects the migration does not name",
	.why = "DROP ... CASCADE takes along whatever depends on the object when it runs: views, foreign "
	       "keys of other tables, columns of a dropped type or extension with their data. Which objects "
	       "those are depends on the database, so a reviewer cannot see it and `downgrade()` cannot make "
	       "them again.\n\n"
	       "For a table, column or schema this comes on top of drop-table, drop-column or drop-schema, "
	       "which speak of its own rows; for objects without rows this rule speaks alone.",
	.bad = "\"\"\"The label view is not printed any more.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"DROP VIEW labels CASCADE\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"CREATE VIEW labels AS SELECT id, name FROM patients\")\n",
	.good = "\"\"\"The label view changes; what depends on it is named.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"DROP VIEW label_sheets\")\n"
		"    op.execute(\"DROP VIEW labels\")\n"
		"    op.execute(\"CREATE VIEW labels AS SELECT id, name, ward FROM patients\")\n"
		"    op.execute(\"CREATE VIEW label_sheets AS SELECT * FROM labels\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"DROP VIEW label_sheets\")\n"
		"    op.execute(\"DROP VIEW labels\")\n"
		"    op.execute(\"CREATE VIEW labels AS SELECT id, name FROM patients\")\n"
		"    op.execute(\"CREATE VIEW label_sheets AS SELECT * FROM labels\")\n",
	.check_action = check,
};

static bool is_drop(ActionKind kind)
{
	return strncmp(action_kind_name(kind), "DROP ", strlen("DROP ")) == 0;
}

// DROP TABLE IF EXISTS t CASCADE before CREATE TABLE t: it makes room in case, and as far as anybody knows there is nothing.
static bool makes_room(Lint *lint, const Statement *statement, const Action *action)
{
	return action->kind == ACTION_DROP_TABLE && action->if_exists &&
		!action_facts(statement, action)->table && lint_recreates(lint, statement, action);
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	// Django writes CASCADE with every column and table it drops: nobody can leave it out.
	bool is_generated = statement->migration->framework == FRAMEWORK_DJANGO &&
		!statement_is_written_sql(statement);

	if (is_generated || makes_room(lint, statement, action))
		return;
	if (!action->cascade || action->kind == ACTION_DROP_OWNED || !is_drop(action->kind))
		return;
	const char *dependents = show_dependents(lint, statement, action);
	Finding *finding =
		lint_report_action(lint, statement, action,
				   "%s %s CASCADE also drops whatever depends on it, without naming it%s%s",
				   action_kind_name(action->kind), show_object(lint, statement, action),
				   *dependents ? ": as far as the history knows, " : "", dependents);
	finding_help(
		lint, finding,
		"leave CASCADE out and drop the dependent objects by name, before it, so that they can be reviewed and "
		"made again");
}
