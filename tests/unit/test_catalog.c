// test_catalog.c - what the catalog holds after a script, PostgreSQL's names for what has none, dropping, renaming, going back, and
// what differs from an earlier state. Every expectation was checked against PostgreSQL 15.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "postgres/catalog.h"
#include "postgres/parse.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static void run(Arena *arena, Catalog *catalog, const char *sql, bool conditional)
{
	ParsedStatements statements = { 0 };

	postgres_parse(arena, str_from(sql), &statements);
	for (size_t i = 0; i < statements.len; i++) {
		ActionArray actions = { 0 };
		assert_non_null(statements.items[i].node);
		actions_of(arena, statements.items[i].node, &actions);
		catalog_apply(catalog, &actions, conditional);
	}
}

static const char *print(Arena *arena, const Catalog *catalog)
{
	Buffer out = buffer_in(arena);

	catalog_print(catalog, &out);
	return out.data ? out.data : "";
}

static Relation named(const char *name)
{
	return (Relation){ STR_NONE, str_from(name) };
}

// ---- what is there -------------------------------------------------------------------------------------------

// Facts of a catalog, one a line, in the order of `ask`: see show_table().
static void show_column(Buffer *out, const CatalogColumn *column)
{
	buffer_printf(out, "%.*s %.*s%s%s%s%s", STR_ARG(column->name),
		      STR_ARG(column_type_text(out->arena, column)), column->not_null ? " not null" : "",
		      column->is_serial ? " serial" : "", column->is_identity ? " identity" : "",
		      column->is_generated ? " generated" : "");
	Str text = column_default_text(out->arena, column);
	if (text.len)
		buffer_printf(out, " = %.*s", STR_ARG(text));
}

static const char *show_table(Arena *arena, const Catalog *catalog, const char *name)
{
	const CatalogTable *table = catalog_table(catalog, named(name));
	const CatalogIndex *index;
	Buffer out = buffer_in(arena);

	if (!table)
		return "no table";
	for (size_t i = 0; i < table->columns.len; i++) {
		buffer_puts(&out, i ? ", " : "");
		show_column(&out, table->columns.items[i]);
	}
	for (size_t i = 0; i < table->constraints.len; i++)
		buffer_printf(&out, "; %.*s %.*s", STR_ARG(table->constraints.items[i]->name),
			      STR_ARG(constraint_text(arena, table->constraints.items[i])));
	for (size_t i = 0; (index = catalog_table_index(catalog, table->object.name, i)); i++)
		if (!index->constraint.len)
			buffer_printf(&out, "; %s %.*s %.*s", index->unique ? "unique index" : "index",
				      STR_ARG(index->object.name.name), STR_ARG(index_text(arena, index)));
	buffer_puts(&out, table->complete ? "" : "; incomplete");
	buffer_puts(&out, table->object.uncertain ? "; uncertain" : "");
	return out.data ? out.data : "";
}

static const struct TableCase {
	const char *sql;
	const char *table;
	const char *expected;
} table_cases[] = {
	// CREATE TABLE
	{ "CREATE TABLE t (id serial PRIMARY KEY, a varchar(50) NOT NULL DEFAULT 'x', b numeric(10,2), c text[])",
	  "t",
	  "id int not null serial, a varchar(50) not null = 'x', b numeric(10, 2), c text[]; t_pkey PRIMARY KEY (id)" },
	{ "CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY, b int GENERATED ALWAYS AS (a * 2) STORED)",
	  "t", "a int not null identity, b int generated = a * 2" },
	{ "CREATE TABLE t (a int, b int, PRIMARY KEY (b, a))", "t",
	  "a int not null, b int not null; t_pkey PRIMARY KEY (b, a)" },
	{ "CREATE TABLE t (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)", "t",
	  "a int; t_a_key UNIQUE (a) DEFERRABLE INITIALLY DEFERRED" },
	{ "CREATE TABLE t (a int UNIQUE, UNIQUE (a))", "t", "a int; t_a_key UNIQUE (a)" },
	{ "CREATE TABLE t (a int PRIMARY KEY, UNIQUE (a))", "t", "a int not null; t_pkey PRIMARY KEY (a)" },
	{ "CREATE TABLE s (a int); CREATE TABLE t (LIKE s)", "t", "a int" },
	{ "CREATE TABLE s (a int DEFAULT 1 CHECK (a > 0), b int UNIQUE); CREATE INDEX si ON s (a, b);"
	  "CREATE TABLE t (LIKE s INCLUDING ALL)",
	  "t",
	  "a int = 1, b int; s_a_check CHECK (a > 0); t_b_key UNIQUE (b); index t_a_b_idx USING btree (a, b)" },
	{ "CREATE TABLE s (a int NOT NULL, CHECK (a > 0)); CREATE TABLE t (b int) INHERITS (s)", "t",
	  "a int not null, b int; s_a_check CHECK (a > 0)" },
	{ "CREATE TABLE t AS SELECT 1 AS a", "t", "a int" },
	{ "SELECT 1 AS a INTO t", "t", "a int" },
	{ "CREATE TABLE s (a bigint, b varchar(9)); CREATE TABLE t (x, y, z) AS SELECT u.*, '1'::date FROM s u",
	  "t", "x bigint, y varchar(9), z date" },
	{ "CREATE TABLE t AS SELECT count(*) AS a", "t", "; incomplete" },
	{ "CREATE TABLE t (a int); CREATE TABLE IF NOT EXISTS t (b int)", "t", "a int" },
	// names
	{ "CREATE TABLE t (a int CHECK (a > 0) CHECK (a < 9), b int, CHECK (a < b), CHECK (b > 0))", "t",
	  "a int, b int; t_a_check CHECK (a > 0); t_a_check1 CHECK (a < 9); t_check CHECK (a < b); t_b_check CHECK (b > 0)" },
	{ "CREATE TABLE t (a int, b int); CREATE INDEX ON t (a, b); CREATE INDEX ON t (a, b); CREATE INDEX ON t ((a + b), lower('x'))",
	  "t",
	  "a int, b int; index t_a_b_idx USING btree (a, b); index t_a_b_idx1 USING btree (a, b); "
	  "index t_expr_lower_idx USING btree ((a + b), lower('x'))" },
	{ "CREATE TABLE t (a int); CREATE INDEX ON t ((a + 1), (a + 2)); CREATE INDEX ON t ((a::text)); CREATE INDEX ON t (coalesce(a, 1))",
	  "t",
	  "a int; index t_expr_expr1_idx USING btree ((a + 1), (a + 2)); index t_a_idx USING btree ((a::text)); "
	  "index t_coalesce_idx USING btree ((COALESCE(a, 1)))" },
	{ "CREATE TABLE t_a_key (x int); CREATE TABLE t (a int UNIQUE)", "t", "a int; t_a_key1 UNIQUE (a)" },
	{ "CREATE TABLE a_table_with_a_rather_long_name_indeed (a_column_with_a_rather_long_name int UNIQUE)",
	  "a_table_with_a_rather_long_name_indeed",
	  "a_column_with_a_rather_long_name int; "
	  "a_table_with_a_rather_long_na_a_column_with_a_rather_long_n_key UNIQUE (a_column_with_a_rather_long_name)" },
	{ "CREATE TABLE r (x int PRIMARY KEY); CREATE TABLE t (a int, b int REFERENCES r, FOREIGN KEY (a) REFERENCES r (x))",
	  "t",
	  "a int, b int; t_b_fkey FOREIGN KEY (b) REFERENCES public.r (x); t_a_fkey FOREIGN KEY (a) REFERENCES public.r (x)" },
	// ALTER TABLE
	{ "CREATE TABLE t (a int); ALTER TABLE t ADD b int NOT NULL DEFAULT 0, ADD UNIQUE (b), ALTER a TYPE bigint",
	  "t", "a bigint, b int not null = 0; t_b_key UNIQUE (b)" },
	{ "CREATE TABLE t (a int DEFAULT 1); ALTER TABLE t ALTER a DROP DEFAULT, ALTER a SET NOT NULL", "t",
	  "a int not null" },
	{ "CREATE TABLE t (a int); CREATE UNIQUE INDEX i ON t (a); ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX i",
	  "t", "a int; k UNIQUE (a)" },
	{ "CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID", "t",
	  "a int; c CHECK (a > 0) NOT VALID" },
	{ "CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c",
	  "t", "a int; c CHECK (a > 0)" },
	{ "CREATE TABLE t (a int); ALTER TABLE t ADD a text, DROP a", "t", "a text" },
	// unknown tables
	{ "ALTER TABLE t ADD a int, ALTER b SET NOT NULL", "t", "a int, b  not null; incomplete" },
	{ "CREATE INDEX ON t (a)", "t", "; index t_a_idx USING btree (a); incomplete" },
	// drops and what goes along
	{ "CREATE TABLE t (a int, b int, UNIQUE (a, b), CHECK (a > b)); CREATE INDEX ON t (b) WHERE a > 0; ALTER TABLE t DROP a",
	  "t", "b int" },
	{ "CREATE TABLE t (a int); CREATE INDEX i ON t ((a + 1)); DROP INDEX i", "t", "a int" },
	{ "CREATE TABLE t (a int UNIQUE); ALTER TABLE t DROP CONSTRAINT t_a_key; CREATE INDEX t_a_key ON t (a)",
	  "t", "a int; index t_a_key USING btree (a)" },
	{ "CREATE TABLE r (x int PRIMARY KEY); CREATE TABLE t (a int REFERENCES r); DROP TABLE r CASCADE",
	  "t", "a int" },
	{ "CREATE TABLE r (x int PRIMARY KEY); CREATE TABLE t (a int REFERENCES r); ALTER TABLE r DROP CONSTRAINT r_pkey CASCADE",
	  "t", "a int" },
	{ "CREATE TABLE r (x int PRIMARY KEY); CREATE TABLE t (a int REFERENCES r); DROP TABLE r", "t",
	  "a int; t_a_fkey FOREIGN KEY (a) REFERENCES public.r (x)" },
	{ "CREATE TABLE r (x int PRIMARY KEY); CREATE TABLE t (a int REFERENCES r); DROP TABLE r, t", "t",
	  "no table" },
	{ "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (a e, b int); DROP TYPE e CASCADE", "t", "b int" },
	{ "CREATE SEQUENCE s; CREATE TABLE t (a int DEFAULT nextval('s')); DROP SEQUENCE s CASCADE", "t",
	  "a int" },
	{ "CREATE SCHEMA s; CREATE TABLE s.t (a int); DROP SCHEMA s CASCADE; SET search_path = s", "t",
	  "no table" },
	// renames
	{ "CREATE TABLE t (a int, CHECK (a > 0)); CREATE INDEX ON t (lower(a::text)) WHERE a > 1; ALTER TABLE t RENAME a TO z",
	  "t", "z int; t_a_check CHECK (z > 0); index t_lower_idx USING btree (lower(z::text)) WHERE z > 1" },
	{ "CREATE TABLE r (x int PRIMARY KEY); CREATE TABLE t (a int REFERENCES r); ALTER TABLE r RENAME TO q; ALTER TABLE q RENAME x TO y",
	  "t", "a int; t_a_fkey FOREIGN KEY (a) REFERENCES public.q (y)" },
	{ "CREATE TABLE t (a int UNIQUE); ALTER TABLE t RENAME CONSTRAINT t_a_key TO k", "t",
	  "a int; k UNIQUE (a)" },
	{ "CREATE TABLE t (a int UNIQUE); ALTER INDEX t_a_key RENAME TO k", "t", "a int; k UNIQUE (a)" },
	{ "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (a e); ALTER TYPE e RENAME TO f", "t", "a public.f" },
	{ "CREATE SCHEMA s; CREATE TABLE t (a serial UNIQUE); ALTER TABLE t SET SCHEMA s; SET search_path = s",
	  "t", "a int not null serial; t_a_key UNIQUE (a)" },
	{ "CREATE TABLE p (a serial) PARTITION BY RANGE (a); CREATE TABLE t PARTITION OF p DEFAULT; DROP TABLE p",
	  "t", "no table" },
	{ "CREATE TABLE p (a serial, b int); CREATE TABLE t (c int) INHERITS (p); ALTER TABLE p DROP a", "t",
	  "b int, c int" },
	{ "CREATE TABLE s (a int, b serial); CREATE INDEX ON s (a); ALTER TABLE s RENAME a TO z; CREATE TABLE t (LIKE s INCLUDING ALL)",
	  "t", "z int, b int not null = nextval('public.s_b_seq'); index t_a_idx USING btree (z)" },
	// partitions
	{ "CREATE TABLE p (a int PRIMARY KEY, b int CHECK (b > 0)) PARTITION BY RANGE (a); CREATE INDEX ON p (b);"
	  "CREATE TABLE t PARTITION OF p DEFAULT",
	  "t",
	  "a int not null, b int; p_b_check CHECK (b > 0); t_pkey PRIMARY KEY (a); index t_b_idx USING btree (b)" },
	{ "CREATE TABLE p (a int, b int) PARTITION BY RANGE (a); CREATE TABLE t (a int, b int); CREATE INDEX i ON t (b);"
	  "CREATE INDEX ON p (b); ALTER TABLE p ATTACH PARTITION t DEFAULT; ALTER TABLE p ADD c int, ADD UNIQUE (a, c), DROP b",
	  "t", "a int, c int; t_a_c_key UNIQUE (a, c)" },
};

static void table_test(void **state)
{
	unsigned failed = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(table_cases); i++) {
		Arena arena = { 0 };
		Catalog *catalog = catalog_new(&arena, true);
		run(&arena, catalog, table_cases[i].sql, false);
		const char *shown = show_table(&arena, catalog, table_cases[i].table);
		if (strcmp(shown, table_cases[i].expected) != 0) {
			print_error("%s\n  found    %s\n  expected %s\n", table_cases[i].sql, shown,
				    table_cases[i].expected);
			failed++;
			arena_release(&arena);
			continue;
		}
		// Back to the empty catalog, and the same again: nothing of the first time is left.
		catalog_rollback(catalog, 0);
		assert_string_equal(print(&arena, catalog), "");
		run(&arena, catalog, table_cases[i].sql, false);
		assert_string_equal(show_table(&arena, catalog, table_cases[i].table),
				    table_cases[i].expected);
		arena_release(&arena);
	}
	assert_int_equal(failed, 0);
}

// ---- what differs --------------------------------------------------------------------------------------------

// `before` is run, then marked, then `upgrade` and `downgrade` in turn; what differs from the mark, joined by "; ".
static const struct ChangeCase {
	const char *before;
	const char *upgrade;
	const char *downgrade;
	const char *expected;
} change_cases[] = {
	{ "", "CREATE TABLE t (a serial PRIMARY KEY, b int UNIQUE); CREATE INDEX ON t (b)", "DROP TABLE t",
	  "" },
	{ "", "CREATE TABLE t (a serial PRIMARY KEY, b int UNIQUE); CREATE INDEX ON t (b)", "",
	  "table `t` remains" },
	{ "", "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (a e)", "DROP TABLE t", "enum type `e` remains" },
	{ "CREATE TABLE t (a int)", "DROP TABLE t", "CREATE TABLE t (a int)", "" },
	{ "CREATE TABLE t (a int); CREATE INDEX i ON t (a)", "DROP TABLE t", "CREATE TABLE t (a int)",
	  "index `i` is missing" },
	{ "CREATE TABLE t (a varchar(50) NOT NULL DEFAULT 'x')", "ALTER TABLE t DROP a",
	  "ALTER TABLE t ADD a text",
	  "column `a` of `t` comes back as text, was varchar(50); NOT NULL of column `a` of `t` is lost; "
	  "default 'x' of column `a` of `t` is missing" },
	{ "CREATE TABLE t (a text DEFAULT 'x')", "ALTER TABLE t DROP a",
	  "ALTER TABLE t ADD a text DEFAULT 'x'::text", "" },
	{ "CREATE TABLE t (a int, b int, UNIQUE (a, b)); CREATE INDEX i ON t (lower(b::text))",
	  "ALTER TABLE t DROP b", "ALTER TABLE t ADD b int",
	  "index `i` is missing; constraint `t_a_b_key` of `t` is missing" },
	{ "CREATE TABLE t (a int)", "ALTER TABLE t RENAME a TO b", "ALTER TABLE t RENAME b TO a", "" },
	{ "CREATE TABLE t (a int CHECK (a > 0)); CREATE VIEW v AS SELECT a FROM t",
	  "ALTER TABLE t RENAME TO u", "ALTER TABLE u RENAME TO t", "" },
	{ "CREATE TABLE t (a int CHECK (a > 0))", "ALTER TABLE t DROP CONSTRAINT t_a_check",
	  "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)",
	  "constraint `t_a_check` of `t` comes back under the name `c`" },
	{ "CREATE TABLE t (a int CHECK (a > 0))", "ALTER TABLE t DROP CONSTRAINT t_a_check",
	  "ALTER TABLE t ADD CHECK (a > 0) NOT VALID",
	  "constraint `t_a_check` of `t` comes back as CHECK (a > 0) NOT VALID, was CHECK (a > 0)" },
	{ "CREATE TYPE e AS ENUM ('a', 'b')", "ALTER TYPE e ADD VALUE 'c'", "",
	  "value 'c' of enum type `e` remains" },
	{ "CREATE TYPE e AS ENUM ('a', 'b')", "ALTER TYPE e RENAME VALUE 'a' TO 'z'",
	  "ALTER TYPE e RENAME VALUE 'z' TO 'a'", "" },
	{ "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t", "DROP VIEW v",
	  "CREATE VIEW v AS SELECT a FROM t", "" },
	{ "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t", "DROP VIEW v",
	  "CREATE VIEW v AS SELECT a + 1 AS a FROM t", "view `v` is different" },
	{ "CREATE TABLE t (a int)", "ALTER TABLE t ENABLE ROW LEVEL SECURITY", "",
	  "table `t` remains under row level security" },
	{ "CREATE SCHEMA s; CREATE TABLE s.t (a int)", "ALTER TABLE s.t ADD b int", "",
	  "column `b` of `s.t` remains" },
	// written in another way
	{ "CREATE TABLE t (a int); CREATE INDEX i ON t (f (a) DESC)", "DROP INDEX i",
	  "CREATE INDEX i ON public.t USING btree (public.f (a) DESC)", "" },
	{ "CREATE TABLE t (a uuid DEFAULT public.gen_random_uuid())",
	  "ALTER TABLE t ALTER a SET DEFAULT gen_random_uuid()", "",
	  "default of column `a` of `t` comes back as gen_random_uuid(), was public.gen_random_uuid()" },
	{ "CREATE TABLE t (a int); CREATE INDEX i ON t (f (a))", "DROP INDEX i",
	  "CREATE INDEX i ON t (s.f (a))", "index `i` is different" },
	{ "CREATE FUNCTION f () RETURNS int AS 'SELECT 1' LANGUAGE sql IMMUTABLE", "DROP FUNCTION f()",
	  "CREATE FUNCTION f () RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'", "" },
	{ "CREATE FUNCTION f () RETURNS int AS 'SELECT 1' LANGUAGE sql IMMUTABLE", "DROP FUNCTION f()",
	  "CREATE FUNCTION f () RETURNS int LANGUAGE sql STABLE AS 'SELECT 1'",
	  "function `f()` is different" },
	// a function keeps its triggers under another name
	{ "CREATE TABLE t (a int); CREATE FUNCTION f () RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'; "
	  "CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
	  "ALTER FUNCTION f() RENAME TO g; DROP FUNCTION g()", "DROP TRIGGER r ON t; DROP FUNCTION g()",
	  "trigger `r` of `t` is missing; function `f()` is missing" },
	{ "CREATE FUNCTION f (int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
	  "ALTER FUNCTION f(int) RENAME TO g", "ALTER FUNCTION g(int) RENAME TO f", "" },
	// a name that something has: the statement changes nothing
	{ "CREATE TABLE t (a int UNIQUE); CREATE UNIQUE INDEX y ON t (a)",
	  "ALTER TABLE t ADD CONSTRAINT z CHECK (a > 0), ADD CONSTRAINT x UNIQUE USING INDEX y; ALTER TABLE t RENAME "
	  "CONSTRAINT z TO x",
	  "ALTER TABLE t DROP CONSTRAINT x, DROP CONSTRAINT z", "index `y` is missing" },
	{ "CREATE TABLE t (a int, CONSTRAINT x UNIQUE (a)); CREATE UNIQUE INDEX y ON t (a)",
	  "ALTER TABLE t ADD c int, ADD CONSTRAINT x UNIQUE USING INDEX y", "", "" },
	{ "CREATE TABLE t (a int); CREATE TABLE s (a int)", "ALTER TABLE t RENAME TO s", "", "" },
	{ "CREATE TABLE t (a int, CONSTRAINT x UNIQUE (a), CONSTRAINT k CHECK (a > 0))",
	  "ALTER TABLE t RENAME CONSTRAINT x TO k", "ALTER TABLE t RENAME CONSTRAINT k TO x", "" },
	// tables from before the history
	{ "", "ALTER TABLE old ADD a int", "ALTER TABLE old DROP a", "" },
	{ "", "ALTER TABLE old ADD a int", "", "column `a` of `old` remains" },
	{ "", "ALTER TABLE old DROP a", "ALTER TABLE old ADD a int", "" },
	{ "", "ALTER TABLE old DROP a", "", "column `a` of `old` is missing" },
	{ "", "ALTER TABLE old ALTER a SET NOT NULL", "ALTER TABLE old ALTER a DROP NOT NULL", "" },
	{ "", "ALTER TABLE old ALTER a TYPE text", "ALTER TABLE old ALTER a TYPE varchar(9)", "" },
	{ "", "ALTER TABLE old DROP CONSTRAINT k", "ALTER TABLE old ADD CONSTRAINT k CHECK (a > 0)", "" },
	{ "", "ALTER TABLE old DROP CONSTRAINT k", "", "constraint `k` of `old` is missing" },
	{ "", "DROP TABLE old", "CREATE TABLE old (a int)", "" },
	{ "", "DROP TABLE old", "", "table `old` is missing" },
	{ "", "DROP TABLE IF EXISTS old", "", "" },
	{ "", "DROP INDEX i", "CREATE INDEX i ON old (a)", "" },
	{ "", "DROP INDEX i", "", "index `i` is missing" },
	{ "", "ALTER TYPE e ADD VALUE 'x'", "", "" },
};

static const char *changes_since(Arena *arena, Catalog *catalog, CatalogMark mark)
{
	CatalogChanges changes = { 0 };
	Buffer out = buffer_in(arena);

	catalog_changes(catalog, arena, mark, &changes);
	for (size_t i = 0; i < changes.len; i++)
		buffer_printf(&out, "%s%s", i ? "; " : "", changes.items[i].message);
	return out.data ? out.data : "";
}

static void change_test(void **state)
{
	unsigned failed = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(change_cases); i++) {
		const struct ChangeCase *test = &change_cases[i];
		Arena arena = { 0 };
		Catalog *catalog = catalog_new(&arena, false);
		run(&arena, catalog, test->before, false);
		const char *before = print(&arena, catalog);
		CatalogMark mark = catalog_mark(catalog);
		run(&arena, catalog, test->upgrade, false);
		run(&arena, catalog, test->downgrade, false);
		const char *found = changes_since(&arena, catalog, mark);
		if (strcmp(found, test->expected) != 0) {
			print_error("%s | %s | %s\n  found    %s\n  expected %s\n", test->before,
				    test->upgrade, test->downgrade, found, test->expected);
			failed++;
		}
		catalog_rollback(catalog, mark);
		assert_string_equal(changes_since(&arena, catalog, mark), "");
		assert_string_equal(print(&arena, catalog), before);
		arena_release(&arena);
	}
	assert_int_equal(failed, 0);
}

// ---- conditions, unknown names, refusals -----------------------------------------------------------------------

static const char *yes(bool answer)
{
	return answer ? "yes" : "no";
}

// `sql` for certain, then `maybe` under a condition; then whether the catalog is complete, whether table t is there, complete and
// uncertain, and why the last statement would be refused.
static const struct DoubtCase {
	const char *sql;
	const char *maybe;
	const char *expected; // "complete: there complete uncertain; refusal"
} doubt_cases[] = {
	{ "CREATE TABLE t (a int)", "", "yes: yes yes no" },
	{ "", "CREATE TABLE t (a int)", "yes: yes yes yes" },
	{ "CREATE TABLE t (a int)", "ALTER TABLE t ADD b int", "yes: yes yes yes" },
	{ "CREATE TABLE t (a int)", "DROP TABLE t", "yes: yes yes yes" },
	{ "CREATE TABLE t (a int)", "ALTER TABLE t RENAME TO u", "yes: yes yes yes" },
	{ "CREATE TABLE t (a int)", "ALTER TABLE t DROP a", "yes: yes yes yes" },
	{ "CREATE TABLE t (a int)", "CREATE TABLE u (a int)", "yes: yes yes no" },
	{ "CREATE TABLE miglint_hole_1 (a int)", "", "no: no no no" },
	{ "CREATE TABLE t (a int); CREATE TABLE miglint_hole_1 (a int)", "", "no: yes yes no" },
	{ "CREATE TABLE t (a int); DROP TABLE x_miglint_hole_1", "", "no: yes yes yes" },
	{ "CREATE TABLE t (a int); ALTER TABLE miglint_hole_1 ADD b int", "", "no: yes yes yes" },
	{ "CREATE TABLE t (a int); ALTER TABLE t DROP miglint_hole_1", "", "yes: yes no yes" },
	{ "CREATE TABLE t (a int); ALTER TABLE t ADD miglint_hole_1 int", "", "yes: yes no yes" },
	{ "CREATE TABLE t (a int); CREATE INDEX ix_miglint_hole_1 ON t (a)", "", "yes: yes yes no" },
	{ "CREATE TABLE t (a int); SET lock_timeout = miglint_hole_1", "", "yes: yes yes no" },
	{ "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; DROP TABLE t", "",
	  "yes: yes yes no; view v depends on it" },
	{ "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; ALTER TABLE t ADD b int, DROP a", "",
	  "yes: yes yes no; view v depends on it" },
	{ "CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a FROM t; ALTER TABLE t DROP b", "",
	  "yes: yes yes no" },
	{ "CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (a int REFERENCES t); ALTER TABLE t DROP CONSTRAINT t_pkey",
	  "", "yes: yes yes no; constraint u_a_fkey of u depends on it" },
	{ "CREATE TABLE t (a serial); DROP SEQUENCE t_a_seq", "",
	  "yes: yes yes no; default value of column a of t depends on it" },
	{ "CREATE TYPE e AS ENUM ('x'); CREATE TABLE t (a e); DROP TYPE e", "",
	  "yes: yes yes no; column a of t depends on it" },
	{ "CREATE TABLE t (a int UNIQUE); DROP INDEX t_a_key", "",
	  "yes: yes yes no; constraint t_a_key of t depends on it" },
	{ "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; ALTER TABLE t ALTER a TYPE bigint", "",
	  "yes: yes yes no; view v depends on it" },
	// What depends may not be there.
	{ "CREATE TABLE t (a int)", "CREATE VIEW v AS SELECT a FROM t", "yes: yes yes no" },
};

static void doubt_test(void **state)
{
	unsigned failed = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(doubt_cases); i++) {
		Arena arena = { 0 };
		Catalog *catalog = catalog_new(&arena, true);
		run(&arena, catalog, doubt_cases[i].sql, false);
		run(&arena, catalog, doubt_cases[i].maybe, true);
		const CatalogTable *table = catalog_table(catalog, named("t"));
		const char *refusal = catalog_refusal(catalog);
		const char *found = arena_printf(&arena, "%s: %s %s %s%s%s",
						 yes(catalog_is_complete(catalog)), yes(table),
						 yes(table && table->complete),
						 yes(table && table->object.uncertain), refusal ? "; " : "",
						 refusal ? refusal : "");
		if (strcmp(found, doubt_cases[i].expected) != 0) {
			print_error("%s | %s\n  found    %s\n  expected %s\n", doubt_cases[i].sql,
				    doubt_cases[i].maybe, found, doubt_cases[i].expected);
			failed++;
		}
		arena_release(&arena);
	}
	assert_int_equal(failed, 0);
}

// ---- questions -----------------------------------------------------------------------------------------------

static void question_test(void **state)
{
	Arena arena = { 0 };
	Catalog *catalog = catalog_new(&arena, true);
	const CatalogConstraint *constraint;

	(void)state;
	run(&arena, catalog,
	    "CREATE SCHEMA s; CREATE TABLE t (a int PRIMARY KEY, b int, c int, CHECK (b IS NOT NULL AND b > 0));"
	    "CREATE TABLE s.u (x int REFERENCES t ON DELETE CASCADE, y int, FOREIGN KEY (y) REFERENCES t (a));"
	    "CREATE VIEW v AS SELECT b FROM t; CREATE VIEW w AS SELECT z.c AS d FROM t z; CREATE VIEW x AS SELECT d FROM w;"
	    "ALTER TABLE t ADD CONSTRAINT n CHECK (c IS NOT NULL) NOT VALID",
	    false);
	const CatalogTable *table = catalog_table(catalog, named("t"));
	assert_true(table_proves_not_null(table, STR("b")));
	assert_false(table_proves_not_null(table, STR("c"))); // not validated
	assert_false(table_proves_not_null(table, STR("a")));
	const CatalogTable *other = catalog_referencing(catalog, named("t"), 0, &constraint);
	assert_string_equal(str_dup(&arena, other->object.name.name), "u");
	assert_string_equal(str_dup(&arena, constraint->name), "u_x_fkey");
	assert_int_equal(constraint->on_delete, 'c');
	assert_non_null(catalog_referencing(catalog, named("t"), 1, &constraint));
	assert_null(catalog_referencing(catalog, named("t"), 2, &constraint));
	assert_string_equal(
		str_dup(&arena, catalog_dependent_view(catalog, named("t"), STR("c"), 0)->object.name.name),
		"w");
	assert_null(catalog_dependent_view(catalog, named("t"), STR("c"), 1));
	assert_null(catalog_dependent_view(catalog, named("t"), STR("a"), 0));
	assert_non_null(catalog_dependent_view(catalog, named("t"), STR_NONE, 1));
	assert_non_null(catalog_dependent_view(catalog, named("w"), STR_NONE, 0));
	assert_null(catalog_table(catalog, named("u")));
	run(&arena, catalog, "SET search_path TO s, public", false);
	assert_non_null(catalog_table(catalog, named("u")));
	assert_int_equal(catalog_shown(catalog, other->object.name).schema.len, 0);
	run(&arena, catalog, "CREATE TABLE t (z int); DROP TABLE public.t CASCADE", false);
	assert_string_equal(show_table(&arena, catalog, "u"), "x int, y int");
	assert_string_equal(show_table(&arena, catalog, "t"), "z int");
	assert_null(catalog_view(catalog, named("x")));
	arena_release(&arena);
}

static void name_test(void **state)
{
	Arena arena = { 0 };

	(void)state;
	assert_string_equal(catalog_make_name(&arena, STR("t"), STR("a"), "key").data, "t_a_key");
	assert_string_equal(catalog_make_name(&arena, STR("t"), STR_NONE, "pkey").data, "t_pkey");
	// Cut at a character: no half of an é.
	assert_string_equal(
		catalog_make_name(&arena, STR("ééééééééééééééééééééééééééééééééé"), STR("a"), "idx").data,
		"éééééééééééééééééééééééééééé_a_idx");
	arena_release(&arena);
}

static void enum_test(void **state)
{
	Arena arena = { 0 };
	Catalog *catalog = catalog_new(&arena, true);

	(void)state;
	run(&arena, catalog,
	    "CREATE TYPE e AS ENUM ('b', 'd'); ALTER TYPE e ADD VALUE 'a' BEFORE 'b'; ALTER TYPE e ADD VALUE 'c' AFTER 'b';"
	    "ALTER TYPE e ADD VALUE 'e'; ALTER TYPE e ADD VALUE IF NOT EXISTS 'e'; ALTER TYPE e RENAME VALUE 'd' TO 'z'",
	    false);
	assert_string_equal(print(&arena, catalog),
			    "CREATE TYPE public.e AS ENUM ('a', 'b', 'c', 'z', 'e');\n");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_test),    cmocka_unit_test(change_test), cmocka_unit_test(doubt_test),
		cmocka_unit_test(question_test), cmocka_unit_test(name_test),   cmocka_unit_test(enum_test),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
