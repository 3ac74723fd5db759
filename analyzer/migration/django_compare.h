// django_compare.h - the models that two ways through the history of an app lead to, compared.

#ifndef MIGRATION_DJANGO_COMPARE_H
#define MIGRATION_DJANGO_COMPARE_H

#include "migration/django_graph.h"
#include "migration/django_squash.h"

// Compares what `used`, which ends in the squashed migration `node`, makes of the models of its app with what `replaced` makes, as far as it is
// something to the database: node->migration->squash->differences, and `compared` when all of both could be read. Models of other apps are
// taken for what references to them say.
void django_compare(Arena *arena, const DjangoOptions *options, DjangoNode *node, const DjangoNodes *used,
		    const DjangoNodes *replaced);

// Where findings of the squashed migration about `by`, one that it replaces, stand: the entry of its `replaces`; the last one when `by` is NULL or not
// among them.
Span django_squash_entry(const Migration *squash, const Migration *by);

#endif
