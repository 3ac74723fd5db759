// sqlfile_psql.c - the commands of psql in a file of SQL.

#include "migration/sqlfile_reader.h"

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

static void set_condition(SqlReader *reader, PsqlKind kind, uint32_t start, uint32_t end)
{
	reader_end_step(reader, start);
	if (kind == PSQL_IF)
		reader->conditions++;
	else if (kind == PSQL_END_IF && reader->conditions)
		reader->conditions--;
	reader_begin_step(reader, end);
}

static void send_statement(SqlReader *reader, uint32_t at, uint32_t end)
{
	reader_leave_out(reader, at, end);
	sql_puts(&reader->writer, ";");
	reader_end_statement(reader, at);
}

uint32_t reader_psql(SqlReader *reader, uint32_t start)
{
	uint32_t name = start + 1, end = reader_line_end(reader, start);

	if (reader_byte(reader, name) == ';') { // ends a statement, which is sent with the next one
		reader_leave_out(reader, start, name);
		reader->seen.is_psql = true;
		return reader_end_statement(reader, name + 1);
	}
	while (is_variable(reader_byte(reader, name)))
		name++;
	PsqlKind kind = psql_kind(str_slice(reader->text, start + 1, name));
	Span span = span_first_line(reader_span(reader, start, end));

	reader->seen.is_psql = true;
	switch (kind) {
	case PSQL_IF:
	case PSQL_ELSE:
	case PSQL_END_IF:
		set_condition(reader, kind, start, end);
		break;
	case PSQL_SEND:
	case PSQL_EXECUTE:
		send_statement(reader, start, end);
		if (kind == PSQL_EXECUTE)
			reader_note_unread(reader, span,
					   "`\\gexec` runs the SQL that the query before it answers");
		break;
	case PSQL_INCLUDE:
		reader_leave_out(reader, start, end);
		reader_note_unread(reader, span,
				   arena_printf(reader->arena, "`%.*s` runs another file, which was not read",
						STR_ARG(span_text(span))));
		break;
	case PSQL_COPY:
		reader_leave_out(reader, start, start + 1);
		reader_copy(reader, end);
		reader->head_done = true; // there is a statement
		send_statement(reader, end, end);
		break;
	case PSQL_SKIP:
		reader_leave_out(reader, start, end);
		break;
	}
	return end;
}
