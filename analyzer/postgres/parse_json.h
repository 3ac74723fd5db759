// parse_json.h - libpg_query's syntax tree, written as JSON, read into the structs of ast.h. The library offers its tree in two
// forms; packing and unpacking the other one, protobuf, costs four times as much as this does, and six times as much as parsing.

#ifndef POSTGRES_PARSE_JSON_H
#define POSTGRES_PARSE_JSON_H

#include "postgres/ast.h"

// The first statement of `json` (NUL-terminated, what pg_query_parse() answers) in `arena`, exactly as unpacking the protobuf
// form gives it, with `offset` added to each `location` that is known. NULL when there is no statement, when the structs have no
// place for something in the text, or when it has an integer 0 and the statement a minus sign (`has_minus`), so that it may be any
// negative one: then the protobuf form must be used.
const PgNode *parse_json_read(Arena *arena, const char *json, uint32_t offset, bool has_minus);

#endif
