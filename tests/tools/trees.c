// trees.c - test tool: compares the two forms of libpg_query's syntax trees, as postgres/parse_json.c reads one and protobuf-c
// unpacks the other.
//
// Input: SQL texts on stdin, each ended by a NUL byte. Output: each statement whose trees differ, then a line "N trees, M
// refused": those the JSON reader leaves to the other form. A statement with a syntax error has no tree. Exit status 0, 1 when trees differ, 2 when stdin cannot be read.

#include <pg_query.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "postgres/parse.h"
#include "postgres/parse_json.h"
#include "postgres/scan.h"

typedef struct Counts {
	size_t trees;
	size_t refused;
	size_t different;
} Counts;

static Str packed(Arena *arena, const PgNode *node)
{
	size_t len = node ? pg_query__node__get_packed_size(node) : 0;
	uint8_t *bytes = arena_alloc(arena, len);

	if (node)
		pg_query__node__pack(node, bytes);
	return (Str){ (char *)bytes, len };
}

static void compare(Arena *arena, const char *sql, Counts *counts)
{
	PgQueryParseResult json = pg_query_parse(sql);
	PgQueryProtobufParseResult protobuf = pg_query_parse_protobuf(sql);

	if (!json.error && !protobuf.error) {
		PgQuery__ParseResult *unpacked = pg_query__parse_result__unpack(
			NULL, protobuf.parse_tree.len, (const uint8_t *)protobuf.parse_tree.data);
		const PgNode *read = parse_json_read(arena, json.parse_tree, 0, true);
		Str expected = packed(arena, unpacked->n_stmts ? unpacked->stmts[0]->stmt : NULL);

		counts->trees++;
		counts->refused += !read;
		if (read && !str_equal(packed(arena, read), expected)) {
			counts->different++;
			printf("differs: %s\n", sql);
		}
		pg_query__parse_result__free_unpacked(unpacked, NULL);
	} else if (!json.error != !protobuf.error) {
		counts->different++;
		printf("only one form: %s\n", sql);
	}
	pg_query_free_parse_result(json);
	pg_query_free_protobuf_parse_result(protobuf);
}

static void compare_statements(Str sql, Counts *counts)
{
	Arena arena = { 0 };
	SqlRange range;
	uint32_t at = 0;

	while (sql_next_statement(sql, &at, &range))
		if (!range.refused)
			compare(&arena, str_dup(&arena, str_slice(sql, range.start, range.end)), counts);
	arena_release(&arena);
}

static void *compare_all(void *state)
{
	Counts *counts = state;
	char *text = NULL;
	size_t capacity = 0;

	while (getdelim(&text, &capacity, '\0', stdin) > 0)
		compare_statements(str_from(text), counts);
	free(text);
	return NULL;
}

int main(void)
{
	Counts counts = { 0 };
	pthread_attr_t attributes;
	pthread_t thread;

	// libpg_query and protobuf-c recurse.
	if (pthread_attr_init(&attributes) != 0 ||
	    pthread_attr_setstacksize(&attributes, PARSE_STACK_BYTES) != 0 ||
	    pthread_create(&thread, &attributes, compare_all, &counts) != 0) {
		perror("trees: thread");
		return 2;
	}
	pthread_join(thread, NULL);
	pthread_attr_destroy(&attributes);
	printf("%zu trees, %zu refused\n", counts.trees, counts.refused);
	return ferror(stdin) ? 2 : counts.different > 0;
}
