#include "postgres/catalog_compare.h"

#include <stdarg.h>

const char *kind_words(ObjectKind kind)
{
	static const char *const words[] = {
		[OBJECT_TABLE] = "table",
		[OBJECT_VIEW] = "view",
		[OBJECT_MATERIALIZED_VIEW] = "materialized view",
		[OBJECT_INDEX] = "index",
		[OBJECT_SEQUENCE] = "sequence",
		[OBJECT_ENUM] = "enum type",
		[OBJECT_DOMAIN] = "domain",
		[OBJECT_TYPE] = "type",
		[OBJECT_FUNCTION] = "function",
		[OBJECT_SCHEMA] = "schema",
		[OBJECT_EXTENSION] = "extension",
	};

	return words[kind];
}

Str shown(const Comparison *comparison, Relation name)
{
	size_t arguments = str_find_char(name.name, '(', 0); // of a function
	Str rest = arguments == SIZE_MAX ? STR_NONE : str_slice(name.name, arguments, name.name.len);

	name = catalog_shown(comparison->catalog, name);
	if (!rest.len)
		return relation_show(comparison->arena, name);
	name.name.len = arguments;
	Str plain = relation_show(comparison->arena, name);
	return str_from(arena_printf(comparison->arena, "%.*s%.*s", STR_ARG(plain), STR_ARG(rest)));
}

void report(Comparison *comparison, const Object *object, ChangeNature nature, Str part, const char *format,
	    ...)
{
	CatalogChange change = { object->kind, nature, object->name, part, NULL };
	va_list args;

	va_start(args, format);
	change.message = arena_vprintf(comparison->arena, format, args);
	va_end(args);
	array_push(comparison->arena, comparison->changes, change);
}

static const ProtobufCMessage *message_of(const PgNode *node)
{
	return node ? &node->base : NULL;
}

static bool nodes_equal(const PgNode *a, const PgNode *b)
{
	return ast_equal(message_of(a), message_of(b));
}

static bool strs_equal(const Str *a, size_t count_a, const Str *b, size_t count_b)
{
	if (count_a != count_b)
		return false;
	for (size_t i = 0; i < count_a; i++)
		if (!str_equal(a[i], b[i]))
			return false;
	return true;
}

// ---- columns -------------------------------------------------------------------------------------------------

// The table whose column is compared.
typedef struct Table {
	Comparison *comparison;
	const Object *object;
	Str name;
} Table;

// A column or another part of it.
static Str called(const Table *table, Str name)
{
	return identifier_show(table->comparison->arena, name);
}

static Str type_words(const Table *table, const CatalogColumn *column)
{
	CatalogColumn bare = *column;
	Relation type = { column->type.schema, column->type.name };

	if (type.schema.len)
		bare.type.schema = catalog_shown(table->comparison->catalog, type).schema;
	return column_type_text(table->comparison->arena, &bare);
}

static bool same_type(const Table *table, const CatalogColumn *old, const CatalogColumn *now)
{
	if (!old->type_known || !now->type_known || type_equal(&old->type, &now->type))
		return true;
	if (old->type.modifiers_known && now->type.modifiers_known)
		return false;
	return str_equal(type_words(table, old), type_words(table, now));
}

// 'x'::text is 'x' where the column is text.
static const PgNode *default_of(const CatalogColumn *column)
{
	const PgNode *bare = node_without_casts(column->default_expression);

	return bare && bare->node_case == PG_QUERY__NODE__NODE_A_CONST ? bare : column->default_expression;
}

static bool is_nextval(const Table *table, const CatalogColumn *column)
{
	return column->is_serial ||
		nextval_sequence(table->comparison->arena, column->default_expression).name.len > 0;
}

static void compare_defaults(const Table *table, const CatalogColumn *old, const CatalogColumn *now)
{
	Arena *arena = table->comparison->arena;
	bool had = old->is_serial || old->default_expression;
	bool has = now->is_serial || now->default_expression;

	if ((!had && !has) || (had && is_nextval(table, old) && has && is_nextval(table, now)) ||
	    (had && has && old->is_serial == now->is_serial && nodes_equal(default_of(old), default_of(now))))
		return;
	if (!had && old->revealed)
		return;
	Str before = old->is_serial ? STR("nextval of its sequence") : column_default_text(arena, old);
	Str after = now->is_serial ? STR("nextval of its sequence") : column_default_text(arena, now);
	const char *what = old->is_generated || now->is_generated ? "expression" : "default";
	if (!has)
		report(table->comparison, table->object, CHANGE_DIFFERENT, now->name,
		       "%s %.*s of column `%.*s` of `%.*s` is missing", what, STR_ARG(before),
		       STR_ARG(called(table, now->name)), STR_ARG(table->name));
	else if (!had)
		report(table->comparison, table->object, CHANGE_DIFFERENT, now->name,
		       "%s %.*s of column `%.*s` of `%.*s` remains", what, STR_ARG(after),
		       STR_ARG(called(table, now->name)), STR_ARG(table->name));
	else
		report(table->comparison, table->object, CHANGE_DIFFERENT, now->name,
		       "%s of column `%.*s` of `%.*s` comes back as %.*s, was %.*s", what,
		       STR_ARG(called(table, now->name)), STR_ARG(table->name), STR_ARG(after),
		       STR_ARG(before));
}

static void compare_flag(const Table *table, const CatalogColumn *column, const char *what, bool had,
			 bool has)
{
	if (had != has)
		report(table->comparison, table->object, CHANGE_DIFFERENT, column->name,
		       "%s of column `%.*s` of `%.*s` %s", what, STR_ARG(called(table, column->name)),
		       STR_ARG(table->name), had ? "is lost" : "remains");
}

static void compare_column(const Table *table, const CatalogColumn *old, const CatalogColumn *now)
{
	if (!same_type(table, old, now)) {
		Str before = type_words(table, old);
		Str after = type_words(table, now);
		report(table->comparison, table->object, CHANGE_DIFFERENT, now->name,
		       "column `%.*s` of `%.*s` comes back as %.*s, was %.*s",
		       STR_ARG(called(table, now->name)), STR_ARG(table->name), STR_ARG(after),
		       STR_ARG(before));
	}
	if (!(old->revealed && !old->not_null))
		compare_flag(table, now, "NOT NULL", old->not_null, now->not_null);
	if (!(old->revealed && !old->is_identity))
		compare_flag(table, now, "IDENTITY", old->is_identity, now->is_identity);
	if (old->is_generated != now->is_generated)
		compare_flag(table, now, "GENERATED", old->is_generated, now->is_generated);
	else
		compare_defaults(table, old, now);
	if (old->type_known && now->type_known && !str_equal(old->collation, now->collation))
		report(table->comparison, table->object, CHANGE_DIFFERENT, now->name,
		       "collation of column `%.*s` of `%.*s` is different", STR_ARG(called(table, now->name)),
		       STR_ARG(table->name));
}

static void compare_columns(const Table *table, const CatalogTable *old, const CatalogTable *now)
{
	for (size_t i = 0; i < old->columns.len; i++) {
		const CatalogColumn *column = old->columns.items[i];
		const CatalogColumn *same = table_column(now, column->name);
		if (same)
			compare_column(table, column, same);
		else
			report(table->comparison, table->object, CHANGE_MISSING, column->name,
			       "column `%.*s` of `%.*s` is missing", STR_ARG(called(table, column->name)),
			       STR_ARG(table->name));
	}
	for (size_t i = 0; i < now->columns.len; i++) {
		const CatalogColumn *column = now->columns.items[i];
		Gone gone = { .kind = OBJECT_TABLE, .name = now->object.name, .part = column->name };
		if (column->revealed || table_column(old, column->name) ||
		    (!old->complete && table->comparison->was_gone(table->comparison->state, &gone)))
			continue;
		report(table->comparison, table->object, CHANGE_REMAINS, column->name,
		       "column `%.*s` of `%.*s` remains", STR_ARG(called(table, column->name)),
		       STR_ARG(table->name));
	}
}

// ---- constraints ---------------------------------------------------------------------------------------------

// Whether `b` is what `a` was: that it has been validated meanwhile is no difference.
static bool same_constraint(const CatalogConstraint *a, const CatalogConstraint *b)
{
	if (a == b)
		return true;
	if (a->kind != b->kind || (a->validated && !b->validated) || a->deferrable != b->deferrable ||
	    a->initially_deferred != b->initially_deferred || a->no_inherit != b->no_inherit)
		return false;
	if (a->kind == CONSTRAINT_CHECK)
		return nodes_equal(a->check, b->check);
	if (!strs_equal(a->columns.items, a->columns.len, b->columns.items, b->columns.len) ||
	    a->on_delete != b->on_delete || a->on_update != b->on_update ||
	    !relation_same(a->references, b->references))
		return false;
	if (a->referenced_columns.len && b->referenced_columns.len &&
	    !strs_equal(a->referenced_columns.items, a->referenced_columns.len, b->referenced_columns.items,
			b->referenced_columns.len))
		return false;
	if (a->kind != CONSTRAINT_EXCLUSION)
		return true;
	for (size_t i = 0; i < a->definition->n_exclusions && i < b->definition->n_exclusions; i++)
		if (!nodes_equal(a->definition->exclusions[i], b->definition->exclusions[i]))
			return false;
	return a->definition->n_exclusions == b->definition->n_exclusions &&
		nodes_equal(a->definition->where_clause, b->definition->where_clause);
}

bool was_on_gone_column(const Comparison *comparison, Relation table, const Str *columns, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		Gone gone = { .kind = OBJECT_TABLE, .name = table, .part = columns[i] };
		if (columns[i].len && comparison->was_gone(comparison->state, &gone))
			return true;
	}
	return false;
}

// A constraint of `now` that `old` does not have by name but that says the same as `constraint`.
static const CatalogConstraint *renamed(const CatalogTable *old, const CatalogTable *now,
					const CatalogConstraint *constraint)
{
	for (size_t i = 0; i < now->constraints.len; i++)
		if (!table_constraint(old, now->constraints.items[i]->name) &&
		    same_constraint(now->constraints.items[i], constraint))
			return now->constraints.items[i];
	return NULL;
}

static void compare_constraint(const Table *table, const CatalogTable *old, const CatalogTable *now,
			       const CatalogConstraint *constraint)
{
	Arena *arena = table->comparison->arena;
	const CatalogConstraint *same = table_constraint(now, constraint->name);

	if (same && same_constraint(constraint, same))
		return;
	if (same) {
		Str before = constraint_text(arena, constraint);
		Str after = constraint_text(arena, same);
		report(table->comparison, table->object, CHANGE_DIFFERENT, same->name,
		       "constraint `%.*s` of `%.*s` comes back as %.*s, was %.*s",
		       STR_ARG(called(table, same->name)), STR_ARG(table->name), STR_ARG(after),
		       STR_ARG(before));
		return;
	}
	same = renamed(old, now, constraint);
	if (same)
		report(table->comparison, table->object, CHANGE_RENAMED, constraint->name,
		       "constraint `%.*s` of `%.*s` comes back under the name `%.*s`",
		       STR_ARG(called(table, constraint->name)), STR_ARG(table->name),
		       STR_ARG(called(table, same->name)));
	else
		report(table->comparison, table->object, CHANGE_MISSING, constraint->name,
		       "constraint `%.*s` of `%.*s` is missing", STR_ARG(called(table, constraint->name)),
		       STR_ARG(table->name));
}

static void compare_constraints(const Table *table, const CatalogTable *old, const CatalogTable *now)
{
	for (size_t i = 0; i < old->constraints.len; i++)
		compare_constraint(table, old, now, old->constraints.items[i]);
	for (size_t i = 0; i < now->constraints.len; i++) {
		const CatalogConstraint *constraint = now->constraints.items[i];
		Gone gone = { .kind = OBJECT_TABLE,
			      .name = now->object.name,
			      .part = constraint->name,
			      .of = GONE_CONSTRAINT };
		const CatalogConstraint *former = renamed(now, old, constraint);
		if (table_constraint(old, constraint->name) ||
		    (former && !table_constraint(now, former->name)) ||
		    (!old->complete &&
		     (table->comparison->was_gone(table->comparison->state, &gone) ||
		      was_on_gone_column(table->comparison, now->object.name, constraint->columns.items,
					 constraint->columns.len))))
			continue;
		report(table->comparison, table->object, CHANGE_REMAINS, constraint->name,
		       "constraint `%.*s` of `%.*s` remains", STR_ARG(called(table, constraint->name)),
		       STR_ARG(table->name));
	}
}

// ---- tables --------------------------------------------------------------------------------------------------

const CatalogPart *find_part(const CatalogPart *parts, size_t count, Str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(parts[i].name, name))
			return &parts[i];
	return NULL;
}

// How a statement writes the names of the table and the function is no part of what it defines, nor is OR REPLACE.
static bool same_part(const CatalogPart *old, const CatalogPart *now)
{
	const PgNode *a = old->definition;
	const PgNode *b = now->definition;

	if (!a || !b || a->node_case != b->node_case)
		return nodes_equal(a, b);
	if (a->node_case == PG_QUERY__NODE__NODE_CREATE_TRIG_STMT) {
		PgQuery__CreateTrigStmt x = *a->create_trig_stmt, y = *b->create_trig_stmt;
		x.relation = y.relation = NULL;
		x.replace = y.replace = false;
		x.trigname = y.trigname;
		x.n_funcname = y.n_funcname = 0;
		return relation_same(old->function, now->function) && ast_equal(&x.base, &y.base);
	}
	if (a->node_case == PG_QUERY__NODE__NODE_CREATE_POLICY_STMT) {
		PgQuery__CreatePolicyStmt x = *a->create_policy_stmt, y = *b->create_policy_stmt;
		x.table = y.table = NULL;
		x.policy_name = y.policy_name;
		return ast_equal(&x.base, &y.base);
	}
	if (a->node_case == PG_QUERY__NODE__NODE_RULE_STMT) {
		PgQuery__RuleStmt x = *a->rule_stmt, y = *b->rule_stmt;
		x.relation = y.relation = NULL;
		x.replace = y.replace = false;
		x.rulename = y.rulename;
		return ast_equal(&x.base, &y.base);
	}
	return nodes_equal(a, b);
}

// Triggers, policies or rules, `what` in words.
static void compare_parts(const Table *table, const char *what, const CatalogPart *old, size_t old_count,
			  const CatalogPart *now, size_t now_count)
{
	for (size_t i = 0; i < old_count; i++) {
		const CatalogPart *same = find_part(now, now_count, old[i].name);
		if (same && same->enabled == old[i].enabled && same_part(&old[i], same))
			continue;
		report(table->comparison, table->object, same ? CHANGE_DIFFERENT : CHANGE_MISSING,
		       old[i].name, "%s `%.*s` of `%.*s` is %s", what, STR_ARG(called(table, old[i].name)),
		       STR_ARG(table->name),
		       !same                                     ? "missing"
			       : same->enabled != old[i].enabled ? (same->enabled ? "enabled" : "disabled")
								 : "different");
	}
	for (size_t i = 0; i < now_count; i++) {
		Gone gone = { .kind = OBJECT_TABLE,
			      .name = table->object->name,
			      .part = now[i].name,
			      .of = GONE_TRIGGER };
		if (find_part(old, old_count, now[i].name) ||
		    table->comparison->was_gone(table->comparison->state, &gone))
			continue;
		report(table->comparison, table->object, CHANGE_REMAINS, now[i].name,
		       "%s `%.*s` of `%.*s` remains", what, STR_ARG(called(table, now[i].name)),
		       STR_ARG(table->name));
	}
}

static void compare_property(const Table *table, const char *property, bool had, bool has)
{
	if (had != has)
		report(table->comparison, table->object, CHANGE_DIFFERENT, STR_NONE, "table `%.*s` %s %s",
		       STR_ARG(table->name), has ? "remains" : "is no longer", property);
}

void compare_tables(Comparison *comparison, const CatalogTable *old, const CatalogTable *now)
{
	Table table = { comparison, &now->object, shown(comparison, now->object.name) };

	compare_columns(&table, old, now);
	compare_constraints(&table, old, now);
	compare_parts(&table, "trigger", old->triggers.items, old->triggers.len, now->triggers.items,
		      now->triggers.len);
	compare_parts(&table, "policy", old->policies.items, old->policies.len, now->policies.items,
		      now->policies.len);
	compare_parts(&table, "rule", old->rules.items, old->rules.len, now->rules.items, now->rules.len);
	if (!old->complete)
		return; // whether it had them before is not known
	compare_property(&table, "under row level security", old->row_security, now->row_security);
	compare_property(&table, "under forced row level security", old->force_row_security,
			 now->force_row_security);
	compare_property(&table, "unlogged", old->unlogged, now->unlogged);
	compare_property(&table, "partitioned", old->is_partitioned, now->is_partitioned);
	if (!relation_same(old->parent, now->parent))
		report(comparison, &now->object, CHANGE_DIFFERENT, STR_NONE,
		       "table `%.*s` has another parent table", STR_ARG(table.name));
}

// ---- other objects -------------------------------------------------------------------------------------------

static void compare_enums(Comparison *comparison, const CatalogType *old, const CatalogType *now)
{
	Str name = shown(comparison, now->object.name);

	for (size_t i = 0; i < old->values.len; i++)
		if (!strs_contain(now->values.items, now->values.len, old->values.items[i]))
			report(comparison, &now->object, CHANGE_MISSING, old->values.items[i],
			       "value '%.*s' of enum type `%.*s` is missing", STR_ARG(old->values.items[i]),
			       STR_ARG(name));
	for (size_t i = 0; old->complete && i < now->values.len; i++)
		if (!strs_contain(old->values.items, old->values.len, now->values.items[i]))
			report(comparison, &now->object, CHANGE_REMAINS, now->values.items[i],
			       "value '%.*s' of enum type `%.*s` remains", STR_ARG(now->values.items[i]),
			       STR_ARG(name));
	if (old->complete && old->values.len == now->values.len)
		for (size_t i = 0; i < old->values.len; i++) {
			if (str_equal(old->values.items[i], now->values.items[i]))
				continue;
			if (strs_contain(now->values.items, now->values.len, old->values.items[i]))
				report(comparison, &now->object, CHANGE_DIFFERENT, STR_NONE,
				       "values of enum type `%.*s` are in another order", STR_ARG(name));
			return;
		}
}

// Writes the schema to every relation a copy of a query of ours names.
static bool qualify(void *state, const PgNode *node)
{
	Comparison *comparison = state;

	if (node->node_case == PG_QUERY__NODE__NODE_RANGE_VAR) {
		Relation name =
			catalog_resolve(comparison->catalog, relation_from_range_var(node->range_var));
		node->range_var->schemaname = str_dup(comparison->arena, name.schema);
	}
	return true;
}

static bool same_select(Comparison *comparison, const PgNode *old, const PgNode *now)
{
	if (nodes_equal(old, now))
		return true;
	const PgNode *a = (const PgNode *)ast_clone(comparison->arena, message_of(old));
	const PgNode *b = (const PgNode *)ast_clone(comparison->arena, message_of(now));
	ast_walk(a, qualify, comparison);
	ast_walk(b, qualify, comparison);
	return nodes_equal(a, b);
}

static bool same_query(Comparison *comparison, const CatalogView *old, const CatalogView *now)
{
	const PgNode *a = old->definition;
	const PgNode *b = now->definition;

	if (a->node_case != b->node_case)
		return false;
	if (a->node_case != PG_QUERY__NODE__NODE_VIEW_STMT)
		return same_select(comparison, a->create_table_as_stmt->query,
				   b->create_table_as_stmt->query);
	if (a->view_stmt->n_aliases != b->view_stmt->n_aliases)
		return false;
	for (size_t i = 0; i < a->view_stmt->n_aliases; i++)
		if (!nodes_equal(a->view_stmt->aliases[i], b->view_stmt->aliases[i]))
			return false;
	return same_select(comparison, a->view_stmt->query, b->view_stmt->query);
}

// An option of a sequence that says more than leaving it out would; NULL when there is none.
static const PgQuery__DefElem *option_of(const CatalogSequence *sequence, const char *name, int32_t otherwise)
{
	int32_t value;

	for (size_t i = 0; i < sequence->options.len; i++) {
		const PgQuery__DefElem *option = sequence->options.items[i]->def_elem;
		if (strcmp(option->defname, name) != 0)
			continue;
		if (!option->arg || (node_integer(option->arg, &value) && value == otherwise))
			return NULL;
		bool off = option->arg->node_case == PG_QUERY__NODE__NODE_BOOLEAN &&
			!option->arg->boolean->boolval;
		return off ? NULL : option;
	}
	return NULL;
}

static bool same_options(const CatalogSequence *old, const CatalogSequence *now)
{
	static const struct {
		const char *name;
		int32_t otherwise;
	} options[] = { { "start", 1 }, { "increment", 1 }, { "minvalue", 1 }, { "maxvalue", INT32_MAX },
			{ "cache", 1 }, { "cycle", 0 } };

	for (size_t i = 0; i < COUNT_OF(options); i++) {
		const PgQuery__DefElem *a = option_of(old, options[i].name, options[i].otherwise);
		const PgQuery__DefElem *b = option_of(now, options[i].name, options[i].otherwise);
		if ((a == NULL) != (b == NULL) || (a && !ast_equal(&a->base, &b->base)))
			return false;
	}
	return true;
}

static bool same_sequence(const CatalogSequence *old, const CatalogSequence *now)
{
	return same_options(old, now) && relation_same(old->owner, now->owner) &&
		str_equal(old->owner_column, now->owner_column) &&
		str_equal(old->type.len ? old->type : STR("int8"), now->type.len ? now->type : STR("int8"));
}

// What differs in how both were written but not in what they are: schemas of functions, CONCURRENTLY.
static bool same_index_definition(const PgQuery__IndexStmt *old, const PgQuery__IndexStmt *now)
{
	if (!old || !now)
		return false;
	PgQuery__IndexStmt x = *old, y = *now;
	x.relation = y.relation = NULL;
	x.idxname = y.idxname;
	x.concurrent = y.concurrent = x.if_not_exists = y.if_not_exists = false;
	return ast_equal(&x.base, &y.base);
}

static bool same_index(const CatalogIndex *old, const CatalogIndex *now)
{
	Arena scratch = { 0 };
	bool same = relation_same(old->table, now->table) && old->unique == now->unique &&
		relation_same(old->parent, now->parent) && old->valid == now->valid;

	if (same && old->definition != now->definition)
		same = str_equal(index_text(&scratch, old), index_text(&scratch, now)) ||
			same_index_definition(old->definition, now->definition);
	arena_release(&scratch);
	return same;
}

static bool same_domain(const CatalogType *old, const CatalogType *now)
{
	bool same = type_equal(&old->base, &now->base) && old->not_null == now->not_null &&
		nodes_equal(old->default_expression, now->default_expression) &&
		old->checks.len == now->checks.len;

	for (size_t i = 0; same && i < old->checks.len; i++)
		same = str_equal(old->checks.items[i]->name, now->checks.items[i]->name) &&
			same_constraint(old->checks.items[i], now->checks.items[i]);
	return same;
}

// Options may stand in any order.
static bool same_in_any_order(PgNode *const *old, PgNode *const *now, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const PgQuery__DefElem *same = old[i]->node_case == PG_QUERY__NODE__NODE_DEF_ELEM
			? defelem_find(now, count, old[i]->def_elem->defname)
			: NULL;
		if (!same || !ast_equal(&old[i]->def_elem->base, &same->base))
			return false;
	}
	return true;
}

static bool same_function(const CatalogFunction *old, const CatalogFunction *now)
{
	const PgNode *a = old->definition;
	const PgNode *b = now->definition;

	if (a->node_case != PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT || a->node_case != b->node_case)
		return nodes_equal(a, b);
	// Whether it says OR REPLACE makes no difference to what it is.
	PgQuery__CreateFunctionStmt x = *a->create_function_stmt;
	PgQuery__CreateFunctionStmt y = *b->create_function_stmt;
	x.replace = y.replace = false;
	if (x.n_options != y.n_options || !same_in_any_order(x.options, y.options, x.n_options))
		return false;
	x.n_options = y.n_options = 0;
	return ast_equal(&x.base, &y.base);
}

void compare_objects(Comparison *comparison, const Object *old, const Object *now)
{
	bool same = true;

	switch (old->kind) {
	case OBJECT_TABLE:
		compare_tables(comparison, (const CatalogTable *)old, (const CatalogTable *)now);
		return;
	case OBJECT_ENUM:
		compare_enums(comparison, (const CatalogType *)old, (const CatalogType *)now);
		return;
	case OBJECT_VIEW:
	case OBJECT_MATERIALIZED_VIEW:
		same = same_query(comparison, (const CatalogView *)old, (const CatalogView *)now);
		break;
	case OBJECT_INDEX:
		same = same_index((const CatalogIndex *)old, (const CatalogIndex *)now);
		break;
	case OBJECT_SEQUENCE:
		same = same_sequence((const CatalogSequence *)old, (const CatalogSequence *)now);
		break;
	case OBJECT_DOMAIN:
		same = same_domain((const CatalogType *)old, (const CatalogType *)now);
		break;
	case OBJECT_TYPE:
		same = nodes_equal(((const CatalogType *)old)->definition,
				   ((const CatalogType *)now)->definition);
		break;
	case OBJECT_FUNCTION:
		same = same_function((const CatalogFunction *)old, (const CatalogFunction *)now);
		break;
	default:
		break;
	}
	if (!same) {
		Str name = shown(comparison, now->name);
		report(comparison, now, CHANGE_DIFFERENT, STR_NONE, "%s `%.*s` is different",
		       kind_words(now->kind), STR_ARG(name));
	}
}
