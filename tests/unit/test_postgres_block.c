// What DO blocks, functions and procedures run: postgres/expand.c and what it is made of.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "postgres/expand.h"
#include "postgres/statement.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// The statements of `text`, the SQL of one step; `before` is the SQL that made the schema it meets.
static StatementArray statements_in(Arena *arena, const char *before, const char *text)
{
	const char *const texts[] = { before, text };
	Catalog *catalog = catalog_new(arena, true);
	StatementArray statements = { 0 };

	for (size_t i = 0; i < COUNT(texts); i++) {
		Migration *migration = arena_new(arena, Migration);
		Source *source = source_from_text(arena, "test.sql", str_from(texts[i]));
		Span whole = { source, 0, (uint32_t)source->text.len };
		SqlWriter writer = sql_writer(arena, whole);
		StatementOptions options = { .postgres_version = 15, .catalog = catalog };
		sql_add_text(&writer, text_literal(arena, source->text, whole, true));
		Step step = { .kind = STEP_SQL, .span = whole, .sql = sql_finish(&writer) };
		migration->source = source;
		array_push(arena, &migration->steps[DIRECTION_UPGRADE], step);
		statements = (StatementArray){ 0 };
		statements_of(arena, migration, DIRECTION_UPGRADE, &options, &statements);
	}
	return statements;
}

// What runs inside, one after the other: "?" before what is conditional, "!" before what is not readable.
static const char *inside(Arena *arena, const StatementArray *statements)
{
	Buffer out = buffer_in(arena);

	for (size_t i = 0; i < statements->len; i++) {
		const Statement *statement = &statements->items[i];
		if (statement->enclosing)
			buffer_printf(&out, "%s%s%s%.*s", out.len ? " | " : "",
				      statement->conditional ? "?" : "", statement->error ? "!" : "",
				      STR_ARG(statement->shown));
	}
	return str_dup(arena, buffer_str(&out));
}

typedef struct Case {
	const char *sql;
	const char *inside;
	const char *before; // NULL: nothing
} Case;

// `around` has one %s for the SQL of a case.
static void check_cases(const Case *cases, size_t count, const char *around)
{
	size_t failures = 0;

	for (size_t i = 0; i < count; i++) {
		Arena arena = { 0 };
		const char *behind = strstr(around, "%s") + 2;
		const char *sql = arena_printf(&arena, "%.*s%s%s", (int)(behind - 2 - around), around,
					       cases[i].sql, behind);
		StatementArray statements =
			statements_in(&arena, cases[i].before ? cases[i].before : "", sql);
		const char *found = inside(&arena, &statements);
		if (strcmp(found, cases[i].inside) != 0) {
			failures++;
			print_message("# %s\n#  expected: %s\n#  actual:   %s\n", sql, cases[i].inside,
				      found);
		}
		arena_release(&arena);
	}
	assert_int_equal(failures, 0);
}

// ---- conditions -----------------------------------------------------------------------------------------------

static const Case condition_cases[] = {
	{ "DROP TABLE a; DROP TABLE b;", "DROP TABLE a | DROP TABLE b", NULL },
	{ "IF x THEN DROP TABLE a; ELSIF y THEN DROP TABLE b; ELSE DROP TABLE c; END IF; DROP TABLE d;",
	  "?DROP TABLE a | ?DROP TABLE b | ?DROP TABLE c | DROP TABLE d", NULL },
	{ "CASE x WHEN 1 THEN DROP TABLE a; ELSE DROP TABLE b; END CASE;", "?DROP TABLE a | ?DROP TABLE b",
	  NULL },
	{ "WHILE x LOOP DROP TABLE a; END LOOP; LOOP DROP TABLE b; EXIT; END LOOP; DROP TABLE c;",
	  "?DROP TABLE a | ?DROP TABLE b | DROP TABLE c", NULL },
	{ "FOR i IN 1..10 LOOP DROP TABLE a; END LOOP;", "?DROP TABLE a", NULL },
	{ "FOR r IN SELECT 1 LOOP DROP TABLE a; END LOOP;", "SELECT 1 | ?DROP TABLE a", NULL },
	{ "FOR r IN DELETE FROM t RETURNING id LOOP NULL; END LOOP;", "DELETE FROM t RETURNING id", NULL },
	{ "DROP TABLE a; RETURN; DROP TABLE b;", "DROP TABLE a", NULL },
	{ "IF x THEN RETURN; END IF; DROP TABLE a;", "?DROP TABLE a", NULL },
	{ "IF x THEN IF y THEN RETURN; END IF; END IF; DROP TABLE a;", "?DROP TABLE a", NULL },
	{ "IF x THEN RAISE EXCEPTION 'no'; END IF; DROP TABLE a;", "DROP TABLE a", NULL },
	{ "RAISE EXCEPTION 'no'; DROP TABLE a;", "", NULL },
	{ "RAISE; DROP TABLE a;", "", NULL },
	{ "RAISE NOTICE 'no'; DROP TABLE a;", "DROP TABLE a", NULL },
	{ "BEGIN RAISE 'no'; EXCEPTION WHEN others THEN DROP TABLE a; END; DROP TABLE b;",
	  "?DROP TABLE a | DROP TABLE b", NULL },
	{ "BEGIN RETURN; EXCEPTION WHEN others THEN NULL; END; DROP TABLE a;", "", NULL },
	{ "DECLARE x int; BEGIN DROP TABLE a; END; DROP TABLE b;", "DROP TABLE a | DROP TABLE b", NULL },
};

static void test_conditions(void **state)
{
	(void)state;
	check_cases(condition_cases, COUNT(condition_cases), "DO $$BEGIN %s END$$");
}

// ---- guards ---------------------------------------------------------------------------------------------------

#define GUARDED(what, then) "IF " what " THEN " then "; END IF;"

static const Case guard_cases[] = {
	{ GUARDED("NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood')", "CREATE TYPE mood AS ENUM ()"),
	  "CREATE TYPE mood AS ENUM ()", NULL },
	{ GUARDED("NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood')", "CREATE TYPE mood AS ENUM ()"),
	  "?CREATE TYPE mood AS ENUM ()", "CREATE TYPE mood AS ENUM ('a')" },
	{ GUARDED("EXISTS (SELECT FROM pg_catalog.pg_tables WHERE 'x' = 'x' AND tablename = 'a')",
		  "DROP TABLE a"),
	  "DROP TABLE a", "CREATE TABLE a ()" },
	{ GUARDED("EXISTS (SELECT FROM pg_tables WHERE tablename = 'a')", "DROP TABLE a"), "?DROP TABLE a",
	  NULL },
	{ GUARDED("to_regclass('public.a') IS NOT NULL", "DROP TABLE a"), "DROP TABLE a",
	  "CREATE TABLE a ()" },
	{ GUARDED("NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'a' AND column_name = 'c')",
		  "ALTER TABLE a ADD c int"),
	  "ALTER TABLE a ADD c int", "CREATE TABLE a (b int)" },
	{ GUARDED("NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = 'a'::regclass AND attname = 'b')",
		  "ALTER TABLE a ADD b int"),
	  "?ALTER TABLE a ADD b int", "CREATE TABLE a (b int)" },
	{ GUARDED("NOT EXISTS (SELECT 1 FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relname = 'a' "
		  "AND a.attname = 'c')",
		  "ALTER TABLE a ADD c int"),
	  "ALTER TABLE a ADD c int", "CREATE TABLE a (b int)" },
	{ GUARDED("NOT EXISTS (SELECT 1 FROM pg_enum e JOIN pg_type t ON t.oid = enumtypid WHERE typname = 'm' AND "
		  "enumlabel = 'x')",
		  "ALTER TYPE m ADD VALUE 'x'"),
	  "?ALTER TYPE m ADD VALUE 'x'", NULL },
	{ "IF EXISTS (SELECT FROM pg_tables WHERE tablename = 'a') THEN RETURN; END IF; CREATE TABLE a ();",
	  "CREATE TABLE a ()", NULL },
	{ "IF to_regclass('a') IS NULL THEN CREATE TABLE a (); ELSE DROP TABLE a; END IF;",
	  "?CREATE TABLE a () | DROP TABLE a", "CREATE TABLE a ()" },
	{ "BEGIN CREATE TYPE mood AS ENUM (); EXCEPTION WHEN duplicate_object THEN NULL; END;",
	  "CREATE TYPE mood AS ENUM ()", NULL },
	{ "BEGIN CREATE TYPE mood AS ENUM (); EXCEPTION WHEN duplicate_object THEN NULL; END;",
	  "?CREATE TYPE mood AS ENUM ()", "CREATE TYPE mood AS ENUM ('a')" },
	{ GUARDED("x AND NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood')",
		  "CREATE TYPE mood AS ENUM ()"),
	  "?CREATE TYPE mood AS ENUM ()", NULL },
};

static void test_guards(void **state)
{
	(void)state;
	check_cases(guard_cases, COUNT(guard_cases), "DO $$BEGIN %s END$$");
}

// ---- texts ----------------------------------------------------------------------------------------------------

static const Case text_cases[] = {
	{ "EXECUTE 'DROP TABLE a';", "DROP TABLE a", NULL },
	{ "EXECUTE 'DROP TABLE a; DROP TABLE b';", "DROP TABLE a | DROP TABLE b", NULL },
	{ "EXECUTE 'DROP TABLE ' || x;", "DROP TABLE {x}", NULL },
	{ "EXECUTE 'DROP TABLE ' || quote_ident('A b');", "DROP TABLE \"A b\"", NULL },
	{ "EXECUTE 'DROP TABLE ' || quote_ident(x.y) || ' CASCADE';", "DROP TABLE {x.y} CASCADE", NULL },
	{ "EXECUTE E'DROP\\tTABLE\\n\\'a\\'';", "!DROP\tTABLE\n'a'", NULL },
	{ "EXECUTE 'COMMENT ON TABLE a IS ''it''''s''';", "COMMENT ON TABLE a IS 'it''s'", NULL },
	{ "EXECUTE format('DROP TABLE %I.%2$I', 'S', x);", "DROP TABLE \"S\".{x}", NULL },
	{ "EXECUTE format('UPDATE a SET b = %L, c = ''%%''', 'it''s');", "UPDATE a SET b = 'it''s', c = '%'",
	  NULL },
	{ "EXECUTE format('DROP TABLE %s', 'a' || '_' || 'b')::text USING 1;", "DROP TABLE a_b", NULL },
	{ "EXECUTE format('DROP TABLE %I');", "!{format('DROP TABLE %I')}", NULL },
	{ "EXECUTE concat('DROP ', 'TABLE ', x);", "DROP TABLE {x}", NULL },
	{ "EXECUTE replace('DROP TABLE t; DROP TABLE t', 't', x);", "DROP TABLE {x} | DROP TABLE {x}", NULL },
	{ "EXECUTE ('DROP TABLE a') INTO y;", "DROP TABLE a", NULL },
	{ "v := 'DROP TABLE '; v := v || 'a'; EXECUTE v;", "DROP TABLE a", NULL },
	{ "\"V\" := 'DROP TABLE a'; EXECUTE \"V\"; EXECUTE v;", "DROP TABLE a | !{v}", NULL },
	{ "v := 'DROP TABLE a'; IF x THEN v := 'DROP TABLE b'; END IF; EXECUTE v;", "!{v}", NULL },
	{ "v := 'DROP TABLE a'; IF x THEN EXECUTE v; END IF; EXECUTE v;", "?DROP TABLE a | DROP TABLE a",
	  NULL },
	{ "v := 'a'; LOOP EXECUTE 'DROP TABLE ' || v; v := v || 'b'; END LOOP;", "?DROP TABLE {v}", NULL },
	{ "v := 'a'; SELECT x INTO v FROM t; EXECUTE 'DROP TABLE ' || v;",
	  "SELECT x INTO v FROM t | DROP TABLE {v}", NULL },
	{ "v := 'a'; FETCH c INTO v; EXECUTE 'DROP TABLE ' || v;", "DROP TABLE {v}", NULL },
	{ "v.f := 'DROP TABLE a'; EXECUTE v.f;", "!{v.f}", NULL },
	{ "DECLARE v text := 'a'; BEGIN NULL; END; EXECUTE 'DROP TABLE ' || v;", "DROP TABLE {v}", NULL },
	{ "FOREACH v IN ARRAY ARRAY['a', 'B'] LOOP EXECUTE format('DROP TABLE %I', v); END LOOP;",
	  "DROP TABLE a | DROP TABLE \"B\"", NULL },
	{ "FOREACH v IN ARRAY ARRAY['a', 'b']::text[] LOOP EXIT WHEN x; EXECUTE 'DROP TABLE ' || v; END LOOP;",
	  "?DROP TABLE a | ?DROP TABLE b", NULL },
	{ "FOREACH v IN ARRAY w LOOP EXECUTE 'DROP TABLE ' || v; END LOOP;", "?DROP TABLE {v}", NULL },
	{ "FOR r IN EXECUTE 'DELETE FROM ' || x || ' RETURNING 1' LOOP NULL; END LOOP;",
	  "DELETE FROM {x} RETURNING 1", NULL },
	{ "EXECUTE 'CREATE TABLE p PARTITION OF t ' || x;", "CREATE TABLE p PARTITION OF t {x}", NULL },
	{ "v := v || v; EXECUTE v;", "!{v}", NULL },
};

static void test_texts(void **state)
{
	(void)state;
	check_cases(text_cases, COUNT(text_cases), "DO $$BEGIN %s END$$");
}

// ---- functions ------------------------------------------------------------------------------------------------

#define FUNCTION(head, body) \
	"CREATE FUNCTION " head " RETURNS void LANGUAGE plpgsql AS 'BEGIN " body " END'; "
#define PLAIN_FUNCTION(head, body) "CREATE FUNCTION " head " RETURNS int LANGUAGE sql AS $$" body "$$; "

static const Case function_cases[] = {
	{ FUNCTION("f()", "DROP TABLE a;"), "", NULL },
	{ FUNCTION("f()", "DROP TABLE a;") "SELECT f()", "DROP TABLE a", NULL },
	{ FUNCTION("s.f()", "DROP TABLE a;") "SELECT s.f(); SELECT t.f()", "DROP TABLE a", NULL },
	{ FUNCTION("f()", "DROP TABLE a;") "SELECT 1 FROM f() WHERE g(f()) = 1",
	  "DROP TABLE a | DROP TABLE a", NULL },
	{ FUNCTION("f()", "DROP TABLE a;") "CREATE VIEW v AS SELECT f()", "", NULL },
	{ FUNCTION("f()", "DROP TABLE a;") "ALTER TABLE t ALTER c SET DEFAULT f()", "", NULL },
	{ "SELECT f(); " FUNCTION("f()", "DROP TABLE a;"), "", NULL },
	{ FUNCTION("f()", "DROP TABLE a;") FUNCTION("f()", "DROP TABLE b;") "SELECT f()", "DROP TABLE b",
	  NULL },
	{ FUNCTION("f()", "PERFORM f(); DROP TABLE a;") "SELECT f()", "PERFORM f() | DROP TABLE a", NULL },
	{ FUNCTION("f()", "DROP TABLE a;") FUNCTION("g()", "PERFORM f();") "SELECT g()",
	  "PERFORM f() | DROP TABLE a", NULL },
	{ FUNCTION("f()", "DROP TABLE a;") "DO $$BEGIN IF f() THEN NULL; END IF; END$$", "DROP TABLE a",
	  NULL },
	{ FUNCTION("f(t text)", "EXECUTE ''DROP TABLE '' || t;") "SELECT f('a'), f('b'), f(x)",
	  "DROP TABLE a | DROP TABLE b | DROP TABLE {t}", NULL },
	{ FUNCTION("f(OUT o int, text)", "EXECUTE ''DROP TABLE '' || $1;") "SELECT f('a')", "DROP TABLE a",
	  NULL },
	{ PLAIN_FUNCTION("f()", "DROP TABLE a; SELECT 1") "SELECT f()", "DROP TABLE a | SELECT 1", NULL },
	{ "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC DELETE FROM a; SELECT CASE WHEN true THEN 1 END; END; "
	  "SELECT f()",
	  "DELETE FROM a | SELECT CASE WHEN true THEN 1 END", NULL },
	{ "CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN DROP TABLE a; END'; CALL p()", "DROP TABLE a",
	  NULL },
	{ "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'lib', 'f'; SELECT f()", "!{code in c} lib", NULL },
	{ "DO LANGUAGE plperl 'x'", "!{code in plperl} x", NULL },
	{ "DO U&'BEGIN END'", "!{the code of this routine}", NULL },
	{ "DO E'BEGIN DROP TABLE \\'a\\'; END'", "!DROP TABLE 'a'", NULL },
	{ "DO $a$BEGIN DO $b$BEGIN DROP TABLE a; END$b$; END$a$",
	  "DO $b$BEGIN DROP TABLE a; END$b$ | DROP TABLE a", NULL },
};

static void test_functions(void **state)
{
	(void)state;
	check_cases(function_cases, COUNT(function_cases), "%s");
}

// ---- places ---------------------------------------------------------------------------------------------------

// What the span of the last statement covers.
static const struct PlaceCase {
	const char *sql;
	const char *covered;
} place_cases[] = {
	{ "DO $$BEGIN DROP TABLE a ; END$$", "DROP TABLE a" },
	{ "DO 'BEGIN COMMENT ON TABLE a IS ''it''; DROP TABLE a; END'", "DROP TABLE a" },
	{ "DO 'BEGIN COMMENT ON TABLE a IS ''it''; END'", "COMMENT ON TABLE a IS ''it''" },
	{ "DO $$BEGIN EXECUTE 'DROP TABLE a'; END$$", "DROP TABLE a" },
	{ "DO $$BEGIN EXECUTE 'x; DROP TABLE a'; END$$", "DROP TABLE a" },
	{ "DO $$BEGIN EXECUTE 'DROP TABLE ' || x; END$$", "DROP TABLE ' || x" },
	{ "DO $$DECLARE v text := 'DROP TABLE a'; BEGIN EXECUTE v; END$$", "EXECUTE v" },
	{ "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DROP TABLE a'; SELECT f()", "DROP TABLE a" },
	{ "DO $$BEGIN IF 1 = = 2 THEN END IF; END$$", "1 = = 2" },
	{ "DO LANGUAGE x 'code'", "DO LANGUAGE x 'code'" },
};

static void test_places(void **state)
{
	size_t failures = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(place_cases); i++) {
		Arena arena = { 0 };
		StatementArray statements = statements_in(&arena, "", place_cases[i].sql);
		Str covered = span_text(array_last(&statements)->span);
		if (!str_is(covered, place_cases[i].covered)) {
			failures++;
			print_message("# %s\n#  expected: %s\n#  actual:   %.*s\n", place_cases[i].sql,
				      place_cases[i].covered, STR_ARG(covered));
		}
		arena_release(&arena);
	}
	assert_int_equal(failures, 0);
}

// ---- limits ---------------------------------------------------------------------------------------------------

static const char *repeated(Arena *arena, const char *before, const char *text, size_t count,
			    const char *behind)
{
	Buffer out = buffer_in(arena);

	buffer_puts(&out, before);
	for (size_t i = 0; i < count; i++)
		buffer_puts(&out, text);
	buffer_puts(&out, behind);
	return str_dup(arena, buffer_str(&out));
}

static void expect_limit(Arena *arena, const char *sql, const char *shown)
{
	StatementArray statements = statements_in(arena, "", sql);
	const Statement *last = array_last(&statements);

	assert_in_range(statements.len, 2, MAX_ROUTINE_STATEMENTS + 10);
	assert_non_null(last->error);
	assert_string_equal(str_dup(arena, last->shown), shown);
}

static void test_limits(void **state)
{
	Arena arena = { 0 };

	(void)state;
	expect_limit(&arena,
		     repeated(&arena, "DO $$BEGIN ", "DROP TABLE a;", MAX_ROUTINE_STATEMENTS + 1, "END$$"),
		     "{what else blocks and functions run}");
	expect_limit(
		&arena,
		repeated(
			&arena,
			"CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS 'BEGIN NULL; NULL; NULL; NULL; NULL; END'; "
			"DO $$BEGIN ",
			"PERFORM f(), f(), f(), f(), f(), f(), f(), f();", 3000, "END$$"),
		"{what else blocks and functions run}");
	expect_limit(
		&arena,
		"DO $a$BEGIN DO $b$BEGIN DO $c$BEGIN DO $d$BEGIN DO $e$BEGIN DO $f$BEGIN DO $g$BEGIN DO $h$BEGIN "
		"DO $i$BEGIN NULL; END$i$; END$h$; END$g$; END$f$; END$e$; END$d$; END$c$; END$b$; END$a$",
		"{what functions called so deep do}");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conditions), cmocka_unit_test(test_guards),
		cmocka_unit_test(test_texts),      cmocka_unit_test(test_functions),
		cmocka_unit_test(test_places),     cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
