#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_hold_lock_during_scan = {
	.id = "hold-lock-during-scan",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "A lock taken earlier is held while this statement takes long",
	.why = "Locks are held until the transaction ends. An instant ALTER TABLE keeps its ACCESS "
	       "EXCLUSIVE lock while the same transaction goes on to build an index, check a constraint or "
	       "write many rows: nobody uses the first table for as long as that takes. Do the long work "
	       "in a migration of its own, before the short locks or after them.\n\n"
	       "Reported once per transaction. What the statement locks as strongly itself is another "
	       "rule's.",
	.bad = "\"\"\"A room for every visit.\"\"\"\n"
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
	       "    op.add_column(\"visits\", sa.Column(\"room\", sa.Text()))\n"
	       "    op.create_index(\"visits_room\", \"visits\", [\"room\"])\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"visits\", \"room\")\n",
	.good = "\"\"\"A room for every visit; the next migration builds the index.\"\"\"\n"
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
		"    op.add_column(\"visits\", sa.Column(\"room\", sa.Text()))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"visits\", \"room\")\n",
	.check_migration = check,
};

enum { MAX_RELATED = 5 };

// The first action of `statement` that takes long, as far as other rules do not say the same: NULL when there is none.
static const Action *heavy_action(Lint *lint, const Statement *statement)
{
	for (size_t i = 0; i < statement->actions.len; i++) {
		const Action *action = &statement->actions.items[i];
		// validate-in-same-transaction
		if (action->kind == ACTION_VALIDATE_CONSTRAINT &&
		    lint_validates_own(lint, statement, action, NULL))
			continue;
		if (lint_is_heavy(lint, statement, action))
			return action;
	}
	return NULL;
}

static Finding *report(Lint *lint, const Statement *statement, const Action *action, const Held *held)
{
	const char *locked = show_relation(lint, held->by, held->relation);
	bool blocks_reads = lock_blocks_reads(held->mode);
	Finding *finding =
		lint_report_action(lint, statement, action,
				   "nobody %s `%s` while this runs: it is locked since an earlier statement",
				   blocks_reads ? "uses" : "writes to", locked);

	finding_related(lint, finding, held->by->span, "`%s` is locked here, until the transaction ends",
			locked);
	finding_flow(lint, finding, held->by->span, "takes %s on `%s`", lock_mode_name(held->mode), locked);
	finding_flow(lint, finding, statement->span, "runs while the lock is held");
	finding_help(lint, finding,
		     "move this statement to a migration of its own, or before the one that takes the lock");
	return finding;
}

static void check_direction(Lint *lint, const StatementArray *statements)
{
	HeldLocks held = { 0 };
	Finding *finding = NULL;
	uint32_t reported = 0;

	for (size_t i = 0; i < statements->len; i++) {
		const Statement *statement = &statements->items[i];
		held_enter(&held, lint, statement);
		const Action *action = held.items.len ? heavy_action(lint, statement) : NULL;
		bool again = action && reported == statement->before.transaction;
		const Held *lock = action && !again ? held_above(&held, statement) : NULL;
		if (lock) {
			reported = statement->before.transaction;
			finding = report(lint, statement, action, lock);
		} else if (again && finding->related.len <= MAX_RELATED) {
			finding_related(lint, finding, statement->span, "and while this runs");
			finding_flow(lint, finding, statement->span, "runs while the lock is held");
		}
		held_add(&held, lint, statement);
	}
}

static void check(Lint *lint, const Migration *migration)
{
	(void)migration;
	for (int direction = 0; direction < DIRECTION_COUNT; direction++)
		check_direction(lint, lint_statements(lint, (Direction)direction));
}
