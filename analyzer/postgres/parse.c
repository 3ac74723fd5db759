#include "postgres/parse.h"

#include <pg_query.h>

#include "postgres/newer.h"
#include "postgres/parse_json.h"
#include "postgres/scan.h"

// protobuf-c unpacks the tree straight into the arena, and has nothing to free there.
static void *allocate(void *arena, size_t size)
{
	return arena_alloc(arena, size);
}

static void keep(void *arena, void *pointer)
{
	(void)arena;
	(void)pointer;
}

// Bytes before the 1-based `character` of UTF-8 text.
static uint32_t byte_of_character(Str text, int character)
{
	uint32_t at = 0;

	for (int seen = 1; seen < character && at < text.len; seen++) {
		at++;
		while (at < text.len && ((unsigned char)text.data[at] & 0xC0) == 0x80)
			at++;
	}
	return at;
}

// `location` in every node counts from the statement; make it count from the text.
static bool move_location(void *offset, const ProtobufCMessage *message)
{
	const ProtobufCFieldDescriptor *field =
		protobuf_c_message_descriptor_get_field_by_name(message->descriptor, "location");

	if (field && field->type == PROTOBUF_C_TYPE_INT32) {
		int32_t *location = (int32_t *)((char *)(uintptr_t)message + field->offset);
		if (*location >= 0)
			*location += (int32_t) * (const uint32_t *)offset;
	}
	return true;
}

static const PgNode *unpack(Arena *arena, PgQueryProtobuf packed)
{
	ProtobufCAllocator allocator = { allocate, keep, arena };
	PgQuery__ParseResult *result =
		pg_query__parse_result__unpack(&allocator, packed.len, (const uint8_t *)packed.data);

	return result && result->n_stmts > 0 ? result->stmts[0]->stmt : NULL;
}

static void set_error(Arena *arena, ParsedStatement *statement, Str sql, const PgQueryError *error)
{
	uint32_t at = error->cursorpos > 0 ? byte_of_character(sql, error->cursorpos) : 0;

	statement->error = arena_printf(arena, "%s", error->message ? error->message : "cannot be parsed");
	statement->error_offset = statement->start + at;
}

// The tree of `sql` (NUL-terminated) in libpg_query's other form, which costs several times as much.
static const PgNode *parse_protobuf(Arena *arena, const char *sql, uint32_t offset)
{
	PgQueryProtobufParseResult result = pg_query_parse_protobuf(sql);
	const PgNode *node = result.error ? NULL : unpack(arena, result.parse_tree);

	pg_query_free_protobuf_parse_result(result);
	if (node && offset > 0)
		ast_walk_messages(&node->base, move_location, &offset);
	return node;
}

static ParsedStatement parse_as_written(Arena *arena, Str sql, uint32_t offset)
{
	ParsedStatement statement = { .start = offset, .end = offset + (uint32_t)sql.len };
	const char *text = str_dup(arena, sql);
	PgQueryParseResult result = pg_query_parse(text);

	if (result.error)
		set_error(arena, &statement, sql, result.error);
	else
		statement.node = parse_json_read(arena, result.parse_tree, offset,
						 str_find_char(sql, '-', 0) != SIZE_MAX);
	pg_query_free_parse_result(result);
	if (!statement.node && !statement.error)
		statement.node = parse_protobuf(arena, text, offset);
	if (!statement.node && !statement.error) {
		statement.error = "cannot be parsed";
		statement.error_offset = offset;
	}
	return statement;
}

// Place: where a statement in older words stands.
typedef struct Place {
	const NewerSyntax *syntax;
	uint32_t offset;
} Place;

static bool move_to_original(void *state, const ProtobufCMessage *message)
{
	const Place *place = state;
	const ProtobufCFieldDescriptor *field =
		protobuf_c_message_descriptor_get_field_by_name(message->descriptor, "location");

	if (field && field->type == PROTOBUF_C_TYPE_INT32) {
		int32_t *location = (int32_t *)((char *)(uintptr_t)message + field->offset);
		if (*location >= 0)
			*location =
				(int32_t)(place->offset + newer_original(place->syntax, (uint32_t)*location));
	}
	return true;
}

// A statement that the grammar rejects, once more in its words.
static void parse_newer(Arena *arena, Str sql, uint32_t offset, ParsedStatement *statement)
{
	NewerSyntax syntax = newer_syntax(arena, sql);

	if (!syntax.name || syntax.version <= postgres_grammar_version())
		return;
	statement->newer = syntax.name;
	statement->newer_version = syntax.version;
	if (!syntax.edits.len)
		return;
	ParsedStatement older = parse_as_written(arena, newer_rewritten(arena, sql, &syntax), 0);
	if (!older.node)
		return;
	ast_walk_messages(&older.node->base, move_to_original, &(Place){ &syntax, offset });
	statement->node = older.node;
	statement->error = NULL;
}

ParsedStatement postgres_parse_one(Arena *arena, Str sql, uint32_t offset)
{
	ParsedStatement statement = parse_as_written(arena, sql, offset);

	if (!statement.node)
		parse_newer(arena, sql, offset, &statement);
	return statement;
}

void postgres_parse_range(Arena *arena, Str sql, uint32_t start, uint32_t end, ParsedStatements *statements)
{
	uint32_t at = start, open;
	SqlRange range;

	sql.len = end;
	end = start;
	while (sql_next_statement(sql, &at, &range)) {
		end = range.end;
		ParsedStatement statement = { range.start,   range.end,        NULL,
					      range.refused, range.refused_at, true };
		if (!range.refused)
			statement = postgres_parse_one(arena, str_slice(sql, range.start, range.end),
						       range.start);
		array_push(arena, statements, statement);
	}
	// PostgreSQL refuses the whole text; taken for a comment it would hide what follows.
	if (sql_open_comment(sql, end, &open))
		array_push(arena, statements,
			   ((ParsedStatement){ open, (uint32_t)sql.len, NULL, "unterminated /* comment", open,
					       false }));
}

void postgres_parse(Arena *arena, Str sql, ParsedStatements *statements)
{
	postgres_parse_range(arena, sql, 0, (uint32_t)sql.len, statements);
}

// libpg_query forgets to free the empty text that this parser printed; nobody else can.
__attribute__((weak)) void __lsan_disable(void);
__attribute__((weak)) void __lsan_enable(void);

const char *postgres_check_plpgsql(Arena *arena, Str sql)
{
	const char *text = str_dup(arena, sql);

	if (__lsan_disable)
		__lsan_disable();
	PgQueryPlpgsqlParseResult result = pg_query_parse_plpgsql(text);
	if (__lsan_enable)
		__lsan_enable();
	const char *message = result.error && result.error->message ? result.error->message : NULL;

	message = message ? arena_printf(arena, "%s", message) : NULL;
	pg_query_free_plpgsql_parse_result(result);
	return message;
}

Str postgres_deparse(Arena *arena, const PgNode *statement)
{
	PgQuery__ParseResult tree = PG_QUERY__PARSE_RESULT__INIT;
	PgQuery__RawStmt raw = PG_QUERY__RAW_STMT__INIT;
	PgQuery__RawStmt *statements[] = { &raw };

	raw.stmt = (PgNode *)(uintptr_t)statement;
	tree.version = PG_VERSION_NUM;
	tree.n_stmts = 1;
	tree.stmts = statements;
	PgQueryProtobuf packed = { pg_query__parse_result__get_packed_size(&tree), NULL };
	packed.data = arena_alloc(arena, packed.len);
	pg_query__parse_result__pack(&tree, (uint8_t *)packed.data);
	PgQueryDeparseResult result = pg_query_deparse_protobuf(packed);
	Str text = result.error ? STR_NONE : str_from(arena_printf(arena, "%s", result.query));
	pg_query_free_deparse_result(result);
	return text;
}

int postgres_grammar_version(void)
{
	return PG_VERSION_NUM / 10000;
}

const char *postgres_grammar_version_text(void)
{
	return PG_VERSION;
}
