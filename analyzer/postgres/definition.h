// definition.h - questions about what a CREATE or ALTER statement defines, beyond what its Action says.

#ifndef POSTGRES_DEFINITION_H
#define POSTGRES_DEFINITION_H

#include "postgres/ast.h"

// Whether CREATE TABLE takes indexes, a primary key perhaps, over from another table (LIKE ... INCLUDING INDEXES, INCLUDING ALL).
bool create_copies_indexes(const PgNode *statement);
// Whether it is CREATE FOREIGN TABLE.
bool create_is_foreign(const PgNode *statement);

// Whether CREATE INDEX makes a B-tree.
bool index_is_btree(const PgNode *statement);
// What an ALTER TYPE or ALTER DOMAIN gives up.
typedef enum GivenUp {
	GIVES_UP_NOTHING,
	GIVES_UP_ATTRIBUTE, // and its values, in every column of the type
	GIVES_UP_DOMAIN_CONSTRAINT,
	GIVES_UP_DOMAIN_NOT_NULL,
} GivenUp;
GivenUp definition_gives_up(const PgNode *statement);
// What CREATE FUNCTION, CREATE PROCEDURE or ALTER FUNCTION says of SECURITY DEFINER (`*definer`; false for SECURITY INVOKER and when it says nothing)
// and whether it sets search_path for the function.
void function_security(const PgNode *statement, bool *definer, bool *sets_search_path);

#endif
