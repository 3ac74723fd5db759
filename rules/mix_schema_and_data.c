#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_mix_schema_and_data = {
	.id = "mix-schema-and-data",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_NOTE,
	.summary = "Schema and rows are changed in one transaction",
	.why = "The locks of the schema change are kept while rows are written, and the rows stay locked "
	       "while the schema change waits for its lock; a failure of either takes back both. Change "
	       "the schema in one migration and the rows in another.\n\n"
	       "Reported once per transaction, when a table that is not new is locked against writers. A "
	       "write of a whole table is `long-backfill`'s.",
	.bad = "\"\"\"Phone visits have a line.\"\"\"\n"
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
	       "    op.add_column(\"visits\", sa.Column(\"line\", sa.Text()))\n"
	       "    op.execute(\"UPDATE visits SET line = '1' WHERE kind = 'phone'\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"visits\", \"line\")\n",
	.good = "\"\"\"Phone visits can have a line; the next migration gives them one.\"\"\"\n"
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
		"    op.add_column(\"visits\", sa.Column(\"line\", sa.Text()))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"visits\", \"line\")\n",
	.check_migration = check,
};

// The first action that changes rows of a table that is not new; NULL when there is none.
static const Action *row_change(Lint *lint, const Statement *statement)
{
	for (size_t i = 0; i < statement->actions.len; i++) {
		const Action *action = &statement->actions.items[i];
		bool rows = action->kind == ACTION_INSERT || action->kind == ACTION_UPDATE ||
			action->kind == ACTION_DELETE || action->kind == ACTION_MERGE ||
			action->kind == ACTION_COPY_FROM;
		if (rows && !statement_on_new_relation(statement, action->table) &&
		    !lint_is_bulk(lint, statement, action))
			return action;
	}
	return NULL;
}

static bool is_schema_change(const Statement *statement)
{
	for (size_t i = 0; i < statement->actions.len; i++)
		if (statement->actions.items[i].kind == ACTION_TRUNCATE ||
		    statement->actions.items[i].kind == ACTION_LOCK_TABLE)
			return false;
	return true;
}

typedef struct Mix {
	uint32_t transaction;
	const Statement *schema; // first of its transaction that locks a table
	const Statement *rows;   // first that writes rows
	const Action *change;
	bool reported;
} Mix;

static void report(Lint *lint, Mix *mix)
{
	if (mix->reported || !mix->schema || !mix->rows)
		return;
	mix->reported = true;
	Finding *finding =
		lint_report_action(lint, mix->rows, mix->change,
				   "rows of `%s` are changed in the transaction that changes the schema",
				   show_relation(lint, mix->rows, mix->change->table));
	finding_related(lint, finding, mix->schema->span, "the schema changes here");
	finding_help(lint, finding, "change the rows in a migration of their own");
}

static void check_direction(Lint *lint, const StatementArray *statements)
{
	HeldLocks held = { 0 };
	Mix mix = { 0 };

	for (size_t i = 0; i < statements->len; i++) {
		const Statement *statement = &statements->items[i];
		if (mix.transaction != statement->before.transaction)
			mix = (Mix){ .transaction = statement->before.transaction };
		held_enter(&held, lint, statement);
		size_t before = held.items.len;
		held_add(&held, lint, statement);
		if (!mix.schema && held.items.len > before && is_schema_change(statement))
			mix.schema = statement;
		const Action *change = mix.rows ? NULL : row_change(lint, statement);
		if (change) {
			mix.rows = statement;
			mix.change = change;
		}
		if (statement->before.in_transaction)
			report(lint, &mix);
	}
}

static void check(Lint *lint, const Migration *migration)
{
	(void)migration;
	for (int direction = 0; direction < DIRECTION_COUNT; direction++)
		check_direction(lint, lint_statements(lint, (Direction)direction));
}
