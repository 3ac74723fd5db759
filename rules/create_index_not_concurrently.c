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

// The parent's index, which builds nothing; each partition's; and the one that puts them together.
static void help_partitioned(Lint *lint, const Statement *statement, const Action *action, Finding *finding)
{
	const char *table = show_relation(lint, statement, action->table);
	const char *columns = show_columns(lint, statement, action);
	const char *name = action->name.len ? show_identifier(lint, statement, action->name, "") : "...";

	finding_help(
		lint, finding,
		"`%s` is partitioned and takes no CONCURRENTLY: create the index on the parent only, then for every "
		"partition build one while others write, and attach it:\n"
		"    %s\n"
		"    %s\n"
		"%s\n"
		"    %s\n"
		"    %s",
		table,
		recipe_execute(lint, "CREATE%s INDEX %s ON ONLY %s (%s)", action->unique ? " UNIQUE" : "",
			       name, table, columns),
		recipe_comment(lint, "in the next migration"),
		recipe_autocommit(lint, "CREATE INDEX CONCURRENTLY ... ON ... (%s)", columns),
		recipe_comment(lint, "in a later migration"),
		recipe_execute(lint, "ALTER INDEX %s ATTACH PARTITION ...", name));
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	// ON ONLY a partitioned table builds nothing.
	if (action->concurrently || action->only)
		return;
	Finding *finding = lint_report_action(
		lint, statement, action, "building %s%s%s on `%s` stops all writes to it",
		action->name.len ? "index `" : "an index", show_identifier(lint, statement, action->name, ""),
		action->name.len ? "`" : "", show_relation(lint, statement, action->table));
	if (lint_is_partitioned(lint, statement, action)) {
		help_partitioned(lint, statement, action, finding);
		return;
	}
	finding_help(lint, finding,
		     "build it outside the transaction, while others write:\n"
		     "%s",
		     recipe_outside(lint, recipe_concurrently(lint, statement)));
}
