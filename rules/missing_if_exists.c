#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_missing_if_exists = {
	.id = "missing-if-exists",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_NOTE,
	.off_by_default = true,
	.summary = "A statement outside of a transaction cannot be repeated",
	.why = "Outside of a transaction every statement stays when a later one fails: who runs the "
	       "migration again meets what the first run made, and stops there. IF EXISTS and IF NOT "
	       "EXISTS make such a statement repeatable: of CREATE TABLE since PostgreSQL 9.1, CREATE "
	       "INDEX 9.5, ADD COLUMN 9.6.\n\n"
	       "CREATE INDEX CONCURRENTLY leaves an INVALID index when it fails, which IF NOT EXISTS "
	       "would keep: DROP INDEX CONCURRENTLY IF EXISTS before it is what makes it repeatable.\n\n"
	       "The last statement is not reported: when it fails it has done nothing. In a "
	       "transaction nothing stays, and the error says that the database is not what the "
	       "migration takes it to be: not reported.",
	.bad = "\"\"\"Who drives.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    with op.get_context().autocommit_block():\n"
	       "        op.create_index(\"visits_driver\", \"visits\", [\"driver\"], postgresql_concurrently=True)\n"
	       "        op.execute(\"DROP INDEX CONCURRENTLY IF EXISTS visits_car\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    with op.get_context().autocommit_block():\n"
	       "        op.execute(\"DROP INDEX CONCURRENTLY IF EXISTS visits_driver\")\n",
	.good = "\"\"\"Who drives.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.execute(\"DROP INDEX CONCURRENTLY IF EXISTS visits_driver\")\n"
		"        op.create_index(\"visits_driver\", \"visits\", [\"driver\"], postgresql_concurrently=True)\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.execute(\"DROP INDEX CONCURRENTLY IF EXISTS visits_driver\")\n",
	.on_new_relations = true,
	.check_action = check,
};

typedef enum Clause { NONE, IF_EXISTS, IF_NOT_EXISTS } Clause;

// - `behind`: the words the clause follows
// - `by_argument`: the op has an argument for it
static const struct Repeatable {
	ActionKind kind;
	Clause clause;
	const char *behind;
	bool by_argument;
} repeatables[] = {
	{ ACTION_DROP_TABLE, IF_EXISTS, "TABLE", true },
	{ ACTION_DROP_INDEX, IF_EXISTS, "INDEX", true },
	{ ACTION_DROP_COLUMN, IF_EXISTS, "COLUMN", true },
	{ ACTION_DROP_CONSTRAINT, IF_EXISTS, "CONSTRAINT", true },
	{ ACTION_DROP_VIEW, IF_EXISTS, "VIEW", false },
	{ ACTION_DROP_MATERIALIZED_VIEW, IF_EXISTS, "VIEW", false },
	{ ACTION_DROP_TYPE, IF_EXISTS, "TYPE", false },
	{ ACTION_DROP_DOMAIN, IF_EXISTS, "DOMAIN", false },
	{ ACTION_DROP_SEQUENCE, IF_EXISTS, "SEQUENCE", false },
	{ ACTION_DROP_FUNCTION, IF_EXISTS, "FUNCTION", false },
	{ ACTION_DROP_TRIGGER, IF_EXISTS, "TRIGGER", false },
	{ ACTION_DROP_POLICY, IF_EXISTS, "POLICY", false },
	{ ACTION_DROP_RULE, IF_EXISTS, "RULE", false },
	{ ACTION_DROP_STATISTICS, IF_EXISTS, "STATISTICS", false },
	{ ACTION_DROP_EXTENSION, IF_EXISTS, "EXTENSION", false },
	{ ACTION_DROP_SCHEMA, IF_EXISTS, "SCHEMA", false },
	{ ACTION_DROP_DATABASE, IF_EXISTS, "DATABASE", false },
	{ ACTION_CREATE_TABLE, IF_NOT_EXISTS, "TABLE", true },
	{ ACTION_CREATE_PARTITION, IF_NOT_EXISTS, "TABLE", false },
	{ ACTION_CREATE_TABLE_AS, IF_NOT_EXISTS, "TABLE", false },
	{ ACTION_ADD_COLUMN, IF_NOT_EXISTS, "COLUMN", true },
	{ ACTION_CREATE_INDEX, IF_NOT_EXISTS, "INDEX", true },
	{ ACTION_CREATE_STATISTICS, IF_NOT_EXISTS, "STATISTICS", false },
	{ ACTION_CREATE_MATERIALIZED_VIEW, IF_NOT_EXISTS, "VIEW", false },
	{ ACTION_CREATE_SEQUENCE, IF_NOT_EXISTS, "SEQUENCE", false },
	{ ACTION_CREATE_EXTENSION, IF_NOT_EXISTS, "EXTENSION", false },
	{ ACTION_CREATE_SCHEMA, IF_NOT_EXISTS, "SCHEMA", false },
	{ ACTION_ADD_ENUM_VALUE, IF_NOT_EXISTS, "ADD VALUE", false },
};

static const struct Repeatable *row_of(ActionKind kind)
{
	for (size_t i = 0; i < sizeof(repeatables) / sizeof(*repeatables); i++)
		if (repeatables[i].kind == kind)
			return &repeatables[i];
	return NULL;
}

static bool is_build_online(const Action *action)
{
	return action->kind == ACTION_CREATE_INDEX && action->concurrently;
}

// What comes last is not met by a second run, unless it leaves something when it fails.
static bool is_last(Lint *lint, const Statement *statement, const Action *action)
{
	const StatementArray *statements = lint_statements(lint, statement->direction);

	return !is_build_online(action) &&
		statement_outermost(statement) ==
		statement_outermost(&statements->items[statements->len - 1]);
}

// Whether a second run finds the way clear: an index that was dropped before it is made.
static bool is_cleared(Lint *lint, const Statement *statement, const Action *action)
{
	Relation index = { STR_NONE, action->name };

	return action->kind == ACTION_CREATE_INDEX && action->name.len &&
		lint_earlier(lint, statement, ACTION_DROP_INDEX, index, STR_NONE);
}

static const char *repeatable(Lint *lint, const Statement *statement, const Action *action,
			      const struct Repeatable *row)
{
	bool exists = row->clause == IF_EXISTS;
	const char *behind = action->concurrently ? "CONCURRENTLY" : row->behind;
	const char *call = row->by_argument
		? recipe_call(lint, statement, exists ? "if_exists=True" : "if_not_exists=True")
		: NULL;

	return call ? call : recipe_with(lint, statement, behind, exists ? " IF EXISTS" : " IF NOT EXISTS");
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const struct Repeatable *row = row_of(action->kind);

	// Django's operations know no such clause.
	if (statement->migration->framework == FRAMEWORK_DJANGO && !is_build_online(action) &&
	    !statement_is_written_sql(statement))
		return;
	if (!row || statement_outermost(statement)->before.in_transaction || statement->guard ||
	    action->if_exists || is_last(lint, statement, action) ||
	    (action->if_not_exists && !is_build_online(action)) || is_cleared(lint, statement, action))
		return;
	Finding *finding = lint_report_action(lint, statement, action,
					      "a second run, after a failure further on, stops at this %s",
					      action_kind_name(action->kind));
	if (is_build_online(action) && action->name.len)
		finding_help(lint, finding, "before it, drop what a run that failed has left:\n%s",
			     recipe_autocommit(lint, "DROP INDEX CONCURRENTLY IF EXISTS %s",
					       show_identifier(lint, statement, action->name, "")));
	else
		finding_help(lint, finding, "make it repeatable:\n    %s",
			     repeatable(lint, statement, action, row));
}
