// op.execute and its relatives: text, Core statements, DDL objects; bulk_insert.
#include "migration/alembic_internal.h"
#include "migration/sqlalchemy_construct.h"
#include "migration/sqlalchemy_dml.h"
#include "migration/sqlalchemy_function.h"
#include "migration/sqlalchemy_name.h"
#include "migration/sqlalchemy_table.h"
#include "migration/sqlalchemy_text.h"

static Str reason_of(Lowering *lowering, const Value *value)
{
	if (value->kind == VALUE_UNKNOWN && value->unknown.reason.len)
		return value->unknown.reason;
	return str_from(arena_printf(lowering->arena, "the value of '%s' is not known",
				     value_source_line(lowering->arena, value)));
}

static void write_text(Lowering *lowering, const Value *value, const Value *parameters)
{
	SqlWriter writer = lowering_sql(lowering);
	TextClause clause;

	text_clause_read(lowering, value, &clause);
	if (!text_says_something(clause.text)) {
		lowering_dynamic(lowering, value, clause.text);
		return;
	}
	text_clause_bind(lowering, &clause, parameters);
	text_clause_write(lowering, &writer, &clause);
	lowering->written = true;
	lowering_emit(lowering, &writer);
	lowering->written = false;
}

static bool is_text(Lowering *lowering, const Value *value)
{
	TextClause clause;

	return text_clause_read(lowering, value, &clause);
}

static void write_dml(Lowering *lowering, const Value *value, const Value *parameters)
{
	SqlWriter writer = lowering_sql(lowering);

	dml_write(lowering, &writer, (ExpressionStyle){ .qualify = true }, value, parameters);
	lowering_emit(lowering, &writer);
}

static void write_function(Lowering *lowering, const Value *value)
{
	SqlWriter writer = lowering_sql(lowering);

	sql_puts(&writer, "SELECT ");
	expression_write(lowering, &writer, (ExpressionStyle){ .qualify = true }, value);
	lowering_emit(lowering, &writer);
}

static bool is_unusable(const Value *value)
{
	return value->kind == VALUE_LIST || value->kind == VALUE_TUPLE || value->kind == VALUE_BYTES ||
		value->kind == VALUE_DICT || value->kind == VALUE_NONE || value->kind == VALUE_INT ||
		value->kind == VALUE_BOOL;
}

void execute_value(Lowering *lowering, const Value *value, const Value *parameters)
{
	if (is_text(lowering, value))
		write_text(lowering, value, parameters);
	else if (is_unusable(value))
		lowering_refuse(lowering, value->span,
				"`execute()` takes a string or an SQL expression, not a Python %s",
				value_kind_name(value->kind));
	else if (value->kind == VALUE_CALL && construct_write(lowering, value))
		return;
	else if (value->kind == VALUE_CALL && dml_recognises(lowering, value))
		write_dml(lowering, value, parameters);
	else if (value->kind == VALUE_CALL && function_is_function(value))
		write_function(lowering, value);
	else
		lowering_dynamic(lowering, value, NULL);
}

void execute_driver(Lowering *lowering, const Value *value, const Value *parameters)
{
	SqlWriter writer = lowering_sql(lowering);
	TextClause clause;

	if (!text_clause_read(lowering, value, &clause) || !text_says_something(clause.text)) {
		lowering_dynamic(lowering, value, clause.text);
		return;
	}
	text_write_driver(lowering, &writer, clause.text, !value_is_absent(parameters));
	lowering->written = true;
	lowering_emit(lowering, &writer);
	lowering->written = false;
}

void write_execute(Lowering *lowering, const Bound *bound)
{
	execute_value(lowering, bound_get(bound, "sqltext"), NULL);
}

// ---- bulk_insert ----------------------------------------------------------------------------------------------

static void write_unknown_rows(Lowering *lowering, const Value *table, const Value *rows)
{
	SqlWriter writer = lowering_sql(lowering);
	TableRef target;

	if (!table_read(lowering, table, &target)) {
		lowering_notice(lowering, NOTICE_OPAQUE_PYTHON, (Span){ 0 },
				"rows are inserted into a table that is not known");
		lowering_opaque(lowering, reason_of(lowering, table), NULL);
		return;
	}
	sql_puts(&writer, "INSERT INTO ");
	table_write(lowering, &writer, &target);
	sql_puts(&writer, " VALUES (");
	sql_add_hole(&writer, value_source_line(lowering->arena, rows), rows->span);
	sql_puts(&writer, ")");
	lowering_emit(lowering, &writer);
}

void write_bulk_insert(Lowering *lowering, const Bound *bound)
{
	const Value *table = bound_get(bound, "table"), *rows = bound_get(bound, "rows");

	if (rows->kind != VALUE_LIST && rows->kind != VALUE_TUPLE) {
		if (rows->kind == VALUE_DICT)
			lowering_refuse(lowering, rows->span, "`bulk_insert()` takes a list of dicts");
		else
			write_unknown_rows(lowering, table, rows);
		return;
	}
	for (size_t i = 0; i < rows->items->len; i++) {
		SqlWriter writer = lowering_sql(lowering);
		if (dml_write_row(lowering, &writer, table, rows->items->items[i]))
			lowering_emit(lowering, &writer);
		else
			write_unknown_rows(lowering, table, rows->items->items[i]);
	}
}
