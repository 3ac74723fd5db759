#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_default = {
	.id = "drop-default",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_NOTE,
	.summary = "Dropping a default changes what INSERT writes",
	.why = "An INSERT that does not name the column now writes NULL, or fails when the column is NOT "
	       "NULL. Running code that relied on the default keeps doing so until it is replaced.\n\n"
	       "The same goes for DROP IDENTITY (PostgreSQL 10), whose sequence is dropped with it, and DROP "
	       "EXPRESSION (13), after which a generated column keeps the values it has and gets no new ones.",
	.bad = "\"\"\"The ward is always given.\"\"\"\n"
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
	       "    op.alter_column(\"patients\", \"ward\", existing_type=sa.Text(), server_default=None)\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.alter_column(\"patients\", \"ward\", existing_type=sa.Text(), server_default=\"A\")\n",
	.good = "\"\"\"New patients go to the admissions ward.\"\"\"\n"
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
		"    op.alter_column(\"patients\", \"ward\", existing_type=sa.Text(), server_default=\"admissions\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.alter_column(\"patients\", \"ward\", existing_type=sa.Text(), server_default=\"A\")\n",
	.on = { ACTION_DROP_DEFAULT, ACTION_DROP_IDENTITY, ACTION_DROP_EXPRESSION },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const Action *added = lint_earlier(lint, statement, ACTION_ADD_COLUMN, action->table, action->name);
	bool is_required = added && added->column && added->column->not_null;

	// Of Django's own way to add a column add-required-column-application-default speaks.
	if (added && statement->migration->framework == FRAMEWORK_DJANGO &&
	    !statement_is_written_sql(statement))
		return;
	// Nothing relied on a default this migration set, unless the column is new and must not be NULL.
	if (lint_recreates(lint, statement, action) || (added && !is_required) ||
	    (!added && lint_earlier(lint, statement, ACTION_SET_DEFAULT, action->table, action->name)))
		return;
	const char *what = action->kind == ACTION_DROP_IDENTITY ? "identity"
		: action->kind == ACTION_DROP_EXPRESSION        ? "expression"
								: "default";
	Finding *finding = lint_report_action(
		lint, statement, action,
		is_required
			? "column `%s` of `%s` is NOT NULL and loses its %s: running code that does not know it cannot insert"
			: "column `%s` of `%s` loses its %s: an INSERT that does not name it writes NULL or fails",
		show_identifier(lint, statement, action->name, ""),
		show_relation(lint, statement, action->table), what);
	finding_help(lint, finding,
		     "drop the %s in a later migration, when all running code names the column", what);
}
