#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_enum_value = {
	.id = "drop-enum-value",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_WARNING,
	.summary = "Replacing an enum type drops values and rewrites its tables",
	.why = "PostgreSQL cannot drop an enum value, so people rename the type, create it anew without the "
	       "value, cast the columns and drop the old type. A row that still holds the value makes the "
	       "cast fail; one that was updated before has lost it. Every cast writes its table anew under "
	       "ACCESS EXCLUSIVE, and code that writes the value fails from then on.",
	.bad = "\"\"\"Nobody is triaged blue.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"ALTER TYPE triage RENAME TO triage_old\")\n"
	       "    op.execute(\"CREATE TYPE triage AS ENUM ('red', 'green')\")\n"
	       "    op.execute(\"ALTER TABLE visits ALTER COLUMN triage TYPE triage USING triage::text::triage\")\n"
	       "    op.execute(\"DROP TYPE triage_old\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"ALTER TYPE triage ADD VALUE 'blue'\")\n",
	.good = "\"\"\"Nobody is triaged blue from now on; the value stays in the type.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"ALTER TABLE visits ADD CONSTRAINT visits_not_blue CHECK (triage <> 'blue') NOT VALID\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_constraint(\"visits_not_blue\", \"visits\", type_=\"check\")\n",
	.on = { ACTION_CREATE_ENUM },
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (lint_enum_replacement(lint, statement, action->table.name) != action)
		return;
	const char *type = show_relation(lint, statement, action->table);
	Finding *finding = lint_report_action(
		lint, statement, action,
		"replaces enum type `%s`: rows with a value the new type lacks stop the migration, "
		"and every table using it is rewritten",
		type);
	finding_help(lint, finding,
		     "keep the value in the type and refuse it from now on:\n"
		     "    %s\n"
		     "to add a value only, use ALTER TYPE %s ADD VALUE",
		     recipe_execute(lint,
				    "ALTER TABLE ... ADD CONSTRAINT ... CHECK (... <> '...') NOT VALID"),
		     type);
}
