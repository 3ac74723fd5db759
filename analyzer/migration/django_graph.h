// django_graph.h - which migrations of a Django project run, and in what order.

#ifndef MIGRATION_DJANGO_GRAPH_H
#define MIGRATION_DJANGO_GRAPH_H

#include "base/map.h"
#include "migration/django.h"
#include "migration/django_state.h"

// DjangoNode: one migration of the project.
// - `is_alternative`: of a squashed migration and those it replaces, it is on the side that is not replayed: the squashed one, as long as all
//   it replaces are there, since that is what databases have run
// - `is_lowered`: set by who lowers it: its steps are there
// - `needs`: what has to run before
// - `place`: in the plan, from 1; 0 when it is not in it. `seen`: of django_reach
typedef struct DjangoNode {
	Migration *migration;
	void *owner;
	bool is_alternative;
	bool is_lowered;
	Array(struct DjangoNode *) needs;
	Array(struct DjangoNode *) children;
	size_t place;
	unsigned seen;
	int visit; // of the walk that makes the plan
} DjangoNode;
typedef Array(DjangoNode *) DjangoNodes;

// Finds out what each migration needs. `__first__`, `__latest__`, swappable dependencies, `run_before` and replaced migrations are
// resolved: migration->down_revisions and ->dependencies then name migrations that are there, or ones of an app of the project that
// are not. Dependencies on apps that are not of the project are dropped. `nodes` are to be in order of path.
void django_resolve(Arena *arena, const DjangoNodes *nodes, const DjangoOptions *options);
// The order in which `manage.py migrate` runs them, alternatives left out.
DjangoNodes django_plan(Arena *arena, const DjangoNodes *nodes);
// The same for what `node` needs, itself left out.
DjangoNodes django_plan_before(Arena *arena, const DjangoNodes *nodes, DjangoNode *node);

#endif
