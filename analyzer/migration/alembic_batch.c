// batch_alter_table(recreate="always"): the table is built anew, filled, and put in the place of the old one.
#include "migration/alembic_internal.h"
#include "migration/sqlalchemy_ddl.h"
#include "migration/sqlalchemy_name.h"

// Rebuild: a table being made anew. `sources[i]` is the old column that fills column i, NULL for a new one.
typedef struct Rebuild {
	Lowering *lowering;
	const Batch *batch;
	const Value *temporary; // name of the new table while it is built
	TableDefinition table;
	Array(const Value *) sources;
} Rebuild;

static size_t column_index(const Rebuild *rebuild, const Value *name)
{
	Str wanted, own;

	if (!name || !name_text(rebuild->lowering->arena, name, &wanted))
		return SIZE_MAX;
	for (size_t i = 0; i < rebuild->table.columns.len; i++)
		if (name_text(rebuild->lowering->arena, rebuild->table.columns.items[i].name, &own) &&
		    str_equal(own, wanted))
			return i;
	return SIZE_MAX;
}

static void change_column(Rebuild *rebuild, const Value *call)
{
	size_t i = column_index(rebuild, value_positional(call, 0));
	const Value *type = value_keyword(call, "type_"), *nullable = value_keyword(call, "nullable");
	const Value *name = value_keyword(call, "new_column_name"),
		    *server_default = value_keyword(call, "server_default");
	bool truth;

	if (i == SIZE_MAX)
		return;
	Column *column = &rebuild->table.columns.items[i];
	column->type = value_is_absent(type) ? column->type : type;
	column->name = value_is_absent(name) ? column->name : name;
	if (!value_is_absent(nullable) && value_truth(nullable, &truth))
		column->nullable = truth;
	if (server_default && server_default->kind != VALUE_BOOL)
		column->server_default = value_is_absent(server_default) ? NULL : server_default;
}

static void drop_column(Rebuild *rebuild, const Value *call)
{
	size_t i = column_index(rebuild, value_positional(call, 0));
	ColumnArray *columns = &rebuild->table.columns;

	if (i == SIZE_MAX)
		return;
	memmove(&columns->items[i], &columns->items[i + 1], (columns->len - i - 1) * sizeof(Column));
	memmove(&rebuild->sources.items[i], &rebuild->sources.items[i + 1],
		(columns->len - i - 1) * sizeof(Value *));
	columns->len--;
	rebuild->sources.len--;
}

static void add_column(Rebuild *rebuild, const Value *call)
{
	const Value *given = value_positional(call, 0);
	Column column;

	if (!given || !column_read(rebuild->lowering, given, &column))
		return;
	array_push(rebuild->lowering->arena, &rebuild->table.columns, column);
	array_push(rebuild->lowering->arena, &rebuild->sources, NULL);
}

static void apply(Rebuild *rebuild, const Value *call)
{
	static const struct {
		const char *name;
		void (*apply)(Rebuild *rebuild, const Value *call);
	} changes[] = { { "alter_column", change_column },
			{ "drop_column", drop_column },
			{ "add_column", add_column } };
	Value *object;
	Str method = value_method(call, &object);

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		if (str_is(method, changes[i].name))
			changes[i].apply(rebuild, call);
}

static void write_columns(Rebuild *rebuild, SqlWriter *writer, bool sources)
{
	bool any = false;

	for (size_t i = 0; i < rebuild->sources.len; i++) {
		if (!rebuild->sources.items[i])
			continue;
		sql_puts(writer, any ? ", " : "");
		if (sources) {
			name_write(rebuild->lowering, writer, rebuild->batch->target.table);
			sql_puts(writer, ".");
		}
		name_write(rebuild->lowering, writer,
			   sources ? rebuild->sources.items[i] : rebuild->table.columns.items[i].name);
		any = true;
	}
}

static void copy_rows(Rebuild *rebuild)
{
	Lowering *lowering = rebuild->lowering;
	SqlWriter writer = lowering_sql(lowering);

	sql_puts(&writer, "INSERT INTO ");
	name_write_qualified(lowering, &writer, rebuild->batch->target.schema, rebuild->temporary);
	if (rebuild->sources.len) {
		sql_puts(&writer, " (");
		write_columns(rebuild, &writer, false);
		sql_puts(&writer, ") SELECT ");
		write_columns(rebuild, &writer, true);
	} else {
		sql_puts(&writer, " SELECT *");
	}
	sql_puts(&writer, " FROM ");
	name_write_qualified(lowering, &writer, rebuild->batch->target.schema, rebuild->batch->target.table);
	lowering_emit(lowering, &writer);
}

static void replace_table(Rebuild *rebuild)
{
	Lowering *lowering = rebuild->lowering;
	SqlWriter drop = lowering_sql(lowering), name = lowering_sql(lowering);

	sql_puts(&drop, "DROP TABLE ");
	name_write_qualified(lowering, &drop, rebuild->batch->target.schema, rebuild->batch->target.table);
	lowering_emit(lowering, &drop);
	sql_puts(&name, "ALTER TABLE ");
	name_write_qualified(lowering, &name, rebuild->batch->target.schema, rebuild->temporary);
	sql_puts(&name, " RENAME TO ");
	name_write(lowering, &name, rebuild->batch->target.table);
	lowering_emit(lowering, &name);
}

// Without copy_from Alembic would ask the database what the table looks like: the new one is like the old one, with what the
// batch buffered done to it before.
static void create_like(Rebuild *rebuild)
{
	Lowering *lowering = rebuild->lowering;
	SqlWriter writer = lowering_sql(lowering);

	for (size_t i = 0; i < rebuild->batch->steps.len; i++)
		array_push(lowering->arena, lowering->steps, rebuild->batch->steps.items[i]);
	sql_puts(&writer, "CREATE TABLE ");
	name_write_qualified(lowering, &writer, rebuild->batch->target.schema, rebuild->temporary);
	sql_puts(&writer, " (LIKE ");
	name_write_qualified(lowering, &writer, rebuild->batch->target.schema, rebuild->batch->target.table);
	sql_puts(&writer, ")");
	lowering_emit(lowering, &writer);
}

static void create_from(Rebuild *rebuild)
{
	Arena *arena = rebuild->lowering->arena;

	for (size_t i = 0; i < rebuild->table.columns.len; i++)
		array_push(arena, &rebuild->sources, rebuild->table.columns.items[i].name);
	for (size_t i = 0; i < rebuild->batch->calls.len; i++)
		apply(rebuild, rebuild->batch->calls.items[i]);
	rebuild->table.name = rebuild->temporary;
	rebuild->table.indexes.len = 0;
	table_create(rebuild->lowering, &rebuild->table, true);
}

void batch_recreate(Alembic *alembic, Evaluator *evaluator, const Batch *batch)
{
	Lowering lowering =
		alembic_lowering(alembic, evaluator, batch->context, STR("batch_alter_table"), NULL);
	Rebuild rebuild = { .lowering = &lowering, .batch = batch };
	Text *name = text_literal(alembic->arena, STR("_alembic_tmp_"), batch->context->span, false);
	Value *temporary = value_str(alembic->arena, batch->context->span, STR(""));

	temporary->text =
		text_concat(alembic->arena, name, value_to_text(alembic->arena, batch->target.table));
	rebuild.temporary = temporary;
	if (!value_is_absent(batch->copy_from) &&
	    table_definition_read(&lowering, batch->copy_from, &rebuild.table))
		create_from(&rebuild);
	else
		create_like(&rebuild);
	copy_rows(&rebuild);
	replace_table(&rebuild);
	lowering_finish(&lowering);
}
