// alembic_revision.c - what an Alembic revision says of its place in the history.

#include "migration/alembic.h"

static bool is_sequence(const Value *value)
{
	return value->kind == VALUE_TUPLE || value->kind == VALUE_LIST || value->kind == VALUE_SET;
}

// Adds the strings of `value`, one or a sequence; None is none of them. False when one is not known.
static bool add_ids(Arena *arena, const Value *value, IdArray *ids)
{
	bool known = true;
	Str text;

	if (is_sequence(value)) {
		for (size_t i = 0; i < value->items->len; i++)
			known &= add_ids(arena, value->items->items[i], ids);
		return known;
	}
	if (value->kind == VALUE_NONE)
		return true;
	if (!value_plain_text(value, arena, &text))
		return false;
	if (text.len)
		array_push(arena, ids, text);
	return true;
}

static void declare(Arena *arena, const Module *module, const char *name, Migration *migration, IdArray *ids)
{
	const Value *value = module_get(module, name);

	if (value && !add_ids(arena, value, ids))
		migration->unreadable_place = true;
}

// A label that is not known is still told from others by how it is written.
static void add_labels(Arena *arena, const Value *value, IdArray *labels)
{
	Str text;

	if (is_sequence(value)) {
		for (size_t i = 0; i < value->items->len; i++)
			add_labels(arena, value->items->items[i], labels);
	} else if (value->kind != VALUE_NONE) {
		array_push(arena, labels,
			   value_plain_text(value, arena, &text) ? text : span_text(value->span));
	}
}

void alembic_declared(Arena *arena, const Module *module, Migration *migration)
{
	IdArray revision = { 0 };

	declare(arena, module, "revision", migration, &revision);
	declare(arena, module, "down_revision", migration, &migration->down_revisions);
	declare(arena, module, "depends_on", migration, &migration->dependencies);
	const Value *labels = module_get(module, "branch_labels");
	if (labels)
		add_labels(arena, labels, &migration->branch_labels);
	if (revision.len == 1)
		migration->revision = revision.items[0];
	migration->revision_span = module_binding_span(module, "revision");
	migration->down_revision_span = module_binding_span(module, "down_revision");
	migration->dependencies_span = module_binding_span(module, "depends_on");
	migration->is_merge = migration->down_revisions.len > 1;
}
