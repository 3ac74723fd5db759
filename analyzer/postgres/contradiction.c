#include "postgres/contradiction.h"

#include "postgres/contradiction_internal.h"

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
	USES_INDEX = 1 << 17, // Action.other is an index without constraint, which gets the name of this one
	ANY = 1 << 18,        // depends on the statement
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
	[ACTION_ADD_UNIQUE_USING_INDEX] = RELATION | OTHER | NEW_CONSTRAINT | USES_INDEX,
	[ACTION_ADD_PRIMARY_KEY_USING_INDEX] = RELATION | OTHER | NEW_CONSTRAINT | USES_INDEX,
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

bool object_is_certain(const Object *object)
{
	return object && !object->uncertain && !object->doubted && !str_is(object->name.schema, "pg_temp");
}

bool name_is_open(Str name)
{
	return !name.len || str_find(name, STR(SQL_HOLE_PREFIX), 0) != SIZE_MAX;
}

// Another action of the statement that is about `name`: what it does to it comes first, or nobody can tell.
bool checker_shares(const Checker *checker, Str name)
{
	for (size_t i = 0; i < checker->actions->len; i++) {
		const Action *other = &checker->actions->items[i];
		if (other != checker->action && (str_equal(other->name, name) || other->cascade))
			return true;
	}
	return false;
}

// `what` in words; the first thing that is found stays.
void checker_contradict(Checker *checker, ContradictionKind kind, const char *what, Str name, Relation of)
{
	Str owner = of.name.len ? relation_show(checker->arena, catalog_shown(checker->catalog, of))
				: STR_NONE;
	const char *verdict = kind == CONTRADICTION_DUPLICATE ? "exists already" : "does not exist";
	bool is_part = of.name.len && strcmp(what, "value") != 0;

	if (checker->found.kind)
		return;
	if (is_part)
		name = identifier_show(checker->arena, name);
	checker->found.kind = kind;
	checker->found.message = arena_printf(checker->arena, "%s `%.*s`%s%.*s%s %s", what, STR_ARG(name),
					      owner.len ? " of `" : "", STR_ARG(owner), owner.len ? "`" : "",
					      verdict);
}

Str checker_show(Checker *checker, Relation relation)
{
	return relation_show(checker->arena, relation);
}

// COMMENT ON COLUMN may be about a composite type.
static void need_commented(Checker *checker)
{
	const PgQuery__CommentStmt *comment = checker->action->definition->comment_stmt;
	bool of_column = comment->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN;

	if (comment->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_TABLE ||
	    (of_column && !catalog_type(checker->catalog, checker->action->table)))
		checker_need_relation(checker, checker->action->table, "table");
	if (of_column)
		checker_need_column(checker, checker->action->name);
}

// RENAME of what has no kind of action of its own.
static uint32_t needs_of_rename(const Action *action)
{
	switch (action->definition->rename_stmt->rename_type) {
	case PG_QUERY__OBJECT_TYPE__OBJECT_VIEW:
	case PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW:
	case PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE:
		return RELATION | NEW_RELATION | RENAMES;
	case PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER:
	case PG_QUERY__OBJECT_TYPE__OBJECT_POLICY:
		return RELATION | PART;
	default:
		return 0;
	}
}

static uint32_t needs_of(const Action *action)
{
	return action->kind == ACTION_RENAME_OTHER ? needs_of_rename(action) : needs[action->kind];
}

static void check_needs(Checker *checker, unsigned flags)
{
	const Action *action = checker->action;

	if (flags & RELATION)
		checker_need_relation(checker, action->table, checker_word(action));
	if (flags & OTHER)
		checker_need_relation(checker, action->other, checker_word(action));
	if (flags & COLUMN)
		checker_need_column(checker, action->name);
	for (size_t i = 0; flags & COLUMNS && i < action->columns.len; i++)
		checker_need_column(checker, action->columns.items[i]);
	if (flags & CONSTRAINT)
		checker_need_constraint(checker, action->name);
	if (flags & PARTITION)
		checker_need_partition(checker);
	if (flags & SAME_COLUMNS)
		checker_need_same_columns(checker);
	if (flags & PART)
		checker_need_part(checker, action->name);
	if (action->kind == ACTION_ADD_CHECK && action->expression)
		checker_need_expression(checker, action->expression);
	checker_need_query(checker);
	if (action->kind == ACTION_COMMENT)
		need_commented(checker);
	if (action->kind == ACTION_SET_SCHEMA && action->definition->alter_object_schema_stmt->relation)
		checker_need_relation(checker, action->table, "table"); // else a type, function, extension
	if (flags & TYPE)
		checker_need_type(checker, action->table);
	if (flags & VALUE)
		checker_check_value(checker, action->name, false);
	checker_need_column_types(checker);
}

static void check_makes(Checker *checker, unsigned flags)
{
	const Action *action = checker->action;
	Relation relation = action->table;
	Str part = flags & RENAMES ? action->new_name : action->name;

	if (flags & RENAMES)
		relation.name = action->new_name;
	if (flags & NEW_RELATION)
		checker_make_relation(checker, relation);
	if (flags & NEW_COLUMN)
		checker_make_column(checker,
				    action->column && !(flags & RENAMES) ? action->column->name : part);
	if (flags & NEW_CONSTRAINT)
		checker_make_constraint(checker, part);
	if (flags & NEW_INDEX)
		checker_make_index(checker, part);
	if (flags & USES_INDEX)
		checker_use_index(checker, part);
	if (action->kind == ACTION_ADD_PRIMARY_KEY || action->kind == ACTION_ADD_PRIMARY_KEY_USING_INDEX)
		checker_make_primary_key(checker);
	if (action->kind == ACTION_RENAME_CONSTRAINT)
		checker_rename_index(checker, action->name, part);
	if (flags & NEW_TYPE)
		checker_make_type(checker, relation);
	if (flags & NEW_VALUE)
		checker_check_value(checker, part, true);
}

Contradiction contradiction_of(Arena *arena, const Catalog *catalog, const ActionArray *actions, size_t index)
{
	const Action *action = &actions->items[index];
	Checker checker = { .arena = arena, .catalog = catalog, .actions = actions, .action = action };
	const CatalogTable *table = catalog_table(catalog, action->table);
	uint32_t flags = needs_of(action);

	if (!flags)
		return checker.found;
	checker.table = table && object_is_certain(&table->object) ? table : NULL;
	checker_check_kind(&checker);
	if (!action->if_exists)
		check_needs(&checker, flags);
	if (!action->if_not_exists)
		check_makes(&checker, flags);
	return checker.found;
}
