// test_format - format_text() against the C library's vsnprintf, with room and without.

#include "base/format.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

__attribute__((format(printf, 1, 2))) static void same(const char *format, ...)
{
	for (size_t room = 0; room <= 64; room++) {
		char ours[65], theirs[65];
		va_list args, again;

		memset(ours, '~', sizeof ours);
		memset(theirs, '~', sizeof theirs);
		va_start(args, format);
		va_copy(again, args);
		int our_len = format_text(ours, room, format, args);
		int their_len = vsnprintf(theirs, room, format, again);
		va_end(again);
		va_end(args);
		assert_int_equal(our_len, their_len);
		assert_memory_equal(ours, theirs, sizeof ours);
	}
}

static void test_ours(void **state)
{
	const char *none = NULL;

	(void)state;
	same("plain");
	same("%s", "");
	same("drops %s `%.*s`, %d of %u, %zu bytes, 100%%%c", "table", 3, "patients", -12, 4000000000u,
	     (size_t)-1, '!');
	same("%.*s|%.*s|%.*s", 0, "none", 20, "short", -1, "all of it");
	same("%d %d %d", INT32_MIN, 0, INT32_MAX);
	same("%c%s", '\0', "after a NUL");
	same("%s", none ? none : "(null)");
}

static void test_theirs(void **state)
{
	(void)state;
	same("%s then %04x", "first", 0x2fu);
	same("%5d|%-8s|%.2f|%lld", 42, "left", 1.5, (long long)INT64_MIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ours),
		cmocka_unit_test(test_theirs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
