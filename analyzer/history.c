#include "history.h"

#include <stdlib.h>

#include "history_django.h"
#include "migration/framework.h"
#include "migration/mapped.h"
#include "options.h"
#include "revision_past.h"

enum {
	// How many revisions in all are replayed a second time, for each one of the history, before merge points are replayed without
	// what came from the other side.
	MAX_REPEATED = 20,
};

typedef Array(HistoryFile *) HistoryFiles;

// Visit: one revision while its history is replayed.
// - `branch`: those that are replayed on top of it: each follower whose longest way to a base leads through it
// - `applied`: the catalog has it now
typedef struct Visit {
	HistoryFile *file;
	Revision *revision;
	Array(struct Visit *) branch;
	bool applied;
	bool done;
} Visit;
typedef Array(Visit *) Visits;

// Frame: a revision being replayed, with all that comes on top of it.
// - `mark`: of the catalog before it; `applied_before`: how many revisions were applied then
typedef struct Frame {
	Visit *visit;
	size_t next; // in visit->branch
	CatalogMark mark;
	size_t applied_before;
	size_t pending_before;
} Frame;

// Replay: one chain. A revision meets its ancestors and nothing else: the catalog follows one branch to its end, goes back to where it
// left the others, and takes the next. Where branches meet again, what the other sides did is applied first.
typedef struct Replay {
	Arena *arena;
	Catalog *catalog;
	Visits applied;      // what the catalog has, in order
	FileResults pending; // of them, those that are pending
	Array(Frame) frames;
	size_t left;    // revisions to replay
	size_t repeats; // that may be replayed once more
} Replay;

// ---- one revision ---------------------------------------------------------------------------------------------

static Visit *visit_of(const Revision *revision)
{
	return revision->owner;
}

static bool misses(const RevisionArray *earlier)
{
	for (size_t i = 0; i < earlier->len; i++)
		if (!earlier->items[i])
			return true;
	return false;
}

static bool misses_something(const Revision *revision)
{
	return misses(&revision->parent_nodes) || misses(&revision->dependency_nodes) ||
		revision->migration->unreadable_place;
}

static void judge(Visit *visit, Catalog *catalog)
{
	HistoryFile *file = visit->file;

	visit->done = true;
	progress_need_statements(file);
	if (file->other)
		progress_need_statements(file->other);
	if (file->is_target || (file->other && file->other->is_target))
		lint_judge(&file->entry, &file->result, catalog);
	else
		lint_pass(&file->entry, &file->result, catalog);
	lint_hand_over(&file->result, file->other ? &file->other->result : NULL);
	progress_judged(file);
	if (file->other)
		progress_judged(file->other);
}

static void note_applied(Replay *replay, Visit *visit)
{
	visit->applied = true;
	if (visit->revision->pending)
		array_push(replay->arena, &replay->pending, &visit->file->result);
	array_push(replay->arena, &replay->applied, visit);
}

static void unapply(Replay *replay, const Frame *frame)
{
	while (replay->applied.len > frame->applied_before)
		replay->applied.items[--replay->applied.len]->applied = false;
	replay->pending.len = frame->pending_before;
	catalog_rollback(replay->catalog, frame->mark);
}

// ---- where branches meet --------------------------------------------------------------------------------------

static int compare_depth(const void *a, const void *b)
{
	const Visit *x = *(Visit *const *)a, *y = *(Visit *const *)b;

	if (x->revision->depth != y->revision->depth)
		return x->revision->depth < y->revision->depth ? -1 : 1;
	return strcmp(x->revision->path, y->revision->path);
}

static void add_missing(Arena *scratch, const RevisionArray *earlier, Map *seen, Visits *missing)
{
	for (size_t i = 0; i < earlier->len; i++) {
		Visit *visit = earlier->items[i] ? visit_of(earlier->items[i]) : NULL;
		if (!visit || visit->applied || map_get(seen, str_from(visit->revision->path)))
			continue;
		map_set(seen, scratch, str_from(visit->revision->path), visit);
		array_push(scratch, missing, visit);
	}
}

// The ancestors of a revision that the catalog does not have, earlier ones first.
static Visits missing_ancestors(Arena *scratch, const Revision *revision)
{
	Visits missing = { 0 };
	Map seen = { 0 };

	add_missing(scratch, &revision->parent_nodes, &seen, &missing);
	add_missing(scratch, &revision->dependency_nodes, &seen, &missing);
	for (size_t i = 0; i < missing.len; i++) {
		const Revision *next = missing.items[i]->revision;
		add_missing(scratch, &next->parent_nodes, &seen, &missing);
		add_missing(scratch, &next->dependency_nodes, &seen, &missing);
	}
	if (missing.len)
		qsort(missing.items, missing.len, sizeof(*missing.items), compare_depth);
	return missing;
}

static void apply_missing(Replay *replay, const Revision *revision)
{
	Arena scratch = { 0 };
	Visits missing = missing_ancestors(&scratch, revision);

	if (missing.len > replay->repeats) {
		// Too dearly bought: what they did is not known.
		catalog_blur(replay->catalog);
		missing.len = 0;
	}
	replay->repeats -= missing.len;
	for (size_t i = 0; i < missing.len; i++) {
		HistoryFile *file = missing.items[i]->file;
		progress_need_statements(file);
		lint_reapply(&file->entry, &file->result, replay->catalog);
		note_applied(replay, missing.items[i]);
	}
	arena_release(&scratch);
}

// ---- branches -------------------------------------------------------------------------------------------------

static void enter(Replay *replay, Visit *visit)
{
	Frame frame = { visit, 0, catalog_mark(replay->catalog), replay->applied.len, replay->pending.len };

	array_push(replay->arena, &replay->frames, frame);
	apply_missing(replay, visit->revision);
	if (misses_something(visit->revision))
		catalog_blur(replay->catalog);
	if (visit->revision->pending)
		visit->file->result.pending = &replay->pending;
	judge(visit, replay->catalog);
	visit->file->result.pending = NULL;
	note_applied(replay, visit);
	replay->left--;
}

static void replay_from(Replay *replay, Visit *base)
{
	enter(replay, base);
	while (replay->frames.len && replay->left) {
		Frame *frame = array_last(&replay->frames);
		if (frame->next < frame->visit->branch.len) {
			enter(replay, frame->visit->branch.items[frame->next++]);
		} else {
			unapply(replay, frame);
			replay->frames.len--;
		}
	}
}

static Revision *deepest(const RevisionArray *earlier, Revision *found)
{
	for (size_t i = 0; i < earlier->len; i++)
		if (earlier->items[i] && (!found || earlier->items[i]->depth > found->depth))
			found = earlier->items[i];
	return found;
}

// Puts each revision on top of the one its longest way to a base leads through; answers the bases.
static Visits grow_branches(Arena *arena, const RevisionArray *order)
{
	Visits bases = { 0 };

	for (size_t i = 0; i < order->len; i++) {
		Revision *revision = order->items[i];
		Revision *below = deepest(&revision->parent_nodes, NULL);
		below = deepest(&revision->dependency_nodes, below);
		if (below)
			array_push(arena, &visit_of(below)->branch, visit_of(revision));
		else
			array_push(arena, &bases, visit_of(revision));
	}
	return bases;
}

static Catalog *new_catalog(Arena *arena, const Visit *visit)
{
	return catalog_new(arena, visit->file->entry.config->complete_history);
}

// The bases of one chain, one after the other, on the same catalog.
static void replay_chain(Arena *arena, const Visits *bases, size_t first, size_t revisions)
{
	const Revision *chain = bases->items[first]->revision->chain;
	Replay replay = {
		.arena = arena,
		.catalog = new_catalog(arena, bases->items[first]),
		.left = revisions,
		.repeats = revisions * MAX_REPEATED,
	};

	for (size_t i = first; i < bases->len; i++)
		if (bases->items[i]->revision->chain == chain)
			replay_from(&replay, bases->items[i]);
}

static size_t chain_length(const RevisionArray *order, const Revision *chain)
{
	size_t count = 0;

	for (size_t i = 0; i < order->len; i++)
		count += order->items[i]->chain == chain;
	return count;
}

static void replay_graph(Arena *arena, const Graph *graph)
{
	Visits bases = grow_branches(arena, &graph->order);

	for (size_t i = 0; i < bases.len; i++)
		if (!bases.items[i]->done)
			replay_chain(arena, &bases, i,
				     chain_length(&graph->order, bases.items[i]->revision->chain));
	// On or behind a cycle: no order is right, so nothing is known; a rule reports it.
	for (size_t i = 0; i < graph->revisions.len; i++) {
		Visit *visit = visit_of(graph->revisions.items[i]);
		if (!visit->done)
			judge(visit, catalog_new(arena, false));
	}
}

// ---- the graph of one history ---------------------------------------------------------------------------------

static void add_revision(Arena *arena, Graph *graph, HistoryFile *file)
{
	const Migration *migration = file->result.migration;
	Visit *visit = arena_new(arena, Visit);
	Revision *revision = graph_add(graph, file->real, framework_facts(file->framework)->set);

	*visit = (Visit){ .file = file, .revision = revision };
	revision->migration = migration;
	revision->owner = visit;
	revision->id = migration->revision;
	revision->parents = migration->down_revisions;
	revision->dependencies = migration->dependencies;
	revision->labels = migration->branch_labels;
	revision->set->unreadable |= migration->unreadable_place ||
		(!migration->revision.len && migration->notices.len);
	file->result.node = revision;
}

// A file that cannot be read may be the revision another one misses.
static void note_unreadable_files(Graph *graph, const HistoryFiles *files)
{
	for (size_t i = 0; i < files->len; i++) {
		const char *real = files->items[i]->real, *slash = real ? strrchr(real, '/') : NULL;
		const Source *source = files->items[i]->result.source;
		if (!slash || !source || !source->problem)
			continue;
		RevisionSet *set = map_get(&graph->folders, (Str){ real, (size_t)(slash - real) });
		if (set)
			set->unreadable = true;
	}
}

static void compare_with_base(Arena *arena, Graph *graph, const HistoryFile *file)
{
	const Config *config = file->entry.config;
	const char *error = NULL;

	if (!config->diff_base ||
	    pasts_find(arena, graph, config->diff_base, file->framework, config, &error))
		return;
	// What was asked for cannot be done, and nothing that was read so far says so.
	complain("--diff-base: %s", error);
	exit(2);
}

// What start-after or the base of the branch does not have is in no database yet; without either nobody says so.
static void find_pending(Arena *arena, Graph *graph, const Config *config)
{
	const Revision *start = config->start_after.len ? graph_find(graph, config->start_after) : NULL;
	Map past = start ? graph_ancestors(arena, start) : (Map){ 0 };

	for (size_t i = 0; (start || config->diff_base) && i < graph->revisions.len; i++) {
		Revision *revision = graph->revisions.items[i];
		bool is_past = map_get(&past, revision->id);
		bool is_old = revision->past && revision->past->before;
		revision->pending = revision->id.len && !is_past && !is_old && (start || revision->past);
		// Of Alembic's, what is history was not even asked for (inputs.c).
		if (is_past)
			visit_of(revision)->file->is_target = false;
	}
}

// `all`: every file of the run, of any history.
static void replay_history(Arena *arena, const HistoryFiles *files, const HistoryFiles *all)
{
	Graph *graph = graph_new(arena, files->items[0]->folder);
	bool is_django = files->items[0]->framework == FRAMEWORK_DJANGO;
	DjangoHistory *django = is_django ? history_django_new(arena, files->items, files->len) : NULL;

	history_sql_prepare(arena, files->items, files->len);
	for (size_t i = 0; i < files->len; i++)
		if (!migration_belongs(files->items[i]->result.migration) &&
		    (!django || history_django_has(django, i)))
			add_revision(arena, graph, files->items[i]);
	note_unreadable_files(graph, all);
	graph_link(graph);
	compare_with_base(arena, graph, files->items[0]);
	find_pending(arena, graph, files->items[0]->entry.config);
	if (django)
		history_django_replay(django);
	else
		replay_graph(arena, graph);
}

// A file found beside a migration may be one of another framework: then it is no part of this history.
static bool has_history(const HistoryFile *file)
{
	return file->folder && file->result.migration && file->result.migration->framework == file->framework;
}

static bool share_history(const HistoryFile *a, const HistoryFile *b)
{
	return a->framework == b->framework && strcmp(a->folder, b->folder) == 0;
}

static int compare(const void *a, const void *b)
{
	const HistoryFile *x = *(HistoryFile *const *)a, *y = *(HistoryFile *const *)b;
	int order = (int)x->framework - (int)y->framework;

	if (!order)
		order = strcmp(x->folder, y->folder);
	return order ? order : strcmp(x->real, y->real);
}

void history_replay(Arena *arena, HistoryFile *const *files, size_t count)
{
	HistoryFiles sorted = { 0 }, all = { (HistoryFile **)(uintptr_t)files, count, count };

	MappedTables *mapped = mapped_new(arena);

	for (size_t i = 0; i < count; i++) {
		files[i]->result.mapped = mapped;
		if (has_history(files[i]))
			array_push(arena, &sorted, files[i]);
	}
	if (sorted.len)
		qsort(sorted.items, sorted.len, sizeof(*sorted.items), compare);
	for (size_t start = 0, end; start < sorted.len; start = end) {
		for (end = start + 1; end < sorted.len; end++)
			if (!share_history(sorted.items[end], sorted.items[start]))
				break;
		replay_history(arena, &(HistoryFiles){ sorted.items + start, end - start, end - start },
			       &all);
	}
}
