#include "revision_past.h"

#include "config.h"
#include "migration/framework.h"
#include "migration/sqlfile.h"
#include "postgres/scan.h"
#include "python/code_equal.h"

// Pasts: one history being compared.
typedef struct Pasts {
	Arena *arena;
	Graph *graph; // the working tree's
	Graph *base;
	Graph *tip;
	const DiffBase *diff;
	const BaseRepository *repository;
	Framework framework;
	ReadOptions reading;
} Pasts;

// ---- the history as it was ------------------------------------------------------------------------------------

// What a file declared then. One that is as it was need not be read again.
static const Migration *read_migration(Pasts *pasts, const BaseFile *file)
{
	const Revision *now = map_get(&pasts->graph->by_path, str_from(file->path));

	// Those that are given their parents are given others here.
	if (now && !framework_facts(pasts->framework)->order &&
	    str_equal(now->migration->source->text, file->text))
		return now->migration;
	if (file->text.len > source_limit(file->path))
		return NULL;
	const Source *source = source_from_text(pasts->arena, file->path, file->text);
	const Migration *migration = source->problem ? NULL
						     : migration_read(pasts->arena, source, &pasts->reading);
	return migration && migration->framework == pasts->framework ? migration : NULL;
}

static void add_revision(Graph *graph, const char *path, Framework framework, const Migration *migration)
{
	Revision *revision = graph_add(graph, path, framework_facts(framework)->set);

	revision->migration = migration;
	revision->id = migration->revision;
	revision->parents = migration->down_revisions;
	revision->dependencies = migration->dependencies;
	revision->labels = migration->branch_labels;
}

static void add_revisions(Pasts *pasts, Graph *graph, const BaseFiles *files)
{
	const FrameworkFacts *framework = framework_facts(pasts->framework);
	Array(Migration *) migrations = { 0 };
	Array(const char *) paths = { 0 };
	Map texts = { 0 };

	for (size_t i = 0; i < files->len; i++)
		map_set(&texts, pasts->arena, str_from(files->items[i].path), &files->items[i].text);
	pasts->reading.past = &texts;
	for (size_t i = 0; i < files->len; i++) {
		Migration *migration = (Migration *)(uintptr_t)read_migration(pasts, &files->items[i]);
		if (!migration || !migration->revision.len || migration_belongs(migration))
			continue;
		array_push(pasts->arena, &migrations, migration);
		array_push(pasts->arena, &paths, files->items[i].path);
	}
	pasts->reading.past = NULL;
	if (framework->order && migrations.len)
		framework->order(pasts->arena, migrations.items, migrations.len);
	for (size_t i = 0; i < migrations.len; i++)
		add_revision(graph, paths.items[i], pasts->framework, migrations.items[i]);
}

static Graph *read_graph(Pasts *pasts, const GitFiles *files, const char **error)
{
	Graph *graph = graph_new(pasts->arena, pasts->graph->folder);
	bool whole = false;
	BaseFiles found = { 0 };

	for (size_t i = 0; i < pasts->graph->revisions.len; i++)
		whole |= pasts->graph->revisions.items[i]->set->whole;
	if (!diff_base_read(pasts->arena, pasts->repository, files, &pasts->graph->folders,
			    whole && !framework_facts(pasts->framework)->order ? pasts->graph->folder : NULL,
			    framework_facts(pasts->framework)->ending, &found, error))
		return NULL;
	add_revisions(pasts, graph, &found);
	graph_link(graph);
	return graph;
}

// ---- finding revisions again ----------------------------------------------------------------------------------

// The revision of `graph` with the id of `like`: in its file, else in its set, else anywhere.
static Revision *same_revision(const Graph *graph, const Revision *like)
{
	const RevisionArray *same = like->id.len ? map_get(&graph->by_id, like->id) : NULL;

	for (size_t i = 0; same && i < same->len; i++)
		if (strcmp(same->items[i]->path, like->path) == 0)
			return same->items[i];
	for (size_t i = 0; same && i < same->len; i++)
		if (strcmp(same->items[i]->set->key, like->set->key) == 0)
			return same->items[i];
	return same ? same->items[0] : NULL;
}

static bool same_ids(const IdArray *a, const IdArray *b)
{
	if (a->len != b->len)
		return false;
	for (size_t i = 0; i < a->len; i++) {
		bool found = false;
		for (size_t n = 0; !found && n < b->len; n++)
			found = str_equal(a->items[i], b->items[n]);
		if (!found)
			return false;
	}
	return true;
}

// ---- what it does ---------------------------------------------------------------------------------------------

// Whether two texts differ in nothing but white space and comments.
static bool same_tokens(Str a, Str b)
{
	Token x = sql_token(a, 0), y = sql_token(b, 0);

	while (x.kind == y.kind && x.kind != TOKEN_END &&
	       str_equal(str_slice(a, x.start, x.end), str_slice(b, y.start, y.end))) {
		x = sql_token(a, x.end);
		y = sql_token(b, y.end);
	}
	return x.kind == TOKEN_END && y.kind == TOKEN_END;
}

static bool same_sql(const Sql *a, const Sql *b)
{
	if (!a || !b)
		return a == b;
	if (!same_tokens(a->text, b->text) || a->hole_count != b->hole_count)
		return false;
	for (size_t i = 0; i < a->hole_count; i++)
		if (strcmp(a->holes[i].expression, b->holes[i].expression) != 0)
			return false;
	return true;
}

// Whether two steps certainly do the same: what cannot be read may be anything.
static bool same_step(const Step *a, const Step *b)
{
	return a->kind == b->kind && a->kind != STEP_OPAQUE && !a->unreadable.len && !b->unreadable.len &&
		(a->kind != STEP_BOUNDARY || a->boundary == b->boundary) &&
		a->conditional == b->conditional && same_sql(a->sql, b->sql);
}

// Whether a direction certainly does the same; otherwise `*place` is where it begins to do something else.
static bool same_steps(const Migration *before, const Migration *now, Direction direction, Span *place)
{
	const StepArray *a = &before->steps[direction], *b = &now->steps[direction];
	size_t i = 0;

	while (i < a->len && i < b->len && same_step(&a->items[i], &b->items[i]))
		i++;
	const FunctionShape *function = &now->functions[direction];
	*place = i < b->len && b->items[i].span.source == now->source ? b->items[i].span
		: function->exists                                    ? function->span
								      : now->heading;
	*place = span_first_line(*place);
	return i == a->len && i == b->len && before->functions[direction].exists == function->exists;
}

// Whether both were written in the same words, the file with the way back too.
static bool same_text(const Migration *before, const Migration *now)
{
	const Source *down = before->sqlfile ? before->sqlfile->down : NULL;
	const Source *down_now = now->sqlfile ? now->sqlfile->down : NULL;

	return str_equal(before->source->text, now->source->text) && !down == !down_now &&
		(!down || str_equal(down->text, down_now->text));
}

static PastChange compare(const Pasts *pasts, const Migration *before, const Migration *now, Span *place)
{
	const char *downgrade = framework_facts(pasts->framework)->functions[DIRECTION_DOWNGRADE];
	Span ignored;

	bool is_python = pasts->framework != FRAMEWORK_SQL;

	*place = now->heading;
	if (before == now || same_text(before, now) ||
	    (is_python && code_equal(before->source, now->source, NULL)))
		return PAST_SAME;
	// What Django's operations do depends on the models before them: their text has to do.
	if (pasts->framework == FRAMEWORK_DJANGO)
		return PAST_UPGRADE;
	bool upgrades = same_steps(before, now, DIRECTION_UPGRADE, place) ||
		(is_python && code_equal(before->source, now->source, downgrade));
	if (!is_python) // a step is all of the file
		*place = now->heading;
	if (!upgrades)
		return PAST_UPGRADE;
	return same_steps(before, now, DIRECTION_DOWNGRADE, &ignored) ? PAST_SAME
								      : (*place = ignored, PAST_DOWNGRADE);
}

// ---- one revision of the working tree -------------------------------------------------------------------------

static void compare_with_before(const Pasts *pasts, const Revision *now, RevisionPast *past)
{
	const Revision *before = past->before;

	// Files of SQL follow each other by their names: that one is gone is said of that one.
	past->moved = !framework_facts(pasts->framework)->order &&
		!(same_ids(&before->parents, &now->parents) &&
		  same_ids(&before->dependencies, &now->dependencies));
	past->change = compare(pasts, before->migration, now->migration, &past->changed);
	// That it follows another one is told apart from what else was changed.
	if (past->moved && past->change == PAST_UPGRADE && pasts->framework == FRAMEWORK_ALEMBIC) {
		Span ignored;
		if (same_steps(before->migration, now->migration, DIRECTION_UPGRADE, &ignored))
			past->change = PAST_SAME;
	}
}

static bool contains_id(const RevisionArray *revisions, Str id)
{
	for (size_t i = 0; i < revisions->len; i++)
		if (str_equal(revisions->items[i]->id, id))
			return true;
	return false;
}

static bool has_all_labels_of(const Revision *revision, const Revision *other)
{
	return !revision->all_labels || !other->all_labels ||
		same_ids(revision->all_labels, other->all_labels);
}

// The heads of the tip that come after one that a new revision follows.
static void find_overtaking(const Pasts *pasts, const Revision *now, const Revision *parent,
			    RevisionPast *past)
{
	const Revision *there = parent ? same_revision(pasts->tip, parent) : NULL;

	for (size_t i = 0; i < pasts->tip->revisions.len; i++) {
		Revision *head = pasts->tip->revisions.items[i];
		if (head->children.len || head->first != head || !has_all_labels_of(now, head) ||
		    contains_id(&past->overtaken_by, head->id))
			continue;
		if (parent ? (!there || !graph_precedes(there, head))
			   : strcmp(head->set->key, now->set->key) != 0)
			continue;
		const Revision *here = same_revision(pasts->graph, head);
		if (!here || !graph_precedes(here, now))
			array_push(pasts->arena, &past->overtaken_by, head);
	}
}

static void look_for_newer(const Pasts *pasts, const Revision *now, RevisionPast *past)
{
	if (!now->id.len || now->set->unreadable || same_revision(pasts->tip, now))
		return;
	// Of several new ones only the first can be wrong.
	for (size_t i = 0; i < now->parent_nodes.len; i++)
		if (!now->parent_nodes.items[i] || !same_revision(pasts->base, now->parent_nodes.items[i]))
			return;
	for (size_t i = 0; i < now->parent_nodes.len; i++)
		find_overtaking(pasts, now, now->parent_nodes.items[i], past);
	if (!now->parent_nodes.len && now->set->whole)
		find_overtaking(pasts, now, NULL, past);
}

static void look_back(const Pasts *pasts, Revision *now)
{
	RevisionPast *past = arena_new(pasts->arena, RevisionPast);
	const Revision *there = map_get(&pasts->base->by_path, str_from(now->path));

	past->ref = pasts->diff->ref;
	past->commit = pasts->repository->base_commit;
	past->before = same_revision(pasts->base, now);
	now->past = past;
	if (past->before)
		compare_with_before(pasts, now, past);
	else
		look_for_newer(pasts, now, past);
	if (!past->before && there && !same_revision(pasts->graph, there))
		past->was = there;
}

// ---- revisions that are gone ----------------------------------------------------------------------------------

// Where to say that `gone` is: at one that followed it, else at one it followed, else at the first there is.
static Revision *place_for(const Pasts *pasts, const Revision *gone)
{
	for (size_t i = 0; i < gone->followers.len; i++) {
		Revision *found = same_revision(pasts->graph, gone->followers.items[i]);
		if (found)
			return found;
	}
	for (size_t i = 0; i < gone->parent_nodes.len; i++) {
		Revision *found = gone->parent_nodes.items[i]
			? same_revision(pasts->graph, gone->parent_nodes.items[i])
			: NULL;
		if (found)
			return found;
	}
	return pasts->graph->revisions.items[0];
}

static void look_for_gone(const Pasts *pasts)
{
	for (size_t i = 0; i < pasts->base->revisions.len; i++) {
		Revision *before = pasts->base->revisions.items[i];
		const Revision *there = map_get(&pasts->graph->by_path, str_from(before->path));
		if (same_revision(pasts->graph, before) || (there && there->past->was == before))
			continue;
		RevisionPast *past = (RevisionPast *)(uintptr_t)place_for(pasts, before)->past;
		array_push(pasts->arena, &past->gone, before);
	}
}

bool pasts_find(Arena *arena, Graph *graph, const DiffBase *diff, Framework framework,
		const struct Config *config, const char **error)
{
	Pasts pasts = {
		.arena = arena,
		.graph = graph,
		.diff = diff,
		.repository = diff_base_find(diff, graph->folder),
		.framework = framework,
		.reading = { .config = config, .project = project_new(arena) },
	};

	if (!pasts.repository || !graph->revisions.len)
		return true;
	pasts.base = read_graph(&pasts, pasts.repository->base, error);
	pasts.tip = pasts.base && pasts.repository->tip != pasts.repository->base
		? read_graph(&pasts, pasts.repository->tip, error)
		: pasts.base;
	if (!pasts.base || !pasts.tip)
		return false;
	for (size_t i = 0; i < graph->revisions.len; i++)
		look_back(&pasts, graph->revisions.items[i]);
	look_for_gone(&pasts);
	return true;
}
