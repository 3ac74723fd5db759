#include "rule.h"

static void check(Lint *lint, const Around *around);

const Rule rule_migrate_without_backup = {
	.id = "migrate-without-backup",
	.since = "0.1",
	.group = GROUP_PROJECT,
	.severity = SEVERITY_WARNING,
	.summary = "Migrations are run without a backup before them",
	.why = "A migration that drops or overwrites what it should not is undone by a backup and by "
	       "nothing else: `downgrade()` brings back columns, not what was in them. The step that "
	       "runs migrations is where it is made, so that nobody forgets it: `pg_dump`, a base "
	       "backup, a snapshot of the volume.\n\n"
	       "miglint looks at the Justfile, Makefile, Procfile, shell scripts, workflows, "
	       "Dockerfiles and compose files of the project for `alembic upgrade`, `manage.py "
	       "migrate` and the like, and for words of a backup (pg_dump, backup, snapshot, wal-g, "
	       "pgbackrest ...) before them in the same file. Not reported: files that start a "
	       "PostgreSQL of their own, and files and targets whose names say test, dev, local, "
	       "check, setup, init, seed, reset. A backup that is made elsewhere, by the provider for "
	       "example, is a reason to say `# miglint: ignore[migrate-without-backup] daily "
	       "snapshots`.\n\n"
	       "Reported when the env.py or manage.py of the project is among the files that are "
	       "checked.",
	.bad = "# ---- alembic.ini\n"
	       "[alembic]\n"
	       "script_location = migrations\n"
	       "# ---- Justfile\n"
	       "# Bring the database to the newest revision\n"
	       "migrate:\n"
	       "    alembic upgrade head\n"
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
	       "    op.drop_table(\"patients\")\n"
	       "# ---- migrations/env.py\n"
	       "\"\"\"How the migrations are run.\"\"\"\n"
	       "from alembic import context\n"
	       "from sqlalchemy import create_engine\n"
	       "\n"
	       "with create_engine(\"postgresql:///clinic\").connect() as connection:\n"
	       "    context.configure(connection=connection)\n"
	       "    with context.begin_transaction():\n"
	       "        context.run_migrations()\n",
	.good = "# ---- alembic.ini\n"
		"[alembic]\n"
		"script_location = migrations\n"
		"# ---- Justfile\n"
		"backup:\n"
		"    pg_dump --format=custom --file=clinic.dump clinic\n"
		"\n"
		"# Bring the database to the newest revision\n"
		"migrate: backup\n"
		"    alembic upgrade head\n"
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
	for (size_t i = 0; i < around->commands.len; i++) {
		const MigrationCommand *command = &around->commands.items[i];
		if (command->backed_up)
			continue;
		Finding *finding = lint_report(lint, command->span,
					       "runs migrations, and nothing before it makes a backup");
		finding_help(
			lint, finding,
			"make one before it, pg_dump --format=custom for example, or say what makes it:\n"
			"    # miglint: ignore[migrate-without-backup] daily snapshots");
	}
}
