// history_django.h - the migrations of a Django project: all apps in one plan, over one state of models and one schema.

#ifndef HISTORY_DJANGO_H
#define HISTORY_DJANGO_H

#include "history.h"

typedef struct DjangoHistory DjangoHistory;

// Resolves what the migrations in `files`, all of one project, need: their down_revisions and dependencies are those of the graph afterwards.
DjangoHistory *history_django_new(Arena *arena, HistoryFile *const *files, size_t count);
// Whether the migration is in the plan; a squashed migration beside those it replaces is not.
bool history_django_has(const DjangoHistory *history, size_t file);
// Lowers every migration in the order Django runs them and judges those that are targets. Needs a large stack.
void history_django_replay(DjangoHistory *history);

#endif
