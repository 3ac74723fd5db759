#include "postgres/contradiction.h"

#include "migration/sql.h"
#include "postgres/ast.h"

// What an action of a kind needs and makes.
enum {
	RELATION = 1 << 0,       // Action.table exists
	OTHER = 1 << 1,          // Action.other exists
	COLUMN = 1 << 2,         // Action.name is a column of the table
	COLUMNS = 1 << 3,        // Action.columns are columns of the table
	CONSTRAINT = 1 << 4,     // Action.name is a constraint of the table
	TYPE = 1 << 5,           // Action.table is a type
	VALUE = 1 << 6,          // Action.name is a value of the enum
	NEW_RELATION = 1 << 7,   // makes Action.table
	NEW_COLUMN = 1 << 8,     // makes the column Action.name
	NEW_CONSTRAINT = 1 << 9, // makes the constraint Action.name
	NEW_INDEX = 1 << 10,     // makes the index Action.name, in the table's schema
	NEW_TYPE = 1 << 11,      // makes the type Action.table
	NEW_VALUE = 1 << 12,     // makes the enum value Action.name
	RENAMES = 1 << 13,       // what NEW_* is about is called Action.new_name
	PARTITION = 1 << 14,     // Action.other is a partition of the table
	PART = 1 << 15,          // Action.name is a trigger or policy of the table
	SAME_COLUMNS = 1 << 16,  // Action.other has the columns of the table
	ANY = 1 << 17,           // depends on the statement
};

#define OF_TABLE (RELATION | COLUMN)

static const uint32_t needs[ACTION_KIND_COUNT] = {
	[ACTION_CREATE_TABLE] = NEW_RELATION,
	[ACTION_CREATE_PARTITION] = NEW_RELATION | OTHER,
	[ACTION_CREATE_TABLE_AS] = NEW_RELATION,
	[ACTION_DROP_TABLE] = RELATION,
	[ACTION_RENAME_TABLE] = RELATION | NEW_RELATION | RENAMES,
	[ACTION_SET_SCHEMA] = ANY,
	[ACTION_TRUNCATE] = RELATION,
	[ACTION_LOCK_TABLE] = RELATION,
	[ACTION_ADD_COLUMN] = RELATION | NEW_COLUMN,
	[ACTION_DROP_COLUMN] = OF_TABLE,
	[ACTION_RENAME_COLUMN] = OF_TABLE | NEW_COLUMN | RENAMES,
	[ACTION_ALTER_COLUMN_TYPE] = OF_TABLE,
	[ACTION_SET_NOT_NULL] = OF_TABLE,
	[ACTION_DROP_NOT_NULL] = OF_TABLE,
	[ACTION_SET_DEFAULT] = OF_TABLE,
	[ACTION_DROP_DEFAULT] = OF_TABLE,
	[ACTION_DROP_EXPRESSION] = OF_TABLE,
	[ACTION_ADD_IDENTITY] = OF_TABLE,
	[ACTION_SET_IDENTITY] = OF_TABLE,
	[ACTION_DROP_IDENTITY] = OF_TABLE,
	[ACTION_SET_STATISTICS] = RELATION,
	[ACTION_SET_STORAGE] = OF_TABLE,
	[ACTION_ADD_FOREIGN_KEY] = RELATION | OTHER | COLUMNS | NEW_CONSTRAINT,
	[ACTION_ADD_CHECK] = RELATION | NEW_CONSTRAINT,
	[ACTION_ADD_UNIQUE] = RELATION | COLUMNS | NEW_CONSTRAINT | NEW_INDEX,
	[ACTION_ADD_PRIMARY_KEY] = RELATION | COLUMNS | NEW_CONSTRAINT | NEW_INDEX,
	[ACTION_ADD_EXCLUSION] = RELATION | COLUMNS | NEW_CONSTRAINT | NEW_INDEX,
	[ACTION_ADD_UNIQUE_USING_INDEX] = RELATION | OTHER,
	[ACTION_ADD_PRIMARY_KEY_USING_INDEX] = RELATION | OTHER,
	[ACTION_ALTER_CONSTRAINT] = RELATION | CONSTRAINT,
	[ACTION_VALIDATE_CONSTRAINT] = RELATION | CONSTRAINT,
	[ACTION_DROP_CONSTRAINT] = RELATION | CONSTRAINT,
	[ACTION_RENAME_CONSTRAINT] = RELATION | CONSTRAINT | NEW_CONSTRAINT | RENAMES,
	[ACTION_CHANGE_OWNER] = RELATION,
	[ACTION_SET_LOGGED] = RELATION,
	[ACTION_SET_UNLOGGED] = RELATION,
	[ACTION_SET_RELATION_OPTIONS] = RELATION,
	[ACTION_ENABLE_ROW_SECURITY] = RELATION,
	[ACTION_DISABLE_ROW_SECURITY] = RELATION,
	[ACTION_ATTACH_PARTITION] = RELATION | OTHER | SAME_COLUMNS,
	[ACTION_DETACH_PARTITION] = RELATION | OTHER | PARTITION,
	[ACTION_CREATE_INDEX] = RELATION | COLUMNS | NEW_INDEX,
	[ACTION_DROP_INDEX] = RELATION,
	[ACTION_RENAME_INDEX] = RELATION | NEW_RELATION | RENAMES,
	[ACTION_ATTACH_INDEX_PARTITION] = RELATION | OTHER,
	[ACTION_REINDEX] = RELATION,
	[ACTION_CREATE_VIEW] = NEW_RELATION,
	[ACTION_CREATE_MATERIALIZED_VIEW] = NEW_RELATION,
	[ACTION_REFRESH_MATERIALIZED_VIEW] = RELATION,
	[ACTION_DROP_VIEW] = RELATION,
	[ACTION_DROP_MATERIALIZED_VIEW] = RELATION,
	[ACTION_CREATE_ENUM] = NEW_TYPE,
	[ACTION_ADD_ENUM_VALUE] = TYPE | NEW_VALUE,
	[ACTION_RENAME_ENUM_VALUE] = TYPE | VALUE | NEW_VALUE | RENAMES,
	[ACTION_CREATE_TYPE] = NEW_TYPE,
	[ACTION_ALTER_COMPOSITE_TYPE] = TYPE,
	[ACTION_RENAME_TYPE] = TYPE | NEW_TYPE | RENAMES,
	[ACTION_DROP_TYPE] = TYPE,
	[ACTION_CREATE_DOMAIN] = NEW_TYPE,
	[ACTION_DROP_DOMAIN] = TYPE,
	[ACTION_CREATE_SEQUENCE] = NEW_RELATION,
	[ACTION_ALTER_SEQUENCE] = RELATION,
	[ACTION_DROP_SEQUENCE] = RELATION,
	[ACTION_CREATE_TRIGGER] = RELATION,
	[ACTION_DROP_TRIGGER] = RELATION | PART,
	[ACTION_CREATE_POLICY] = RELATION,
	[ACTION_DROP_POLICY] = RELATION | PART,
	[ACTION_INSERT] = RELATION | COLUMNS,
	[ACTION_UPDATE] = RELATION | COLUMNS,
	[ACTION_DELETE] = RELATION,
	[ACTION_COMMENT] = ANY,
};

typedef struct Checker {
	Arena *arena;
	const Catalog *catalog;
	const ActionArray *actions;
	const Action *action;
	const CatalogTable *table; // the action's, when it is known for certain
	Contradiction found;
} Checker;

static bool is_certain(const Object *object)
{
	return object && !object->uncertain && !object->doubted && !str_is(object->name.schema, "pg_temp");
}

static bool is_hole(Str name)
{
	return !name.len || str_find(name, STR(SQL_HOLE_PREFIX), 0) != SIZE_MAX;
}

// Another action of the statement that is about `name`: what it does to it comes first, or nobody can tell.
static bool is_shared(const Checker *checker, Str name)
{
	for (size_t i = 0; i < checker->actions->len; i++) {
		const Action *other = &checker->actions->items[i];
		if (other != checker->action && (str_equal(other->name, name) || other->cascade))
			return true;
	}
	return false;
}

// `what` in words; the first thing that is found stays.
static void contradict(Checker *checker, ContradictionKind kind, const char *what, Str name, Relation of)
{
	Str owner = of.name.len ? relation_show(checker->arena, catalog_shown(checker->catalog, of))
				: STR_NONE;
	const char *verdict = kind == CONTRADICTION_DUPLICATE ? "exists already" : "does not exist";

	if (checker->found.kind)
		return;
	checker->found.kind = kind;
	checker->found.message = arena_printf(checker->arena, "%s `%.*s`%s%.*s%s %s", what, STR_ARG(name),
					      owner.len ? " of `" : "", STR_ARG(owner), owner.len ? "`" : "",
					      verdict);
}

static Str show(Checker *checker, Relation relation)
{
	return relation_show(checker->arena, relation);
}

// ---- relations -----------------------------------------------------------------------------------------------

static const char *words_of(const Action *action)
{
	switch (action->kind) {
	case ACTION_DROP_INDEX:
	case ACTION_RENAME_INDEX:
	case ACTION_ATTACH_INDEX_PARTITION:
		return "index";
	case ACTION_REINDEX:
		return "relation";
	case ACTION_CREATE_VIEW:
	case ACTION_DROP_VIEW:
		return "view";
	case ACTION_CREATE_MATERIALIZED_VIEW:
	case ACTION_REFRESH_MATERIALIZED_VIEW:
	case ACTION_DROP_MATERIALIZED_VIEW:
		return "materialized view";
	case ACTION_CREATE_SEQUENCE:
	case ACTION_ALTER_SEQUENCE:
	case ACTION_DROP_SEQUENCE:
		return "sequence";
	default:
		return "table";
	}
}

static void need_relation(Checker *checker, Relation name, const char *what)
{
	if (catalog_relation_is_absent(checker->catalog, name) && !is_shared(checker, name.name))
		contradict(checker, CONTRADICTION_NO_RELATION, what, show(checker, name),
			   (Relation){ STR_NONE, STR_NONE });
}

static bool replaces_view(const Action *action, const Object *there)
{
	return action->kind == ACTION_CREATE_VIEW && there->kind == OBJECT_VIEW &&
		action->definition->node_case == PG_QUERY__NODE__NODE_VIEW_STMT &&
		action->definition->view_stmt->replace;
}

static const char *kind_of(const Object *object)
{
	switch (object->kind) {
	case OBJECT_VIEW:
		return "view";
	case OBJECT_MATERIALIZED_VIEW:
		return "materialized view";
	case OBJECT_INDEX:
		return "index";
	case OBJECT_SEQUENCE:
		return "sequence";
	default:
		return "table";
	}
}

// ALTER TABLE takes views and more, so what it shows of an older object is not what kind it is.
static bool knows_kind(const Catalog *catalog, const Object *object)
{
	if (object->kind == OBJECT_TABLE)
		return catalog_table(catalog, object->name)->created;
	if (object->kind == OBJECT_VIEW || object->kind == OBJECT_MATERIALIZED_VIEW)
		return catalog_view(catalog, object->name)->definition != NULL;
	return object->kind == OBJECT_SEQUENCE ||
		(object->kind == OBJECT_INDEX && catalog_index(catalog, object->name)->definition);
}

// DROP takes only what its word says, IF EXISTS or not.
static void check_kind(Checker *checker)
{
	static const struct {
		ActionKind action;
		ObjectKind object;
	} drops[] = {
		{ ACTION_DROP_TABLE, OBJECT_TABLE },
		{ ACTION_DROP_VIEW, OBJECT_VIEW },
		{ ACTION_DROP_MATERIALIZED_VIEW, OBJECT_MATERIALIZED_VIEW },
		{ ACTION_DROP_INDEX, OBJECT_INDEX },
		{ ACTION_DROP_SEQUENCE, OBJECT_SEQUENCE },
	};
	const Action *action = checker->action;
	const Object *there = is_hole(action->table.name) ? NULL
							  : catalog_relation(checker->catalog, action->table);

	if (!is_certain(there) || !knows_kind(checker->catalog, there) ||
	    is_shared(checker, action->table.name))
		return;
	for (size_t i = 0; i < sizeof(drops) / sizeof(*drops); i++) {
		if (drops[i].action != action->kind || drops[i].object == there->kind)
			continue;
		const char *is = kind_of(there);
		checker->found.kind = CONTRADICTION_NO_RELATION;
		checker->found.message = arena_printf(checker->arena, "`%.*s` is %s %s, not %s %s",
						      STR_ARG(show(checker, action->table)),
						      there->kind == OBJECT_INDEX ? "an" : "a", is,
						      action->kind == ACTION_DROP_INDEX ? "an" : "a",
						      words_of(action));
	}
}

static void need_column_of(Checker *checker, const CatalogTable *table, Str name)
{
	static const char system[] = " ctid xmin xmax cmin cmax tableoid ";

	if (table && !is_hole(name) && !words_contain(system, name) && !is_shared(checker, name) &&
	    catalog_column_is_absent(checker->catalog, table, name))
		contradict(checker, CONTRADICTION_NO_COLUMN, "column", name, table->object.name);
}

static void need_column(Checker *checker, Str name)
{
	need_column_of(checker, catalog_table(checker->catalog, checker->action->table), name);
}

// Query: that of one relation and nothing else; `alias`: what it is called there.
typedef struct Query {
	Checker *checker;
	const CatalogTable *table;
	Str alias;
} Query;

// A qualified name may also call a function of the row, a plain one is the row itself when it is the relation's.
static bool need_read(void *state, const PgNode *node)
{
	Query *query = state;
	Checker *checker = query->checker;

	if (node->node_case == PG_QUERY__NODE__NODE_SUB_LINK)
		return false;
	if (node->node_case != PG_QUERY__NODE__NODE_COLUMN_REF || node->column_ref->n_fields > 2)
		return true;
	const PgQuery__ColumnRef *reference = node->column_ref;
	bool qualified = reference->n_fields == 2;
	Str name = node_string(reference->fields[reference->n_fields - 1]);
	if (qualified ? !str_equal(node_string(reference->fields[0]), query->alias) ||
			    catalog_function(checker->catalog, (Relation){ STR_NONE, name }) ||
			    !catalog_is_complete(checker->catalog)
		      : str_equal(name, query->alias))
		return true;
	need_column_of(checker, query->table, name);
	return true;
}

static void need_columns_read(Checker *checker, const PgNode *query, const PgQuery__RangeVar *range)
{
	const CatalogTable *table = catalog_table(checker->catalog, relation_from_range_var(range));
	Str alias = range->alias ? ast_str(range->alias->aliasname) : ast_str(range->relname);

	if (table && !(range->alias && range->alias->n_colnames))
		ast_walk(query, need_read, &(Query){ checker, table, alias });
}

typedef Array(Str) NameArray;

// What a query reads.
typedef struct Reads {
	Arena *arena;
	NameArray with; // names of CTEs, which are no relations
	Array(Relation) relations;
} Reads;

static bool note_read(void *state, const PgNode *node)
{
	Reads *reads = state;

	if (node->node_case == PG_QUERY__NODE__NODE_COMMON_TABLE_EXPR)
		array_push(reads->arena, &reads->with, ast_str(node->common_table_expr->ctename));
	if (node->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
		array_push(reads->arena, &reads->relations, relation_from_range_var(node->range_var));
	return true;
}

// COMMENT ON COLUMN may be about a composite type.
static void need_commented(Checker *checker)
{
	const PgQuery__CommentStmt *comment = checker->action->definition->comment_stmt;

	if (comment->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_TABLE)
		need_relation(checker, checker->action->table, "table");
	else if (comment->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN)
		need_column(checker, checker->action->name);
}

static bool is_among(const NameArray *names, Str name)
{
	for (size_t i = 0; i < names->len; i++)
		if (str_equal(names->items[i], name))
			return true;
	return false;
}

// Those behind CREATE VIEW and CREATE TABLE AS; what is made is among them, as the target.
static void need_query(Checker *checker)
{
	Reads reads = { .arena = checker->arena };
	const PgNode *definition = checker->action->definition;
	const PgNode *query = !definition                                 ? NULL
		: definition->node_case == PG_QUERY__NODE__NODE_VIEW_STMT ? definition->view_stmt->query
		: definition->node_case == PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT
		? definition->create_table_as_stmt->query
		: NULL;

	if (!query)
		return;
	ast_walk(query, note_read, &reads);
	for (size_t i = 0; i < reads.relations.len; i++) {
		Relation name = reads.relations.items[i];
		if (name.schema.len || !is_among(&reads.with, name.name))
			need_relation(checker, name, "relation");
	}
	const PgQuery__SelectStmt *select =
		query->node_case == PG_QUERY__NODE__NODE_SELECT_STMT ? query->select_stmt : NULL;
	if (select && reads.relations.len == 1 && !reads.with.len && select->n_from_clause == 1 &&
	    !select->n_group_clause && !select->n_sort_clause &&
	    select->from_clause[0]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
		need_columns_read(checker, query, select->from_clause[0]->range_var);
}

// A name without schema is made in the schema that new things go to, where something of this name would be found first.
static void make_relation(Checker *checker, Relation name)
{
	const Object *there = is_hole(name.name) ? NULL : catalog_relation(checker->catalog, name);

	if (!is_certain(there) || checker->action->temporary || replaces_view(checker->action, there) ||
	    is_shared(checker, name.name))
		return;
	contradict(checker, CONTRADICTION_DUPLICATE, kind_of(there), show(checker, name),
		   (Relation){ STR_NONE, STR_NONE });
}

// ---- parts of tables -----------------------------------------------------------------------------------------

static void make_column(Checker *checker, Str name)
{
	if (checker->table && table_column(checker->table, name) && !is_shared(checker, name))
		contradict(checker, CONTRADICTION_DUPLICATE, "column", name, checker->table->object.name);
}

// What PostgreSQL calls it depends on what else there is; a naming convention in its place says another name.
static bool knows_name(const Checker *checker, const CatalogConstraint *constraint)
{
	return !constraint->name_generated ||
		(constraint->name_chosen && catalog_is_complete(checker->catalog));
}

// Where a name is not known, nobody knows which ones are not there, but a primary key is named like one. NOT NULL has names since
// PostgreSQL 18.
static bool knows_constraint_names(const Checker *checker, const CatalogTable *table, Str name)
{
	bool like_key = str_find(name, STR("pk"), 0) != SIZE_MAX ||
		str_find(name, STR("prim"), 0) != SIZE_MAX;

	for (size_t i = 0; i < table->constraints.len; i++)
		if (!knows_name(checker, table->constraints.items[i]) &&
		    (table->constraints.items[i]->kind != CONSTRAINT_PRIMARY_KEY || like_key))
			return false;
	return table->complete && !str_ends_with(name, STR("_not_null"));
}

static void need_constraint(Checker *checker, Str name)
{
	const CatalogTable *table = checker->table;

	if (!table || is_hole(name) || table_constraint(table, name) || is_shared(checker, name))
		return;
	if (knows_constraint_names(checker, table, name) ||
	    catalog_constraint_is_absent(checker->catalog, table, name))
		contradict(checker, CONTRADICTION_NO_OBJECT, "constraint", name, table->object.name);
}

static void make_constraint(Checker *checker, Str name)
{
	const CatalogConstraint *there = checker->table && name.len ? table_constraint(checker->table, name)
								    : NULL;

	if (there && knows_name(checker, there) && !there->inherited && !is_shared(checker, name))
		contradict(checker, CONTRADICTION_DUPLICATE, "constraint", name, checker->table->object.name);
}

static void make_index(Checker *checker, Str name)
{
	const Object *table = catalog_relation(checker->catalog, checker->action->table);

	if (table && name.len)
		make_relation(checker, (Relation){ table->name.schema, name });
}

// A partition's are also those of its parents.
static void need_part(Checker *checker, Str name)
{
	const CatalogTable *table = checker->table;
	bool trigger = checker->action->kind == ACTION_DROP_TRIGGER;

	if (!table || !table->complete || table->parent.name.len || is_hole(name) || is_shared(checker, name))
		return;
	for (size_t i = 0; i < (trigger ? table->triggers.len : table->policies.len); i++)
		if (str_equal((trigger ? table->triggers.items : table->policies.items)[i].name, name))
			return;
	contradict(checker, CONTRADICTION_NO_OBJECT, trigger ? "trigger" : "policy", name,
		   table->object.name);
}

static bool is_same(Relation a, Relation b)
{
	return str_equal(a.schema, b.schema) && str_equal(a.name, b.name);
}

static void need_partition(Checker *checker)
{
	const Action *action = checker->action;
	const CatalogTable *part = catalog_table(checker->catalog, action->other);

	if (!part || !is_certain(&part->object) || !part->complete || checker->found.kind ||
	    is_hole(action->table.name) ||
	    (part->is_partition && is_same(part->parent, catalog_resolve(checker->catalog, action->table))))
		return;
	checker->found.kind = CONTRADICTION_NO_OBJECT;
	checker->found.message = arena_printf(checker->arena, "`%.*s` is not a partition of `%.*s`",
					      STR_ARG(show(checker, action->other)),
					      STR_ARG(show(checker, action->table)));
}

static void need_columns_of(Checker *checker, const CatalogTable *table, const CatalogTable *other)
{
	for (size_t i = 0; i < other->columns.len; i++)
		if (catalog_column_is_absent(checker->catalog, table, other->columns.items[i]->name))
			contradict(checker, CONTRADICTION_NO_COLUMN, "column", other->columns.items[i]->name,
				   table->object.name);
}

static void need_same_columns(Checker *checker)
{
	const CatalogTable *part = catalog_table(checker->catalog, checker->action->other);

	if (!checker->table || !part || !is_certain(&part->object))
		return;
	need_columns_of(checker, checker->table, part);
	need_columns_of(checker, part, checker->table);
}

// Columns as a CHECK names them; the name of the table stands for all of them.
static bool need_mentioned(void *state, const PgNode *node)
{
	Checker *checker = state;

	if (node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF && node->column_ref->n_fields == 1 &&
	    !str_equal(node_string(node->column_ref->fields[0]), checker->action->table.name))
		need_column(checker, node_string(node->column_ref->fields[0]));
	return true;
}

// ---- types ---------------------------------------------------------------------------------------------------

static void need_type(Checker *checker, Relation name)
{
	if (catalog_type_is_absent(checker->catalog, name) && !is_shared(checker, name.name))
		contradict(checker, CONTRADICTION_NO_OBJECT, "type", show(checker, name),
			   (Relation){ STR_NONE, STR_NONE });
}

static void make_type(Checker *checker, Relation name)
{
	const CatalogType *there = is_hole(name.name) ? NULL : catalog_type(checker->catalog, name);

	// One that ALTER TYPE alone has shown exists as well.
	if (there && is_certain(&there->object))
		contradict(checker, CONTRADICTION_DUPLICATE, "type", show(checker, name),
			   (Relation){ STR_NONE, STR_NONE });
}

static bool has_value(const CatalogType *type, Str value)
{
	for (size_t i = 0; i < type->values.len; i++)
		if (str_equal(type->values.items[i], value))
			return true;
	return false;
}

static void check_value(Checker *checker, Str value, bool is_new)
{
	const CatalogType *type = catalog_type(checker->catalog, checker->action->table);

	if (!type || !is_certain(&type->object) || type->object.kind != OBJECT_ENUM || is_hole(value))
		return;
	if (is_new && has_value(type, value))
		contradict(checker, CONTRADICTION_DUPLICATE, "value", value, type->object.name);
	if (!is_new && type->complete && !has_value(type, value))
		contradict(checker, CONTRADICTION_NO_OBJECT, "value", value, type->object.name);
}

static void need_column_types(Checker *checker)
{
	const Action *action = checker->action;

	if (action->column && (action->kind == ACTION_ADD_COLUMN || action->kind == ACTION_ALTER_COLUMN_TYPE))
		need_type(checker, (Relation){ action->column->type.schema, action->column->type.name });
	for (size_t i = 0; i < action->table_columns.len; i++) {
		const TypeRef *type = &action->table_columns.items[i].type;
		need_type(checker, (Relation){ type->schema, type->name });
	}
}

// ---- all of it -----------------------------------------------------------------------------------------------

static void check_needs(Checker *checker, unsigned flags)
{
	const Action *action = checker->action;

	if (flags & RELATION)
		need_relation(checker, action->table, words_of(action));
	if (flags & OTHER)
		need_relation(checker, action->other, words_of(action));
	if (flags & COLUMN)
		need_column(checker, action->name);
	for (size_t i = 0; flags & COLUMNS && i < action->columns.len; i++)
		need_column(checker, action->columns.items[i]);
	if (flags & CONSTRAINT)
		need_constraint(checker, action->name);
	if (flags & PARTITION)
		need_partition(checker);
	if (flags & SAME_COLUMNS)
		need_same_columns(checker);
	if (flags & PART)
		need_part(checker, action->name);
	if (action->kind == ACTION_ADD_CHECK && action->expression)
		ast_walk(action->expression, need_mentioned, checker);
	need_query(checker);
	if (action->kind == ACTION_COMMENT)
		need_commented(checker);
	if (action->kind == ACTION_SET_SCHEMA && action->definition->alter_object_schema_stmt->relation)
		need_relation(checker, action->table, "table"); // else a type, function, extension
	if (flags & TYPE)
		need_type(checker, action->table);
	if (flags & VALUE)
		check_value(checker, action->name, false);
	need_column_types(checker);
}

static void check_makes(Checker *checker, unsigned flags)
{
	const Action *action = checker->action;
	Relation relation = action->table;
	Str part = flags & RENAMES ? action->new_name : action->name;

	if (flags & RENAMES)
		relation.name = action->new_name;
	if (flags & NEW_RELATION)
		make_relation(checker, relation);
	if (flags & NEW_COLUMN)
		make_column(checker, action->column && !(flags & RENAMES) ? action->column->name : part);
	if (flags & NEW_CONSTRAINT)
		make_constraint(checker, part);
	if (flags & NEW_INDEX)
		make_index(checker, part);
	if (flags & NEW_TYPE)
		make_type(checker, relation);
	if (flags & NEW_VALUE)
		check_value(checker, part, true);
}

Contradiction contradiction_of(Arena *arena, const Catalog *catalog, const ActionArray *actions, size_t index)
{
	const Action *action = &actions->items[index];
	Checker checker = { .arena = arena, .catalog = catalog, .actions = actions, .action = action };
	const CatalogTable *table = catalog_table(catalog, action->table);

	if (!needs[action->kind])
		return checker.found;
	checker.table = table && is_certain(&table->object) ? table : NULL;
	check_kind(&checker);
	if (!action->if_exists)
		check_needs(&checker, needs[action->kind]);
	if (!action->if_not_exists)
		check_makes(&checker, needs[action->kind]);
	return checker.found;
}
