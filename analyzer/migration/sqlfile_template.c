// sqlfile_template.c - variables of psql and placeholders of templates in a file of SQL.

#include "migration/sqlfile_reader.h"

enum { MAX_PLACEHOLDER = 200 };

uint32_t reader_behind(const SqlReader *reader, uint32_t from, const char *close)
{
	size_t end = from + MAX_PLACEHOLDER < reader->text.len ? from + MAX_PLACEHOLDER : reader->text.len;
	size_t at = str_find(str_slice(reader->text, 0, end), str_from(close), from);
	size_t line = str_find_char(str_slice(reader->text, 0, end), '\n', from);

	return at == SIZE_MAX || line < at ? 0 : (uint32_t)(at + strlen(close));
}

static void add_hole(SqlReader *reader, uint32_t start, uint32_t end, Str expression)
{
	reader_copy(reader, start);
	sql_add_hole(&reader->writer, str_dup(reader->arena, str_trim(expression)),
		     reader_span(reader, start, end));
	reader->copied = end;
}

// `open`expression`close` at `start`. Answers where to go on, 0 when it is none.
static uint32_t bracketed(SqlReader *reader, uint32_t start, const char *open, const char *close)
{
	uint32_t inside = start + (uint32_t)strlen(open);
	uint32_t end = reader_behind(reader, inside, close);

	if (!end)
		return 0;
	add_hole(reader, start, end, str_slice(reader->text, inside, end - strlen(close)));
	return end;
}

// psql's :name, :'name' and :"name".
static uint32_t psql_variable(SqlReader *reader, uint32_t start)
{
	char quote = reader_byte(reader, start + 1);
	uint32_t name = start + 1 + (quote == '\'' || quote == '"'), end = name;

	while (is_variable(reader_byte(reader, end)))
		end++;
	if (reader->subscripts || end == name || (name == start + 1 && !is_variable_start(quote)) ||
	    (name > start + 1 && reader_byte(reader, end) != quote))
		return 0;
	Str expression = str_slice(reader->text, name, end);
	end += name > start + 1;
	add_hole(reader, start, end, expression);
	return end;
}

// {{ x }}, {% x %}, {# x #}, {x}.
static uint32_t braces(SqlReader *reader, uint32_t start)
{
	char next = reader_byte(reader, start + 1);
	uint32_t end = start + 1;

	if (start > reader->copied &&
	    reader_byte(reader, start - 1) == '$') // name_${x}: the $ was taken for a part of the name
		return bracketed(reader, start - 1, "${", "}");
	if ((next == '{' || next == '%') && (end = reader_block(reader, start)))
		return end;
	if (next == '{')
		return bracketed(reader, start, "{{", "}}");
	if (next == '%' || next == '#') {
		end = reader_behind(reader, start + 2, next == '%' ? "%}" : "#}");
		if (end)
			reader_leave_out(reader, start, end);
		return end;
	}
	while (is_variable(reader_byte(reader, end)) || reader_byte(reader, end) == '.')
		end++;
	return end > start + 1 && reader_byte(reader, end) == '}' ? bracketed(reader, start, "{", "}") : 0;
}

// ${x}, $%x%$, $x.
static uint32_t dollar(SqlReader *reader, Token token)
{
	char next = reader_byte(reader, token.start + 1);

	if (next == '{')
		return bracketed(reader, token.start, "${", "}");
	if (next == '%')
		return bracketed(reader, token.start, "$%", "%$");
	if (!is_variable_start(next))
		return 0;
	add_hole(reader, token.start, token.end, str_slice(reader->text, token.start + 1, token.end));
	return token.end;
}

uint32_t reader_template(SqlReader *reader, Token token)
{
	switch (token_punctuation(reader->text, token)) {
	case ':':
		return psql_variable(reader, token.start);
	case '{':
		return braces(reader, token.start);
	case '$':
		return dollar(reader, token);
	default:
		return 0;
	}
}
