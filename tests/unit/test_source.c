// test_source.c - positions in the three column units, line ends, BOM, what cannot be read; slices and near misses of strings.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/map.h"
#include "source/pattern.h"
#include "source/source.h"
#include "source/syntax.h"

typedef struct PositionCase {
	const char *text;
	uint32_t offset;
	ColumnUnit unit;
	uint32_t line;
	uint32_t column;
} PositionCase;

static const PositionCase position_cases[] = {
	{ "abc", 0, COLUMN_UTF16, 1, 1 },
	{ "a\nb", 2, COLUMN_UTF16, 2, 1 },
	{ "a\r\nb", 3, COLUMN_UTF16, 2, 1 },
	{ "a\rb", 2, COLUMN_UTF16, 2, 1 },
	{ "\n\n", 2, COLUMN_UTF16, 3, 1 },
	// é is 2 bytes, 1 code point, 1 unit; 𝛼 is 4 bytes, 1 code point, 2 units
	{ "\xC3\xA9x", 2, COLUMN_CODE_POINTS, 1, 2 },
	{ "\xC3\xA9x", 2, COLUMN_BYTES, 1, 3 },
	{ "\xF0\x9D\x9B\xBCx", 4, COLUMN_CODE_POINTS, 1, 2 },
	{ "\xF0\x9D\x9B\xBCx", 4, COLUMN_UTF16, 1, 3 },
	{ "\xF0\x9D\x9B\xBCx", 4, COLUMN_BYTES, 1, 5 },
	// a BOM counts for nothing, on line 1 only
	{ "\xEF\xBB\xBFx", 3, COLUMN_UTF16, 1, 1 },
	{ "\xEF\xBB\xBFxy", 4, COLUMN_BYTES, 1, 2 },
	{ "\xEF\xBB\xBF", 0, COLUMN_UTF16, 1, 1 },
	{ "\xEF\xBB\xBFx\ny", 6, COLUMN_UTF16, 2, 2 },
	// beyond the end
	{ "ab", 99, COLUMN_UTF16, 1, 3 },
};

static void test_positions(void **state)
{
	Arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(position_cases) / sizeof(*position_cases); i++) {
		const PositionCase *c = &position_cases[i];
		const Source *source = source_from_text(&arena, "x.py", str_from(c->text));
		Position position = source_position(source, c->offset, c->unit);
		if (position.line != c->line || position.column != c->column)
			fail_msg("case %zu: %u:%u, not %u:%u", i, position.line, position.column, c->line,
				 c->column);
	}
	arena_release(&arena);
}

static void test_lines(void **state)
{
	Arena arena = { 0 };
	const Source *source = source_from_text(&arena, "x.py", STR("\xEF\xBB\xBFone\r\ntwo  \n\nfour"));

	(void)state;
	assert_int_equal(source->line_count, 4);
	assert_true(str_is(span_text(source_line_span(source, 1)), "one"));
	assert_true(str_is(span_text(source_line_span(source, 2)), "two  "));
	assert_true(str_is(span_text(source_line_span(source, 4)), "four"));
	assert_int_equal(span_text(source_line_span(source, 5)).len, 0);
	Span over = { source, 8, 19 };
	assert_true(str_is(span_text(span_first_line(over)), "two"));
	arena_release(&arena);
}

static void test_what_cannot_be_read(void **state)
{
	Arena arena = { 0 };

	(void)state;
	assert_null(source_from_text(&arena, "x", STR("caf\xC3\xA9"))->problem);
	assert_non_null(source_from_text(&arena, "x", STR("caf\xE9"))->problem);
	assert_null(source_from_text(&arena, "x", STR("# -*- coding: latin-1 -*-\ncaf\xE9"))->problem);
	assert_non_null(source_from_text(&arena, "x", STR("a\0b"))->problem);
	assert_non_null(source_from_text(&arena, "x", STR("\xED\xA0\x80"))->problem); // a lone surrogate
	assert_non_null(source_from_text(&arena, "x", STR("\xC0\x80"))->problem);     // overlong
	assert_int_equal(source_from_text(&arena, "x", STR("caf\xE9"))->text.len, 0);
	assert_non_null(source_read(&arena, "/nonexistent", "x")->problem);
	assert_non_null(source_read(&arena, "/", "x")->problem);
	assert_non_null(source_read(&arena, "/dev/null", "x")->problem);
	arena_release(&arena);
}

static void test_distance(void **state)
{
	(void)state;
	assert_int_equal(str_distance(STR("type"), STR("type"), 3), 0);
	assert_int_equal(str_distance(STR("tpye"), STR("type"), 3), 1);
	assert_int_equal(str_distance(STR("_type"), STR("type_"), 3), 2);
	assert_int_equal(str_distance(STR("server_defualt"), STR("server_default"), 3), 1);
	assert_int_equal(str_distance(STR("abc"), STR("xyzw"), 2), 3);
	assert_int_equal(str_distance(STR(""), STR("ab"), 3), 2);
}

static void test_map(void **state)
{
	Arena arena = { 0 };
	Map map = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		map_set(&map, &arena, str_from(arena_printf(&arena, "key%d", i)), &map.len);
	assert_int_equal(map.len, 1000);
	assert_ptr_equal(map_get(&map, STR("key999")), &map.len);
	assert_null(map_get(&map, STR("key1000")));
	map_remove(&map, STR("key5"));
	assert_null(map_get(&map, STR("key5")));
	assert_ptr_equal(map_get(&map, STR("key6")), &map.len);
	arena_release(&arena);
}

// A pattern that runs into its limit must not look like "no match".
static void test_pattern(void **state)
{
	Str groups[MAX_PATTERN_GROUPS];

	(void)state;
	assert_int_equal(pattern_match(PATTERN_SAFETY_TAG, STR("# SAFETY: DESTRUCTIVE\r"), 0, groups),
			 PATTERN_MATCH);
	assert_true(str_is(groups[2], "DESTRUCTIVE"));
	assert_int_equal(pattern_match(PATTERN_SAFETY_TAG, STR("# nothing"), 0, groups), PATTERN_NO_MATCH);
	assert_int_equal(pattern_match(PATTERN_DESTRUCTIVE_KEYWORD, STR("x; drop  table y"), 0, groups),
			 PATTERN_MATCH);
	assert_int_equal(pattern_match(PATTERN_DESTRUCTIVE_KEYWORD, STR("dropped tables"), 0, groups),
			 PATTERN_NO_MATCH);
}

static void test_arena(void **state)
{
	Arena arena = { 0 };
	char *text = arena_alloc(&arena, 10);

	(void)state;
	memcpy(text, "123456789", 10);
	char *grown = arena_grow(&arena, text, 10, 5000);
	assert_ptr_equal(grown, text); // the last allocation grows in place
	char *other = arena_alloc(&arena, 1);
	char *moved = arena_grow(&arena, grown, 5000, 6000);
	assert_ptr_not_equal(moved, grown);
	assert_string_equal(moved, "123456789");
	assert_int_equal(moved[5999], 0);
	*other = 1;
	assert_non_null(arena_alloc(&arena, 5 * 1024 * 1024));
	arena_release(&arena);
	assert_int_equal(arena_used(&arena), 0);
}

static void test_one_line(void **state)
{
	static const struct {
		const char *text, *line;
	} cases[] = {
		{ "a", "a" },
		{ "", "" },
		{ " f ( a,  b ) ", "f ( a, b )" },
		{ "f(\n    a,\n    b,\n)\n.g()", "f(a, b,).g()" },
		{ "x\n  + y", "x + y" },
		{ "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopq..." },
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		Arena arena = { 0 };
		assert_string_equal(syntax_one_line(&arena, str_from(cases[i].text), 20), cases[i].line);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_positions),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_what_cannot_be_read),
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_map),
		cmocka_unit_test(test_pattern),
		cmocka_unit_test(test_arena),
		cmocka_unit_test(test_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
