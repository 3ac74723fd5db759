// What revisions call on connections, sessions, types, tables and metadata.
#include "migration/alembic_internal.h"
#include "migration/sqlalchemy_construct.h"
#include "migration/sqlalchemy_ddl.h"
#include "migration/sqlalchemy_dml.h"
#include "migration/sqlalchemy_enum.h"
#include "migration/sqlalchemy_name.h"
#include "migration/sqlalchemy_table.h"

// ---- what a value is ------------------------------------------------------------------------------------------

static bool is_one_of(Str name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

#define ONE_OF(name, names) is_one_of((name), (names), sizeof(names) / sizeof((names)[0]))

bool value_is_context(const Value *value)
{
	static const char *const names[] = { "alembic.op.get_context", "alembic.context.get_context",
					     "alembic.op.context", "alembic.op.migration_context",
					     "alembic.context" };
	Str name = value_symbol_name(value);

	return name.len && ONE_OF(name, names);
}

static bool is_bind_at(const Value *value, unsigned depth)
{
	static const char *const makers[] = { "alembic.op.get_bind", "alembic.context.get_bind",
					      "alembic.op.bind" };
	static const char *const classes[] = { "Session", "sessionmaker", "scoped_session" };
	static const char *const attributes[] = { "bind", "connection", "engine", "no_autoflush" };
	static const char *const methods[] = { "connect",  "execution_options", "begin",   "connection",
					       "get_bind", "begin_nested",      "session", "no_autoflush" };
	Value *object;

	if (depth > 50)
		return false;
	if (ONE_OF(value_symbol_name(value), makers) ||
	    (value->kind == VALUE_CALL && ONE_OF(sa_name(value), classes)))
		return true;
	if (value->kind == VALUE_ATTRIBUTE)
		return ONE_OF(value->attribute.name, attributes) &&
			(value_is_context(value->attribute.object) ||
			 is_bind_at(value->attribute.object, depth + 1));
	if (value->kind != VALUE_CALL)
		return false;
	// sessionmaker(bind=bind)()
	if (value->call.callee->kind == VALUE_CALL && is_bind_at(value->call.callee, depth + 1))
		return true;
	Str method = value_method(value, &object);
	return method.len && ONE_OF(method, methods) &&
		(value_is_context(object) || is_bind_at(object, depth + 1)) &&
		!(value_is_context(object) && str_is(method, "begin"));
}

bool value_is_bind(const Value *value)
{
	return is_bind_at(value, 0);
}

static bool is_session(const Value *value)
{
	Str name = sa_name(value);

	return str_is(name, "Session") || str_is(name, "sessionmaker") ||
		(value->kind == VALUE_CALL && value->call.callee->kind == VALUE_CALL &&
		 is_session(value->call.callee));
}

// ---- results --------------------------------------------------------------------------------------------------

static Value *result_of(Alembic *alembic, const Value *call)
{
	const char *source = value_source_line(alembic->arena, call);

	return value_unknown(alembic->arena, call->span,
			     str_from(arena_printf(alembic->arena, "result of '%.80s'", source)));
}

static const Value *argument(const Value *call, size_t position, const char *keyword)
{
	const Value *value = value_positional(call, position);

	return value ? value : value_keyword(call, keyword);
}

// ---- calls on a connection ------------------------------------------------------------------------------------

typedef struct Call {
	Alembic *alembic;
	Evaluator *evaluator;
	Value *value;
	const Value *object;
	Lowering lowering;
} Call;

typedef void (*CallWriter)(Call *call);

static void call_execute(Call *call)
{
	const Value *statement = argument(call->value, 0, "statement");
	const Value *parameters = argument(call->value, 1, "parameters");

	if (!parameters)
		parameters = value_keyword(call->value, "params");
	if (!statement)
		statement = value_keyword(call->value, "clause");
	if (statement)
		execute_value(&call->lowering, statement, parameters);
	else
		lowering_opaque(&call->lowering, STR("the statement is not known"), NULL);
}

static void call_driver(Call *call)
{
	const Value *statement = argument(call->value, 0, "statement");

	if (statement)
		execute_driver(&call->lowering, statement, argument(call->value, 1, "parameters"));
}

// A session on Alembic's connection joins the transaction that is open there: its commit() flushes and ends nothing (SQLAlchemy 1.4: a
// marker transaction; 2.0: join_transaction_mode "conditional_savepoint").
static void call_commit(Call *call)
{
	if (!is_session(call->object))
		lowering_boundary(&call->lowering, BOUNDARY_COMMIT);
}

static void call_rollback(Call *call)
{
	lowering_boundary(&call->lowering, BOUNDARY_ROLLBACK);
}

static void call_options(Call *call)
{
	const Value *level = value_keyword(call->value, "isolation_level");
	Str text;

	if (level && value_plain_text(level, call->alembic->arena, &text) &&
	    str_equal_nocase(text, STR("AUTOCOMMIT")))
		lowering_boundary(&call->lowering, BOUNDARY_AUTOCOMMIT_CONNECTION);
}

static void call_opaque(Call *call)
{
	lowering_notice(&call->lowering, NOTICE_OPAQUE_PYTHON, (Span){ 0 },
			"rows are changed through ORM objects, which cannot be read");
	lowering_opaque(&call->lowering, STR("rows are changed through ORM objects"), NULL);
}

static void call_opaque_sync(Call *call)
{
	lowering_notice(&call->lowering, NOTICE_OPAQUE_PYTHON, (Span){ 0 },
			"what `run_sync()` calls cannot be read");
	lowering_opaque(&call->lowering, STR("what it calls is not known"), NULL);
}

static void call_nothing(Call *call)
{
	(void)call;
}

// - `yields`: the result is rows: an unknown value; otherwise the call itself stays (a connection, a query)
static const struct {
	const char *name;
	CallWriter write;
	bool yields;
} connection_methods[] = {
	{ "execute", call_execute, true },
	{ "scalar", call_execute, true },
	{ "scalars", call_execute, true },
	{ "exec_driver_sql", call_driver, true },
	{ "commit", call_commit, true },
	{ "rollback", call_rollback, true },
	{ "execution_options", call_options, false },
	{ "add", call_opaque, true },
	{ "add_all", call_opaque, true },
	{ "merge", call_opaque, true },
	{ "delete", call_opaque, true },
	{ "bulk_save_objects", call_opaque, true },
	{ "bulk_insert_mappings", call_opaque, true },
	{ "bulk_update_mappings", call_opaque, true },
	{ "run_sync", call_opaque_sync, true },
	{ "flush", call_nothing, true },
	{ "close", call_nothing, true },
	{ "has_table", call_nothing, true },
};

static bool connection_method(Call *call, Str method, Value **result)
{
	static const char *const of_sessions[] = { "add", "add_all", "merge", "delete" };

	for (size_t i = 0; i < sizeof(connection_methods) / sizeof(connection_methods[0]); i++) {
		if (!str_is(method, connection_methods[i].name))
			continue;
		if (ONE_OF(method, of_sessions) && !is_session(call->object))
			return false;
		connection_methods[i].write(call);
		*result = connection_methods[i].yields ? result_of(call->alembic, call->value) : NULL;
		return true;
	}
	return false;
}

// ---- session.query(...) ---------------------------------------------------------------------------------------

// The `.query(X)` a chain of calls begins with; NULL when it begins otherwise.
static const Value *query_start(const Value *value)
{
	for (int i = 0; i < 100 && value->kind == VALUE_CALL && value->call.callee->kind == VALUE_ATTRIBUTE;
	     i++) {
		const Value *object = value->call.callee->attribute.object;
		if (str_is(value->call.callee->attribute.name, "query") &&
		    (value_is_bind(object) || is_session(object)))
			return value;
		value = object;
	}
	return NULL;
}

static bool query_call(Call *call, Str method, Value **result)
{
	static const char *const reads[] = {
		"all",       "first",  "one",        "one_or_none",       "scalar", "count", "get",
		"yield_per", "exists", "scalar_one", "scalar_one_or_none"
	};

	static const char *const objects[] = { "all", "first", "one", "one_or_none", "get", "yield_per" };

	if (!query_start(call->object))
		return false;
	bool changes = str_is(method, "update") || str_is(method, "delete");
	if (!changes && !ONE_OF(method, reads))
		return false;
	if (changes && dml_recognises(&call->lowering, call->value)) {
		execute_value(&call->lowering, call->value, NULL);
	} else if (changes) {
		call_opaque(call);
	}
	// Objects stay what they are, so that changing one is seen.
	*result = ONE_OF(method, objects) ? NULL : result_of(call->alembic, call->value);
	return true;
}

Value *query_item(Alembic *alembic, Value *value)
{
	Value *item;

	if (!query_start(value))
		return NULL;
	item = arena_new(alembic->arena, Value);
	item->kind = VALUE_INDEX;
	item->span = value->span;
	item->index.object = value;
	item->index.key = value_unknown(alembic->arena, value->span, STR("loop over rows"));
	return item;
}

bool value_is_row(const Value *value)
{
	Value *object;

	while (value->kind == VALUE_INDEX)
		value = value->index.object;
	if (value->kind != VALUE_CALL)
		return false;
	return query_start(value) || (str_is(value_method(value, &object), "get") && value_is_bind(object));
}

// ---- create() and drop() --------------------------------------------------------------------------------------

static bool takes_bind(const Value *call)
{
	const Value *bind = argument(call, 0, "bind");

	return !bind || value_is_bind(bind) || bind->kind == VALUE_UNKNOWN || bind->kind == VALUE_ATTRIBUTE;
}

static void drop_one(Lowering *lowering, const Value *object)
{
	ColumnType type = type_read(lowering, object);
	TableRef table;

	if (type.row)
		named_type_drop(lowering, &type);
	else if (sa_is(object, "Sequence"))
		sequence_drop(lowering, object);
	else if (table_read(lowering, object, &table))
		table_drop(lowering, object, false);
}

static void create_one(Lowering *lowering, const Value *object)
{
	ColumnType type = type_read(lowering, object);
	TableDefinition table;

	if (type.row)
		named_type_create(lowering, &type, NULL);
	else if (sa_is(object, "Sequence"))
		sequence_create(lowering, object);
	else if (table_definition_read(lowering, object, &table))
		table_create(lowering, &table, false);
}

static bool is_creatable(Lowering *lowering, const Value *object)
{
	Affinity affinity = type_read(lowering, object).affinity;
	TableRef table;

	return affinity == AFFINITY_ENUM || sa_is(object, "DOMAIN") || sa_is(object, "Sequence") ||
		table_read(lowering, object, &table);
}

static bool create_or_drop(Call *call, Str method, Value **result)
{
	bool create = str_is(method, "create"), drop = str_is(method, "drop");

	if ((!create && !drop) || !takes_bind(call->value) || !is_creatable(&call->lowering, call->object))
		return false;
	call->lowering.operation = method;
	if (create)
		create_one(&call->lowering, call->object);
	else
		drop_one(&call->lowering, call->object);
	*result = value_none(call->alembic->arena, call->value->span);
	return true;
}

// ---- metadata -------------------------------------------------------------------------------------------------

// Whether the Table call belongs to `metadata`, the very same object.
static bool belongs_to(const Value *table, const Value *metadata)
{
	const Value *given = argument(table, 1, "metadata");

	return given == metadata ||
		(given && given->kind == VALUE_CALL && metadata->kind == VALUE_CALL &&
		 given->call.id == metadata->call.id && given->span.start == metadata->span.start);
}

static bool metadata_call(Call *call, Str method, Value **result)
{
	bool create = str_is(method, "create_all"), drop = str_is(method, "drop_all");
	const Value *only = value_keyword(call->value, "tables");
	bool any = false;

	if (!create && !drop)
		return false;
	*result = value_none(call->alembic->arena, call->value->span);
	for (size_t i = 0; only && only->kind == VALUE_LIST && i < only->items->len; i++) {
		any = true;
		(create ? create_one : drop_one)(&call->lowering, only->items->items[i]);
	}
	size_t count = only ? 0 : call->alembic->tables.len;
	for (size_t i = 0; i < count; i++) {
		// Dependent tables are declared after those they need: created in order, dropped in reverse.
		const Value *table = call->alembic->tables.items[create ? i : count - 1 - i];
		if (!belongs_to(table, call->object))
			continue;
		any = true;
		(create ? create_one : drop_one)(&call->lowering, table);
	}
	if (!any) {
		lowering_notice(&call->lowering, NOTICE_OPAQUE_PYTHON, (Span){ 0 },
				"the tables that `%s` %s are not in this file",
				value_source_line(call->alembic->arena, call->value),
				create ? "creates" : "drops");
		lowering_opaque(&call->lowering, STR("the tables of the metadata are not known"), NULL);
	}
	return true;
}

// ---- everything -----------------------------------------------------------------------------------------------

static bool is_inspection(const Value *call)
{
	return sa_is(call, "inspect") || str_is(value_last_name(call), "from_engine");
}

bool connection_call(Alembic *alembic, Evaluator *evaluator, Value *value, Value **result)
{
	Value *object;
	Str method = value_method(value, &object);

	*result = NULL;
	if (!method.len || is_inspection(value))
		return false;
	Call call = { alembic, evaluator, value, object,
		      alembic_lowering(alembic, evaluator, value, STR("execute"), NULL) };
	bool done = false;
	if (value_is_bind(object))
		done = connection_method(&call, method, result);
	done = done || query_call(&call, method, result) || create_or_drop(&call, method, result) ||
		metadata_call(&call, method, result);
	if (done)
		lowering_finish(&call.lowering);
	return done;
}
