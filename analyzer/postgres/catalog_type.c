// catalog_type.c - enums, domains and other types.

#include "postgres/catalog_store.h"

#define CONSTR(name) PG_QUERY__CONSTR_TYPE__CONSTR_##name

static CatalogType *new_type(Catalog *catalog, const Action *action, ObjectKind kind)
{
	CatalogType *type = arena_new(catalog->arena, CatalogType);

	type->object = (Object){ kind, name_for_new(catalog, action->table), false };
	type->complete = true;
	type->definition = action->definition;
	return type;
}

// The type an ALTER names, as a copy; an unknown one is made, without claim to be complete.
static CatalogType *type_for_change(Catalog *catalog, const Action *action, ObjectKind kind)
{
	Relation name = resolve_in(catalog, SPACE_TYPE, action->table);
	const CatalogType *type = store_get(catalog, SPACE_TYPE, name);
	CatalogType *copy = arena_new(catalog->arena, CatalogType);

	if (type)
		*copy = *type;
	else if (action->if_exists && catalog_is_complete(catalog))
		return NULL;
	else
		copy->object = (Object){ kind, name, false };
	return copy;
}

// ---- enums ---------------------------------------------------------------------------------------------------

void create_enum(Catalog *catalog, const Action *action)
{
	const PgQuery__CreateEnumStmt *create = action->definition->create_enum_stmt;
	CatalogType *type = new_type(catalog, action, OBJECT_ENUM);

	if (action->if_not_exists && store_get(catalog, SPACE_TYPE, type->object.name))
		return;
	if (action->if_not_exists)
		note_maybe(catalog, OBJECT_ENUM, type->object.name);
	for (size_t i = 0; i < create->n_vals; i++)
		array_push(catalog->arena, &type->values, node_string(create->vals[i]));
	put_object(catalog, &type->object);
}

static size_t value_at(const CatalogType *type, Str value)
{
	for (size_t i = 0; i < type->values.len; i++)
		if (str_equal(type->values.items[i], value))
			return i;
	return SIZE_MAX;
}

static void insert_value(Arena *arena, CatalogType *type, Str value, size_t at)
{
	array_own(arena, &type->values);
	array_push(arena, &type->values, value);
	for (size_t i = type->values.len - 1; i > at; i--)
		type->values.items[i] = type->values.items[i - 1];
	type->values.items[at] = value;
}

void add_enum_value(Catalog *catalog, const Action *action)
{
	const PgQuery__AlterEnumStmt *alter = action->definition->alter_enum_stmt;
	CatalogType *type = type_for_change(catalog, action, OBJECT_ENUM);

	if (!type || value_at(type, action->name) != SIZE_MAX)
		return;
	Str neighbor = ast_str(alter->new_val_neighbor);
	size_t at = neighbor.len ? value_at(type, neighbor) : SIZE_MAX;
	if (at == SIZE_MAX)
		array_push(catalog->arena, &type->values, action->name);
	else
		insert_value(catalog->arena, type, action->name, alter->new_val_is_after ? at + 1 : at);
	put_object(catalog, &type->object);
}

void rename_enum_value(Catalog *catalog, const Action *action)
{
	CatalogType *type = type_for_change(catalog, action, OBJECT_ENUM);
	size_t at = type ? value_at(type, action->name) : SIZE_MAX;

	if (!type)
		return;
	if (at == SIZE_MAX) { // an enum from before: the value is there now
		if (!type->complete && value_at(type, action->new_name) == SIZE_MAX)
			array_push(catalog->arena, &type->values, action->new_name);
	} else {
		array_own(catalog->arena, &type->values);
		type->values.items[at] = action->new_name;
	}
	put_object(catalog, &type->object);
}

// ---- domains -------------------------------------------------------------------------------------------------

static void add_domain_check(Catalog *catalog, CatalogType *type, const PgQuery__Constraint *definition)
{
	CatalogConstraint *check = arena_new(catalog->arena, CatalogConstraint);

	check->kind = CONSTRAINT_CHECK;
	check->name = ast_str(definition->conname);
	check->name_generated = !check->name.len;
	check->validated = !definition->skip_validation;
	check->check = definition->raw_expr;
	check->definition = definition;
	if (!check->name.len)
		check->name = catalog_choose_constraint_name(catalog, type->object.name, STR_NONE, "check");
	claim_constraint_name(catalog, type->object.name.schema, check->name, true);
	array_push(catalog->arena, &type->checks, check);
}

static void read_domain_constraint(Catalog *catalog, CatalogType *type, const PgQuery__Constraint *constraint)
{
	switch (constraint->contype) {
	case CONSTR(NOTNULL):
		type->not_null = true;
		return;
	case CONSTR(DEFAULT):
		type->default_expression = constraint->raw_expr;
		return;
	case CONSTR(CHECK):
		add_domain_check(catalog, type, constraint);
		return;
	default:
		return;
	}
}

void create_domain(Catalog *catalog, const Action *action)
{
	const PgQuery__CreateDomainStmt *create = action->definition->create_domain_stmt;
	CatalogType *type = new_type(catalog, action, OBJECT_DOMAIN);

	type->written_base = create->type_name;
	type->base = type_from_node(create->type_name, catalog->arena);
	Relation base = resolve_in(catalog, SPACE_TYPE, (Relation){ type->base.schema, type->base.name });
	if (store_get(catalog, SPACE_TYPE, base))
		type->base.schema = base.schema;
	for (size_t i = 0; i < create->n_constraints; i++)
		if (create->constraints[i]->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
			read_domain_constraint(catalog, type, create->constraints[i]->constraint);
	put_object(catalog, &type->object);
	link_domain(catalog, type, true);
}

static size_t check_at(const CatalogType *type, Str name)
{
	for (size_t i = 0; i < type->checks.len; i++)
		if (str_equal(type->checks.items[i]->name, name))
			return i;
	return SIZE_MAX;
}

static void validate_check(Catalog *catalog, CatalogType *type, size_t at)
{
	CatalogConstraint *copy = arena_new(catalog->arena, CatalogConstraint);

	*copy = *type->checks.items[at];
	copy->validated = true;
	array_own(catalog->arena, &type->checks);
	type->checks.items[at] = copy;
}

// AlterDomainStmt.subtype: T default, N drop not null, O set not null, C add constraint, X drop constraint, V validate.
static void alter_domain_as(Catalog *catalog, CatalogType *type, const PgQuery__AlterDomainStmt *alter)
{
	size_t at = check_at(type, ast_str(alter->name));

	switch (alter->subtype && *alter->subtype ? *alter->subtype : ' ') {
	case 'T':
		type->default_expression = alter->def;
		return;
	case 'N':
	case 'O':
		type->not_null = *alter->subtype == 'O';
		return;
	case 'C':
		if (alter->def && alter->def->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
			read_domain_constraint(catalog, type, alter->def->constraint);
		return;
	case 'X':
		if (at == SIZE_MAX)
			return;
		claim_constraint_name(catalog, type->object.name.schema, type->checks.items[at]->name, false);
		array_remove_at(catalog->arena, &type->checks, at);
		return;
	case 'V':
		if (at != SIZE_MAX)
			validate_check(catalog, type, at);
		return;
	default:
		return;
	}
}

void alter_domain(Catalog *catalog, const Action *action)
{
	CatalogType *type = type_for_change(catalog, action, OBJECT_DOMAIN);

	if (!type || action->definition->node_case != PG_QUERY__NODE__NODE_ALTER_DOMAIN_STMT)
		return;
	alter_domain_as(catalog, type, action->definition->alter_domain_stmt);
	put_object(catalog, &type->object);
}

// ---- other types ---------------------------------------------------------------------------------------------

void create_type(Catalog *catalog, const Action *action)
{
	CatalogType *type = new_type(catalog, action, OBJECT_TYPE);

	type->composite = action->definition->node_case == PG_QUERY__NODE__NODE_COMPOSITE_TYPE_STMT;
	put_object(catalog, &type->object);
}
