// test_json.c - the JSON writer: what jansson reads back is what went in, whatever bytes those were.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>

#include "report/json.h"

static void add_members(JsonWriter *json)
{
	json_member(json, "text", "a \"b\" \\ c");
	json_member(json, "none", NULL);
	json_member_int(json, "number", INT64_MIN);
	json_member_bool(json, "yes", true);
	json_key(json, "empty");
	json_array_begin(json);
	json_array_end(json);
	json_key(json, "list");
	json_array_begin(json);
	json_int(json, 1);
	json_object_begin(json);
	json_object_end(json);
	json_none(json);
	json_array_end(json);
}

static const char *written(Arena *arena, int indent)
{
	Buffer out = buffer_in(arena);
	JsonWriter json = json_writer(&out, indent);

	json_object_begin(&json);
	add_members(&json);
	json_object_end(&json);
	return buffer_str(&out).data;
}

static void test_layout(void **state)
{
	Arena arena = { 0 };
	(void)state;

	assert_string_equal(written(&arena, 0),
			    "{\"text\":\"a \\\"b\\\" \\\\ c\",\"none\":null,\"number\":-9223372036854775808,"
			    "\"yes\":true,\"empty\":[],\"list\":[1,{},null]}");
	assert_string_equal(written(&arena, 2),
			    "{\n"
			    "  \"text\": \"a \\\"b\\\" \\\\ c\",\n"
			    "  \"none\": null,\n"
			    "  \"number\": -9223372036854775808,\n"
			    "  \"yes\": true,\n"
			    "  \"empty\": [],\n"
			    "  \"list\": [\n"
			    "    1,\n"
			    "    {},\n"
			    "    null\n"
			    "  ]\n"
			    "}");
	arena_release(&arena);
}

// An initialiser of a Str; STR() is no constant expression.
#define BYTES(literal)                          \
	{                                       \
		"" literal, sizeof(literal) - 1 \
	}

typedef struct StringCase {
	Str bytes;
	Str read; // by a JSON reader
} StringCase;

static const StringCase strings[] = {
	{ BYTES(""), BYTES("") },
	{ BYTES("plain"), BYTES("plain") },
	{ BYTES("\b\t\n\f\r\x01\x1F\x7F"), BYTES("\b\t\n\f\r\x01\x1F\x7F") },
	{ BYTES("a\0b"), BYTES("a\0b") },
	{ BYTES("r\xC3\xA9gion \xE6\x97\xA5 \xF0\x9D\x9B\xBC"),
	  BYTES("r\xC3\xA9gion \xE6\x97\xA5 \xF0\x9D\x9B\xBC") },
	// one U+FFFD for each maximal part
	{ BYTES("\xFF"), BYTES("\xEF\xBF\xBD") },
	{ BYTES("a\xC3"), BYTES("a\xEF\xBF\xBD") },
	{ BYTES("\xE6\x97z"), BYTES("\xEF\xBF\xBDz") },
	{ BYTES("\xF0\x9D\x9B"), BYTES("\xEF\xBF\xBD") },
	{ BYTES("\xC0\xAF"), BYTES("\xEF\xBF\xBD\xEF\xBF\xBD") },                 // overlong
	{ BYTES("\xED\xA0\x80"), BYTES("\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD") }, // a surrogate
	{ BYTES("\xF4\x90\x80\x80"),
	  BYTES("\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD") }, // beyond U+10FFFF
	{ BYTES("\xE2\x80\xA8\xEF\xBF\xBF"), BYTES("\xE2\x80\xA8\xEF\xBF\xBF") },
};

static void test_strings(void **state)
{
	(void)state;

	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		Arena arena = { 0 };
		Buffer out = buffer_in(&arena);
		JsonWriter json = json_writer(&out, 0);
		json_error_t error;
		json_str(&json, strings[i].bytes);
		json_t *value = json_loadb(out.data, out.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
		assert_non_null(value);
		assert_int_equal(json_string_length(value), strings[i].read.len);
		assert_memory_equal(json_string_value(value), strings[i].read.data, strings[i].read.len);
		json_decref(value);
		arena_release(&arena);
	}
}

static void test_every_byte_pair_is_valid(void **state)
{
	(void)state;

	for (unsigned pair = 0; pair < 0x10000; pair++) {
		Arena arena = { 0 };
		Buffer out = buffer_in(&arena);
		JsonWriter json = json_writer(&out, 0);
		char bytes[] = { (char)(pair >> 8), (char)pair };
		json_error_t error;
		json_str(&json, (Str){ bytes, 2 });
		json_t *value = json_loadb(out.data, out.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
		assert_non_null(value);
		json_decref(value);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_every_byte_pair_is_valid),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
