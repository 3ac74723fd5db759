// catalog_index.c - indexes: CREATE INDEX and those of constraints, on a table and its partitions, named as DefineIndex names them.

#include "base/buffer.h"
#include "postgres/catalog_store.h"
#include "postgres/predicate.h"

CatalogIndex *index_copy(Catalog *catalog, const CatalogIndex *index)
{
	CatalogIndex *copy = arena_new(catalog->arena, CatalogIndex);

	*copy = *index;
	return copy;
}

// ---- names (ChooseIndexColumnNames, ChooseIndexNameAddition) -------------------------------------------------

static void add_element_name(Arena *arena, StrArray *names, const PgNode *node)
{
	if (node->node_case != PG_QUERY__NODE__NODE_INDEX_ELEM)
		return;
	const PgQuery__IndexElem *element = node->index_elem;
	Str name = ast_str(element->indexcolname);
	if (!name.len)
		name = ast_str(element->name);
	if (!name.len)
		name = expression_name(element->expr);
	if (!name.len)
		name = STR("expr");
	Str numbered = name;
	for (unsigned i = 1; strs_contain(names->items, names->len, numbered); i++) {
		const char *digits = arena_printf(arena, "%u", i);
		size_t room = MAX_IDENTIFIER_BYTES - strlen(digits);
		Str start = str_slice(name, 0, name.len < room ? name.len : room);
		numbered = str_from(arena_printf(arena, "%.*s%s", STR_ARG(start), digits));
	}
	array_push(arena, names, numbered);
}

static void element_names(Arena *arena, const PgQuery__IndexStmt *definition, StrArray *names)
{
	for (size_t i = 0; i < definition->n_index_params; i++)
		add_element_name(arena, names, definition->index_params[i]);
	for (size_t i = 0; i < definition->n_index_including_params; i++)
		add_element_name(arena, names, definition->index_including_params[i]);
}

static Str addition_of(Arena *arena, const PgQuery__IndexStmt *definition)
{
	StrArray names = { 0 };
	Buffer out = buffer_in(arena);

	element_names(arena, definition, &names);
	for (size_t i = 0; i < names.len && out.len <= MAX_IDENTIFIER_BYTES; i++) {
		if (i > 0)
			buffer_putc(&out, '_');
		buffer_add_str(&out, names.items[i]);
	}
	return buffer_str(&out);
}

static Str choose_index_name(Catalog *catalog, Relation table, const PgQuery__IndexStmt *definition,
			     bool constraint)
{
	if (definition->primary)
		return catalog_choose_name(catalog, table, STR_NONE, "pkey", true);
	Str addition = addition_of(catalog->arena, definition);
	if (definition->n_exclude_op_names)
		return catalog_choose_name(catalog, table, addition, "excl", true);
	return catalog_choose_name(catalog, table, addition, constraint ? "key" : "idx", constraint);
}

// ---- making --------------------------------------------------------------------------------------------------

static void read_elements(Catalog *catalog, CatalogIndex *index)
{
	const PgQuery__IndexStmt *definition = index->definition;
	StrArray uses = { 0 };

	for (size_t i = 0; i < definition->n_index_params; i++) {
		const PgQuery__IndexElem *element = definition->index_params[i]->index_elem;
		Str name = ast_str(element->name);
		array_push(catalog->arena, &index->columns, name);
		if (name.len && !strs_contain(uses.items, uses.len, name))
			array_push(catalog->arena, &uses, name);
		index->has_expressions |= element->expr != NULL;
		columns_mentioned(catalog->arena, element->expr, &uses);
	}
	for (size_t i = 0; i < definition->n_index_including_params; i++)
		array_push(catalog->arena, &uses,
			   ast_str(definition->index_including_params[i]->index_elem->name));
	columns_mentioned(catalog->arena, definition->where_clause, &uses);
	index->uses.items = uses.items;
	index->uses.len = index->uses.capacity = uses.len;
	index->predicate = definition->where_clause;
}

static PgNode **name_elements(Arena *arena, PgNode *const *elements, size_t count, const Str *names)
{
	PgNode **named = arena_array(arena, PgNode *, count);

	for (size_t i = 0; i < count; i++) {
		named[i] = arena_new(arena, PgNode);
		*named[i] = *elements[i];
		named[i]->index_elem = arena_new(arena, PgQuery__IndexElem);
		*named[i]->index_elem = *elements[i]->index_elem;
		named[i]->index_elem->indexcolname = str_dup(arena, names[i]);
	}
	return named;
}

// An index keeps the names its columns were made with, whatever becomes of the table's; copies of it (LIKE, partitions) are named
// after them.
static const PgQuery__IndexStmt *with_element_names(Arena *arena, const PgQuery__IndexStmt *definition)
{
	PgQuery__IndexStmt *copy = arena_new(arena, PgQuery__IndexStmt);
	StrArray names = { 0 };

	*copy = *definition;
	element_names(arena, definition, &names);
	copy->index_params =
		name_elements(arena, definition->index_params, definition->n_index_params, names.items);
	if (copy->n_index_including_params)
		copy->index_including_params = name_elements(arena, definition->index_including_params,
							     definition->n_index_including_params,
							     names.items + definition->n_index_params);
	return copy;
}

void remake_index(Catalog *catalog, const CatalogIndex *index)
{
	CatalogIndex *copy = index_copy(catalog, index);
	PgQuery__IndexStmt *bare = arena_new(catalog->arena, PgQuery__IndexStmt);
	size_t keys = index->definition ? index->definition->n_index_params : 0;
	size_t others = index->definition ? index->definition->n_index_including_params : 0;
	Str *none = arena_array(catalog->arena, Str, keys + others);

	if (!index->definition)
		return;
	*bare = *index->definition;
	bare->index_params = name_elements(catalog->arena, bare->index_params, keys, none);
	bare->index_including_params =
		name_elements(catalog->arena, bare->index_including_params, others, none);
	copy->definition = with_element_names(catalog->arena, bare);
	put_object(catalog, &copy->object);
}

static CatalogIndex *new_index(Catalog *catalog, const CatalogTable *table, const IndexRequest *request)
{
	const PgQuery__IndexStmt *definition = request->definition;
	CatalogIndex *index = arena_new(catalog->arena, CatalogIndex);
	Relation name = { request->schema.len ? request->schema : table->object.name.schema, request->name };

	if (!name.name.len)
		name.name = choose_index_name(catalog, table->object.name, definition, request->constraint);
	index->object = (Object){ OBJECT_INDEX, name, false };
	index->table = table->object.name;
	index->definition = with_element_names(catalog->arena, definition);
	index->unique = definition->unique;
	index->is_primary = definition->primary;
	index->constraint = request->constraint ? name.name : STR_NONE;
	index->method = ast_str(definition->access_method).len ? ast_str(definition->access_method)
							       : STR("btree");
	index->parent = request->parent;
	index->valid = true;
	read_elements(catalog, index);
	return index;
}

// ---- equal indexes of partitions -------------------------------------------------------------------------------

static bool nodes_equal(PgNode *const *a, size_t count_a, PgNode *const *b, size_t count_b)
{
	if (count_a != count_b)
		return false;
	for (size_t i = 0; i < count_a; i++)
		if (!ast_equal(&a[i]->base, &b[i]->base))
			return false;
	return true;
}

// CompareIndexInfo: whether an index of a partition can be part of the parent's: one of a constraint must have one too.
static bool same_definition(const CatalogIndex *own, const CatalogIndex *parent)
{
	const PgQuery__IndexStmt *x = own->definition;
	const PgQuery__IndexStmt *y = parent->definition;

	if (!x || !y || own->unique != parent->unique || !str_equal(own->method, parent->method) ||
	    (parent->constraint.len && !own->constraint.len))
		return false;
	const ProtobufCMessage *p = x->where_clause ? &x->where_clause->base : NULL;
	const ProtobufCMessage *q = y->where_clause ? &y->where_clause->base : NULL;
	return ast_equal(p, q) &&
		nodes_equal(x->index_params, x->n_index_params, y->index_params, y->n_index_params) &&
		nodes_equal(x->index_including_params, x->n_index_including_params, y->index_including_params,
			    y->n_index_including_params);
}

static void attach(Catalog *catalog, const CatalogIndex *index, Relation parent)
{
	CatalogIndex *copy = index_copy(catalog, index);

	copy->parent = parent;
	put_object(catalog, &copy->object);
	link_add(catalog, SPACE_RELATION, parent, LINK_CHILD, (Link){ copy->object.name, STR_NONE });
}

// The index of `table` that equals `parent` and has no parent yet; NULL when there is none.
static const CatalogIndex *equal_index(const Catalog *catalog, const CatalogTable *table,
				       const CatalogIndex *parent)
{
	const CatalogIndex *index;

	for (size_t i = 0; (index = catalog_table_index(catalog, table->object.name, i)); i++)
		if (!index->parent.name.len && same_definition(index, parent))
			return index;
	return NULL;
}

// The constraint of an attached index is the parent's from now on, when that has one. `table`: a copy being changed.
static void inherit_constraint_of(Catalog *catalog, CatalogTable *table, const CatalogIndex *index,
				  const CatalogIndex *parent)
{
	if (parent->constraint.len && index->constraint.len && table_constraint(table, index->constraint))
		constraint_for_change(catalog, table, index->constraint)->inherited = true;
}

// Attaches an index of a stored table.
static void attach_stored(Catalog *catalog, const CatalogIndex *index, const CatalogIndex *parent)
{
	const CatalogTable *table = catalog_table(catalog, index->table);

	attach(catalog, index, parent->object.name);
	if (!table || !index->constraint.len)
		return;
	CatalogTable *copy = table_copy(catalog, table);
	inherit_constraint_of(catalog, copy, index, parent);
	put_object(catalog, &copy->object);
}

static void make_on_partitions(Catalog *catalog, const CatalogTable *table, const CatalogIndex *parent)
{
	const CatalogTable *partition;

	for (size_t i = 0; (partition = catalog_partition(catalog, table, i)); i++) {
		if (!member_may_change(catalog, partition))
			continue;
		const CatalogIndex *equal = equal_index(catalog, partition, parent);
		if (equal) {
			attach_stored(catalog, equal, parent);
			continue;
		}
		IndexRequest request = { .definition = parent->definition,
					 .parent = parent->object.name,
					 .constraint = parent->constraint.len > 0 };
		make_index(catalog, partition, &request);
	}
}

const CatalogIndex *make_index(Catalog *catalog, const CatalogTable *table, const IndexRequest *request)
{
	CatalogIndex *index = new_index(catalog, table, request);

	make_room(catalog, index->object.name);
	if (request->only && catalog_partition(catalog, table, 0))
		index->valid = false;
	put_object(catalog, &index->object);
	link_index(catalog, index, true);
	if (!request->only)
		make_on_partitions(catalog, table, index);
	return index;
}

// ---- partitions ----------------------------------------------------------------------------------------------

void take_index_constraint(Catalog *catalog, CatalogTable *table, const CatalogConstraint *constraint,
			   const CatalogIndex *index, bool inherited)
{
	CatalogConstraint *copy = arena_new(catalog->arena, CatalogConstraint);

	*copy = *constraint;
	copy->name = index->object.name.name;
	copy->name_generated = true;
	copy->name_chosen = catalog->chooses_names;
	copy->inherited = inherited;
	table_add_constraint(catalog, table, copy);
}

void inherit_indexes(Catalog *catalog, CatalogTable *child, const CatalogTable *parent)
{
	const CatalogIndex *index;

	for (size_t i = 0; (index = catalog_table_index(catalog, parent->object.name, i)); i++) {
		if (!index->definition)
			continue;
		const CatalogIndex *equal = equal_index(catalog, child, index);
		if (equal) {
			attach(catalog, equal, index->object.name);
			inherit_constraint_of(catalog, child, equal, index);
			continue;
		}
		IndexRequest request = { .definition = index->definition,
					 .parent = index->object.name,
					 .constraint = index->constraint.len > 0 };
		const CatalogIndex *made = make_index(catalog, child, &request);
		const CatalogConstraint *constraint = table_constraint(parent, index->constraint);
		if (constraint)
			take_index_constraint(catalog, child, constraint, made, true);
	}
}

// ---- statements ----------------------------------------------------------------------------------------------

void create_index(Catalog *catalog, const Action *action)
{
	Relation on = resolve_in(catalog, SPACE_RELATION, action->table);
	const Object *relation = store_get(catalog, SPACE_RELATION, on);
	CatalogTable unknown = { .object = { OBJECT_TABLE, on, false } };
	const CatalogTable *table = catalog_table(catalog, on);
	IndexRequest request = { .definition = action->definition->index_stmt,
				 .name = action->name,
				 .only = action->only };

	if (action->if_not_exists && action->name.len &&
	    store_get(catalog, SPACE_RELATION, (Relation){ on.schema, action->name }))
		return;
	if (action->if_not_exists && action->name.len && (!table || !table->complete))
		note_maybe(catalog, OBJECT_INDEX, (Relation){ on.schema, action->name });
	if (!relation) { // a table from before: now its name is known
		table = table_for_change(catalog, action);
		if (!table)
			return;
	}
	make_index(catalog, table ? table : &unknown, &request); // `unknown` is a materialized view
}

static bool all_partitions_have(const Catalog *catalog, const CatalogIndex *parent)
{
	const CatalogTable *table = catalog_table(catalog, parent->table);
	const LinkArray *partitions = links_to(catalog, SPACE_RELATION, parent->table, LINK_PARTITION);
	const LinkArray *attached = links_to(catalog, SPACE_RELATION, parent->object.name, LINK_CHILD);

	return table && table->complete && attached->len >= partitions->len;
}

// ALTER INDEX parent ATTACH PARTITION child: the parent becomes valid with the last one.
void attach_index(Catalog *catalog, const Action *action)
{
	const CatalogIndex *parent = catalog_index(catalog, action->table);
	const CatalogIndex *index = catalog_index(catalog, action->other);

	if (!parent || !index)
		return;
	attach_stored(catalog, index, parent);
	if (parent->valid || !all_partitions_have(catalog, parent))
		return;
	CatalogIndex *copy = index_copy(catalog, parent);
	copy->valid = true;
	put_object(catalog, &copy->object);
}
