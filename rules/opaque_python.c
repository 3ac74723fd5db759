#include "rule.h"

const Rule rule_opaque_python = {
	.id = "opaque-python",
	.since = "0.1",
	.group = GROUP_ANALYSIS,
	.severity = SEVERITY_NOTE,
	.summary = "Python code changes rows in a way that cannot be read",
	.why = "ORM sessions, `eval`, imported functions: what they change depends on code and rows outside "
	       "the file. Nothing is said against them, except that neither miglint nor the SQL that "
	       "`alembic upgrade --sql` prints shows what they do.",
	.bad = "\"\"\"A patient to test with.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from sqlalchemy.orm import Session\n"
	       "from clinic.models import Patient\n"
	       "\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    session = Session(bind=op.get_bind())\n"
	       "    session.add(Patient(name=\"Test\"))\n"
	       "    session.commit()\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"A patient to test with.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"INSERT INTO patients (name) VALUES ('Test')\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n",
	.notice = NOTICE_OPAQUE_PYTHON,
};
