#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_reserved_word_identifier = {
	.id = "reserved-word-identifier",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_NOTE,
	.off_by_default = true,
	.summary = "A keyword as a name has to be quoted everywhere",
	.why = "SQLAlchemy and Django quote such names by themselves; SQL that people write fails "
	       "without quotes, or worse, means something else: `SELECT user FROM visits` gives the "
	       "name of the database role for every row, not the column.\n\n"
	       "Reported for the keywords PostgreSQL reserves, entirely or except as a function or "
	       "type, of tables, columns, constraints, indexes and other objects that are created or "
	       "renamed.",
	.bad = "\"\"\"Who wrote it down.\"\"\"\n"
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
	       "    op.add_column(\"visits\", sa.Column(\"user\", sa.Text()))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"visits\", \"user\")\n",
	.good = "\"\"\"Who wrote it down.\"\"\"\n"
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
		"    op.add_column(\"visits\", sa.Column(\"author\", sa.Text()))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"visits\", \"author\")\n",
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	GivenNames names = { 0 };

	if (lint_designs(lint, statement, action))
		action_given_names(lint, action, &names);
	for (size_t i = 0; i < names.len; i++) {
		const GivenName *given = &names.items[i];
		if (!name_is_reserved(given->name))
			continue;
		Finding *finding = lint_report_action(lint, statement, action,
						      "%s `%s` is named by a keyword", given->what,
						      show_name(lint, statement, given->name));
		finding_at(finding, statement, given->location);
		finding_help(lint, finding, "choose a name that needs no quotes");
	}
}
