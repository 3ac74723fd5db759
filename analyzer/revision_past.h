// revision_past.h - RevisionPast, what became of the revisions that others have already: the history at the base of a branch beside the one
// in the working tree.

#ifndef REVISION_PAST_H
#define REVISION_PAST_H

#include "diff_base.h"
#include "migration/graph.h"

typedef enum PastChange {
	PAST_SAME,      // nothing that anything could notice
	PAST_DOWNGRADE, // only what downgrade() does
	PAST_UPGRADE,
} PastChange;

// RevisionPast: of one revision of the working tree.
// - `ref`: the branch compared with, as the user calls it; `commit`: where the work left it
// - `before`: the revision as it was then; NULL when it is new
// - `moved`: it follows or depends on others than then; `change`: what else differs, `changed`: where
// - `was`: of a new revision: the one whose file this was, whose id no file has any more
// - `gone`: revisions that are in no file any more and have no better place to be reported than this one
// - `overtaken_by`: of a new revision: heads of `ref` that come after what it follows, and not before it
typedef struct RevisionPast {
	const char *ref;
	const char *commit;
	const Revision *before;
	bool moved;
	PastChange change;
	Span changed;
	const Revision *was;
	RevisionArray gone;
	RevisionArray overtaken_by;
} RevisionPast;

// Gives each revision of `graph` its `past`; those of a folder outside of any repository asked about get none. Needs a large stack.
// False and `*error` when git fails.
bool pasts_find(Arena *arena, Graph *graph, const DiffBase *diff, Framework framework,
		const struct Config *config, const char **error);

#endif
