#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_set_schema = {
	.id = "set-schema",
	.since = "0.1",
	.group = GROUP_COMPATIBILITY,
	.severity = SEVERITY_WARNING,
	.summary = "Code that is still running looks for it in the old schema",
	.why = "SET SCHEMA moves a table, type or function at once: queries that name the old schema, and "
	       "those of a `search_path` without the new one, fail until all of the new code runs. A view "
	       "under the old name keeps them working.",
	.bad = "\"\"\"Bills are the accountants'.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"ALTER TABLE bills SET SCHEMA accounting\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"ALTER TABLE accounting.bills SET SCHEMA public\")\n",
	.good = "\"\"\"Bills are the accountants', and the running code finds them.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"ALTER TABLE public.bills SET SCHEMA accounting\")\n"
		"    op.execute(\"CREATE VIEW public.bills AS SELECT * FROM accounting.bills\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"DROP VIEW public.bills\")\n"
		"    op.execute(\"ALTER TABLE accounting.bills SET SCHEMA public\")\n",
	.on = { ACTION_SET_SCHEMA },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (lint_later(lint, statement, ACTION_CREATE_VIEW, action->table, STR_NONE) ||
	    lint_renames_back(lint, statement, action))
		return;
	const char *name = show_relation(lint, statement, action->table);
	Finding *finding =
		lint_report_action(lint, statement, action,
				   "running code that finds `%s` in its old schema fails from now on", name);
	Relation moved = { action->new_name, action->table.name };
	finding_help(lint, finding, "when it is a table, keep the old name working, right after it:\n    %s",
		     recipe_execute(lint, "CREATE VIEW %s AS SELECT * FROM %s", name,
				    show_relation(lint, statement, moved)));
}
