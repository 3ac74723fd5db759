// env.py: what holds when revisions begin, read from the file that runs them.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "migration/project.h"

// Fixture: a folder with versions/a.py and an env.py that a test writes.
typedef struct Fixture {
	Arena arena;
	char folder[64];
	char env[96];
	char revision[96];
} Fixture;

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
	Fixture *fixture = test_calloc(1, sizeof(Fixture));
	char versions[96];

	strcpy(fixture->folder, "/tmp/miglint-unit-XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	snprintf(versions, sizeof(versions), "%s/versions", fixture->folder);
	assert_int_equal(mkdir(versions, 0700), 0);
	snprintf(fixture->env, sizeof(fixture->env), "%s/env.py", fixture->folder);
	snprintf(fixture->revision, sizeof(fixture->revision), "%s/versions/a.py", fixture->folder);
	write_file(fixture->revision, "revision = 'a'\n");
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	Fixture *fixture = *state;
	char versions[96];

	unlink(fixture->env);
	unlink(fixture->revision);
	snprintf(versions, sizeof(versions), "%s/versions", fixture->folder);
	rmdir(versions);
	rmdir(fixture->folder);
	arena_release(&fixture->arena);
	test_free(fixture);
	return 0;
}

static const EnvFacts *facts_of(Fixture *fixture, const char *env)
{
	if (env)
		write_file(fixture->env, env);
	Project *project = project_new(&fixture->arena);
	const Source *revision = source_read(&fixture->arena, fixture->revision, fixture->revision);
	return project_env(project, revision);
}

static void without_env_the_template_holds(void **state)
{
	const EnvFacts *facts = facts_of(*state, NULL);

	assert_false(facts->found);
	assert_true(facts->in_transaction);
	assert_false(facts->transaction_per_migration);
	assert_int_equal(facts->lock_timeout.len, 0);
}

static void reads_the_template(void **state)
{
	const EnvFacts *facts = facts_of(*state,
					 "from alembic import context\n"
					 "from sqlalchemy import engine_from_config, pool\n"
					 "config = context.config\n"
					 "def run_migrations_offline():\n"
					 "    context.configure(url='x', transaction_per_migration=True)\n"
					 "    context.run_migrations()\n"
					 "def run_migrations_online():\n"
					 "    connectable = engine_from_config({}, prefix='sqlalchemy.')\n"
					 "    with connectable.connect() as connection:\n"
					 "        context.configure(connection=connection)\n"
					 "        with context.begin_transaction():\n"
					 "            context.run_migrations()\n"
					 "if context.is_offline_mode():\n"
					 "    run_migrations_offline()\n"
					 "else:\n"
					 "    run_migrations_online()\n");

	assert_true(facts->found);
	assert_true(facts->in_transaction);
	assert_false(facts->transaction_per_migration);
	assert_true(str_is(span_text(facts->run_migrations), "context.run_migrations()"));
}

static void reads_timeouts_and_transactions(void **state)
{
	const EnvFacts *facts = facts_of(
		*state,
		"from alembic import context\n"
		"from sqlalchemy import create_engine, text\n"
		"engine = create_engine('x', connect_args={'options': '-c statement_timeout=60000'})\n"
		"with engine.connect() as connection:\n"
		"    connection.execute(text(\"SET lock_timeout TO '4s'\"))\n"
		"    context.configure(connection=connection, transaction_per_migration=True)\n"
		"    context.run_migrations()\n");

	assert_true(facts->found);
	assert_false(facts->in_transaction);
	assert_true(facts->transaction_per_migration);
	assert_true(str_is(facts->lock_timeout, "4s"));
	assert_true(str_is(facts->statement_timeout, "60000"));
}

static void follows_async_templates(void **state)
{
	const EnvFacts *facts =
		facts_of(*state,
			 "import asyncio\n"
			 "from alembic import context\n"
			 "def do_run_migrations(connection):\n"
			 "    context.configure(connection=connection, transaction_per_migration=True)\n"
			 "    with context.begin_transaction():\n"
			 "        context.run_migrations()\n"
			 "async def run_async_migrations():\n"
			 "    async with make_engine().connect() as connection:\n"
			 "        await connection.run_sync(do_run_migrations)\n"
			 "def run_migrations_online():\n"
			 "    asyncio.run(run_async_migrations())\n"
			 "run_migrations_online()\n");

	assert_true(facts->found);
	assert_true(facts->in_transaction);
	assert_true(facts->transaction_per_migration);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(without_env_the_template_holds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(reads_the_template, set_up, tear_down),
		cmocka_unit_test_setup_teardown(reads_timeouts_and_transactions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(follows_async_templates, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
