// design.h - what schema rules ask of a statement: the columns, constraints and names it brings into being. Part of rule.h.

#ifndef DESIGN_H
#define DESIGN_H

#include "finding.h"
#include "postgres/definition.h"
#include "postgres/statement.h"

typedef struct Lint Lint;

// What schema rules ask (design.c). They are about what upgrade() leaves behind: not about what a downgrade restores, temporary tables,
// and tables the migration drops again.
bool lint_designs(Lint *lint, const Statement *statement, const Action *action);
// The next column that the action defines or gives another type (CREATE TABLE, ADD COLUMN, ALTER COLUMN TYPE), from `*n` = 0 on; NULL behind the
// last, and when lint_designs() is false.
const ColumnFacts *lint_next_column(Lint *lint, const Statement *statement, const Action *action, size_t *n);
// Whether its type is PostgreSQL's own `type`, or an array of it, by its canonical name ("int4").
bool column_is_of(const ColumnFacts *column, const char *type);
// Whether its name says that it holds money: price, total_cost ...
bool column_holds_money(const ColumnFacts *column);
// lint_report_action() at the definition of `column`.
Finding *lint_report_column(Lint *lint, const Statement *statement, const Action *action,
			    const ColumnFacts *column, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
// Moves a finding to the identifier at `location` of the statement (GivenName.location ...), as far as that is known.
void finding_at(Finding *finding, const Statement *statement, uint32_t location);
// GivenName: a name an action gives to something new or renamed. `what`: "table", "column", "constraint" ...
typedef struct GivenName {
	Str name;
	const char *what;
	uint32_t location;
} GivenName;
typedef Array(GivenName) GivenNames;
// Every name an action gives, but those with a hole in them.
void action_given_names(Lint *lint, const Action *action, GivenNames *names);
// Whether a table or column of this name has to be quoted because it is a keyword.
bool name_is_reserved(Str name);
// Whether the configuration asks for row level security in the schema of `table`.
bool lint_wants_row_security(Lint *lint, Relation table);
// Whether the primary key that `action` gives a table is, or is numbered by, a column of at most four bytes: its name and place.
bool lint_key_is_small(Lint *lint, const Statement *statement, const Action *action, Str *column,
		       uint32_t *location);
// The constraints that `action` adds, as facts, whatever statement it is part of.
const ConstraintFacts *lint_added_constraints(Lint *lint, const Action *action, size_t *count);
// The name PostgreSQL would choose for a constraint, were no other there.
const char *show_constraint_name(Lint *lint, const Statement *statement, const Action *action,
				 const ConstraintFacts *constraint);
// How many key columns a plain (B-tree, not unique) index has; 0 of any other.
size_t action_plain_keys(const Action *action);
// Whether the table that `action` creates has a primary key, or gets one later in the migration, as far as can be told.
bool lint_gets_primary_key(Lint *lint, const Statement *statement, const Action *action);
// Whether `action` makes a function SECURITY DEFINER that has no search_path of its own, nor gets one in the migration.
bool lint_searches_freely(Lint *lint, const Statement *statement, const Action *action);

#endif
