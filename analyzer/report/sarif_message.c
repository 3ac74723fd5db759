#include "report/sarif.h"

// Braces would be placeholders, backquotes are shown as they are, a line break or escape has no place in a sentence.
static char plain(char c)
{
	static const char instead[128] = { ['{'] = '<', ['}'] = '>', ['`'] = '\'', [0x7F] = ' ' };

	if ((unsigned char)c >= sizeof(instead))
		return c;
	if ((unsigned char)c < ' ')
		return ' ';
	return instead[(unsigned char)c] ? instead[(unsigned char)c] : c;
}

// Text of ours in a SARIF message, where "](1)" would be a link.
static void add_text(Buffer *out, Str text, bool in_link)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];
		bool ends_link = c == ']' && i + 1 < text.len && text.data[i + 1] == '(';
		if (in_link && (c == '[' || c == ']' || c == '\\'))
			buffer_putc(out, '\\');
		c = plain(c);
		buffer_putc(out, c);
		if (ends_link && !in_link)
			buffer_putc(out, ' ');
	}
}

static void end_sentence(Buffer *out)
{
	if (out->len == 0 || !strchr(".!?", out->data[out->len - 1]))
		buffer_putc(out, '.');
}

static void add_sentence(Buffer *out, const char *text)
{
	if (out->len)
		buffer_putc(out, ' ');
	add_text(out, str_trim(str_from(text)), false);
	end_sentence(out);
}

Str sarif_sentence(Arena *scratch, const char *text)
{
	Buffer out = buffer_in(scratch);

	add_sentence(&out, text);
	return buffer_str(&out);
}

Str sarif_message(Arena *scratch, const Finding *finding)
{
	Buffer out = buffer_in(scratch);

	add_sentence(&out, finding->message);
	for (size_t i = 0; i < finding->related.len; i++) {
		buffer_puts(&out, " See [");
		add_text(&out, str_from(finding->related.items[i].message), true);
		buffer_printf(&out, "](%zu).", i + 1);
	}
	if (finding->help && !strchr(finding->help, '\n'))
		add_sentence(&out, finding->help);
	return buffer_str(&out);
}
