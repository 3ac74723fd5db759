#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_add_constraint_existing_writers = {
	.id = "add-constraint-existing-writers",
	.since = "0.1",
	.group = GROUP_COMPATIBILITY,
	.severity = SEVERITY_NOTE,
	.summary = "Code that is still running may write what is refused from now on",
	.why = "Until all of the new code runs, the old code's INSERTs and UPDATEs meet the new CHECK, "
	       "UNIQUE or NOT NULL, and fail when they break it. Release the code that keeps to it first.\n\n"
	       "Not reported for the steps of the online way, which is taken on purpose: NOT VALID, an "
	       "index built CONCURRENTLY and taken over by USING INDEX, NOT NULL that holds already or that a CHECK proves; nor "
	       "when a constraint replaces another of the same name.",
	.bad = "\"\"\"Doses are positive.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.create_check_constraint(\"dose_positive\", \"prescriptions\", \"dose > 0\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_constraint(\"dose_positive\", \"prescriptions\", type_=\"check\")\n",
	.good = "\"\"\"New doses are positive, as the code of the last release sees to.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.create_check_constraint(\"dose_positive\", \"prescriptions\", \"dose > 0\", postgresql_not_valid=True)\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_constraint(\"dose_positive\", \"prescriptions\", type_=\"check\")\n",
	.on = { ACTION_ADD_CHECK, ACTION_ADD_UNIQUE, ACTION_SET_NOT_NULL, ACTION_ADD_NOT_NULL_CONSTRAINT,
		ACTION_CREATE_INDEX },
	.check_action = check,
};

static const char *demand(const Action *action)
{
	switch (action->kind) {
	case ACTION_ADD_CHECK:
		return "the CHECK";
	case ACTION_ADD_UNIQUE:
	case ACTION_CREATE_INDEX:
		return "UNIQUE";
	default:
		return "NOT NULL";
	}
}

static bool is_known_to_writers(Lint *lint, const Statement *statement, const Action *action)
{
	if (action->not_valid || action->concurrently ||
	    (action->kind == ACTION_CREATE_INDEX && !action->unique) ||
	    (action->kind == ACTION_SET_NOT_NULL && lint_work(lint, statement, action) == WORK_INSTANT))
		return true;
	// Values of a column that the running code does not know are all NULL or its default.
	for (size_t i = 0; action->kind != ACTION_ADD_CHECK && i < action->columns.len; i++)
		if (lint_earlier(lint, statement, ACTION_ADD_COLUMN, action->table, action->columns.items[i]))
			return true;
	return (action->name.len &&
		lint_earlier(lint, statement, ACTION_DROP_CONSTRAINT, action->table, action->name)) ||
		lint_widens_unique(lint, statement, action);
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (is_known_to_writers(lint, statement, action))
		return;
	Finding *finding = lint_report_action(
		lint, statement, action, "running code that writes to `%s` and breaks %s fails from now on",
		show_relation(lint, statement, action->table), demand(action));
	finding_help(lint, finding, "release the code that keeps to it before this migration");
}
