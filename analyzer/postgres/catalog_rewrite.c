#include "postgres/catalog_rewrite.h"

// Rewrite: what to replace by what in a copy that may be changed.
// - `from`, `to`: relations, for rename_relation; `old`, `new`: names of columns or qualifiers
typedef struct Rewrite {
	Catalog *catalog;
	Relation from;
	Relation to;
	Str old;
	Str new;
	bool keys;             // also the key lists of constraints and columns of triggers
	Array(Str) qualifiers; // what stands before the dot when the table is meant
} Rewrite;

// The walk is over a copy of ours, so what it hands out as const may be changed.
static PgNode *own(const PgNode *node)
{
	return (PgNode *)(uintptr_t)node;
}

static void replace_name(Arena *arena, char **name, Str old, Str new)
{
	if (str_equal(ast_str(*name), old))
		*name = str_dup(arena, new);
}

static void replace_strings(Arena *arena, PgNode *const *names, size_t count, const Rewrite *rewrite)
{
	for (size_t i = 0; i < count; i++)
		if (names[i]->node_case == PG_QUERY__NODE__NODE_STRING)
			replace_name(arena, &names[i]->string->sval, rewrite->old, rewrite->new);
}

// ---- columns of one table --------------------------------------------------------------------------------------

static bool replace_column(void *state, const ProtobufCMessage *message)
{
	Rewrite *rewrite = state;
	Arena *arena = rewrite->catalog->arena;
	const ProtobufCMessageDescriptor *type = message->descriptor;
	void *copy = (void *)(uintptr_t)message;

	if (type == &pg_query__column_ref__descriptor) {
		PgQuery__ColumnRef *reference = copy;
		if (reference->n_fields)
			replace_strings(arena, &reference->fields[reference->n_fields - 1], 1, rewrite);
	} else if (type == &pg_query__index_elem__descriptor) {
		replace_name(arena, &((PgQuery__IndexElem *)copy)->name, rewrite->old, rewrite->new);
	} else if (type == &pg_query__partition_elem__descriptor) {
		replace_name(arena, &((PgQuery__PartitionElem *)copy)->name, rewrite->old, rewrite->new);
	} else if (type == &pg_query__constraint__descriptor) {
		PgQuery__Constraint *constraint = copy;
		replace_strings(arena, constraint->keys, constraint->n_keys, rewrite);
		replace_strings(arena, constraint->including, constraint->n_including, rewrite);
		replace_strings(arena, constraint->fk_attrs, constraint->n_fk_attrs, rewrite);
	} else if (type == &pg_query__create_trig_stmt__descriptor) {
		PgQuery__CreateTrigStmt *trigger = copy;
		replace_strings(arena, trigger->columns, trigger->n_columns, rewrite);
	}
	return true;
}

ProtobufCMessage *with_column(Arena *arena, const ProtobufCMessage *message, Str old, Str new)
{
	Catalog holder = { .arena = arena };
	Rewrite rewrite = { .catalog = &holder, .old = old, .new = new };
	ProtobufCMessage *copy = ast_clone(arena, message);

	ast_walk_messages(copy, replace_column, &rewrite);
	return copy;
}

// ---- nextval -------------------------------------------------------------------------------------------------

static bool replace_string(void *state, const PgNode *node)
{
	const Rewrite *rewrite = state;

	if (node->node_case == PG_QUERY__NODE__NODE_A_CONST &&
	    node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL)
		own(node)->a_const->sval->sval = str_dup(rewrite->catalog->arena, rewrite->new);
	return true;
}

const PgNode *nextval_of(Catalog *catalog, const PgNode *expression, Relation sequence)
{
	Rewrite rewrite = { .catalog = catalog, .new = relation_show(catalog->arena, sequence) };
	PgNode *copy = (PgNode *)ast_clone(catalog->arena, &expression->base);

	ast_walk(copy, replace_string, &rewrite);
	return copy;
}

static PgNode *string_node(Arena *arena, Str text)
{
	PgNode *node = arena_new(arena, PgNode);

	pg_query__node__init(node);
	node->node_case = PG_QUERY__NODE__NODE_STRING;
	node->string = arena_new(arena, PgQuery__String);
	pg_query__string__init(node->string);
	node->string->sval = str_dup(arena, text);
	return node;
}

const PgNode *make_nextval(Catalog *catalog, Relation sequence)
{
	Arena *arena = catalog->arena;
	PgNode *node = arena_new(arena, PgNode);
	PgNode *argument = arena_new(arena, PgNode);
	PgQuery__FuncCall *call = arena_new(arena, PgQuery__FuncCall);

	pg_query__node__init(argument);
	argument->node_case = PG_QUERY__NODE__NODE_A_CONST;
	argument->a_const = arena_new(arena, PgQuery__AConst);
	pg_query__a__const__init(argument->a_const);
	argument->a_const->val_case = PG_QUERY__A__CONST__VAL_SVAL;
	argument->a_const->sval = string_node(arena, relation_show(arena, sequence))->string;
	pg_query__func_call__init(call);
	call->funcformat = PG_QUERY__COERCION_FORM__COERCE_EXPLICIT_CALL;
	call->funcname = arena_array(arena, PgNode *, 1);
	call->funcname[0] = string_node(arena, STR("nextval"));
	call->n_funcname = 1;
	call->args = arena_array(arena, PgNode *, 1);
	call->args[0] = argument;
	call->n_args = 1;
	pg_query__node__init(node);
	node->node_case = PG_QUERY__NODE__NODE_FUNC_CALL;
	node->func_call = call;
	return node;
}

// ---- views ---------------------------------------------------------------------------------------------------

static bool replace_relation(void *state, const PgNode *node)
{
	Rewrite *rewrite = state;
	Arena *arena = rewrite->catalog->arena;

	if (node->node_case == PG_QUERY__NODE__NODE_RANGE_VAR) {
		PgQuery__RangeVar *range = own(node)->range_var;
		// The new name may already be stored, so the old one is not resolved but compared.
		Relation written = relation_from_range_var(range);
		if (!relation_equal(written, rewrite->from))
			return true;
		range->relname = str_dup(arena, rewrite->to.name);
		if (written.schema.len || !str_equal(rewrite->from.schema, rewrite->to.schema))
			range->schemaname = str_dup(arena, rewrite->to.schema);
	} else if (node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF && node->column_ref->n_fields > 1) {
		PgNode *qualifier = node->column_ref->fields[node->column_ref->n_fields - 2];
		replace_strings(arena, &qualifier, 1, rewrite);
	}
	return true;
}

static CatalogView *copy_view(Catalog *catalog, const CatalogView *view)
{
	CatalogView *copy = arena_new(catalog->arena, CatalogView);

	*copy = *view;
	copy->definition = (const PgNode *)ast_clone(catalog->arena, &view->definition->base);
	array_own(catalog->arena, &copy->uses);
	array_own(catalog->arena, &copy->columns_used);
	return copy;
}

static PgNode *query_of(const CatalogView *view)
{
	return view->definition->node_case == PG_QUERY__NODE__NODE_VIEW_STMT
		? view->definition->view_stmt->query
		: view->definition->create_table_as_stmt->query;
}

CatalogView *view_with_relation(Catalog *catalog, const CatalogView *view, Relation from, Relation to)
{
	CatalogView *copy = copy_view(catalog, view);
	Rewrite rewrite = { .catalog = catalog, .from = from, .to = to, .old = from.name, .new = to.name };

	for (size_t i = 0; i < copy->uses.len; i++)
		if (relation_same(copy->uses.items[i], from))
			copy->uses.items[i] = to;
	for (size_t i = 0; i < copy->columns_used.len; i++)
		if (relation_same(copy->columns_used.items[i].relation, from))
			copy->columns_used.items[i].relation = to;
	ast_walk(query_of(copy), replace_relation, &rewrite);
	return copy;
}

static bool note_qualifier(void *state, const PgNode *node)
{
	Rewrite *rewrite = state;

	if (node->node_case != PG_QUERY__NODE__NODE_RANGE_VAR ||
	    !relation_equal(relation_from_range_var(node->range_var), rewrite->from))
		return true;
	const PgQuery__Alias *alias = node->range_var->alias;
	array_push(rewrite->catalog->arena, &rewrite->qualifiers,
		   alias ? ast_str(alias->aliasname) : rewrite->from.name);
	return true;
}

static bool means_column(const Rewrite *rewrite, const PgNode *node)
{
	if (!node || node->node_case != PG_QUERY__NODE__NODE_COLUMN_REF || !node->column_ref->n_fields)
		return false;
	size_t last = node->column_ref->n_fields - 1;
	if (!str_equal(node_string(node->column_ref->fields[last]), rewrite->old))
		return false;
	return last == 0 ||
		strs_contain(rewrite->qualifiers.items, rewrite->qualifiers.len,
			     node_string(node->column_ref->fields[last - 1]));
}

// The view's own column keeps its name: SELECT old becomes SELECT new AS old.
static bool replace_view_column(void *state, const PgNode *node)
{
	Rewrite *rewrite = state;
	Arena *arena = rewrite->catalog->arena;

	if (node->node_case == PG_QUERY__NODE__NODE_RES_TARGET) {
		PgQuery__ResTarget *target = own(node)->res_target;
		if (!means_column(rewrite, target->val))
			return true;
		if (!ast_str(target->name).len)
			target->name = str_dup(arena, rewrite->old);
		else if (str_is(rewrite->new, target->name)) // SELECT new AS new
			target->name = str_dup(arena, STR_NONE);
	} else if (means_column(rewrite, node)) {
		replace_strings(arena, &node->column_ref->fields[node->column_ref->n_fields - 1], 1, rewrite);
	}
	return true;
}

CatalogView *view_with_column(Catalog *catalog, const CatalogView *view, Relation table, Str old, Str new)
{
	CatalogView *copy = copy_view(catalog, view);
	Rewrite rewrite = { .catalog = catalog, .from = table, .old = old, .new = new };

	for (size_t i = 0; i < copy->columns_used.len; i++)
		if (relation_same(copy->columns_used.items[i].relation, table) &&
		    str_equal(copy->columns_used.items[i].column, old))
			copy->columns_used.items[i].column = new;
	ast_walk(query_of(copy), note_qualifier, &rewrite);
	ast_walk(query_of(copy), replace_view_column, &rewrite);
	return copy;
}
