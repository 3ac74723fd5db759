#include "migration/sqlalchemy_construct.h"

#include "migration/sqlalchemy_ddl.h"
#include "migration/sqlalchemy_name.h"
#include "migration/sqlalchemy_table.h"

static const Value *argument(const Value *call, size_t position, const char *keyword)
{
	const Value *value = value_positional(call, position);

	return value ? value : value_keyword(call, keyword);
}

static bool flag(const Value *call, const char *keyword)
{
	const Value *value = value_keyword(call, keyword);
	bool truth;

	return value && value_truth(value, &truth) && truth;
}

// ---- schemas --------------------------------------------------------------------------------------------------

static void create_schema(Lowering *lowering, const Value *call)
{
	SqlWriter writer = lowering_sql(lowering);

	sql_puts(&writer, flag(call, "if_not_exists") ? "CREATE SCHEMA IF NOT EXISTS " : "CREATE SCHEMA ");
	name_write(lowering, &writer, argument(call, 0, "name"));
	lowering_emit(lowering, &writer);
}

static void drop_schema(Lowering *lowering, const Value *call)
{
	SqlWriter writer = lowering_sql(lowering);

	sql_puts(&writer, flag(call, "if_exists") ? "DROP SCHEMA IF EXISTS " : "DROP SCHEMA ");
	name_write(lowering, &writer, argument(call, 0, "name"));
	sql_puts(&writer, flag(call, "cascade") ? " CASCADE" : "");
	lowering_emit(lowering, &writer);
}

// ---- sequences ------------------------------------------------------------------------------------------------

static void write_sequence(Lowering *lowering, SqlWriter *writer, const Value *sequence)
{
	name_write_qualified(lowering, writer, value_keyword(sequence, "schema"),
			     argument(sequence, 0, "name"));
}

void sequence_create(Lowering *lowering, const Value *sequence)
{
	SqlWriter writer = lowering_sql(lowering);

	sql_puts(&writer, "CREATE SEQUENCE ");
	write_sequence(lowering, &writer, sequence);
	identity_write_options(lowering, &writer, sequence, " ");
	lowering_emit(lowering, &writer);
}

void sequence_drop(Lowering *lowering, const Value *sequence)
{
	SqlWriter writer = lowering_sql(lowering);

	sql_puts(&writer, "DROP SEQUENCE ");
	write_sequence(lowering, &writer, sequence);
	lowering_emit(lowering, &writer);
}

static void create_sequence(Lowering *lowering, const Value *call)
{
	sequence_create(lowering, argument(call, 0, "element"));
}

static void drop_sequence(Lowering *lowering, const Value *call)
{
	sequence_drop(lowering, argument(call, 0, "element"));
}

// ---- tables, indexes, constraints -----------------------------------------------------------------------------

static void create_table(Lowering *lowering, const Value *call)
{
	TableDefinition table;

	if (table_definition_read(lowering, argument(call, 0, "element"), &table)) {
		table.if_not_exists = flag(call, "if_not_exists");
		table.indexes.len = 0;
		table_create(lowering, &table, true);
	} else {
		lowering_opaque(lowering, STR("the table is not known"), NULL);
	}
}

void table_drop(Lowering *lowering, const Value *value, bool if_exists)
{
	SqlWriter writer = lowering_sql(lowering);
	TableRef table;

	if (!table_read(lowering, value, &table)) {
		lowering_opaque(lowering, STR("the table is not known"), NULL);
		return;
	}
	sql_puts(&writer, if_exists ? "DROP TABLE IF EXISTS " : "DROP TABLE ");
	table_write(lowering, &writer, &table);
	lowering_emit(lowering, &writer);
}

static void drop_table(Lowering *lowering, const Value *call)
{
	table_drop(lowering, argument(call, 0, "element"), flag(call, "if_exists"));
}

// The table an index is on: that of its first element that is a table's column.
static bool index_table(Lowering *lowering, Index *index)
{
	for (size_t i = 0; i < index->elements.len; i++) {
		TableRef table;
		const Value *column;
		Str key;
		if (!table_column_read(lowering, index->elements.items[i], &table, &column, &key))
			continue;
		index->table = table.name;
		index->schema = table.schema;
		return true;
	}
	return false;
}

static void create_index(Lowering *lowering, const Value *call)
{
	const Value *element = sa_is(call, "Index") ? call : argument(call, 0, "element");
	Index index;

	if (element && index_read(lowering, element, &index) && index_table(lowering, &index)) {
		index.if_not_exists = flag(call, "if_not_exists");
		index_create(lowering, &index);
	} else {
		lowering_opaque(lowering, STR("the index is not known"), NULL);
	}
}

static void drop_index(Lowering *lowering, const Value *call)
{
	const Value *element = sa_is(call, "Index") ? call : argument(call, 0, "element");
	SqlWriter writer = lowering_sql(lowering);
	Index index;

	if (!element || !index_read(lowering, element, &index)) {
		lowering_opaque(lowering, STR("the index is not known"), NULL);
		return;
	}
	index_table(lowering, &index);
	sql_puts(&writer, flag(call, "if_exists") ? "DROP INDEX IF EXISTS " : "DROP INDEX ");
	name_write_qualified(lowering, &writer, index.schema, index.name);
	lowering_emit(lowering, &writer);
}

// The table a constraint belongs to: that of its columns.
static bool constraint_table(Lowering *lowering, const Value *call, TableRef *table)
{
	const Value *list = sa_is(call, "ForeignKeyConstraint") ? value_positional(call, 0) : NULL;
	const ValueArray *items = list && list->kind == VALUE_LIST ? list->items
								   : &call->call.arguments->positional;
	const Value *column;
	Str key;

	for (size_t i = 0; i < items->len; i++)
		if (table_column_read(lowering, items->items[i], table, &column, &key))
			return true;
	return false;
}

static void alter_constraint(Lowering *lowering, const Value *call, bool add)
{
	const Value *element = argument(call, 0, "element");
	SqlWriter writer = lowering_sql(lowering);
	Constraint constraint;
	TableRef table;

	if (!element || element->kind != VALUE_CALL || !constraint_read(lowering, element, &constraint) ||
	    !constraint_table(lowering, element, &table)) {
		lowering_opaque(lowering, STR("the constraint is not known"), NULL);
		return;
	}
	sql_puts(&writer, "ALTER TABLE ");
	table_write(lowering, &writer, &table);
	sql_puts(&writer, add ? " ADD " : " DROP CONSTRAINT ");
	if (add)
		constraint_write(lowering, &writer, &constraint);
	else
		name_write_limited(lowering, &writer, constraint.name);
	if (!add && flag(call, "cascade"))
		sql_puts(&writer, " CASCADE");
	lowering_emit(lowering, &writer);
}

static void add_constraint(Lowering *lowering, const Value *call)
{
	alter_constraint(lowering, call, true);
}

static void drop_constraint(Lowering *lowering, const Value *call)
{
	alter_constraint(lowering, call, false);
}

static const struct {
	const char *name;
	void (*write)(Lowering *lowering, const Value *call);
	bool needs_element;
} constructs[] = {
	{ "CreateSchema", create_schema, false },    { "DropSchema", drop_schema, false },
	{ "CreateSequence", create_sequence, true }, { "DropSequence", drop_sequence, true },
	{ "CreateTable", create_table, true },       { "DropTable", drop_table, true },
	{ "CreateIndex", create_index, true },       { "DropIndex", drop_index, true },
	{ "AddConstraint", add_constraint, true },   { "DropConstraint", drop_constraint, true },
};

bool construct_write(Lowering *lowering, const Value *value)
{
	for (size_t i = 0; value->kind == VALUE_CALL && i < sizeof(constructs) / sizeof(constructs[0]); i++) {
		if (!sa_is(value, constructs[i].name))
			continue;
		const Value *element = argument(value, 0, constructs[i].needs_element ? "element" : "name");
		if (!element ||
		    (constructs[i].needs_element && element->kind != VALUE_CALL &&
		     element->kind != VALUE_CLASS && element->kind != VALUE_ATTRIBUTE))
			lowering_opaque(lowering, STR("what it creates or drops is not known"), NULL);
		else
			constructs[i].write(lowering, value);
		return true;
	}
	return false;
}
