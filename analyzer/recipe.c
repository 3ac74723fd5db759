// recipe.c - the Python that rules recommend (rule.h), with the names of the linted file in it.

#include "rule.h"

// `text` as a Python string; an f-string where part of it is an expression.
static const char *python_string(Arena *arena, const char *text)
{
	const char *prefix = strchr(text, '{') ? "f" : "";
	const char *quote = !strchr(text, '"') && !strchr(text, '\n') ? "\"" : "'";

	if (strchr(text, '\n') || (*quote == '\'' && strchr(text, '\'')))
		quote = strstr(text, "'''") || text[strlen(text) - 1] == '\'' ? "\"\"\"" : "'''";
	return arena_printf(arena, "%s%s%s%s", prefix, quote, text, quote);
}

const char *recipe_execute(Lint *lint, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	const char *sql = arena_vprintf(lint_arena(lint), format, args);
	va_end(args);
	return arena_printf(lint_arena(lint), "op.execute(%s)", python_string(lint_arena(lint), sql));
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

const char *recipe_call(Lint *lint, const Statement *statement, const char *argument)
{
	Str call = str_trim(span_text(statement->step->span));
	Buffer line = buffer_in(lint_arena(lint));

	if (!str_starts_with(call, STR("op.")) || !str_ends_with(call, STR(")")) ||
	    str_find_char(call, '#', 0) != SIZE_MAX || str_find(call, STR("\"\"\""), 0) != SIZE_MAX)
		return NULL;
	call = str_trim(str_slice(call, 0, call.len - 1));
	if (str_ends_with(call, STR(",")))
		call.len--;
	for (size_t i = 0; i < call.len; i++) {
		if (!is_blank(call.data[i]))
			buffer_putc(&line, call.data[i]);
		else if (!is_blank(call.data[i - 1]) && call.data[i - 1] != '(')
			buffer_putc(&line, ' ');
	}
	if (argument)
		buffer_printf(&line, ", %s", argument);
	buffer_putc(&line, ')');
	return line.data;
}

const char *recipe_with(Lint *lint, const Statement *statement, const char *behind, const char *words)
{
	const char *sql = str_dup(lint_arena(lint), statement->shown);
	const char *found = strcasestr(sql, behind);
	int len = found ? (int)(found - sql + (ptrdiff_t)strlen(behind)) : 0;

	if (!found)
		return "op.execute(...)";
	return recipe_execute(lint, "%.*s%s%s", len, sql, words, sql + len);
}

const char *recipe_columns(Lint *lint, const Action *action)
{
	Buffer list = buffer_in(lint_arena(lint));

	for (size_t i = 0; i < action->columns.len; i++) {
		Str column = action->columns.items[i];
		if (!column.len || str_find_char(column, '"', 0) != SIZE_MAX ||
		    str_find(column, STR(SQL_HOLE_PREFIX), 0) != SIZE_MAX)
			return NULL;
		buffer_printf(&list, "%s\"%.*s\"", i ? ", " : "[", STR_ARG(column));
	}
	if (!action->columns.len)
		return NULL;
	buffer_putc(&list, ']');
	return list.data;
}
