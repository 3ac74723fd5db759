// effect_table.c - what CREATE TABLE and ALTER TABLE do beyond the table of facts.

#include "postgres/effect_build.h"
#include "postgres/predicate.h"

static bool node_is(const PgNode *node, PgQuery__Node__NodeCase kind)
{
	return node && node->node_case == kind;
}

// ---- ADD COLUMN ----------------------------------------------------------------------------------------------

static const char *why_column_rewrites(EffectBuilder *builder, const ColumnFacts *column)
{
	if (column->type.is_serial)
		return "a serial column fills every row from a sequence";
	if (column->is_identity)
		return "an identity column fills every row from a sequence";
	if (column->is_generated)
		return "a stored generated column is computed for every row";
	if (!column->has_default)
		return NULL;
	switch (expression_volatility(column->default_expression, builder->context->catalog)) {
	case VOLATILITY_VOLATILE:
		return "the default is volatile: it is computed for every row";
	case VOLATILITY_UNKNOWN:
		builder->reason =
			"the default calls a function that is not built in: the table is rewritten if it is "
			"volatile, as functions are unless declared otherwise";
		return NULL;
	default:
		return NULL;
	}
}

// GENERATED ALWAYS AS (...) without STORED, the default of 18, is computed when read.
static bool is_virtual(const EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;

	if (!node_is(definition, PG_QUERY__NODE__NODE_COLUMN_DEF))
		return false;
	const PgQuery__ColumnDef *column = definition->column_def;
	for (size_t i = 0; i < column->n_constraints; i++) {
		const PgNode *node = column->constraints[i];
		if (!node_is(node, PG_QUERY__NODE__NODE_CONSTRAINT))
			continue;
		const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(
			node->constraint->base.descriptor, "generated_kind");
		if (field &&
		    str_is(ast_str(*(const char *const *)((const char *)node->constraint + field->offset)),
			   "v"))
			return true;
	}
	return false;
}

static const CatalogType *type_of(const EffectBuilder *builder, const TypeRef *type)
{
	const Catalog *catalog = builder->context->catalog;

	return catalog && !type->array_dimensions
		? catalog_type(catalog, (Relation){ type->schema, type->name })
		: NULL;
}

// The default of the domain, or of one it is over, fills the column. A type the history does not know is seldom one that has some.
static bool has_default(const EffectBuilder *builder, const CatalogType *type)
{
	for (int depth = 0; type && type->object.kind == OBJECT_DOMAIN && depth < 8; depth++) {
		if (type->default_expression)
			return true;
		type = type_of(builder, &type->base);
	}
	return false;
}

static void column_constraints(EffectBuilder *builder, const ColumnFacts *column)
{
	bool filled = column->has_default || column->is_identity || column->is_generated ||
		column->type.is_serial || has_default(builder, type_of(builder, &column->type));
	bool unique = column->is_unique || column->is_primary_key;

	if (column->not_null && !filled)
		builder->effects->fails_on_rows = true;
	if (unique && column->has_default &&
	    expression_volatility(column->default_expression, builder->context->catalog) <=
		    VOLATILITY_STABLE) {
		builder->effects->fails_on_rows = true;
		builder->reason = "every row gets the same default, which the unique index refuses";
	}
	// Where every row is NULL, the referenced table need not be read.
	if (column->has_references && column->has_default)
		array_push(builder->arena, &builder->effects->scans, column->references);
	if (column->has_references)
		effects_add_lock(builder->arena, builder->effects, column->references,
				 LOCK_SHARE_ROW_EXCLUSIVE, false);
	// A foreign key without any DEFAULT clause is known to hold for NULLs; a CHECK is not.
	bool scans = column->has_check || (column->has_references && column->has_default_clause);
	if (scans && builder->work < WORK_SCAN)
		builder->work = WORK_SCAN;
	if (unique) {
		array_push(builder->arena, &builder->effects->builds, builder->action->table);
		builder->work = builder->work > WORK_INDEX_BUILD ? builder->work : WORK_INDEX_BUILD;
	}
}

// Whether `type` is a domain with constraints, or over one that has some.
static bool is_constrained(const EffectBuilder *builder, const CatalogType *type)
{
	for (int depth = 0; type && type->object.kind == OBJECT_DOMAIN && depth < 8; depth++) {
		if (type->not_null || type->checks.len > 0)
			return true;
		type = type_of(builder, &type->base);
	}
	return false;
}

void refine_add_column(EffectBuilder *builder)
{
	const ColumnFacts *column = builder->action->column;

	if (!column)
		return;
	if (builder->facts->column && builder->action->if_not_exists &&
	    !builder->facts->table->object.uncertain) {
		builder->nothing = true;
		return;
	}
	const char *why = is_virtual(builder) ? NULL : why_column_rewrites(builder, column);
	const CatalogType *type_known = type_of(builder, &column->type);
	if (!why && type_known && is_constrained(builder, type_known))
		why = "the constraints of the domain are checked for every row";
	if (why) {
		builder->work = WORK_REWRITE;
		builder->reason = why;
		if (column->default_expression)
			effects_lock_sequences(builder, column->default_expression);
	} else if (!builder->reason && !type_known && !type_is_built_in(&column->type)) {
		Str type = type_show(builder->arena, &column->type);
		builder->reason = arena_printf(builder->arena,
					       "if %.*s is a domain with constraints, the table is rewritten",
					       STR_ARG(type));
	}
	column_constraints(builder, column);
}

// ---- NOT NULL --------------------------------------------------------------------------------------------

// Drops run first: a CHECK the same statement drops proves nothing.
static bool loses_proof(const EffectBuilder *builder)
{
	const ActionArray *actions = builder->context->actions;
	const CatalogColumn *column = builder->facts->column;

	for (size_t i = 0; actions && i < actions->len && i < MAX_FACTS; i++) {
		const CatalogConstraint *dropped = actions->items[i].kind == ACTION_DROP_CONSTRAINT
			? table_constraint(builder->facts->table, actions->items[i].name)
			: NULL;
		if (dropped && dropped->kind == CONSTRAINT_CHECK &&
		    expression_implies_not_null(dropped->check, builder->action->name))
			return !column || !column->not_null;
	}
	return false;
}

void refine_set_not_null(EffectBuilder *builder)
{
	const CatalogColumn *column = builder->facts->column;

	if (builder->facts->proven_not_null && !loses_proof(builder)) {
		builder->work = WORK_INSTANT;
		builder->reason = column && column->not_null
			? "the column is NOT NULL already"
			: "a validated CHECK proves that no row holds NULL";
	} else {
		builder->reason = "no validated CHECK is known to prove that no row holds NULL";
	}
}

// ---- constraints ---------------------------------------------------------------------------------------------

void refine_unless_not_valid(EffectBuilder *builder)
{
	if (builder->action->not_valid)
		builder->work = WORK_INSTANT;
}

void refine_add_check(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;

	refine_unless_not_valid(builder);
	if (node_is(definition, PG_QUERY__NODE__NODE_CONSTRAINT) && definition->constraint->is_no_inherit)
		builder->recurses = false;
}

// Partitions of the referenced table are locked, and read, like it.
void refine_add_foreign_key(EffectBuilder *builder)
{
	const CatalogTable *other = builder->facts->other, *partition;

	refine_unless_not_valid(builder);
	builder->scans_other = builder->work != WORK_INSTANT;
	for (size_t i = 0; other && i < MAX_FACTS; i++) {
		if (!(partition = catalog_partition(builder->context->catalog, other, i)))
			return;
		effects_add_lock(builder->arena, builder->effects, partition->object.name,
				 LOCK_SHARE_ROW_EXCLUSIVE, false);
		if (builder->scans_other)
			effects_add_relation(builder->arena, &builder->effects->scans,
					     partition->object.name);
	}
}

// An ALTER TABLE under ONLY builds nothing on partitions that exist.
void refine_unique(EffectBuilder *builder)
{
	if (builder->action->only && builder->facts->table && builder->facts->table->is_partitioned)
		builder->work = WORK_INSTANT;
}

// An index that keeps its name is only looked at.
static void lock_used_index(EffectBuilder *builder)
{
	if (!builder->action->name.len || str_equal(builder->action->name, builder->action->other.name))
		builder->other = LOCK_NONE;
}

void refine_using_index(EffectBuilder *builder)
{
	lock_used_index(builder);
}

void refine_validate(EffectBuilder *builder)
{
	const CatalogConstraint *constraint = builder->facts->constraint;

	if (!constraint || builder->facts->table->object.uncertain)
		return;
	if (constraint->validated) {
		builder->work = WORK_INSTANT;
		builder->recurses = false;
		builder->reason = "the constraint is valid already";
	} else if (constraint->kind == CONSTRAINT_FOREIGN_KEY) {
		effects_add_lock(builder->arena, builder->effects, constraint->references, LOCK_ROW_SHARE,
				 false);
		effects_add_relation(builder->arena, &builder->effects->scans, constraint->references);
	}
}

void refine_primary_key_using_index(EffectBuilder *builder)
{
	lock_used_index(builder);
	if (builder->facts->proven_not_null)
		builder->work = WORK_INSTANT;
	else
		builder->reason =
			"the table is scanned unless every column of the index is known to be NOT NULL";
}

// ---- table level ---------------------------------------------------------------------------------------------

// CLUSTER ON and REPLICA IDENTITY USING INDEX lock the index they name.
void refine_index_of_table(EffectBuilder *builder)
{
	LockMode mode = builder->action->kind == ACTION_CLUSTER_ON ? LOCK_SHARE_UPDATE_EXCLUSIVE : LOCK_SHARE;

	// One ALTER TABLE takes the strongest lock any of its subcommands asks for, and CLUSTER ON locks the index like the table.
	for (size_t i = 0; mode != LOCK_SHARE && builder->context->actions &&
	     i < builder->context->actions->len && i < MAX_FACTS;
	     i++)
		if (effect_row(builder->context->actions->items[i].kind)->table > mode)
			mode = effect_row(builder->context->actions->items[i].kind)->table;
	Relation index = { builder->action->table.schema, builder->action->name };

	effects_add_lock(builder->arena, builder->effects, index, mode, true);
}

// The storage parameters that need no ACCESS EXCLUSIVE (reloptions.c); anything else does.
static bool is_light_option(const PgQuery__DefElem *option)
{
	static const char light[] =
		" fillfactor toast_tuple_target parallel_workers n_distinct vacuum_index_cleanup "
		"vacuum_truncate deduplicate_items log_autovacuum_min_duration "
		"vacuum_max_eager_freeze_failure_rate autovacuum_enabled log_autoanalyze_min_duration ";
	Str name = ast_str(option->defname);

	return str_starts_with(name, STR("autovacuum_")) || words_contain(light, name);
}

static const PgQuery__AlterTableCmd *command_of(const EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;

	return node_is(definition, PG_QUERY__NODE__NODE_ALTER_TABLE_CMD) ? definition->alter_table_cmd : NULL;
}

void refine_relation_options(EffectBuilder *builder)
{
	const PgQuery__AlterTableCmd *command = command_of(builder);

	if (!command || !node_is(command->def, PG_QUERY__NODE__NODE_LIST))
		return;
	const PgQuery__List *options = command->def->list;
	for (size_t i = 0; i < options->n_items; i++)
		if (node_is(options->items[i], PG_QUERY__NODE__NODE_DEF_ELEM) &&
		    !is_light_option(options->items[i]->def_elem))
			builder->table = LOCK_ACCESS_EXCLUSIVE;
}

void refine_set_tablespace(EffectBuilder *builder)
{
	builder->no_scan = true;
	builder->keeps_indexes = true;
	builder->reason = "every block is copied, unless the table is there already";
}

// SET LOGGED of what is logged does nothing.
void refine_persistence(EffectBuilder *builder)
{
	const CatalogTable *table = builder->facts->table;
	bool unlogged = builder->action->kind == ACTION_SET_UNLOGGED;

	builder->nothing = table && table->complete && !table->object.uncertain &&
		table->unlogged == unlogged;
}

// The one it has already. Where none was written the server's default counts, which is heap unless someone changed it.
void refine_access_method(EffectBuilder *builder)
{
	const CatalogTable *table = builder->facts->table;
	Str method = table && table->access_method.len ? table->access_method : STR("heap");

	builder->nothing = table && table->complete && !table->object.uncertain &&
		str_equal(method, builder->action->new_name);
}

// The sequences of its columns get the same owner; `column` empty: of all.
static void lock_owned_sequences(EffectBuilder *builder, Str column, LockMode mode)
{
	const CatalogTable *table = builder->facts->table;
	const CatalogSequence *sequence;

	for (size_t i = 0; table && i < MAX_FACTS; i++) {
		if (!(sequence = catalog_owned_sequence(builder->context->catalog, table->object.name, i)))
			return;
		if (!column.len || str_equal(sequence->owner_column, column))
			effects_add_lock(builder->arena, builder->effects, sequence->object.name, mode,
					 false);
	}
}

void refine_owner(EffectBuilder *builder)
{
	lock_owned_sequences(builder, STR_NONE, LOCK_ACCESS_EXCLUSIVE);
}

void refine_identity(EffectBuilder *builder)
{
	lock_owned_sequences(builder, builder->action->name,
			     builder->action->kind == ACTION_DROP_IDENTITY ? LOCK_ACCESS_EXCLUSIVE
									   : LOCK_SHARE_ROW_EXCLUSIVE);
}

// The index of a constraint has its name, and gets the new one.
void refine_rename_constraint(EffectBuilder *builder)
{
	const CatalogConstraint *constraint = builder->facts->constraint;

	if (constraint && constraint->kind != CONSTRAINT_CHECK && constraint->kind != CONSTRAINT_FOREIGN_KEY)
		effects_add_lock(builder->arena, builder->effects,
				 (Relation){ builder->facts->table->object.name.schema, constraint->name },
				 LOCK_SHARE_UPDATE_EXCLUSIVE, true);
}

void refine_alter_table_other(EffectBuilder *builder)
{
	const PgQuery__AlterTableCmd *command = command_of(builder);
	const ProtobufCEnumValue *value = command
		? protobuf_c_enum_descriptor_get_value(&pg_query__alter_table_type__descriptor,
						       command->subtype)
		: NULL;

	// Since 17.
	if (!value || strcmp(value->name, "AT_SetExpression") != 0)
		return;
	builder->work = WORK_REWRITE;
	builder->reason = "a stored generated column is computed anew for every row";
}

// ---- CREATE TABLE --------------------------------------------------------------------------------------------

static bool add_referenced(void *state, const ProtobufCMessage *message)
{
	EffectBuilder *builder = state;
	Relation none = { STR_NONE, STR_NONE }, relation = none;
	LockMode mode = LOCK_SHARE_ROW_EXCLUSIVE;

	if (message->descriptor == &pg_query__constraint__descriptor) {
		relation = relation_from_range_var(((const PgQuery__Constraint *)message)->pktable);
	} else if (message->descriptor == &pg_query__table_like_clause__descriptor) {
		relation = relation_from_range_var(((const PgQuery__TableLikeClause *)message)->relation);
		mode = LOCK_ACCESS_SHARE;
	}
	if (!relation_equal(relation, builder->action->table))
		effects_add_lock(builder->arena, builder->effects, relation, mode, false);
	return true;
}

void refine_create_table(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;

	if (!node_is(definition, PG_QUERY__NODE__NODE_CREATE_STMT))
		return;
	const PgQuery__CreateStmt *create = definition->create_stmt;
	for (size_t i = 0; i < create->n_table_elts; i++)
		ast_walk_messages(&create->table_elts[i]->base, add_referenced, builder);
	if (create->of_typename) {
		Relation type = relation_from_names(create->of_typename->names, create->of_typename->n_names);
		effects_add_lock(builder->arena, builder->effects, type, LOCK_ACCESS_SHARE, false);
	}
	for (size_t i = 0; !create->partbound && i < create->n_inh_relations; i++)
		if (node_is(create->inh_relations[i], PG_QUERY__NODE__NODE_RANGE_VAR))
			effects_add_lock(builder->arena, builder->effects,
					 relation_from_range_var(create->inh_relations[i]->range_var),
					 LOCK_SHARE_UPDATE_EXCLUSIVE, false);
}

// CREATE TABLE AS, SELECT INTO, CREATE MATERIALIZED VIEW: what the query reads.
void refine_create_table_as(EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;
	bool empty = false;

	if (node_is(definition, PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT)) {
		const PgQuery__CreateTableAsStmt *create = definition->create_table_as_stmt;
		empty = create->into && create->into->skip_data;
		definition = create->query;
	}
	effects_add_read_relations(builder, definition, !empty);
	if (!empty && builder->effects->scans.len > 0) {
		builder->work = WORK_SCAN;
		builder->elsewhere = true;
	}
}
