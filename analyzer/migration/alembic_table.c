// Directives about tables, columns and indexes.
#include "migration/alembic_internal.h"
#include "migration/sqlalchemy_ddl.h"
#include "migration/sqlalchemy_name.h"

static SqlWriter alter_table(Lowering *lowering, const Bound *bound)
{
	SqlWriter writer = lowering_sql(lowering);

	sql_puts(&writer, "ALTER TABLE ");
	name_write_split(lowering, &writer, bound_get(bound, "schema"), bound_get(bound, "table_name"));
	sql_puts(&writer, " ");
	return writer;
}

// ---- tables ---------------------------------------------------------------------------------------------------

void write_create_table(Lowering *lowering, const Bound *bound)
{
	TableDefinition table = {
		.name = bound_get(bound, "table_name"),
		.schema = bound_get(bound, "schema"),
		.comment = bound_get(bound, "comment"),
		.bound = *bound,
		.if_not_exists = bound_flag(bound, "if_not_exists", false),
		.columns_open = bound->arguments->open_positional,
	};

	table_define(lowering, &table, &bound->rest);
	table_create(lowering, &table, true);
}

void write_drop_table(Lowering *lowering, const Bound *bound)
{
	SqlWriter writer = lowering_sql(lowering);

	sql_puts(&writer, bound_flag(bound, "if_exists", false) ? "DROP TABLE IF EXISTS " : "DROP TABLE ");
	name_write_qualified(lowering, &writer, bound_get(bound, "schema"), bound_get(bound, "table_name"));
	lowering_emit(lowering, &writer);
}

void write_rename_table(Lowering *lowering, const Bound *bound)
{
	SqlWriter writer = lowering_sql(lowering);

	sql_puts(&writer, "ALTER TABLE ");
	name_write_split(lowering, &writer, bound_get(bound, "schema"), bound_get(bound, "old_table_name"));
	sql_puts(&writer, " RENAME TO ");
	name_write(lowering, &writer, bound_get(bound, "new_table_name"));
	lowering_emit(lowering, &writer);
}

void write_create_table_comment(Lowering *lowering, const Bound *bound)
{
	table_write_comment(lowering, bound_get(bound, "schema"), bound_get(bound, "table_name"),
			    bound_get(bound, "comment"));
}

void write_drop_table_comment(Lowering *lowering, const Bound *bound)
{
	table_write_comment(lowering, bound_get(bound, "schema"), bound_get(bound, "table_name"), NULL);
}

// ---- columns --------------------------------------------------------------------------------------------------

// The foreign key that inline_references=True puts into the column; NULL when there is none to inline.
static const Constraint *inlined(const Bound *bound, const ConstraintArray *constraints)
{
	const Constraint *foreign = NULL;

	if (!bound_flag(bound, "inline_references", false))
		return NULL;
	for (size_t i = 0; i < constraints->len; i++) {
		if (constraints->items[i].kind != CONSTRAINT_FOREIGN_KEY)
			continue;
		if (foreign)
			return NULL;
		foreign = &constraints->items[i];
	}
	return foreign;
}

static void write_column(Lowering *lowering, const Bound *bound, const Column *column,
			 const Constraint *inline_key)
{
	SqlWriter writer = alter_table(lowering, bound);

	sql_puts(&writer,
		 bound_flag(bound, "if_not_exists", false) ? "ADD COLUMN IF NOT EXISTS " : "ADD COLUMN ");
	column_write(lowering, &writer, column, bound_get(bound, "schema"));
	if (column->primary_key && bound_flag(bound, "inline_primary_key", false))
		sql_puts(&writer, " PRIMARY KEY");
	if (inline_key)
		constraint_write_references(lowering, &writer, inline_key);
	column_write_checks(lowering, &writer, column);
	lowering_emit(lowering, &writer);
}

static void write_derived(Lowering *lowering, const Bound *bound, const Constraint *constraint)
{
	SqlWriter writer = lowering_sql(lowering);

	sql_puts(&writer, "ALTER TABLE ");
	name_write_qualified(lowering, &writer, bound_get(bound, "schema"), bound_get(bound, "table_name"));
	sql_puts(&writer, " ADD ");
	constraint_write(lowering, &writer, constraint);
	lowering_emit(lowering, &writer);
}

static void write_column_extras(Lowering *lowering, const Bound *bound, const Column *column)
{
	const Value *schema = bound_get(bound, "schema"), *table = bound_get(bound, "table_name");
	Index index;
	Str text;

	if (column_derive_index(column, schema, table, &index)) {
		array_push(lowering->arena, &index.elements, (Value *)(uintptr_t)column->name);
		index_create(lowering, &index);
	}
	bool empty = column->comment && value_plain_text(column->comment, lowering->arena, &text) &&
		!text.len;
	if (!value_is_absent(column->comment) && !empty)
		column_write_comment(lowering, schema, table, column->name, column->comment, false);
}

void write_add_column(Lowering *lowering, const Bound *bound)
{
	ColumnArray columns = { 0 };
	ConstraintArray derived = { 0 };
	Column column;

	if (!column_read(lowering, bound_get(bound, "column"), &column)) {
		const Value *given = bound_get(bound, "column");
		bool known = given->kind == VALUE_STR || given->kind == VALUE_INT ||
			given->kind == VALUE_NONE;
		if (known) {
			lowering_refuse(lowering, given->span, "the column is not an `sa.Column`");
			return;
		}
		column.unknown = true;
	}
	array_push(lowering->arena, &columns, column);
	columns_settle_serial(lowering, &columns);
	column_derive_constraints(lowering, &columns.items[0], &derived);
	const Constraint *inline_key = inlined(bound, &derived);
	write_column(lowering, bound, &columns.items[0], inline_key);
	for (size_t i = 0; i < derived.len; i++)
		if (&derived.items[i] != inline_key)
			write_derived(lowering, bound, &derived.items[i]);
	if (!column.unknown)
		write_column_extras(lowering, bound, &columns.items[0]);
}

void write_drop_column(Lowering *lowering, const Bound *bound)
{
	SqlWriter writer = alter_table(lowering, bound);

	sql_puts(&writer, bound_flag(bound, "if_exists", false) ? "DROP COLUMN IF EXISTS " : "DROP COLUMN ");
	name_write(lowering, &writer, bound_get(bound, "column_name"));
	lowering_emit(lowering, &writer);
}

// ---- indexes --------------------------------------------------------------------------------------------------

void write_create_index(Lowering *lowering, const Bound *bound)
{
	Index index = {
		.name = bound_get(bound, "index_name"),
		.table = bound_get(bound, "table_name"),
		.schema = bound_get(bound, "schema"),
		.bound = *bound,
		.unique = bound_flag(bound, "unique", false),
		.if_not_exists = bound_flag(bound, "if_not_exists", false),
	};

	constraint_add_columns(lowering, bound_get(bound, "columns"), &index.elements);
	index_create(lowering, &index);
}

void write_drop_index(Lowering *lowering, const Bound *bound)
{
	SqlWriter writer = lowering_sql(lowering);
	const Value *name = bound_get(bound, "index_name");

	sql_puts(&writer, "DROP INDEX ");
	sql_puts(&writer, bound_flag(bound, "postgresql_concurrently", false) ? "CONCURRENTLY " : "");
	sql_puts(&writer, bound_flag(bound, "if_exists", false) ? "IF EXISTS " : "");
	if (value_is_absent(name)) {
		Value *x = value_str(lowering->arena, lowering->span, STR("x"));
		index_write_default_name(lowering, &writer, bound_get(bound, "schema"),
					 bound_get(bound, "table_name"), x);
	} else {
		if (!value_is_absent(bound_get(bound, "schema"))) {
			name_write(lowering, &writer, bound_get(bound, "schema"));
			sql_puts(&writer, ".");
		}
		name_write_limited(lowering, &writer, name);
	}
	lowering_emit(lowering, &writer);
}
