// django_reach.h - models of other apps that a migration uses: whether what it depends on makes them.
//
// Django runs a migration against the models of those before it. Which these are follows from `dependencies`, and beyond them from the names
// of the apps: a model of another app that no dependency leads to is there by luck, or not there.

#ifndef MIGRATION_DJANGO_REACH_H
#define MIGRATION_DJANGO_REACH_H

#include "migration/django_graph.h"
#include "migration/django_internal.h"

// Notes what a field, a base or apps.get_model() names: `app` and `model` as written.
void django_reference_add(Django *django, Str app, Str model, Direction direction, Span span,
			  const CallSite *via);
// Notes the models that the fields and bases of an operation name.
void django_reference_operation(const DjangoLowering *lower, const DjangoOperation *operation);

// DjangoReach: the migrations of a project by the models they make. Made when the first one is asked about.
typedef struct DjangoReach DjangoReach;

DjangoReach *django_reach_new(Arena *arena, const DjangoNodes *nodes, const DjangoOptions *options);
// Adds a notice for every model that the migration of `node`, which is lowered, uses and does not depend on.
void django_reach_check(DjangoReach *reach, DjangoNode *node);

#endif
