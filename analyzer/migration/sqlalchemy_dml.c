#include "migration/sqlalchemy_dml.h"

#include "migration/sqlalchemy_conflict.h"
#include "migration/sqlalchemy_dml_internal.h"
#include "migration/sqlalchemy_function.h"
#include "migration/sqlalchemy_name.h"
#include "migration/sqlalchemy_operator.h"

// ---- FROM -----------------------------------------------------------------------------------------------------

// Whether `column` is the unknown table t of t.select().
static bool dml_target_is(const Dml *dml, const Value *column)
{
	return dml->table.identity == column && dml->table.name == column;
}

static void add_table(Lowering *lowering, TableArray *tables, const Value *identity)
{
	for (size_t i = 0; i < tables->len; i++)
		if (tables->items[i] == identity)
			return;
	array_push(lowering->arena, tables, identity);
}

static void collect(Lowering *lowering, const Value *value, TableArray *tables, unsigned depth)
{
	TableRef table;
	const Value *column;
	Str key;

	if (!value || depth > MAX_EXPRESSION_DEPTH || dml_is_select(value))
		return;
	if (table_column_read(lowering, value, &table, &column, &key)) {
		add_table(lowering, tables, table.identity);
		return;
	}
	switch (value->kind) {
	case VALUE_OPERATOR:
		collect(lowering, value->operation.left, tables, depth + 1);
		collect(lowering, value->operation.right, tables, depth + 1);
		break;
	case VALUE_ATTRIBUTE:
		collect(lowering, value->attribute.object, tables, depth + 1);
		break;
	case VALUE_INDEX:
		collect(lowering, value->index.object, tables, depth + 1);
		break;
	case VALUE_LIST:
	case VALUE_TUPLE:
		for (size_t i = 0; i < value->items->len; i++)
			collect(lowering, value->items->items[i], tables, depth + 1);
		break;
	case VALUE_CALL:
		collect(lowering, value->call.callee, tables, depth + 1);
		for (size_t i = 0; i < value->call.arguments->positional.len; i++)
			collect(lowering, value->call.arguments->positional.items[i], tables, depth + 1);
		for (size_t i = 0; i < value->call.arguments->keywords.len; i++)
			collect(lowering, value->call.arguments->keywords.items[i].value, tables, depth + 1);
		break;
	default:
		break;
	}
}

static void write_table(Lowering *lowering, SqlWriter *writer, const Value *identity)
{
	TableRef table;

	if (!table_read(lowering, identity, &table))
		dml_unknown_table(identity, &table);
	table_write(lowering, writer, &table);
	if (table.alias) {
		sql_puts(writer, " AS ");
		name_write(lowering, writer, table.alias);
	}
}

static bool contains(const TableArray *tables, const Value *identity)
{
	for (size_t i = 0; tables && i < tables->len; i++)
		if (tables->items[i] == identity)
			return true;
	return false;
}

// Writes the tables that are neither in `without` nor `target`, comma separated, `words` in front of the first.
static void write_from(Lowering *lowering, SqlWriter *writer, const char *words, const TableArray *tables,
		       const TableArray *without, const Value *target)
{
	bool any = false;

	for (size_t i = 0; i < tables->len; i++) {
		if (tables->items[i] == target || contains(without, tables->items[i]))
			continue;
		sql_puts(writer, any ? ", " : words);
		write_table(lowering, writer, tables->items[i]);
		any = true;
	}
}

static void write_where(Lowering *lowering, SqlWriter *writer, ExpressionStyle style, const Dml *dml)
{
	for (size_t i = 0; i < dml->wheres.len; i++) {
		sql_puts(writer, i ? " AND " : " WHERE ");
		expression_write_operand(lowering, writer, style, dml->wheres.items[i],
					 dml->wheres.len > 1 ? BINDS_AND : BINDS_ANY);
	}
}

// ---- values ---------------------------------------------------------------------------------------------------

// Setting: one column and its value.
typedef struct Setting {
	const Value *column; // its name, as a value
	Str key;
	const Value *value;
} Setting;
typedef Array(Setting) Settings;

static bool setting_key(Lowering *lowering, const Value *key, Setting *setting)
{
	TableRef table;
	const Value *column;

	if (value_plain_text(key, lowering->arena, &setting->key)) {
		setting->column = key;
		return true;
	}
	if (table_column_read(lowering, key, &table, &column, &setting->key)) {
		setting->column = value_str(lowering->arena, key->span, setting->key);
		return true;
	}
	if (!sa_is(key, "column") && !sa_is(key, "Column"))
		return false;
	setting->column = column_name_of(key);
	return setting->column && value_plain_text(setting->column, lowering->arena, &setting->key);
}

static void add_dict(Lowering *lowering, Settings *settings, const Value *dict)
{
	for (size_t i = 0; i < dict->dict.entries->len; i++) {
		Setting setting = { .value = dict->dict.entries->items[i].value };
		if (!setting_key(lowering, dict->dict.entries->items[i].key, &setting)) {
			setting.column = dict->dict.entries->items[i].key;
			setting.key = STR_NONE;
		}
		array_push(lowering->arena, settings, setting);
	}
}

static void add_keywords(Lowering *lowering, Settings *settings, const Value *call)
{
	for (size_t i = 0; i < call->call.arguments->keywords.len; i++) {
		const Keyword *keyword = &call->call.arguments->keywords.items[i];
		Setting setting = { value_str(lowering->arena, keyword->span, keyword->name), keyword->name,
				    keyword->value };
		array_push(lowering->arena, settings, setting);
	}
}

// The rows that .values() and parameters give: dicts as they are, a list of dicts row by row.
static void add_rows(Lowering *lowering, Clauses *rows, const Value *value)
{
	bool many = value->kind == VALUE_LIST || value->kind == VALUE_TUPLE;

	for (size_t i = 0; many && i < value->items->len; i++)
		array_push(lowering->arena, rows, value->items->items[i]);
	if (!many)
		array_push(lowering->arena, rows, value);
}

static size_t column_position(Lowering *lowering, const TableRef *table, Str key)
{
	const Value *column = table_ref_column(lowering, table, key);

	for (size_t i = 0; column && i < table->columns.len; i++)
		if (table->columns.items[i] == column)
			return i;
	return table->columns.len;
}

// In the table's column order; those it does not list keep theirs, behind.
static void sort_settings(Lowering *lowering, const TableRef *table, Settings *settings)
{
	for (size_t i = 1; i < settings->len; i++) {
		Setting moving = settings->items[i];
		size_t position = column_position(lowering, table, moving.key), j = i;
		while (j && column_position(lowering, table, settings->items[j - 1].key) > position) {
			settings->items[j] = settings->items[j - 1];
			j--;
		}
		settings->items[j] = moving;
	}
	for (size_t i = 0; i < settings->len; i++) {
		const Value *column = table_ref_column(lowering, table, settings->items[i].key);
		const Value *name = column ? column_name_of(column) : NULL;
		if (name && value_keyword(column, "key"))
			settings->items[i].column = name;
	}
}

// Settings of one row: a dict, or .values(a=1) with nothing else.
static void row_settings(Lowering *lowering, const Value *row, Settings *settings)
{
	if (row->kind == VALUE_DICT)
		add_dict(lowering, settings, row);
	else if (row->kind == VALUE_CALL)
		add_keywords(lowering, settings, row);
}

static void gather_rows(Lowering *lowering, const Dml *dml, const Value *parameters, Clauses *rows)
{
	for (size_t i = 0; i < dml->values.len; i++) {
		const Value *given = dml->values.items[i];
		const Value *first = given->kind == VALUE_CALL ? value_positional(given, 0) : given;
		add_rows(lowering, rows, first ? first : given);
	}
	if (!rows->len && parameters && (parameters->kind == VALUE_DICT || parameters->kind == VALUE_LIST))
		add_rows(lowering, rows, parameters);
}

static void write_setting(Lowering *lowering, SqlWriter *writer, ExpressionStyle style, const Value *value)
{
	expression_write(lowering, writer, style, value);
}

// ---- statements -----------------------------------------------------------------------------------------------

static void write_row(Lowering *lowering, SqlWriter *writer, ExpressionStyle style, const Settings *settings)
{
	sql_puts(writer, "(");
	for (size_t i = 0; i < settings->len; i++) {
		sql_puts(writer, i ? ", " : "");
		write_setting(lowering, writer, style, settings->items[i].value);
	}
	sql_puts(writer, ")");
}

static void write_column_names(Lowering *lowering, SqlWriter *writer, const Settings *settings)
{
	sql_puts(writer, " (");
	for (size_t i = 0; i < settings->len; i++) {
		sql_puts(writer, i ? ", " : "");
		name_write(lowering, writer, settings->items[i].column);
	}
	sql_puts(writer, ") VALUES ");
}

// The columns of a table without a row given: every one, with parameters of the driver.
static void all_columns(Lowering *lowering, const TableRef *table, Settings *settings)
{
	for (size_t i = 0; i < table->columns.len; i++) {
		const Value *name = column_name_of(table->columns.items[i]);
		Setting setting = { name, STR_NONE,
				    name ? value_unknown(lowering->arena, name->span, STR("parameter"))
					 : NULL };
		if (name)
			array_push(lowering->arena, settings, setting);
	}
}

static void write_inserted(Lowering *lowering, SqlWriter *writer, ExpressionStyle style, const Dml *dml,
			   const Value *parameters)
{
	Clauses rows = { 0 };

	sql_puts(writer, "INSERT INTO ");
	table_write(lowering, writer, &dml->table);
	if (dml->from_select) {
		sql_puts(writer, " (");
		name_write_list(lowering, writer, dml->from_names);
		sql_puts(writer, ") ");
		if (dml_recognises(lowering, dml->from_select))
			dml_write(lowering, writer, style, dml->from_select, NULL);
		else
			expression_write(lowering, writer, style, dml->from_select);
		return;
	}
	gather_rows(lowering, dml, parameters, &rows);
	for (size_t i = 0; i < rows.len || i == 0; i++) {
		Settings settings = { 0 };
		if (rows.len)
			row_settings(lowering, rows.items[i], &settings);
		if (!settings.len)
			all_columns(lowering, &dml->table, &settings);
		sort_settings(lowering, &dml->table, &settings);
		if (!settings.len) {
			sql_puts(writer, " DEFAULT VALUES");
			return;
		}
		if (i == 0)
			write_column_names(lowering, writer, &settings);
		sql_puts(writer, i ? ", " : "");
		write_row(lowering, writer, style, &settings);
	}
}

static void write_insert(Lowering *lowering, SqlWriter *writer, ExpressionStyle style, const Dml *dml,
			 const Value *parameters)
{
	write_inserted(lowering, writer, style, dml, parameters);
	conflict_write(lowering, writer, style, dml);
}

static void write_settings(Lowering *lowering, SqlWriter *writer, ExpressionStyle style,
			   const TableRef *table, Settings *settings)
{
	sort_settings(lowering, table, settings);
	for (size_t i = 0; i < settings->len; i++) {
		sql_puts(writer, i ? ", " : "");
		name_write(lowering, writer, settings->items[i].column);
		sql_puts(writer, "=");
		expression_write_operand(lowering, writer, style, settings->items[i].value, BINDS_ADD);
	}
	if (!settings->len) {
		sql_add_hole(writer, "columns", lowering->span);
		sql_puts(writer, "=");
		sql_add_hole(writer, "values", lowering->span);
	}
}

void dml_write_assignments(Lowering *lowering, SqlWriter *writer, ExpressionStyle style,
			   const TableRef *table, const Value *dict)
{
	Settings settings = { 0 };

	if (dict && dict->kind == VALUE_DICT)
		add_dict(lowering, &settings, dict);
	write_settings(lowering, writer, style, table, &settings);
}

static void write_update(Lowering *lowering, SqlWriter *writer, ExpressionStyle style, const Dml *dml,
			 const Value *parameters)
{
	Settings settings = { 0 };
	TableArray tables = { 0 };

	sql_puts(writer, "UPDATE ");
	table_write(lowering, writer, &dml->table);
	sql_puts(writer, " SET ");
	for (size_t i = 0; i < dml->values.len; i++) {
		const Value *given = dml->values.items[i];
		const Value *first = given->kind == VALUE_CALL ? value_positional(given, 0) : NULL;
		row_settings(lowering, given, &settings);
		if (first)
			row_settings(lowering, first, &settings);
	}
	if (!settings.len && parameters)
		row_settings(lowering, parameters, &settings);
	write_settings(lowering, writer, style, &dml->table, &settings);
	for (size_t i = 0; i < settings.len; i++)
		collect(lowering, settings.items[i].value, &tables, 0);
	for (size_t i = 0; i < dml->wheres.len; i++)
		collect(lowering, dml->wheres.items[i], &tables, 0);
	write_from(lowering, writer, " FROM ", &tables, NULL, dml->table.identity);
	write_where(lowering, writer, style, dml);
}

static void write_delete(Lowering *lowering, SqlWriter *writer, ExpressionStyle style, const Dml *dml)
{
	TableArray tables = { 0 };

	sql_puts(writer, "DELETE FROM ");
	table_write(lowering, writer, &dml->table);
	for (size_t i = 0; i < dml->wheres.len; i++)
		collect(lowering, dml->wheres.items[i], &tables, 0);
	write_from(lowering, writer, " USING ", &tables, NULL, dml->table.identity);
	write_where(lowering, writer, style, dml);
}

// A column of the select list; a whole table stands for its columns.
static void write_selected(Lowering *lowering, SqlWriter *writer, ExpressionStyle style, const Dml *dml,
			   const Value *column)
{
	TableRef table;
	Value *object;

	if (column->kind == VALUE_UNKNOWN || dml_target_is(dml, column)) {
		sql_puts(writer, "*");
		return;
	}
	if (table_read(lowering, column, &table)) {
		for (size_t i = 0; i < table.columns.len; i++) {
			sql_puts(writer, i ? ", " : "");
			table_write_reference(lowering, writer, &table);
			sql_puts(writer, ".");
			name_write(lowering, writer, column_name_of(table.columns.items[i]));
		}
		if (!table.columns.len) {
			table_write_reference(lowering, writer, &table);
			sql_puts(writer, ".*");
		}
		return;
	}
	expression_write(lowering, writer, style, column);
	if (column->kind == VALUE_CALL && str_is(value_method(column, &object), "label") &&
	    value_positional(column, 0)) {
		sql_puts(writer, " AS ");
		name_write(lowering, writer, value_positional(column, 0));
	} else if (function_is_function(column)) {
		// SQLAlchemy numbers equal names; the first is what nearly every statement has.
		Str name = function_name(lowering->arena, column);
		sql_puts(writer, arena_printf(lowering->arena, " AS %.*s_1", STR_ARG(name)));
	}
}

static void write_list(Lowering *lowering, SqlWriter *writer, ExpressionStyle style, const char *words,
		       const Clauses *items)
{
	for (size_t i = 0; i < items->len; i++) {
		sql_puts(writer, i ? ", " : words);
		expression_write(lowering, writer, style, items->items[i]);
	}
}

static void write_joins(Lowering *lowering, SqlWriter *writer, ExpressionStyle style, const Dml *dml)
{
	for (size_t i = 0; i < dml->joins.len; i++) {
		sql_puts(writer, dml->joins.items[i].outer ? " LEFT OUTER JOIN " : " JOIN ");
		write_table(lowering, writer, dml->joins.items[i].table);
		sql_puts(writer, " ON ");
		expression_write(lowering, writer, style, dml->joins.items[i].on);
	}
}

// The tables of a select: those given, those of its columns and conditions, without the joined ones.
static void select_tables(Lowering *lowering, const Dml *dml, TableArray *tables)
{
	TableRef table;

	for (size_t i = 0; i < dml->from.len; i++)
		if (table_read(lowering, dml->from.items[i], &table))
			add_table(lowering, tables, table.identity);
	for (size_t i = 0; i < dml->columns.len; i++) {
		if (dml_target_is(dml, dml->columns.items[i]))
			add_table(lowering, tables, dml->columns.items[i]);
		if (table_read(lowering, dml->columns.items[i], &table))
			add_table(lowering, tables, table.identity);
		collect(lowering, dml->columns.items[i], tables, 0);
	}
	for (size_t i = 0; i < dml->wheres.len; i++)
		collect(lowering, dml->wheres.items[i], tables, 0);
}

// `outer`: the tables of the statements around, which its own FROM leaves out.
static void write_select(Lowering *lowering, SqlWriter *writer, ExpressionStyle style, const Dml *dml,
			 const TableArray *outer)
{
	TableArray tables = { 0 }, without = { 0 };

	sql_puts(writer, dml->distinct ? "SELECT DISTINCT " : "SELECT ");
	for (size_t i = 0; i < dml->columns.len; i++) {
		sql_puts(writer, i ? ", " : "");
		write_selected(lowering, writer, style, dml, dml->columns.items[i]);
	}
	select_tables(lowering, dml, &tables);
	for (size_t i = 0; outer && i < outer->len; i++)
		add_table(lowering, &without, outer->items[i]);
	for (size_t i = 0; i < dml->joins.len; i++)
		add_table(lowering, &without, dml->joins.items[i].table);
	bool all_enclosed = true;
	for (size_t i = 0; i < tables.len; i++)
		all_enclosed &= contains(&without, tables.items[i]);
	write_from(lowering, writer, " FROM ", &tables, all_enclosed ? NULL : &without, NULL);
	write_joins(lowering, writer, style, dml);
	write_where(lowering, writer, style, dml);
	write_list(lowering, writer, style, " GROUP BY ", &dml->groups);
	if (dml->having) {
		sql_puts(writer, " HAVING ");
		expression_write(lowering, writer, style, dml->having);
	}
	write_list(lowering, writer, style, " ORDER BY ", &dml->orders);
	if (!value_is_absent(dml->limit)) {
		sql_puts(writer, " LIMIT ");
		expression_write(lowering, writer, style, dml->limit);
	}
	if (!value_is_absent(dml->offset)) {
		sql_puts(writer, " OFFSET ");
		expression_write(lowering, writer, style, dml->offset);
	}
}

void dml_write(Lowering *lowering, SqlWriter *writer, ExpressionStyle style, const Value *value,
	       const Value *parameters)
{
	TableArray enclosing = { 0 };
	Dml dml = { 0 };

	if (!dml_read(lowering, value, &dml))
		return;
	style.qualify = true;
	for (size_t i = 0; style.enclosing && i < style.enclosing->len; i++)
		add_table(lowering, &enclosing, style.enclosing->items[i]);
	ExpressionStyle inner = style;
	if (dml.kind == DML_SELECT)
		select_tables(lowering, &dml, &enclosing);
	else if (dml.kind != DML_INSERT)
		add_table(lowering, &enclosing, dml.table.identity);
	inner.enclosing = &enclosing;
	switch (dml.kind) {
	case DML_INSERT:
		write_insert(lowering, writer, inner, &dml, parameters);
		break;
	case DML_UPDATE:
		write_update(lowering, writer, inner, &dml, parameters);
		break;
	case DML_DELETE:
		write_delete(lowering, writer, inner, &dml);
		break;
	case DML_SELECT:
		write_select(lowering, writer, inner, &dml, style.enclosing);
	}
}

bool dml_write_row(Lowering *lowering, SqlWriter *writer, const Value *value, const Value *row)
{
	ExpressionStyle style = { .qualify = true };
	Settings settings = { 0 };
	Dml dml = { .kind = DML_INSERT };

	if (row->kind != VALUE_DICT || !table_read(lowering, value, &dml.table))
		return false;
	row_settings(lowering, row, &settings);
	sort_settings(lowering, &dml.table, &settings);
	sql_puts(writer, "INSERT INTO ");
	table_write(lowering, writer, &dml.table);
	if (!settings.len) {
		sql_puts(writer, " DEFAULT VALUES");
		return true;
	}
	write_column_names(lowering, writer, &settings);
	write_row(lowering, writer, style, &settings);
	return true;
}
