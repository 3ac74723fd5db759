// sqlfile_block.c - blocks of templates in a file of SQL: {% if x %} ... {% else %} ... {% endif %}, {{ if .X }} ... {{ end }}.
//
// A block around statements makes them conditional. One inside a statement, or around a part of it, is read as if its first branch were taken.

#include "migration/sqlfile_reader.h"

typedef enum BlockTag {
	TAG_NONE,
	TAG_OPEN,
	TAG_ELSE,
	TAG_CLOSE,
	TAG_INCLUDE,
} BlockTag;

// Words behind {% (Jinja) and {{ (Go).
static const struct {
	const char *word;
	BlockTag tag;
} jinja_tags[] = {
	{ "if", TAG_OPEN },
	{ "for", TAG_OPEN },
	{ "macro", TAG_OPEN },
	{ "call", TAG_OPEN },
	{ "elif", TAG_ELSE },
	{ "else", TAG_ELSE },
	{ "endif", TAG_CLOSE },
	{ "endfor", TAG_CLOSE },
	{ "endmacro", TAG_CLOSE },
	{ "endcall", TAG_CLOSE },
	{ "include", TAG_INCLUDE },
}, go_tags[] = {
	{ "if", TAG_OPEN },
	{ "range", TAG_OPEN },
	{ "with", TAG_OPEN },
	{ "define", TAG_OPEN },
	{ "else", TAG_ELSE },
	{ "end", TAG_CLOSE },
	{ "template", TAG_INCLUDE },
};

// Found: a tag, bytes [start, end).
typedef struct Found {
	BlockTag tag;
	uint32_t start;
	uint32_t end;
} Found;

static BlockTag tag_of(Str word, bool jinja)
{
	for (size_t i = 0; jinja && i < sizeof(jinja_tags) / sizeof(*jinja_tags); i++)
		if (str_is(word, jinja_tags[i].word))
			return jinja_tags[i].tag;
	for (size_t i = 0; !jinja && i < sizeof(go_tags) / sizeof(*go_tags); i++)
		if (str_is(word, go_tags[i].word))
			return go_tags[i].tag;
	return TAG_NONE;
}

// The tag that begins at `start` with {% or {{. In {{ range }} and {{ end }} alone words may be variables: Go's first has something to go through.
static Found read_tag(const SqlReader *reader, uint32_t start)
{
	bool jinja = reader_byte(reader, start + 1) == '%';
	uint32_t word = start + 2, end;

	while (reader_byte(reader, word) && strchr(" \t-+", reader_byte(reader, word)))
		word++;
	for (end = word; is_variable(reader_byte(reader, end));)
		end++;
	Found found = { tag_of(str_slice(reader->text, word, end), jinja), start, 0 };
	found.end = found.tag ? reader_behind(reader, end, jinja ? "%}" : "}}") : 0;
	bool alone = found.end && !jinja && !str_trim(str_slice(reader->text, end, found.end - 2)).len;
	if (!found.end || (alone && (found.tag == TAG_OPEN || found.tag == TAG_INCLUDE)))
		found.tag = TAG_NONE;
	return found;
}

// The next tag of the kind that begins with {`kind` at or after `from`.
static Found next_tag(const SqlReader *reader, uint32_t from, char kind)
{
	const char open[] = { '{', kind, '\0' };
	size_t at = from;

	while ((at = str_find(reader->text, str_from(open), at)) != SIZE_MAX) {
		Found found = read_tag(reader, (uint32_t)at);
		if (found.tag)
			return found;
		at += 2;
	}
	return (Found){ TAG_NONE, 0, 0 };
}

// The tag that closes the block that is open at `from`; TAG_NONE when nothing does.
static Found closing_tag(const SqlReader *reader, uint32_t from, char kind)
{
	unsigned depth = 1;

	for (Found found;; from = found.end) {
		found = next_tag(reader, from, kind);
		depth += found.tag == TAG_OPEN;
		depth -= found.tag == TAG_CLOSE;
		if (!found.tag || !depth)
			return found;
	}
}

static bool is_in_statement(const SqlReader *reader)
{
	return reader->head_len || reader->head_done;
}

// Whether a block that begins at `open` is one of statements.
static bool has_statements(const SqlReader *reader, Found open, char kind)
{
	Found close = closing_tag(reader, open.end, kind);

	if (is_in_statement(reader) || !close.tag)
		return false;
	if (str_find_char(str_slice(reader->text, 0, close.start), ';', open.end) != SIZE_MAX)
		return true;
	Token token = sql_token(reader->text, close.end);
	return token.kind == TOKEN_END || token_punctuation(reader->text, token) == ';';
}

static void divide(SqlReader *reader, Found tag, int change)
{
	if (is_in_statement(reader))
		reader_end_statement(reader, tag.start);
	reader_end_step(reader, tag.start);
	reader->conditions += (unsigned)change;
	reader_begin_step(reader, tag.end);
}

static void open_block(SqlReader *reader, Found tag, char kind)
{
	TemplateBlock block = { kind, false };

	if (reader->block_count < MAX_BLOCKS) {
		block.around = has_statements(reader, tag, kind);
		reader->blocks[reader->block_count++] = block;
	}
	if (block.around)
		divide(reader, tag, +1);
	else
		reader_leave_out(reader, tag.start, tag.end);
}

// Of a block that is not around statements the other branches are left out.
static uint32_t other_branch(SqlReader *reader, Found tag, const TemplateBlock *block)
{
	Found close = block->around ? tag : closing_tag(reader, tag.end, block->kind);

	if (block->around)
		divide(reader, tag, 0);
	else if (close.tag)
		tag.end = close.start;
	else
		reader->block_count--; // it is never closed
	if (!block->around)
		reader_leave_out(reader, tag.start, tag.end);
	return tag.end;
}

static uint32_t close_block(SqlReader *reader, Found tag, const TemplateBlock *block)
{
	reader->block_count--;
	if (block->around)
		divide(reader, tag, -1);
	else
		reader_leave_out(reader, tag.start, tag.end);
	return tag.end;
}

static uint32_t include(SqlReader *reader, Found tag)
{
	if (is_in_statement(reader))
		return 0;
	reader_note_unread(reader, span_first_line(reader_span(reader, tag.start, tag.end)),
			   "a template includes another file, which was not read");
	return tag.end;
}

uint32_t reader_block(SqlReader *reader, uint32_t start)
{
	char kind = reader_byte(reader, start + 1);
	Found tag = read_tag(reader, start);
	const TemplateBlock *block = reader->block_count ? &reader->blocks[reader->block_count - 1] : NULL;
	bool inside = block && block->kind == kind;

	switch (tag.tag) {
	case TAG_OPEN:
		open_block(reader, tag, kind);
		return tag.end;
	case TAG_ELSE:
		return inside ? other_branch(reader, tag, block) : 0;
	case TAG_CLOSE:
		return inside ? close_block(reader, tag, block) : 0;
	case TAG_INCLUDE:
		return include(reader, tag);
	case TAG_NONE:
		return 0;
	}
	return 0;
}
