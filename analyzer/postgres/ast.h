// ast.h - libpg_query's AST types and the questions the postgres stage asks of them. The only header that includes the
// generated protobuf header: rules see Actions (action.h), not nodes.

#ifndef POSTGRES_AST_H
#define POSTGRES_AST_H

#include <stdbool.h>
#include <stdint.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include <pg_query/pg_query.pb-c.h>
#pragma GCC diagnostic pop

#include "base/array.h"
#include "base/str.h"

typedef PgQuery__Node PgNode;

// Relation: a name as written; `schema` empty when not given. Names are unquoted (as PostgreSQL stores them).
typedef struct Relation {
	Str schema;
	Str name;
} Relation;

static inline bool relation_equal(Relation a, Relation b)
{
	return str_equal(a.name, b.name) && (!a.schema.len || !b.schema.len || str_equal(a.schema, b.schema));
}

Relation relation_from_range_var(const PgQuery__RangeVar *range);
// From a list of String nodes (schema, name); catalog parts beyond two are ignored.
Relation relation_from_names(PgNode *const *names, size_t count);
// "schema.name" or "name", quoted where PostgreSQL needs it.
Str relation_show(Arena *arena, Relation relation);
// An identifier quoted where PostgreSQL needs it.
Str identifier_show(Arena *arena, Str name);
// Whether it is a keyword that cannot name a table or column without quotes.
bool identifier_is_reserved(Str name);

// TypeRef: a type as written, in PostgreSQL's own spelling.
// - `name`: canonical lower-case base name without pg_catalog: "int4", "varchar", "timestamptz", "numeric", "my_enum"
// - `schema`: empty for built-in types
// - `modifiers[0..modifier_count)`: integer typmods as written: varchar(50) = {50}, numeric(10,2) = {10, 2}
// - `is_serial`: serial, bigserial, smallserial; `name` is then int4/int8/int2
// - `modifiers_known`: false when a modifier is not an integer constant
typedef struct TypeRef {
	Str schema;
	Str name;
	int32_t modifiers[2];
	int modifier_count;
	bool modifiers_known;
	int array_dimensions;
	bool is_serial;
	bool is_set_of;
} TypeRef;

// STR_NONE-safe view of a protobuf string: "" and NULL are the empty Str (protobuf 3 does not know absent strings).
static inline Str ast_str(const char *text)
{
	return str_from(text);
}

TypeRef type_from_node(const PgQuery__TypeName *type, Arena *arena);
// As people write it: "varchar(50)", "timestamp with time zone", "int", "text[]".
Str type_show(Arena *arena, const TypeRef *type);
bool type_equal(const TypeRef *a, const TypeRef *b);
// Whether it is a type of PostgreSQL or of a well-known extension; any other may be a domain.
bool type_is_built_in(const TypeRef *type);

// The string of a String node, STR_NONE of any other.
Str node_string(const PgNode *node);
// Whether PostgreSQL itself has a function of this name that is in wide use: without a schema it is that one (volatility.c).
bool function_is_built_in(Str name);
// Walks an expression or statement in pre-order, calling `visit` with each node; stops where it returns false for that subtree.
void ast_walk(const PgNode *node, bool (*visit)(void *state, const PgNode *node), void *state);
// The same over every message, also those that are no node (a RangeVar that is a member of its statement).
void ast_walk_messages(const ProtobufCMessage *message,
		       bool (*visit)(void *state, const ProtobufCMessage *message), void *state);
// `message` as a relation, NULL when it is none.
const PgQuery__RangeVar *ast_range_var(const ProtobufCMessage *message);
// The integer constant `node` is (also negative); false when it is none.
bool node_integer(const PgNode *node, int32_t *value);
// A constant as text: "5s", "2000", "1.5", "on"; a name or type name as it is ("off", "public"). STR_NONE of anything else.
Str node_constant_text(Arena *arena, const PgNode *node);
// Whether `node` is the constant NULL, casts looked through.
bool node_is_null(const PgNode *node);
// `node` without the casts around it.
const PgNode *node_without_casts(const PgNode *node);
// The DefElem called `name` among `options`, NULL when it is not given.
const PgQuery__DefElem *defelem_find(PgNode *const *options, size_t count, const char *name);
// Whether `word` is one of `words`, a text with a blank before and behind each: " one two ".
bool words_contain(const char *words, Str word);
// Whether a boolean option is on: given without value, or true, on, 1.
bool defelem_is_on(const PgQuery__DefElem *option);

#endif
