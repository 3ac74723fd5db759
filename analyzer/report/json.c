#include "report/json.h"

#include <assert.h>

#include "report/utf8.h"

JsonWriter json_writer(Buffer *out, int indent)
{
	return (JsonWriter){ .out = out, .indent = indent };
}

// A comma, when there is one, and the next line.
static void next_line(JsonWriter *json, bool comma)
{
	size_t blanks = (size_t)(json->indent * json->depth), line = json->indent ? 1 + blanks : 0;
	char *at = buffer_extend(json->out, comma + line);

	if (comma)
		*at++ = ',';
	if (line)
		*at++ = '\n';
	memset(at, ' ', blanks);
}

// What has to stand between the last thing written and a new value or key.
static void separate(JsonWriter *json)
{
	if (json->after_key) {
		json->after_key = false;
		return;
	}
	if (json->depth == 0)
		return;
	bool *has_items = &json->has_items[json->depth - 1];
	next_line(json, *has_items);
	*has_items = true;
}

static void begin(JsonWriter *json, char bracket)
{
	separate(json);
	assert(json->depth < JSON_MAX_DEPTH);
	buffer_putc(json->out, bracket);
	json->has_items[json->depth++] = false;
}

static void end(JsonWriter *json, char bracket)
{
	assert(json->depth > 0 && !json->after_key);
	if (json->has_items[--json->depth])
		next_line(json, false);
	buffer_putc(json->out, bracket);
}

void json_object_begin(JsonWriter *json)
{
	begin(json, '{');
}

void json_object_end(JsonWriter *json)
{
	end(json, '}');
}

void json_array_begin(JsonWriter *json)
{
	begin(json, '[');
}

void json_array_end(JsonWriter *json)
{
	end(json, ']');
}

static void add_escaped(Buffer *out, uint8_t c)
{
	static const char letters[] = {
		['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'
	};

	if (c == '"' || c == '\\')
		buffer_printf(out, "\\%c", c);
	else if (c < sizeof(letters) && letters[c])
		buffer_printf(out, "\\%c", letters[c]);
	else
		buffer_printf(out, "\\u%04x", c);
}

static bool is_plain(uint8_t c)
{
	return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

// Whether one of eight bytes is not plain: the top bit of a byte is set where subtracting borrows or where it was set before.
static bool has_special(uint64_t bytes)
{
	uint64_t quote = bytes ^ EACH_BYTE('"'), backslash = bytes ^ EACH_BYTE('\\');

	return (((bytes - EACH_BYTE(0x20)) | (quote - EACH_BYTE(1)) | (backslash - EACH_BYTE(1)) | bytes) &
		EACH_BYTE(0x80)) != 0;
}

// How many bytes from `data` on stand in a JSON string as they are.
static size_t plain_bytes(const char *data, size_t len)
{
	size_t count = 0;
	uint64_t bytes;

	for (; len - count >= sizeof(bytes); count += sizeof(bytes)) {
		memcpy(&bytes, data + count, sizeof(bytes));
		if (has_special(bytes))
			break;
	}
	while (count < len && is_plain((uint8_t)data[count]))
		count++;
	return count;
}

static void add_quoted(Buffer *out, const char *plain, size_t len)
{
	char *at = buffer_extend(out, len + 2);

	at[0] = at[len + 1] = '"';
	if (len)
		memcpy(at + 1, plain, len);
}

static void add_string(Buffer *out, Str text)
{
	size_t plain = plain_bytes(text.data, text.len);

	if (plain == text.len) {
		add_quoted(out, text.data, text.len);
		return;
	}
	buffer_putc(out, '"');
	buffer_add(out, text.data, plain);
	for (size_t i = plain, size; i < text.len; i += size) {
		size = plain_bytes(text.data + i, text.len - i);
		buffer_add(out, text.data + i, size);
		if (size)
			continue;
		uint32_t c = utf8_decode(text.data + i, text.len - i, &size);
		if (c < 0x80)
			add_escaped(out, (uint8_t)c);
		else
			utf8_add(out, c);
	}
	buffer_putc(out, '"');
}

void json_key(JsonWriter *json, const char *key)
{
	assert(!json->after_key);
	separate(json);
	add_quoted(json->out, key, strlen(key));
	buffer_add(json->out, ": ", json->indent ? 2 : 1);
	json->after_key = true;
}

void json_str(JsonWriter *json, Str text)
{
	separate(json);
	add_string(json->out, text);
}

void json_text(JsonWriter *json, const char *text)
{
	if (text)
		json_str(json, str_from(text));
	else
		json_none(json);
}

void json_int(JsonWriter *json, int64_t number)
{
	char digits[24], *first = digits + sizeof(digits);
	uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;

	separate(json);
	do
		*--first = (char)('0' + rest % 10);
	while (rest /= 10);
	if (number < 0)
		*--first = '-';
	buffer_add(json->out, first, (size_t)(digits + sizeof(digits) - first));
}

void json_bool(JsonWriter *json, bool value)
{
	separate(json);
	buffer_puts(json->out, value ? "true" : "false");
}

void json_none(JsonWriter *json)
{
	separate(json);
	buffer_puts(json->out, "null");
}

void json_member(JsonWriter *json, const char *key, const char *text)
{
	json_key(json, key);
	json_text(json, text);
}

void json_member_int(JsonWriter *json, const char *key, int64_t number)
{
	json_key(json, key);
	json_int(json, number);
}

void json_member_bool(JsonWriter *json, const char *key, bool value)
{
	json_key(json, key);
	json_bool(json, value);
}
