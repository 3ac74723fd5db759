#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_create_index_not_concurrently = {
	.id = "create-index-not-concurrently",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "CREATE INDEX stops writes while it builds",
	.why = "Building an index reads and sorts the whole table, and without CONCURRENTLY it holds SHARE "
	       "meanwhile: nobody inserts, updates or deletes until the transaction commits. CREATE INDEX "
	       "CONCURRENTLY lets others write, takes longer, and must run outside of a transaction: in "
	       "`autocommit_block()`.\n\n"
	       "A partitioned table takes no CONCURRENTLY: create the index ON ONLY the parent, build one "
	       "per partition concurrently, and ATTACH them.",
	.bad = "\"\"\"The day view's index.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.create_index(\"appointments_starts_at\", \"appointments\", [\"starts_at\"])\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    with op.get_context().autocommit_block():\n"
	       "        op.drop_index(\"appointments_starts_at\", table_name=\"appointments\", postgresql_concurrently=True)\n",
	.good = "\"\"\"The day view's index, built while the reception goes on booking.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.create_index(\"appointments_starts_at\", \"appointments\", [\"starts_at\"], postgresql_concurrently=True)\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.drop_index(\"appointments_starts_at\", table_name=\"appointments\", postgresql_concurrently=True)\n",
	.on = { ACTION_CREATE_INDEX },
	.check_action = check,
};

// The statement with CONCURRENTLY, in op.execute().
static const char *concurrent_sql(Lint *lint, const Statement *statement)
{
	static const char index[] = "INDEX ";
	const char *sql = str_dup(lint_arena(lint), statement->shown);
	const char *behind = strcasestr(sql, index);
	int len = behind ? (int)(behind - sql + (ptrdiff_t)strlen(index)) : 0;

	if (!behind)
		return "op.execute(\"CREATE INDEX CONCURRENTLY ...\")";
	return recipe_execute(lint, "%.*sCONCURRENTLY %s", len, sql, sql + len);
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	// ON ONLY a partitioned table builds nothing.
	if (action->concurrently || action->only)
		return;
	Finding *finding = lint_report_action(
		lint, statement, action, "building %s%s%s on `%s` stops all writes to it",
		action->name.len ? "index `" : "an index", show_name(lint, statement, action->name),
		action->name.len ? "`" : "", show_relation(lint, statement, action->table));
	const char *call = str_is(statement->step->operation, "create_index")
		? recipe_call(lint, statement, "postgresql_concurrently=True")
		: NULL;
	finding_help(lint, finding,
		     "build it outside the transaction, while others write:\n"
		     "    with op.get_context().autocommit_block():\n"
		     "        %s",
		     call ? call : concurrent_sql(lint, statement));
}
