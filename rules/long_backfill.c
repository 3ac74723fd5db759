#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_long_backfill = {
	.id = "long-backfill",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "A whole table is written in the migration's transaction",
	.why = "Every row stays locked until the transaction commits, and all of them are written twice: "
	       "an UPDATE of the same row waits as long, VACUUM cannot clean up meanwhile, replicas lag "
	       "behind. Fill the column in batches of some thousand rows, each committed, from a script or "
	       "a job after the migration. The same holds for INSERT ... SELECT of a whole table.",
	.bad = "\"\"\"Every patient has a language.\"\"\"\n"
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
	       "    op.add_column(\"patients\", sa.Column(\"language\", sa.Text()))\n"
	       "    op.execute(\"UPDATE patients SET language = country_language(country)\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"patients\", \"language\")\n",
	.good = "\"\"\"Every new patient has a language; a job gives the others theirs.\"\"\"\n"
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
		"    op.add_column(\"patients\", sa.Column(\"language\", sa.Text()))\n"
		"    op.alter_column(\"patients\", \"language\", server_default=\"de\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"patients\", \"language\")\n",
	.on = { ACTION_UPDATE, ACTION_INSERT },
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (!statement->before.in_transaction || !lint_is_bulk(lint, statement, action) ||
	    lint_works_in_batches(lint, statement))
		return;
	const char *table = show_relation(lint, statement, action->table);
	bool insert = action->kind == ACTION_INSERT;
	Finding *finding = lint_report_action(
		lint, statement, action,
		insert ? "copies a whole table to `%s` in the migration's transaction"
		       : "writes every row of `%s` in the migration's transaction, and keeps them locked until its end",
		table);
	if (insert) {
		finding_help(lint, finding,
			     "copy it in batches of some thousand rows, each committed, after the migration");
		return;
	}
	const char *batch = recipe_execute(
		lint, "UPDATE %s SET ... WHERE ctid = ANY (ARRAY(SELECT ctid FROM %s WHERE ... LIMIT 5000))",
		table, table);
	finding_help(
		lint, finding,
		"fill it in batches of some thousand rows, each committed, after the migration or outside its "
		"transaction:\n"
		"%s",
		recipe_outside(lint,
			       arena_printf(lint_arena(lint), "%s\n%s",
					    recipe_comment(lint, "repeat until it changes no row"), batch)));
}
