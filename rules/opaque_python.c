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
	.bad = "\"\"\"Names are trimmed.\"\"\"\n"
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
	       "    for patient in session.query(Patient):\n"
	       "        patient.name = patient.name.strip()\n"
	       "    session.commit()\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"Names are trimmed.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"UPDATE patients SET name = trim(name) WHERE name <> trim(name)\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n",
	.notice = NOTICE_OPAQUE_PYTHON,
};
