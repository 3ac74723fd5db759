#include "rule.h"

static void check(Lint *lint, const Statement *statement);

const Rule rule_dynamic_sql = {
	.id = "dynamic-sql",
	.since = "0.1",
	.group = GROUP_ANALYSIS,
	.severity = SEVERITY_WARNING,
	.summary = "SQL that is put together at run time cannot be judged",
	.why = "What the statement does depends on the environment, a query or code outside the file. "
	       "miglint judges SQL in which only names are not known; here the statement itself is not "
	       "known, or cannot be read with the unknown part in it. A reviewer does not know either.",
	.bad = "\"\"\"Each site prints its own labels.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "import os\n"
	       "\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(os.environ[\"LABEL_VIEW\"])\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"All sites print the same labels.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"CREATE VIEW labels AS SELECT id, name FROM patients\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"DROP VIEW labels\")\n",
	.notice = NOTICE_DYNAMIC_SQL,
	.check_statement = check,
};

// A word of the text that may mean loss, NULL without one.
static const char *destructive_word(Lint *lint, Str text)
{
	static const char *const words[] = { "DROP", "TRUNCATE", "DELETE", "CASCADE", "ALTER", "UPDATE" };
	const char *copy = str_dup(lint_arena(lint), text);

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcasestr(copy, words[i]))
			return words[i];
	return NULL;
}

static void report_hole(Lint *lint, const Statement *statement, const SqlHole *hole)
{
	const char *word = destructive_word(lint, statement->shown);
	Finding *finding = lint_report_action(lint, statement, NULL,
					      "this SQL cannot be read: `%s` is not known%s%s%s",
					      hole->expression, word ? "; it contains `" : "",
					      word ? word : "", word ? "`" : "");
	finding_help(lint, finding, "write the statement out, or build it from constants of the file");
}

static void report_newer(Lint *lint, const Statement *statement)
{
	const char *word = destructive_word(lint, statement->shown);

	lint_report_action(lint, statement, NULL,
			   "%s needs the grammar of %s, miglint has that of %s: this was not read%s%s%s",
			   statement->newer, show_newer_grammar(lint, statement), lint_grammar(lint),
			   word ? "; it contains `" : "", word ? word : "", word ? "`" : "");
}

static void check(Lint *lint, const Statement *statement)
{
	const SqlHole *hole = statement->error ? statement_hole(statement) : NULL;

	if (statement->error && statement->newer && !statement_needs_newer_server(lint, statement))
		report_newer(lint, statement);
	else if (hole)
		report_hole(lint, statement, hole);
}
