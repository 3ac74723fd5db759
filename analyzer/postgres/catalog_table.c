// catalog_table.c - tables: lookups, copies to change, CREATE TABLE in all its forms.

#include "postgres/catalog_store.h"

// Changes that go on to partitions and children, in the whole history. Each is a new version of a table and takes 1 to 2 KB.
#define MAX_MEMBER_CHANGES 100000

#define CONSTR(name) PG_QUERY__CONSTR_TYPE__CONSTR_##name

// ---- columns -------------------------------------------------------------------------------------------------

size_t table_column_at(const CatalogTable *table, Str name)
{
	for (size_t i = 0; i < table->columns.len; i++)
		if (str_equal(table->columns.items[i]->name, name))
			return i;
	return SIZE_MAX;
}

const CatalogColumn *table_column(const CatalogTable *table, Str name)
{
	size_t at = table_column_at(table, name);

	return at == SIZE_MAX ? NULL : table->columns.items[at];
}

CatalogColumn *column_for_change(Catalog *catalog, CatalogTable *table, Str name)
{
	size_t at = table_column_at(table, name);

	if (at == SIZE_MAX)
		return NULL;
	CatalogColumn *copy = arena_new(catalog->arena, CatalogColumn);
	*copy = *table->columns.items[at];
	array_own(catalog->arena, &table->columns);
	table->columns.items[at] = copy;
	return copy;
}

CatalogColumn *column_revealed(Catalog *catalog, CatalogTable *table, Str name)
{
	CatalogColumn *column = column_for_change(catalog, table, name);

	if (column || table->complete)
		return column;
	column = arena_new(catalog->arena, CatalogColumn);
	column->name = name;
	column->revealed = true;
	array_push(catalog->arena, &table->columns, column);
	return column;
}

CatalogTable *table_copy(Catalog *catalog, const CatalogTable *table)
{
	CatalogTable *copy = arena_new(catalog->arena, CatalogTable);

	*copy = *table;
	return copy;
}

void table_forget_details(Catalog *catalog, const CatalogTable *known)
{
	CatalogTable *table = table_copy(catalog, known);

	table->complete = false;
	table->object.uncertain = true;
	put_object(catalog, &table->object);
}

bool member_may_change(Catalog *catalog, const CatalogTable *member)
{
	if (catalog->members_changed < MAX_MEMBER_CHANGES) {
		catalog->members_changed++;
		return true;
	}
	if (member->complete || !member->object.uncertain)
		table_forget_details(catalog, member);
	return false;
}

CatalogTable *table_for_change(Catalog *catalog, const Action *action)
{
	Relation name = resolve_in(catalog, SPACE_RELATION, action->table);
	const Object *found = store_get(catalog, SPACE_RELATION, name);
	CatalogTable *table;

	if (found && found->kind != OBJECT_TABLE)
		return NULL;
	if (found) {
		table = table_copy(catalog, (const CatalogTable *)found);
	} else {
		bool absent = catalog_relation_is_absent(catalog, action->table);
		if (!name.name.len || (absent && action->if_exists))
			return NULL;
		table = arena_new(catalog->arena, CatalogTable);
		table->object = (Object){ OBJECT_TABLE, name, false };
	}
	put_object(catalog, &table->object);
	return table;
}

void column_set_type(Catalog *catalog, CatalogColumn *column, const PgQuery__TypeName *written)
{
	column->written_type = written;
	column->type = type_from_node(written, catalog->arena);
	column->is_serial = column->type.is_serial;
	column->type.is_serial = false;
	column->type_known = column->type.name.len && !name_is_hole(column->type.name);
	Relation name = { column->type.schema, column->type.name };
	Relation stored = resolve_in(catalog, SPACE_TYPE, name);
	if (store_get(catalog, SPACE_TYPE, stored))
		column->type.schema = stored.schema;
}

static void read_inline(CatalogColumn *column, const PgQuery__Constraint *constraint)
{
	switch (constraint->contype) {
	case CONSTR(NOTNULL):
	case CONSTR(PRIMARY):
		column->not_null = true;
		return;
	case CONSTR(DEFAULT):
		if (!node_is_null(constraint->raw_expr))
			column->default_expression = constraint->raw_expr;
		return;
	case CONSTR(IDENTITY):
		column->is_identity = column->not_null = true;
		column->identity_always = str_is(ast_str(constraint->generated_when), "a");
		return;
	case CONSTR(GENERATED):
		column->is_generated = true;
		column->default_expression = constraint->raw_expr;
		return;
	default:
		return;
	}
}

CatalogColumn *column_from_definition(Catalog *catalog, const PgQuery__ColumnDef *definition)
{
	CatalogColumn *column = arena_new(catalog->arena, CatalogColumn);

	column->name = ast_str(definition->colname);
	if (definition->type_name)
		column_set_type(catalog, column, definition->type_name);
	if (definition->coll_clause)
		column->collation = relation_from_names(definition->coll_clause->collname,
							definition->coll_clause->n_collname)
					    .name;
	for (size_t i = 0; i < definition->n_constraints; i++)
		if (definition->constraints[i]->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
			read_inline(column, definition->constraints[i]->constraint);
	column->not_null |= column->is_serial;
	return column;
}

static void make_sequence(Catalog *catalog, Relation table, const CatalogColumn *column,
			  const PgQuery__ColumnDef *definition)
{
	const PgQuery__Constraint *identity = NULL;

	for (size_t i = 0; definition && i < definition->n_constraints; i++)
		if (definition->constraints[i]->node_case == PG_QUERY__NODE__NODE_CONSTRAINT &&
		    definition->constraints[i]->constraint->contype == CONSTR(IDENTITY))
			identity = definition->constraints[i]->constraint;
	make_owned_sequence(catalog, table, column, identity ? identity->options : NULL,
			    identity ? identity->n_options : 0);
}

void table_add_column(Catalog *catalog, CatalogTable *table, CatalogColumn *column,
		      const PgQuery__ColumnDef *definition)
{
	array_push(catalog->arena, &table->columns, column);
	link_column(catalog, table->object.name, column, true);
	if ((column->is_serial || column->is_identity) && !column->inherited)
		make_sequence(catalog, table->object.name, column, definition);
}

// ---- inheriting ----------------------------------------------------------------------------------------------

// The default of a serial column is inherited as what it is: the next value of the parent's sequence.
void take_serial_default(Catalog *catalog, CatalogColumn *copy, Relation from)
{
	const CatalogSequence *sequence = implicit_sequence(catalog, from, copy->name, false);

	if (!copy->is_serial)
		return;
	copy->is_serial = false;
	if (sequence)
		copy->default_expression = make_nextval(catalog, sequence->object.name);
}

// A column the new table gets from another one; `inherited`: and shares with it from now on.
// `from`: where it is, NULL when the new table itself says so.
static void take_column(Catalog *catalog, CatalogTable *table, const CatalogColumn *column,
			const CatalogTable *from)
{
	CatalogColumn *copy = column_for_change(catalog, table, column->name);
	bool inherited = from != NULL;

	if (copy) {
		copy->inherited |= inherited;
		copy->not_null |= column->not_null;
		if (!copy->default_expression)
			copy->default_expression = column->default_expression;
		return;
	}
	copy = arena_new(catalog->arena, CatalogColumn);
	*copy = *column;
	copy->inherited = inherited;
	copy->comment = STR_NONE;
	if (from)
		take_serial_default(catalog, copy, from->object.name);
	copy->is_identity = copy->identity_always = false;
	array_push(catalog->arena, &table->columns, copy);
	link_column(catalog, table->object.name, copy, true);
}

static const CatalogTable *find_parent(Catalog *catalog, const PgNode *node)
{
	if (node->node_case != PG_QUERY__NODE__NODE_RANGE_VAR)
		return NULL;
	return catalog_table(catalog, relation_from_range_var(node->range_var));
}

static void inherit_columns(Catalog *catalog, CatalogTable *table, const PgQuery__CreateStmt *create)
{
	for (size_t i = 0; i < create->n_inh_relations; i++) {
		const CatalogTable *parent = find_parent(catalog, create->inh_relations[i]);
		Relation name = relation_from_range_var(create->inh_relations[i]->range_var);
		if (i == 0)
			table->parent = resolve_in(catalog, SPACE_RELATION, name);
		link_add(catalog, SPACE_RELATION, resolve_in(catalog, SPACE_RELATION, name),
			 table->is_partition ? LINK_PARTITION : LINK_CHILD,
			 (Link){ table->object.name, STR_NONE });
		table->complete &= parent && parent->complete;
		for (size_t c = 0; parent && c < parent->columns.len; c++)
			take_column(catalog, table, parent->columns.items[c], parent);
	}
}

static void inherit_rest(Catalog *catalog, CatalogTable *table, const PgQuery__CreateStmt *create)
{
	for (size_t i = 0; i < create->n_inh_relations; i++) {
		const CatalogTable *parent = find_parent(catalog, create->inh_relations[i]);
		if (!parent)
			continue;
		table_inherit_checks(catalog, table, parent);
		for (size_t c = 0; c < table->constraints.len; c++) // there are no rows
			if (!table->constraints.items[c]->validated)
				constraint_for_change(catalog, table, table->constraints.items[c]->name)
					->validated = true;
		if (!table->is_partition)
			continue;
		inherit_indexes(catalog, table, parent);
		table_inherit_foreign_keys(catalog, table, parent);
	}
}

// ---- LIKE ----------------------------------------------------------------------------------------------------

enum LikeOption {
	LIKE_COMMENTS = 1 << 0,
	LIKE_CONSTRAINTS = 1 << 2,
	LIKE_DEFAULTS = 1 << 3,
	LIKE_GENERATED = 1 << 4,
	LIKE_IDENTITY = 1 << 5,
	LIKE_INDEXES = 1 << 6
};

// Its sequence is a bigint, whatever the column is.
static void like_identity(Catalog *catalog, Relation table, const CatalogColumn *column)
{
	CatalogColumn wide = *column;

	wide.type.name = STR("int8");
	make_owned_sequence(catalog, table, &wide, NULL, 0);
}

static void like_columns(Catalog *catalog, CatalogTable *table, const PgQuery__TableLikeClause *like)
{
	const CatalogTable *source = catalog_table(catalog, relation_from_range_var(like->relation));

	table->complete &= source && source->complete;
	for (size_t i = 0; source && i < source->columns.len; i++) {
		const CatalogColumn *column = source->columns.items[i];
		CatalogColumn *copy = arena_new(catalog->arena, CatalogColumn);
		*copy = *column;
		copy->inherited = false;
		if (!(like->options & LIKE_COMMENTS))
			copy->comment = STR_NONE;
		copy->is_identity = column->is_identity && (like->options & LIKE_IDENTITY);
		copy->is_generated = column->is_generated && (like->options & LIKE_GENERATED);
		if (!(like->options & (column->is_generated ? LIKE_GENERATED : LIKE_DEFAULTS)))
			copy->default_expression = NULL, copy->is_serial = false;
		take_serial_default(catalog, copy, source->object.name);
		array_push(catalog->arena, &table->columns, copy);
		link_column(catalog, table->object.name, copy, true);
		if (copy->is_identity)
			like_identity(catalog, table->object.name, copy);
	}
}

static void like_index(Catalog *catalog, CatalogTable *table, const CatalogTable *source,
		       const CatalogIndex *index)
{
	const CatalogConstraint *constraint =
		index->constraint.len ? table_constraint(source, index->constraint) : NULL;

	if (!index->definition)
		return;
	IndexRequest request = { .definition = index->definition, .constraint = constraint != NULL };
	const CatalogIndex *made = make_index(catalog, table, &request);
	if (constraint)
		take_index_constraint(catalog, table, constraint, made, false);
}

static void like_rest(Catalog *catalog, CatalogTable *table, const PgQuery__TableLikeClause *like)
{
	const CatalogTable *source = catalog_table(catalog, relation_from_range_var(like->relation));
	const CatalogIndex *index;

	for (size_t i = 0; source && (like->options & LIKE_CONSTRAINTS) && i < source->constraints.len; i++) {
		if (source->constraints.items[i]->kind != CONSTRAINT_CHECK)
			continue;
		CatalogConstraint *copy = arena_new(catalog->arena, CatalogConstraint);
		*copy = *source->constraints.items[i];
		copy->inherited = false;
		copy->validated = true; // there are no rows
		table_add_constraint(catalog, table, copy);
	}
	if (!source || !(like->options & LIKE_INDEXES))
		return;
	for (size_t i = 0; (index = catalog_table_index(catalog, source->object.name, i)); i++)
		like_index(catalog, table, source, index);
}

// ---- CREATE TABLE --------------------------------------------------------------------------------------------

static void add_elements(Catalog *catalog, CatalogTable *table, const PgQuery__CreateStmt *create,
			 DraftArray *drafts)
{
	for (size_t i = 0; i < create->n_table_elts; i++) {
		const PgNode *element = create->table_elts[i];
		if (element->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF) {
			CatalogColumn *column = column_from_definition(catalog, element->column_def);
			if (table->is_partition || !element->column_def->type_name)
				column->inherited = true;
			drafts_of_column(catalog, element->column_def, drafts);
			if (table_column(table, column->name))
				take_column(catalog, table, column, NULL);
			else
				table_add_column(catalog, table, column, element->column_def);
		} else if (element->node_case == PG_QUERY__NODE__NODE_CONSTRAINT) {
			array_push(catalog->arena, drafts, (Draft){ element->constraint, STR_NONE });
		} else if (element->node_case == PG_QUERY__NODE__NODE_TABLE_LIKE_CLAUSE) {
			like_columns(catalog, table, element->table_like_clause);
		}
	}
}

static CatalogTable *new_table(Catalog *catalog, const Action *action, const PgQuery__RangeVar *range)
{
	CatalogTable *table = arena_new(catalog->arena, CatalogTable);
	Relation name = action->table;

	if (action->temporary || str_is(name.schema, "pg_temp"))
		name.schema = STR("pg_temp");
	table->object = (Object){ OBJECT_TABLE, name_for_new(catalog, name), false };
	table->complete = table->created = true;
	table->temporary = str_is(table->object.name.schema, "pg_temp");
	table->unlogged = range && str_is(ast_str(range->relpersistence), "u");
	if (action->definition && action->definition->node_case == PG_QUERY__NODE__NODE_CREATE_STMT)
		table->access_method = ast_str(action->definition->create_stmt->access_method);
	return table;
}

// Whether CREATE ... IF NOT EXISTS does nothing. Where names may exist that no statement has shown, what it makes is uncertain.
static bool exists_already(Catalog *catalog, const Action *action, Object *object)
{
	const Object *found = store_get(catalog, space_of(object->kind), object->name);

	if (!action->if_not_exists)
		return false;
	object->uncertain |= !found && !catalog_is_complete(catalog);
	return found != NULL;
}

static void read_partitioning(CatalogTable *table, const PgQuery__CreateStmt *create)
{
	table->is_partitioned = create->partspec != NULL;
	table->partition_key = create->partspec;
	table->is_partition = create->partbound != NULL;
	table->partition_bound = create->partbound;
	table->is_default_partition = create->partbound && create->partbound->is_default;
}

void create_table(Catalog *catalog, const Action *action)
{
	const PgNode *statement = action->definition;
	bool foreign = statement->node_case == PG_QUERY__NODE__NODE_CREATE_FOREIGN_TABLE_STMT;
	const PgQuery__CreateStmt *create = foreign ? statement->create_foreign_table_stmt->base_stmt
						    : statement->create_stmt;
	CatalogTable *table = new_table(catalog, action, create->relation);
	DraftArray drafts = { 0 };

	if (exists_already(catalog, action, &table->object))
		return;
	make_room(catalog, table->object.name);
	table->is_foreign = foreign;
	read_partitioning(table, create);
	table->complete &= !create->of_typename;
	inherit_columns(catalog, table, create);
	add_elements(catalog, table, create, &drafts);
	put_object(catalog, &table->object);
	inherit_rest(catalog, table, create);
	table_add_constraints(catalog, table, &drafts, true);
	for (size_t i = 0; i < create->n_table_elts; i++)
		if (create->table_elts[i]->node_case == PG_QUERY__NODE__NODE_TABLE_LIKE_CLAUSE)
			like_rest(catalog, table, create->table_elts[i]->table_like_clause);
}

// Of a query that is not plain names of the columns at best: what their types are only PostgreSQL knows.
void create_table_as(Catalog *catalog, const Action *action)
{
	const PgQuery__IntoClause *into = action->definition->node_case ==
			PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT
		? action->definition->create_table_as_stmt->into
		: action->definition->node_case == PG_QUERY__NODE__NODE_SELECT_STMT
		? action->definition->select_stmt->into_clause
		: NULL;
	CatalogTable *table = new_table(catalog, action, into ? into->rel : NULL);

	if (!table->object.name.name.len || exists_already(catalog, action, &table->object))
		return;
	make_room(catalog, table->object.name);
	const PgNode *query = action->definition->node_case == PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT
		? action->definition->create_table_as_stmt->query
		: action->definition;
	table->complete = into && table_take_query(catalog, table, query, into->col_names, into->n_col_names);
	for (size_t i = 0; !table->complete && into && i < into->n_col_names; i++)
		column_revealed(catalog, table, node_string(into->col_names[i]));
	put_object(catalog, &table->object);
}
