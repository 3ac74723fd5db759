#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_use_new_enum_value = {
	.id = "use-new-enum-value",
	.since = "0.1",
	.group = GROUP_TRANSACTION,
	.severity = SEVERITY_ERROR,
	.summary = "A new enum value cannot be used in the transaction that adds it",
	.why = "PostgreSQL refuses to use a value added by ALTER TYPE ... ADD VALUE before the transaction "
	       "has committed (55P04): not in an UPDATE or INSERT, not as a default, not in a CHECK. Since "
	       "PostgreSQL 17 it may when the type was created in the same transaction. Add the value in "
	       "an earlier migration, or in `autocommit_block()`; with all pending migrations in one "
	       "transaction (Alembic without `transaction_per_migration`) only the latter helps.",
	.bad = "\"\"\"Visits can be by video.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"ALTER TYPE visit_kind ADD VALUE 'video'\")\n"
	       "    op.execute(\"UPDATE visits SET kind = 'video' WHERE room = 'online'\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"Visits can be by video; the next migration marks the old ones.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"ALTER TYPE visit_kind ADD VALUE 'video'\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n",
	.check_migration = check,
};

enum { MAX_VALUES = 100 }; // of one transaction that are followed

typedef struct Added {
	const Statement *by;
	const Action *value;
} Added;

static const char *where(Lint *lint, const Statement *statement, const Added *added)
{
	const Migration *other = added->by->migration;

	if (other == statement->migration)
		return "";
	return arena_printf(lint_arena(lint), ": pending revisions run in one, also `%.*s`, which does",
			    STR_ARG(other->revision));
}

static void report(Lint *lint, const Statement *statement, const Added *added)
{
	const char *value = show_name(lint, added->by, added->value->name);
	Finding *finding = lint_report_action(lint, statement, NULL,
					      "uses `%s` in the transaction that adds it to `%s`%s", value,
					      show_relation(lint, added->by, added->value->table),
					      where(lint, statement, added));

	finding_related(lint, finding, added->by->span, "`%s` is added here", value);
	const char *instead = added->by->migration == statement->migration
		? "add the value in an earlier migration"
		: "set transaction_per_migration in env.py";
	finding_help(lint, finding, "%s, or add the value outside the transaction:\n%s", instead,
		     recipe_outside(lint, recipe_statement(lint, added->by, false)));
}

typedef Array(Added) AddedValues;

// Whether the step between the statement with this index and the one before it, or the first and the last of a migration, leaves the
// transaction.
static bool leaves_transaction(const StatementArray *statements, size_t i)
{
	const StepArray *steps = &statements->items[0].migration->steps[statements->items[0].direction];
	const Step *from = i == 0 ? steps->items : statements->items[i - 1].step;
	const Step *to = i == statements->len ? steps->items + steps->len : statements->items[i].step;

	for (const Step *step = from; step < to; step++)
		if (step->kind == STEP_BOUNDARY)
			return true;
	return false;
}

static void add_values(Lint *lint, const Statement *statement, AddedValues *added)
{
	for (size_t j = 0; j < statement->actions.len; j++) {
		const Action *action = &statement->actions.items[j];
		if (action->kind == ACTION_ADD_ENUM_VALUE && added->len < MAX_VALUES &&
		    !lint_can_use_enum_value(lint, statement, action->table))
			array_push(lint_arena(lint), added, ((Added){ statement, action }));
	}
}

// The values that upgrades before this one have added to its transaction.
static void add_pending(Lint *lint, AddedValues *added)
{
	const StatementArray *statements;

	for (size_t n = 0; (statements = lint_together(lint, n)); n++) {
		for (size_t i = 0; i < statements->len; i++) {
			const Statement *statement = &statements->items[i];
			if (leaves_transaction(statements, i) || statement_ends_transaction(statement))
				added->len = 0;
			if (statement->before.in_transaction)
				add_values(lint, statement, added);
		}
		if (statements->len && leaves_transaction(statements, statements->len))
			added->len = 0;
	}
}

static void check_direction(Lint *lint, const StatementArray *statements)
{
	AddedValues added = { 0 };
	uint32_t transaction = 0;

	if (statements->len && statements->items[0].direction == DIRECTION_UPGRADE &&
	    !leaves_transaction(statements, 0)) {
		add_pending(lint, &added);
		transaction = statements->items[0].before.transaction;
	}

	for (size_t i = 0; i < statements->len; i++) {
		const Statement *statement = &statements->items[i];
		if (transaction != statement->before.transaction)
			added.len = 0;
		transaction = statement->before.transaction;
		for (size_t n = 0; n < added.len; n++) {
			if (!statement_uses_value(statement, added.items[n].value))
				continue;
			report(lint, statement, &added.items[n]);
			break;
		}
		add_values(lint, statement, &added);
	}
}

static void check(Lint *lint, const Migration *migration)
{
	(void)migration;
	for (int direction = 0; direction < DIRECTION_COUNT; direction++)
		check_direction(lint, lint_statements(lint, (Direction)direction));
}
