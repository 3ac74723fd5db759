// contradiction_internal.h - what the files of contradiction share: the Checker of one action, and a question for each thing an action
// needs (checker_need_*) or makes (checker_make_*). Private to contradiction*.c.

#ifndef POSTGRES_CONTRADICTION_INTERNAL_H
#define POSTGRES_CONTRADICTION_INTERNAL_H

#include "migration/sql.h"
#include "postgres/ast.h"
#include "postgres/contradiction.h"

// - `found`: the first contradiction; later ones do not change it
typedef struct Checker {
	Arena *arena;
	const Catalog *catalog;
	const ActionArray *actions;
	const Action *action;
	const CatalogTable *table; // the action's, when it is known for certain
	Contradiction found;
} Checker;

// Whether it is there whatever the history does not show, and not only for this session.
bool object_is_certain(const Object *object);
// Whether the name is not known, or only in part.
bool name_is_open(Str name);
// Whether another action of the statement is about `name`: what it does to it comes first, or nobody can tell.
bool checker_shares(const Checker *checker, Str name);
// Notes that `name` (`of` a relation, unless that is empty) is not there, or for CONTRADICTION_DUPLICATE that it is. `what` in words.
void checker_contradict(Checker *checker, ContradictionKind kind, const char *what, Str name, Relation of);
Str checker_show(Checker *checker, Relation relation);

// ---- relations (contradiction_relation.c) --------------------------------------------------------------------

// What kind of relation the action is about, for people.
const char *checker_word(const Action *action);
void checker_need_relation(Checker *checker, Relation name, const char *what);
// DROP takes only what its word says, IF EXISTS or not.
void checker_check_kind(Checker *checker);
// A name without schema is made in the schema that new things go to, where something of this name would be found first.
void checker_make_relation(Checker *checker, Relation name);
void checker_make_index(Checker *checker, Str name);
// ADD CONSTRAINT `name` ... USING INDEX: the index has none yet, and nothing else the name.
void checker_use_index(Checker *checker, Str name);
// The index of constraint `from`, if it has one, is called `to` like it.
void checker_rename_index(Checker *checker, Str from, Str to);

// ---- columns (contradiction_column.c, contradiction_query.c) ---------------------------------------------------

// Of the action's table, or of `table`, which may be NULL.
void checker_need_column(Checker *checker, Str name);
void checker_need_column_of(Checker *checker, const CatalogTable *table, Str name);
// The columns a CHECK mentions.
void checker_need_expression(Checker *checker, const PgNode *expression);
void checker_make_column(Checker *checker, Str name);
// What the query behind CREATE VIEW and CREATE TABLE AS reads.
void checker_need_query(Checker *checker);

// ---- parts of tables (contradiction_part.c) ------------------------------------------------------------------

void checker_need_constraint(Checker *checker, Str name);
void checker_make_constraint(Checker *checker, Str name);
// A table has no second one.
void checker_make_primary_key(Checker *checker);
// A trigger or policy.
void checker_need_part(Checker *checker, Str name);
void checker_need_partition(Checker *checker);
// ATTACH PARTITION: both tables have the same.
void checker_need_same_columns(Checker *checker);

// ---- types (contradiction_type.c) ----------------------------------------------------------------------------

void checker_need_type(Checker *checker, Relation name);
void checker_make_type(Checker *checker, Relation name);
// A value of the action's enum: that it is there, or not yet.
void checker_check_value(Checker *checker, Str value, bool is_new);
// Those of the columns the action makes or changes.
void checker_need_column_types(Checker *checker);

#endif
