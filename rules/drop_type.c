#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_type = {
	.id = "drop-type",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_WARNING,
	.summary = "Dropping a type deletes its definition, and with CASCADE columns",
	.why = "PostgreSQL refuses while a column uses the type; what is dropped then is used by casts, "
	       "functions and code that PostgreSQL cannot see. With CASCADE, which drop-cascade reports, the "
	       "columns of the type go with their data. A type that is dropped and made again, that is "
	       "replaced by rename, create, cast and drop (drop-enum-value), or whose columns the same migration "
	       "has dropped, is not reported.",
	.bad = "\"\"\"Triage colours are a table now.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"DROP TYPE triage_colour\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"CREATE TYPE triage_colour AS ENUM ('red', 'yellow', 'green')\")\n",
	.good = "\"\"\"Triage colours get a colour.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"ALTER TYPE triage_colour ADD VALUE IF NOT EXISTS 'blue'\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n",
	.on = { ACTION_DROP_TYPE, ACTION_DROP_DOMAIN },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	// With CASCADE, drop-cascade says this and more.
	if (action->cascade || lint_recreates(lint, statement, action) ||
	    lint_enum_replacement(lint, statement, action->table.name) ||
	    lint_drops_users_of(lint, statement, action->table))
		return;
	Finding *finding = lint_report_action(lint, statement, action, "drops type %s",
					      show_object(lint, statement, action));
	finding_help(lint, finding,
		     "drop it in a later migration, when no released code casts to it or declares it");
}
