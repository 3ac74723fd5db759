// test_code.c - the Python tree in the evaluator's form: no comment is lost, wherever it stands.

#include "python/code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

// Each has `comments` comments, among what looks like one.
static const struct CommentCase {
	const char *source;
	size_t comments;
} comment_cases[] = {
	{ "", 0 },
	{ "# a\nx = '# no'  # b\n", 2 },
	{ "def f(\n\ta: dict[  # a\n\t\tint,  # b\n\t\tstr,\n\t] = 1,  # c\n) -> list[  # d\n\tint\n]:\n\tpass  # e\n",
	  5 },
	{ "x = f'''{\n\ta  # a\n} # no'''\ny = b'# no' \\\n\t'# no'\n", 1 },
	{ "x = (a not  # a\n\tin b  # b\n\tis  # c\n\tnot d)\n", 3 },
	{ "@d  # a\nclass C(  # b\n\tB,\n):  # c\n\tx: int  # d\n\t# e\n", 5 },
	{ "match x:  # a\n\tcase {'a': 1, **b}:  # b\n\t\tpass\n", 2 },
	{ "x = = (  # a\n", 1 },
	{ "type X[  # a\n\tT\n] = int  # b\n", 2 },
};

static Source *source_of(Arena *arena, const char *text)
{
	return source_from_text(arena, "test.py", str_from(text));
}

static void check_comments(Arena *arena, const char *text, size_t expected)
{
	Tree tree = syntax_parse(source_of(arena, text), LANGUAGE_PYTHON);
	SpanArray all = { 0 }, found = { 0 };

	syntax_comments(arena, &tree, tree_root(&tree), &all);
	code_build(arena, &tree, &found);
	if (all.len != expected || found.len != expected)
		fail_msg("%s\nhas %zu comments, of %zu expected, and %zu are found", text, all.len, expected,
			 found.len);
	for (size_t i = 0; i < found.len; i++)
		assert_int_equal(found.items[i].start, all.items[i].start);
	syntax_free(&tree);
}

static void test_comments(void **state)
{
	Arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(comment_cases); i++)
		check_comments(&arena, comment_cases[i].source, comment_cases[i].comments);
	arena_release(&arena);
}

static void test_comments_below_the_depth_limit(void **state)
{
	Arena arena = { 0 };
	Buffer text = buffer_in(&arena);

	(void)state;
	buffer_fill(&text, '(', MAX_SYNTAX_DEPTH + 10);
	buffer_puts(&text, "x  # a\n");
	buffer_fill(&text, ')', MAX_SYNTAX_DEPTH + 10);
	buffer_puts(&text, "\n# b\n");
	check_comments(&arena, text.data, 2);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_comments),
		cmocka_unit_test(test_comments_below_the_depth_limit),
	};

	return cmocka_run_group_tests_name("python code", tests, NULL, NULL);
}
