#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_nested_transaction = {
	.id = "nested-transaction",
	.since = "0.1",
	.group = GROUP_TRANSACTION,
	.severity = SEVERITY_WARNING,
	.summary = "BEGIN inside a transaction begins nothing",
	.why = "PostgreSQL has no nested transactions: BEGIN inside one only gives a warning, and the next "
	       "COMMIT ends the outer one, with everything the migration did before. Alembic has begun a "
	       "transaction when `upgrade()` runs. A savepoint (`op.get_bind().begin_nested()`) can be "
	       "rolled back on its own.",
	.bad = "\"\"\"Visits have a room.\"\"\"\n"
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
	       "    op.execute(\"BEGIN\")\n"
	       "    op.add_column(\"visits\", sa.Column(\"room\", sa.Text()))\n"
	       "    op.execute(\"COMMIT\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"visits\", \"room\")\n",
	.good = "\"\"\"Visits have a room.\"\"\"\n"
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
	.on = { ACTION_BEGIN },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (!statement->before.in_transaction)
		return;
	Finding *finding = lint_report_action(
		lint, statement, action,
		"a transaction is open already: this begins none, and the next COMMIT ends it");
	finding_help(lint, finding, "leave BEGIN and COMMIT out, or use a savepoint");
}
