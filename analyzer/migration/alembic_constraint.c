// Directives about constraints.
#include "migration/alembic_internal.h"
#include "migration/sqlalchemy_constraint.h"
#include "migration/sqlalchemy_name.h"

static void add_constraint(Lowering *lowering, const Value *schema, const Value *table,
			   Constraint *constraint)
{
	SqlWriter writer = lowering_sql(lowering);

	sql_puts(&writer, "ALTER TABLE ");
	name_write_qualified(lowering, &writer, schema, table);
	sql_puts(&writer, " ADD ");
	constraint_write(lowering, &writer, constraint);
	lowering_emit(lowering, &writer);
}

static Constraint constraint_of(ConstraintKind kind, const Bound *bound)
{
	return (Constraint){ .kind = kind, .name = bound_get(bound, "constraint_name"), .bound = *bound };
}

void write_create_foreign_key(Lowering *lowering, const Bound *bound)
{
	Constraint constraint = constraint_of(CONSTRAINT_FOREIGN_KEY, bound);

	constraint_add_columns(lowering, bound_get(bound, "local_cols"), &constraint.columns);
	constraint_add_columns(lowering, bound_get(bound, "remote_cols"), &constraint.target.columns);
	constraint.target.table = bound_get(bound, "referent_table");
	constraint.target.schema = bound_get(bound, "referent_schema");
	add_constraint(lowering, bound_get(bound, "source_schema"), bound_get(bound, "source_table"),
		       &constraint);
}

static void add_over_columns(Lowering *lowering, const Bound *bound, ConstraintKind kind)
{
	Constraint constraint = constraint_of(kind, bound);

	constraint_add_columns(lowering, bound_get(bound, "columns"), &constraint.columns);
	add_constraint(lowering, bound_get(bound, "schema"), bound_get(bound, "table_name"), &constraint);
}

void write_create_unique_constraint(Lowering *lowering, const Bound *bound)
{
	add_over_columns(lowering, bound, CONSTRAINT_UNIQUE);
}

void write_create_primary_key(Lowering *lowering, const Bound *bound)
{
	add_over_columns(lowering, bound, CONSTRAINT_PRIMARY_KEY);
}

void write_create_check_constraint(Lowering *lowering, const Bound *bound)
{
	Constraint constraint = constraint_of(CONSTRAINT_CHECK, bound);

	constraint.condition = bound_get(bound, "condition");
	add_constraint(lowering, bound_get(bound, "schema"), bound_get(bound, "table_name"), &constraint);
}

void write_create_exclude_constraint(Lowering *lowering, const Bound *bound)
{
	Constraint constraint = constraint_of(CONSTRAINT_EXCLUDE, bound);

	constraint.columns = bound->rest;
	constraint.condition = bound_get(bound, "where");
	add_constraint(lowering, bound_get(bound, "schema"), bound_get(bound, "table_name"), &constraint);
}

// type_ must be one Alembic knows.
static void check_type(Lowering *lowering, const Value *type)
{
	static const char *const types[] = { "foreignkey", "primary", "unique", "check" };
	Str text;

	if (value_is_absent(type) || !value_plain_text(type, lowering->arena, &text))
		return;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_is(text, types[i]))
			return;
	lowering_refuse(lowering, type->span,
			"`type_` can be 'foreignkey', 'primary', 'unique' or 'check', not '%.*s'",
			STR_ARG(text));
}

void write_drop_constraint(Lowering *lowering, const Bound *bound)
{
	const Value *name = bound_get(bound, "constraint_name");
	SqlWriter writer = lowering_sql(lowering);

	check_type(lowering, bound_get(bound, "type_"));
	if (value_is_absent(name_of(name).value)) {
		lowering_refuse_as(
			lowering, NOTICE_UNNAMED_CONSTRAINT, name->span,
			"`drop_constraint(None)` fails when it runs: the constraint to drop has no name",
			"write the name PostgreSQL gave it, such as `TABLE_COLUMN_fkey`");
		return;
	}
	sql_puts(&writer, "ALTER TABLE ");
	name_write_qualified(lowering, &writer, bound_get(bound, "schema"), bound_get(bound, "table_name"));
	sql_puts(&writer,
		 bound_flag(bound, "if_exists", false) ? " DROP CONSTRAINT IF EXISTS " : " DROP CONSTRAINT ");
	name_write_limited(lowering, &writer, name);
	lowering_emit(lowering, &writer);
}
