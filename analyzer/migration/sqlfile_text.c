#include "migration/sqlfile_reader.h"

Span reader_span(const SqlReader *reader, uint32_t start, uint32_t end)
{
	return (Span){ reader->source, start, end };
}

char reader_byte(const SqlReader *reader, uint32_t at)
{
	return at < reader->text.len ? reader->text.data[at] : '\0';
}

uint32_t reader_line_end(const SqlReader *reader, uint32_t at)
{
	size_t end = str_find_char(reader->text, '\n', at);

	return end == SIZE_MAX ? (uint32_t)reader->text.len : (uint32_t)end;
}

bool is_variable_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_variable(char c)
{
	return is_variable_start(c) || (c >= '0' && c <= '9');
}

// ---- writing --------------------------------------------------------------------------------------------------

void reader_copy(SqlReader *reader, uint32_t end)
{
	if (end > reader->copied)
		reader->migration->sqlfile->sql_bytes += end - reader->copied;
	if (end > reader->copied)
		sql_add_piece(&reader->writer,
			      (TextPiece){ .text = str_slice(reader->text, reader->copied, end),
					   .span = reader_span(reader, reader->copied, end),
					   .verbatim = true });
	reader->copied = end;
}

void reader_leave_out(SqlReader *reader, uint32_t start, uint32_t end)
{
	if (start > reader->copied)
		reader_copy(reader, start);
	reader->copied = end > reader->copied ? end : reader->copied;
}

void reader_begin_step(SqlReader *reader, uint32_t at)
{
	reader->step_start = reader->copied = at;
	reader->has_statement = false;
	reader->writer = sql_writer(reader->arena, reader_span(reader, at, (uint32_t)reader->text.len));
}

void reader_end_step(SqlReader *reader, uint32_t at)
{
	reader_copy(reader, at);
	if (!reader->has_statement)
		return;
	reader->writer.whole = reader_span(reader, reader->step_start, at);
	Step step = {
		.kind = STEP_SQL,
		.direction = reader->direction,
		.span = reader->writer.whole,
		.operation = STR("sql"),
		.sql = sql_finish(&reader->writer),
		.conditional = reader->conditions > 0,
		.written = true,
	};
	array_push(reader->arena, &reader->migration->steps[reader->direction], step);
}

static void note_unread(SqlReader *reader, NoticeKind kind, Span span, const char *message)
{
	Step step = {
		.kind = STEP_SQL,
		.direction = reader->direction,
		.span = span,
		.operation = STR("psql"),
		.unreadable = str_from(message),
		.conditional = reader->conditions > 0,
	};

	reader_end_step(reader, span.start);
	array_push(reader->arena, &reader->migration->steps[reader->direction], step);
	migration_notice(
		reader->migration, reader->arena,
		(Notice){ .kind = kind, .direction = reader->direction, .span = span, .message = message });
	reader_begin_step(reader, span.end);
}

void reader_note_unread(SqlReader *reader, Span span, const char *message)
{
	note_unread(reader, NOTICE_DYNAMIC_SQL, span, message);
}

// Whether a file has more SQL than is read of one, besides data; the rest, from the statement behind byte `at`, is then said to be unread.
static bool is_too_much(SqlReader *reader, uint32_t at)
{
	SqlFile *file = reader->migration->sqlfile;
	size_t copied = file->sql_bytes;

	if (file->is_cut)
		return true;
	copied += at > reader->copied ? at - reader->copied : 0;
	if (copied <= MAX_SQL_MIB << 20)
		return false;
	Token next = sql_token(reader->text, at);
	if (next.kind == TOKEN_END)
		return false;
	file->is_cut = true;
	note_unread(reader, NOTICE_UNREADABLE_FILE,
		    span_first_line(reader_span(reader, next.start, (uint32_t)reader->text.len)),
		    arena_printf(reader->arena,
				 "cannot read this file from here on: it has more than %d MiB of SQL",
				 MAX_SQL_MIB));
	return true;
}

// ---- statements -----------------------------------------------------------------------------------------------

static bool head_is(const SqlReader *reader, size_t i, const char *word)
{
	return i < reader->head_len && token_is_word(reader->text, reader->head[i], word);
}

static bool is_one_of(const SqlReader *reader, Token token, const char *const *words)
{
	for (; *words; words++)
		if (token_is_word(reader->text, token, *words))
			return true;
	return false;
}

// What `alembic --sql` writes for itself: the table it keeps the revision in.
static bool is_bookkeeping(const SqlReader *reader)
{
	static const char *const verbs[] = { "insert", "update", "delete", "create", "drop", NULL };

	if (!reader->head_len || !is_one_of(reader, reader->head[0], verbs))
		return false;
	for (size_t i = 1; i < reader->head_len; i++)
		if (token_is_word(reader->text, reader->head[i], "alembic_version"))
			return true;
	return false;
}

// SET standard_conforming_strings = off
static void note_setting(SqlReader *reader)
{
	static const char *const off[] = { "off", "false", "no", NULL };

	for (size_t i = 1; head_is(reader, 0, "set") && i < reader->head_len; i++) {
		Str last = str_slice(reader->text, reader->head[reader->head_len - 1].start,
				     reader->head[reader->head_len - 1].end);
		if (token_is_word(reader->text, reader->head[i], "standard_conforming_strings"))
			reader->backslashes = is_one_of(reader, reader->head[reader->head_len - 1], off) ||
				str_is(last, "0") || str_equal_nocase(last, STR("'off'"));
	}
}

// A string with quotes of the plain kind, in which backslashes escape: written as PostgreSQL writes those. Answers where it ends.
static uint32_t read_escaped(SqlReader *reader, uint32_t start)
{
	uint32_t at = start + 1;
	bool escapes = false;

	for (; at < reader->text.len; at++) {
		bool doubled = reader_byte(reader, at) == '\'' && reader_byte(reader, at + 1) == '\'';
		if (reader_byte(reader, at) == '\\' || doubled) {
			escapes |= !doubled;
			at++;
		} else if (reader_byte(reader, at) == '\'') {
			break;
		}
	}
	if (escapes) {
		reader_copy(reader, start);
		sql_puts(&reader->writer, " E");
	}
	return at < reader->text.len ? at + 1 : (uint32_t)reader->text.len;
}

static void note_token(SqlReader *reader, Token token)
{
	static const char *const never_inside[] = { "vacuum", NULL };

	if (!reader->head_done) {
		if (token_punctuation(reader->text, token) == '(' || reader->head_len == MAX_HEAD)
			reader->head_done = true;
		else
			reader->head[reader->head_len++] = token;
		if (reader->head_len == 1)
			reader->seen.concurrently = reader->seen.concurrently ||
				is_one_of(reader, token, never_inside);
	}
	if (token.kind != TOKEN_WORD)
		return;
	uint32_t len = token.end - token.start;
	if (len == sizeof("concurrently") - 1 && token_is_word(reader->text, token, "concurrently"))
		reader->seen.concurrently = true;
	if (len == sizeof("stdin") - 1 && token_is_word(reader->text, token, "stdin") &&
	    head_is(reader, 0, "copy"))
		reader->reads_stdin = true;
}

// Behind the data that follows COPY ... FROM stdin: a line with nothing but \. ends it.
static uint32_t skip_data(const SqlReader *reader, uint32_t at)
{
	while (at < reader->text.len) {
		uint32_t start = reader_line_end(reader, at);
		at = start + (start < reader->text.len);
		if (str_is(str_trim(str_slice(reader->text, at, reader_line_end(reader, at))), "\\."))
			return reader_line_end(reader, at);
	}
	return (uint32_t)reader->text.len;
}

uint32_t reader_end_statement(SqlReader *reader, uint32_t end)
{
	uint32_t next = end;

	note_setting(reader);
	if (is_bookkeeping(reader)) {
		reader_leave_out(reader, reader->head[0].start, end);
	} else if (reader->head_len || reader->head_done) {
		reader->seen.statements++;
		reader->has_statement = true;
		bool begins = head_is(reader, 0, "begin") || head_is(reader, 0, "start");
		reader->seen.begins = reader->seen.begins || (begins && !reader->seen.ends);
		reader->seen.ends = reader->seen.ends || head_is(reader, 0, "commit") ||
			head_is(reader, 0, "end") || head_is(reader, 0, "rollback");
	}
	if (reader->reads_stdin) {
		next = skip_data(reader, end);
		reader_leave_out(reader, end, next);
		reader->seen.is_psql = true;
	}
	reader->head_len = 0;
	reader->head_done = reader->reads_stdin = false;
	reader->subscripts = 0;
	return next;
}

// ---- reading ----------------------------------------------------------------------------------------------------

// Where to go on behind `token`, when it begins something that is not SQL; 0 when it is SQL.
static uint32_t read_foreign(SqlReader *reader, Token token)
{
	uint32_t next;

	if (token_punctuation(reader->text, token) == '\\')
		return reader_psql(reader, token.start);
	size_t holes = reader->writer.holes.len;
	next = reader_template(reader, token);
	if (next && !reader->head_len && reader->writer.holes.len > holes) { // a statement may begin with one
		reader->has_statement = true;
		reader->head_done = true;
	}
	return next;
}

static uint32_t read_token(SqlReader *reader, Token token)
{
	uint32_t next = token.kind == TOKEN_PUNCTUATION ? read_foreign(reader, token) : 0;

	if (next)
		return next;
	switch (token_punctuation(reader->text, token)) {
	case ';':
		return reader_end_statement(reader, token.end);
	case '[':
		reader->subscripts++;
		break;
	case ']':
		reader->subscripts -= reader->subscripts > 0;
		break;
	}
	note_token(reader, token);
	if (reader->backslashes && token.kind == TOKEN_STRING && reader_byte(reader, token.start) == '\'')
		return read_escaped(reader, token.start);
	return token.end;
}

static void note_comments(Arena *arena, Migration *migration, const Source *source, Str text, uint32_t from,
			  uint32_t to)
{
	uint32_t start;

	while (sql_next_comment(text, &from, to, &start)) {
		// Each line of a block is read as a comment.
		for (uint32_t line = start, end; line < from; line = end + 1) {
			size_t found = text.data[start] == '/' ? str_find_char(text, '\n', line) : SIZE_MAX;
			end = found < from ? (uint32_t)found : from;
			while (line < end && (text.data[line] == ' ' || text.data[line] == '\t'))
				line++;
			array_push(arena, &migration->comments, ((Span){ source, line, end }));
		}
	}
}

void sqlfile_text_comments(Arena *arena, Migration *migration, Span section)
{
	Str text = str_slice(section.source->text, 0, section.end);

	note_comments(arena, migration, section.source, text, section.start, section.end);
}

SqlText sqlfile_text_read(Arena *arena, Migration *migration, Direction direction, Span section)
{
	SqlReader reader = { .arena = arena,
			     .migration = migration,
			     .direction = direction,
			     .source = section.source,
			     .text = str_slice(section.source->text, 0, section.end),
			     .seen = { .first = UINT32_MAX } };
	uint32_t at = section.start;

	reader_begin_step(&reader, at);
	if (is_too_much(&reader, at))
		return reader.seen;
	for (;;) {
		Token token = sql_token(reader.text, at);
		if (token.start > at)
			note_comments(arena, migration, reader.source, reader.text, at, token.start);
		if (token.kind == TOKEN_END)
			break;
		if (reader.seen.first == UINT32_MAX)
			reader.seen.first = token.start;
		at = read_token(&reader, token);
		if (!reader.head_len && !reader.head_done && is_too_much(&reader, at))
			return reader.seen;
	}
	reader_end_statement(&reader, (uint32_t)reader.text.len);
	uint32_t open;
	if (sql_open_comment(reader.text, reader.step_start, &open)) // PostgreSQL refuses it
		reader.has_statement = true;
	reader_end_step(&reader, (uint32_t)reader.text.len);
	return reader.seen;
}
