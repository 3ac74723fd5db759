#include "migration/sqlalchemy_table.h"

#include "migration/sqlalchemy_class.h"
#include "migration/sqlalchemy_name.h"

static const Value *argument(const Value *call, size_t position, const char *keyword)
{
	const Value *value = value_positional(call, position);

	return value ? value : value_keyword(call, keyword);
}

static bool is_column(const Value *value)
{
	return value->kind == VALUE_CALL &&
		(sa_is(value, "Column") || sa_is(value, "column") || sa_is(value, "mapped_column"));
}

const Value *column_name_of(const Value *column)
{
	const Value *first = value_positional(column, 0);

	if (first && (first->kind == VALUE_STR || name_of(first).value != first))
		return first;
	const Value *name = value_keyword(column, "name");
	if (!name && first && sa_is(column, "column"))
		return first;
	return name ? name : value_keyword(column, "text");
}

const Value *column_type_of(const Value *column)
{
	const Value *type = value_keyword(column, "type_");

	if (type)
		return type;
	const Value *first = value_positional(column, 0);
	return first && first == column_name_of(column) ? value_positional(column, 1) : first;
}

static void add_columns(Lowering *lowering, const Value *call, size_t from, TableRef *table)
{
	for (size_t i = from; i < call->call.arguments->positional.len; i++) {
		Value *item = call->call.arguments->positional.items[i];
		if (is_column(item))
			array_push(lowering->arena, &table->columns, item);
	}
}

// The Column of an ORM class, with the name of its attribute when it says none itself.
static Value *named(Lowering *lowering, const ClassColumn *column)
{
	const Value *call = column->column;

	if (column_name_of(call))
		return (Value *)(uintptr_t)call;
	Arguments *arguments = arena_new(lowering->arena, Arguments);
	*arguments = *call->call.arguments;
	arguments->keywords = (KeywordArray){ 0 };
	for (size_t i = 0; i < call->call.arguments->keywords.len; i++)
		array_push(lowering->arena, &arguments->keywords, call->call.arguments->keywords.items[i]);
	Keyword name = { STR("name"), call->span, value_str(lowering->arena, call->span, column->name) };
	array_push(lowering->arena, &arguments->keywords, name);
	return value_call(lowering->arena, call->span, call->call.callee, arguments);
}

static bool read_class(Lowering *lowering, const Value *klass, TableRef *table)
{
	ClassColumns columns = { 0 };
	const Value *own = class_field(klass, "__table__");

	table->name = class_field(klass, "__tablename__");
	if (!table->name)
		return own && own->kind == VALUE_CALL && table_read(lowering, own, table);
	const Value *arguments = class_field(klass, "__table_args__");
	if (arguments && arguments->kind == VALUE_TUPLE && arguments->items->len)
		arguments = arguments->items->items[arguments->items->len - 1];
	for (size_t i = 0; arguments && arguments->kind == VALUE_DICT && i < arguments->dict.entries->len;
	     i++) {
		Str key;
		if (value_plain_text(arguments->dict.entries->items[i].key, lowering->arena, &key) &&
		    str_is(key, "schema"))
			table->schema = arguments->dict.entries->items[i].value;
	}
	class_columns(lowering->arena, klass, &columns);
	for (size_t i = 0; i < columns.len; i++)
		array_push(lowering->arena, &table->columns, named(lowering, &columns.items[i]));
	return true;
}

static bool read_constructor(Lowering *lowering, const Value *call, TableRef *table)
{
	bool made = str_is(value_symbol_name(call), "alembic.op.create_table");
	bool lower_case = sa_is(call, "table") || sa_is(call, "TableClause");

	if (!made && !lower_case && !sa_is(call, "Table"))
		return false;
	table->name = argument(call, 0, made ? "table_name" : "name");
	table->schema = value_keyword(call, "schema");
	add_columns(lowering, call, 1, table);
	return table->name != NULL;
}

// `statement.excluded` of an insert: the columns are those of its table.
static bool read_excluded(Lowering *lowering, const Value *value, TableRef *table)
{
	const Value *call = value->attribute.object;
	Value *object;

	if (!str_is(value->attribute.name, "excluded"))
		return false;
	while (call->kind == VALUE_CALL && !sa_is(call, "insert")) {
		bool own = str_is(value_method(call, &object), "insert");
		if (call->call.callee->kind != VALUE_ATTRIBUTE)
			return false;
		call = object;
		if (own)
			break;
	}
	const Value *target = call->kind == VALUE_CALL && sa_is(call, "insert") ? argument(call, 0, "table")
										: call;
	if (target)
		table_read(lowering, target, table);
	table->name = value_str(lowering->arena, value->span, STR("excluded"));
	table->schema = table->alias = NULL;
	table->identity = value;
	return true;
}

bool table_read(Lowering *lowering, const Value *value, TableRef *table)
{
	Value *object;

	*table = (TableRef){ .identity = value };
	if (!value)
		return false;
	if (value->kind == VALUE_CLASS)
		return read_class(lowering, value, table);
	if (value->kind == VALUE_ATTRIBUTE && str_is(value->attribute.name, "__table__"))
		return table_read(lowering, value->attribute.object, table);
	if (value->kind == VALUE_ATTRIBUTE)
		return read_excluded(lowering, value, table);
	if (value->kind == VALUE_INDEX && value->index.object->kind == VALUE_ATTRIBUTE &&
	    str_is(value->index.object->attribute.name, "tables")) {
		// metadata.tables["name"] of a reflected database.
		table->name = value->index.key;
		return true;
	}
	if (value->kind != VALUE_CALL)
		return false;
	Str method = value_method(value, &object);
	if (str_is(method, "alias") || str_is(sa_name(value), "aliased") || str_is(sa_name(value), "alias")) {
		const Value *inner = method.len ? object : value_positional(value, 0);
		if (!table_read(lowering, inner, table))
			return false;
		table->alias = argument(value, method.len ? 0 : 1, "name");
		table->identity = value;
		return true;
	}
	return read_constructor(lowering, value, table);
}

void table_write(Lowering *lowering, SqlWriter *writer, const TableRef *table)
{
	name_write_qualified(lowering, writer, table->schema, table->name);
}

void table_write_reference(Lowering *lowering, SqlWriter *writer, const TableRef *table)
{
	if (table->alias)
		name_write(lowering, writer, table->alias);
	else
		table_write(lowering, writer, table);
}

const Value *table_ref_column(Lowering *lowering, const TableRef *table, Str key)
{
	for (size_t i = 0; i < table->columns.len; i++) {
		const Value *column = table->columns.items[i];
		const Value *name = value_keyword(column, "key");
		Str text;
		if (!name)
			name = column_name_of(column);
		if (name && name_text(lowering->arena, name, &text) && str_equal(text, key))
			return column;
	}
	return NULL;
}

// Whether `value` is the column collection of a table (`t.c`, `t.columns`); the table in `*table`.
static bool read_collection(Lowering *lowering, const Value *value, TableRef *table)
{
	if (value->kind != VALUE_ATTRIBUTE)
		return false;
	if (!str_is(value->attribute.name, "c") && !str_is(value->attribute.name, "columns"))
		return false;
	return table_read(lowering, value->attribute.object, table);
}

static bool is_excluded(const Value *value)
{
	return value->kind == VALUE_ATTRIBUTE && str_is(value->attribute.name, "excluded");
}

bool table_column_read(Lowering *lowering, const Value *value, TableRef *table, const Value **column,
		       Str *key)
{
	bool found = false;

	if (value->kind == VALUE_ATTRIBUTE) {
		const Value *object = value->attribute.object;
		*key = value->attribute.name;
		found = read_collection(lowering, object, table) ||
			((object->kind == VALUE_CLASS || sa_is(object, "aliased") || is_excluded(object)) &&
			 table_read(lowering, object, table));
	} else if (value->kind == VALUE_INDEX) {
		found = value_plain_text(value->index.key, lowering->arena, key) &&
			(read_collection(lowering, value->index.object, table) ||
			 (is_excluded(value->index.object) &&
			  table_read(lowering, value->index.object, table)));
	}
	if (value->kind == VALUE_CALL && is_column(value)) {
		const Value *owner = class_holding(lowering->evaluator, value, key);
		found = owner && table_read(lowering, owner, table);
	}
	*column = found ? table_ref_column(lowering, table, *key) : NULL;
	return found;
}

const Value *table_attribute(Lowering *lowering, const Value *object, Str name)
{
	TableRef table;
	const Value *column = NULL;
	Str key;

	if (object->kind == VALUE_CALL && is_column(object))
		column = object;
	else if (object->kind == VALUE_ATTRIBUTE || object->kind == VALUE_INDEX)
		table_column_read(lowering, object, &table, &column, &key);
	if (column && str_is(name, "name"))
		return column_name_of(column);
	if (column && str_is(name, "type"))
		return column_type_of(column);
	bool wanted = str_is(name, "name") || str_is(name, "schema");
	if (column || !wanted || object->kind != VALUE_CALL || !table_read(lowering, object, &table) ||
	    table.alias)
		return NULL;
	return str_is(name, "name") ? table.name : table.schema;
}
