// test_postgres_statement.c - statements in their context: transactions, timeouts, what is new, holes, places in the source.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "postgres/transaction.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

// ---- a migration made of lines -------------------------------------------------------------------------------

static const struct BoundaryLine {
	const char *line;
	Boundary boundary;
} boundary_lines[] = {
	{ "> autocommit", BOUNDARY_AUTOCOMMIT_BEGIN },
	{ "< autocommit", BOUNDARY_AUTOCOMMIT_END },
	{ "> commit", BOUNDARY_COMMIT },
	{ "> rollback", BOUNDARY_ROLLBACK },
	{ "> connection", BOUNDARY_AUTOCOMMIT_CONNECTION },
};

// `text` as SQL its author wrote, {x} in it as holes, which become placeholders.
static const Sql *sql_of(Arena *arena, const Source *source, Str text)
{
	Buffer out = buffer_in(arena);
	Array(SqlHole) holes = { 0 };
	Array(SqlPiece) pieces = { 0 };
	uint32_t offset = (uint32_t)(text.data - source->text.data);

	for (size_t i = 0; i < text.len;) {
		size_t open = str_find_char(text, '{', i);
		size_t end = open == SIZE_MAX ? text.len : open;
		Span span = { source, offset + (uint32_t)i, offset + (uint32_t)end };
		if (end > i)
			array_push(arena, &pieces,
				   (SqlPiece){ (uint32_t)out.len, (uint32_t)(end - i), span, true });
		buffer_add_str(&out, str_slice(text, i, end));
		if (open == SIZE_MAX)
			break;
		size_t close = str_find_char(text, '}', open);
		const char *expression = str_dup(arena, str_slice(text, open + 1, close));
		const char *name = arena_printf(arena, SQL_HOLE_PREFIX "%zu", holes.len);
		Span hole = { source, offset + (uint32_t)open, offset + (uint32_t)close + 1 };
		array_push(arena, &holes,
			   (SqlHole){ (uint32_t)out.len, (uint32_t)strlen(name), expression, hole });
		buffer_puts(&out, name);
		i = close + 1;
	}
	buffer_puts(&out, "");
	Sql *sql = arena_new(arena, Sql);
	*sql = (Sql){
		.text = { str_dup(arena, buffer_str(&out)), out.len },
		.whole = { source, offset, offset + (uint32_t)text.len },
		.pieces = pieces.items,
		.piece_count = pieces.len,
		.holes = holes.items,
		.hole_count = holes.len,
	};
	return sql;
}

static Step step_of(Arena *arena, const Source *source, Str line)
{
	Span span = { source, (uint32_t)(line.data - source->text.data), 0 };

	span.end = span.start + (uint32_t)line.len;
	for (size_t i = 0; i < COUNT(boundary_lines); i++)
		if (str_is(line, boundary_lines[i].line))
			return (Step){ .kind = STEP_BOUNDARY,
				       .boundary = boundary_lines[i].boundary,
				       .span = span };
	return (Step){ .kind = STEP_SQL, .span = span, .sql = sql_of(arena, source, line) };
}

// The statements of a migration whose steps are the lines of `text`.
static StatementArray statements_in(Arena *arena, const char *text)
{
	Migration *migration = arena_new(arena, Migration);
	Source *source = source_from_text(arena, "test.sql", str_from(text));
	StatementOptions options = { .postgres_version = 15 };
	StatementArray statements = { 0 };
	Str rest = source->text;

	migration->source = source;
	while (rest.len) {
		size_t end = str_find_char(rest, '\n', 0);
		Str line = str_slice(rest, 0, end == SIZE_MAX ? rest.len : end);
		array_push(arena, &migration->steps[DIRECTION_UPGRADE], step_of(arena, source, line));
		rest = str_slice(rest, end == SIZE_MAX ? rest.len : end + 1, rest.len);
	}
	statements_of(arena, migration, DIRECTION_UPGRADE, &options, &statements);
	return statements;
}

// ---- transactions and timeouts -------------------------------------------------------------------------------

// Contexts, one word per statement: number of the transaction (numbers ascend, with gaps), a ! when outside of one; lock_timeout and statement_timeout in
// ms behind l and s where they are set, l? when the value is not known.
static const struct ContextCase {
	const char *script;
	const char *contexts;
} context_cases[] = {
	{ "SELECT 1\nSELECT 2", "1 1" },
	{ "SELECT 1; SELECT 2;\nSELECT 3", "1 1 1" },
	{ "SELECT 1\n> autocommit\nSELECT 2\nSELECT 3\n< autocommit\nSELECT 4", "1 2! 3! 6" },
	{ "SELECT 1\n> commit\nSELECT 2", "1 3" },
	{ "SELECT 1\n> rollback\nSELECT 2", "1 3" },
	{ "> commit\n> connection\nSELECT 1\nSELECT 2", "4! 5!" },
	{ "COMMIT\nSELECT 1\nSELECT 2", "1 2! 3!" },
	{ "COMMIT\nSELECT 1\nBEGIN\nSELECT 2\nSELECT 3\nCOMMIT\nSELECT 4", "1 2! 3! 4 4 4 5!" },
	{ "COMMIT AND CHAIN\nSELECT 1", "1 3" },
	{ "BEGIN\nSELECT 1", "1 1" },
	{ "ROLLBACK\nSELECT 1", "1 2!" },
	// SET
	{ "SET lock_timeout = '5s'\nSELECT 1", "1 1l5000" },
	{ "SET lock_timeout TO 2000; SET statement_timeout = '1min'\nSELECT 1", "1 1l2000 1l2000s60000" },
	{ "SET LOCAL lock_timeout = '5s'\nSELECT 1\nCOMMIT\nSELECT 2", "1 1l5000 1l5000 2!" },
	{ "SET lock_timeout = '5s'\nCOMMIT\nSELECT 2", "1 1l5000 2l5000!" },
	{ "SET lock_timeout = '5s'\nROLLBACK\nSELECT 2", "1 1l5000 2!" },
	{ "SET lock_timeout = '5s'\nCOMMIT\nBEGIN\nSET lock_timeout = 1\nROLLBACK\nSELECT 1",
	  "1 1l5000 2l5000! 3l5000 3l1 4l5000!" },
	{ "> autocommit\nSET LOCAL lock_timeout = '5s'\nSELECT 1", "2! 3!" },
	{ "> autocommit\nSET lock_timeout = '5s'\nSELECT 1\n< autocommit\nSELECT 2", "2! 3l5000! 6l5000" },
	{ "SET LOCAL lock_timeout = '5s'\n> autocommit\nSELECT 1", "1 2!" },
	{ "SET lock_timeout = '5s'\nSET LOCAL lock_timeout = '9s'\nSELECT 1\n> commit\nSELECT 2",
	  "1 1l5000 1l9000 3l5000" },
	{ "SET lock_timeout = 0\nSELECT 1", "1 1l0" },
	{ "SET lock_timeout = '5s'\nRESET lock_timeout\nSELECT 1", "1 1l5000 1" },
	{ "SET lock_timeout = '5s'\nRESET ALL\nSELECT 1", "1 1l5000 1" },
	{ "SET lock_timeout = '5s'\nSET lock_timeout TO DEFAULT\nSELECT 1", "1 1l5000 1" },
	{ "SET lock_timeout = '{n}s'\nSELECT 1", "1 1l?" },
	{ "SET lock_timeout = {n}\nSELECT 1", "1 1l?" },
	{ "SET lock_timeout = 'soon'\nSELECT 1", "1 1" },
	{ "SET other_timeout = '5s'\nSELECT 1", "1 1" },
	{ "SELECT set_config('lock_timeout', '3s', true)\nSELECT 1\nCOMMIT\nSELECT 2", "1 1l3000 1l3000 2!" },
	{ "SELECT pg_catalog.set_config('lock_timeout', '3s', false)\nCOMMIT\nSELECT 2", "1 1l3000 2l3000!" },
	{ "SELECT set_config('lock_timeout', {x}, false)\nSELECT 1", "1 1l?" },
	// savepoints
	{ "SAVEPOINT a\nSET lock_timeout = '5s'\nROLLBACK TO a\nSELECT 1", "1 1 1l5000 1" },
	{ "SAVEPOINT a\nSET lock_timeout = '5s'\nRELEASE a\nSELECT 1", "1 1 1l5000 1l5000" },
	{ "SAVEPOINT a\nSAVEPOINT b\nSET lock_timeout = 1\nROLLBACK TO a\nROLLBACK TO b\nSELECT 1",
	  "1 1 1 1l1 1 1" },
};

static void add_timeout(Buffer *out, char letter, const Timeout *timeout)
{
	if (timeout->unknown_value)
		buffer_printf(out, "%c?", letter);
	else if (timeout->is_set)
		buffer_printf(out, "%c%llu", letter, (unsigned long long)timeout->ms);
}

static void test_contexts(void **state)
{
	size_t failures = 0;
	(void)state;

	for (size_t i = 0; i < COUNT(context_cases); i++) {
		Arena arena = { 0 };
		StatementArray statements = statements_in(&arena, context_cases[i].script);
		Buffer out = buffer_in(&arena);
		for (size_t n = 0; n < statements.len; n++) {
			const Context *context = &statements.items[n].before;
			assert_int_equal(statements.items[n].index, n);
			buffer_printf(&out, "%s%u", n ? " " : "", context->transaction);
			add_timeout(&out, 'l', &context->lock_timeout);
			add_timeout(&out, 's', &context->statement_timeout);
			buffer_puts(&out, context->in_transaction ? "" : "!");
		}
		if (strcmp(buffer_str(&out).data, context_cases[i].contexts) != 0) {
			failures++;
			print_message("# %s\n#  expected: %s\n#  actual:   %s\n", context_cases[i].script,
				      context_cases[i].contexts, buffer_str(&out).data);
		}
		arena_release(&arena);
	}
	assert_int_equal(failures, 0);
}

static void test_who_set_it(void **state)
{
	Arena arena = { 0 };
	StatementArray statements = statements_in(&arena, "SELECT 1\nSET lock_timeout = 1\nSELECT 2");
	(void)state;

	assert_ptr_equal(statements.items[2].before.lock_timeout.by, &statements.items[1]);
	assert_null(statements.items[0].before.lock_timeout.by);
	arena_release(&arena);
}

static const struct TimeoutCase {
	const char *text;
	bool readable;
	uint64_t ms;
} timeout_cases[] = {
	{ "5s", true, 5000 },     { "5 s", true, 5000 },  { " 5s ", true, 5000 },  { "100", true, 100 },
	{ "100ms", true, 100 },   { "0", true, 0 },       { "1min", true, 60000 }, { "2h", true, 7200000 },
	{ "1d", true, 86400000 }, { "1.5s", true, 1500 }, { "900us", true, 1 },    { "", false, 0 },
	{ "s", false, 0 },        { "5S", false, 0 },     { "5 sec", false, 0 },   { "-1", false, 0 },
	{ ".", false, 0 },
};

static void test_timeout_values(void **state)
{
	(void)state;

	for (size_t i = 0; i < COUNT(timeout_cases); i++) {
		uint64_t ms = 0;
		assert_int_equal(timeout_parse(str_from(timeout_cases[i].text), &ms),
				 timeout_cases[i].readable);
		assert_int_equal(ms, timeout_cases[i].ms);
	}
}

// ---- what is new ---------------------------------------------------------------------------------------------

// `new_ones`: for the first action of each statement, + when its relation is new, - when it is not.
static const struct NewCase {
	const char *script;
	const char *new_ones;
} new_cases[] = {
	{ "CREATE TABLE t (a int)\nALTER TABLE t ADD b int\nALTER TABLE u ADD b int", "++-" },
	{ "ALTER TABLE t ADD b int\nCREATE TABLE t (a int)", "-+" },
	{ "CREATE TABLE IF NOT EXISTS t (a int)\nALTER TABLE t ADD b int", "--" },
	{ "CREATE TEMP TABLE IF NOT EXISTS t (a int)\nALTER TABLE t ADD b int", "++" },
	{ "CREATE TABLE s.t (a int)\nALTER TABLE s.t ADD b int\nALTER TABLE r.t ADD b int\nALTER TABLE t ADD b int",
	  "++-+" },
	{ "CREATE TABLE t (a int)\nALTER TABLE t RENAME TO u\nALTER TABLE u ADD b int\nALTER TABLE t ADD b int",
	  "+++-" },
	{ "CREATE TABLE t2 (a int)\nDROP TABLE t\nALTER TABLE t2 RENAME TO t\nALTER TABLE t ADD b int",
	  "+-++" },
	{ "ALTER TABLE t RENAME TO u\nALTER TABLE u ADD b int", "--" },
	{ "CREATE TABLE t (a int)\nALTER TABLE t SET SCHEMA s\nALTER TABLE s.t ADD b int\nALTER TABLE p.t ADD b int",
	  "+++-" },
	{ "CREATE TABLE t (a int)\nDROP TABLE t\nALTER TABLE t ADD b int", "++-" },
	{ "DROP TABLE t\nCREATE TABLE t (a int)\nALTER TABLE t ADD b int", "-++" },
	{ "CREATE TABLE t (a int)\nCREATE INDEX i ON t (a)\nDROP INDEX i\nREINDEX INDEX i", "+++-" },
	{ "CREATE INDEX i ON t (a)\nDROP INDEX i", "--" },
	{ "CREATE TABLE t_1 PARTITION OF t DEFAULT\nALTER TABLE t_1 ADD b int\nALTER TABLE t ADD b int",
	  "++-" },
	{ "CREATE TABLE t AS SELECT 1\nALTER TABLE t ADD b int", "++" },
	{ "SELECT 1 INTO t\nALTER TABLE t ADD b int", "++" },
	{ "CREATE MATERIALIZED VIEW v AS SELECT 1\nREFRESH MATERIALIZED VIEW v", "++" },
	{ "CREATE OR REPLACE VIEW v AS SELECT 1\nDROP VIEW v", "--" },
	{ "CREATE TYPE m AS ENUM ('a')\nALTER TYPE m ADD VALUE 'b'\nDROP TYPE m", "+++" },
	{ "CREATE SEQUENCE s\nALTER SEQUENCE s RESTART", "++" },
	{ "CREATE TABLE \"T\" (a int)\nALTER TABLE t ADD b int\nALTER TABLE \"T\" ADD b int", "+-+" },
	// rolled back: as if it had not been
	{ "CREATE TABLE t (a int)\nROLLBACK\nALTER TABLE t ADD b int", "+--" },
	{ "CREATE TABLE t (a int)\nCOMMIT\nALTER TABLE t ADD b int", "+-+" },
	{ "CREATE TABLE t (a int)\nCOMMIT\nBEGIN\nDROP TABLE t\nROLLBACK\nALTER TABLE t ADD b int",
	  "+--+-+" },
	// holes: the same expression is the same table, another one is not, whatever its number
	{ "CREATE TABLE {t} (a int)\nALTER TABLE {t} ADD b int\nALTER TABLE {u} ADD b int", "++-" },
	{ "CREATE TABLE p_{t} (a int)\nALTER TABLE p_{t} ADD b int\nALTER TABLE q_{t} ADD b int", "++-" },
};

static void test_new_relations(void **state)
{
	size_t failures = 0;
	(void)state;

	for (size_t i = 0; i < COUNT(new_cases); i++) {
		Arena arena = { 0 };
		StatementArray statements = statements_in(&arena, new_cases[i].script);
		Buffer out = buffer_in(&arena);
		for (size_t n = 0; n < statements.len; n++) {
			const Statement *statement = &statements.items[n];
			assert_null(statement->error);
			Relation relation = statement->actions.items[0].table;
			buffer_puts(&out, statement_on_new_relation(statement, relation) ? "+" : "-");
		}
		if (strcmp(buffer_str(&out).data, new_cases[i].new_ones) != 0) {
			failures++;
			print_message("# %s\n#  expected: %s\n#  actual:   %s\n", new_cases[i].script,
				      new_cases[i].new_ones, buffer_str(&out).data);
		}
		arena_release(&arena);
	}
	assert_int_equal(failures, 0);
}

// ---- holes ---------------------------------------------------------------------------------------------------

// `shown`: the statement for people; then the first action's kind, or the error.
static const struct HoleCase {
	const char *sql;
	const char *shown;
	const char *outcome;
} hole_cases[] = {
	{ "DROP TABLE {name}", "DROP TABLE {name}", "DROP TABLE" },
	{ "ALTER TYPE mood ADD VALUE {v}", "ALTER TYPE mood ADD VALUE {v}", "ALTER TYPE ADD VALUE" },
	{ "ALTER TYPE {t} ADD VALUE {v}", "ALTER TYPE {t} ADD VALUE {v}", "ALTER TYPE ADD VALUE" },
	{ "COMMENT ON TABLE {t} IS {c}", "COMMENT ON TABLE {t} IS {c}", "COMMENT" },
	{ "ALTER TABLE t ALTER c SET STATISTICS {n}", "ALTER TABLE t ALTER c SET STATISTICS {n}",
	  "SET STATISTICS" },
	{ "ALTER TABLE {t} ALTER {c} TYPE varchar({n})", "ALTER TABLE {t} ALTER {c} TYPE varchar({n})",
	  "ALTER COLUMN TYPE" },
	{ "SELECT '{x}; DROP TABLE t'", "SELECT '{x}; DROP TABLE t'", "SELECT" },
	{ "{everything}", "{everything}", "syntax error at or near \"{everything}\"" },
	{ "ALTER TABLE t {action}", "ALTER TABLE t {action}", "syntax error at or near \"{action}\"" },
	{ "DELETE FORM {t}", "DELETE FORM {t}", "syntax error at or near \"FORM\"" },
};

static void test_holes(void **state)
{
	(void)state;

	for (size_t i = 0; i < COUNT(hole_cases); i++) {
		Arena arena = { 0 };
		StatementArray statements = statements_in(&arena, hole_cases[i].sql);
		assert_int_equal(statements.len, 1);
		const Statement *statement = &statements.items[0];
		assert_string_equal(str_dup(&arena, statement->shown), hole_cases[i].shown);
		assert_string_equal(statement->error ? statement->error
						     : action_kind_name(statement->actions.items[0].kind),
				    hole_cases[i].outcome);
		arena_release(&arena);
	}
}

static void test_unknown_length_is_not_a_length(void **state)
{
	Arena arena = { 0 };
	StatementArray statements = statements_in(&arena, "ALTER TABLE t ALTER c TYPE varchar({n})");
	(void)state;

	const TypeRef *type = &statements.items[0].actions.items[0].column->type;
	assert_false(type->modifiers_known);
	assert_string_equal(str_dup(&arena, type_show(&arena, type)), "varchar(...)");
	arena_release(&arena);
}

static void test_reasons_show_the_expression(void **state)
{
	Arena arena = { 0 };
	StatementArray statements = statements_in(&arena, "ALTER TABLE t ADD c {kind}");
	(void)state;

	assert_string_equal(statements.items[0].effects.reason,
			    "if {kind} is a domain with constraints, the table is rewritten");
	arena_release(&arena);
}

// ---- places --------------------------------------------------------------------------------------------------

static void test_places(void **state)
{
	static const char script[] =
		"SELECT 'é'; -- first\n"
		"/* x */ SELECT 1;  ALTER TABLE s.t DROP a, ADD b numeric(4, 2), ALTER c DROP NOT NULL ;\n"
		"SELECT 2; DELETE FORM t";
	static const char *const subcommands[] = { "DROP a", "ADD b", "ALTER c" };
	Arena arena = { 0 };
	StatementArray statements = statements_in(&arena, script);
	(void)state;

	assert_int_equal(statements.len, 5);
	const Statement *alter = &statements.items[2];
	assert_string_equal(str_dup(&arena, span_text(alter->span)),
			    "ALTER TABLE s.t DROP a, ADD b numeric(4, 2), ALTER c DROP NOT NULL");
	for (size_t i = 0; i < COUNT(subcommands); i++) {
		uint32_t start = alter->actions.items[i].location;
		Span span = statement_span(alter, start, start + (uint32_t)strlen(subcommands[i]));
		assert_string_equal(str_dup(&arena, span_text(span)), subcommands[i]);
	}
	uint32_t column = alter->actions.items[1].column->location;
	assert_string_equal(str_dup(&arena, span_text(statement_span(alter, column, column + 9))),
			    "b numeric");
	const Statement *wrong = &statements.items[4];
	assert_string_equal(str_dup(&arena, span_text(wrong->span)), "DELETE FORM t");
	assert_string_equal(str_dup(&arena, span_text(wrong->error_span)), "FORM");
	assert_int_equal(wrong->actions.len, 0);
	arena_release(&arena);
}

// SQL we made for an operation has no place of its own: findings stand on the operation.
static void test_made_sql_stands_at_its_operation(void **state)
{
	Arena arena = { 0 };
	Source *source = source_from_text(&arena, "m.py", STR("op.drop_table('t')"));
	Sql sql = { .text = STR("DROP TABLE t"), .whole = { source, 0, 18 } };
	SqlPiece piece = { 11, 1, { source, 15, 16 }, true };
	Migration migration = { .source = source };
	Step step = { .kind = STEP_SQL, .span = { source, 0, 18 }, .sql = &sql };
	StatementOptions options = { .postgres_version = 15 };
	StatementArray statements = { 0 };
	(void)state;

	sql.pieces = &piece;
	sql.piece_count = 1;
	array_push(&arena, &migration.steps[DIRECTION_UPGRADE], step);
	statements_of(&arena, &migration, DIRECTION_UPGRADE, &options, &statements);
	assert_string_equal(str_dup(&arena, span_text(statements.items[0].span)), "op.drop_table('t')");
	assert_string_equal(str_dup(&arena, span_text(statement_span(&statements.items[0], 11, 12))), "t");
	arena_release(&arena);
}

static void test_claimed_old_type(void **state)
{
	Arena arena = { 0 };
	Source *source = source_from_text(&arena, "m.py", STR("x"));
	Sql sql = { .text = STR("ALTER TABLE t ALTER c TYPE VARCHAR(80)"), .whole = { source, 0, 1 } };
	Migration migration = { .source = source };
	Step step = {
		.kind = STEP_SQL, .span = { source, 0, 1 }, .sql = &sql, .existing_type = STR("VARCHAR(50)")
	};
	StatementOptions options = { .postgres_version = 15 };
	StatementArray statements = { 0 };
	(void)state;

	array_push(&arena, &migration.steps[DIRECTION_UPGRADE], step);
	statements_of(&arena, &migration, DIRECTION_UPGRADE, &options, &statements);
	assert_int_equal(statements.items[0].effects.work, WORK_INSTANT);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_contexts),
		cmocka_unit_test(test_who_set_it),
		cmocka_unit_test(test_timeout_values),
		cmocka_unit_test(test_new_relations),
		cmocka_unit_test(test_holes),
		cmocka_unit_test(test_unknown_length_is_not_a_length),
		cmocka_unit_test(test_reasons_show_the_expression),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_made_sql_stands_at_its_operation),
		cmocka_unit_test(test_claimed_old_type),
	};

	return cmocka_run_group_tests_name("postgres statement", tests, NULL, NULL);
}
