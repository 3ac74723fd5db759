// toml.h - TOML 1.0 read with the tree-sitter grammar, so that every error and every value has a place in the file.

#ifndef SOURCE_TOML_H
#define SOURCE_TOML_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"
#include "source/source.h"

typedef enum TomlKind {
	TOML_STRING,
	TOML_INTEGER,
	TOML_FLOAT,
	TOML_BOOLEAN,
	TOML_DATE, // any of the date and time forms; kept as text
	TOML_ARRAY,
	TOML_TABLE,
} TomlKind;

typedef struct TomlValue TomlValue;

// TomlMember: one key of a table, in file order. A dotted key makes nested tables.
typedef struct TomlMember {
	Str key;
	Span key_span;
	TomlValue *value;
} TomlMember;

// TomlValue. Texts are in the arena, unescaped.
// - `is_open`: a table that [header]s and dotted keys may still add to (not an inline one)
// - `is_array_of_tables`: an array made by [[header]]
struct TomlValue {
	TomlKind kind;
	Span span;
	Str string; // STRING; FLOAT and DATE as written
	int64_t integer;
	bool boolean;
	bool is_open;
	bool is_header; // a [table] header defined it: a second one is an error
	bool is_array_of_tables;
	Array(TomlValue *) items;
	Array(TomlMember) members;
};

typedef struct TomlError {
	Span span;
	const char *message;
} TomlError;

// The root table of `source`; NULL and `*error` at the first syntax error, duplicate key or table.
TomlValue *toml_read(Arena *arena, const Source *source, TomlError *error);
// The member `key` of a table, NULL when it has none.
TomlValue *toml_get(const TomlValue *table, const char *key);
// "string", "array" ... for messages.
const char *toml_kind_name(TomlKind kind);

#endif
