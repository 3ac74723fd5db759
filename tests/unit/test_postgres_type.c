// test_postgres_type.c - types as people write them, changes from one to another, volatility of defaults.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "postgres/effect.h"
#include "postgres/parse.h"
#include "postgres/predicate.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

// ---- type changes --------------------------------------------------------------------------------------------

// `verdict`: = nothing to do, R rewrite; l loses or fails, L loses silently, c an explicit cast cuts
static const struct TypeCase {
	const char *from;
	const char *to;
	const char *verdict;
} type_cases[] = {
	{ "varchar(50)", "varchar(100)", "=" },
	{ "varchar(50)", "varchar", "=" },
	{ "varchar(50)", "text", "=" },
	{ "varchar(50)", "varchar(50)", "=" },
	{ "varchar(50)", "varchar(49)", "Rlc" },
	{ "varchar(50)", "char(50)", "R" },
	{ "varchar(50)", "char(10)", "Rlc" },
	{ "text", "varchar", "=" },
	{ "text", "varchar(9)", "Rlc" },
	{ "text", "citext", "=" },
	{ "text", "name", "RlL" },
	{ "char(10)", "char(20)", "R" },
	{ "char(10)", "varchar(10)", "R" },
	{ "char(10)", "text", "R" },
	{ "char", "char(1)", "=" },
	{ "int", "integer", "=" },
	{ "int", "bigint", "R" },
	{ "bigint", "int", "Rl" },
	{ "int", "smallint", "Rl" },
	{ "int", "oid", "=" },
	{ "int", "text", "R" },
	{ "int", "varchar(11)", "R" },
	{ "int", "varchar(5)", "Rlc" },
	{ "int", "numeric", "R" },
	{ "int", "numeric(10,2)", "Rl" },
	{ "int", "numeric(12,2)", "R" },
	{ "int", "float8", "R" },
	{ "bigint", "double precision", "RlL" },
	{ "numeric(10,2)", "numeric(12,2)", "=" },
	{ "numeric(10,2)", "numeric", "=" },
	{ "numeric(10,2)", "decimal(10,2)", "=" },
	{ "numeric(10,2)", "numeric(12,4)", "R" },
	{ "numeric(10,2)", "numeric(10,4)", "Rl" },
	{ "numeric(10,2)", "numeric(8,2)", "Rl" },
	{ "numeric(10,2)", "numeric(10,0)", "RlL" },
	{ "numeric", "numeric(10,2)", "RlL" },
	{ "numeric(10,2)", "int", "RlL" },
	{ "numeric(4)", "int", "R" },
	{ "float8", "real", "RlL" },
	{ "float8", "int", "RlL" },
	{ "timestamp(3)", "timestamp", "=" },
	{ "timestamp", "timestamp(6)", "=" },
	{ "timestamp", "timestamp(3)", "RlL" },
	{ "timestamp", "timestamptz", "R" },
	{ "timestamptz", "timestamp", "Rl" },
	{ "timestamp", "date", "RlL" },
	{ "date", "timestamp", "R" },
	{ "time(3)", "time", "=" },
	{ "interval(3)", "interval", "=" },
	{ "interval", "interval(3)", "RlL" },
	{ "interval hour", "interval", "=" },
	{ "interval", "interval hour", "RlL" },
	{ "interval", "interval day to second", "=" },
	{ "varbit(8)", "varbit(16)", "=" },
	{ "varbit(16)", "bit varying", "=" },
	{ "varbit(16)", "varbit(8)", "Rlc" },
	{ "bit(8)", "bit(16)", "Rl" },
	{ "cidr", "inet", "=" },
	{ "inet", "cidr", "RlL" },
	{ "json", "jsonb", "R" },
	{ "json", "text", "R" },
	{ "text", "uuid", "Rl" },
	{ "text", "mood", "Rl" },
	{ "mood", "text", "R" },
	{ "mood", "app.mood", "=" },
	{ "app.mood", "app2.mood", "R" },
	{ "int[]", "int[]", "=" },
	{ "int[]", "bigint[]", "R" },
	{ "varchar(20)[]", "varchar(50)[]", "R" },
	{ "text[]", "text", "R" },
	{ "uuid", "varchar(36)", "R" },
	{ "uuid", "varchar(32)", "Rlc" },
	{ "varchar(2147483647)", "varchar(50)", "R" },
};

static void test_type_changes(void **state)
{
	size_t failures = 0;
	(void)state;

	for (size_t i = 0; i < COUNT(type_cases); i++) {
		Arena arena = { 0 };
		TypeRef from, to;
		assert_true(type_parse(&arena, str_from(type_cases[i].from), &from));
		assert_true(type_parse(&arena, str_from(type_cases[i].to), &to));
		TypeChange change = type_change(&arena, &from, true, &to, false);
		const char *verdict =
			arena_printf(&arena, "%s%s%s%s", change.work == WORK_INSTANT ? "=" : "R",
				     change.loses_data ? "l" : "", change.loses_silently ? "L" : "",
				     change.cuts_when_cast ? "c" : "");
		if (strcmp(verdict, type_cases[i].verdict) != 0) {
			failures++;
			print_message("# %s -> %s: %s, expected %s\n", type_cases[i].from, type_cases[i].to,
				      verdict, type_cases[i].verdict);
		}
		assert_true(change.work == WORK_INSTANT || change.reason != NULL);
		arena_release(&arena);
	}
	assert_int_equal(failures, 0);
}

static void test_unknown_old_type(void **state)
{
	Arena arena = { 0 };
	TypeRef none = { 0 }, to;
	(void)state;

	assert_true(type_parse(&arena, STR("text"), &to));
	TypeChange change = type_change(&arena, &none, false, &to, false);
	assert_int_equal(change.work, WORK_REWRITE);
	assert_false(change.loses_data);
	assert_string_equal(change.reason, "the old type is not known");
	arena_release(&arena);
}

// ---- types as people write them ------------------------------------------------------------------------------

static const struct SpellingCase {
	const char *written;
	const char *shown;
} spelling_cases[] = {
	{ "integer", "int" },
	{ "int8", "bigint" },
	{ "smallserial", "smallserial" },
	{ "serial8", "bigserial" },
	{ "float(10)", "real" },
	{ "float(30)", "double precision" },
	{ "float", "double precision" },
	{ "dec(5)", "numeric(5)" },
	{ "decimal(10, 2)", "numeric(10, 2)" },
	{ "character varying(5)", "varchar(5)" },
	{ "national character(3)", "char(3)" },
	{ "char", "char(1)" },
	{ "\"char\"", "\"char\"" },
	{ "bit", "bit(1)" },
	{ "bit varying(4)", "bit varying(4)" },
	{ "timestamp(3) with time zone", "timestamp(3) with time zone" },
	{ "timestamptz", "timestamp with time zone" },
	{ "time without time zone", "time" },
	{ "timetz", "time with time zone" },
	{ "interval", "interval" },
	{ "interval(3)", "interval(3)" },
	{ "interval day to second(3)", "interval day to second(3)" },
	{ "interval year", "interval year" },
	{ "text[][]", "text[][]" },
	{ "int array[3]", "int[]" },
	{ "app.\"Mood\"", "app.\"Mood\"" },
	{ "pg_catalog.int4", "int" },
	{ "geometry(Point, 4326)", "geometry(...)" },
	{ "miglint_hole_1", "miglint_hole_1" },
	{ "boolean", "boolean" },
};

static void test_spellings(void **state)
{
	(void)state;

	for (size_t i = 0; i < COUNT(spelling_cases); i++) {
		Arena arena = { 0 };
		TypeRef type;
		assert_true(type_parse(&arena, str_from(spelling_cases[i].written), &type));
		assert_string_equal(str_dup(&arena, type_show(&arena, &type)), spelling_cases[i].shown);
		arena_release(&arena);
	}
}

// ---- volatility ----------------------------------------------------------------------------------------------

static const struct VolatilityCase {
	const char *expression;
	Volatility volatility;
} volatility_cases[] = {
	{ "1", VOLATILITY_CONSTANT },
	{ "'x'::varchar(5)", VOLATILITY_CONSTANT },
	{ "'{}'::jsonb", VOLATILITY_CONSTANT },
	{ "'2020-01-01'::timestamptz", VOLATILITY_CONSTANT },
	{ "ARRAY[]::int[]", VOLATILITY_CONSTANT },
	{ "NULL", VOLATILITY_CONSTANT },
	{ "1 + 2", VOLATILITY_IMMUTABLE },
	{ "lower('X')", VOLATILITY_IMMUTABLE },
	{ "coalesce(1, 2)", VOLATILITY_IMMUTABLE },
	{ "'now'::timestamptz", VOLATILITY_STABLE },
	{ "'s'::regclass", VOLATILITY_STABLE },
	{ "now()", VOLATILITY_STABLE },
	{ "pg_catalog.now()", VOLATILITY_STABLE },
	{ "CURRENT_TIMESTAMP", VOLATILITY_STABLE },
	{ "CURRENT_DATE + 1", VOLATILITY_STABLE },
	{ "now() AT TIME ZONE 'utc'", VOLATILITY_STABLE },
	{ "to_char(now(), 'YYYY')", VOLATILITY_STABLE },
	{ "current_setting('x')::int", VOLATILITY_STABLE },
	{ "random()", VOLATILITY_VOLATILE },
	{ "(random() * 10)::int", VOLATILITY_VOLATILE },
	{ "md5(random()::text)", VOLATILITY_VOLATILE },
	{ "gen_random_uuid()", VOLATILITY_VOLATILE },
	{ "extensions.uuid_generate_v4()", VOLATILITY_VOLATILE },
	{ "clock_timestamp()", VOLATILITY_VOLATILE },
	{ "nextval('s'::regclass)", VOLATILITY_VOLATILE },
	{ "CASE WHEN true THEN timeofday() END", VOLATILITY_VOLATILE },
	{ "f()", VOLATILITY_UNKNOWN },
	{ "app.now()", VOLATILITY_UNKNOWN },
	{ "f(random())", VOLATILITY_VOLATILE },
	{ "(SELECT 1)", VOLATILITY_UNKNOWN },
};

static void test_volatility(void **state)
{
	(void)state;

	for (size_t i = 0; i < COUNT(volatility_cases); i++) {
		Arena arena = { 0 };
		ParsedStatements statements = { 0 };
		postgres_parse(&arena,
			       str_from(arena_printf(&arena, "SELECT %s", volatility_cases[i].expression)),
			       &statements);
		const PgNode *node = statements.items[0].node;
		assert_non_null(node);
		Volatility actual =
			expression_volatility(node->select_stmt->target_list[0]->res_target->val, NULL);
		if (actual != volatility_cases[i].volatility)
			fail_msg("%s: %d, expected %d", volatility_cases[i].expression, (int)actual,
				 (int)volatility_cases[i].volatility);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_type_changes),
		cmocka_unit_test(test_unknown_old_type),
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_volatility),
	};

	return cmocka_run_group_tests_name("postgres type", tests, NULL, NULL);
}
