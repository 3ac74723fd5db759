#include "rule.h"

static void check(Lint *lint, const Statement *statement);

const Rule rule_identifier_too_long = {
	.id = "identifier-too-long",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_WARNING,
	.summary = "PostgreSQL cuts names after 63 bytes",
	.why = "PostgreSQL keeps the first 63 bytes of a name and drops the rest, with a NOTICE nobody "
	       "reads. Two long names may become one, and a later migration that names the object by another "
	       "tool's truncation does not find it. SQLAlchemy raises IdentifierError for index and "
	       "constraint names over 63 characters that are given as plain strings.",
	.bad = "\"\"\"The outpatients' view.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"CREATE VIEW appointments_of_outpatients_by_department_and_attending_physician AS SELECT 1 AS id\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"DROP VIEW IF EXISTS outpatients\")  # miglint: ignore[drop-view] made by upgrade()\n",
	.good = "\"\"\"The outpatients' view.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"CREATE VIEW outpatients_by_physician AS SELECT 1 AS id\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"DROP VIEW outpatients_by_physician\")\n",
	.notice = NOTICE_IDENTIFIER_TOO_LONG,
	.check_statement = check,
};

static void check(Lint *lint, const Statement *statement)
{
	// Names given to other operations are noticed where they are given.
	if (!statement->migration->sqlfile && !str_is(statement->step->operation, "execute"))
		return;
	for (uint32_t start = statement->start, end; statement_long_identifier(statement, &start, &end);
	     start = end) {
		Str name = str_slice(statement->sql->text, start, end);
		if (sql_hole_in(statement->sql, name))
			continue;
		Finding *finding = lint_report_action(lint, statement, NULL,
						      "name `%s` has %zu bytes; PostgreSQL keeps 63",
						      show_name(lint, statement, name), name.len);
		finding->span = statement_span(statement, start, end);
		finding_help(lint, finding, "choose a name of at most 63 bytes");
	}
}
