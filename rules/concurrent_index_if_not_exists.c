#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_concurrent_index_if_not_exists = {
	.id = "concurrent-index-if-not-exists",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_NOTE,
	.summary = "IF NOT EXISTS keeps the INVALID index a failed build left",
	.why = "When CREATE INDEX CONCURRENTLY fails or is cancelled it leaves an INVALID index. Run again "
	       "with IF NOT EXISTS, PostgreSQL finds the name taken and reports success: the migration is "
	       "done, no query uses the index, every write pays for it. DROP INDEX CONCURRENTLY IF EXISTS "
	       "before it makes the retry build it anew.",
	.bad = "\"\"\"The day view's index.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    with op.get_context().autocommit_block():\n"
	       "        op.execute(\"CREATE INDEX CONCURRENTLY IF NOT EXISTS appointments_day ON appointments (day)\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    with op.get_context().autocommit_block():\n"
	       "        op.drop_index(\"appointments_day\", table_name=\"appointments\", postgresql_concurrently=True)\n",
	.good = "\"\"\"The day view's index; a retry builds it anew.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.execute(\"DROP INDEX CONCURRENTLY IF EXISTS appointments_day\")\n"
		"        op.execute(\"CREATE INDEX CONCURRENTLY appointments_day ON appointments (day)\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.drop_index(\"appointments_day\", table_name=\"appointments\", postgresql_concurrently=True)\n",
	.on = { ACTION_CREATE_INDEX },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	Relation index = { STR_NONE, action->name };

	if (!action->concurrently || !action->if_not_exists ||
	    lint_earlier(lint, statement, ACTION_DROP_INDEX, index, STR_NONE))
		return;
	const char *name = show_identifier(lint, statement, action->name, "");
	const char *schema = action->table.schema.len
		? arena_printf(lint_arena(lint), "%s.",
			       show_identifier(lint, statement, action->table.schema, ""))
		: "";
	Finding *finding = lint_report_action(lint, statement, action,
					      "if a build of `%s` failed before, its INVALID index stays",
					      show_identifier(lint, statement, action->name, ""));
	const char *drop = recipe_execute(lint, "DROP INDEX CONCURRENTLY IF EXISTS %s%s", schema, name);
	finding_help(lint, finding,
		     "drop what a failed build left, and build it anew:\n"
		     "%s",
		     recipe_outside(lint,
				    arena_printf(lint_arena(lint), "%s\n%s", drop,
						 recipe_without(lint, statement, "IF NOT EXISTS "))));
}
