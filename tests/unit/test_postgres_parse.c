// test_postgres_parse.c - where statements begin and end, what errors say and where, and that deep input is refused, not crashed on.

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "postgres/parse.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

// ---- splitting -----------------------------------------------------------------------------------------------

// `pieces`: the statements as found, joined by " | "; one that does not parse has a ! before it.
static const struct SplitCase {
	const char *sql;
	const char *pieces;
} split_cases[] = {
	{ "", "" },
	{ " \n ; ;; -- nothing\n /* nor /* here */ ; */ ", "" },
	{ "SELECT 1", "SELECT 1" },
	{ "SELECT 1;", "SELECT 1" },
	{ "SELECT 1 ; SELECT 2 -- end", "SELECT 1 | SELECT 2" },
	{ "SELECT 1; SELEC 2; SELECT 3", "SELECT 1 | !SELEC 2 | SELECT 3" },
	{ "SELECT ';'; SELECT 'it''s;'", "SELECT ';' | SELECT 'it''s;'" },
	{ "SELECT 'a\\'; SELECT 2", "SELECT 'a\\' | SELECT 2" },
	{ "SELECT E'a\\';b'; SELECT 2", "SELECT E'a\\';b' | SELECT 2" },
	{ "SELECT e'\\\\'; SELECT 2", "SELECT e'\\\\' | SELECT 2" },
	{ "SELECT 1 AS \"a;\"\"b\"; SELECT 2", "SELECT 1 AS \"a;\"\"b\" | SELECT 2" },
	{ "SELECT U&'\\0041;'; SELECT U&\"a;b\" FROM t", "SELECT U&'\\0041;' | SELECT U&\"a;b\" FROM t" },
	{ "DO $$ BEGIN PERFORM 1; END $$; SELECT 2", "DO $$ BEGIN PERFORM 1; END $$ | SELECT 2" },
	{ "SELECT $a$ ; $$ ; $b$ $a$; SELECT 2", "SELECT $a$ ; $$ ; $b$ $a$ | SELECT 2" },
	{ "SELECT a$b$c FROM t; SELECT d$b$ FROM t", "SELECT a$b$c FROM t | SELECT d$b$ FROM t" },
	{ "/* ; /* ; */ ; */ SELECT /* ; */ 1; SELECT 2", "SELECT /* ; */ 1 | SELECT 2" },
	{ "SELECT 1 -- ; '\n; SELECT 2", "SELECT 1 | SELECT 2" },
	{ "SELECT 1 --x\r; SELECT 2", "SELECT 1 | SELECT 2" },
	{ "SELECT 1+/* ; */2; SELECT 3", "SELECT 1+/* ; */2 | SELECT 3" },
	{ "CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b); SELECT 1",
	  "CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b) | SELECT 1" },
	{ "SELECT (1; SELECT 2", "!SELECT (1 | SELECT 2" },
	{ "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3",
	  "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END | "
	  "SELECT 3" },
	{ "BEGIN; SELECT 1; END", "BEGIN | SELECT 1 | END" },
	{ "SELECT 'open; SELECT 2", "!SELECT 'open; SELECT 2" },
	{ "SELECT $x$ open; SELECT 2", "!SELECT $x$ open; SELECT 2" },
	{ "SELECT 'é;'; SELECT 2", "SELECT 'é;' | SELECT 2" },
};

static const char *pieces_of(Arena *arena, const char *sql)
{
	ParsedStatements statements = { 0 };
	Buffer out = buffer_in(arena);

	postgres_parse(arena, str_from(sql), &statements);
	for (size_t i = 0; i < statements.len; i++) {
		const ParsedStatement *s = &statements.items[i];
		assert_true((s->node == NULL) == (s->error != NULL));
		buffer_printf(&out, "%s%s%.*s", i ? " | " : "", s->node ? "" : "!", (int)(s->end - s->start),
			      sql + s->start);
	}
	buffer_puts(&out, "");
	return buffer_str(&out).data;
}

static void test_split(void **state)
{
	(void)state;

	for (size_t i = 0; i < COUNT(split_cases); i++) {
		Arena arena = { 0 };
		assert_string_equal(pieces_of(&arena, split_cases[i].sql), split_cases[i].pieces);
		arena_release(&arena);
	}
}

// ---- positions -----------------------------------------------------------------------------------------------

// `at`: the text from the error's offset on.
static const struct ErrorCase {
	const char *sql;
	const char *message;
	const char *at;
} error_cases[] = {
	{ "DELETE FORM t", "syntax error at or near \"FORM\"", "FORM t" },
	{ "SELECT 1; DELETE FORM t", "syntax error at or near \"FORM\"", "FORM t" },
	{ "SELECT 'é€𝛼', FROM x", "syntax error at or near \"FROM\"", "FROM x" },
	{ "SELECT 'é'; SELECT 'ü' FORM t y", "syntax error at or near \"t\"", "t y" },
	{ "SELECT (1", "syntax error at end of input", "" },
};

static void test_errors(void **state)
{
	(void)state;

	for (size_t i = 0; i < COUNT(error_cases); i++) {
		Arena arena = { 0 };
		ParsedStatements statements = { 0 };
		postgres_parse(&arena, str_from(error_cases[i].sql), &statements);
		const ParsedStatement *last = array_last(&statements);
		assert_null(last->node);
		assert_string_equal(last->error, error_cases[i].message);
		assert_string_equal(error_cases[i].sql + last->error_offset, error_cases[i].at);
		arena_release(&arena);
	}
}

static void test_locations_count_from_the_text(void **state)
{
	Arena arena = { 0 };
	ParsedStatements statements = { 0 };
	const char *sql = "SELECT 'é'; -- comment\n SELECT a, bcd FROM t";
	(void)state;

	postgres_parse(&arena, str_from(sql), &statements);
	const PgQuery__SelectStmt *select = statements.items[1].node->select_stmt;
	assert_string_equal(sql + select->target_list[1]->res_target->location, "bcd FROM t");
	assert_string_equal(sql + select->from_clause[0]->range_var->location, "t");
	arena_release(&arena);
}

static void test_version(void **state)
{
	(void)state;
	assert_in_range(postgres_grammar_version(), 13, 30);
	assert_true(strchr(postgres_grammar_version_text(), '.') != NULL);
}

// ---- limits --------------------------------------------------------------------------------------------------

// before, `unit` times `count`, middle, `closing` times `count`, after. `refused`: part of the message; NULL when it must parse.
static const struct DeepCase {
	const char *before;
	const char *unit;
	unsigned count;
	const char *middle;
	const char *closing;
	const char *refused;
} deep_cases[] = {
	{ "SELECT 1", "+1", 19000, "", "", NULL },
	{ "SELECT 1", "+1", 100000, "", "", "more than 20000 operators" },
	{ "SELECT a", "||a", 100000, "", "", "more than 20000 operators" },
	{ "SELECT a", "::int", 100000, "", "", "more than 20000 operators" },
	{ "SELECT a", " COLLATE x", 50000, "", "", "more than 20000 operators" },
	{ "SELECT ", "- ", 100000, "1", "", "more than 20000 operators" },
	{ "SELECT ", "NOT ", 5000, "true", "", NULL },
	{ "SELECT ", "NOT ", 100000, "true", "", "more than 20000 operators" },
	{ "SELECT ", "(", 1900, "1", ")", NULL },
	{ "SELECT ", "(", 100000, "1", ")", "more than 2000 parentheses" },
	{ "SELECT ", "f(", 1900, "1", ")", NULL },
	{ "SELECT ", "(SELECT ", 100000, "1", ")", "more than 2000 parentheses" },
	{ "SELECT ", "ARRAY[", 1900, "1", "]", NULL },
	{ "SELECT ARRAY", "[", 100000, "1", "]", "more than 2000 parentheses" },
	{ "SELECT ", "CASE WHEN true THEN ", 1900, "1", " END", NULL },
	{ "SELECT ", "CASE WHEN true THEN ", 30000, "1", " END", "more than 2000 parentheses" },
	{ "SELECT 1", " UNION ALL SELECT 1", 10000, "", "", NULL },
	{ "SELECT 1, 2", " UNION ALL SELECT 1, 2", 40000, "", "", "more than 20000 operators" },
	{ "SELECT * FROM t", " CROSS JOIN t", 40000, "", "", "more than 20000 operators" },
	// flat, however long
	{ "SELECT 1 WHERE a = 1", " OR a = 1", 50000, "", "", NULL },
	{ "INSERT INTO t VALUES (1)", ",(-1, 2 - 3)", 60000, "", "", NULL },
	{ "CREATE TABLE t (a int", ", c int NOT NULL", 50000, ")", "", NULL },
	{ "ALTER TABLE t ADD a int", ", ADD c int", 50000, "", "", NULL },
	{ "SELECT '", "x", 1100000, "'", "", "larger than 1 MiB" },
};

static void repeat(Buffer *out, const char *text, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		buffer_puts(out, text);
}

static bool ignore_node(void *state, const PgNode *node)
{
	(void)node;
	(*(size_t *)state)++;
	return true;
}

static bool deep_case_holds(const struct DeepCase *c)
{
	Arena arena = { 0 };
	Buffer sql = buffer_in(&arena);
	ParsedStatements statements = { 0 };
	size_t nodes = 0;

	buffer_puts(&sql, "SELECT 0; ");
	buffer_puts(&sql, c->before);
	repeat(&sql, c->unit, c->count);
	buffer_puts(&sql, c->middle);
	repeat(&sql, c->closing, c->count);
	buffer_puts(&sql, "; SELECT 2");
	postgres_parse(&arena, buffer_str(&sql), &statements);
	bool holds = statements.len == 3 && statements.items[2].node;
	if (holds && c->refused)
		holds = statements.items[1].error && strstr(statements.items[1].error, c->refused);
	else if (holds)
		holds = statements.items[1].node != NULL;
	if (holds && !c->refused) {
		ast_walk(statements.items[1].node, ignore_node, &nodes);
		holds = nodes > 0;
	}
	if (!holds)
		print_message("# %s %s: %s\n", c->before, c->unit,
			      statements.len > 1 && statements.items[1].error ? statements.items[1].error
									      : "accepted");
	arena_release(&arena);
	return holds;
}

static void *run_deep_cases(void *failures)
{
	for (size_t i = 0; i < COUNT(deep_cases); i++)
		*(size_t *)failures += !deep_case_holds(&deep_cases[i]);
	return NULL;
}

// As in the program: on a thread with PARSE_STACK_BYTES of stack.
static void test_limits(void **state)
{
	pthread_attr_t attributes;
	pthread_t thread;
	size_t failures = 0;
	(void)state;

	assert_int_equal(pthread_attr_init(&attributes), 0);
	assert_int_equal(pthread_attr_setstacksize(&attributes, PARSE_STACK_BYTES), 0);
	assert_int_equal(pthread_create(&thread, &attributes, run_deep_cases, &failures), 0);
	pthread_join(thread, NULL);
	pthread_attr_destroy(&attributes);
	assert_int_equal(failures, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_locations_count_from_the_text),
		cmocka_unit_test(test_version),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests_name("postgres parse", tests, NULL, NULL);
}
