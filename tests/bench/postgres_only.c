// postgres_only.c - the other yardstick of ci/bench-sql: reads the files named on standard input, one a line, gives each whole to
// libpg_query and does nothing else. The argument says which of its functions: "json" (pg_query_parse) or "protobuf"
// (pg_query_parse_protobuf). Prints what it saw, so that no work can be optimised away.

#include <pg_query.h>
#include <stdio.h>
#include <string.h>

#include "source/source.h"

static size_t parse_json(const char *text, size_t *broken)
{
	PgQueryParseResult result = pg_query_parse(text);
	size_t len = strlen(result.parse_tree);

	*broken += result.error != NULL;
	pg_query_free_parse_result(result);
	return len;
}

static size_t parse_protobuf(const char *text, size_t *broken)
{
	PgQueryProtobufParseResult result = pg_query_parse_protobuf(text);
	size_t len = result.parse_tree.len;

	*broken += result.error != NULL;
	pg_query_free_protobuf_parse_result(result);
	return len;
}

int main(int argc, char **argv)
{
	bool protobuf = argc > 1 && strcmp(argv[1], "protobuf") == 0;
	char line[4096];
	size_t files = 0, bytes = 0, broken = 0;

	while (fgets(line, sizeof(line), stdin)) {
		Arena arena = { 0 };
		line[strcspn(line, "\n")] = '\0';
		const Source *source = source_read(&arena, line, line);
		files++;
		bytes += (protobuf ? parse_protobuf : parse_json)(str_dup(&arena, source->text), &broken);
		arena_release(&arena);
	}
	printf("%zu files, %zu bytes of trees, %zu with errors\n", files, bytes, broken);
	return 0;
}
