#include "rule.h"

static void check(Lint *lint, const Statement *statement);

const Rule rule_sql_syntax_error = {
	.id = "sql-syntax-error",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_ERROR,
	.summary = "PostgreSQL's own parser rejects the SQL",
	.why = "The statement was read with the grammar of the PostgreSQL version miglint is built with "
	       "(`miglint --version` names it), which rejects it, so the migration fails there. Newer "
	       "servers accept a little more. Other statements of the file are still judged.",
	.bad = "\"\"\"The ward of every patient.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"ALTER TABLE patients ADD COLUM ward text\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"ALTER TABLE patients DROP COLUMN IF EXISTS ward\")  # miglint: ignore[drop-column] made by upgrade()\n",
	.good = "\"\"\"The ward of every patient.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"ALTER TABLE patients ADD COLUMN ward text\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"ALTER TABLE patients DROP COLUMN ward\")\n",
	.check_statement = check,
};

static void check(Lint *lint, const Statement *statement)
{
	if (statement_needs_newer_server(lint, statement)) {
		Finding *finding = lint_report_action(lint, statement, NULL,
						      "%s needs %s, and this is for an older one",
						      statement->newer, show_newer_grammar(lint, statement));
		finding_help(lint, finding,
			     "say in the configuration which server it runs on: postgres-version");
		return;
	}
	// Where part of the text is not known, or newer than the grammar, dynamic-sql speaks.
	if (statement->newer || !statement->error || statement_hole(statement))
		return;
	Finding *finding = lint_report_action(lint, statement, NULL, "%s, says the grammar of %s",
					      statement->error, lint_grammar(lint));
	if (statement->error_span.source)
		finding->span = statement->error_span;
}
