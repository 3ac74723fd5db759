// The map from SQL back to the source: spans of pieces, adjoining pieces, holes and how they are shown.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "migration/sql.h"

// Two adjacent literals and a name: offsets are those of the words in it.
static const char source_text[] = "op.execute('DROP TABLE '\n           'users', NAME)";

typedef struct Fixture {
	Arena arena;
	Source *source;
} Fixture;

static int set_up(void **state)
{
	Fixture *fixture = test_calloc(1, sizeof(Fixture));

	fixture->source = source_from_text(&fixture->arena, "x.py", str_from(source_text));
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	Fixture *fixture = *state;

	arena_release(&fixture->arena);
	test_free(fixture);
	return 0;
}

static Span span_of(const Fixture *fixture, const char *words)
{
	uint32_t start = (uint32_t)(strstr(source_text, words) - source_text);

	return (Span){ fixture->source, start, start + (uint32_t)strlen(words) };
}

static Text *literal(Fixture *fixture, const char *words)
{
	return text_literal(&fixture->arena, str_from(words), span_of(fixture, words), true);
}

static SqlWriter writer_of(Fixture *fixture)
{
	return sql_writer(&fixture->arena, (Span){ fixture->source, 0, (uint32_t)strlen(source_text) });
}

static void assert_span(Span span, uint32_t start, uint32_t end)
{
	assert_int_equal(span.start, start);
	assert_int_equal(span.end, end);
}

static void assert_text(Str text, const char *expected)
{
	assert_int_equal(text.len, strlen(expected));
	assert_memory_equal(text.data, expected, text.len);
}

static void part_of_a_verbatim_piece_is_exact(void **state)
{
	Fixture *fixture = *state;
	SqlWriter writer = writer_of(fixture);

	sql_puts(&writer, "/* ours */ ");
	sql_add_text(&writer, literal(fixture, "DROP TABLE "));
	const Sql *sql = sql_finish(&writer);
	Span piece = span_of(fixture, "DROP TABLE ");
	assert_span(sql_span(sql, 11, 15), piece.start, piece.start + 4);
	assert_span(sql_span(sql, 16, 21), piece.start + 5, piece.start + 10);
}

static void adjoining_pieces_join(void **state)
{
	Fixture *fixture = *state;
	SqlWriter writer = writer_of(fixture);

	sql_add_text(&writer, literal(fixture, "DROP TABLE "));
	sql_add_text(&writer, literal(fixture, "users"));
	const Sql *sql = sql_finish(&writer);
	assert_span(sql_span(sql, 5, 16), span_of(fixture, "TABLE ").start, span_of(fixture, "users").end);
}

static void words_of_ours_stand_for_the_whole(void **state)
{
	Fixture *fixture = *state;
	SqlWriter writer = writer_of(fixture);

	sql_puts(&writer, "ALTER TABLE ");
	sql_add_from(&writer, STR("\"users\""), span_of(fixture, "users"));
	const Sql *sql = sql_finish(&writer);
	assert_span(sql_span(sql, 0, 5), 0, (uint32_t)strlen(source_text));
	// Not byte for byte: any part of the piece is all of its span.
	assert_span(sql_span(sql, 14, 16), span_of(fixture, "users").start, span_of(fixture, "users").end);
	// A range that begins in our words and ends in a piece is that piece.
	assert_span(sql_span(sql, 6, 19), span_of(fixture, "users").start, span_of(fixture, "users").end);
}

static void pieces_out_of_source_order_are_the_whole(void **state)
{
	Fixture *fixture = *state;
	SqlWriter writer = writer_of(fixture);

	sql_add_text(&writer, literal(fixture, "users"));
	sql_add_text(&writer, literal(fixture, "DROP TABLE "));
	const Sql *sql = sql_finish(&writer);
	assert_span(sql_span(sql, 0, 8), 0, (uint32_t)strlen(source_text));
}

static void holes_are_identifiers_and_shown_as_expressions(void **state)
{
	Fixture *fixture = *state;
	SqlWriter writer = writer_of(fixture);

	sql_puts(&writer, "DROP TABLE t_");
	sql_add_hole(&writer, "NAME", span_of(fixture, "NAME"));
	sql_puts(&writer, ", ");
	sql_add_hole(&writer, "other()", span_of(fixture, "users"));
	const Sql *sql = sql_finish(&writer);
	assert_text(sql->text, "DROP TABLE t_miglint_hole_0, miglint_hole_1");
	assert_text(sql_show(&fixture->arena, sql, sql->text), "DROP TABLE t_{NAME}, {other()}");
	assert_string_equal(sql_hole_in(sql, STR("t_miglint_hole_0"))->expression, "NAME");
	assert_string_equal(sql_hole_in(sql, STR("miglint_hole_1"))->expression, "other()");
	assert_null(sql_hole_in(sql, STR("miglint_hole_2")));
	assert_null(sql_hole_in(sql, STR("miglint_hole_")));
	assert_null(sql_hole_in(sql, STR("users")));
	Span hole = span_of(fixture, "NAME");
	assert_span(sql_span(sql, 13, 27), hole.start, hole.end);
}

static void many_holes_are_told_apart(void **state)
{
	Fixture *fixture = *state;
	SqlWriter writer = writer_of(fixture);

	for (int i = 0; i < 12; i++)
		sql_add_hole(&writer, arena_printf(&fixture->arena, "e%d", i), span_of(fixture, "NAME"));
	const Sql *sql = sql_finish(&writer);
	assert_string_equal(sql_hole_in(sql, STR("miglint_hole_1"))->expression, "e1");
	assert_string_equal(sql_hole_in(sql, STR("miglint_hole_11"))->expression, "e11");
}

static void doubled_quotes_keep_the_map(void **state)
{
	Fixture *fixture = *state;
	SqlWriter writer = writer_of(fixture);
	static const char words[] = "execute('DROP TABLE ";

	sql_add_doubled(&writer, literal(fixture, words), '\'');
	const Sql *sql = sql_finish(&writer);
	assert_text(sql->text, "execute(''DROP TABLE ");
	Span drop = span_of(fixture, "DROP");
	assert_span(sql_span(sql, 10, 14), drop.start, drop.end);
}

static void empty_sql_is_a_string(void **state)
{
	SqlWriter writer = writer_of(*state);
	const Sql *sql = sql_finish(&writer);

	assert_int_equal(sql->text.len, 0);
	assert_string_equal(sql->text.data, "");
	assert_span(sql_span(sql, 0, 0), 0, (uint32_t)strlen(source_text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(part_of_a_verbatim_piece_is_exact, set_up, tear_down),
		cmocka_unit_test_setup_teardown(adjoining_pieces_join, set_up, tear_down),
		cmocka_unit_test_setup_teardown(words_of_ours_stand_for_the_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(pieces_out_of_source_order_are_the_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(holes_are_identifiers_and_shown_as_expressions, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(many_holes_are_told_apart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(doubled_quotes_keep_the_map, set_up, tear_down),
		cmocka_unit_test_setup_teardown(empty_sql_is_a_string, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("sql", tests, NULL, NULL);
}
