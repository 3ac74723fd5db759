// effect_type.c - ALTER COLUMN TYPE: the table, its indexes, CHECKs and foreign keys.

#include "postgres/effect_build.h"
#include "postgres/predicate.h"

static bool node_is(const PgNode *node, PgQuery__Node__NodeCase kind)
{
	return node && node->node_case == kind;
}

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

// The type the column has by the catalog, else as the file claims it; what a condition may have changed is no better than a claim.
static bool old_type_of(const EffectBuilder *builder, TypeRef *type)
{
	const ActionFacts *facts = builder->facts;

	*type = facts->old_type;
	if (facts->old_type_known && !facts->table->object.uncertain)
		return true;
	return type_parse(builder->arena, builder->context->old_type, type) || facts->old_type_known;
}

// ---- domains -------------------------------------------------------------------------------------------------

// The type a domain is over, followed to the end. `*constrained`: one on the way has a CHECK or NOT NULL.
static const TypeRef *base_of(const EffectBuilder *builder, const TypeRef *type, bool *constrained)
{
	const Catalog *catalog = builder->context->catalog;

	*constrained = false;
	for (int depth = 0; catalog && depth < 8 && type->array_dimensions == 0; depth++) {
		const CatalogType *domain = catalog_type(catalog, (Relation){ type->schema, type->name });
		if (!domain || domain->object.kind != OBJECT_DOMAIN || !domain->complete)
			return type;
		*constrained |= domain->not_null || domain->checks.len > 0;
		type = &domain->base;
	}
	return type;
}

// ---- what hangs on the column --------------------------------------------------------------------------------

// Types whose indexes are not those of the other type although the values are: another operator class or collation.
static bool changes_operators(const TypeRef *from, const TypeRef *to)
{
	bool citext = str_is(from->name, "citext") != str_is(to->name, "citext");
	bool zone = str_is(from->name, "timestamp") != str_is(to->name, "timestamp");
	bool oid = str_is(from->name, "oid") != str_is(to->name, "oid");

	return citext || zone || oid;
}

static bool changes_collation(const EffectBuilder *builder)
{
	const PgNode *definition = builder->action->definition;
	const CatalogColumn *column = builder->facts->column;
	Str collation = STR_NONE;

	if (node_is(definition, PG_QUERY__NODE__NODE_COLUMN_DEF) && definition->column_def->coll_clause) {
		const PgQuery__CollateClause *clause = definition->column_def->coll_clause;
		collation = relation_from_names(clause->collname, clause->n_collname).name;
	}
	return column && !str_equal(column->collation, collation) &&
		!(str_is(collation, "default") && !column->collation.len);
}

// Indexes are made anew from their definition; only a plain one over the same operators keeps its storage.
static void remake_indexes(EffectBuilder *builder, bool rebuilds_all)
{
	const CatalogIndexes *indexes = &builder->facts->column_indexes;

	for (size_t i = 0; i < indexes->len; i++) {
		const CatalogIndex *index = indexes->items[i];
		bool key = names_contain(index->columns.items, index->columns.len, builder->action->name);
		effects_add_lock(builder->arena, builder->effects, index->object.name, LOCK_ACCESS_EXCLUSIVE,
				 true);
		if (!index->has_expressions && !index->predicate && !(rebuilds_all && key))
			continue;
		effects_add_relation(builder->arena, &builder->effects->rebuilds_indexes, index->object.name);
		builder->scans_table = true;
		if (builder->work < WORK_INDEX_BUILD)
			builder->reason = "an index on the column is built again";
		builder->work_besides = WORK_INDEX_BUILD;
	}
}

// DROP CONSTRAINT in the same statement comes first, wherever it stands.
static bool is_dropped_before(const EffectBuilder *builder, Str constraint)
{
	const ActionArray *actions = builder->context->actions;

	for (size_t i = 0; actions && i < actions->len; i++)
		if (actions->items[i].kind == ACTION_DROP_CONSTRAINT &&
		    str_equal(actions->items[i].name, constraint))
			return true;
	return false;
}

static void recheck(EffectBuilder *builder)
{
	const CatalogConstraints *constraints = &builder->facts->constraints;

	for (size_t i = 0; i < constraints->len; i++) {
		if (constraints->items[i]->kind != CONSTRAINT_CHECK || !constraints->items[i]->validated ||
		    is_dropped_before(builder, constraints->items[i]->name))
			continue;
		builder->scans_table = true;
		if (builder->work_besides >= WORK_SCAN || builder->work >= WORK_SCAN)
			continue;
		builder->work_besides = WORK_SCAN;
		builder->reason = "a CHECK on the column is verified again";
	}
}

static void relock_foreign_key(EffectBuilder *builder, Relation other, const CatalogConstraint *key)
{
	effects_add_lock(builder->arena, builder->effects, other, LOCK_ACCESS_EXCLUSIVE, false);
	if (builder->work != WORK_REWRITE || !key->validated)
		return;
	effects_add_relation(builder->arena, &builder->effects->scans, other);
}

// Both tables of a foreign key are locked, and read when the values are new.
static void relock_foreign_keys(EffectBuilder *builder)
{
	const ActionFacts *facts = builder->facts;

	for (size_t i = 0; i < facts->constraints.len; i++)
		if (facts->constraints.items[i]->kind == CONSTRAINT_FOREIGN_KEY)
			relock_foreign_key(builder, facts->constraints.items[i]->references,
					   facts->constraints.items[i]);
	for (size_t i = 0; i < facts->referencing.len; i++)
		relock_foreign_key(builder, facts->referencing.items[i].table->object.name,
				   facts->referencing.items[i].constraint);
}

// The sequence of an identity column follows its type.
static void retype_identity(EffectBuilder *builder)
{
	const ActionFacts *facts = builder->facts;
	const CatalogSequence *sequence;

	for (size_t i = 0; facts->column && facts->column->is_identity && i < MAX_FACTS; i++) {
		if (!(sequence = catalog_owned_sequence(builder->context->catalog, facts->table->object.name,
							i)))
			return;
		if (str_equal(sequence->owner_column, builder->action->name))
			effects_add_lock(builder->arena, builder->effects, sequence->object.name,
					 LOCK_SHARE_ROW_EXCLUSIVE, false);
	}
}

// ---- the type ------------------------------------------------------------------------------------------------

void refine_column_type(EffectBuilder *builder)
{
	const Action *action = builder->action;
	TypeRef old_type = { 0 };
	bool known = old_type_of(builder, &old_type);
	bool explicit_cast = action->expression && is_plain_cast(builder, action->expression);
	bool has_using = action->expression && !explicit_cast;
	bool constrained, was_constrained;
	const TypeRef *new_base = base_of(builder, &action->column->type, &constrained);
	const TypeRef *old_base = base_of(builder, &old_type, &was_constrained);
	bool same_domain = type_equal(&old_type, &action->column->type);
	TypeChange change = type_change(builder->arena, same_domain ? &old_type : old_base, known,
					same_domain ? &action->column->type : new_base, has_using);

	builder->work = change.work;
	builder->reason = change.reason;
	if (builder->context->utc && change.instant_in_utc && !has_using) {
		builder->work = WORK_INSTANT;
		builder->reason = "the session's TimeZone is UTC";
	}
	if (constrained && !same_domain) {
		builder->work = WORK_REWRITE;
		builder->reason = "the constraints of the domain are checked for every value";
	}
	builder->effects->destroys = known && change.loses_silently;
	// An explicit cast cuts longer strings off where the assignment would raise.
	if (known && explicit_cast && node_is(action->expression, PG_QUERY__NODE__NODE_TYPE_CAST))
		builder->effects->destroys |= change.loses_data && change.cuts_when_cast;
	remake_indexes(builder, changes_operators(old_base, new_base) || changes_collation(builder));
	recheck(builder);
	relock_foreign_keys(builder);
	retype_identity(builder);
}
