#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_security_definer_search_path = {
	.id = "security-definer-search-path",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_WARNING,
	.off_by_default = true,
	.summary = "A SECURITY DEFINER function looks up names where its caller says",
	.why = "The function runs with its owner's rights, but finds tables, functions and operators "
	       "by the caller's `search_path`. Who can create an object in any schema, pg_temp "
	       "included, puts a table or function of the same name in front, and the owner's rights "
	       "read it or run it (CVE-2018-1058). `SET search_path = ..., pg_temp` in the function, "
	       "with pg_temp last, fixes what is found; it is part of CREATE FUNCTION since PostgreSQL "
	       "8.3.\n\n"
	       "Not reported when the same migration sets it by ALTER FUNCTION.",
	.bad = "\"\"\"Owners see their wards.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"CREATE FUNCTION ward_names() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER AS 'SELECT name FROM wards'\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"DROP FUNCTION ward_names()\")\n",
	.good = "\"\"\"Owners see their wards.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"CREATE FUNCTION ward_names() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS 'SELECT name FROM wards'\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"DROP FUNCTION ward_names()\")\n",
	.on = { ACTION_CREATE_FUNCTION, ACTION_ALTER_FUNCTION },
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (!lint_designs(lint, statement, action) || !lint_searches_freely(lint, statement, action))
		return;
	Finding *finding = lint_report_action(
		lint, statement, action, "`%s` runs with its owner's rights and its caller's search_path",
		show_relation(lint, statement, action->table));
	finding_help(
		lint, finding,
		"add SET search_path = %s, pg_temp to the function, or write the schema of every name in it and SET "
		"search_path = ''",
		action->table.schema.len ? show_name(lint, statement, action->table.schema) : "public");
}
