#include "history.h"

#include <stdlib.h>

// Node: one revision in the graph of its history.
// - `chain`: any node it is connected with, itself for the representative (union-find)
// - `waiting`: parents not replayed yet
typedef struct RevisionNode {
	HistoryFile *file;
	struct RevisionNode *chain;
	Array(struct RevisionNode *) children;
	size_t waiting;
	bool done;
	Catalog *catalog; // of the representative: the schema of the chain so far
} RevisionNode;

typedef Array(RevisionNode *) RevisionNodes;

static Str revision_of(const HistoryFile *file)
{
	return file->result.migration ? file->result.migration->revision : STR_NONE;
}

static RevisionNode *chain_of(RevisionNode *node)
{
	while (node->chain != node) {
		node->chain = node->chain->chain;
		node = node->chain;
	}
	return node;
}

static void connect(Arena *arena, RevisionNode *child, RevisionNode *parent)
{
	array_push(arena, &parent->children, child);
	child->waiting++;
	chain_of(child)->chain = chain_of(parent);
}

static void connect_parents(Arena *arena, const Map *by_id, RevisionNode *node)
{
	const Migration *migration = node->file->result.migration;

	for (size_t i = 0; i < migration->down_revisions.len; i++) {
		RevisionNode *parent = map_get(by_id, migration->down_revisions.items[i]);
		if (parent && parent != node)
			connect(arena, node, parent);
	}
}

// Links and, when it is a target, judges one revision with the schema its chain has reached.
static void replay(Arena *arena, RevisionNode *node)
{
	RevisionNode *chain = chain_of(node);

	if (!chain->catalog)
		chain->catalog = catalog_new(arena, node->file->entry.config->complete_history);
	if (node->file->is_target)
		lint_judge(&node->file->entry, &node->file->result, chain->catalog);
	else
		lint_pass(&node->file->entry, &node->file->result, chain->catalog);
	node->done = true;
}

// Bases first in the order of `nodes`, then whatever becomes free in the order it does.
static void replay_in_order(Arena *arena, const RevisionNodes *nodes)
{
	RevisionNodes ready = { 0 };
	size_t head = 0;

	for (size_t i = 0; i < nodes->len; i++)
		if (!nodes->items[i]->waiting)
			array_push(arena, &ready, nodes->items[i]);
	while (head < ready.len) {
		RevisionNode *node = ready.items[head++];
		replay(arena, node);
		for (size_t i = 0; i < node->children.len; i++)
			if (--node->children.items[i]->waiting == 0)
				array_push(arena, &ready, node->children.items[i]);
	}
	// A cycle: no order is right; a rule reports it.
	for (size_t i = 0; i < nodes->len; i++)
		if (!nodes->items[i]->done)
			replay(arena, nodes->items[i]);
}

static void replay_history(Arena *arena, HistoryFile *const *files, size_t count)
{
	Map by_id = { 0 };
	RevisionNodes nodes = { 0 };

	for (size_t i = 0; i < count; i++) {
		RevisionNode *node = arena_new(arena, RevisionNode);
		node->file = files[i];
		node->chain = node;
		array_push(arena, &nodes, node);
		if (revision_of(files[i]).len && !map_get(&by_id, revision_of(files[i])))
			map_set(&by_id, arena, revision_of(files[i]), node);
	}
	for (size_t i = 0; i < nodes.len; i++)
		connect_parents(arena, &by_id, nodes.items[i]);
	replay_in_order(arena, &nodes);
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
	Array(HistoryFile *) sorted = { 0 };

	for (size_t i = 0; i < count; i++)
		if (has_history(files[i]))
			array_push(arena, &sorted, files[i]);
	if (sorted.len)
		qsort(sorted.items, sorted.len, sizeof(*sorted.items), compare);
	for (size_t start = 0, end; start < sorted.len; start = end) {
		for (end = start + 1; end < sorted.len; end++)
			if (!share_history(sorted.items[end], sorted.items[start]))
				break;
		replay_history(arena, sorted.items + start, end - start);
	}
}
