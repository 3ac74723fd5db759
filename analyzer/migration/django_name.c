#include "migration/django_name.h"

#include <ctype.h>

#include "base/md5.h"

enum { MAX_NAME = 63, HASH_LENGTH = 8 };

// Stands before the expression; no name of a table begins with it.
#define UNKNOWN '\x01'

Str django_name_unknown(Arena *arena, const char *expression)
{
	return str_from(arena_printf(arena, "%c%s", UNKNOWN, expression));
}

bool django_name_is_unknown(Str name)
{
	return name.len && name.data[0] == UNKNOWN;
}

Str django_name_unquoted(Str name)
{
	if (name.len >= 2 && name.data[0] == '"' && name.data[name.len - 1] == '"')
		return str_slice(name, 1, name.len - 1);
	return name;
}

// Where the table part of `schema"."table` begins.
static size_t table_start(Str table)
{
	size_t at = str_find(table, STR("\".\""), 0);

	return at == SIZE_MAX ? 0 : at + 3;
}

Str django_name_table(Str table)
{
	table = django_name_unquoted(table);
	return str_slice(table, table_start(table), table.len);
}

Str django_name_schema(Str table)
{
	table = django_name_unquoted(table);
	size_t start = table_start(table);
	return start ? str_slice(table, 0, start - 3) : STR_NONE;
}

Str django_name_truncated(Arena *arena, Str name)
{
	size_t start = table_start(django_name_unquoted(name)) + (name.len && name.data[0] == '"' ? 1 : 0);
	Str table = str_slice(name, start, name.len);
	char hex[33];

	if (table.len <= MAX_NAME || (name.len && name.data[0] == '"'))
		return name;
	md5_hex(table, hex);
	return str_from(
		arena_printf(arena, "%.*s%.*s%.4s", (int)start, name.data, MAX_NAME - 4, table.data, hex));
}

static Str shortest(Str text, size_t limit)
{
	return text.len > limit ? str_slice(text, 0, limit) : text;
}

static Str joined(Arena *arena, const DjangoNames *names, const char *separator)
{
	Buffer text = buffer_in(arena);

	for (size_t i = 0; i < names->len; i++) {
		buffer_puts(&text, i ? separator : "");
		buffer_add_str(&text, names->items[i]);
	}
	return buffer_str(&text);
}

Str django_name_index(Arena *arena, Str table, const DjangoNames *columns, Str suffix)
{
	Str name = django_name_table(table), all = joined(arena, columns, "_");
	Buffer hashed = buffer_in(arena);
	char hex[33];

	if (django_name_is_unknown(name))
		return django_name_unknown(arena, "the name of a constraint or index");
	buffer_add_str(&hashed, name);
	buffer_add_str(&hashed, joined(arena, columns, ""));
	md5_hex(buffer_str(&hashed), hex);
	Str end = str_from(arena_printf(arena, "%.*s%.*s", HASH_LENGTH, hex, STR_ARG(suffix)));
	if (name.len + all.len + end.len + 2 <= MAX_NAME)
		return str_from(
			arena_printf(arena, "%.*s_%.*s_%.*s", STR_ARG(name), STR_ARG(all), STR_ARG(end)));
	if (end.len > MAX_NAME / 3)
		end = str_slice(end, 0, MAX_NAME / 3);
	size_t other = (MAX_NAME - end.len) / 2 - 1;
	char *made = arena_printf(arena, "%.*s_%.*s_%.*s", STR_ARG(shortest(name, other)),
				  STR_ARG(shortest(all, other)), STR_ARG(end));
	if (made[0] == '_' || isdigit((unsigned char)made[0]))
		made = arena_printf(arena, "D%.*s", (int)strlen(made) - 1, made);
	return str_from(made);
}

Str django_name_meta_index(Arena *arena, Str table, const DjangoNames *fields, const DjangoNames *columns,
			   const char *suffix)
{
	Str name = django_name_table(table);
	Buffer hashed = buffer_in(arena);
	char hex[33];

	buffer_add_str(&hashed, name);
	for (size_t i = 0; i < columns->len; i++) {
		buffer_puts(&hashed, fields->items[i].len && fields->items[i].data[0] == '-' ? "-" : "");
		buffer_add_str(&hashed, columns->items[i]);
	}
	buffer_puts(&hashed, suffix);
	md5_hex(buffer_str(&hashed), hex);
	char *made = arena_printf(arena, "%.*s_%.*s_%.6s_%s", STR_ARG(shortest(name, 11)),
				  STR_ARG(columns->len ? shortest(columns->items[0], 7) : STR_NONE), hex,
				  suffix);
	if (made[0] == '_' || isdigit((unsigned char)made[0]))
		made = arena_printf(arena, "D%s", made + 1);
	return str_from(made);
}

// As makeObjectName() of PostgreSQL: the longer part is shortened first.
Str django_name_chosen(Arena *arena, Str table, Str column, const char *label)
{
	Str name = django_name_table(table);
	size_t room = MAX_NAME - strlen(label) - 1 - (column.len ? 1 : 0);

	while (name.len + column.len > room) {
		if (name.len > column.len)
			name.len--;
		else
			column.len--;
	}
	return str_from(arena_printf(arena, "%.*s%s%.*s_%s", STR_ARG(name), column.len ? "_" : "",
				     STR_ARG(column), label));
}

// ---- writing --------------------------------------------------------------------------------------------------

void django_write_name_from(SqlWriter *writer, Str name, Span span)
{
	bool quoted = name.len >= 2 && name.data[0] == '"' && name.data[name.len - 1] == '"';

	sql_puts(writer, quoted ? "" : "\"");
	if (django_name_is_unknown(name))
		sql_add_hole(writer, str_dup(writer->arena, str_slice(name, 1, name.len)), span);
	else if (span.source)
		sql_add_from(writer, name, span);
	else
		sql_add(writer, name);
	sql_puts(writer, quoted ? "" : "\"");
}

void django_write_name(SqlWriter *writer, Str name)
{
	django_write_name_from(writer, name, (Span){ 0 });
}

void django_write_names(SqlWriter *writer, const DjangoNames *names)
{
	for (size_t i = 0; i < names->len; i++) {
		sql_puts(writer, i ? ", " : "");
		django_write_name(writer, names->items[i]);
	}
}
