#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_non_transactional_with_more = {
	.id = "non-transactional-with-more",
	.since = "0.1",
	.group = GROUP_TRANSACTION,
	.severity = SEVERITY_WARNING,
	.summary = "A failure here leaves half a migration behind",
	.why = "What runs outside of a transaction cannot be taken back. When one of several statements "
	       "fails, the others stay, the revision is not recorded, and running the migration again "
	       "fails on what is there already. A statement that must run on its own (CREATE INDEX "
	       "CONCURRENTLY, VACUUM) gets a migration of its own. SET, RESET and a DROP INDEX "
	       "CONCURRENTLY IF EXISTS that clears the way for the same index do not count.",
	.bad = "\"\"\"The day view's room, and its index.\"\"\"\n"
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
	       "    op.add_column(\"appointments\", sa.Column(\"room\", sa.Text()))\n"
	       "    with op.get_context().autocommit_block():\n"
	       "        op.create_index(\"appointments_room\", \"appointments\", [\"room\"], postgresql_concurrently=True)\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    with op.get_context().autocommit_block():\n"
	       "        op.drop_index(\"appointments_room\", table_name=\"appointments\", postgresql_concurrently=True)\n",
	.good = "\"\"\"The day view's index on rooms; the column has its own migration.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.execute(\"DROP INDEX CONCURRENTLY IF EXISTS appointments_room\")\n"
		"        op.create_index(\"appointments_room\", \"appointments\", [\"room\"], postgresql_concurrently=True)\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.drop_index(\"appointments_room\", table_name=\"appointments\", postgresql_concurrently=True)\n",
	.check_migration = check,
};

enum { MAX_RELATED = 5 };

// A retry builds the index anew, whatever the last attempt left.
static bool clears_the_way(Lint *lint, const Statement *statement, const Action *action)
{
	Relation none = { STR_NONE, STR_NONE };

	return action->kind == ACTION_DROP_INDEX && action->concurrently && action->if_exists &&
		lint_later(lint, statement, ACTION_CREATE_INDEX, none, action->table.name);
}

// Whether a failure of another statement would leave something of it behind.
static bool counts(Lint *lint, const Statement *statement)
{
	if (!statement->node)
		return false;
	for (size_t i = 0; i < statement->actions.len; i++) {
		const Action *action = &statement->actions.items[i];
		bool reads = action->kind == ACTION_SELECT || action->kind == ACTION_OTHER;
		if (action->kind < ACTION_SET && !reads && !clears_the_way(lint, statement, action))
			return true;
	}
	return false;
}

// Two branches of one condition often do the same in two ways: only one of them runs.
static bool is_alternative(Lint *lint, Map *seen, const Statement *statement)
{
	const Action *action = &statement->actions.items[0];
	Str key =
		str_from(arena_printf(lint_arena(lint), "%s %s %.*s", action_kind_name(action->kind),
				      show_relation(lint, statement, action->table), STR_ARG(action->name)));
	bool known = statement->conditional && map_get(seen, key);

	map_set(seen, lint_arena(lint), key, seen);
	return known;
}

static void report(Lint *lint, const Statement *alone, const StatementArray *statements)
{
	Finding *finding = lint_report_action(
		lint, alone, NULL, "runs outside a transaction, next to other statements of the migration");
	Map seen = { 0 };

	for (size_t i = 0; i < statements->len && finding->related.len < MAX_RELATED; i++)
		if (statement_outermost(&statements->items[i]) != statement_outermost(alone) &&
		    counts(lint, &statements->items[i]) &&
		    !is_alternative(lint, &seen, &statements->items[i]))
			finding_related(lint, finding, statements->items[i].span, "another one");
	finding_help(lint, finding,
		     "give it a migration of its own, so that a failure leaves all or nothing");
}

static bool leaves_transaction(const StatementArray *statements)
{
	for (size_t i = 0; i < statements->len; i++)
		if (!statements->items[i].before.in_transaction)
			return true;
	return false;
}

static void check_direction(Lint *lint, const StatementArray *statements)
{
	const Statement *alone = NULL, *last = NULL;
	size_t count = 0;
	Map seen = { 0 };

	if (!leaves_transaction(statements))
		return;
	for (size_t i = 0; i < statements->len; i++) {
		const Statement *statement = &statements->items[i];
		if (!counts(lint, statement) || is_alternative(lint, &seen, statement))
			continue;
		count += statement_outermost(statement) != last;
		last = statement_outermost(statement);
		if (!alone && !statement->before.in_transaction)
			alone = statement;
	}
	if (alone && count > 1)
		report(lint, alone, statements);
}

static void check(Lint *lint, const Migration *migration)
{
	(void)migration;
	for (int direction = 0; direction < DIRECTION_COUNT; direction++)
		check_direction(lint, lint_statements(lint, (Direction)direction));
}
