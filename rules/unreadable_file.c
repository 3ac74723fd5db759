#include "rule.h"

const Rule rule_unreadable_file = {
	.id = "unreadable-file",
	.since = "0.1",
	.group = GROUP_ANALYSIS,
	.severity = SEVERITY_ERROR,
	.summary = "The file could not be read",
	.why = "It does not exist, is no regular file, is too large, holds NUL bytes, or is not UTF-8 and "
	       "names no other encoding. Nothing in it was judged; that is a finding so that it never looks "
	       "clean. (The example is unreadable when it is saved as Latin-1.)",
	.bad = "\"\"\"Müller, saved as Latin-1.\"\"\"\n"
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
	.good = "\"\"\"Müller, saved as UTF-8.\"\"\"\n"
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
	.notice = NOTICE_UNREADABLE_FILE,
};
