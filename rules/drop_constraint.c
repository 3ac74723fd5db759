#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_constraint = {
	.id = "drop-constraint",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_NOTE,
	.summary = "Dropping a constraint gives up what it guaranteed",
	.why = "From now on rows that break it can be written, and it cannot be made again before they are "
	       "found and repaired. Dropping a foreign key takes ACCESS EXCLUSIVE on both tables. A "
	       "constraint that the same migration replaces, whose table or column it drops, or that it added "
	       "itself to make SET NOT NULL cheap, is not reported.",
	.bad = "\"\"\"One person may book twice.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_constraint(\"one_booking\", \"appointments\", type_=\"unique\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"COMMENT ON TABLE appointments IS 'one_booking is gone'\")\n",
	.good = "\"\"\"Stays end after they begin, or on the same day.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_constraint(\"stay_order\", \"stays\", type_=\"check\")\n"
		"    op.execute(\"ALTER TABLE stays ADD CONSTRAINT stay_order CHECK (ends_on >= begins_on) NOT VALID\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_constraint(\"stay_order\", \"stays\", type_=\"check\")\n"
		"    op.execute(\"ALTER TABLE stays ADD CONSTRAINT stay_order CHECK (ends_on > begins_on) NOT VALID\")\n",
	.on = { ACTION_DROP_CONSTRAINT, ACTION_ALTER_DOMAIN_OTHER },
	.check_action = check,
};

// A CHECK that was there to prove SET NOT NULL, or one this migration added itself.
static bool is_scaffold(Lint *lint, const Statement *statement, const Action *action)
{
	return lint_earlier(lint, statement, ACTION_SET_NOT_NULL, action->table, STR_NONE) ||
		lint_earlier(lint, statement, ACTION_ADD_CHECK, action->table, action->name);
}

static void check_domain(Lint *lint, const Statement *statement, const Action *action)
{
	if (definition_gives_up(action->definition) != GIVES_UP_DOMAIN_CONSTRAINT || action->cascade ||
	    lint_later(lint, statement, ACTION_ALTER_DOMAIN_ADD_CONSTRAINT, action->table, STR_NONE))
		return;
	lint_report_action(lint, statement, action,
			   "drops constraint `%s` of domain `%s`; nothing checks new rows for it any more",
			   show_identifier(lint, statement, action->name, ""),
			   show_relation(lint, statement, action->table));
}

static bool adds(const Statement *statement, ActionKind kind, Relation table)
{
	for (size_t i = 0; i < statement->actions.len; i++)
		if (statement->actions.items[i].kind == kind &&
		    relation_equal(statement->actions.items[i].table, table))
			return true;
	return false;
}

// Django drops the foreign key of a column that it renames or changes, and the CHECK of a positive one that it renames, and adds it again in the same
// operation.
static bool comes_back(Lint *lint, const Statement *statement, const Action *action)
{
	const StatementArray *statements = lint_statements(lint, statement->direction);
	bool by_django = statement->migration->framework == FRAMEWORK_DJANGO &&
		!statement_is_written_sql(statement);
	ActionKind again = str_ends_with(action->name, STR("_check")) ? ACTION_ADD_CHECK
								      : ACTION_ADD_FOREIGN_KEY;

	for (size_t i = (size_t)statement->index + 1; by_django && i < statements->len; i++) {
		const Statement *later = &statements->items[i];
		if (later->step->span.start == statement->step->span.start &&
		    (adds(later, again, action->table) ||
		     lint_later(lint, later, ACTION_ADD_FOREIGN_KEY, action->table, STR_NONE)))
			return true;
	}
	return false;
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (action->kind == ACTION_ALTER_DOMAIN_OTHER) {
		check_domain(lint, statement, action);
		return;
	}
	// With CASCADE, drop-cascade says this and more.
	if (action->cascade || lint_recreates(lint, statement, action) ||
	    lint_replaces_constraint(lint, statement, action) || is_scaffold(lint, statement, action) ||
	    comes_back(lint, statement, action))
		return;
	Finding *finding =
		lint_report_action(lint, statement, action,
				   "drops constraint `%s` of `%s`; nothing checks new rows for it any more",
				   show_identifier(lint, statement, action->name, ""),
				   show_relation(lint, statement, action->table));
	finding_help(
		lint, finding,
		"to change it, add the new one in the same migration: NOT VALID first, VALIDATE CONSTRAINT in a later one");
}
