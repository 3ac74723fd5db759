// catalog_drop.c - DROP of everything, with what goes along silently and what CASCADE takes.
//
// The functions that drop always cascade; whether a DROP without CASCADE would be refused is asked first, in the drop_action_* functions.

#include "postgres/catalog_store.h"

// ---- dropping relations --------------------------------------------------------------------------------------

// Each list is taken as it was: dropping changes the links, not the lists they had.
#define FOR_LINKS(catalog, target, kind, link)                                                           \
	for (LinkArray list_ = *links_to(catalog, SPACE_RELATION, target, kind), *once_ = &list_; once_; \
	     once_ = NULL)                                                                               \
		for (const Link *link = list_.items, *end_ = list_.len ? link + list_.len : link;        \
		     link < end_; link++)

static void drop_linked(Catalog *catalog, Relation name, LinkKind kind)
{
	FOR_LINKS(catalog, name, kind, link)
	drop_relation(catalog, link->relation);
}

static void drop_references(Catalog *catalog, Relation name)
{
	FOR_LINKS(catalog, name, LINK_REFERENCE, link)
	if (!relation_same(link->relation, name))
		drop_constraint(catalog, link->relation, link->part);
}

// A key that references a partitioned table needs each partition, and theirs.
static void drop_references_to_ancestors(Catalog *catalog, const CatalogTable *table)
{
	for (; table && table->is_partition; table = catalog_table(catalog, table->parent))
		FOR_LINKS(catalog, table->parent, LINK_REFERENCE, link)
	drop_constraint(catalog, link->relation, link->part);
}

static void drop_defaults(Catalog *catalog, Relation sequence)
{
	FOR_LINKS(catalog, sequence, LINK_COLUMN, link)
	{
		const CatalogTable *table = catalog_table(catalog, link->relation);
		CatalogTable *copy = table ? table_copy(catalog, table) : NULL;
		CatalogColumn *column = copy ? column_for_change(catalog, copy, link->part) : NULL;
		if (!column)
			continue;
		link_column(catalog, copy->object.name, column, false);
		column->default_expression = NULL;
		link_column(catalog, copy->object.name, column, true);
		put_object(catalog, &copy->object);
	}
}

static void drop_serial(Catalog *catalog, const CatalogSequence *sequence)
{
	const CatalogTable *table = catalog_table(catalog, sequence->owner);
	CatalogTable *copy = table ? table_copy(catalog, table) : NULL;
	CatalogColumn *column = copy ? column_for_change(catalog, copy, sequence->owner_column) : NULL;

	link_sequence(catalog, sequence, false);
	if (!column || !column->is_serial || sequence->definition)
		return;
	column->is_serial = false;
	put_object(catalog, &copy->object);
}

void drop_relation(Catalog *catalog, Relation name)
{
	const Object *object = store_get(catalog, SPACE_RELATION, name);

	if (!object)
		return;
	remove_object(catalog, object);
	drop_linked(catalog, name, LINK_VIEW);
	drop_linked(catalog, name, LINK_INDEX);
	drop_linked(catalog, name, LINK_PARTITION);
	drop_linked(catalog, name, LINK_CHILD);
	drop_linked(catalog, name, LINK_SEQUENCE);
	drop_references(catalog, name);
	switch (object->kind) {
	case OBJECT_TABLE:
		link_table(catalog, (const CatalogTable *)object, false);
		drop_references_to_ancestors(catalog, (const CatalogTable *)object);
		return;
	case OBJECT_INDEX:
		link_index(catalog, (const CatalogIndex *)object, false);
		return;
	case OBJECT_SEQUENCE:
		drop_defaults(catalog, name);
		drop_serial(catalog, (const CatalogSequence *)object);
		return;
	default:
		link_view(catalog, (const CatalogView *)object, false);
	}
}

void make_room(Catalog *catalog, Relation name)
{
	if (store_get(catalog, SPACE_RELATION, name))
		drop_relation(catalog, name);
}

static ObjectKind kind_dropped(ActionKind kind)
{
	switch (kind) {
	case ACTION_DROP_INDEX:
		return OBJECT_INDEX;
	case ACTION_DROP_VIEW:
		return OBJECT_VIEW;
	case ACTION_DROP_MATERIALIZED_VIEW:
		return OBJECT_MATERIALIZED_VIEW;
	case ACTION_DROP_SEQUENCE:
		return OBJECT_SEQUENCE;
	default:
		return OBJECT_TABLE;
	}
}

// Its sequence goes with an identity, never alone.
static bool is_part_of_identity(const Object *object)
{
	return object->kind == OBJECT_SEQUENCE && ((const CatalogSequence *)object)->is_identity;
}

void drop_action_relation(Catalog *catalog, const Action *action)
{
	const Object *object = catalog_relation(catalog, action->table);

	if (!object)
		note_gone(catalog,
			  &(Gone){ .kind = kind_dropped(action->kind),
				   .name = resolve_in(catalog, SPACE_RELATION, action->table),
				   .maybe = action->if_exists });
	if (object && (!action->cascade || is_part_of_identity(object)) && refused(catalog, object))
		return;
	if (object)
		drop_relation(catalog, object->name);
	else
		note_absent(catalog, SPACE_RELATION, resolve_in(catalog, SPACE_RELATION, action->table));
}

// ---- constraints ---------------------------------------------------------------------------------------------

static const CatalogIndex *index_of_constraint(const Catalog *catalog, Relation table,
					       const CatalogConstraint *constraint)
{
	if (constraint->kind == CONSTRAINT_CHECK || constraint->kind == CONSTRAINT_FOREIGN_KEY)
		return NULL;
	const CatalogIndex *index = catalog_index(catalog, (Relation){ table.schema, constraint->name });
	return index && str_equal(index->constraint, constraint->name) ? index : NULL;
}

static void drop_from_table(Catalog *catalog, Relation name, Str constraint)
{
	const CatalogTable *table = catalog_table(catalog, name);
	size_t at = table ? table_constraint_at(table, constraint) : SIZE_MAX;

	if (at == SIZE_MAX)
		return;
	CatalogTable *copy = table_copy(catalog, table);
	link_constraint(catalog, name, copy->constraints.items[at], false);
	array_remove_at(catalog->arena, &copy->constraints, at);
	put_object(catalog, &copy->object);
}

static void drop_index_of_constraint(Catalog *catalog, const CatalogIndex *index)
{
	const CatalogConstraint *key;
	const CatalogTable *other;
	LinkArray parts = *links_to(catalog, SPACE_RELATION, index->object.name, LINK_CHILD);

	while ((other = relying(catalog, index, 0, &key)))
		drop_constraint(catalog, other->object.name, key->name);
	for (size_t i = 0; i < parts.len; i++) {
		const CatalogIndex *part = catalog_index(catalog, parts.items[i].relation);
		if (part)
			drop_constraint(catalog, part->table, part->constraint);
	}
	drop_relation(catalog, index->object.name);
}

static void drop_from_family(Catalog *catalog, Relation table, const CatalogConstraint *constraint,
			     LinkKind kind)
{
	FOR_LINKS(catalog, table, kind, link)
	{
		const CatalogTable *member = catalog_table(catalog, link->relation);
		const CatalogConstraint *same = member ? table_constraint(member, constraint->name) : NULL;
		if (same && same->inherited && same->kind == constraint->kind &&
		    member_may_change(catalog, member))
			drop_constraint(catalog, link->relation, constraint->name);
	}
}

void drop_constraint(Catalog *catalog, Relation table, Str name)
{
	const CatalogTable *known = catalog_table(catalog, table);
	const CatalogConstraint *constraint = known ? table_constraint(known, name) : NULL;

	if (!constraint)
		return;
	const CatalogIndex *index = index_of_constraint(catalog, table, constraint);
	drop_from_table(catalog, table, name);
	if (index)
		drop_index_of_constraint(catalog, index);
	else {
		drop_from_family(catalog, table, constraint, LINK_PARTITION);
		drop_from_family(catalog, table, constraint, LINK_CHILD);
	}
}

// Whether it has constraints without a name of their own, which PostgreSQL chose or a naming convention that nobody told us.
static bool has_chosen_names(const CatalogTable *table)
{
	for (size_t i = 0; i < table->constraints.len; i++)
		if (table->constraints.items[i]->name_generated)
			return true;
	return false;
}

static void drop_unknown_constraint(Catalog *catalog, const CatalogTable *table, const Action *action)
{
	if (!table->complete && !has_chosen_names(table))
		note_gone(catalog,
			  &(Gone){ .kind = OBJECT_TABLE,
				   .name = table->object.name,
				   .part = action->name,
				   .of = GONE_CONSTRAINT,
				   .maybe = action->if_exists });
	else if (!action->if_exists) // it may be one of those
		make_uncertain(catalog, SPACE_RELATION, table->object.name);
}

void drop_action_constraint(Catalog *catalog, const Action *action)
{
	CatalogTable *table = table_for_change(catalog, action);
	const CatalogConstraint *constraint = table ? table_constraint(table, action->name) : NULL;

	if (table && !constraint)
		drop_unknown_constraint(catalog, table, action);
	if (!constraint)
		return;
	const CatalogIndex *index = index_of_constraint(catalog, table->object.name, constraint);
	if (index && !action->cascade && refused_by_foreign_keys(catalog, index))
		return;
	drop_constraint(catalog, table->object.name, action->name);
	note_constraint_absent(catalog, table->object.name, action->name, true);
}

// ---- columns -------------------------------------------------------------------------------------------------

static void drop_parts_of_column(Catalog *catalog, CatalogTable *table, Str column)
{
	for (size_t i = table->policies.len; i-- > 0;)
		if (part_mentions(catalog, &table->policies.items[i], column))
			array_remove_at(catalog->arena, &table->policies, i);
	for (size_t i = table->triggers.len; i-- > 0;) {
		if (!part_mentions(catalog, &table->triggers.items[i], column))
			continue;
		link_trigger(catalog, table->object.name, &table->triggers.items[i], false);
		array_remove_at(catalog->arena, &table->triggers, i);
	}
}

static void drop_indexes_of_column(Catalog *catalog, Relation table, Str column)
{
	FOR_LINKS(catalog, table, LINK_INDEX, link)
	{
		const CatalogIndex *index = catalog_index(catalog, link->relation);
		if (!index || !strs_contain(index->uses.items, index->uses.len, column))
			continue;
		if (index->constraint.len)
			drop_constraint(catalog, table, index->constraint);
		else
			drop_relation(catalog, index->object.name);
	}
}

static void drop_constraints_of_column(Catalog *catalog, Relation name, Str column)
{
	const CatalogTable *table = catalog_table(catalog, name);

	for (size_t i = table->constraints.len; i-- > 0;) {
		const CatalogConstraint *constraint = table->constraints.items[i];
		if (strs_contain(constraint->columns.items, constraint->columns.len, column))
			drop_constraint(catalog, name, constraint->name);
	}
	FOR_LINKS(catalog, name, LINK_REFERENCE, link)
	{
		const CatalogTable *other = catalog_table(catalog, link->relation);
		const CatalogConstraint *key = other ? table_constraint(other, link->part) : NULL;
		if (key && strs_contain(key->referenced_columns.items, key->referenced_columns.len, column))
			drop_constraint(catalog, link->relation, link->part);
	}
}

static void drop_dependents_of_column(Catalog *catalog, Relation name, Str column)
{
	const CatalogView *view;

	while ((view = catalog_dependent_view(catalog, name, column, 0)))
		drop_relation(catalog, view->object.name);
	drop_constraints_of_column(catalog, name, column);
	drop_indexes_of_column(catalog, name, column);
	FOR_LINKS(catalog, name, LINK_SEQUENCE, link)
	{
		const CatalogSequence *sequence = catalog_sequence(catalog, link->relation);
		if (sequence && str_equal(sequence->owner_column, column))
			drop_relation(catalog, sequence->object.name);
	}
	const CatalogTable *table = catalog_table(catalog, name);
	for (size_t i = table->columns.len; i-- > 0;)
		if (depends_on_column(table->columns.items[i], column))
			drop_column(catalog, name, table->columns.items[i]->name);
}

static void drop_from_members(Catalog *catalog, Relation table, Str column, LinkKind kind)
{
	FOR_LINKS(catalog, table, kind, link)
	{
		const CatalogTable *member = catalog_table(catalog, link->relation);
		const CatalogColumn *same = member ? table_column(member, column) : NULL;
		if (same && same->inherited && member_may_change(catalog, member))
			drop_column(catalog, link->relation, column);
	}
}

void drop_column(Catalog *catalog, Relation name, Str column)
{
	if (!catalog_table(catalog, name))
		return;
	drop_dependents_of_column(catalog, name, column);
	CatalogTable *table = table_copy(catalog, catalog_table(catalog, name));
	size_t at = table_column_at(table, column);
	drop_parts_of_column(catalog, table, column);
	if (at != SIZE_MAX) {
		if (table->columns.items[at]->revealed)
			note_gone(catalog, &(Gone){ .kind = OBJECT_TABLE, .name = name, .part = column });
		link_column(catalog, name, table->columns.items[at], false);
		array_remove_at(catalog->arena, &table->columns, at);
	} else if (!table->complete) {
		note_gone(catalog, &(Gone){ .kind = OBJECT_TABLE, .name = name, .part = column });
	}
	put_object(catalog, &table->object);
	drop_from_members(catalog, name, column, LINK_PARTITION);
	drop_from_members(catalog, name, column, LINK_CHILD);
}

void drop_action_column(Catalog *catalog, const Action *action)
{
	CatalogTable *table = table_for_change(catalog, action);

	if (!table || (!action->cascade && refused_for_column(catalog, table, action->name)))
		return;
	if (action->if_exists && !table->complete && !table_column(table, action->name)) {
		note_gone(catalog,
			  &(Gone){ .kind = OBJECT_TABLE,
				   .name = table->object.name,
				   .part = action->name,
				   .maybe = true });
		return;
	}
	drop_column(catalog, table->object.name, action->name);
}

// ---- types, functions, schemas, extensions, parts ------------------------------------------------------------

static void drop_type(Catalog *catalog, const CatalogType *type)
{
	LinkArray columns = *links_to(catalog, SPACE_TYPE, type->object.name, LINK_COLUMN);
	LinkArray domains = *links_to(catalog, SPACE_TYPE, type->object.name, LINK_DOMAIN);

	remove_object(catalog, &type->object);
	link_domain(catalog, type, false);
	for (size_t i = 0; i < type->checks.len; i++)
		claim_constraint_name(catalog, type->object.name.schema, type->checks.items[i]->name, false);
	for (size_t i = 0; i < columns.len; i++)
		drop_column(catalog, columns.items[i].relation, columns.items[i].part);
	for (size_t i = 0; i < domains.len; i++) {
		const CatalogType *domain = catalog_type(catalog, domains.items[i].relation);
		if (domain)
			drop_type(catalog, domain);
	}
}

void drop_action_type(Catalog *catalog, const Action *action)
{
	const CatalogType *type = catalog_type(catalog, action->table);
	ObjectKind kind = action->kind == ACTION_DROP_DOMAIN ? OBJECT_DOMAIN : OBJECT_TYPE;

	if (!type)
		note_gone(catalog,
			  &(Gone){ .kind = kind,
				   .name = resolve_in(catalog, SPACE_TYPE, action->table),
				   .maybe = action->if_exists });
	if (!type)
		note_absent(catalog, SPACE_TYPE, resolve_in(catalog, SPACE_TYPE, action->table));
	else if (action->cascade || !refused_for_type(catalog, type->object.name))
		drop_type(catalog, type);
}

static bool called(Str full, Str name)
{
	return str_starts_with(full, name) && full.len > name.len && full.data[name.len] == '(';
}

static void drop_function(Catalog *catalog, const CatalogFunction *function, bool cascade)
{
	LinkArray triggers = *links_to(catalog, SPACE_FUNCTION, function->object.name, LINK_TRIGGER);

	for (size_t i = 0; i < triggers.len; i++) {
		const CatalogTable *table = catalog_table(catalog, triggers.items[i].relation);
		if (!table)
			continue;
		if (!cascade && stays(catalog, SPACE_RELATION, table->object.name)) {
			refuse(catalog, "trigger", triggers.items[i].part, table->object.name);
			return;
		}
		CatalogTable *copy = table_copy(catalog, table);
		for (size_t t = copy->triggers.len; t-- > 0;)
			if (str_equal(copy->triggers.items[t].name, triggers.items[i].part)) {
				link_trigger(catalog, copy->object.name, &copy->triggers.items[t], false);
				array_remove_at(catalog->arena, &copy->triggers, t);
			}
		put_object(catalog, &copy->object);
	}
	remove_object(catalog, &function->object);
}

// The argument types may be left out, and be spelled in other ways.
const CatalogFunction *only_function(Catalog *catalog, Relation name)
{
	const Map *map = &catalog->maps[SPACE_FUNCTION];
	const CatalogFunction *found = NULL;

	for (size_t i = 0; i < map->len; i++) {
		const CatalogFunction *function = map->entries[i].value;
		if (!function || !called(function->object.name.name, name.name) ||
		    (name.schema.len && !str_equal(name.schema, function->object.name.schema)))
			continue;
		if (found) { // overloaded: which one is not worked out
			make_uncertain(catalog, SPACE_FUNCTION, found->object.name);
			make_uncertain(catalog, SPACE_FUNCTION, function->object.name);
			return NULL;
		}
		found = function;
	}
	if (!found) // with which arguments is not known
		note_maybe(catalog, OBJECT_FUNCTION, name_for_new(catalog, name));
	return found;
}

void drop_action_function(Catalog *catalog, const Action *action)
{
	const CatalogFunction *function = only_function(catalog, action->table);

	if (function)
		drop_function(catalog, function, action->cascade);
}

static void drop_any(Catalog *catalog, const Object *object)
{
	if (space_of(object->kind) == SPACE_RELATION)
		drop_relation(catalog, object->name);
	else if (space_of(object->kind) == SPACE_TYPE)
		drop_type(catalog, (const CatalogType *)object);
	else
		drop_function(catalog, (const CatalogFunction *)object, true);
}

void drop_action_schema(Catalog *catalog, const Action *action)
{
	Str name = action->table.name;

	if (!store_get(catalog, SPACE_SCHEMA, (Relation){ STR_NONE, name }))
		note_gone(catalog,
			  &(Gone){ .kind = OBJECT_SCHEMA,
				   .name = { STR_NONE, name },
				   .maybe = action->if_exists });
	for (Space space = SPACE_RELATION; space <= SPACE_FUNCTION; space++) {
		const Map *map = &catalog->maps[space];
		for (size_t i = 0; i < map->len; i++) {
			const Object *object = map->entries[i].value;
			if (!object || !str_equal(object->name.schema, name))
				continue;
			if (!action->cascade && !object->uncertain) {
				refuse(catalog, "object", STR_NONE, object->name);
				return;
			}
			drop_any(catalog, object);
		}
	}
	store_put(catalog, SPACE_SCHEMA, (Relation){ STR_NONE, name }, NULL);
}

void drop_action_extension(Catalog *catalog, const Action *action)
{
	Relation name = { STR_NONE, action->table.name };

	if (!store_get(catalog, SPACE_EXTENSION, name))
		note_gone(catalog,
			  &(Gone){ .kind = OBJECT_EXTENSION, .name = name, .maybe = action->if_exists });
	store_put(catalog, SPACE_EXTENSION, name, NULL);
}

#define REMOVE_NAMED(catalog, parts, wanted)                     \
	for (size_t i = (parts)->len; i-- > 0;)                  \
		if (str_equal((parts)->items[i].name, (wanted))) \
	array_remove_at((catalog)->arena, (parts), i)

static bool has_named(const CatalogPart *parts, size_t count, Str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(parts[i].name, name))
			return true;
	return false;
}

static bool has_named_part(const CatalogTable *table, Str name)
{
	return has_named(table->triggers.items, table->triggers.len, name) ||
		has_named(table->policies.items, table->policies.len, name) ||
		has_named(table->rules.items, table->rules.len, name);
}

void drop_action_part(Catalog *catalog, const Action *action)
{
	const CatalogTable *known = catalog_table(catalog, action->table);

	if (!known || !has_named_part(known, action->name))
		note_gone(catalog,
			  &(Gone){ .kind = OBJECT_TABLE,
				   .name = resolve_in(catalog, SPACE_RELATION, action->table),
				   .part = action->name,
				   .of = GONE_TRIGGER,
				   .maybe = action->if_exists });
	if (!known)
		return;
	CatalogTable *table = table_copy(catalog, known);
	put_object(catalog, &table->object);
	if (action->kind == ACTION_DROP_TRIGGER) {
		for (size_t i = 0; i < table->triggers.len; i++)
			if (str_equal(table->triggers.items[i].name, action->name))
				link_trigger(catalog, table->object.name, &table->triggers.items[i], false);
		REMOVE_NAMED(catalog, &table->triggers, action->name);
	} else if (action->kind == ACTION_DROP_POLICY) {
		REMOVE_NAMED(catalog, &table->policies, action->name);
	} else {
		REMOVE_NAMED(catalog, &table->rules, action->name);
	}
}
