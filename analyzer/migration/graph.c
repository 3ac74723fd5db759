#include "migration/graph.h"

Graph *graph_new(Arena *arena, const char *folder)
{
	Graph *graph = arena_new(arena, Graph);

	*graph = (Graph){ .arena = arena, .folder = folder };
	return graph;
}

static size_t folder_len(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) : 0;
}

static RevisionSet *find_set(Graph *graph, const char *path, SetOf *set_of)
{
	Str folder = { path, folder_len(path) };
	RevisionSet *set = map_get(&graph->folders, folder);
	bool whole = false;

	if (set)
		return set;
	const char *key = set_of ? set_of(graph->arena, graph->folder, path, &whole)
				 : str_dup(graph->arena, folder);
	set = map_get(&graph->sets, str_from(key));
	if (!set) {
		set = arena_new(graph->arena, RevisionSet);
		*set = (RevisionSet){ .key = key, .whole = whole };
		map_set(&graph->sets, graph->arena, str_from(key), set);
	}
	map_set(&graph->folders, graph->arena, folder, set);
	return set;
}

Revision *graph_add(Graph *graph, const char *path, SetOf *set_of)
{
	Revision *revision = arena_new(graph->arena, Revision);

	revision->path = path;
	revision->set = find_set(graph, path, set_of);
	revision->chain = revision;
	array_push(graph->arena, &graph->revisions, revision);
	array_push(graph->arena, &revision->set->revisions, revision);
	map_set(&graph->by_path, graph->arena, str_from(path), revision);
	return revision;
}

// ---- ids ------------------------------------------------------------------------------------------------------

static void file_by_id(Graph *graph, Revision *revision)
{
	RevisionArray *same = map_get(&graph->by_id, revision->id);

	revision->first = revision;
	if (!revision->id.len)
		return;
	if (!same) {
		same = arena_new(graph->arena, RevisionArray);
		map_set(&graph->by_id, graph->arena, revision->id, same);
	}
	for (size_t i = same->len; i > 0; i--)
		if (same->items[i - 1]->set == revision->set)
			revision->first = same->items[i - 1];
	array_push(graph->arena, same, revision);
	revision->same_id = same;
	for (size_t i = 0; i < revision->labels.len; i++)
		if (!map_get(&graph->by_label, revision->labels.items[i]))
			map_set(&graph->by_label, graph->arena, revision->labels.items[i], revision);
}

static bool same_folder(const Revision *a, const Revision *b)
{
	size_t len = folder_len(a->path);

	return len == folder_len(b->path) && memcmp(a->path, b->path, len) == 0;
}

// Whom `revision` means by `id`: trees of revisions for several databases may have the same ids, so the closest one.
static Revision *resolve(const Graph *graph, const Revision *revision, Str id)
{
	const RevisionArray *same = map_get(&graph->by_id, id);

	for (size_t i = 0; same && i < same->len; i++)
		if (same->items[i]->set == revision->set)
			return same->items[i];
	for (size_t i = 0; same && i < same->len; i++)
		if (same_folder(same->items[i], revision))
			return same->items[i];
	return same ? same->items[0] : NULL;
}

// ---- edges ----------------------------------------------------------------------------------------------------

static Revision *chain_of(Revision *revision)
{
	while (revision->chain != revision) {
		revision->chain = revision->chain->chain;
		revision = revision->chain;
	}
	return revision;
}

static bool contains(const RevisionArray *revisions, const Revision *revision)
{
	for (size_t i = 0; i < revisions->len; i++)
		if (revisions->items[i] == revision)
			return true;
	return false;
}

static void connect(Graph *graph, Revision *later, Revision *earlier, bool is_parent)
{
	array_push(graph->arena, is_parent ? &later->parent_nodes : &later->dependency_nodes, earlier);
	if (!earlier)
		return;
	if (is_parent && (!earlier->children.len || *array_last(&earlier->children) != later))
		array_push(graph->arena, &earlier->children, later);
	array_push(graph->arena, &earlier->followers, later);
	chain_of(later)->chain = chain_of(earlier);
}

static void connect_all(Graph *graph, Revision *revision)
{
	for (size_t i = 0; i < revision->parents.len; i++)
		connect(graph, revision, resolve(graph, revision, revision->parents.items[i]), true);
	for (size_t i = 0; i < revision->dependencies.len; i++) {
		Str name = revision->dependencies.items[i];
		Revision *earlier = resolve(graph, revision, name);
		connect(graph, revision, earlier ? earlier : map_get(&graph->by_label, name), false);
	}
}

// ---- order ----------------------------------------------------------------------------------------------------

static size_t known_before(const Revision *revision)
{
	size_t count = 0;

	for (size_t i = 0; i < revision->parent_nodes.len; i++)
		count += revision->parent_nodes.items[i] != NULL;
	for (size_t i = 0; i < revision->dependency_nodes.len; i++)
		count += revision->dependency_nodes.items[i] != NULL;
	return count;
}

enum { MAX_LABELS = 100 }; // of one revision: more tell nothing apart

static void inherit_labels(Arena *arena, Revision *revision)
{
	static const IdArray none = { 0 };
	const IdArray *inherited = &none;
	size_t sources = revision->labels.len > 0;

	for (size_t i = 0; i < revision->parent_nodes.len; i++) {
		const Revision *parent = revision->parent_nodes.items[i];
		if (!parent || !parent->all_labels || !parent->all_labels->len)
			continue;
		inherited = parent->all_labels;
		sources++;
	}
	revision->all_labels = inherited;
	if (sources == 0 || (sources == 1 && !revision->labels.len))
		return;
	IdArray *all = arena_new(arena, IdArray);
	Map seen = { 0 };
	for (size_t i = 0; i <= revision->parent_nodes.len; i++) {
		const Revision *parent = i ? revision->parent_nodes.items[i - 1] : NULL;
		const IdArray *from = i == 0 ? &revision->labels : parent ? parent->all_labels : NULL;
		for (size_t n = 0; from && n < from->len && all->len < MAX_LABELS; n++) {
			if (map_get(&seen, from->items[n]))
				continue;
			map_set(&seen, arena, from->items[n], all);
			array_push(arena, all, from->items[n]);
		}
	}
	revision->all_labels = all;
}

// Counts down, for each revision in `ready` and those that become so, what its neighbours wait for.
static void put_in_order(Graph *graph)
{
	Arena *arena = graph->arena;
	Map waiting = { 0 };

	for (size_t i = 0; i < graph->revisions.len; i++) {
		Revision *revision = graph->revisions.items[i];
		size_t *count = arena_new(arena, size_t);
		*count = known_before(revision);
		map_set(&waiting, arena, str_from(revision->path), count);
		if (!*count)
			array_push(arena, &graph->order, revision);
	}
	for (size_t i = 0; i < graph->order.len; i++) {
		Revision *revision = graph->order.items[i];
		revision->ordered = true;
		inherit_labels(arena, revision);
		for (size_t n = 0; n < revision->followers.len; n++) {
			Revision *follower = revision->followers.items[n];
			size_t *count = map_get(&waiting, str_from(follower->path));
			if (follower->depth <= revision->depth)
				follower->depth = revision->depth + 1;
			if (--*count == 0)
				array_push(arena, &graph->order, follower);
		}
	}
}

// What is left over is on a cycle or behind one: takes away what nothing left over follows until only cycles remain.
static void find_cycles(Graph *graph)
{
	RevisionArray ends = { 0 };
	Map waiting = { 0 };

	for (size_t i = 0; i < graph->revisions.len; i++) {
		Revision *revision = graph->revisions.items[i];
		revision->on_cycle = !revision->ordered;
		if (revision->ordered)
			continue;
		inherit_labels(graph->arena, revision);
		size_t *count = arena_new(graph->arena, size_t);
		*count = revision->followers.len;
		map_set(&waiting, graph->arena, str_from(revision->path), count);
		if (!*count)
			array_push(graph->arena, &ends, revision);
	}
	for (size_t i = 0; i < ends.len; i++) {
		Revision *end = ends.items[i];
		end->on_cycle = false;
		for (size_t n = 0; n < end->parent_nodes.len + end->dependency_nodes.len; n++) {
			Revision *earlier = n < end->parent_nodes.len
				? end->parent_nodes.items[n]
				: end->dependency_nodes.items[n - end->parent_nodes.len];
			size_t *count = earlier ? map_get(&waiting, str_from(earlier->path)) : NULL;
			if (count && --*count == 0)
				array_push(graph->arena, &ends, earlier);
		}
	}
}

// ---- families -------------------------------------------------------------------------------------------------

// Union-find beside Revision.chain, which dependencies connect too.
typedef Array(size_t) Roots;

static size_t root_of(Roots *roots, size_t i)
{
	while (roots->items[i] != i) {
		roots->items[i] = roots->items[roots->items[i]];
		i = roots->items[i];
	}
	return i;
}

static void unite(Roots *roots, const Map *numbers, const Revision *a, const Revision *b)
{
	const size_t *x = map_get(numbers, str_from(a->path)), *y = map_get(numbers, str_from(b->path));

	roots->items[root_of(roots, *x)] = root_of(roots, *y);
}

static void unite_families(const Graph *graph, Roots *roots, const Map *numbers)
{
	for (size_t i = 0; i < graph->revisions.len; i++) {
		const Revision *revision = graph->revisions.items[i];
		for (size_t n = 0; n < revision->children.len; n++)
			unite(roots, numbers, revision, revision->children.items[n]);
		if (revision->set->whole && revision->id.len)
			unite(roots, numbers, revision, revision->set->revisions.items[0]);
	}
}

static void find_families(Graph *graph)
{
	Arena *arena = graph->arena;
	Roots roots = { 0 };
	Map numbers = { 0 };

	for (size_t i = 0; i < graph->revisions.len; i++) {
		size_t *number = arena_new(arena, size_t);
		*number = i;
		array_push(arena, &roots, i);
		map_set(&numbers, arena, str_from(graph->revisions.items[i]->path), number);
	}
	unite_families(graph, &roots, &numbers);
	for (size_t i = 0; i < graph->revisions.len; i++) {
		Revision *revision = graph->revisions.items[i],
			 *root = graph->revisions.items[root_of(&roots, i)];
		if (!root->family)
			root->family = arena_new(arena, Family);
		revision->family = root->family;
		// A second file of the same id is no head of its own.
		if (revision->id.len && revision->first == revision && !revision->children.len)
			array_push(arena, &root->family->heads, revision);
	}
}

// A revision whose place is not known may follow, or be followed by, one of any set.
static void spread_doubt(Graph *graph)
{
	bool unreadable = false;

	for (size_t i = 0; i < graph->sets.len; i++)
		unreadable |= ((const RevisionSet *)graph->sets.entries[i].value)->unreadable;
	for (size_t i = 0; i < graph->sets.len; i++)
		((RevisionSet *)graph->sets.entries[i].value)->unreadable = unreadable;
}

void graph_link(Graph *graph)
{
	spread_doubt(graph);
	for (size_t i = 0; i < graph->revisions.len; i++)
		file_by_id(graph, graph->revisions.items[i]);
	for (size_t i = 0; i < graph->revisions.len; i++)
		connect_all(graph, graph->revisions.items[i]);
	for (size_t i = 0; i < graph->revisions.len; i++)
		graph->revisions.items[i]->chain = chain_of(graph->revisions.items[i]);
	put_in_order(graph);
	find_cycles(graph);
	find_families(graph);
}

// ---- questions ------------------------------------------------------------------------------------------------

static size_t heads_with_label(const Family *family, Str label)
{
	size_t count = 0;

	for (size_t i = 0; i < family->heads.len; i++) {
		const IdArray *labels = family->heads.items[i]->all_labels;
		for (size_t n = 0; labels && n < labels->len; n++)
			count += str_equal(labels->items[n], label);
	}
	return count;
}

// Whether "label@head" means this head and no other.
static bool has_name(const Revision *head)
{
	for (size_t i = 0; head->all_labels && i < head->all_labels->len; i++)
		if (heads_with_label(head->family, head->all_labels->items[i]) == 1)
			return true;
	return false;
}

static bool same_labels(const IdArray *a, const IdArray *b)
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

RevisionArray graph_rival_heads(Arena *arena, const Revision *revision)
{
	RevisionArray rivals = { 0 };
	const RevisionArray *heads = &revision->family->heads;

	if (heads->len < 2 || !contains(heads, revision) || has_name(revision))
		return rivals;
	for (size_t i = 0; i < heads->len; i++)
		if (!has_name(heads->items[i]) &&
		    same_labels(heads->items[i]->all_labels, revision->all_labels))
			array_push(arena, &rivals, heads->items[i]);
	if (rivals.len < 2)
		rivals.len = 0;
	return rivals;
}

static Revision *earlier_on_cycle(const Revision *revision)
{
	for (size_t i = 0; i < revision->parent_nodes.len; i++)
		if (revision->parent_nodes.items[i] && revision->parent_nodes.items[i]->on_cycle)
			return revision->parent_nodes.items[i];
	for (size_t i = 0; i < revision->dependency_nodes.len; i++)
		if (revision->dependency_nodes.items[i] && revision->dependency_nodes.items[i]->on_cycle)
			return revision->dependency_nodes.items[i];
	return NULL;
}

RevisionArray graph_cycle(Arena *arena, const Revision *revision)
{
	RevisionArray way = { 0 };
	Map seen = { 0 };

	for (Revision *next = (Revision *)(uintptr_t)revision; next && !map_get(&seen, str_from(next->path));
	     next = earlier_on_cycle(next)) {
		map_set(&seen, arena, str_from(next->path), next);
		array_push(arena, &way, next);
	}
	return way;
}

const Revision *graph_find(const Graph *graph, Str id)
{
	const RevisionArray *same = map_get(&graph->by_id, id);
	const Revision *found = NULL;

	if (same)
		return same->items[0];
	for (size_t i = 0; id.len && i < graph->by_id.len; i++) {
		if (!str_starts_with(graph->by_id.entries[i].key, id))
			continue;
		if (found)
			return NULL;
		found = ((const RevisionArray *)graph->by_id.entries[i].value)->items[0];
	}
	return found;
}

static void add_earlier(Arena *arena, const Revision *revision, RevisionArray *todo)
{
	const RevisionArray *both[] = { &revision->parent_nodes, &revision->dependency_nodes };

	for (size_t which = 0; which < 2; which++)
		for (size_t i = 0; i < both[which]->len; i++)
			if (both[which]->items[i])
				array_push(arena, todo, both[which]->items[i]);
}

// Every revision that comes before `revision`, and itself: path -> Revision.
static Map earlier_revisions(Arena *arena, const Revision *revision)
{
	RevisionArray todo = { 0 };
	Map seen = { 0 };

	array_push(arena, &todo, (Revision *)(uintptr_t)revision);
	while (todo.len) {
		Revision *next = todo.items[--todo.len];
		if (map_get(&seen, str_from(next->path)))
			continue;
		map_set(&seen, arena, str_from(next->path), next);
		add_earlier(arena, next, &todo);
	}
	return seen;
}

Map graph_ancestors(Arena *arena, const Revision *revision)
{
	Map earlier = earlier_revisions(arena, revision), ids = { 0 };

	for (size_t i = 0; i < earlier.len; i++) {
		Revision *ancestor = earlier.entries[i].value;
		if (ancestor->id.len)
			map_set(&ids, arena, ancestor->id, ancestor);
	}
	return ids;
}

bool graph_precedes(const Revision *ancestor, const Revision *revision)
{
	Arena arena = { 0 };
	Map earlier = earlier_revisions(&arena, revision);
	bool found = map_get(&earlier, str_from(ancestor->path)) != NULL;

	arena_release(&arena);
	return found;
}
