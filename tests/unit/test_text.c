// test_text - Text: pieces, slices, and that a text made of others still knows where its bytes stand in the source.

#include "python/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "python/evaluate.h"

static Text *verbatim(Arena *arena, const Source *source, uint32_t start, uint32_t end)
{
	return text_literal(arena, str_slice(source->text, start, end), (Span){ source, start, end }, true);
}

// Pieces as "bytes@start-end" for verbatim ones, "bytes~start-end" for others, "{hole}@start-end".
static const char *show(Arena *arena, const Text *text)
{
	Buffer out = buffer_in(arena);

	for (size_t i = 0; i < text->pieces.len; i++) {
		const TextPiece *piece = &text->pieces.items[i];

		if (i)
			buffer_putc(&out, '|');
		if (piece->hole)
			buffer_printf(&out, "{%s}", piece->hole);
		buffer_add_str(&out, piece->text);
		buffer_printf(&out, "%s%u-%u", piece->verbatim || piece->hole ? "@" : "~", piece->span.start,
			      piece->span.end);
	}
	return out.data ? out.data : "";
}

// The text of the module variable `x`.
static const char *show_x(Arena *arena, const char *code)
{
	Tree tree = syntax_parse(source_from_text(arena, "x.py", str_from(code)), LANGUAGE_PYTHON);
	const Module *module = module_evaluate(arena, &tree, NULL);
	const Value *x = module_get(module, "x");

	syntax_free(&tree);
	assert_non_null(x);
	assert_int_equal(x->kind, VALUE_STR);
	// What is said to be verbatim must be.
	for (size_t i = 0; i < x->text->pieces.len; i++) {
		const TextPiece *piece = &x->text->pieces.items[i];

		if (piece->verbatim)
			assert_true(str_equal(piece->text, span_text(piece->span)));
	}
	return show(arena, x->text);
}

static void test_slices_add_up(void **state)
{
	Arena arena = { 0 };
	const Source *source = source_from_text(&arena, "t", STR("abcdef"));
	Text *text = verbatim(&arena, source, 0, 3);

	(void)state;
	text_append(text, &arena, text_hole(&arena, (Span){ source, 3, 4 }, "h"));
	text_append(text, &arena, verbatim(&arena, source, 4, 6));
	for (size_t cut = 0; cut <= text->len; cut++) {
		Text *whole = text_concat(&arena, text_slice(&arena, text, 0, cut),
					  text_slice(&arena, text, cut, text->len));

		assert_string_equal(show(&arena, whole), "abc@0-3|{h}@3-4|ef@4-6");
	}
	assert_string_equal(show(&arena, text_slice(&arena, text, 1, 4)), "bc@1-3|{h}@3-4|e@4-5");
	assert_string_equal(show(&arena, text_slice(&arena, text, 2, 2)), "");
	arena_release(&arena);
}

static void test_bytes(void **state)
{
	Arena arena = { 0 };
	const Source *source = source_from_text(&arena, "t", STR("abcdef"));
	Text *text = text_concat(&arena, verbatim(&arena, source, 0, 2), verbatim(&arena, source, 4, 6));

	(void)state;
	assert_true(str_is(text_bytes(text, &arena), "abef"));
	assert_false(text_has_hole(text));
	assert_int_equal(text_bytes(text_new(&arena), &arena).len, 0);
	text_append(text, &arena, text);
	assert_true(str_is(text_bytes(text, &arena), "abefabef"));
	arena_release(&arena);
}

static void test_size_limit(void **state)
{
	Arena arena = { 0 };
	Text *text = text_literal(&arena, STR("0123456789abcdef"), (Span){ 0 }, false);

	(void)state;
	while (text->len < MAX_TEXT_BYTES)
		text_append(text, &arena, text);
	text_append(text, &arena, text);
	assert_int_equal(text->len, MAX_TEXT_BYTES);
	arena_release(&arena);
}

// `x` after running `code`, as show() writes it.
typedef struct MapCase {
	const char *code;
	const char *pieces;
} MapCase;

static const MapCase maps[] = {
	{ "x = 'abc'", "abc@5-8" },
	{ "x = \"\"\"a\nb\"\"\"", "a\nb@7-10" },
	{ "x = 'a\\nb'", "a@5-6|\n~6-8|b@8-9" },
	{ "x = r'a\\nb'", "a\\nb@6-10" },
	{ "x = 'a\\qb'", "a\\qb@5-9" },
	{ "x = 'a\\\nb'", "a@5-6|b@8-9" },
	{ "x = '''a\r\nb'''", "a@7-8|\n~8-10|b@10-11" },
	{ "x = '\\x41\\u00e9\\101\\0'", "A~5-9|\xc3\xa9~9-15|A~15-19|" },
	{ "x = '\\U0001F600'", "\xf0\x9f\x98\x80~5-15" },
	{ "x = 'a' 'b'", "a@5-6|b@9-10" },
	{ "x = ('a'\n     \"b\")", "a@6-7|b@15-16" },
	{ "x = 'a' + 'b'", "a@5-6|b@11-12" },
	{ "T = 'tab'\nx = f'DROP {T};'", "DROP @16-21|tab@5-8|;@24-25" },
	{ "x = f'{{a}}'", "{~6-8|a@8-9|}~9-11" },
	{ "x = f'a{y}b'", "a@6-7|{y}@8-9|b@10-11" },
	{ "x = f'{1 + 2}'", "3~7-12" },
	{ "T = 'tab'\nx = 'a %s b' % T", "a @15-17|tab@5-8| b@19-21" },
	{ "x = '%d%%' % 5", "5~13-14|%@8-9" },
	{ "T = 'tab'\nx = '{} {}'.format(T, 1)", "tab@5-8| @17-18|1~32-33" },
	{ "x = ' a '.strip()", "a@6-7" },
	{ "x = 'abc'[1:]", "bc@6-8" },
	{ "x = 'abc'[-1]", "c@7-8" },
	{ "x = 'a-b'.split('-')[1]", "b@7-8" },
	{ "x = ','.join(['a', 'b'])", "a@15-16|,@5-6|b@20-21" },
	{ "x = 'aXb'.replace('X', 'Y')", "a@5-6|Y@24-25|b@7-8" },
	{ "x = 'abc'.upper()", "ABC~5-8" },
	{ "x = 'ABC'.upper()", "ABC@5-8" },
	{ "import textwrap\nx = textwrap.dedent('''\n  a\n  b''')", "\n@39-40|a\n@42-44|b@46-47" },
	{ "x = '-' * 3", "-@5-6|-@5-6|-@5-6" },
};

static void test_maps(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
		Arena arena = { 0 };

		const char *pieces = show_x(&arena, maps[i].code);
		if (strcmp(pieces, maps[i].pieces) != 0)
			fail_msg("%s\n  gives  %s\n  not    %s", maps[i].code, pieces, maps[i].pieces);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slices_add_up),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_size_limit),
		cmocka_unit_test(test_maps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
