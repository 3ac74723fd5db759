#include "source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"

static bool is_continuation(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

// Length of the UTF-8 sequence at `p` (of `left` bytes), 0 when it is not valid (overlong, surrogate, beyond U+10FFFF, cut off).
static size_t utf8_length(const unsigned char *p, size_t left)
{
	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xC2 && p[0] <= 0xDF)
		return left >= 2 && is_continuation(p[1]) ? 2 : 0;
	if (left >= 3 && (p[0] & 0xF0) == 0xE0 && is_continuation(p[1]) && is_continuation(p[2])) {
		bool overlong = p[0] == 0xE0 && p[1] < 0xA0;
		bool surrogate = p[0] == 0xED && p[1] >= 0xA0;
		return overlong || surrogate ? 0 : 3;
	}
	if (left >= 4 && p[0] >= 0xF0 && p[0] <= 0xF4 && is_continuation(p[1]) && is_continuation(p[2]) &&
	    is_continuation(p[3])) {
		bool overlong = p[0] == 0xF0 && p[1] < 0x90;
		bool beyond = p[0] == 0xF4 && p[1] >= 0x90;
		return overlong || beyond ? 0 : 4;
	}
	return 0;
}

// How many of the first `len` bytes are whole words of ASCII.
static size_t ascii_bytes(const unsigned char *p, size_t len)
{
	uint64_t word;
	size_t i = 0;

	for (; len - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, p + i, sizeof(word));
		if (word & 0x8080808080808080u)
			break;
	}
	return i;
}

static bool is_utf8(Str text)
{
	const unsigned char *p = (const unsigned char *)text.data;

	for (size_t i = 0; i < text.len;) {
		i += ascii_bytes(p + i, text.len - i);
		if (i == text.len)
			break;
		size_t len = utf8_length(p + i, text.len - i);
		if (!len)
			return false;
		i += len;
	}
	return true;
}

// A PEP 263 cookie in the first two lines: the file says itself that it is not UTF-8.
static bool has_coding_cookie(Str text)
{
	size_t end = str_find_char(text, '\n', 0);

	if (end != SIZE_MAX)
		end = str_find_char(text, '\n', end + 1);
	Str head = str_slice(text, 0, end == SIZE_MAX ? text.len : end);
	size_t at = str_find(head, STR("coding"), 0);
	return at != SIZE_MAX && at + 6 < head.len &&
		(head.data[at + 6] == ':' || head.data[at + 6] == '=') && memchr(head.data, '#', at) != NULL;
}

static void index_lines(Source *source, Arena *arena)
{
	Array(uint32_t) lines = { 0 };
	Str text = source->text;

	array_push(arena, &lines, 0);
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '\r' && i + 1 < text.len && text.data[i + 1] == '\n')
			continue;
		if (text.data[i] == '\n' || text.data[i] == '\r')
			array_push(arena, &lines, (uint32_t)i + 1);
	}
	source->lines = lines.items;
	source->line_count = (uint32_t)lines.len;
}

static bool is_python(const char *path)
{
	return str_ends_with(str_from(path), STR(".py"));
}

size_t source_limit(const char *path)
{
	bool is_sql = str_ends_with(str_from(path), STR(".sql")) || path[0] == '<'; // standard input

	return is_sql ? MAX_SQL_SOURCE_BYTES : MAX_SOURCE_BYTES;
}

static const char *too_large(const char *path)
{
	return source_limit(path) == MAX_SOURCE_BYTES ? "it is larger than 2 MiB"
						      : "it is larger than 64 MiB";
}

static const char *problem_of_bytes(const char *path, Str text)
{
	bool utf16 = str_starts_with(text, STR("\xFF\xFE")) || str_starts_with(text, STR("\xFE\xFF"));

	if (text.len > source_limit(path))
		return too_large(path);
	if (text.len && memchr(text.data, '\0', text.len))
		return utf16 ? "it is UTF-16, not UTF-8" : "it has NUL bytes";
	if (!is_utf8(text) && !has_coding_cookie(text))
		return is_python(path) ? "it is not UTF-8 and has no coding cookie" : "it is not UTF-8";
	return NULL;
}

Source *source_from_text(Arena *arena, const char *shown, Str text)
{
	Source *source = arena_new(arena, Source);

	source->path = shown;
	source->text = text;
	source->problem = problem_of_bytes(shown, text);
	if (source->problem)
		source->text = STR_NONE;
	source->has_bom = str_starts_with(source->text, STR("\xEF\xBB\xBF"));
	index_lines(source, arena);
	return source;
}

// The bytes of an open regular file; a message when it is none or cannot be read.
static const char *read_bytes(Arena *arena, const char *path, int fd, Str *text)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return strerror(errno);
	if (!S_ISREG(status.st_mode))
		return S_ISDIR(status.st_mode) ? "it is a directory" : "it is not a regular file";
	if (status.st_size > (off_t)source_limit(path))
		return too_large(path);
	// One byte more than the size: a file that grows meanwhile is cut there, not read without end.
	size_t capacity = (size_t)status.st_size + 1, len = 0;
	char *data = arena_alloc_raw(arena, capacity);
	while (len < capacity) {
		ssize_t got = read(fd, data + len, capacity - len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return strerror(errno);
		len += (size_t)got;
		if (got == 0 || len == (size_t)status.st_size)
			break;
	}
	*text = (Str){ data, len };
	return NULL;
}

Source *source_read(Arena *arena, const char *path, const char *shown)
{
	Str text = STR_NONE;
	const char *problem = NULL;
	// O_NONBLOCK: opening a FIFO must not wait for a writer.
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0) {
		problem = arena_printf(arena, "%s", strerror(errno));
	} else {
		problem = read_bytes(arena, path, fd, &text);
		close(fd);
	}
	Source *source = source_from_text(arena, shown, problem ? STR_NONE : text);
	if (problem)
		source->problem = problem;
	return source;
}

uint32_t source_line(const Source *source, uint32_t offset)
{
	uint32_t low = 0, high = source->line_count;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (source->lines[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low + 1;
}

// How many units the bytes [start, end) make.
static uint32_t count_units(Str text, uint32_t start, uint32_t end, ColumnUnit unit)
{
	const unsigned char *p = (const unsigned char *)text.data;
	uint32_t units = 0;

	if (unit == COLUMN_BYTES)
		return end - start;
	for (uint32_t i = start; i < end;) {
		size_t ascii = ascii_bytes(p + i, end - i);
		units += (uint32_t)ascii;
		i += (uint32_t)ascii;
		if (i == end)
			break;
		size_t len = utf8_length(p + i, text.len - i);
		units += unit == COLUMN_UTF16 && len == 4 ? 2 : 1;
		i += len ? (uint32_t)len : 1;
	}
	return units;
}

Position source_position(const Source *source, uint32_t offset, ColumnUnit unit)
{
	if (offset > source->text.len)
		offset = (uint32_t)source->text.len;
	uint32_t line = source_line(source, offset);
	uint32_t start = source->lines[line - 1];
	if (line == 1 && source->has_bom)
		start = offset < 3 ? offset : 3;
	return (Position){ line, 1 + count_units(source->text, start, offset, unit) };
}

Position source_position_after(PositionCursor *cursor, const Source *source, uint32_t offset)
{
	if (offset > source->text.len)
		offset = (uint32_t)source->text.len;
	if (cursor->source == source && cursor->offset <= offset &&
	    cursor->position.line == source_line(source, offset) && (cursor->offset >= 3 || !source->has_bom))
		cursor->position.column +=
			count_units(source->text, cursor->offset, offset, COLUMN_CODE_POINTS);
	else
		cursor->position = source_position(source, offset, COLUMN_CODE_POINTS);
	cursor->source = source;
	cursor->offset = offset;
	return cursor->position;
}

Span source_line_span(const Source *source, uint32_t line)
{
	if (line < 1 || line > source->line_count)
		return (Span){ source, 0, 0 };
	uint32_t start = source->lines[line - 1];
	uint32_t end = line < source->line_count ? source->lines[line] : (uint32_t)source->text.len;
	while (end > start && (source->text.data[end - 1] == '\n' || source->text.data[end - 1] == '\r'))
		end--;
	if (line == 1 && source->has_bom)
		start += 3;
	return (Span){ source, start, end < start ? start : end };
}

Str span_text(Span span)
{
	if (!span.source || span.start >= span.end)
		return STR_NONE;
	return str_slice(span.source->text, span.start, span.end);
}

Span span_join(Span first, Span last)
{
	if (!first.source)
		return last;
	if (last.source == first.source && last.end > first.end)
		first.end = last.end;
	return first;
}

Span span_first_line(Span span)
{
	if (!span.source)
		return span;
	Span line = source_line_span(span.source, source_line(span.source, span.start));
	if (span.end > line.end)
		span.end = line.end > span.start ? line.end : span.start;
	const char *data = span.source->text.data;
	while (span.end > span.start && (data[span.end - 1] == ' ' || data[span.end - 1] == '\t'))
		span.end--;
	return span;
}

int span_compare(Span a, Span b)
{
	int order = 0;

	if (a.source != b.source)
		order = strcmp(a.source ? a.source->path : "", b.source ? b.source->path : "");
	if (order)
		return order;
	if (a.start != b.start)
		return a.start < b.start ? -1 : 1;
	return a.end < b.end ? -1 : a.end > b.end;
}
