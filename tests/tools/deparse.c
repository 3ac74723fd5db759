// deparse.c - test tool: SQL texts in, the same as libpg_query writes them out.
//
// Two texts that differ only in white space, keyword case, needless quotes or parentheses come out equal, which is
// how the oracle tests compare our statements with those of a real framework.
//
// Input: SQL texts on stdin, each ended by a NUL byte (the last one need not be). Output: for each, in order, a line
//	{"deparsed": "SELECT 1; SELECT 2"}	its statements joined by "; ", "" when there are none
//	{"error": "syntax error at or near \"SELEC\""}
// With --statements the first form also has
//	"statements": [{"sql": "SELECT 1", "tree": "{...}"}, ...]	each deparsed, and its parse tree as JSON text
// The tree tells apart what the deparser of PostgreSQL 15 writes alike: the quotes of index and constraint names,
// NULLS NOT DISTINCT of constraints, the access method of a table.
// Exit status 0, or 2 when stdin cannot be read or stdout not written; an SQL error is a result, not a failure.

#include <jansson.h>
#include <pg_query.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The grammar and the deparser recurse with the input, and overflow the stack without noticing.
static const size_t STACK_BYTES = (size_t)256 << 20;

typedef struct Input {
	char *bytes; // one more NUL follows the last
	size_t length;
	bool statements;
} Input;

static _Noreturn void die(const char *what)
{
	perror(what);
	exit(2);
}

static Input read_all(FILE *file)
{
	size_t capacity = 1 << 16;
	Input input = { malloc(capacity), 0, false };
	while (input.bytes) {
		size_t count = fread(input.bytes + input.length, 1, capacity - input.length - 1, file);
		if (count == 0)
			break;
		input.length += count;
		if (input.length == capacity - 1)
			input.bytes = realloc(input.bytes, capacity *= 2);
	}
	if (!input.bytes || ferror(file))
		die("deparse: stdin");
	input.bytes[input.length] = '\0';
	return input;
}

static void print(json_t *line)
{
	if (!line)
		line = json_pack("{s:s}", "error", "not UTF-8");
	if (!line || json_dumpf(line, stdout, JSON_ENSURE_ASCII) != 0 || putchar('\n') == EOF)
		die("deparse: stdout");
	json_decref(line);
}

// The deparsed text and the parse tree of one statement, or NULL.
static json_t *describe(const char *sql)
{
	PgQueryProtobufParseResult tree = pg_query_parse_protobuf(sql);
	PgQueryParseResult json = pg_query_parse(sql);
	json_t *description = NULL;
	if (!tree.error && !json.error) {
		PgQueryDeparseResult result = pg_query_deparse_protobuf(tree.parse_tree);
		if (!result.error)
			description = json_pack("{s:s, s:s}", "sql", result.query, "tree", json.parse_tree);
		pg_query_free_deparse_result(result);
	}
	pg_query_free_parse_result(json);
	pg_query_free_protobuf_parse_result(tree);
	return description;
}

// The statements of sql described one by one (the joined text cannot be told apart again), or NULL.
static json_t *describe_each(const char *sql)
{
	json_t *statements = json_array();
	PgQuerySplitResult split = pg_query_split_with_parser(sql);
	bool done = !split.error;
	for (int i = 0; done && i < split.n_stmts; i++) {
		char *text = strndup(sql + split.stmts[i]->stmt_location, (size_t)split.stmts[i]->stmt_len);
		done = text && json_array_append_new(statements, describe(text)) == 0;
		free(text);
	}
	pg_query_free_split_result(split);
	if (done)
		return statements;
	json_decref(statements);
	return NULL;
}

static void deparse(const char *sql, bool statements)
{
	PgQueryProtobufParseResult tree = pg_query_parse_protobuf(sql);
	if (tree.error) {
		print(json_pack("{s:s}", "error", tree.error->message));
	} else {
		PgQueryDeparseResult result = pg_query_deparse_protobuf(tree.parse_tree);
		if (result.error)
			print(json_pack("{s:s}", "error", result.error->message));
		else if (statements)
			print(json_pack("{s:s, s:o}", "deparsed", result.query, "statements",
					describe_each(sql)));
		else
			print(json_pack("{s:s}", "deparsed", result.query));
		pg_query_free_deparse_result(result);
	}
	pg_query_free_protobuf_parse_result(tree);
}

static void *deparse_all(void *data)
{
	const Input *input = data;
	const char *end = input->bytes + input->length;
	for (const char *sql = input->bytes; sql < end; sql += strlen(sql) + 1)
		deparse(sql, input->statements);
	return NULL;
}

int main(int argc, char **argv)
{
	Input input = read_all(stdin);
	input.statements = argc > 1 && strcmp(argv[1], "--statements") == 0;
	pthread_attr_t attributes;
	pthread_t thread;
	if (pthread_attr_init(&attributes) != 0 || pthread_attr_setstacksize(&attributes, STACK_BYTES) != 0 ||
	    pthread_create(&thread, &attributes, deparse_all, &input) != 0)
		die("deparse: thread");
	pthread_join(thread, NULL);
	pthread_attr_destroy(&attributes);
	free(input.bytes);
	if (fflush(stdout) != 0)
		die("deparse: stdout");
	return 0;
}
