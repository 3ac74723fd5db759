#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_index_not_concurrently = {
	.id = "drop-index-not-concurrently",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "DROP INDEX stops reads and writes of its table",
	.why = "DROP INDEX takes ACCESS EXCLUSIVE on the index's table as well: while it waits for the "
	       "last query on the table, every other query waits behind it. DROP INDEX CONCURRENTLY lets "
	       "others work; it must run outside of a transaction, in `autocommit_block()`.\n\n"
	       "An index whose table or column the migration drops as well is not reported. The index of a "
	       "constraint goes with DROP CONSTRAINT, that of a partitioned table takes no CONCURRENTLY.",
	.bad = "\"\"\"The old day view's index.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_index(\"appointments_day\", table_name=\"appointments\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    with op.get_context().autocommit_block():\n"
	       "        op.create_index(\"appointments_day\", \"appointments\", [\"day\"], postgresql_concurrently=True)\n",
	.good = "\"\"\"The old day view's index, dropped while the reception works.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.drop_index(\"appointments_day\", table_name=\"appointments\", postgresql_concurrently=True)\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.create_index(\"appointments_day\", \"appointments\", [\"day\"], postgresql_concurrently=True)\n",
	.on = { ACTION_DROP_INDEX },
	.check_action = check,
};

// An index goes with its column, which locks the table as well.
static bool column_goes_too(Lint *lint, const Statement *statement, const CatalogIndex *index)
{
	for (size_t i = 0; index && i < index->columns.len; i++)
		if (index->columns.items[i].len &&
		    lint_later(lint, statement, ACTION_DROP_COLUMN, index->table, index->columns.items[i]))
			return true;
	return false;
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const CatalogIndex *index = action_facts(statement, action)->index;
	Relation table = lint_table_of_index(lint, statement, action);

	// Nobody drops the index of a constraint this way; dropping the table locks it anyway.
	if (action->concurrently || (index && index->constraint.len) ||
	    statement_on_new_relation(statement, table) || lint_is_partitioned(lint, statement, action) ||
	    lint_drops_table_of(lint, statement, action) || column_goes_too(lint, statement, index))
		return;
	Finding *finding = lint_report_action(lint, statement, action,
					      "dropping index `%s` stops all who use its table",
					      show_relation(lint, statement, action->table));
	// One statement drops no more than one index this way.
	const char *drop = statement_is_written_sql(statement)
		? recipe_execute(lint, "DROP INDEX CONCURRENTLY %s%s", action->if_exists ? "IF EXISTS " : "",
				 show_relation(lint, statement, action->table))
		: recipe_concurrently(lint, statement);
	finding_help(lint, finding,
		     "drop it outside the transaction, while others work:\n"
		     "%s",
		     recipe_outside(lint, drop));
}
