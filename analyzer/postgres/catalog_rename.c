// catalog_rename.c - RENAME and SET SCHEMA. PostgreSQL refers to objects by number, so whatever refers to a renamed one follows.

#include "postgres/catalog_rewrite.h"
#include "postgres/catalog_store.h"

#define FOR_LINKS(catalog, target, kind, link)                                                           \
	for (LinkArray list_ = *links_to(catalog, SPACE_RELATION, target, kind), *once_ = &list_; once_; \
	     once_ = NULL)                                                                               \
		for (const Link *link = list_.items, *end_ = list_.len ? link + list_.len : link;        \
		     link < end_; link++)

static void rename_to(Catalog *catalog, Relation from, Relation to);

// ---- what refers to a renamed relation -----------------------------------------------------------------------

static void follow_indexes(Catalog *catalog, Relation from, Relation to)
{
	FOR_LINKS(catalog, to, LINK_INDEX, link)
	{
		const CatalogIndex *index = catalog_index(catalog, link->relation);
		if (!index)
			continue;
		CatalogIndex *copy = index_copy(catalog, index);
		copy->table = to;
		put_object(catalog, &copy->object);
		if (!str_equal(from.schema, to.schema))
			rename_to(catalog, copy->object.name,
				  (Relation){ to.schema, copy->object.name.name });
	}
}

static void follow_references(Catalog *catalog, Relation to)
{
	FOR_LINKS(catalog, to, LINK_REFERENCE, link)
	{
		const CatalogTable *table = catalog_table(catalog, link->relation);
		CatalogTable *copy = table ? table_copy(catalog, table) : NULL;
		CatalogConstraint *constraint = copy ? constraint_for_change(catalog, copy, link->part)
						     : NULL;
		if (!constraint)
			continue;
		constraint->references = to;
		put_object(catalog, &copy->object);
	}
}

static void follow_views(Catalog *catalog, Relation from, Relation to)
{
	FOR_LINKS(catalog, to, LINK_VIEW, link)
	{
		const CatalogView *view = catalog_view(catalog, link->relation);
		if (view)
			put_object(catalog, &view_with_relation(catalog, view, from, to)->object);
	}
}

static void follow_sequences(Catalog *catalog, Relation from, Relation to)
{
	FOR_LINKS(catalog, to, LINK_SEQUENCE, link)
	{
		const CatalogSequence *sequence = catalog_sequence(catalog, link->relation);
		if (!sequence)
			continue;
		CatalogSequence *copy = arena_new(catalog->arena, CatalogSequence);
		*copy = *sequence;
		copy->owner = to;
		put_object(catalog, &copy->object);
		if (!str_equal(from.schema, to.schema))
			rename_to(catalog, copy->object.name,
				  (Relation){ to.schema, copy->object.name.name });
	}
}

// Partitions, children of a table, parts of an index: their parent has another name.
static void follow_family(Catalog *catalog, Relation from, Relation to, LinkKind kind)
{
	FOR_LINKS(catalog, to, kind, link)
	{
		const CatalogTable *table = catalog_table(catalog, link->relation);
		const CatalogIndex *index = catalog_index(catalog, link->relation);
		if (table && relation_same(table->parent, from)) {
			CatalogTable *copy = table_copy(catalog, table);
			copy->parent = to;
			put_object(catalog, &copy->object);
		}
		if (index) {
			CatalogIndex *copy = index_copy(catalog, index);
			copy->parent = to;
			put_object(catalog, &copy->object);
		}
	}
}

static void follow_defaults(Catalog *catalog, Relation to)
{
	FOR_LINKS(catalog, to, LINK_COLUMN, link)
	{
		const CatalogTable *table = catalog_table(catalog, link->relation);
		CatalogTable *copy = table ? table_copy(catalog, table) : NULL;
		CatalogColumn *column = copy ? column_for_change(catalog, copy, link->part) : NULL;
		if (!column || !column->default_expression)
			continue;
		column->default_expression = nextval_of(catalog, column->default_expression, to);
		put_object(catalog, &copy->object);
	}
}

// ---- relations -----------------------------------------------------------------------------------------------

static void move_table(Catalog *catalog, const CatalogTable *table, Relation to)
{
	Relation from = table->object.name;
	CatalogTable *copy = table_copy(catalog, table);

	link_table(catalog, table, false);
	links_move(catalog, SPACE_RELATION, from, to);
	copy->object.name = to;
	for (size_t i = 0; i < copy->constraints.len; i++)
		if (relation_same(copy->constraints.items[i]->references, from))
			constraint_for_change(catalog, copy, copy->constraints.items[i]->name)->references =
				to;
	put_object(catalog, &copy->object);
	link_table(catalog, copy, true);
}

static void rename_constraint_of_index(Catalog *catalog, const CatalogIndex *index, Str name)
{
	const CatalogTable *table = catalog_table(catalog, index->table);
	CatalogTable *copy = table ? table_copy(catalog, table) : NULL;
	CatalogConstraint *constraint = copy ? constraint_for_change(catalog, copy, index->constraint) : NULL;

	if (!constraint)
		return;
	link_constraint(catalog, index->table, constraint, false);
	constraint->name = name;
	constraint->name_generated = false;
	link_constraint(catalog, index->table, constraint, true);
	put_object(catalog, &copy->object);
}

static void move_index(Catalog *catalog, const CatalogIndex *index, Relation to)
{
	CatalogIndex *copy = index_copy(catalog, index);

	link_rename(catalog, index->table, LINK_INDEX, index->object.name, to);
	link_rename(catalog, index->parent, LINK_CHILD, index->object.name, to);
	links_move(catalog, SPACE_RELATION, index->object.name, to);
	copy->object.name = to;
	if (index->constraint.len && !str_equal(index->constraint, to.name)) {
		rename_constraint_of_index(catalog, index, to.name);
		copy->constraint = to.name;
	}
	put_object(catalog, &copy->object);
}

static void move_sequence(Catalog *catalog, const CatalogSequence *sequence, Relation to)
{
	CatalogSequence *copy = arena_new(catalog->arena, CatalogSequence);

	*copy = *sequence;
	link_sequence(catalog, sequence, false);
	links_move(catalog, SPACE_RELATION, sequence->object.name, to);
	copy->object.name = to;
	put_object(catalog, &copy->object);
	link_sequence(catalog, copy, true);
}

static void move_view(Catalog *catalog, const CatalogView *view, Relation to)
{
	CatalogView *copy = arena_new(catalog->arena, CatalogView);

	*copy = *view;
	link_view(catalog, view, false);
	links_move(catalog, SPACE_RELATION, view->object.name, to);
	copy->object.name = to;
	put_object(catalog, &copy->object);
	link_view(catalog, copy, true);
}

static void rename_to(Catalog *catalog, Relation from, Relation to)
{
	if (!store_get(catalog, SPACE_RELATION, from) || relation_same(from, to))
		return;
	if (refuse_name(catalog, to))
		return;
	make_room(catalog, to);
	const Object *object = store_get(catalog, SPACE_RELATION, from);
	if (!object)
		return;
	remove_object(catalog, object);
	if (object->kind == OBJECT_TABLE)
		move_table(catalog, (const CatalogTable *)object, to);
	else if (object->kind == OBJECT_INDEX)
		move_index(catalog, (const CatalogIndex *)object, to);
	else if (object->kind == OBJECT_SEQUENCE)
		move_sequence(catalog, (const CatalogSequence *)object, to);
	else
		move_view(catalog, (const CatalogView *)object, to);
	follow_indexes(catalog, from, to);
	follow_references(catalog, to);
	follow_views(catalog, from, to);
	follow_sequences(catalog, from, to);
	follow_family(catalog, from, to, LINK_PARTITION);
	follow_family(catalog, from, to, LINK_CHILD);
	follow_defaults(catalog, to);
}

// Something from before that nothing has shown: it was there under its old name. Renamed back it is where it was.
static void rename_unseen(Catalog *catalog, ObjectKind kind, Relation from, Relation to)
{
	Gone gone = { .kind = kind, .name = to, .maybe = true };
	Relation name = gone_name(catalog->arena, &gone);
	const Gone *back = store_get(catalog, SPACE_GONE, name);

	if (back && !back->maybe)
		store_put(catalog, SPACE_GONE, name, NULL);
	else
		note_gone(catalog, &gone);
	note_gone(catalog, &(Gone){ .kind = kind, .name = from });
}

static ObjectKind kind_renamed(const Action *action)
{
	switch (action->definition->rename_stmt->rename_type) {
	case PG_QUERY__OBJECT_TYPE__OBJECT_INDEX:
		return OBJECT_INDEX;
	case PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE:
		return OBJECT_SEQUENCE;
	case PG_QUERY__OBJECT_TYPE__OBJECT_VIEW:
		return OBJECT_VIEW;
	case PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW:
		return OBJECT_MATERIALIZED_VIEW;
	default:
		return OBJECT_TABLE;
	}
}

void rename_relation(Catalog *catalog, const Action *action)
{
	Relation from = resolve_in(catalog, SPACE_RELATION, action->table);
	Relation to = { from.schema, action->new_name };

	if (!store_get(catalog, SPACE_RELATION, from) && !action->if_exists) {
		rename_unseen(catalog, kind_renamed(action), from, to);
		if (action->kind == ACTION_RENAME_TABLE)
			table_for_change(catalog, action);
	}
	rename_to(catalog, from, to);
}

// ---- columns -------------------------------------------------------------------------------------------------

#define REPLACE(catalog, array, old, new)                                 \
	do {                                                              \
		if (strs_contain((array)->items, (array)->len, (old))) {  \
			array_own((catalog)->arena, (array));             \
			for (size_t r_ = 0; r_ < (array)->len; r_++)      \
				if (str_equal((array)->items[r_], (old))) \
					(array)->items[r_] = (new);       \
		}                                                         \
	} while (0)

static void rename_in_indexes(Catalog *catalog, Relation table, Str old, Str new)
{
	FOR_LINKS(catalog, table, LINK_INDEX, link)
	{
		const CatalogIndex *index = catalog_index(catalog, link->relation);
		if (!index || !strs_contain(index->uses.items, index->uses.len, old))
			continue;
		CatalogIndex *copy = index_copy(catalog, index);
		REPLACE(catalog, &copy->columns, old, new);
		REPLACE(catalog, &copy->uses, old, new);
		if (index->definition) {
			copy->definition = (const PgQuery__IndexStmt *)with_column(
				catalog->arena, &index->definition->base, old, new);
			copy->predicate = copy->definition->where_clause;
		}
		put_object(catalog, &copy->object);
	}
}

static void rename_in_constraints(Catalog *catalog, CatalogTable *table, Str old, Str new)
{
	for (size_t i = 0; i < table->constraints.len; i++) {
		const CatalogConstraint *known = table->constraints.items[i];
		if (!strs_contain(known->columns.items, known->columns.len, old))
			continue;
		CatalogConstraint *constraint = constraint_for_change(catalog, table, known->name);
		REPLACE(catalog, &constraint->columns, old, new);
		constraint->definition = (const PgQuery__Constraint *)with_column(
			catalog->arena, &known->definition->base, old, new);
		if (constraint->check)
			constraint->check = constraint->definition->raw_expr;
	}
}

static void rename_in_references(Catalog *catalog, Relation table, Str old, Str new)
{
	FOR_LINKS(catalog, table, LINK_REFERENCE, link)
	{
		const CatalogTable *other = catalog_table(catalog, link->relation);
		CatalogTable *copy = other ? table_copy(catalog, other) : NULL;
		CatalogConstraint *constraint = copy ? constraint_for_change(catalog, copy, link->part)
						     : NULL;
		if (!constraint)
			continue;
		REPLACE(catalog, &constraint->referenced_columns, old, new);
		put_object(catalog, &copy->object);
	}
}

static void rename_in_expressions(Catalog *catalog, CatalogTable *table, Str old, Str new)
{
	for (size_t i = 0; i < table->columns.len; i++) {
		if (!table->columns.items[i]->is_generated)
			continue;
		CatalogColumn *column = column_for_change(catalog, table, table->columns.items[i]->name);
		column->default_expression = (const PgNode *)with_column(
			catalog->arena, &column->default_expression->base, old, new);
	}
	if (table->partition_key)
		table->partition_key = (const PgQuery__PartitionSpec *)with_column(
			catalog->arena, &table->partition_key->base, old, new);
	array_own(catalog->arena, &table->policies);
	for (size_t i = 0; i < table->policies.len; i++)
		table->policies.items[i].definition = (const PgNode *)with_column(
			catalog->arena, &table->policies.items[i].definition->base, old, new);
	array_own(catalog->arena, &table->triggers);
	for (size_t i = 0; i < table->triggers.len; i++)
		table->triggers.items[i].definition = (const PgNode *)with_column(
			catalog->arena, &table->triggers.items[i].definition->base, old, new);
}

static void rename_owner_column(Catalog *catalog, Relation table, Str old, Str new)
{
	FOR_LINKS(catalog, table, LINK_SEQUENCE, link)
	{
		const CatalogSequence *sequence = catalog_sequence(catalog, link->relation);
		if (!sequence || !str_equal(sequence->owner_column, old))
			continue;
		CatalogSequence *copy = arena_new(catalog->arena, CatalogSequence);
		*copy = *sequence;
		copy->owner_column = new;
		put_object(catalog, &copy->object);
	}
}

static void rename_in_views(Catalog *catalog, Relation table, Str old, Str new)
{
	FOR_LINKS(catalog, table, LINK_VIEW, link)
	{
		const CatalogView *view = catalog_view(catalog, link->relation);
		if (view)
			put_object(catalog, &view_with_column(catalog, view, table, old, new)->object);
	}
}

static void rename_column_of(Catalog *catalog, CatalogTable *table, Str old, Str new)
{
	Relation name = table->object.name;
	CatalogColumn *column = column_revealed(catalog, table, old);

	put_object(catalog, &table->object);
	if (!column)
		return;
	link_column(catalog, name, column, false);
	column->name = new;
	link_column(catalog, name, column, true);
	rename_in_constraints(catalog, table, old, new);
	rename_in_expressions(catalog, table, old, new);
	rename_in_references(catalog, name, old, new);
	rename_in_indexes(catalog, name, old, new);
	rename_owner_column(catalog, name, old, new);
	rename_in_views(catalog, name, old, new);
	for (LinkKind kind = LINK_PARTITION; kind <= LINK_CHILD; kind++)
		FOR_LINKS(catalog, name, kind, link)
		{
			const CatalogTable *member = catalog_table(catalog, link->relation);
			if (member && table_column(member, old) && member_may_change(catalog, member))
				rename_column_of(catalog, table_copy(catalog, member), old, new);
		}
}

void rename_column(Catalog *catalog, const Action *action)
{
	CatalogTable *table = table_for_change(catalog, action);

	if (table && !table->complete && !table_column(table, action->name))
		note_gone(catalog,
			  &(Gone){ .kind = OBJECT_TABLE, .name = table->object.name, .part = action->name });
	if (table)
		rename_column_of(catalog, table, action->name, action->new_name);
}

// ---- constraints ---------------------------------------------------------------------------------------------

static void rename_constraint_of(Catalog *catalog, CatalogTable *table, Str old, Str new)
{
	CatalogConstraint *constraint = constraint_for_change(catalog, table, old);

	put_object(catalog, &table->object);
	if (!constraint || (!str_equal(old, new) && refuse_constraint_name(catalog, table, new)))
		return;
	if (constraint->kind != CONSTRAINT_CHECK && constraint->kind != CONSTRAINT_FOREIGN_KEY) {
		Str schema = table->object.name.schema;
		rename_to(catalog, (Relation){ schema, old }, (Relation){ schema, new });
		return;
	}
	link_constraint(catalog, table->object.name, constraint, false);
	constraint->name = new;
	constraint->name_generated = false;
	link_constraint(catalog, table->object.name, constraint, true);
	if (constraint->kind == CONSTRAINT_FOREIGN_KEY || constraint->no_inherit)
		return; // a partition's has its own name
	for (LinkKind kind = LINK_PARTITION; kind <= LINK_CHILD; kind++)
		FOR_LINKS(catalog, table->object.name, kind, link)
		{
			const CatalogTable *member = catalog_table(catalog, link->relation);
			const CatalogConstraint *same = member ? table_constraint(member, old) : NULL;
			if (same && same->inherited && member_may_change(catalog, member))
				rename_constraint_of(catalog, table_copy(catalog, member), old, new);
		}
}

void rename_constraint(Catalog *catalog, const Action *action)
{
	CatalogTable *table = table_for_change(catalog, action);

	if (table)
		rename_constraint_of(catalog, table, action->name, action->new_name);
}

// ---- types ---------------------------------------------------------------------------------------------------

static void retype_column(Catalog *catalog, const Link *link, Relation to)
{
	const CatalogTable *table = catalog_table(catalog, link->relation);
	CatalogTable *copy = table ? table_copy(catalog, table) : NULL;
	CatalogColumn *column = copy ? column_for_change(catalog, copy, link->part) : NULL;

	if (!column)
		return;
	column->type.schema = to.schema;
	column->type.name = to.name;
	put_object(catalog, &copy->object);
}

static void rename_type_to(Catalog *catalog, const CatalogType *type, Relation to)
{
	Relation from = type->object.name;
	CatalogType *copy = arena_new(catalog->arena, CatalogType);
	LinkArray columns = *links_to(catalog, SPACE_TYPE, from, LINK_COLUMN);
	LinkArray domains = *links_to(catalog, SPACE_TYPE, from, LINK_DOMAIN);

	*copy = *type;
	remove_object(catalog, &type->object);
	link_domain(catalog, type, false);
	copy->object.name = to;
	put_object(catalog, &copy->object);
	link_domain(catalog, copy, true);
	links_move(catalog, SPACE_TYPE, from, to);
	for (size_t i = 0; i < columns.len; i++)
		retype_column(catalog, &columns.items[i], to);
	for (size_t i = 0; i < domains.len; i++) {
		const CatalogType *domain = catalog_type(catalog, domains.items[i].relation);
		CatalogType *follower = arena_new(catalog->arena, CatalogType);
		if (!domain)
			continue;
		*follower = *domain;
		follower->base.schema = to.schema;
		follower->base.name = to.name;
		put_object(catalog, &follower->object);
	}
}

void rename_type(Catalog *catalog, const Action *action)
{
	const CatalogType *type = catalog_type(catalog, action->table);

	Relation from = resolve_in(catalog, SPACE_TYPE, action->table);

	if (type)
		rename_type_to(catalog, type, (Relation){ type->object.name.schema, action->new_name });
	else
		rename_unseen(catalog, OBJECT_TYPE, from, (Relation){ from.schema, action->new_name });
}

// ---- schemas and the rest ------------------------------------------------------------------------------------

// The statement that made it, with another name.
static const PgNode *function_named(Catalog *catalog, const PgNode *definition, Str name)
{
	if (!definition || definition->node_case != PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT)
		return definition;
	PgNode *copy = (PgNode *)ast_clone(catalog->arena, &definition->base);
	PgQuery__CreateFunctionStmt *create = copy->create_function_stmt;
	PgNode *last = create->n_funcname ? create->funcname[create->n_funcname - 1] : NULL;
	if (last && last->node_case == PG_QUERY__NODE__NODE_STRING)
		last->string->sval = str_dup(catalog->arena, name);
	return copy;
}

// `to` with its arguments. Triggers go on running it.
static void move_function(Catalog *catalog, const CatalogFunction *function, Relation to)
{
	LinkArray triggers = *links_to(catalog, SPACE_FUNCTION, function->object.name, LINK_TRIGGER);
	CatalogFunction *copy = arena_new(catalog->arena, CatalogFunction);
	Str name = str_slice(to.name, 0, str_find_char(to.name, '(', 0));

	*copy = *function;
	remove_object(catalog, &function->object);
	links_move(catalog, SPACE_FUNCTION, function->object.name, to);
	copy->object.name = to;
	copy->definition = function_named(catalog, function->definition, name);
	map_set(&catalog->function_names, catalog->arena, name, copy);
	put_object(catalog, &copy->object);
	for (size_t i = 0; i < triggers.len; i++) {
		const CatalogTable *table = catalog_table(catalog, triggers.items[i].relation);
		CatalogTable *changed = table ? table_copy(catalog, table) : NULL;
		if (!changed)
			continue;
		array_own(catalog->arena, &changed->triggers);
		for (size_t t = 0; t < changed->triggers.len; t++)
			if (str_equal(changed->triggers.items[t].name, triggers.items[i].part))
				changed->triggers.items[t].function = to;
		put_object(catalog, &changed->object);
	}
}

static void rename_function(Catalog *catalog, const Action *action)
{
	const CatalogFunction *function = only_function(catalog, action->table);

	if (!function)
		return;
	Str old = function->object.name.name;
	Str arguments = str_slice(old, str_find_char(old, '(', 0), old.len);
	Relation to = { function->object.name.schema,
			str_from(arena_printf(catalog->arena, "%.*s%.*s", STR_ARG(action->new_name),
					      STR_ARG(arguments))) };
	if (!store_get(catalog, SPACE_FUNCTION, to))
		move_function(catalog, function, to);
}

static void move_to_schema(Catalog *catalog, const Object *object, Str schema)
{
	Relation to = { schema, object->name.name };

	switch (space_of(object->kind)) {
	case SPACE_RELATION:
		rename_to(catalog, object->name, to);
		return;
	case SPACE_TYPE:
		rename_type_to(catalog, (const CatalogType *)object, to);
		return;
	default:
		move_function(catalog, (const CatalogFunction *)object, to);
	}
}

void rename_schema(Catalog *catalog, const Action *action)
{
	for (Space space = SPACE_RELATION; space <= SPACE_FUNCTION; space++)
		for (size_t i = 0; i < catalog->maps[space].len; i++) {
			const Object *object = catalog->maps[space].entries[i].value;
			if (object && str_equal(object->name.schema, action->table.name))
				move_to_schema(catalog, object, action->new_name);
		}
	store_put(catalog, SPACE_SCHEMA, (Relation){ STR_NONE, action->table.name }, NULL);
	Object *schema = arena_new(catalog->arena, Object);
	*schema = (Object){ OBJECT_SCHEMA, { STR_NONE, action->new_name }, false };
	put_object(catalog, schema);
}

void set_schema(Catalog *catalog, const Action *action)
{
	const PgQuery__AlterObjectSchemaStmt *alter = action->definition->alter_object_schema_stmt;
	bool type = alter->object_type == PG_QUERY__OBJECT_TYPE__OBJECT_TYPE ||
		alter->object_type == PG_QUERY__OBJECT_TYPE__OBJECT_DOMAIN;
	const Object *object = type ? (const Object *)catalog_type(catalog, action->table)
		: alter->relation   ? catalog_relation(catalog, action->table)
				    : NULL;

	if (object)
		move_to_schema(catalog, object, action->new_name);
}

#define RENAME_PART(catalog, parts, old, new)                         \
	do {                                                          \
		array_own((catalog)->arena, (parts));                 \
		for (size_t i = 0; i < (parts)->len; i++)             \
			if (str_equal((parts)->items[i].name, (old))) \
				(parts)->items[i].name = (new);       \
	} while (0)

static void rename_part(Catalog *catalog, const Action *action, PgQuery__ObjectType type)
{
	CatalogTable *table = table_for_change(catalog, action);

	if (!table)
		return;
	for (size_t i = 0; i < table->triggers.len; i++)
		link_trigger(catalog, table->object.name, &table->triggers.items[i], false);
	if (type == PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER)
		RENAME_PART(catalog, &table->triggers, action->name, action->new_name);
	else if (type == PG_QUERY__OBJECT_TYPE__OBJECT_POLICY)
		RENAME_PART(catalog, &table->policies, action->name, action->new_name);
	else
		RENAME_PART(catalog, &table->rules, action->name, action->new_name);
	for (size_t i = 0; i < table->triggers.len; i++)
		link_trigger(catalog, table->object.name, &table->triggers.items[i], true);
}

// Views, sequences, triggers, policies, rules.
void rename_other(Catalog *catalog, const Action *action)
{
	PgQuery__ObjectType type = action->definition->rename_stmt->rename_type;

	switch (type) {
	case PG_QUERY__OBJECT_TYPE__OBJECT_VIEW:
	case PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW:
	case PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE:
		rename_relation(catalog, action);
		return;
	case PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER:
	case PG_QUERY__OBJECT_TYPE__OBJECT_POLICY:
	case PG_QUERY__OBJECT_TYPE__OBJECT_RULE:
		rename_part(catalog, action, type);
		return;
	case PG_QUERY__OBJECT_TYPE__OBJECT_FUNCTION:
	case PG_QUERY__OBJECT_TYPE__OBJECT_PROCEDURE:
	case PG_QUERY__OBJECT_TYPE__OBJECT_ROUTINE:
		rename_function(catalog, action);
		return;
	default:
		return;
	}
}
