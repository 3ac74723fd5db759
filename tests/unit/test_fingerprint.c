// test_fingerprint.c - GitHub's line hash, against the vectors of GitHub's own tests and of an independent implementation;
// and file names as URIs.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "report/fingerprint.h"
#include "report/uri.h"

// An initialiser of a Str; STR() is no constant expression.
#define BYTES(literal)                          \
	{                                       \
		"" literal, sizeof(literal) - 1 \
	}

typedef struct HashCase {
	Str text;
	const char *lines; // the fingerprints of its first lines, separated by blanks
} HashCase;

#define LOREM "Lorem ipsum dolor sit amet.\n"
#define LOREM_5 LOREM LOREM LOREM LOREM LOREM

static const HashCase cases[] = {
	// from codeql-action
	{ BYTES(""), "c129715d7a2bc9a3:1" },
	{ BYTES(" a\nb\n  \t\tc\n d"),
	  "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1" },
	{ BYTES(" a\rb\n  \t\tc\r\n d"),
	  "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1" },
	{ BYTES("x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n"),
	  "e54938cc54b302f1:1 bb609acbe9138d60:1 1131fd5871777f34:1 5c482a0f8b35ea28:1 54517377da7028d2:1 "
	  "2c644846cb18d53e:1 f1b89f20de0d133:1 c129715d7a2bc9a3:1" },
	{ BYTES(LOREM_5 LOREM_5),
	  "a7f2ff13bc495cf2:1 a7f2ff13bc495cf2:2 a7f2ff13bc495cf2:3 a7f2ff13bc495cf2:4 a7f2ff13bc495cf2:5 "
	  "a7f2ff13bc495cf2:6 a7f2ff1481e87703:1 a9cf91f7bbf1862b:1 55ec222b86bcae53:1 cc97dc7b1d7d8f7b:1 "
	  "c129715d7a2bc9a3:1" },
	// from the same algorithm written in Python: line ends of all kinds; a BOM, an astral character and broken UTF-8
	{ BYTES("a\r\nb\rc\n\nd"),
	  "da815e20fd1432a5:1 7637b694ce51cabe:1 f8ac93a55d88711a:1 6bf49ae9d59c5bc1:1 a23a3dc5e078b07b:1" },
	{ BYTES("\xEF\xBB\xBFr\xC3\xA9gion = '\xF0\x9D\x9B\xBC'\n\xFF\xE6\x97z\xF0\x9D\n"),
	  "cf71a69f6f51e8f3:1 2bd36f96b8ec58d6:1 c129715d7a2bc9a3:1" },
};

static void test_lines(void **state)
{
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		Arena arena = { 0 };
		LineHashes hashes = line_hashes(&arena, cases[i].text);
		Buffer lines = buffer_in(&arena);
		for (uint32_t line = 1; line <= hashes.len; line++)
			buffer_printf(&lines, "%s%s", line > 1 ? " " : "",
				      line_fingerprint(&arena, &hashes, line));
		assert_string_equal(lines.data, cases[i].lines);
		arena_release(&arena);
	}
}

static void test_no_such_line(void **state)
{
	Arena arena = { 0 };
	LineHashes hashes = line_hashes(&arena, STR(" a\nb\n  \t\tc\n d"));
	(void)state;

	assert_string_equal(line_fingerprint(&arena, &hashes, 0), "271789c17abda88f:1");
	assert_string_equal(line_fingerprint(&arena, &hashes, 5), "271789c17abda88f:1");
	arena_release(&arena);
}

typedef struct UriCase {
	const char *path;
	const char *uri;
} UriCase;

static const UriCase uris[] = {
	{ "/repo/alembic/versions/a.py", "alembic/versions/a.py" },
	{ "/repo/./x/../y/a.py", "y/a.py" },
	{ "/repo/a b/\"q\"/r\xC3\xA9gion%20.py", "a%20b/%22q%22/r%C3%A9gion%2520.py" },
	{ "/repo/a#b?c:d[e].py", "a%23b%3Fc%3Ad%5Be%5D.py" },
	{ "/repo/~-_.Az9.py", "~-_.Az9.py" },
	// outside: neither absolute nor with ".."
	{ "/repository/a.py", "repository/a.py" },
	{ "/repo/../elsewhere/a.py", "elsewhere/a.py" },
	{ "/../../a.py", "a.py" },
};

static void test_uris(void **state)
{
	Arena arena = { 0 };
	(void)state;

	for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++)
		assert_string_equal(repository_uri(&arena, "/repo", uris[i].path), uris[i].uri);
	assert_string_equal(repository_uri(&arena, "/", "/no such/a.py"), "no%20such/a.py");
	arena_release(&arena);
}

static void test_root(void **state)
{
	Arena arena = { 0 };
	char folder[] = "/tmp/miglint-unit-XXXXXX";
	(void)state;

	assert_non_null(mkdtemp(folder));
	const char *git = arena_printf(&arena, "%s/.git", folder),
		   *sub = arena_printf(&arena, "%s/sub", folder);
	assert_int_equal(mkdir(sub, 0700), 0);
	assert_int_equal(chdir(sub), 0);
	assert_string_equal(repository_root(&arena), sub); // in no work tree
	FILE *link = fopen(git, "w");                      // as in a linked work tree
	assert_non_null(link);
	fclose(link);
	assert_string_equal(repository_root(&arena), folder);
	assert_string_equal(repository_uri(&arena, folder, "gone.py"), "sub/gone.py");
	assert_int_equal(chdir("/"), 0);
	remove(git);
	rmdir(sub);
	rmdir(folder);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_no_such_line),
		cmocka_unit_test(test_uris),
		cmocka_unit_test(test_root),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
