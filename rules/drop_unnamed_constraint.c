#include "rule.h"

const Rule rule_drop_unnamed_constraint = {
	.id = "drop-unnamed-constraint",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_ERROR,
	.summary = "A constraint is to be dropped, but its name is not given",
	.why = "Autogenerate writes `op.drop_constraint(None, ...)` for a constraint it created without a "
	       "name. Alembic cannot run it: there is no name to put into the statement. PostgreSQL did name "
	       "the constraint: `table_column_key`, `table_column_fkey`, `table_column_check`, `table_pkey`.",
	.bad = "\"\"\"One person may book twice.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.drop_constraint(None, \"appointments\", type_=\"unique\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"Stays end after they begin, or on the same day.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_constraint(\"stays_check\", \"stays\", type_=\"check\")\n"
		"    op.execute(\"ALTER TABLE stays ADD CONSTRAINT stays_check CHECK (ends_on >= begins_on) NOT VALID\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_constraint(\"stays_check\", \"stays\", type_=\"check\")\n"
		"    op.execute(\"ALTER TABLE stays ADD CONSTRAINT stays_check CHECK (ends_on > begins_on) NOT VALID\")\n",
	.notice = NOTICE_UNNAMED_CONSTRAINT,
};
