#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_add_exclusion_builds_index = {
	.id = "add-exclusion-builds-index",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "Adding an exclusion constraint builds its index under its lock",
	.why = "EXCLUDE builds an index: PostgreSQL reads the whole table under ACCESS EXCLUSIVE and "
	       "compares every row with the others; nobody reads or writes until the transaction commits. "
	       "There is no CONCURRENTLY and no USING INDEX for it: add it while the table is small, to a "
	       "new table that takes over, or in a maintenance window.",
	.bad = "\"\"\"A room is booked once at a time.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&)\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_constraint(\"no_overlap\", \"bookings\")\n",
	.good = "\"\"\"A room is booked once at a time, from the first booking on.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
		"from sqlalchemy.dialects import postgresql\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.create_table(\"bookings\", sa.Column(\"room\", sa.Integer()), sa.Column(\"during\", postgresql.TSRANGE()))\n"
		"    op.create_exclude_constraint(\"no_overlap\", \"bookings\", (\"room\", \"=\"), (\"during\", \"&&\"), using=\"gist\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_table(\"bookings\")\n",
	.on = { ACTION_ADD_EXCLUSION },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	Finding *finding = lint_report_action(
		lint, statement, action,
		"the exclusion constraint builds an index on `%s` while nobody can use the table",
		show_relation(lint, statement, action->table));

	finding_help(
		lint, finding,
		"PostgreSQL has no way to do it online: run it in a maintenance window, or add it to a new table and "
		"copy the rows in batches");
}
