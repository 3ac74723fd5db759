// str() and repr() of values, as Texts.

#include <stdio.h>

#include "python/internal.h"

// Writer: a Text being made of a value and what is inside it.
typedef struct Writer {
	Arena *arena;
	Text *text;
	Span span; // of the outermost value: where bytes that stand nowhere come from
	size_t budget;
} Writer;

static void write_bytes(Writer *writer, Str bytes)
{
	text_add(writer->text, writer->arena, (TextPiece){ .text = bytes, .span = writer->span });
}

static void write_hole(Writer *writer, const Value *value)
{
	text_add(writer->text, writer->arena,
		 (TextPiece){ .span = value->span, .hole = value_source_line(writer->arena, value) });
}

static void write_repr(Writer *writer, const Value *value);

// A byte of a string in quotes as repr() writes it; false when it stays as it is.
static bool escaped(char c, char quote, char out[8])
{
	static const char from[] = "\n\r\t\\";
	static const char to[] = "nrt\\";
	const char *simple = c ? strchr(from, c) : NULL;

	if (simple)
		snprintf(out, 8, "\\%c", to[simple - from]);
	else if (c == quote)
		snprintf(out, 8, "\\%c", c);
	else if ((unsigned char)c < 0x20 || c == 0x7f)
		snprintf(out, 8, "\\x%02x", (unsigned char)c);
	else
		return false;
	return true;
}

static bool text_has_char(const Text *text, char c)
{
	for (size_t i = 0; i < text->pieces.len; i++)
		if (str_find_char(text->pieces.items[i].text, c, 0) != SIZE_MAX)
			return true;
	return false;
}

// One piece in quotes: verbatim runs keep their place, escaped bytes do not.
static void write_escaped(Writer *writer, const TextPiece *piece, char quote)
{
	size_t run = 0;
	char out[8];

	for (size_t i = 0; i <= piece->text.len; i++) {
		bool end = i == piece->text.len;

		if (!end && !escaped(piece->text.data[i], quote, out))
			continue;
		TextPiece part = *piece;
		part.text = str_slice(piece->text, run, i);
		if (piece->verbatim)
			part.span.start += (uint32_t)run;
		text_add(writer->text, writer->arena, part);
		if (!end)
			write_bytes(writer, str_from(arena_printf(writer->arena, "%s", out)));
		run = i + 1;
	}
}

static void write_quoted(Writer *writer, const Value *value)
{
	char quote = text_has_char(value->text, '\'') && !text_has_char(value->text, '"') ? '"' : '\'';
	Str mark = quote == '"' ? STR("\"") : STR("'");

	if (value->kind == VALUE_BYTES)
		write_bytes(writer, STR("b"));
	write_bytes(writer, mark);
	for (size_t i = 0; i < value->text->pieces.len; i++) {
		const TextPiece *piece = &value->text->pieces.items[i];

		if (piece->hole)
			text_add(writer->text, writer->arena, *piece);
		else
			write_escaped(writer, piece, quote);
	}
	write_bytes(writer, mark);
}

static void write_items(Writer *writer, const Value *value, Str open, Str close)
{
	write_bytes(writer, open);
	for (size_t i = 0; i < value->items->len; i++) {
		if (i)
			write_bytes(writer, STR(", "));
		write_repr(writer, value->items->items[i]);
	}
	if (value->kind == VALUE_TUPLE && value->items->len == 1)
		write_bytes(writer, STR(","));
	write_bytes(writer, close);
}

static void write_dict(Writer *writer, const Value *value)
{
	write_bytes(writer, STR("{"));
	for (size_t i = 0; i < value->dict.entries->len; i++) {
		if (i)
			write_bytes(writer, STR(", "));
		write_repr(writer, value->dict.entries->items[i].key);
		write_bytes(writer, STR(": "));
		write_repr(writer, value->dict.entries->items[i].value);
	}
	write_bytes(writer, STR("}"));
}

static void write_integer(Writer *writer, const Value *value)
{
	if (value->number.digits.len)
		write_bytes(writer, value->number.digits);
	else
		write_bytes(writer, str_from(arena_printf(writer->arena, "%lld", (long long)value->integer)));
}

static void write_repr(Writer *writer, const Value *value)
{
	if (!writer->budget) {
		write_hole(writer, value);
		return;
	}
	writer->budget--;
	switch (value->kind) {
	case VALUE_NONE:
		write_bytes(writer, STR("None"));
		break;
	case VALUE_BOOL:
		write_bytes(writer, value->boolean ? STR("True") : STR("False"));
		break;
	case VALUE_INT:
		write_integer(writer, value);
		break;
	case VALUE_FLOAT:
		write_bytes(writer, value->number.digits);
		break;
	case VALUE_STR:
	case VALUE_BYTES:
		write_quoted(writer, value);
		break;
	case VALUE_LIST:
		write_items(writer, value, STR("["), STR("]"));
		break;
	case VALUE_TUPLE:
		write_items(writer, value, STR("("), STR(")"));
		break;
	case VALUE_SET:
		if (value->items->len)
			write_items(writer, value, STR("{"), STR("}"));
		else
			write_bytes(writer, STR("set()"));
		break;
	case VALUE_DICT:
		write_dict(writer, value);
		break;
	default:
		write_hole(writer, value);
	}
}

Text *value_repr(Arena *arena, const Value *value)
{
	Writer writer = { arena, text_new(arena), value->span, MAX_VALUE_NODES };

	write_repr(&writer, value);
	return writer.text;
}

Text *value_to_text(Arena *arena, const Value *value)
{
	if (value->kind == VALUE_STR)
		return value->text;
	// A member of `class X(str, Enum)` is written as its value by f-strings of some versions, "X.a" by others; as SQL only
	// the value makes sense.
	if (value->kind == VALUE_INSTANCE && value->instance.enum_value && value->instance.klass->is_plain)
		return value_to_text(arena, value->instance.enum_value);
	return value_repr(arena, value);
}
