#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_alembic_commit = {
	.id = "alembic-commit",
	.since = "0.1",
	.group = GROUP_TRANSACTION,
	.severity = SEVERITY_NOTE,
	.summary = "COMMIT ends the transaction that protects the migration",
	.why = "What came before is committed and stays when the rest fails, although the revision is not "
	       "recorded. Whether what follows runs outside of a transaction depends on the driver: after "
	       "`op.execute(\"COMMIT\")` it does with psycopg2 but not with psycopg 3, after `bind.commit()` "
	       "SQLAlchemy 2 begins a new one. `autocommit_block()` works with all of them.",
	.bad = "\"\"\"The day view's index.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"COMMIT\")\n"
	       "    op.create_index(\"appointments_day\", \"appointments\", [\"day\"], postgresql_concurrently=True)\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    with op.get_context().autocommit_block():\n"
	       "        op.drop_index(\"appointments_day\", table_name=\"appointments\", postgresql_concurrently=True)\n",
	.good = "\"\"\"The day view's index.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.create_index(\"appointments_day\", \"appointments\", [\"day\"], postgresql_concurrently=True)\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    with op.get_context().autocommit_block():\n"
		"        op.drop_index(\"appointments_day\", table_name=\"appointments\", postgresql_concurrently=True)\n",
	.check_migration = check,
};

static const char message[] = "what follows is not protected by the migration's transaction";

static void help(Lint *lint, Finding *finding)
{
	finding_help(lint, finding, "run what must be outside of the transaction there:\n%s",
		     recipe_outside(lint, "..."));
}

static bool is_first(const Statement *statement, ActionKind kind)
{
	return statement->actions.len > 0 && statement->actions.items[0].kind == kind;
}

// op.execute("COMMIT"): of a transaction that Alembic began, not SQL.
static void check_statements(Lint *lint, const StatementArray *statements)
{
	bool own = false;

	for (size_t i = 0; i < statements->len; i++) {
		const Statement *statement = &statements->items[i];
		if (statement->enclosing)
			continue; // not-allowed-in-transaction speaks
		if (is_first(statement, ACTION_BEGIN)) {
			own = true; // in Alembic's, nested-transaction says what COMMIT will do
		} else if (is_first(statement, ACTION_ROLLBACK)) {
			own = false;
		} else if (is_first(statement, ACTION_COMMIT)) {
			if (!own && statement->before.in_transaction)
				help(lint, lint_report_action(lint, statement, NULL, "%s", message));
			own = false;
		}
	}
}

// bind.commit(); before autocommit_block() it changes nothing, the block commits as well.
static void check_steps(Lint *lint, const Migration *migration, Direction direction)
{
	const StepArray *steps = &migration->steps[direction];
	bool autocommit = false;

	for (size_t i = 0; i < steps->len; i++) {
		const Step *step = &steps->items[i];
		if (step->kind != STEP_BOUNDARY)
			continue;
		bool before_block = i + 1 < steps->len && step[1].kind == STEP_BOUNDARY &&
			(step[1].boundary == BOUNDARY_AUTOCOMMIT_BEGIN ||
			 step[1].boundary == BOUNDARY_AUTOCOMMIT_CONNECTION);
		if (step->boundary == BOUNDARY_COMMIT && !autocommit && !before_block &&
		    step->span.source == migration->source) {
			Finding *finding = lint_report(lint, step->span, "%s", message);
			finding_direction(finding, migration, direction);
			help(lint, finding);
		}
		if (step->boundary != BOUNDARY_COMMIT && step->boundary != BOUNDARY_ROLLBACK)
			autocommit = step->boundary != BOUNDARY_AUTOCOMMIT_END;
	}
}

static void check(Lint *lint, const Migration *migration)
{
	for (int direction = 0; direction < DIRECTION_COUNT; direction++) {
		check_statements(lint, lint_statements(lint, (Direction)direction));
		check_steps(lint, migration, (Direction)direction);
	}
}
