// predicate.h - questions about expressions, DML and SQL text that rules ask.

#ifndef POSTGRES_PREDICATE_H
#define POSTGRES_PREDICATE_H

#include "postgres/ast.h"

// PostgreSQL keeps this many bytes of a name and drops the rest.
#define MAX_IDENTIFIER_BYTES 63

// Whether a WHERE clause keeps every row: `true`, `1 = 1`, `id = id`, and AND or OR of such. NULL (no clause) is no tautology.
bool expression_is_tautology(const PgNode *expression);

// A type as SQL text ("varchar(50)", "timestamp with time zone"); false when it is none.
bool type_parse(Arena *arena, Str text, TypeRef *type);

// Whether a row that passes CHECK (`expression`) cannot hold NULL in `column`: `column IS NOT NULL`, alone or with AND.
bool expression_implies_not_null(const PgNode *expression, Str column);

// Whether a condition picks rows by a value: a constant, a parameter, or something that is not known. What compares columns with
// columns or asks for NULL, and NULL (no condition), does not.
bool expression_names_value(const PgNode *expression);

// Whether `statement` uses the string `value` where it may stand for a value of the enum type `type`: not where it is cast to another
// type, nor as a default of a column of another type.
bool statement_uses_enum_value(const PgNode *statement, Str value, Str type);

// Whether an UPDATE takes its values from another table (UPDATE ... FROM).
bool update_has_from(const PgNode *statement);
// Whether an INSERT copies a table whole (INSERT ... SELECT with no LIMIT and no WHERE that picks by value); `*source` is then the
// first table it reads.
bool insert_copies_table(const PgNode *statement, Relation *source);
// Whether an INSERT has its rows written out (VALUES).
bool insert_writes_values(const PgNode *statement);

// Whether the CREATE TABLE `statement` makes a partitioned table.
bool create_is_partitioned(const PgNode *statement);
// Whether CHECK (`check`) names every constant of the bound of `attach`, an ATTACH PARTITION: it is then taken to imply it.
bool check_covers_bound(const PgNode *check, const PgNode *attach);
// Whether REVOKE `statement` is about objects that do not exist yet (ALTER DEFAULT PRIVILEGES).
bool revoke_is_for_the_future(const PgNode *statement);

// What depends on the version and on nothing else. A value added to an enum type can be used in the same transaction:
bool enum_value_is_usable_at_once(int postgres_version, bool type_is_new);
// DETACH PARTITION CONCURRENTLY exists:
bool detach_can_be_concurrent(int postgres_version);
// A foreign key of a partitioned table can be NOT VALID:
bool partitioned_key_can_be_not_valid(int postgres_version);

// The next identifier over MAX_IDENTIFIER_BYTES at or after byte `*start`: [*start, *end) as written, quotes included. False when
// there is none.
bool sql_find_long_identifier(Str text, uint32_t *start, uint32_t *end);

#endif
