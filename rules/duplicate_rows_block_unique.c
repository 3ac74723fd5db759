#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_duplicate_rows_block_unique = {
	.id = "duplicate-rows-block-unique",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_NOTE,
	.summary = "Rows with the same values make the unique index fail",
	.why = "A test database has no duplicates; production may. Then the index cannot be built (23505) "
	       "and the migration is taken back after it has read the whole table. Look for duplicates "
	       "first, and merge or delete them in an earlier step. Not reported when the migration "
	       "changes rows of the table before, or adds one of the columns; nor with CONCURRENTLY, where "
	       "a failure stops nobody and is repeated after cleaning up.",
	.bad = "\"\"\"A room has one number.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.create_unique_constraint(\"rooms_number_key\", \"rooms\", [\"number\"])\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_constraint(\"rooms_number_key\", \"rooms\", type_=\"unique\")\n",
	.good = "\"\"\"A room has one number; the next migration makes the index a constraint.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.create_index(\"rooms_number_key\", \"rooms\", [\"number\"], unique=True, postgresql_concurrently=True)\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.drop_index(\"rooms_number_key\", table_name=\"rooms\", postgresql_concurrently=True)\n",
	.on = { ACTION_ADD_UNIQUE, ACTION_CREATE_INDEX },
	.check_action = check,
};

// Whether the migration wrote rows of the table, or added one of the columns: it is taken to know what they hold.
static bool is_prepared(Lint *lint, const Statement *statement, const Action *action)
{
	static const ActionKind kinds[] = { ACTION_DELETE, ACTION_UPDATE, ACTION_MERGE, ACTION_TRUNCATE };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (lint_earlier(lint, statement, kinds[i], action->table, STR_NONE))
			return true;
	for (size_t i = 0; i < action->columns.len; i++)
		if (lint_earlier(lint, statement, ACTION_ADD_COLUMN, action->table, action->columns.items[i]))
			return true;
	return false;
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	bool index = action->kind == ACTION_CREATE_INDEX;

	if ((index && (!action->unique || action->concurrently)) || is_prepared(lint, statement, action) ||
	    lint_widens_unique(lint, statement, action))
		return;
	const char *table = show_relation(lint, statement, action->table);
	Finding *finding = lint_report_action(lint, statement, action,
					      "fails when two rows of `%s` have the same values", table);
	const char *columns = show_columns(lint, statement, action);
	finding_help(
		lint, finding,
		"look before: SELECT %s, count(*) FROM %s GROUP BY %s HAVING count(*) > 1; and clean up in an earlier "
		"step",
		columns, table, columns);
}
