#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_add_column_rewrites = {
	.id = "add-column-rewrites",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "The new column makes PostgreSQL write the whole table anew",
	.why = "A column whose value differs from row to row cannot be kept in the catalog: serial and "
	       "identity columns, stored generated columns and volatile defaults (`gen_random_uuid()`, "
	       "`clock_timestamp()`, `random()`, `nextval()`) rewrite the table and all its indexes under "
	       "ACCESS EXCLUSIVE. A constant default, or a stable one such as `now()`, is instant since "
	       "PostgreSQL 11.\n\n"
	       "Add the column without it, set the default for new rows in a second statement, and fill "
	       "the old ones in batches.",
	.bad = "\"\"\"A public number for every visit.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"ALTER TABLE visits ADD COLUMN public_id uuid DEFAULT gen_random_uuid()\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"visits\", \"public_id\")\n",
	.good = "\"\"\"A public number for every new visit; a job gives the old ones theirs.\"\"\"\n"
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
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.add_column(\"visits\", sa.Column(\"public_id\", postgresql.UUID()))\n"
		"    op.alter_column(\"visits\", \"public_id\", server_default=sa.text(\"gen_random_uuid()\"))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"visits\", \"public_id\")\n",
	.on = { ACTION_ADD_COLUMN },
	.check_action = check,
};

static const char *next_step(const ColumnFacts *column)
{
	if (column->is_generated)
		return "and let a trigger, or the application, compute it; fill the old rows in batches";
	if (column->has_default)
		return "set the default in a second statement, for new rows, and fill the old ones in batches";
	return "give it a sequence as default in a second statement, for new rows, and fill the old ones in batches";
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const Effects *effects = action_effects(statement, action);

	if (!action->column || effects->work < WORK_REWRITE)
		return;
	const char *table = show_relation(lint, statement, action->table);
	Finding *finding = lint_report_action(lint, statement, action, "adding column `%s` rewrites `%s`%s%s",
					      show_identifier(lint, statement, action->name, ""), table,
					      effects->reason ? ": " : "",
					      effects->reason ? effects->reason : "");
	finding_help(lint, finding, "add it empty, %s:\n    %s", next_step(action->column),
		     recipe_execute(lint, "ALTER TABLE %s ADD COLUMN %s %s", table,
				    show_identifier(lint, statement, action->name, ""),
				    show_new_type(lint, statement, action)));
}
