#include "rule.h"

static void check(Lint *lint, const Around *around);

const Rule rule_env_without_transaction = {
	.id = "env-without-transaction",
	.since = "0.1",
	.group = GROUP_PROJECT,
	.severity = SEVERITY_WARNING,
	.summary = "The env.py runs migrations outside of a transaction",
	.why = "Alembic opens the transaction of the migrations in `context.begin_transaction()`. "
	       "Without it, and without `transaction_per_migration`, nobody commits on SQLAlchemy 2: "
	       "the connection begins a transaction by itself and rolls it back when it is closed, so "
	       "that the migrations seem to run and leave nothing. On SQLAlchemy 1 every statement "
	       "commits on its own: a migration that fails halfway stays halfway, and SET LOCAL has no "
	       "effect.\n\n"
	       "Reported on the env.py, when it is among the files that are checked (`miglint check "
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
	       "# ---- migrations/env.py\n"
	       "\"\"\"How the migrations are run.\"\"\"\n"
	       "from alembic import context\n"
	       "from sqlalchemy import create_engine\n"
	       "\n"
	       "with create_engine(\"postgresql:///clinic\").connect() as connection:\n"
	       "    context.configure(connection=connection)\n"
	       "    context.run_migrations()\n",
	.good = "# ---- migrations/env.py\n"
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

static bool commits_itself(const Source *source)
{
	return str_find(source->text, STR(".commit()"), 0) != SIZE_MAX ||
		str_find(source->text, STR("AUTOCOMMIT"), 0) != SIZE_MAX;
}

static void check(Lint *lint, const Around *around)
{
	const EnvFacts *env = around->env;

	if (!env || !env->found || env->in_transaction || env->transaction_per_migration ||
	    commits_itself(around->entry))
		return;
	Span place = { around->entry, env->run_migrations.start, env->run_migrations.end };
	Finding *finding = lint_report(lint, place, "no transaction is begun for the migrations");
	finding_help(lint, finding,
		     "run them in one:\n"
		     "    with context.begin_transaction():\n"
		     "        context.run_migrations()");
}
