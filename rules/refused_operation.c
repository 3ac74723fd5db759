#include "rule.h"

const Rule rule_refused_operation = {
	.id = "refused-operation",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_ERROR,
	.summary = "Alembic refuses a call, so the migration does not run",
	.why = "The call lacks what Alembic or SQLAlchemy need to write SQL for PostgreSQL: an argument is missing or of "
	       "the wrong kind, a column has no type, a name is too long. `alembic upgrade` ends with an exception "
	       "there, in the middle of the migration; `alembic upgrade --sql` shows it without a database.",
	.bad = "\"\"\"Patients have a ward.\"\"\"\n"
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
	       "    op.add_column(\"patients\", sa.Column(\"ward\"))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"patients\", \"ward\")\n",
	.good = "\"\"\"Patients have a ward.\"\"\"\n"
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
		"    op.add_column(\"patients\", sa.Column(\"ward\", sa.Text()))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"patients\", \"ward\")\n",
	.notice = NOTICE_REFUSED_OPERATION,
};
