// action_table.c - CREATE TABLE, column definitions, constraints.

#include "base/map.h"
#include "postgres/action_build.h"

// One inline constraint of a column definition.
static void read_inline(ColumnFacts *facts, const PgQuery__Constraint *constraint)
{
	switch (constraint->contype) {
	case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL:
		facts->not_null = true;
		return;
	case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT:
		facts->has_default_clause = true;
		facts->has_default = !node_is_null(constraint->raw_expr);
		facts->default_expression = constraint->raw_expr;
		return;
	case PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY:
		facts->is_identity = facts->not_null = true;
		return;
	case PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED:
		facts->is_generated = true;
		return;
	case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
		facts->has_check = true;
		return;
	case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
		facts->is_primary_key = facts->not_null = true;
		return;
	case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
		facts->is_unique = true;
		return;
	case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
		facts->has_references = true;
		facts->references = relation_from_range_var(constraint->pktable);
		return;
	default:
		return;
	}
}

void column_facts_read(ColumnFacts *facts, const PgQuery__ColumnDef *column, Arena *arena)
{
	*facts = (ColumnFacts){
		.name = ast_str(column->colname),
		.type = type_from_node(column->type_name, arena),
		.location = location_or_unknown(column->location),
	};
	for (size_t i = 0; i < column->n_constraints; i++)
		if (column->constraints[i]->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
			read_inline(facts, column->constraints[i]->constraint);
	facts->not_null |= facts->type.is_serial;
}

static void add_names(ActionBuilder *builder, Action *action, PgNode *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		array_push(builder->arena, &action->columns, node_string(names[i]));
}

// EXCLUDE: a list of (index element, operator) pairs. The column of one, empty for an expression.
static Str exclusion_name(const PgNode *exclusion)
{
	size_t count;
	PgNode *const *pair = node_items(exclusion, &count);
	bool is_element = count > 0 && pair[0]->node_case == PG_QUERY__NODE__NODE_INDEX_ELEM;

	return is_element ? ast_str(pair[0]->index_elem->name) : STR_NONE;
}

static void add_exclusions(ActionBuilder *builder, Action *action, const PgQuery__Constraint *constraint)
{
	for (size_t i = 0; i < constraint->n_exclusions; i++)
		array_push(builder->arena, &action->columns, exclusion_name(constraint->exclusions[i]));
}

void action_read_constraint(ActionBuilder *builder, Action *action, const PgQuery__Constraint *constraint)
{
	if (ast_str(constraint->conname).len)
		action->name = ast_str(constraint->conname);
	action->location = location_or_unknown(constraint->location);
	action->not_valid = constraint->skip_validation;
	action->expression = constraint->raw_expr ? constraint->raw_expr : constraint->where_clause;
	if (constraint->pktable)
		action->other = relation_from_range_var(constraint->pktable);
	if (ast_str(constraint->indexname).len)
		action->other = (Relation){ action->table.schema, ast_str(constraint->indexname) };
	add_names(builder, action, constraint->keys, constraint->n_keys);
	add_names(builder, action, constraint->fk_attrs, constraint->n_fk_attrs);
	add_exclusions(builder, action, constraint);
}

// What a table constraint says about single columns.
static void apply_table_constraint(const Map *columns, const PgQuery__Constraint *constraint)
{
	bool primary = constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY;
	bool unique = constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE;

	for (size_t i = 0; i < constraint->n_keys; i++) {
		ColumnFacts *facts = map_get(columns, node_string(constraint->keys[i]));
		if (!facts)
			continue;
		facts->is_primary_key |= primary;
		facts->not_null |= primary;
		facts->is_unique |= unique && constraint->n_keys == 1;
	}
	if (constraint->contype != PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN || constraint->n_fk_attrs != 1)
		return;
	ColumnFacts *facts = map_get(columns, node_string(constraint->fk_attrs[0]));
	if (facts) {
		facts->has_references = true;
		facts->references = relation_from_range_var(constraint->pktable);
	}
}

static void add_constraint(ActionBuilder *builder, Action *action, const PgQuery__Constraint *constraint,
			   Str own_column)
{
	ConstraintFacts facts = {
		.kind = action_kind_of_constraint(constraint),
		.name = ast_str(constraint->conname),
		.location = location_or_unknown(constraint->location),
	};

	if (facts.kind == ACTION_ALTER_TABLE_OTHER || facts.kind == ACTION_ADD_NOT_NULL_CONSTRAINT)
		return;
	for (size_t i = 0; i < constraint->n_keys; i++)
		array_push(builder->arena, &facts.columns, node_string(constraint->keys[i]));
	for (size_t i = 0; i < constraint->n_fk_attrs; i++)
		array_push(builder->arena, &facts.columns, node_string(constraint->fk_attrs[i]));
	for (size_t i = 0; i < constraint->n_exclusions; i++)
		array_push(builder->arena, &facts.columns, exclusion_name(constraint->exclusions[i]));
	if (own_column.len)
		array_push(builder->arena, &facts.columns, own_column);
	array_push(builder->arena, &action->constraints, facts);
}

void action_read_inline_constraints(ActionBuilder *builder, Action *action, const PgQuery__ColumnDef *column)
{
	for (size_t i = 0; i < column->n_constraints; i++)
		if (column->constraints[i]->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
			add_constraint(builder, action, column->constraints[i]->constraint,
				       ast_str(column->colname));
}

static void read_elements(ActionBuilder *builder, Action *action, const PgQuery__CreateStmt *create)
{
	for (size_t i = 0; i < create->n_table_elts; i++) {
		if (create->table_elts[i]->node_case != PG_QUERY__NODE__NODE_COLUMN_DEF)
			continue;
		ColumnFacts facts;
		column_facts_read(&facts, create->table_elts[i]->column_def, builder->arena);
		array_push(builder->arena, &action->table_columns, facts);
		action_read_inline_constraints(builder, action, create->table_elts[i]->column_def);
	}
	Map columns = { 0 };
	for (size_t i = 0; i < action->table_columns.len; i++) {
		ColumnFacts *facts = &action->table_columns.items[i];
		map_set(&columns, builder->arena, facts->name, facts);
	}
	for (size_t i = 0; i < create->n_table_elts; i++) {
		if (create->table_elts[i]->node_case == PG_QUERY__NODE__NODE_CONSTRAINT) {
			apply_table_constraint(&columns, create->table_elts[i]->constraint);
			add_constraint(builder, action, create->table_elts[i]->constraint, STR_NONE);
		}
	}
}

void action_create_table(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__CreateStmt *create = statement->node_case ==
			PG_QUERY__NODE__NODE_CREATE_FOREIGN_TABLE_STMT
		? statement->create_foreign_table_stmt->base_stmt
		: statement->create_stmt;
	Action *action = action_add(
		builder, create->partbound ? ACTION_CREATE_PARTITION : ACTION_CREATE_TABLE, statement);

	action->table = relation_from_range_var(create->relation);
	action->temporary = create->relation && str_is(ast_str(create->relation->relpersistence), "t");
	action->unlogged = create->relation && str_is(ast_str(create->relation->relpersistence), "u");
	action->if_not_exists = create->if_not_exists;
	if (create->partbound && create->n_inh_relations > 0 &&
	    create->inh_relations[0]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
		action->other = relation_from_range_var(create->inh_relations[0]->range_var);
	read_elements(builder, action, create);
}
