// roundtrip.h - RoundTrip, what upgrade() and then downgrade() make of the schema: back as it was, different, or a failure.

#ifndef ROUNDTRIP_H
#define ROUNDTRIP_H

#include "postgres/statement.h"

// RoundTrip.
// - `happens`: both directions run; false when there is no downgrade, or an empty one, or one of them raises
// - `unread`: why the end of it is not known: "`helper()` cannot be read"; NULL when it is. `unread_span`: where
// - `failing`: the first statement of downgrade() that fails for certain, else the first that fails if its table has a row;
//   `failing_action`: and which action of it; `failure`: why. All NULL when none does. `on_rows`: only if the table has a row
// - `changes`: what is not as before where the tables have no rows, worth an undo that SQL has; empty when the end is not known or
//   never reached
typedef struct RoundTrip {
	bool happens;
	const char *unread;
	Span unread_span;
	const Statement *failing;
	const Action *failing_action;
	const char *failure;
	bool on_rows;
	CatalogChanges changes;
} RoundTrip;

// Looks back at a migration both of whose directions were linked: `catalog` is the schema after them, `before` the state before the
// first. `statements` are those of each direction.
RoundTrip roundtrip_of(Arena *arena, const Migration *migration, const StatementArray *statements,
		       Catalog *catalog, CatalogMark before);
// The statement that a change is due to, as far as one can be named: of upgrade() when something remains, of downgrade() before
// upgrade() when it is missing or different. NULL when there is none.
const Statement *roundtrip_cause(const CatalogChange *change, const StatementArray *statements);

#endif
