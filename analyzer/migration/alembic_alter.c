// op.alter_column: up to seven statements, always in the same order.
#include "migration/alembic_internal.h"
#include "migration/sqlalchemy_ddl.h"
#include "migration/sqlalchemy_enum.h"
#include "migration/sqlalchemy_name.h"

static SqlWriter alter_table(Lowering *lowering, const Bound *bound)
{
	SqlWriter writer = lowering_sql(lowering);

	sql_puts(&writer, "ALTER TABLE ");
	name_write_split(lowering, &writer, bound_get(bound, "schema"), bound_get(bound, "table_name"));
	return writer;
}

static SqlWriter alter(Lowering *lowering, const Bound *bound)
{
	SqlWriter writer = alter_table(lowering, bound);

	sql_puts(&writer, " ALTER COLUMN ");
	name_write(lowering, &writer, bound_get(bound, "column_name"));
	return writer;
}

// Whether the argument asks for a change: given, and not the False that means "leave it".
static bool asks(const Value *value)
{
	return value && !(value->kind == VALUE_BOOL && !value->boolean);
}

// ---- the CHECK of VARCHAR enums -------------------------------------------------------------------------------

static bool constrained_enum(Lowering *lowering, const Value *given, EnumType *type)
{
	if (value_is_absent(given))
		return false;
	ColumnType read = type_read(lowering, given);
	return enum_read(lowering, &read, type) && type->create_constraint;
}

static void drop_enum_check(Lowering *lowering, const Bound *bound)
{
	EnumType type;

	if (value_is_absent(bound_get(bound, "type_")) ||
	    !constrained_enum(lowering, bound_get(bound, "existing_type"), &type))
		return;
	SqlWriter writer = lowering_sql(lowering);
	sql_puts(&writer, "ALTER TABLE ");
	name_write_qualified(lowering, &writer, bound_get(bound, "schema"), bound_get(bound, "table_name"));
	sql_puts(&writer, " DROP CONSTRAINT ");
	if (!type.name)
		lowering_refuse(lowering, type.value->span,
				"the CHECK of the existing Enum has no name to drop it by");
	name_write(lowering, &writer, type.name);
	lowering_emit(lowering, &writer);
}

static void add_enum_check(Lowering *lowering, const Bound *bound)
{
	EnumType type;

	if (!constrained_enum(lowering, bound_get(bound, "type_"), &type))
		return;
	SqlWriter writer = lowering_sql(lowering);
	sql_puts(&writer, "ALTER TABLE ");
	name_write_qualified(lowering, &writer, bound_get(bound, "schema"), bound_get(bound, "table_name"));
	sql_puts(&writer, " ADD ");
	if (type.name) {
		sql_puts(&writer, "CONSTRAINT ");
		name_write(lowering, &writer, type.name);
		sql_puts(&writer, " ");
	}
	enum_write_check(lowering, &writer, &type, bound_get(bound, "column_name"));
	lowering_emit(lowering, &writer);
}

// ---- type, nullability ----------------------------------------------------------------------------------------

static void alter_type(Lowering *lowering, const Bound *bound)
{
	const Value *type = bound_get(bound, "type_"), *using = bound_get(bound, "postgresql_using");

	if (value_is_absent(type)) {
		if (!value_is_absent(using))
			lowering_refuse(lowering, using->span, "`postgresql_using` needs `type_`");
		return;
	}
	SqlWriter writer = alter(lowering, bound);
	sql_puts(&writer, " TYPE ");
	type_write(lowering, &writer, type, NULL);
	if (!value_is_absent(using)) {
		sql_puts(&writer, " USING ");
		sql_add_text(&writer, value_to_text(lowering->arena, using));
	}
	lowering_emit(lowering, &writer);
}

static void alter_nullable(Lowering *lowering, const Bound *bound)
{
	const Value *nullable = bound_get(bound, "nullable");
	bool truth;

	if (value_is_absent(nullable))
		return;
	if (!value_truth(nullable, &truth)) {
		lowering_opaque(lowering, STR("whether the column becomes NOT NULL is not known"), NULL);
		return;
	}
	SqlWriter writer = alter(lowering, bound);
	sql_puts(&writer, truth ? " DROP NOT NULL" : " SET NOT NULL");
	lowering_emit(lowering, &writer);
}

// ---- server default -------------------------------------------------------------------------------------------

static const struct {
	const char *name;
	const char *words;
	bool is_flag;
} identity_changes[] = {
	// Sorted by keyword, as Alembic compares them.
	{ "always", "", false },
	{ "cache", "CACHE ", false },
	{ "cycle", "CYCLE", true },
	{ "increment", "INCREMENT BY ", false },
	{ "maxvalue", "MAXVALUE ", false },
	{ "minvalue", "MINVALUE ", false },
	{ "nomaxvalue", "NO MAXVALUE", true },
	{ "nominvalue", "NO MINVALUE", true },
	{ "start", "START WITH ", false },
};

static bool is_same(const Value *a, const Value *b)
{
	bool equal;

	if (value_is_absent(a) || value_is_absent(b))
		return value_is_absent(a) && value_is_absent(b);
	return value_equal(a, b, &equal) && equal;
}

// The option as the first of its parameters, or by name.
static const Value *identity_option(const Value *identity, const char *name)
{
	static const char *const positions[] = { "always",    "on_null",  "start",
						 "increment", "minvalue", "maxvalue" };
	const Value *value = identity->kind == VALUE_CALL ? value_keyword(identity, name) : NULL;

	for (size_t i = 0;
	     !value && identity->kind == VALUE_CALL && i < sizeof(positions) / sizeof(positions[0]); i++)
		if (strcmp(name, positions[i]) == 0)
			value = value_positional(identity, i);
	return value;
}

static void change_identity(Lowering *lowering, const Bound *bound, const Value *identity,
			    const Value *existing)
{
	SqlWriter writer = alter(lowering, bound);

	sql_puts(&writer, " ");
	for (size_t i = 0; i < sizeof(identity_changes) / sizeof(identity_changes[0]); i++) {
		const char *name = identity_changes[i].name;
		const Value *now = identity_option(identity, name), *before = identity_option(existing, name);
		bool truth = false;
		if (strcmp(name, "always") == 0) {
			if (identity_is_always(identity) != identity_is_always(existing))
				sql_puts(&writer,
					 identity_is_always(identity) ? "SET GENERATED ALWAYS "
								      : "SET GENERATED BY DEFAULT ");
			continue;
		}
		if (is_same(now, before) || value_is_absent(now))
			continue;
		sql_puts(&writer, "SET ");
		if (identity_changes[i].is_flag) {
			sql_puts(&writer, value_truth(now, &truth) && !truth ? "NO " : "");
			sql_puts(&writer, identity_changes[i].words);
		} else {
			sql_puts(&writer, identity_changes[i].words);
			sql_add_text(&writer, value_to_text(lowering->arena, now));
		}
		sql_puts(&writer, " ");
	}
	lowering_emit(lowering, &writer);
}

static void add_identity(Lowering *lowering, const Bound *bound, const Value *identity)
{
	SqlWriter writer = alter(lowering, bound);

	sql_puts(&writer, " ADD GENERATED ");
	sql_puts(&writer, identity_is_always(identity) ? "ALWAYS" : "BY DEFAULT");
	sql_puts(&writer, " AS IDENTITY");
	if (identity_write_options(lowering, &writer, identity, " ("))
		sql_puts(&writer, ")");
	lowering_emit(lowering, &writer);
}

// Handles Identity and Computed on either side; false when the default is an ordinary one.
static bool alter_generated(Lowering *lowering, const Bound *bound, const Value *value)
{
	const Value *existing = bound_get(bound, "existing_server_default");
	bool to_identity = sa_is(value, "Identity"), from_identity = existing && sa_is(existing, "Identity");

	if (sa_is(value, "Computed") || (existing && sa_is(existing, "Computed"))) {
		lowering_refuse(lowering, value->span, "a column cannot become computed or stop being it");
		return true;
	}
	if (to_identity && from_identity) {
		change_identity(lowering, bound, value, existing);
	} else if (to_identity && existing && existing->kind == VALUE_NONE) {
		add_identity(lowering, bound, value);
	} else if (to_identity) {
		// Without existing_server_default SQLAlchemy 2.0 leaves out what to do: PostgreSQL rejects the statement.
		SqlWriter writer = alter(lowering, bound);
		lowering_emit(lowering, &writer);
	} else if (from_identity && value->kind == VALUE_NONE) {
		SqlWriter writer = alter(lowering, bound);
		sql_puts(&writer, " DROP IDENTITY");
		lowering_emit(lowering, &writer);
	} else {
		return false;
	}
	return true;
}

static void alter_default(Lowering *lowering, const Bound *bound)
{
	const Value *value = bound_get(bound, "server_default");

	if (!asks(value) || alter_generated(lowering, bound, value))
		return;
	SqlWriter writer = alter(lowering, bound);
	if (value->kind == VALUE_NONE)
		sql_puts(&writer, " DROP DEFAULT");
	else
		default_write(lowering, &writer, " SET DEFAULT ", value);
	lowering_emit(lowering, &writer);
}

// ---- comment, name --------------------------------------------------------------------------------------------

static void alter_comment(Lowering *lowering, const Bound *bound)
{
	const Value *comment = bound_get(bound, "comment");

	if (asks(comment))
		column_write_comment(lowering, bound_get(bound, "schema"), bound_get(bound, "table_name"),
				     bound_get(bound, "column_name"), comment, true);
}

static void rename_column(Lowering *lowering, const Bound *bound)
{
	const Value *name = bound_get(bound, "new_column_name");

	if (value_is_absent(name))
		return;
	SqlWriter writer = alter_table(lowering, bound);
	sql_puts(&writer, " RENAME ");
	name_write(lowering, &writer, bound_get(bound, "column_name"));
	sql_puts(&writer, " TO ");
	name_write(lowering, &writer, name);
	lowering_emit(lowering, &writer);
}

void write_alter_column(Lowering *lowering, const Bound *bound)
{
	const Value *existing = bound_get(bound, "existing_type");

	if (!value_is_absent(existing))
		lowering->existing_type = type_text(lowering, existing);
	drop_enum_check(lowering, bound);
	alter_type(lowering, bound);
	alter_nullable(lowering, bound);
	alter_default(lowering, bound);
	alter_comment(lowering, bound);
	rename_column(lowering, bound);
	add_enum_check(lowering, bound);
}
