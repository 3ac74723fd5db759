// json.dumps() of known values, as Python writes them.

#include <stdlib.h>

#include "base/buffer.h"
#include "python/builtin.h"

typedef struct Dump {
	Arena *arena;
	Buffer text;
	Str comma;
	Str colon;
	int64_t indent; // -1: all on one line
	int64_t depth;
	bool sorted;
	bool as_ascii;
} Dump;

static bool dump(Dump *to, const Value *value);

// The character at `*at`, which moves behind it; bytes that are no UTF-8 stand for themselves.
static uint32_t next_character(Str bytes, size_t *at)
{
	unsigned char first = (unsigned char)bytes.data[(*at)++];
	int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
	uint32_t point = more ? first & (0x3Fu >> more) : first;

	while (more-- > 0 && *at < bytes.len)
		point = point << 6 | ((unsigned char)bytes.data[(*at)++] & 0x3F);
	return point;
}

static void dump_escape(Dump *to, uint32_t point)
{
	if (point >= 0x10000) {
		dump_escape(to, 0xD800 + ((point - 0x10000) >> 10));
		dump_escape(to, 0xDC00 + ((point - 0x10000) & 0x3FF));
		return;
	}
	buffer_puts(&to->text, arena_printf(to->arena, "\\u%04x", (unsigned)point));
}

static void dump_text(Dump *to, Str bytes)
{
	static const char from[] = "\"\\\n\r\t\f\b";
	static const char names[] = "\"\\nrtfb";

	buffer_putc(&to->text, '"');
	for (size_t at = 0; at < bytes.len;) {
		size_t start = at;
		uint32_t point = next_character(bytes, &at);
		const char *simple = point && point < 0x80 ? strchr(from, (int)point) : NULL;

		if (simple) {
			buffer_putc(&to->text, '\\');
			buffer_putc(&to->text, names[simple - from]);
		} else if (point < 0x20 || (to->as_ascii && point > 0x7E && (point != 0x7F))) {
			dump_escape(to, point);
		} else {
			buffer_add_str(&to->text, str_slice(bytes, start, at));
		}
	}
	buffer_putc(&to->text, '"');
}

static void dump_break(Dump *to)
{
	if (to->indent < 0)
		return;
	buffer_putc(&to->text, '\n');
	buffer_fill(&to->text, ' ', (size_t)(to->indent * to->depth));
}

static bool dump_items(Dump *to, const ValueArray *items)
{
	buffer_putc(&to->text, '[');
	to->depth++;
	for (size_t i = 0; i < items->len; i++) {
		if (i)
			buffer_add_str(&to->text, to->comma);
		dump_break(to);
		if (!dump(to, items->items[i]))
			return false;
	}
	to->depth--;
	if (items->len)
		dump_break(to);
	buffer_putc(&to->text, ']');
	return true;
}

static int by_key(const void *a, const void *b)
{
	const DictEntry *left = a;
	const DictEntry *right = b;
	int order = 0;

	value_order(left->key, right->key, &order);
	return order;
}

// The entries in the order they are written; false when they cannot be sorted.
static bool entries_in_order(const Dump *to, const Value *dict, DictEntries *entries)
{
	for (size_t i = 0; i < dict->dict.entries->len; i++) {
		array_push(to->arena, entries, dict->dict.entries->items[i]);
		if (to->sorted && entries->items[i].key->kind != VALUE_STR)
			return false;
	}
	if (to->sorted && entries->len)
		qsort(entries->items, entries->len, sizeof *entries->items, by_key);
	return true;
}

static bool dump_dict(Dump *to, const Value *dict)
{
	DictEntries entries = { 0 };
	Str key;

	if (!entries_in_order(to, dict, &entries))
		return false;
	buffer_putc(&to->text, '{');
	to->depth++;
	for (size_t i = 0; i < entries.len; i++) {
		if (!value_plain_text(entries.items[i].key, to->arena, &key))
			return false;
		if (i)
			buffer_add_str(&to->text, to->comma);
		dump_break(to);
		dump_text(to, key);
		buffer_add_str(&to->text, to->colon);
		if (!dump(to, entries.items[i].value))
			return false;
	}
	to->depth--;
	if (entries.len)
		dump_break(to);
	buffer_putc(&to->text, '}');
	return true;
}

// False for what json.dumps() refuses or we do not know the spelling of.
static bool dump(Dump *to, const Value *value)
{
	switch (value->kind) {
	case VALUE_NONE:
		buffer_puts(&to->text, "null");
		return true;
	case VALUE_BOOL:
		buffer_puts(&to->text, value->boolean ? "true" : "false");
		return true;
	case VALUE_INT:
	case VALUE_FLOAT: {
		Str digits = text_bytes(value_to_text(to->arena, value), to->arena);

		buffer_add_str(&to->text, digits);
		return str_find_char(digits, 'n', 0) == SIZE_MAX; // nan and inf
	}
	case VALUE_STR:
		dump_text(to, text_bytes(value->text, to->arena));
		return true;
	case VALUE_LIST:
	case VALUE_TUPLE:
		return dump_items(to, value->items);
	case VALUE_DICT:
		return dump_dict(to, value);
	default:
		return false;
	}
}

static bool read_separators(Dump *to, const Value *value)
{
	return value->kind == VALUE_TUPLE && value->items->len == 2 &&
		value_plain_text(value->items->items[0], to->arena, &to->comma) &&
		value_plain_text(value->items->items[1], to->arena, &to->colon);
}

static bool read_option(Dump *to, const Keyword *keyword)
{
	const Value *value = keyword->value;
	bool truth;

	if (str_is(keyword->name, "indent")) {
		if (value->kind == VALUE_INT && value->integer >= 0 && value->integer < 100)
			to->indent = value->integer;
		return to->indent >= 0 || value->kind == VALUE_NONE;
	}
	if (str_is(keyword->name, "separators"))
		return read_separators(to, value);
	if (!value_truth(value, &truth))
		return false;
	if (str_is(keyword->name, "sort_keys"))
		to->sorted = truth;
	else if (str_is(keyword->name, "ensure_ascii"))
		to->as_ascii = truth;
	else
		return false;
	return true;
}

Value *library_dumps(const Invocation *in)
{
	Dump to = { in->arena, buffer_in(in->arena), STR(", "), STR(": "), -1, 0, false, true };
	const KeywordArray *options = &in->arguments->keywords;

	if (in->arguments->positional.len != 1 || in->arguments->open_keywords ||
	    !value_is_known(given(in, 0)))
		return NULL;
	for (size_t i = 0; i < options->len; i++)
		if (!read_option(&to, &options->items[i]))
			return NULL;
	if (to.indent >= 0 && !given_keyword(in, "separators"))
		to.comma = STR(",");
	return dump(&to, given(in, 0)) ? value_str(in->arena, in->span, buffer_str(&to.text)) : NULL;
}
