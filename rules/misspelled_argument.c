#include "rule.h"

const Rule rule_misspelled_argument = {
	.id = "misspelled-argument",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_WARNING,
	.summary = "An operation is given an argument it does not know",
	.why = "Alembic raises TypeError on an unknown keyword of some operations and passes it on, without "
	       "effect, to others: `type=` for `type_=`, `server_defualt=`. Either the migration stops, or "
	       "it does less than is written.",
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
	       "    op.add_column(\"patients\", sa.Column(\"note\", sa.Text(), server_defualt=\"none\"))\n"
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
		"    op.add_column(\"patients\", sa.Column(\"note\", sa.Text(), server_default=\"none\"))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"patients\", \"note\")\n",
	.notice = NOTICE_MISSPELLED_ARGUMENT,
};
