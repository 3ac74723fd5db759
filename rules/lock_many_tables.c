#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_lock_many_tables = {
	.id = "lock-many-tables",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "One transaction locks several tables against everybody",
	.why = "Each ACCESS EXCLUSIVE lock is kept until the transaction ends, while the migration waits "
	       "for the next one: nobody uses the first table while it waits for a reader of the second. "
	       "Whoever locks the same tables in another order, which an application's transactions do, "
	       "ends in a deadlock with it. Change one table per migration, or per transaction.\n\n"
	       "Reported once per transaction, on the statement that takes the second; the order is in the "
	       "related locations.",
	.bad = "\"\"\"A note for patients and visits.\"\"\"\n"
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
	       "    op.add_column(\"patients\", sa.Column(\"note\", sa.Text()))\n"
	       "    op.add_column(\"visits\", sa.Column(\"note\", sa.Text()))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"patients\", \"note\")\n",
	.good = "\"\"\"A note for patients; visits have their own migration.\"\"\"\n"
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
		"    op.add_column(\"patients\", sa.Column(\"note\", sa.Text()))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"patients\", \"note\")\n",
	.check_migration = check,
};

enum { MAX_RELATED = 10 };

// The locks that stop readers, in the order they are taken.
static const Held *next_blocking(const HeldLocks *held, size_t *i)
{
	while (*i < held->items.len) {
		const Held *lock = &held->items.items[(*i)++];
		if (lock_blocks_reads(lock->mode) && !held_is_partition(lock))
			return lock;
	}
	return NULL;
}

// A downgrade cannot help locking both tables of the foreign key upgrade() added: that counts as one. A table upgrade() made is
// one that only code being taken back uses.
static bool is_unavoidable(Lint *lint, const Held *first, const Held *second)
{
	bool together = first->action == second->action || second->action->kind == ACTION_DROP_TABLE;

	return together && lint_undoes_upgrade(lint, second->by, second->action);
}

static void report(Lint *lint, const HeldLocks *held)
{
	size_t i = 0, count = 2;
	const Held *first = next_blocking(held, &i);
	const Held *second = first ? next_blocking(held, &i) : NULL;

	while (second && is_unavoidable(lint, first, second))
		second = next_blocking(held, &i);
	if (!second)
		return;
	Finding *finding =
		lint_report_action(lint, second->by, second->action,
				   "locks `%s` against everybody, and keeps the lock on `%s` meanwhile",
				   show_relation(lint, second->by, second->relation),
				   show_relation(lint, first->by, first->relation));
	finding_related(lint, finding, first->by->span, "1. `%s`",
			show_relation(lint, first->by, first->relation));
	finding_related(lint, finding, second->by->span, "2. `%s`",
			show_relation(lint, second->by, second->relation));
	for (const Held *lock = next_blocking(held, &i); lock && count < MAX_RELATED;
	     lock = next_blocking(held, &i))
		finding_related(lint, finding, lock->by->span, "%zu. `%s`", ++count,
				show_relation(lint, lock->by, lock->relation));
	finding_help(lint, finding,
		     "change one table per migration, so that each lock is held for an instant only");
}

static void check_direction(Lint *lint, const StatementArray *statements)
{
	HeldLocks held = { 0 };

	for (size_t i = 0; i < statements->len; i++) {
		const Statement *statement = &statements->items[i];
		if (held.transaction != statement->before.transaction)
			report(lint, &held);
		held_enter(&held, lint, statement);
		held_add(&held, lint, statement);
	}
	report(lint, &held);
}

static void check(Lint *lint, const Migration *migration)
{
	(void)migration;
	for (int direction = 0; direction < DIRECTION_COUNT; direction++)
		check_direction(lint, lint_statements(lint, (Direction)direction));
}
