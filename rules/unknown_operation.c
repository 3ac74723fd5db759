#include "rule.h"

const Rule rule_unknown_operation = {
	.id = "unknown-operation",
	.since = "0.1",
	.group = GROUP_ANALYSIS,
	.severity = SEVERITY_WARNING,
	.summary = "An operation miglint does not know was not judged",
	.why = "`op` has operations that come from a plug-in, from the project's own `register_operation()`, "
	       "or from a newer Alembic. What such a call does to the database is not known here.",
	.bad = "\"\"\"Rows are versioned.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.enable_versioning(\"patients\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"Rows are versioned.\"\"\"\n"
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
	.notice = NOTICE_UNKNOWN_OPERATION,
};
