// catalog_constraint.c - constraints of tables: made from definitions, named as PostgreSQL names them, inherited.

#include "base/buffer.h"
#include "postgres/catalog_store.h"
#include "postgres/predicate.h"

#define CONSTR(name) PG_QUERY__CONSTR_TYPE__CONSTR_##name

size_t table_constraint_at(const CatalogTable *table, Str name)
{
	for (size_t i = 0; i < table->constraints.len; i++)
		if (str_equal(table->constraints.items[i]->name, name))
			return i;
	return SIZE_MAX;
}

const CatalogConstraint *table_constraint(const CatalogTable *table, Str name)
{
	size_t at = table_constraint_at(table, name);

	return at == SIZE_MAX ? NULL : table->constraints.items[at];
}

CatalogConstraint *constraint_for_change(Catalog *catalog, CatalogTable *table, Str name)
{
	size_t at = table_constraint_at(table, name);

	if (at == SIZE_MAX)
		return NULL;
	CatalogConstraint *copy = arena_new(catalog->arena, CatalogConstraint);
	*copy = *table->constraints.items[at];
	array_own(catalog->arena, &table->constraints);
	table->constraints.items[at] = copy;
	return copy;
}

void table_add_constraint(Catalog *catalog, CatalogTable *table, CatalogConstraint *constraint)
{
	size_t at = table_constraint_at(table, constraint->name);

	if (at != SIZE_MAX) { // a catalog that knows less than the server: the newer one is right
		link_constraint(catalog, table->object.name, table->constraints.items[at], false);
		array_remove_at(catalog->arena, &table->constraints, at);
	}
	array_push(catalog->arena, &table->constraints, constraint);
	link_constraint(catalog, table->object.name, constraint, true);
	note_constraint_absent(catalog, table->object.name, constraint->name, false);
}

// ---- from definitions ----------------------------------------------------------------------------------------

// Deferrability is a constraint node of its own behind the one it is about.
static void apply_attribute(Catalog *catalog, DraftArray *drafts, PgQuery__ConstrType attribute)
{
	if (!drafts->len)
		return;
	Draft *draft = array_last(drafts);
	PgQuery__Constraint *copy = arena_new(catalog->arena, PgQuery__Constraint);
	*copy = *draft->constraint;
	copy->deferrable |= attribute == CONSTR(ATTR_DEFERRABLE) || attribute == CONSTR(ATTR_DEFERRED);
	copy->initdeferred |= attribute == CONSTR(ATTR_DEFERRED);
	draft->constraint = copy;
}

void drafts_of_column(Catalog *catalog, const PgQuery__ColumnDef *definition, DraftArray *drafts)
{
	for (size_t i = 0; i < definition->n_constraints; i++) {
		if (definition->constraints[i]->node_case != PG_QUERY__NODE__NODE_CONSTRAINT)
			continue;
		const PgQuery__Constraint *constraint = definition->constraints[i]->constraint;
		switch (constraint->contype) {
		case CONSTR(CHECK):
		case CONSTR(PRIMARY):
		case CONSTR(UNIQUE):
		case CONSTR(FOREIGN):
			array_push(catalog->arena, drafts,
				   (Draft){ constraint, ast_str(definition->colname) });
			break;
		case CONSTR(ATTR_DEFERRABLE):
		case CONSTR(ATTR_NOT_DEFERRABLE):
		case CONSTR(ATTR_DEFERRED):
		case CONSTR(ATTR_IMMEDIATE):
			apply_attribute(catalog, drafts, constraint->contype);
			break;
		default:
			break;
		}
	}
}

static CatalogConstraint *new_constraint(Catalog *catalog, const PgQuery__Constraint *definition,
					 ConstraintKind kind)
{
	CatalogConstraint *constraint = arena_new(catalog->arena, CatalogConstraint);

	constraint->kind = kind;
	constraint->name = ast_str(definition->conname);
	constraint->name_generated = !constraint->name.len;
	constraint->name_chosen = catalog->chooses_names;
	constraint->validated = !definition->skip_validation;
	constraint->deferrable = definition->deferrable;
	constraint->initially_deferred = definition->initdeferred;
	constraint->no_inherit = definition->is_no_inherit;
	constraint->on_delete =
		definition->fk_del_action && *definition->fk_del_action ? *definition->fk_del_action : 'a';
	constraint->on_update =
		definition->fk_upd_action && *definition->fk_upd_action ? *definition->fk_upd_action : 'a';
	constraint->definition = definition;
	return constraint;
}

// The only columns of the table an expression can mention.
static void keep_known_columns(const CatalogTable *table, StrArray *columns)
{
	size_t kept = 0;

	for (size_t i = 0; i < columns->len; i++)
		if (!table->complete || table_column(table, columns->items[i]))
			columns->items[kept++] = columns->items[i];
	columns->len = kept;
}

static void add_check(Catalog *catalog, CatalogTable *table, const Draft *draft, bool in_create)
{
	CatalogConstraint *constraint = new_constraint(catalog, draft->constraint, CONSTRAINT_CHECK);
	StrArray columns = { 0 };

	constraint->check = draft->constraint->raw_expr;
	constraint->validated |= in_create;
	columns_mentioned(catalog->arena, constraint->check, &columns);
	keep_known_columns(table, &columns);
	constraint->columns.items = columns.items;
	constraint->columns.len = columns.len;
	constraint->columns.capacity = columns.len;
	if (!constraint->name.len)
		constraint->name = catalog_choose_constraint_name(
			catalog, table->object.name, columns.len == 1 ? columns.items[0] : STR_NONE, "check");
	table_add_constraint(catalog, table, constraint);
}

// Column names joined by "_", as long as there is room (ChooseForeignKeyConstraintNameAddition).
static Str join_columns(Arena *arena, const Str *columns, size_t count)
{
	Buffer out = buffer_in(arena);

	for (size_t i = 0; i < count && out.len <= MAX_IDENTIFIER_BYTES; i++) {
		if (i > 0)
			buffer_putc(&out, '_');
		buffer_add_str(&out, columns[i]);
	}
	return buffer_str(&out);
}

// REFERENCES without columns means the primary key. `self`: the table being made, which is not stored yet.
static void find_referenced_columns(Catalog *catalog, const CatalogTable *self, CatalogConstraint *constraint)
{
	const CatalogTable *target = relation_same(constraint->references, self->object.name)
		? self
		: catalog_table(catalog, constraint->references);

	for (size_t i = 0; target && i < target->constraints.len; i++) {
		const CatalogConstraint *candidate = target->constraints.items[i];
		if (candidate->kind != CONSTRAINT_PRIMARY_KEY)
			continue;
		constraint->referenced_columns.items = candidate->columns.items;
		constraint->referenced_columns.len = candidate->columns.len;
		constraint->referenced_columns.capacity = candidate->columns.len;
	}
}

static void add_foreign_key(Catalog *catalog, CatalogTable *table, const Draft *draft, bool in_create)
{
	const PgQuery__Constraint *definition = draft->constraint;
	CatalogConstraint *constraint = new_constraint(catalog, definition, CONSTRAINT_FOREIGN_KEY);

	constraint->validated |= in_create;
	constraint->references =
		resolve_in(catalog, SPACE_RELATION, relation_from_range_var(definition->pktable));
	if (draft->column.len)
		array_push(catalog->arena, &constraint->columns, draft->column);
	for (size_t i = 0; i < definition->n_fk_attrs; i++)
		array_push(catalog->arena, &constraint->columns, node_string(definition->fk_attrs[i]));
	for (size_t i = 0; i < definition->n_pk_attrs; i++)
		array_push(catalog->arena, &constraint->referenced_columns,
			   node_string(definition->pk_attrs[i]));
	if (!definition->n_pk_attrs)
		find_referenced_columns(catalog, table, constraint);
	if (!constraint->name.len)
		constraint->name = catalog_choose_constraint_name(
			catalog, table->object.name,
			join_columns(catalog->arena, constraint->columns.items, constraint->columns.len),
			"fkey");
	table_add_constraint(catalog, table, constraint);
}

// ---- constraints with an index -------------------------------------------------------------------------------

static PgNode *key_element(Arena *arena, Str name)
{
	PgNode *node = arena_new(arena, PgNode);
	PgQuery__IndexElem *element = arena_new(arena, PgQuery__IndexElem);

	pg_query__node__init(node);
	pg_query__index_elem__init(element);
	element->name = str_dup(arena, name);
	element->ordering = PG_QUERY__SORT_BY_DIR__SORTBY_DEFAULT;
	element->nulls_ordering = PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_DEFAULT;
	node->node_case = PG_QUERY__NODE__NODE_INDEX_ELEM;
	node->index_elem = element;
	return node;
}

static PgNode **key_elements(Arena *arena, PgNode *const *names, size_t count)
{
	PgNode **elements = arena_array(arena, PgNode *, count);

	for (size_t i = 0; i < count; i++)
		elements[i] = key_element(arena, node_string(names[i]));
	return elements;
}

// The pairs (element, operator) of EXCLUDE.
static void read_exclusions(Arena *arena, PgQuery__IndexStmt *index, const PgQuery__Constraint *constraint)
{
	size_t count = constraint->n_exclusions;

	index->index_params = arena_array(arena, PgNode *, count);
	index->exclude_op_names = arena_array(arena, PgNode *, count);
	for (size_t i = 0; i < count; i++) {
		const PgNode *pair = constraint->exclusions[i];
		if (pair->node_case != PG_QUERY__NODE__NODE_LIST || pair->list->n_items < 2)
			continue;
		index->index_params[index->n_index_params++] = pair->list->items[0];
		index->exclude_op_names[index->n_exclude_op_names++] = pair->list->items[1];
	}
}

// What PostgreSQL makes of a constraint that needs an index (transformIndexConstraint).
static PgQuery__IndexStmt *index_of_draft(Catalog *catalog, const Draft *draft)
{
	const PgQuery__Constraint *constraint = draft->constraint;
	PgQuery__IndexStmt *index = arena_new(catalog->arena, PgQuery__IndexStmt);

	pg_query__index_stmt__init(index);
	index->isconstraint = true;
	index->idxname = constraint->conname;
	index->primary = constraint->contype == CONSTR(PRIMARY);
	index->unique = constraint->contype != CONSTR(EXCLUSION);
	index->deferrable = constraint->deferrable;
	index->initdeferred = constraint->initdeferred;
	index->nulls_not_distinct = constraint->nulls_not_distinct;
	index->access_method = constraint->access_method;
	index->where_clause = constraint->where_clause;
	index->index_including_params =
		key_elements(catalog->arena, constraint->including, constraint->n_including);
	index->n_index_including_params = constraint->n_including;
	if (constraint->contype == CONSTR(EXCLUSION)) {
		read_exclusions(catalog->arena, index, constraint);
	} else if (draft->column.len) {
		index->index_params = arena_array(catalog->arena, PgNode *, 1);
		index->index_params[0] = key_element(catalog->arena, draft->column);
		index->n_index_params = 1;
	} else {
		index->index_params = key_elements(catalog->arena, constraint->keys, constraint->n_keys);
		index->n_index_params = constraint->n_keys;
	}
	return index;
}

static ConstraintKind kind_with_index(PgQuery__ConstrType type)
{
	return type == CONSTR(PRIMARY)   ? CONSTRAINT_PRIMARY_KEY
		: type == CONSTR(UNIQUE) ? CONSTRAINT_UNIQUE
					 : CONSTRAINT_EXCLUSION;
}

static void make_keys_not_null(Catalog *catalog, CatalogTable *table, const CatalogConstraint *constraint)
{
	for (size_t i = 0; i < constraint->columns.len; i++) {
		const CatalogColumn *column = table_column(table, constraint->columns.items[i]);
		if (column && column->not_null)
			continue;
		CatalogColumn *copy = column_revealed(catalog, table, constraint->columns.items[i]);
		if (copy)
			copy->not_null = true;
	}
}

// A new primary key makes its columns NOT NULL in partitions and children too.
static void make_family_not_null(Catalog *catalog, Relation table, const CatalogConstraint *constraint)
{
	for (LinkKind kind = LINK_PARTITION; kind <= LINK_CHILD; kind++) {
		LinkArray links = *links_to(catalog, SPACE_RELATION, table, kind);
		for (size_t i = 0; i < links.len; i++) {
			const CatalogTable *member = catalog_table(catalog, links.items[i].relation);
			if (!member || !member_may_change(catalog, member))
				continue;
			CatalogTable *copy = table_copy(catalog, member);
			make_keys_not_null(catalog, copy, constraint);
			put_object(catalog, &copy->object);
			make_family_not_null(catalog, copy->object.name, constraint);
		}
	}
}

// The constraint an index of `table` is for; make_index() has named the index.
static void add_constraint_of_index(Catalog *catalog, CatalogTable *table,
				    const PgQuery__Constraint *definition, const CatalogIndex *index,
				    bool inherited)
{
	CatalogConstraint *constraint =
		new_constraint(catalog, definition, kind_with_index(definition->contype));

	constraint->validated = true;
	constraint->name_generated = !constraint->name.len || inherited;
	constraint->inherited = inherited;
	constraint->name = index->object.name.name;
	constraint->columns.items = index->columns.items;
	constraint->columns.len = constraint->columns.capacity = index->columns.len;
	table_add_constraint(catalog, table, constraint);
	if (constraint->kind != CONSTRAINT_PRIMARY_KEY)
		return;
	make_keys_not_null(catalog, table, constraint);
	make_family_not_null(catalog, table->object.name, constraint);
}

// Two constraints that ask for the same index get one (transformIndexConstraints).
static bool same_index(const PgQuery__IndexStmt *a, const PgQuery__IndexStmt *b)
{
	if (a->n_index_params != b->n_index_params || a->n_exclude_op_names || b->n_exclude_op_names ||
	    a->n_index_including_params != b->n_index_including_params || a->deferrable != b->deferrable ||
	    a->initdeferred != b->initdeferred || a->nulls_not_distinct != b->nulls_not_distinct)
		return false;
	for (size_t i = 0; i < a->n_index_params; i++)
		if (!ast_equal(&a->index_params[i]->base, &b->index_params[i]->base))
			return false;
	for (size_t i = 0; i < a->n_index_including_params; i++)
		if (!ast_equal(&a->index_including_params[i]->base, &b->index_including_params[i]->base))
			return false;
	return true;
}

static void add_partition_constraints(Catalog *catalog, const CatalogTable *table,
				      const PgQuery__Constraint *definition, Relation parent_index);

static void add_index_constraint(Catalog *catalog, CatalogTable *table, const PgQuery__Constraint *definition,
				 PgQuery__IndexStmt *statement)
{
	IndexRequest request = { .definition = statement,
				 .name = ast_str(statement->idxname),
				 .constraint = true };
	const CatalogIndex *index = make_index(catalog, table, &request);

	add_constraint_of_index(catalog, table, definition, index, false);
	add_partition_constraints(catalog, table, definition, index->object.name);
}

// make_index() made the indexes of the partitions too; here are their constraints.
static void add_partition_constraints(Catalog *catalog, const CatalogTable *table,
				      const PgQuery__Constraint *definition, Relation parent_index)
{
	const LinkArray *parts = links_to(catalog, SPACE_RELATION, parent_index, LINK_CHILD);

	(void)table;
	for (size_t i = 0; i < parts->len; i++) {
		const CatalogIndex *index = catalog_index(catalog, parts->items[i].relation);
		const CatalogTable *partition = index ? catalog_table(catalog, index->table) : NULL;
		if (!partition || table_constraint(partition, index->object.name.name))
			continue;
		CatalogTable *copy = table_copy(catalog, partition);
		add_constraint_of_index(catalog, copy, definition, index, true);
		put_object(catalog, &copy->object);
		add_partition_constraints(catalog, copy, definition, index->object.name);
	}
}

typedef struct Pending {
	const PgQuery__Constraint *constraint;
	PgQuery__IndexStmt *index;
} Pending;
typedef Array(Pending) PendingArray;

static void collect_index(Catalog *catalog, PendingArray *pending, const Draft *draft, bool in_create)
{
	Pending new = { draft->constraint, index_of_draft(catalog, draft) };

	for (size_t i = 0; in_create && i < pending->len; i++) {
		Pending *prior = &pending->items[i];
		if (!same_index(prior->index, new.index))
			continue;
		if (!ast_str(prior->index->idxname).len)
			prior->index->idxname = new.index->idxname;
		if (new.index->primary)
			*prior = (Pending){ new.constraint, new.index };
		return;
	}
	array_push(catalog->arena, pending, new);
}

static void add_with_indexes(Catalog *catalog, CatalogTable *table, const DraftArray *drafts, bool in_create)
{
	PendingArray pending = { 0 };

	for (int primary = 1; primary >= 0; primary--)
		for (size_t i = 0; i < drafts->len; i++) {
			PgQuery__ConstrType type = drafts->items[i].constraint->contype;
			bool wanted = primary ? type == CONSTR(PRIMARY)
					      : type == CONSTR(UNIQUE) || type == CONSTR(EXCLUSION);
			if (wanted && !ast_str(drafts->items[i].constraint->indexname).len)
				collect_index(catalog, &pending, &drafts->items[i], in_create);
		}
	for (size_t i = 0; i < pending.len; i++) {
		if (!in_create && pending.items[i].index->primary && refuse_second_key(catalog, table))
			return;
		add_index_constraint(catalog, table, pending.items[i].constraint, pending.items[i].index);
	}
}

void table_add_constraints(Catalog *catalog, CatalogTable *table, const DraftArray *drafts, bool in_create)
{
	for (size_t i = 0; i < drafts->len; i++)
		if (drafts->items[i].constraint->contype == CONSTR(CHECK))
			add_check(catalog, table, &drafts->items[i], in_create);
	add_with_indexes(catalog, table, drafts, in_create);
	for (size_t i = 0; i < drafts->len; i++)
		if (drafts->items[i].constraint->contype == CONSTR(FOREIGN))
			add_foreign_key(catalog, table, &drafts->items[i], in_create);
}

// Whether PostgreSQL refuses ADD ... USING INDEX: the index has a constraint, or something else the name. What wrongly has it gives way.
static bool refuse_use(Catalog *catalog, const CatalogTable *table, const CatalogIndex *index, Relation name)
{
	if (index && index->constraint.len && stays(catalog, SPACE_RELATION, index->object.name))
		return catalog->name_refused = true;
	if (refuse_constraint_name(catalog, table, name.name))
		return true;
	if (index && relation_same(index->object.name, name))
		return false;
	if (refuse_name(catalog, name))
		return true;
	make_room(catalog, name);
	return false;
}

// ADD UNIQUE | PRIMARY KEY USING INDEX: the index gets the name of the constraint.
void table_use_index(Catalog *catalog, CatalogTable *table, const Action *action)
{
	const PgQuery__Constraint *definition = action->definition->constraint;
	Relation old = { table->object.name.schema, ast_str(definition->indexname) };
	const CatalogIndex *index = catalog_index(catalog, old);
	Relation new = ast_str(definition->conname).len
		? (Relation){ old.schema, ast_str(definition->conname) }
		: old;
	CatalogIndex *copy = arena_new(catalog->arena, CatalogIndex);

	if (refuse_use(catalog, table, index, new) ||
	    (definition->contype == CONSTR(PRIMARY) && refuse_second_key(catalog, table)))
		return;
	if (index) {
		*copy = *index;
		remove_object(catalog, &index->object);
	} else {
		copy->object = (Object){ OBJECT_INDEX, old, true };
		copy->table = table->object.name;
		copy->valid = true;
	}
	copy->object.name = new;
	copy->unique = true;
	copy->is_primary = definition->contype == CONSTR(PRIMARY);
	copy->constraint = copy->object.name.name;
	put_object(catalog, &copy->object);
	if (index)
		link_rename(catalog, copy->table, LINK_INDEX, index->object.name, copy->object.name);
	else
		link_index(catalog, copy, true);
	add_constraint_of_index(catalog, table, definition, copy, false);
}

// ---- inheritance ---------------------------------------------------------------------------------------------

static void inherit(Catalog *catalog, CatalogTable *child, const CatalogConstraint *constraint)
{
	CatalogConstraint *copy = table_constraint(child, constraint->name)
		? constraint_for_change(catalog, child, constraint->name)
		: NULL;

	if (copy) { // it has one of this name: they merge
		copy->inherited = true;
		return;
	}
	copy = arena_new(catalog->arena, CatalogConstraint);
	*copy = *constraint;
	copy->inherited = true;
	table_add_constraint(catalog, child, copy);
}

void table_inherit_checks(Catalog *catalog, CatalogTable *child, const CatalogTable *parent)
{
	for (size_t i = 0; i < parent->constraints.len; i++)
		if (parent->constraints.items[i]->kind == CONSTRAINT_CHECK &&
		    !parent->constraints.items[i]->no_inherit)
			inherit(catalog, child, parent->constraints.items[i]);
}

static bool same_foreign_key(const CatalogConstraint *a, const CatalogConstraint *b)
{
	if (a->kind != b->kind || !relation_same(a->references, b->references) ||
	    a->columns.len != b->columns.len || a->on_delete != b->on_delete || a->on_update != b->on_update)
		return false;
	for (size_t i = 0; i < a->columns.len; i++)
		if (!str_equal(a->columns.items[i], b->columns.items[i]))
			return false;
	return true;
}

// `equals`: how many keys of the parent before this one say the same: each has one of its own in the child.
static void inherit_foreign_key(Catalog *catalog, CatalogTable *child, const CatalogConstraint *constraint,
				size_t equals)
{
	for (size_t i = 0; i < child->constraints.len; i++)
		if (same_foreign_key(child->constraints.items[i], constraint) && equals-- == 0) {
			constraint_for_change(catalog, child, child->constraints.items[i]->name)->inherited =
				true;
			return;
		}
	CatalogConstraint *copy = arena_new(catalog->arena, CatalogConstraint);
	*copy = *constraint;
	copy->inherited = true;
	if (table_constraint(child, copy->name))
		copy->name = catalog_choose_constraint_name(
			catalog, child->object.name,
			join_columns(catalog->arena, copy->columns.items, copy->columns.len), "fkey");
	table_add_constraint(catalog, child, copy);
}

void table_inherit_foreign_keys(Catalog *catalog, CatalogTable *child, const CatalogTable *parent)
{
	for (size_t i = 0; i < parent->constraints.len; i++) {
		const CatalogConstraint *constraint = parent->constraints.items[i];
		size_t equals = 0;
		if (constraint->kind != CONSTRAINT_FOREIGN_KEY)
			continue;
		for (size_t n = 0; n < i; n++)
			equals += same_foreign_key(parent->constraints.items[n], constraint);
		inherit_foreign_key(catalog, child, constraint, equals);
	}
}
