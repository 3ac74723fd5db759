// squashed.h - what those that a squashed migration replaces bring into a database besides their models, and it does not.

#ifndef SQUASHED_H
#define SQUASHED_H

#include "lint.h"
#include "migration/django_squash.h"

// Adds to squash->losses what RunSQL, RunPython and extensions of `replaced` leave in an empty database, as far as that is certain, and nothing in
// `used` brings: objects by their names, rows by their table. `used` is what runs up to the squashed migration, itself the last, where squashed ones
// are used, `replaced` where they are not; both were lowered. `elsewhere`: the other migrations of the project. A finding about what one of `replaced`
// brings stands at its entry.
void squashed_losses(Arena *arena, const FileResults *used, const FileResults *replaced,
		     const FileResults *elsewhere);

#endif
