#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_timeout_too_long = {
	.id = "timeout-too-long",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_NOTE,
	.summary = "The timeout is too long to protect anybody",
	.why = "While a migration waits for a lock, everybody who comes later waits behind it: with a "
	       "`lock_timeout` of minutes the application stands still for minutes. More than 30 seconds "
	       "for `lock_timeout`, or 5 minutes for `statement_timeout`, is reported; not where it covers "
	       "work that lets others write and may take long: CREATE INDEX CONCURRENTLY, VALIDATE "
	       "CONSTRAINT.",
	.bad = "\"\"\"A note for every patient.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '10min'\")\n"
	       "    op.add_column(\"patients\", sa.Column(\"note\", sa.Text()))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"patients\", \"note\")\n",
	.good = "\"\"\"A note for every patient.\"\"\"\n"
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

#define WAIT_LIMIT_MS (30 * 1000)
#define RUN_LIMIT_MS (5 * 60 * 1000)

// A timeout in the order of its statements: who set it, and whether something under it may take long.
typedef struct Spell {
	const Statement *by;
	uint64_t ms;
	bool covers_online_work;
} Spell;

static void report(Lint *lint, const Spell *spell, const char *name, uint64_t limit)
{
	if (!spell->by || spell->ms <= limit || spell->covers_online_work)
		return;
	Finding *finding = lint_report_action(lint, spell->by, NULL,
					      "a %s of %llu seconds protects nobody: others wait as long",
					      name, (unsigned long long)spell->ms / 1000);
	finding_help(lint, finding, "give up earlier and run the migration again:\n    %s",
		     recipe_execute(lint, "SET LOCAL %s = '%s'", name,
				    limit == WAIT_LIMIT_MS ? "5s" : "1min"));
}

// `timeout` is in force just before `statement`.
static void follow(Lint *lint, Spell *spell, const Timeout *timeout, const Statement *statement,
		   const char *name, uint64_t limit)
{
	const Statement *by = timeout->is_set && !timeout->unknown_value ? timeout->by : NULL;

	if (by != spell->by) {
		report(lint, spell, name, limit);
		*spell = (Spell){ .by = by, .ms = timeout->ms };
	}
	spell->covers_online_work |= statement_works_online(statement);
}

static void check_direction(Lint *lint, const StatementArray *statements)
{
	Spell lock = { 0 }, run = { 0 };

	for (size_t i = 0; i < statements->len; i++) {
		const Statement *statement = &statements->items[i];
		follow(lint, &lock, &statement->before.lock_timeout, statement, "lock_timeout",
		       WAIT_LIMIT_MS);
		follow(lint, &run, &statement->before.statement_timeout, statement, "statement_timeout",
		       RUN_LIMIT_MS);
	}
	report(lint, &lock, "lock_timeout", WAIT_LIMIT_MS);
	report(lint, &run, "statement_timeout", RUN_LIMIT_MS);
}

static void check(Lint *lint, const Migration *migration)
{
	(void)migration;
	for (int direction = 0; direction < DIRECTION_COUNT; direction++)
		check_direction(lint, lint_statements(lint, (Direction)direction));
}
