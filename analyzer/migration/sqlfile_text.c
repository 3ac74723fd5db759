#include "migration/sqlfile_text.h"

#include "postgres/scan.h"

enum { MAX_HEAD = 8, MAX_PLACEHOLDER = 200 };

// Reader: one section being read.
// - `text`: of the file, up to the end of the section
// - `copied`: what stands before it is written, or left out
// - `step_start`: first byte of the step being written
// - `head`: the first tokens of the statement, up to a parenthesis
// - `reads_stdin`: it is COPY ... FROM stdin: lines of data follow
// - `subscripts`: open brackets: in them a colon is part of a slice
// - `conditions`: open \if
typedef struct Reader {
	Arena *arena;
	Migration *migration;
	Direction direction;
	const Source *source;
	Str text;
	SqlWriter writer;
	uint32_t copied;
	uint32_t step_start;
	Token head[MAX_HEAD];
	size_t head_len;
	bool head_done;
	bool reads_stdin;
	unsigned subscripts;
	unsigned conditions;
	bool has_statement; // in the step being written
	SqlText seen;
} Reader;

static Span span_of(const Reader *reader, uint32_t start, uint32_t end)
{
	return (Span){ reader->source, start, end };
}

static char byte_at(const Reader *reader, uint32_t at)
{
	return at < reader->text.len ? reader->text.data[at] : '\0';
}

static uint32_t line_end(const Reader *reader, uint32_t at)
{
	size_t end = str_find_char(reader->text, '\n', at);

	return end == SIZE_MAX ? (uint32_t)reader->text.len : (uint32_t)end;
}

static bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name(char c)
{
	return is_name_start(c) || (c >= '0' && c <= '9');
}

// ---- writing --------------------------------------------------------------------------------------------------

static void copy_until(Reader *reader, uint32_t end)
{
	if (end > reader->copied)
		sql_add_piece(&reader->writer,
			      (TextPiece){ .text = str_slice(reader->text, reader->copied, end),
					   .span = span_of(reader, reader->copied, end),
					   .verbatim = true });
	reader->copied = end;
}

// Writes up to `start` and leaves out what follows up to `end`.
static void leave_out(Reader *reader, uint32_t start, uint32_t end)
{
	if (start > reader->copied)
		copy_until(reader, start);
	reader->copied = end > reader->copied ? end : reader->copied;
}

static void begin_step(Reader *reader, uint32_t at)
{
	reader->step_start = reader->copied = at;
	reader->has_statement = false;
	reader->writer = sql_writer(reader->arena, span_of(reader, at, (uint32_t)reader->text.len));
}

static void end_step(Reader *reader, uint32_t at)
{
	copy_until(reader, at);
	if (!reader->has_statement)
		return;
	reader->writer.whole = span_of(reader, reader->step_start, at);
	Step step = {
		.kind = STEP_SQL,
		.direction = reader->direction,
		.span = reader->writer.whole,
		.operation = STR("sql"),
		.sql = sql_finish(&reader->writer),
		.conditional = reader->conditions > 0,
	};
	array_push(reader->arena, &reader->migration->steps[reader->direction], step);
}

// Something that runs SQL which is not here.
static void note_unread(Reader *reader, Span span, const char *message)
{
	Step step = {
		.kind = STEP_SQL,
		.direction = reader->direction,
		.span = span,
		.operation = STR("psql"),
		.unreadable = str_from(message),
		.conditional = reader->conditions > 0,
	};

	end_step(reader, span.start);
	array_push(reader->arena, &reader->migration->steps[reader->direction], step);
	migration_notice(reader->migration, reader->arena,
			 (Notice){ .kind = NOTICE_DYNAMIC_SQL,
				   .direction = reader->direction,
				   .span = span,
				   .message = message });
	begin_step(reader, span.end);
}

// ---- statements -----------------------------------------------------------------------------------------------

static bool head_is(const Reader *reader, size_t i, const char *word)
{
	return i < reader->head_len && token_is_word(reader->text, reader->head[i], word);
}

static bool is_one_of(const Reader *reader, Token token, const char *const *words)
{
	for (; *words; words++)
		if (token_is_word(reader->text, token, *words))
			return true;
	return false;
}

// What `alembic --sql` writes for itself: the table it keeps the revision in.
static bool is_bookkeeping(const Reader *reader)
{
	static const char *const verbs[] = { "insert", "update", "delete", "create", "drop", NULL };

	if (!reader->head_len || !is_one_of(reader, reader->head[0], verbs))
		return false;
	for (size_t i = 1; i < reader->head_len; i++)
		if (token_is_word(reader->text, reader->head[i], "alembic_version"))
			return true;
	return false;
}

static void note_token(Reader *reader, Token token)
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
static uint32_t skip_data(const Reader *reader, uint32_t at)
{
	while (at < reader->text.len) {
		uint32_t start = line_end(reader, at);
		at = start + (start < reader->text.len);
		if (str_is(str_trim(str_slice(reader->text, at, line_end(reader, at))), "\\."))
			return line_end(reader, at);
	}
	return (uint32_t)reader->text.len;
}

// The statement whose last token ends at `end`. Answers where to go on.
static uint32_t end_statement(Reader *reader, uint32_t end)
{
	uint32_t next = end;

	if (is_bookkeeping(reader)) {
		leave_out(reader, reader->head[0].start, end);
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
		leave_out(reader, end, next);
		reader->seen.is_psql = true;
	}
	reader->head_len = 0;
	reader->head_done = reader->reads_stdin = false;
	reader->subscripts = 0;
	return next;
}

// ---- psql -------------------------------------------------------------------------------------------------------

typedef enum PsqlKind {
	PSQL_SKIP,
	PSQL_IF,
	PSQL_ELSE,
	PSQL_END_IF,
	PSQL_SEND,    // ends the statement before it like a semicolon
	PSQL_EXECUTE, // and runs what it answers
	PSQL_INCLUDE,
	PSQL_COPY,
} PsqlKind;

static const struct {
	const char *name;
	PsqlKind kind;
} psql_commands[] = {
	{ "if", PSQL_IF },        { "elif", PSQL_ELSE },       { "else", PSQL_ELSE },
	{ "endif", PSQL_END_IF }, { "g", PSQL_SEND },          { "gx", PSQL_SEND },
	{ "gset", PSQL_SEND },    { "gdesc", PSQL_SEND },      { "crosstabview", PSQL_SEND },
	{ "watch", PSQL_SEND },   { "gexec", PSQL_EXECUTE },   { "i", PSQL_INCLUDE },
	{ "ir", PSQL_INCLUDE },   { "include", PSQL_INCLUDE }, { "include_relative", PSQL_INCLUDE },
	{ "copy", PSQL_COPY },
};

static PsqlKind psql_kind(Str name)
{
	for (size_t i = 0; i < sizeof(psql_commands) / sizeof(*psql_commands); i++)
		if (str_is(name, psql_commands[i].name))
			return psql_commands[i].kind;
	return PSQL_SKIP;
}

static void set_condition(Reader *reader, PsqlKind kind, uint32_t start, uint32_t end)
{
	end_step(reader, start);
	if (kind == PSQL_IF)
		reader->conditions++;
	else if (kind == PSQL_END_IF && reader->conditions)
		reader->conditions--;
	begin_step(reader, end);
}

static void send(Reader *reader, uint32_t at, uint32_t end)
{
	leave_out(reader, at, end);
	sql_puts(&reader->writer, ";");
	end_statement(reader, at);
}

// The command that begins at `start` with a backslash. Answers where to go on.
static uint32_t read_psql(Reader *reader, uint32_t start)
{
	uint32_t name = start + 1, end = line_end(reader, start);

	while (is_name(byte_at(reader, name)))
		name++;
	PsqlKind kind = psql_kind(str_slice(reader->text, start + 1, name));
	Span span = span_first_line(span_of(reader, start, end));

	reader->seen.is_psql = true;
	switch (kind) {
	case PSQL_IF:
	case PSQL_ELSE:
	case PSQL_END_IF:
		set_condition(reader, kind, start, end);
		break;
	case PSQL_SEND:
	case PSQL_EXECUTE:
		send(reader, start, end);
		if (kind == PSQL_EXECUTE)
			note_unread(reader, span, "`\\gexec` runs the SQL that the query before it answers");
		break;
	case PSQL_INCLUDE:
		leave_out(reader, start, end);
		note_unread(reader, span,
			    arena_printf(reader->arena, "`%.*s` runs another file, which was not read",
					 STR_ARG(span_text(span))));
		break;
	case PSQL_COPY:
		leave_out(reader, start, start + 1);
		copy_until(reader, end);
		reader->head[reader->head_len++ % MAX_HEAD] = (Token){ TOKEN_WORD, start + 1, name };
		send(reader, end, end);
		break;
	case PSQL_SKIP:
		leave_out(reader, start, end);
		break;
	}
	return end;
}

// ---- placeholders -----------------------------------------------------------------------------------------------

// Behind `close`, searched from `from` on the same line and not far; 0 when it is not there.
static uint32_t behind(const Reader *reader, uint32_t from, const char *close)
{
	size_t end = from + MAX_PLACEHOLDER < reader->text.len ? from + MAX_PLACEHOLDER : reader->text.len;
	size_t at = str_find(str_slice(reader->text, 0, end), str_from(close), from);
	size_t line = str_find_char(str_slice(reader->text, 0, end), '\n', from);

	return at == SIZE_MAX || line < at ? 0 : (uint32_t)(at + strlen(close));
}

static void add_hole(Reader *reader, uint32_t start, uint32_t end, Str expression)
{
	copy_until(reader, start);
	sql_add_hole(&reader->writer, str_dup(reader->arena, str_trim(expression)),
		     span_of(reader, start, end));
	reader->copied = end;
}

// `open`expression`close` at `start`. Answers where to go on, 0 when it is none.
static uint32_t bracketed(Reader *reader, uint32_t start, const char *open, const char *close)
{
	uint32_t inside = start + (uint32_t)strlen(open);
	uint32_t end = behind(reader, inside, close);

	if (!end)
		return 0;
	add_hole(reader, start, end, str_slice(reader->text, inside, end - strlen(close)));
	return end;
}

// psql's :name, :'name' and :"name".
static uint32_t psql_variable(Reader *reader, uint32_t start)
{
	char quote = byte_at(reader, start + 1);
	uint32_t name = start + 1 + (quote == '\'' || quote == '"'), end = name;

	while (is_name(byte_at(reader, end)))
		end++;
	if (reader->subscripts || end == name || (name == start + 1 && !is_name_start(quote)) ||
	    (name > start + 1 && byte_at(reader, end) != quote))
		return 0;
	Str expression = str_slice(reader->text, name, end);
	end += name > start + 1;
	add_hole(reader, start, end, expression);
	return end;
}

// {{ x }}, {% x %}, {# x #}, {x}.
static uint32_t braces(Reader *reader, uint32_t start)
{
	char next = byte_at(reader, start + 1);
	uint32_t end = start + 1;

	if (start > reader->copied &&
	    byte_at(reader, start - 1) == '$') // name_${x}: the $ was taken for a part of the name
		return bracketed(reader, start - 1, "${", "}");
	if (next == '{')
		return bracketed(reader, start, "{{", "}}");
	if (next == '%' || next == '#') {
		end = behind(reader, start + 2, next == '%' ? "%}" : "#}");
		if (end)
			leave_out(reader, start, end);
		return end;
	}
	while (is_name(byte_at(reader, end)) || byte_at(reader, end) == '.')
		end++;
	return end > start + 1 && byte_at(reader, end) == '}' ? bracketed(reader, start, "{", "}") : 0;
}

// ${x}, $%x%$, $x.
static uint32_t dollar(Reader *reader, Token token)
{
	char next = byte_at(reader, token.start + 1);

	if (next == '{')
		return bracketed(reader, token.start, "${", "}");
	if (next == '%')
		return bracketed(reader, token.start, "$%", "%$");
	if (!is_name_start(next))
		return 0;
	add_hole(reader, token.start, token.end, str_slice(reader->text, token.start + 1, token.end));
	return token.end;
}

// ---- reading ----------------------------------------------------------------------------------------------------

// Where to go on behind `token`, when it begins something that is not SQL; 0 when it is SQL.
static uint32_t read_foreign(Reader *reader, Token token)
{
	uint32_t next = 0;

	switch (token_punctuation(reader->text, token)) {
	case '\\':
		return read_psql(reader, token.start);
	case ':':
		next = psql_variable(reader, token.start);
		break;
	case '{':
		next = braces(reader, token.start);
		break;
	case '$':
		next = dollar(reader, token);
		break;
	default:
		return 0;
	}
	if (next && !reader->head_len) { // a statement may begin with one
		reader->has_statement = true;
		reader->head_done = true;
	}
	return next;
}

static uint32_t read_token(Reader *reader, Token token)
{
	uint32_t next = token.kind == TOKEN_PUNCTUATION ? read_foreign(reader, token) : 0;

	if (next)
		return next;
	switch (token_punctuation(reader->text, token)) {
	case ';':
		return end_statement(reader, token.end);
	case '[':
		reader->subscripts++;
		break;
	case ']':
		reader->subscripts -= reader->subscripts > 0;
		break;
	}
	note_token(reader, token);
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
	Reader reader = { .arena = arena,
			  .migration = migration,
			  .direction = direction,
			  .source = section.source,
			  .text = str_slice(section.source->text, 0, section.end),
			  .seen = { .first = UINT32_MAX } };
	uint32_t at = section.start;

	begin_step(&reader, at);
	for (;;) {
		Token token = sql_token(reader.text, at);
		if (token.start > at)
			note_comments(arena, migration, reader.source, reader.text, at, token.start);
		if (token.kind == TOKEN_END)
			break;
		if (reader.seen.first == UINT32_MAX)
			reader.seen.first = token.start;
		at = read_token(&reader, token);
	}
	end_statement(&reader, (uint32_t)reader.text.len);
	end_step(&reader, (uint32_t)reader.text.len);
	return reader.seen;
}
