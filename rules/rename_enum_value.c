#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_rename_enum_value = {
	.id = "rename-enum-value",
	.since = "0.1",
	.group = GROUP_COMPATIBILITY,
	.severity = SEVERITY_WARNING,
	.summary = "Code that is still running uses the enum value's old name",
	.why = "ALTER TYPE ... RENAME VALUE is instant, and from then on the old name is no value of the "
	       "type: the running code's INSERTs and comparisons with it fail (22P02), and it does not "
	       "know the new name it reads. Add the new value beside the old one, write it, and change the "
	       "old rows in a later release.",
	.bad = "\"\"\"Phone visits are calls.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"ALTER TYPE visit_kind RENAME VALUE 'phone' TO 'call'\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"Phone visits will be calls.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"ALTER TYPE visit_kind ADD VALUE 'call'\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n",
	.on = { ACTION_RENAME_ENUM_VALUE },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const char *type = show_relation(lint, statement, action->table);
	const char *old_name = show_name(lint, statement, action->name);
	const char *new_name = show_name(lint, statement, action->new_name);
	Finding *finding = lint_report_action(lint, statement, action,
					      "running code that uses `%s` of `%s` fails from now on",
					      old_name, type);

	if (strchr(new_name, '\'') || strchr(new_name, '{'))
		return;
	finding_help(lint, finding, "add the new value, and change the rows in a later migration:\n    %s",
		     recipe_execute(lint, "ALTER TYPE %s ADD VALUE '%s'", type, new_name));
}
