// catalog_link.c - who refers to an object: lists kept beside the objects, so that no question walks the whole catalog.

#include "postgres/catalog_store.h"

static Space space_of_links(Space space)
{
	return space == SPACE_TYPE        ? SPACE_LINKS_OF_TYPE
		: space == SPACE_FUNCTION ? SPACE_LINKS_OF_FUNCTION
					  : SPACE_LINKS_OF_RELATION;
}

const LinkArray *links_to(const Catalog *catalog, Space space, Relation target, LinkKind kind)
{
	static const LinkArray none = { 0 };
	const Links *links = store_get(catalog, space_of_links(space), target);

	return links ? &links->lists[kind] : &none;
}

static Links *copy_for_change(Catalog *catalog, Space space, Relation target)
{
	const Links *old = store_get(catalog, space_of_links(space), target);
	Links *links = arena_new(catalog->arena, Links);

	if (old)
		*links = *old;
	return links;
}

static size_t find(const LinkArray *links, Link link)
{
	for (size_t i = links->len; i-- > 0;)
		if (relation_same(links->items[i].relation, link.relation) &&
		    str_equal(links->items[i].part, link.part))
			return i;
	return SIZE_MAX;
}

void link_add(Catalog *catalog, Space space, Relation target, LinkKind kind, Link link)
{
	if (!target.name.len || find(links_to(catalog, space, target, kind), link) != SIZE_MAX)
		return;
	Links *links = copy_for_change(catalog, space, target);
	array_push(catalog->arena, &links->lists[kind], link);
	store_put(catalog, space_of_links(space), target, links);
}

void link_remove(Catalog *catalog, Space space, Relation target, LinkKind kind, Link link)
{
	size_t at = find(links_to(catalog, space, target, kind), link);

	if (at == SIZE_MAX)
		return;
	Links *links = copy_for_change(catalog, space, target);
	array_remove_at(catalog->arena, &links->lists[kind], at);
	store_put(catalog, space_of_links(space), target, links);
}

void link_rename(Catalog *catalog, Relation target, LinkKind kind, Relation from, Relation to)
{
	size_t at = find(links_to(catalog, SPACE_RELATION, target, kind), (Link){ from, STR_NONE });

	if (at == SIZE_MAX)
		return;
	Links *links = copy_for_change(catalog, SPACE_RELATION, target);
	array_own(catalog->arena, &links->lists[kind]);
	links->lists[kind].items[at].relation = to;
	store_put(catalog, SPACE_LINKS_OF_RELATION, target, links);
}

void links_move(Catalog *catalog, Space space, Relation from, Relation to)
{
	const Links *links = store_get(catalog, space_of_links(space), from);

	if (!links)
		return;
	store_put(catalog, space_of_links(space), to, links);
	store_put(catalog, space_of_links(space), from, NULL);
}

static void link_or_unlink(Catalog *catalog, Space space, Relation target, LinkKind kind, Link link, bool add)
{
	(add ? link_add : link_remove)(catalog, space, target, kind, link);
}

// ---- what objects refer to -----------------------------------------------------------------------------------

void link_column(Catalog *catalog, Relation table, const CatalogColumn *column, bool add)
{
	Link link = { table, column->name };

	if (column->type.schema.len)
		link_or_unlink(catalog, SPACE_TYPE, (Relation){ column->type.schema, column->type.name },
			       LINK_COLUMN, link, add);
	if (!column->default_expression)
		return;
	Relation sequence = nextval_sequence(catalog->arena, column->default_expression);
	if (sequence.name.len)
		link_or_unlink(catalog, SPACE_RELATION, resolve_in(catalog, SPACE_RELATION, sequence),
			       LINK_COLUMN, link, add);
}

void claim_constraint_name(Catalog *catalog, Str schema, Str name, bool add)
{
	Relation key = { schema, name };
	const size_t *taken = store_get(catalog, SPACE_CONSTRAINT_NAME, key);
	size_t *count = arena_new(catalog->arena, size_t);

	*count = (taken ? *taken : 0) + (add ? 1u : (size_t)-1);
	store_put(catalog, SPACE_CONSTRAINT_NAME, key, *count && *count != SIZE_MAX ? count : NULL);
}

void link_constraint(Catalog *catalog, Relation table, const CatalogConstraint *constraint, bool add)
{
	claim_constraint_name(catalog, table.schema, constraint->name, add);
	if (constraint->kind == CONSTRAINT_FOREIGN_KEY)
		link_or_unlink(catalog, SPACE_RELATION, constraint->references, LINK_REFERENCE,
			       (Link){ table, constraint->name }, add);
}

void link_trigger(Catalog *catalog, Relation table, const CatalogPart *trigger, bool add)
{
	if (trigger->function.name.len)
		link_or_unlink(catalog, SPACE_FUNCTION, trigger->function, LINK_TRIGGER,
			       (Link){ table, trigger->name }, add);
}

void link_table(Catalog *catalog, const CatalogTable *table, bool add)
{
	Relation name = table->object.name;

	for (size_t i = 0; i < table->columns.len; i++)
		link_column(catalog, name, table->columns.items[i], add);
	for (size_t i = 0; i < table->constraints.len; i++)
		link_constraint(catalog, name, table->constraints.items[i], add);
	for (size_t i = 0; i < table->triggers.len; i++)
		link_trigger(catalog, name, &table->triggers.items[i], add);
	if (table->parent.name.len)
		link_or_unlink(catalog, SPACE_RELATION, table->parent,
			       table->is_partition ? LINK_PARTITION : LINK_CHILD, (Link){ name, STR_NONE },
			       add);
}

void link_view(Catalog *catalog, const CatalogView *view, bool add)
{
	for (size_t i = 0; i < view->uses.len; i++)
		link_or_unlink(catalog, SPACE_RELATION, view->uses.items[i], LINK_VIEW,
			       (Link){ view->object.name, STR_NONE }, add);
}

void link_index(Catalog *catalog, const CatalogIndex *index, bool add)
{
	Link link = { index->object.name, STR_NONE };

	link_or_unlink(catalog, SPACE_RELATION, index->table, LINK_INDEX, link, add);
	if (index->parent.name.len)
		link_or_unlink(catalog, SPACE_RELATION, index->parent, LINK_CHILD, link, add);
}

void link_sequence(Catalog *catalog, const CatalogSequence *sequence, bool add)
{
	if (sequence->owner.name.len)
		link_or_unlink(catalog, SPACE_RELATION, sequence->owner, LINK_SEQUENCE,
			       (Link){ sequence->object.name, STR_NONE }, add);
}

void link_domain(Catalog *catalog, const CatalogType *type, bool add)
{
	if (type->base.schema.len)
		link_or_unlink(catalog, SPACE_TYPE, (Relation){ type->base.schema, type->base.name },
			       LINK_DOMAIN, (Link){ type->object.name, STR_NONE }, add);
}
