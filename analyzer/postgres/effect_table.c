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
	switch (expression_volatility(column->default_expression)) {
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

static void column_constraints(EffectBuilder *builder, const ColumnFacts *column)
{
	bool filled = column->has_default || column->is_identity || column->is_generated ||
		column->type.is_serial;
	bool unique = column->is_unique || column->is_primary_key;

	if (column->not_null && !filled)
		builder->effects->fails_on_rows = true;
	if (unique && column->has_default &&
	    expression_volatility(column->default_expression) <= VOLATILITY_STABLE) {
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

void refine_add_column(EffectBuilder *builder)
{
	const ColumnFacts *column = builder->action->column;

	if (!column)
		return;
	const char *why = is_virtual(builder) ? NULL : why_column_rewrites(builder, column);
	if (why) {
		builder->work = WORK_REWRITE;
		builder->reason = why;
	} else if (!builder->reason && !type_is_built_in(&column->type)) {
		Str type = type_show(builder->arena, &column->type);
		builder->reason = arena_printf(builder->arena,
					       "if %.*s is a domain with constraints, the table is rewritten",
					       STR_ARG(type));
	}
	column_constraints(builder, column);
}

// ---- column types and NOT NULL -------------------------------------------------------------------------------

// Whether `expression` is the column itself, perhaps cast to the new type: then it says nothing ALTER TYPE would not do anyway.
static bool is_plain_cast(EffectBuilder *builder, const PgNode *expression)
{
	const Action *action = builder->action;

	if (node_is(expression, PG_QUERY__NODE__NODE_TYPE_CAST)) {
		TypeRef cast = type_from_node(expression->type_cast->type_name, builder->arena);
		if (!type_equal(&cast, &action->column->type))
			return false;
		expression = expression->type_cast->arg;
	}
	if (!node_is(expression, PG_QUERY__NODE__NODE_COLUMN_REF) || expression->column_ref->n_fields == 0)
		return false;
	const PgQuery__ColumnRef *column = expression->column_ref;
	return str_equal(node_string(column->fields[column->n_fields - 1]), action->name);
}

void refine_column_type(EffectBuilder *builder)
{
	const Action *action = builder->action;
	TypeRef old_type = { 0 };
	bool known = type_parse(builder->arena, builder->context->old_type, &old_type);
	bool explicit_cast = action->expression && is_plain_cast(builder, action->expression);
	bool has_using = action->expression && !explicit_cast;
	TypeChange change = type_change(builder->arena, &old_type, known, &action->column->type, has_using);

	builder->work = change.work;
	builder->reason = change.reason;
	builder->effects->destroys = known && change.loses_silently;
	// An explicit cast cuts longer strings off where the assignment would raise.
	if (known && explicit_cast && node_is(action->expression, PG_QUERY__NODE__NODE_TYPE_CAST))
		builder->effects->destroys |= change.loses_data && change.cuts_when_cast;
}

void refine_set_not_null(EffectBuilder *builder)
{
	if (builder->context->proven_not_null) {
		builder->work = WORK_INSTANT;
		builder->reason = "a validated CHECK proves that no row holds NULL";
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

void refine_add_foreign_key(EffectBuilder *builder)
{
	refine_unless_not_valid(builder);
	builder->scans_other = builder->work != WORK_INSTANT;
}

void refine_primary_key_using_index(EffectBuilder *builder)
{
	if (builder->context->proven_not_null)
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
	builder->reason = "every block is copied, unless the table is there already";
}

void refine_attach_partition(EffectBuilder *builder)
{
	builder->work = WORK_SCAN;
	builder->elsewhere = true;
	builder->scans_other = true;
	builder->reason = "the partition is scanned unless a validated CHECK implies its bound";
}

void refine_detach_partition(EffectBuilder *builder)
{
	if (!builder->action->concurrently)
		return;
	builder->table = LOCK_SHARE_UPDATE_EXCLUSIVE;
	builder->effects->allowed_in_transaction = false;
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
