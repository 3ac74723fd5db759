#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_reindex_not_concurrently = {
	.id = "reindex-not-concurrently",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "REINDEX stops writes, and reads through the index, while it builds",
	.why = "REINDEX holds SHARE on the table and ACCESS EXCLUSIVE on each index it builds anew: nobody "
	       "writes, and as planning a query opens every index, hardly anybody reads. REINDEX "
	       "CONCURRENTLY builds a new one beside it (since PostgreSQL 12) and must run outside of a "
	       "transaction, in `autocommit_block()`. One that is cancelled leaves an invalid index whose "
	       "name ends in `_ccnew`: drop it.",
	.bad = "\"\"\"The prescriptions' index is bloated.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"REINDEX INDEX prescriptions_patient\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"The prescriptions' index is bloated.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.execute(\"REINDEX INDEX CONCURRENTLY prescriptions_patient\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n",
	.on = { ACTION_REINDEX },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	static const char *const kinds[] = { " INDEX ", " TABLE ", " SCHEMA ", " DATABASE " };
	Relation table = lint_table_of_index(lint, statement, action);

	// REINDEX SYSTEM has no other way.
	if (action->concurrently || strcasestr(str_dup(lint_arena(lint), statement->shown), "SYSTEM") ||
	    (table.name.len && statement_on_new_relation(statement, table)))
		return;
	const char *recipe = "...";
	for (size_t i = 0; strstr(recipe, "...") && i < sizeof(kinds) / sizeof(*kinds); i++)
		recipe = recipe_with(lint, statement, kinds[i], "CONCURRENTLY ");
	const char *name = show_relation(lint, statement, action->table);
	Finding *finding = lint_report_action(lint, statement, action,
					      "REINDEX%s%s%s stops writes, and most reads",
					      *name ? " of `" : "", name, *name ? "`" : "");
	finding_help(lint, finding,
		     "rebuild it outside the transaction, while others work:\n"
		     "%s",
		     recipe_outside(lint, recipe));
}
