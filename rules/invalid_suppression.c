#include "rule.h"

const Rule rule_invalid_suppression = {
	.id = "invalid-suppression",
	.since = "0.1",
	.group = GROUP_ANALYSIS,
	.severity = SEVERITY_WARNING,
	.summary = "An ignore comment cannot be understood",
	.why = "It names a rule that does not exist, or does not say which rules it means, so it suppresses "
	       "nothing. The form is `# miglint: ignore[rule, rule] reason`, after `--` in SQL, or `ignore- "
	       "file[...]` for a whole file.",
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
	       "    op.add_column(\"patients\", sa.Column(\"note\", sa.Text()))  # miglint: ignore[drop-colum] nobody reads it\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"patients\", \"note\")\n",
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
	.notice = NOTICE_INVALID_SUPPRESSION,
};
