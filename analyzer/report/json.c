#include "report/json.h"

#include <assert.h>
#include <inttypes.h>

#include "report/utf8.h"

JsonWriter json_writer(Buffer *out, int indent)
{
	return (JsonWriter){ .out = out, .indent = indent };
}

static void new_line(JsonWriter *json)
{
	if (!json->indent)
		return;
	buffer_putc(json->out, '\n');
	buffer_fill(json->out, ' ', (size_t)(json->indent * json->depth));
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
	if (*has_items)
		buffer_putc(json->out, ',');
	*has_items = true;
	new_line(json);
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
		new_line(json);
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

static void add_string(Buffer *out, Str text)
{
	buffer_putc(out, '"');
	for (size_t i = 0, size; i < text.len; i += size) {
		for (size = 0; i + size < text.len && is_plain((uint8_t)text.data[i + size]);)
			size++;
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
	add_string(json->out, str_from(key));
	buffer_puts(json->out, json->indent ? ": " : ":");
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
	separate(json);
	buffer_printf(json->out, "%" PRId64, number);
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
