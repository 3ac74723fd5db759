// test_frame.c - code frames: carets stand below what they mean, whatever is before it on the line.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/frame.h"

// FrameCase: a file, the text in it to be underlined, and the frame.
typedef struct FrameCase {
	const char *text;
	const char *marked;
	const char *frame;
} FrameCase;

static const FrameCase cases[] = {
	{ "one\ntwo()\nthree\n", "two()",
	  " --> f.py:2:1\n  |\n1 | one\n2 | two()\n  | ^^^^^\n3 | three\n  |\n" },
	{ "one\n", "one", " --> f.py:1:1\n  |\n1 | one\n  | ^^^\n  |\n" },
	// blank lines are no context
	{ "one\n \t\ntwo\n\n", "two", " --> f.py:3:1\n  |\n3 | two\n  | ^^^\n  |\n" },
	// only the first line of a place is underlined
	{ "f(\n  a,\n)\n", "f(\n  a,\n)", " --> f.py:1:1\n  |\n1 | f(\n  | ^^\n2 |   a,\n  |\n" },
	// line numbers of different width
	{ "1\n2\n3\n4\n5\n6\n7\n8\nx\n10\n", "x",
	  "  --> f.py:9:1\n   |\n 8 | 8\n 9 | x\n   | ^\n10 | 10\n   |\n" },
	// tabs are four columns, wide characters two, combining ones none
	{ "\tab\n", "b", " --> f.py:1:3\n  |\n1 |     ab\n  |      ^\n  |\n" },
	{ "日本 op\n", "op", " --> f.py:1:4\n  |\n1 | 日本 op\n  |      ^^\n  |\n" },
	{ "op(日)\n", "op(日)", " --> f.py:1:1\n  |\n1 | op(日)\n  | ^^^^^^\n  |\n" },
	{ "e\xCC\x81 x\n", "x", " --> f.py:1:4\n  |\n1 | e\xCC\x81 x\n  |   ^\n  |\n" },
	// what would drive a terminal is shown, not sent
	{ "\x1B[31m\x7F\xE2\x80\xAE x\n", "x", " --> f.py:1:9\n  |\n1 | ␛[31m␡� x\n  |         ^\n  |\n" },
	// CR LF and a BOM
	{ "\xEF\xBB\xBFone\r\ntwo\r\n", "one", " --> f.py:1:1\n  |\n1 | one\n  | ^^^\n2 | two\n  |\n" },
};

static Span find(const Source *source, const char *marked)
{
	size_t at = str_find(source->text, str_from(marked), 0);

	assert_int_not_equal(at, SIZE_MAX);
	return (Span){ source, (uint32_t)at, (uint32_t)(at + strlen(marked)) };
}

static void test_frames(void **state)
{
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		Arena arena = { 0 };
		Buffer out = buffer_in(&arena);
		Source *source = source_from_text(&arena, "f.py", str_from(cases[i].text));
		Span span = find(source, cases[i].marked);
		Frame frame = frame_for(&out, false, STYLE_ERROR, span);
		frame_add(&frame, span);
		assert_string_equal(out.data, cases[i].frame);
		arena_release(&arena);
	}
}

// The line of `frame` after which only `mark` and blanks stand before the first caret, as columns before it.
static size_t caret_column(const char *frame)
{
	const char *caret = strchr(frame, '^');

	assert_non_null(caret);
	const char *line = caret;
	while (line > frame && line[-1] != '\n')
		line--;
	return (size_t)(caret - line);
}

static void test_long_lines(void **state)
{
	Arena arena = { 0 };
	Buffer text = buffer_in(&arena), out = buffer_in(&arena);
	(void)state;

	buffer_fill(&text, 'a', 1000);
	buffer_puts(&text, "MARK");
	buffer_fill(&text, 'z', 1000);
	buffer_puts(&text, "\n");
	buffer_fill(&text, 'n', 900);
	Source *source = source_from_text(&arena, "f.py", buffer_str(&text));
	Span span = find(source, "MARK");
	Frame frame = frame_for(&out, false, STYLE_ERROR, span);
	frame_add(&frame, span);

	const char *shown = strstr(out.data, "1 | ");
	assert_non_null(shown);
	assert_memory_equal(shown + 4, "…a", strlen("…a"));
	// The ellipsis is three bytes and one column.
	size_t mark = (size_t)(strstr(shown, "MARK") - shown) - (strlen("…") - 1);
	assert_int_equal(mark, caret_column(out.data));
	assert_non_null(strstr(shown, "z…\n"));
	assert_null(strstr(out.data, "2 |")); // nothing of it to be seen there
	assert_true(out.len < 800);
	arena_release(&arena);
}

static void test_whole_long_line(void **state)
{
	Arena arena = { 0 };
	Buffer text = buffer_in(&arena), out = buffer_in(&arena);
	(void)state;

	buffer_fill(&text, 'a', 5000);
	Source *source = source_from_text(&arena, "f.py", buffer_str(&text));
	Span span = { source, 0, 5000 };
	Frame frame = frame_for(&out, false, STYLE_ERROR, span);
	frame_add(&frame, span);
	assert_true(out.len < 500);
	arena_release(&arena);
}

static void test_places_beyond_the_text(void **state)
{
	Arena arena = { 0 };
	Buffer out = buffer_in(&arena);
	Source *source = source_from_text(&arena, "f.py", STR("one\n"));
	const Span spans[] = { { source, 3, 3 }, { source, 3, 4 }, { source, 4, 4 }, { NULL, 0, 0 } };
	(void)state;

	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		Frame frame = frame_for(&out, false, STYLE_ERROR, spans[i]);
		frame_add(&frame, spans[i]);
	}
	Source *empty = source_from_text(&arena, "f.py", STR(""));
	Frame frame = frame_for(&out, false, STYLE_ERROR, (Span){ empty, 0, 0 });
	buffer_clear(&out);
	frame_add(&frame, (Span){ empty, 0, 0 });
	assert_string_equal(out.data, " --> f.py:1:1\n");
	arena_release(&arena);
}

static void test_notes(void **state)
{
	Arena arena = { 0 };
	Buffer out = buffer_in(&arena);
	Frame frame = { .out = &out, .gutter = 2 };
	(void)state;

	frame_add_sql(&frame, "SELECT 1");
	frame_add_note(&frame, "help", "do\r\n\n    this\n\n");
	frame_add_sql(&frame, "UPDATE a\n\t  SET b = 1\n\n\t    + 2\n\t  WHERE c");
	frame_add_sql(&frame, "1\n2\n3\n4\n5\n6\n7\n8");
	frame_add_sql(&frame, "1\n2\n3\n4\n5\n6\n7\n8\n9");
	assert_string_equal(out.data,
			    "   = sql: SELECT 1\n"
			    "   = help: do\n"
			    "\n"
			    "               this\n"
			    "   = sql: UPDATE a\n"
			    "          SET b = 1\n"
			    "\n"
			    "            + 2\n"
			    "          WHERE c\n"
			    "   = sql: 1\n          2\n          3\n          4\n          5\n"
			    "          6\n          7\n          8\n"
			    "   = sql: 1\n          2\n          3\n          4\n          5\n"
			    "          6\n          7\n          8 …\n");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_frames),          cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_whole_long_line), cmocka_unit_test(test_places_beyond_the_text),
		cmocka_unit_test(test_notes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
