#include "postgres/guard.h"

// ---- reading --------------------------------------------------------------------------------------------------

// Where the schema can be asked for: the column with an object's name, and that with the name of its table.
static const struct Source {
	const char *relation;
	GuardKind kind;
	const char *name;
	const char *table;
} sources[] = {
	{ "pg_class", GUARD_RELATION, "relname", NULL },
	{ "pg_tables", GUARD_RELATION, "tablename", NULL },
	{ "tables", GUARD_RELATION, "table_name", NULL },
	{ "pg_views", GUARD_RELATION, "viewname", NULL },
	{ "views", GUARD_RELATION, "table_name", NULL },
	{ "pg_matviews", GUARD_RELATION, "matviewname", NULL },
	{ "pg_indexes", GUARD_RELATION, "indexname", NULL },
	{ "pg_sequences", GUARD_RELATION, "sequencename", NULL },
	{ "sequences", GUARD_RELATION, "sequence_name", NULL },
	{ "pg_type", GUARD_TYPE, "typname", NULL },
	{ "columns", GUARD_COLUMN, "column_name", "table_name" },
	{ "pg_attribute", GUARD_COLUMN, "attname", "attrelid" },
	{ "pg_constraint", GUARD_CONSTRAINT, "conname", "conrelid" },
	{ "table_constraints", GUARD_CONSTRAINT, "constraint_name", "table_name" },
	{ "constraint_column_usage", GUARD_CONSTRAINT, "constraint_name", "table_name" },
	{ "pg_enum", GUARD_OTHER, "enumlabel", NULL },
	{ "pg_extension", GUARD_OTHER, "extname", NULL },
	{ "pg_available_extensions", GUARD_OTHER, "name", NULL },
	{ "pg_namespace", GUARD_OTHER, "nspname", NULL },
	{ "schemata", GUARD_OTHER, "schema_name", NULL },
	{ "pg_roles", GUARD_OTHER, "rolname", NULL },
	{ "pg_user", GUARD_OTHER, "usename", NULL },
	{ "pg_authid", GUARD_OTHER, "rolname", NULL },
	{ "pg_proc", GUARD_OTHER, "proname", NULL },
	{ "routines", GUARD_OTHER, "routine_name", NULL },
	{ "pg_trigger", GUARD_OTHER, "tgname", NULL },
	{ "triggers", GUARD_OTHER, "trigger_name", NULL },
	{ "pg_policies", GUARD_OTHER, "policyname", NULL },
	{ "pg_policy", GUARD_OTHER, "polname", NULL },
	{ "pg_publication", GUARD_OTHER, "pubname", NULL },
};

static const struct Source *source_called(const char *relation)
{
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++)
		if (strcmp(sources[i].relation, relation) == 0)
			return &sources[i];
	return NULL;
}

// Asked: what an EXISTS asks.
typedef struct Asked {
	const struct Source *source;
	Guard guard;
} Asked;

// Relations others are joined with for a name come last.
static int rank(const struct Source *source)
{
	if (!source || strcmp(source->relation, "pg_namespace") == 0)
		return source != NULL;
	return source->kind == GUARD_RELATION || source->kind == GUARD_TYPE ? 2 : 3;
}

// The relation of the query that tells of the schema.
static bool find_source(void *state, const ProtobufCMessage *message)
{
	Asked *asked = state;
	const PgQuery__RangeVar *range = ast_range_var(message);

	if (range && range->relname) {
		const struct Source *source = source_called(range->relname);
		if (rank(source) > rank(asked->source))
			asked->source = source;
	}
	return true;
}

static Str unquoted(Str name)
{
	if (name.len > 1 && name.data[0] == '"' && name.data[name.len - 1] == '"')
		return str_slice(name, 1, name.len - 1);
	return name;
}

// 'public.t' of 'public.t'::regclass.
static Relation relation_in(Str text)
{
	size_t dot = str_find_char(text, '.', 0);

	if (dot == SIZE_MAX)
		return (Relation){ .name = unquoted(text) };
	return (Relation){ unquoted(str_slice(text, 0, dot)), unquoted(str_slice(text, dot + 1, text.len)) };
}

static Str constant_string(const PgNode *node)
{
	node = node ? node_without_casts(node) : NULL;
	if (!node || node->node_case != PG_QUERY__NODE__NODE_A_CONST || !node->a_const->sval)
		return STR_NONE;
	return ast_str(node->a_const->sval->sval);
}

static Str column_called(const PgNode *node)
{
	node = node ? node_without_casts(node) : NULL;
	if (!node || node->node_case != PG_QUERY__NODE__NODE_COLUMN_REF || !node->column_ref->n_fields)
		return STR_NONE;
	return node_string(node->column_ref->fields[node->column_ref->n_fields - 1]);
}

static bool names_schema(Str column)
{
	return words_contain(" schemaname table_schema nspname constraint_schema ", column);
}

// column = 'text', anywhere in the conditions.
static bool read_equality(void *state, const PgNode *node)
{
	Asked *asked = state;

	if (node->node_case != PG_QUERY__NODE__NODE_A_EXPR)
		return true;
	Str column = column_called(node->a_expr->lexpr), text = constant_string(node->a_expr->rexpr);
	if (!column.len || !text.len)
		return true;
	if (str_is(column, asked->source->name))
		asked->guard.name = text;
	else if (asked->source->table && (str_is(column, asked->source->table) || str_is(column, "relname")))
		asked->guard.table = relation_in(text);
	else if (names_schema(column))
		asked->guard.table.schema = text;
	return true;
}

static Guard guard_of_query(const PgNode *query)
{
	Asked asked = { 0 };

	if (!query || query->node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
		return asked.guard;
	ast_walk_messages(&query->base, find_source, &asked);
	if (!asked.source)
		return asked.guard;
	asked.guard.kind = asked.source->kind;
	if (query->select_stmt->where_clause)
		ast_walk(query->select_stmt->where_clause, read_equality, &asked);
	if (!asked.guard.name.len)
		asked.guard.kind = GUARD_OTHER;
	return asked.guard;
}

// to_regclass('t') IS NULL
static Guard guard_of_null_test(const PgQuery__NullTest *test)
{
	Guard guard = { .missing = test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL };
	const PgNode *node = test->arg ? node_without_casts(test->arg) : NULL;

	if (!node || node->node_case != PG_QUERY__NODE__NODE_FUNC_CALL || node->func_call->n_args != 1)
		return guard;
	Str function = relation_from_names(node->func_call->funcname, node->func_call->n_funcname).name;
	bool type = str_is(function, "to_regtype");
	Relation named = relation_in(constant_string(node->func_call->args[0]));
	if ((type || str_is(function, "to_regclass")) && named.name.len) {
		guard.kind = type ? GUARD_TYPE : GUARD_RELATION;
		guard.name = named.name;
		guard.table.schema = named.schema;
	}
	return guard;
}

Guard guard_of(const PgNode *node)
{
	bool missing = false;

	while (node && node->node_case == PG_QUERY__NODE__NODE_BOOL_EXPR &&
	       node->bool_expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR &&
	       node->bool_expr->n_args == 1) {
		node = node->bool_expr->args[0];
		missing = !missing;
	}
	Guard guard = { 0 };
	if (node && node->node_case == PG_QUERY__NODE__NODE_NULL_TEST)
		guard = guard_of_null_test(node->null_test);
	else if (node && node->node_case == PG_QUERY__NODE__NODE_SUB_LINK &&
		 node->sub_link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK)
		guard = guard_of_query(node->sub_link->subselect);
	guard.missing ^= missing;
	return guard;
}

Guard guard_negated(Guard guard)
{
	guard.missing = !guard.missing;
	return guard;
}

// ---- asking ---------------------------------------------------------------------------------------------------

// Presence: what the catalog says of an object.
typedef enum Presence { PRESENCE_UNKNOWN, PRESENT, ABSENT } Presence;

static Presence presence(bool present, bool absent)
{
	return present ? PRESENT : absent ? ABSENT : PRESENCE_UNKNOWN;
}

static Presence presence_of_relation(const Catalog *catalog, Relation name)
{
	return presence(catalog_relation(catalog, name) != NULL, catalog_relation_is_absent(catalog, name));
}

static Presence presence_of_type(const Catalog *catalog, Relation name)
{
	return presence(catalog_type(catalog, name) != NULL,
			catalog_type_is_absent(catalog, name) || catalog_is_complete(catalog));
}

static Presence presence_of_column(const Catalog *catalog, Relation name, Str column)
{
	const CatalogTable *table = catalog_table(catalog, name);

	if (!table)
		return presence(false, catalog_relation_is_absent(catalog, name));
	return presence(table_column(table, column) != NULL,
			catalog_column_is_absent(catalog, table, column));
}

static Presence presence_of_constraint(const Catalog *catalog, Relation name, Str constraint)
{
	const CatalogTable *table = name.name.len ? catalog_table(catalog, name) : NULL;

	return table ? presence(table_constraint(table, constraint) != NULL, table->complete)
		     : PRESENCE_UNKNOWN;
}

static Presence presence_asked(const Guard *guard, const Catalog *catalog)
{
	Relation named = { guard->table.schema, guard->name };

	switch (guard->kind) {
	case GUARD_RELATION:
		return presence_of_relation(catalog, named);
	case GUARD_TYPE:
		return presence_of_type(catalog, named);
	case GUARD_COLUMN:
		return presence_of_column(catalog, guard->table, guard->name);
	case GUARD_CONSTRAINT:
		return presence_of_constraint(catalog, guard->table, guard->name);
	default:
		return PRESENCE_UNKNOWN;
	}
}

// Whether what `action` makes is there already.
static bool is_made_already(const Catalog *catalog, const Action *action)
{
	switch (action->kind) {
	case ACTION_CREATE_ENUM:
	case ACTION_CREATE_TYPE:
	case ACTION_CREATE_DOMAIN:
		return presence_of_type(catalog, action->table) == PRESENT;
	case ACTION_CREATE_TABLE:
	case ACTION_CREATE_VIEW:
	case ACTION_CREATE_SEQUENCE:
		return presence_of_relation(catalog, action->table) == PRESENT;
	case ACTION_ADD_COLUMN:
		return presence_of_column(catalog, action->table, action->name) == PRESENT;
	case ACTION_ADD_CHECK:
	case ACTION_ADD_UNIQUE:
	case ACTION_ADD_PRIMARY_KEY:
	case ACTION_ADD_FOREIGN_KEY:
		return presence_of_constraint(catalog, action->table, action->name) == PRESENT;
	default:
		return false;
	}
}

GuardAnswer guard_ask(const Guard *guard, const Catalog *catalog, const ActionArray *actions)
{
	if (guard->kind == GUARD_CAUGHT) {
		for (size_t i = 0; i < actions->len; i++)
			if (is_made_already(catalog, &actions->items[i]))
				return GUARD_FAILS;
		return GUARD_HOLDS;
	}
	Presence found = presence_asked(guard, catalog);
	if (found == PRESENCE_UNKNOWN)
		return GUARD_UNKNOWN;
	return (found == ABSENT) == guard->missing ? GUARD_HOLDS : GUARD_FAILS;
}
