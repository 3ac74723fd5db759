#include "rule.h"

static void check(Lint *lint, const Around *around);

const Rule rule_template_without_safety_tag = {
	.id = "template-without-safety-tag",
	.since = "0.1",
	.group = GROUP_PROJECT,
	.severity = SEVERITY_NOTE,
	.summary = "New revisions do not ask whether they destroy data",
	.why = "`alembic revision` makes a file from script.py.mako. A line `# SAFETY: CHOOSE` in it "
	       "makes everybody who writes a revision say whether it destroys data: as long as it "
	       "stands there, invalid-safety-tag reports it. Without it people remember when "
	       "missing-safety-tag tells them.\n\n"
	       "Reported when the env.py beside it is among the files that are checked (`miglint check "
	       "migrations`).",
	.bad = "# ---- migrations/versions/0041_patients.py\n"
	       "\"\"\"Patients.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0041\"\n"
	       "down_revision = None\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"CREATE TABLE patients (id bigint PRIMARY KEY)\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_table(\"patients\")\n"
	       "# ---- migrations/script.py.mako\n"
	       "\"\"\"${message}\"\"\"\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "\n"
	       "revision = ${repr(up_revision)}\n"
	       "down_revision = ${repr(down_revision)}\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    ${upgrades if upgrades else \"pass\"}\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    ${downgrades if downgrades else \"pass\"}\n"
	       "# ---- migrations/env.py\n"
	       "\"\"\"How the migrations are run.\"\"\"\n"
	       "from alembic import context\n"
	       "from sqlalchemy import create_engine\n"
	       "\n"
	       "with create_engine(\"postgresql:///clinic\").connect() as connection:\n"
	       "    context.configure(connection=connection)\n"
	       "    with context.begin_transaction():\n"
	       "        context.run_migrations()\n",
	.good = "# ---- migrations/script.py.mako\n"
		"\"\"\"${message}\"\"\"\n"
		"# DESTRUCTIVE or NON_DESTRUCTIVE:\n"
		"# SAFETY: CHOOSE\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
		"\n"
		"revision = ${repr(up_revision)}\n"
		"down_revision = ${repr(down_revision)}\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    ${upgrades if upgrades else \"pass\"}\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    ${downgrades if downgrades else \"pass\"}\n"
		"# ---- migrations/env.py\n"
		"\"\"\"How the migrations are run.\"\"\"\n"
		"from alembic import context\n"
		"from sqlalchemy import create_engine\n"
		"\n"
		"with create_engine(\"postgresql:///clinic\").connect() as connection:\n"
		"    context.configure(connection=connection)\n"
		"    with context.begin_transaction():\n"
		"        context.run_migrations()\n"
		"# ---- migrations/versions/0041_patients.py\n"
		"\"\"\"Patients.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0041\"\n"
		"down_revision = None\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"CREATE TABLE patients (id bigint PRIMARY KEY)\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_table(\"patients\")\n",
	.check_project = check,
};

static void check(Lint *lint, const Around *around)
{
	const Source *source = around->template_;

	if (!source || str_find(source->text, STR("SAFETY:"), 0) != SIZE_MAX)
		return;
	Finding *finding =
		lint_report(lint, source_line_span(source, 1), "new revisions are made without a safety tag");
	finding_help(
		lint, finding,
		"add below the docstring:\n"
		"    # Choose DESTRUCTIVE (rows or stored values are gone afterwards) or NON_DESTRUCTIVE:\n"
		"    # SAFETY: CHOOSE");
}
