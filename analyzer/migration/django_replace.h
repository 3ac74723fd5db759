// django_replace.h - the graph of a Django project as databases see it that have run none of what squashed migrations replace, or all of it: a
// squashed migration stands there for all that it replaces.

#ifndef MIGRATION_DJANGO_REPLACE_H
#define MIGRATION_DJANGO_REPLACE_H

#include "migration/django_graph.h"
#include "migration/django_squash.h"

typedef struct DjangoReplacing DjangoReplacing;

// Sets migration->squash, with its faults, of every node whose `replaces` is not empty. `nodes`, which django_resolve() went over, and `options`
// are borrowed.
DjangoReplacing *django_replacing_new(Arena *arena, const DjangoNodes *nodes, const DjangoOptions *options);
// What the app of `node`, a squashed migration, runs up to it where squashed migrations are used (`used`, itself the last), and where they are not
// (`replaced`), both in order. False when there is nothing to compare: `node` has a fault, not all that it replaces is there, or another squashed
// migration follows it in its app, which may make up for what this one leaves out.
bool django_replacing_plans(DjangoReplacing *replacing, DjangoNode *node, DjangoNodes *used,
			    DjangoNodes *replaced);

#endif
