// test_postgres_link.c - statements in the order they run, with the schema the ones before them made: what the catalog adds to effects,
// to facts and to the context.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "postgres/statement.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

// ---- statements made of lines --------------------------------------------------------------------------------

static void add_step(Arena *arena, Migration *migration, Str line)
{
	Sql *sql = arena_new(arena, Sql);

	*sql = (Sql){ .text = { str_dup(arena, line), line.len } };
	array_push(arena, &migration->steps[DIRECTION_UPGRADE],
		   (Step){ .kind = STEP_SQL, .span = { migration->source, 0, 1 }, .sql = sql });
}

static Migration *migration_of(Arena *arena, const char *lines)
{
	Migration *migration = arena_new(arena, Migration);
	Str text = str_from(lines);

	migration->source = arena_new(arena, Source);
	while (text.len) {
		size_t end = str_find_char(text, '\n', 0);
		end = end == SIZE_MAX ? text.len : end;
		add_step(arena, migration, str_slice(text, 0, end));
		text = str_slice(text, end + 1 < text.len ? end + 1 : text.len, text.len);
	}
	return migration;
}

static StatementArray link(Arena *arena, const char *lines, const StatementOptions *options)
{
	StatementArray statements = { 0 };

	statements_of(arena, migration_of(arena, lines), DIRECTION_UPGRADE, options, &statements);
	assert_true(statements.len > 0);
	return statements;
}

// ---- effects -------------------------------------------------------------------------------------------------

static void add_relations(Arena *arena, Buffer *out, const char *label, const RelationArray *relations)
{
	for (size_t i = 0; i < relations->len; i++) {
		Str name = relation_show(arena, relations->items[i]);
		buffer_printf(out, "%s%.*s", i ? "," : label, STR_ARG(name));
	}
}

static const char *show_effects(Arena *arena, const Effects *effects)
{
	Buffer out = buffer_in(arena);

	for (size_t i = 0; i < effects->locks.len; i++) {
		Str name = relation_show(arena, effects->locks.items[i].relation);
		buffer_printf(&out, "%s%.*s%s %s", i ? ", " : "", STR_ARG(name),
			      effects->locks.items[i].is_index ? "(index)" : "",
			      lock_mode_name(effects->locks.items[i].mode));
	}
	add_relations(arena, &out, "; rewrites ", &effects->rewrites);
	add_relations(arena, &out, "; scans ", &effects->scans);
	add_relations(arena, &out, "; rebuilds ", &effects->rebuilds_indexes);
	add_relations(arena, &out, "; builds ", &effects->builds_indexes);
	buffer_puts(&out, effects->destroys ? "; destroys" : "");
	buffer_puts(&out, effects->fails_on_rows ? "; fails on rows" : "");
	return str_dup(arena, buffer_str(&out));
}

// The last line is the one whose effects are compared; `complete`: nothing exists that the lines did not make.
static const struct LinkCase {
	const char *lines;
	bool complete;
	const char *effects;
} cases[] = {
	{ "ALTER TABLE IF EXISTS t ADD c int", true, "" },
	{ "ALTER TABLE IF EXISTS t ADD c int", false, "t ACCESS EXCLUSIVE" },
	{ "DROP TABLE IF EXISTS t", true, "" },
	{ "DROP TABLE IF EXISTS t", false, "t ACCESS EXCLUSIVE; destroys" },
	{ "CREATE TABLE a (p int REFERENCES b)", true, "b SHARE ROW EXCLUSIVE" },
	{ "CREATE OR REPLACE VIEW v AS SELECT 1 FROM t", true, "t ACCESS SHARE" },
	{ "CREATE OR REPLACE VIEW v AS SELECT 1 FROM t", false, "v ACCESS EXCLUSIVE, t ACCESS SHARE" },
	// names
	{ "SET search_path = app\nCREATE TABLE app.t (a int)\nALTER TABLE t DROP a", false,
	  "t ACCESS EXCLUSIVE; destroys" },
	{ "CREATE TABLE public.t (a int)\nALTER TABLE public.t ADD b int, ADD CHECK (a > 0) NOT VALID", false,
	  "t ACCESS EXCLUSIVE" },
	{ "CREATE TABLE s.t (a int UNIQUE)\nALTER TABLE s.t ALTER a TYPE bigint", false,
	  "s.t ACCESS EXCLUSIVE, s.t_a_key(index) ACCESS EXCLUSIVE; rewrites s.t; scans s.t; rebuilds s.t_a_key" },
	{ "CREATE TABLE t (a int, b int)\nCREATE INDEX ON t (a, lower(b::text))", false,
	  "t SHARE; scans t; builds t_a_lower_idx" },
	{ "CREATE INDEX IF NOT EXISTS i ON t (a)\nCREATE INDEX IF NOT EXISTS i ON t (a)", false, "t SHARE" },
	// column types
	{ "CREATE TABLE t (a varchar(5))\nALTER TABLE t ALTER a TYPE varchar(9)", false,
	  "t ACCESS EXCLUSIVE" },
	{ "CREATE TABLE t (a varchar(5) CHECK (a <> ''))\nALTER TABLE t ALTER a TYPE varchar(9)", false,
	  "t ACCESS EXCLUSIVE; scans t" },
	{ "CREATE TABLE t (a varchar(5))\nCREATE INDEX i ON t (b) WHERE a <> ''\nALTER TABLE t ALTER a TYPE text",
	  false, "t ACCESS EXCLUSIVE, i(index) ACCESS EXCLUSIVE; scans t; rebuilds i" },
	{ "CREATE TABLE t (a timestamp)\nALTER TABLE t ALTER a TYPE timestamptz", false,
	  "t ACCESS EXCLUSIVE; rewrites t; scans t" },
	{ "CREATE TABLE t (a timestamp)\nSET TIME ZONE 'UTC'\nALTER TABLE t ALTER a TYPE timestamptz", false,
	  "t ACCESS EXCLUSIVE" },
	{ "CREATE TABLE p (id int PRIMARY KEY)\nCREATE TABLE t (p int REFERENCES p)\nALTER TABLE t ALTER p TYPE bigint",
	  false, "t ACCESS EXCLUSIVE, p ACCESS EXCLUSIVE; rewrites t; scans p,t" },
	{ "CREATE DOMAIN d AS int CHECK (VALUE > 0)\nALTER TABLE t ADD c d", false,
	  "t ACCESS EXCLUSIVE; rewrites t; scans t" },
	{ "CREATE DOMAIN d AS int\nALTER TABLE t ADD c d", false, "t ACCESS EXCLUSIVE" },
	// defaults
	{ "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'\nALTER TABLE t ADD c int DEFAULT f()",
	  false, "t ACCESS EXCLUSIVE; rewrites t; scans t" },
	{ "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN RETURN 1; END'\nALTER TABLE t ADD c int DEFAULT f()",
	  false, "t ACCESS EXCLUSIVE" },
	{ "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'\nALTER TABLE t ADD c int DEFAULT f()",
	  false, "t ACCESS EXCLUSIVE" },
	{ "CREATE TABLE t (c int)\nALTER TABLE t ADD COLUMN IF NOT EXISTS c float DEFAULT random()", false,
	  "t ACCESS EXCLUSIVE" },
	// NOT NULL
	{ "CREATE TABLE t (a int CHECK (a IS NOT NULL))\nALTER TABLE t ALTER a SET NOT NULL", false,
	  "t ACCESS EXCLUSIVE" },
	{ "CREATE TABLE t (a int CONSTRAINT k CHECK (a IS NOT NULL))\nALTER TABLE t ALTER a SET NOT NULL, DROP CONSTRAINT k",
	  false, "t ACCESS EXCLUSIVE; scans t" },
	// what hangs on what is dropped
	{ "CREATE TABLE p (id int PRIMARY KEY)\nCREATE TABLE t (id serial PRIMARY KEY, p int REFERENCES p)\nDROP TABLE t",
	  false,
	  "t ACCESS EXCLUSIVE, t_pkey(index) ACCESS EXCLUSIVE, t_id_seq ACCESS EXCLUSIVE, p ACCESS EXCLUSIVE; destroys" },
	{ "CREATE TABLE p (id int PRIMARY KEY)\nCREATE TABLE t (p int CONSTRAINT k REFERENCES p)\nALTER TABLE t DROP CONSTRAINT k",
	  false, "t ACCESS EXCLUSIVE, p ACCESS EXCLUSIVE" },
	{ "CREATE TABLE t (a int)\nCREATE INDEX i ON t (a)\nDROP INDEX i", false,
	  "t ACCESS EXCLUSIVE, i(index) ACCESS EXCLUSIVE" },
	{ "CREATE TABLE t (a int, b int)\nCREATE INDEX i ON t (a)\nALTER TABLE t DROP a, ALTER b TYPE bigint",
	  false, "t ACCESS EXCLUSIVE, i(index) ACCESS EXCLUSIVE; rewrites t; scans t; destroys" },
	// partitions
	{ "CREATE TABLE t (a int) PARTITION BY LIST (a)\nCREATE TABLE t_1 PARTITION OF t FOR VALUES IN (1)\n"
	  "ALTER TABLE t ADD CHECK (a > 0)",
	  false, "t ACCESS EXCLUSIVE, t_1 ACCESS EXCLUSIVE; scans t_1" },
	{ "CREATE TABLE t (a int) PARTITION BY LIST (a)\nCREATE TABLE rest PARTITION OF t DEFAULT\n"
	  "CREATE TABLE t_1 PARTITION OF t FOR VALUES IN (1)",
	  false, "rest ACCESS EXCLUSIVE, t ACCESS EXCLUSIVE; scans rest" },
	// a transaction that is rolled back, and what nobody could read
	{ "ALTER TABLE t ADD a varchar(5)\nROLLBACK\nALTER TABLE t ALTER a TYPE text", false,
	  "t ACCESS EXCLUSIVE; rewrites t; scans t" },
	{ "ALTER TABLE t ADD a varchar(5)\nCOMMIT\nROLLBACK\nALTER TABLE t ALTER a TYPE text", false,
	  "t ACCESS EXCLUSIVE" },
	{ "CREATE TABLE t (a int NOT NULL)\nALTR TABLE t\nALTER TABLE t ALTER a SET NOT NULL", false,
	  "t ACCESS EXCLUSIVE; scans t" },
	{ "CREATE TABLE t (a int NOT NULL)\nSELECT FROM WHERE\nALTER TABLE t ALTER a SET NOT NULL", false,
	  "t ACCESS EXCLUSIVE" },
};

static void test_effects(void **state)
{
	int failures = 0;
	(void)state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		Arena arena = { 0 };
		StatementOptions options = { 15, catalog_new(&arena, cases[i].complete), NULL };
		StatementArray statements = link(&arena, cases[i].lines, &options);
		const char *actual = show_effects(&arena, &array_last(&statements)->effects);
		if (strcmp(actual, cases[i].effects) != 0) {
			print_message("# %s\n#  expected: %s\n#  actual:   %s\n", cases[i].lines,
				      cases[i].effects, actual);
			failures++;
		}
		arena_release(&arena);
	}
	assert_int_equal(failures, 0);
}

// ---- facts ---------------------------------------------------------------------------------------------------

static void test_facts(void **state)
{
	Arena arena = { 0 };
	StatementOptions options = { .postgres_version = 15 };
	StatementArray statements =
		link(&arena,
		     "CREATE TABLE p (id int PRIMARY KEY, n varchar(5), CONSTRAINT k CHECK (n <> ''))\n"
		     "CREATE TABLE t (p_id int REFERENCES p)\n"
		     "CREATE VIEW v AS SELECT n FROM p\n"
		     "CREATE INDEX i ON p (lower(n))\n"
		     "ALTER TABLE p ALTER n TYPE text, ALTER id SET NOT NULL, DROP COLUMN id\n"
		     "DROP TABLE t",
		     &options);
	const Statement *alter = &statements.items[4];
	const ActionFacts *type = action_facts(alter, &alter->actions.items[0]);
	const ActionFacts *set = action_facts(alter, &alter->actions.items[1]);
	const ActionFacts *drop = action_facts(alter, &alter->actions.items[2]);
	(void)state;

	assert_true(type->table && type->table == set->table && type->table->complete);
	assert_true(type->old_type_known && str_is(type->old_type.name, "varchar"));
	assert_int_equal(type->indexes.len, 2);
	assert_int_equal(type->column_indexes.len, 1);
	assert_int_equal(type->constraints.len, 1);
	assert_int_equal(type->views.len, 1);
	assert_int_equal(type->referencing.len, 0);
	assert_true(set->proven_not_null);
	assert_int_equal(drop->referencing.len, 1);
	assert_true(str_is(drop->referencing.items[0].table->object.name.name, "t"));
	assert_null(action_facts(&statements.items[0], &statements.items[0].actions.items[0])->table);
	arena_release(&arena);
}

// ---- the start of a direction --------------------------------------------------------------------------------

static void test_start(void **state)
{
	Arena arena = { 0 };
	TransactionStart start = { false, false, STR("4s"), STR_NONE };
	StatementOptions options = { 15, NULL, &start };
	StatementArray statements =
		link(&arena, "SELECT 1\nSET lock_timeout = 0\nRESET lock_timeout\nSELECT 2", &options);
	(void)state;

	assert_false(statements.items[0].before.in_transaction);
	assert_true(statements.items[0].before.lock_timeout.is_set);
	assert_int_equal(statements.items[0].before.lock_timeout.ms, 4000);
	assert_null(statements.items[0].before.lock_timeout.by);
	assert_false(statements.items[0].before.statement_timeout.is_set);
	assert_int_equal(statements.items[2].before.lock_timeout.ms, 0);
	assert_int_equal(statements.items[3].before.lock_timeout.ms, 4000);
	start.transaction_per_migration = true;
	statements = link(&arena, "SELECT 1", &options);
	assert_true(statements.items[0].before.in_transaction);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_effects),
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_start),
	};

	return cmocka_run_group_tests_name("postgres link", tests, NULL, NULL);
}
