#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_mixed_case_identifier = {
	.id = "mixed-case-identifier",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_NOTE,
	.off_by_default = true,
	.summary = "A name with capitals has to be quoted everywhere",
	.why = "PostgreSQL folds names without quotes to lower case: `SELECT bookedBy` looks for "
	       "`bookedby` and fails. SQLAlchemy and Django quote such names by themselves; everybody "
	       "else who writes SQL has to, in every query, function, view and policy, forever.\n\n"
	       "Reported for tables, columns, constraints, indexes and other objects that are created "
	       "or renamed.",
	.bad = "\"\"\"Who booked it.\"\"\"\n"
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
	       "    op.add_column(\"visits\", sa.Column(\"bookedBy\", sa.Text()))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"visits\", \"bookedBy\")\n",
	.good = "\"\"\"Who booked it.\"\"\"\n"
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
		"    op.add_column(\"visits\", sa.Column(\"booked_by\", sa.Text()))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"visits\", \"booked_by\")\n",
	.on_new_relations = true,
	.check_action = check,
};

static bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool has_capital(Str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (is_capital(name.data[i]))
			return true;
	return false;
}

// bookedBy, BookedBy, BOOKED_BY: booked_by.
static const char *snake_case(Lint *lint, Str name)
{
	Buffer out = buffer_in(lint_arena(lint));

	for (size_t i = 0; i < name.len; i++) {
		bool capital = is_capital(name.data[i]);
		if (capital && i > 0 && name.data[i - 1] != '_' && !is_capital(name.data[i - 1]))
			buffer_putc(&out, '_');
		buffer_putc(&out, (char)(capital ? name.data[i] + ('a' - 'A') : name.data[i]));
	}
	return out.data;
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	GivenNames names = { 0 };

	if (lint_designs(lint, statement, action))
		action_given_names(lint, action, &names);
	for (size_t i = 0; i < names.len; i++) {
		const GivenName *given = &names.items[i];
		if (!has_capital(given->name))
			continue;
		Finding *finding = lint_report_action(lint, statement, action, "%s `%s` has capitals",
						      given->what, show_name(lint, statement, given->name));
		finding_at(finding, statement, given->location);
		finding_help(lint, finding, "name it `%s`", snake_case(lint, given->name));
	}
}
