#include "migration/sqlalchemy_conflict.h"

#include "migration/sqlalchemy_name.h"

static const Value *argument(const Value *call, size_t position, const char *keyword)
{
	const Value *value = value_positional(call, position);

	return value ? value : value_keyword(call, keyword);
}

// A constraint by its name, or the Constraint or Index itself.
static const Value *constraint_name(const Value *constraint)
{
	return constraint->kind == VALUE_CALL
		? argument(constraint, sa_is(constraint, "Index") ? 0 : SIZE_MAX, "name")
		: constraint;
}

static void write_elements(Lowering *lowering, SqlWriter *writer, const Value *elements)
{
	bool known = elements->kind == VALUE_LIST || elements->kind == VALUE_TUPLE;
	ExpressionStyle style = { .strings_are_names = true };

	sql_puts(writer, "(");
	for (size_t i = 0; known && i < elements->items->len; i++) {
		sql_puts(writer, i ? ", " : "");
		expression_write(lowering, writer, style, elements->items->items[i]);
	}
	if (!known)
		sql_add_hole(writer, value_source_line(lowering->arena, elements), elements->span);
	sql_puts(writer, ")");
}

static void write_target(Lowering *lowering, SqlWriter *writer, const Value *call)
{
	const Value *constraint = argument(call, 0, "constraint");
	const Value *elements = argument(call, 1, "index_elements");
	const Value *where = argument(call, 2, "index_where");

	if (!value_is_absent(constraint)) {
		const Value *name = constraint_name(constraint);
		sql_puts(writer, " ON CONSTRAINT ");
		if (name)
			name_write(lowering, writer, name);
		else
			sql_add_hole(writer, value_source_line(lowering->arena, constraint),
				     constraint->span);
		return;
	}
	if (value_is_absent(elements))
		return;
	sql_puts(writer, " ");
	write_elements(lowering, writer, elements);
	if (value_is_absent(where))
		return;
	sql_puts(writer, " WHERE ");
	expression_write(lowering, writer, (ExpressionStyle){ 0 }, where);
}

void conflict_write(Lowering *lowering, SqlWriter *writer, ExpressionStyle style, const Dml *dml)
{
	Value *object;

	if (!dml->conflict)
		return;
	sql_puts(writer, " ON CONFLICT");
	write_target(lowering, writer, dml->conflict);
	if (str_is(value_method(dml->conflict, &object), "on_conflict_do_nothing")) {
		sql_puts(writer, " DO NOTHING");
		return;
	}
	const Value *where = argument(dml->conflict, 4, "where");
	sql_puts(writer, " DO UPDATE SET ");
	dml_write_assignments(lowering, writer, style, &dml->table, argument(dml->conflict, 3, "set_"));
	if (value_is_absent(where))
		return;
	sql_puts(writer, " WHERE ");
	expression_write(lowering, writer, style, where);
}
