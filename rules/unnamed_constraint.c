#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_unnamed_constraint = {
	.id = "unnamed-constraint",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_NOTE,
	.off_by_default = true,
	.summary = "PostgreSQL chooses the name of a constraint that has none",
	.why = "The name is made of the table and the columns, cut at 63 bytes and numbered when it is "
	       "taken: `doses_check`, `doses_check1`. It depends on what was there before, so it may "
	       "differ between databases, and it keeps the table's old name when the table is renamed. "
	       "Who wants to drop or validate the constraint, or handle its violation in code, has to "
	       "look it up; Alembic's autogenerate writes `op.drop_constraint(None, ...)`.\n\n"
	       "Not reported: PRIMARY KEY, of which a table has one (`doses_pkey`), and NOT NULL. What "
	       "a naming_convention of SQLAlchemy's MetaData adds is not seen.",
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
	       "    op.execute(\"ALTER TABLE doses ADD CHECK (amount > 0) NOT VALID\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_constraint(\"doses_amount_check\", \"doses\", type_=\"check\")\n",
	.good = "\"\"\"Doses are positive.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.create_check_constraint(\"dose_positive\", \"doses\", \"amount > 0\", postgresql_not_valid=True)\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_constraint(\"dose_positive\", \"doses\", type_=\"check\")\n",
	.on = { ACTION_CREATE_TABLE, ACTION_CREATE_PARTITION, ACTION_ADD_COLUMN, ACTION_ADD_FOREIGN_KEY,
		ACTION_ADD_CHECK, ACTION_ADD_UNIQUE, ACTION_ADD_EXCLUSION },
	.on_new_relations = true,
	.check_action = check,
};

// "CHECK", "FOREIGN KEY": as the action that adds it, without its first word.
static const char *kind_words(ActionKind kind)
{
	return strchr(action_kind_name(kind), ' ') + 1;
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	size_t count;
	const ConstraintFacts *constraints = lint_added_constraints(lint, action, &count);

	// Django names what an operation makes of a field.
	if (statement->migration->framework == FRAMEWORK_DJANGO && !statement_is_written_sql(statement))
		return;
	for (size_t i = 0; i < count && lint_designs(lint, statement, action); i++) {
		if (constraints[i].name.len || constraints[i].kind == ACTION_ADD_PRIMARY_KEY)
			continue;
		Finding *finding = lint_report_action(lint, statement, action, "the %s of `%s` has no name",
						      kind_words(constraints[i].kind),
						      show_relation(lint, statement, action->table));
		finding_at(finding, statement, constraints[i].location);
		finding_help(lint, finding, "name it, `%s` for example",
			     show_constraint_name(lint, statement, action, &constraints[i]));
	}
}
