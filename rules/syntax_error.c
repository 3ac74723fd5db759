#include "rule.h"

const Rule rule_syntax_error = {
	.id = "syntax-error",
	.since = "0.1",
	.group = GROUP_ANALYSIS,
	.severity = SEVERITY_ERROR,
	.summary = "The file is not valid Python where it matters",
	.why = "Python cannot load the file, so Alembic stops at this revision, and what stands after the "
	       "error may not have been judged.",
	.bad = "\"\"\"A note for every patient.\"\"\"\n"
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
	       "    op.add_column(\"patients\", sa.Column(\"note\", sa.Text())\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"A note for every patient.\"\"\"\n"
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
		"    op.add_column(\"patients\", sa.Column(\"note\", sa.Text()))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"patients\", \"note\")\n",
	.notice = NOTICE_SYNTAX_ERROR,
};
