#include "rule.h"

const Rule rule_unused_suppression = {
	.id = "unused-suppression",
	.since = "0.1",
	.group = GROUP_ANALYSIS,
	.severity = SEVERITY_WARNING,
	.summary = "An ignore comment suppresses nothing",
	.why = "The finding it was written for is gone, or stands elsewhere. Left behind, it would hide the "
	       "next one on that line without anybody having decided so.",
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
	       "    op.add_column(\"patients\", sa.Column(\"note\", sa.Text()))  # miglint: ignore[create-index-not-concurrently] small table\n"
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
	.notice = NOTICE_UNUSED_SUPPRESSION,
};
