// contradiction.h - Contradiction, what makes an action fail for certain, given what the catalog knows: it is about something that is
// not there, or makes something that is there already.

#ifndef POSTGRES_CONTRADICTION_H
#define POSTGRES_CONTRADICTION_H

#include "postgres/catalog.h"

typedef enum ContradictionKind {
	CONTRADICTION_NONE,
	CONTRADICTION_NO_RELATION, // no table, view, index or sequence of this name
	CONTRADICTION_NO_COLUMN,
	CONTRADICTION_NO_OBJECT, // no constraint, type, trigger, policy or enum value of this name
	CONTRADICTION_DUPLICATE,
} ContradictionKind;

// - `message`: "column `c` of `t` does not exist", "index `i` exists already"
typedef struct Contradiction {
	ContradictionKind kind;
	const char *message;
} Contradiction;

// What contradicts `catalog`, the state before the statement, in the `index`-th of its `actions`.
Contradiction contradiction_of(Arena *arena, const Catalog *catalog, const ActionArray *actions,
			       size_t index);

#endif
