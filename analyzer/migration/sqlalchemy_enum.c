#include "migration/sqlalchemy_enum.h"

#include "migration/sqlalchemy_class.h"
#include "migration/sqlalchemy_expression.h"
#include "migration/sqlalchemy_name.h"
#include "migration/sqlalchemy_text.h"

// ---- reading --------------------------------------------------------------------------------------------------

static bool flag(const Value *call, const char *keyword, bool otherwise)
{
	const Value *value = call->kind == VALUE_CALL ? value_keyword(call, keyword) : NULL;
	bool truth;

	return value && value_truth(value, &truth) ? truth : otherwise;
}

// The labels an enum class gives: its member names, or with values_callable their values (what that callable always returns).
static void read_members(Lowering *lowering, const Value *klass, EnumType *type)
{
	ValueArray members = { 0 };
	bool values = !value_is_absent(value_keyword(type->value, "values_callable"));

	type->labels_known = class_members(lowering->arena, klass, &members);
	for (size_t i = 0; i < members.len; i++) {
		const Value *member = members.items[i];
		Value *label = values ? member->instance.enum_value
				      : value_str(lowering->arena, member->span, member->instance.name);
		array_push(lowering->arena, &type->labels, label);
		type->labels_known &= label->kind == VALUE_STR;
	}
	if (!type->name && class_title(klass).len)
		type->name = value_str(lowering->arena, klass->span,
				       str_lower(lowering->arena, class_title(klass)));
}

static void read_labels(Lowering *lowering, const Value *call, EnumType *type)
{
	const ValueArray *given = &call->call.arguments->positional;
	const Value *first = given->len == 1 ? given->items[0] : NULL;

	type->labels_known = !call->call.arguments->open_positional;
	if (first && class_title(first).len) {
		read_members(lowering, first, type);
		return;
	}
	// A class of the project: neither its members nor its name are here, but SQLAlchemy takes the name from it.
	if (first && first->kind == VALUE_SYMBOL && !type->name)
		type->name = value_str(lowering->arena, first->span,
				       str_lower(lowering->arena, value_last_name(first)));
	for (size_t i = 0; i < given->len; i++) {
		array_push(lowering->arena, &type->labels, given->items[i]);
		type->labels_known &= given->items[i]->kind == VALUE_STR &&
			!text_has_hole(given->items[i]->text);
	}
}

bool enum_read(Lowering *lowering, const ColumnType *type, EnumType *result)
{
	const Value *value = type->value;

	*result = (EnumType){ .value = value, .native = true, .create_type = true };
	if (!value || type->affinity != AFFINITY_ENUM || value->kind != VALUE_CALL)
		return false;
	bool of_postgresql = str_is(value_last_name(value), "ENUM");
	result->name = name_of(value_keyword(value, "name")).value ? value_keyword(value, "name") : NULL;
	result->schema = value_keyword(value, "schema");
	result->native = flag(value, "native_enum", true);
	result->create_constraint = !result->native && flag(value, "create_constraint", false);
	result->create_type = !of_postgresql || flag(value, "create_type", true);
	result->inherit_schema = flag(value, "inherit_schema", false);
	if (flag(value, "metadata", false) || !value_is_absent(value_keyword(value, "metadata")))
		result->create_type = false;
	read_labels(lowering, value, result);
	return true;
}

// ---- writing --------------------------------------------------------------------------------------------------

void enum_write_name(Lowering *lowering, SqlWriter *writer, const EnumType *type, const Value *owner_schema)
{
	const Value *schema = type->schema;

	if (value_is_absent(schema) && type->inherit_schema)
		schema = owner_schema;
	if (!type->name)
		lowering_refuse(lowering, type->value->span, "an Enum needs a name on PostgreSQL");
	name_write_qualified(lowering, writer, schema, type->name);
}

static size_t label_length(const Value *label, Arena *arena)
{
	Str bytes = text_bytes(value_to_text(arena, label), arena);
	size_t count = 0;

	for (size_t i = 0; i < bytes.len; i++)
		count += ((unsigned char)bytes.data[i] & 0xc0) != 0x80;
	return count;
}

void enum_write_varchar(Lowering *lowering, SqlWriter *writer, const EnumType *type)
{
	const Value *length = value_keyword(type->value, "length");
	size_t longest = 0;

	sql_add_from(writer, STR("VARCHAR"), type->value->span);
	if (length && length->kind == VALUE_NONE)
		return;
	for (size_t i = 0; i < type->labels.len; i++) {
		size_t n = label_length(type->labels.items[i], lowering->arena);
		longest = n > longest ? n : longest;
	}
	if (length && length->kind == VALUE_INT)
		longest = (size_t)length->integer;
	if (longest && (type->labels_known || length))
		sql_puts(writer, arena_printf(lowering->arena, "(%zu)", longest));
}

static void write_labels(Lowering *lowering, SqlWriter *writer, const EnumType *type)
{
	sql_puts(writer, "(");
	for (size_t i = 0; i < type->labels.len; i++) {
		sql_puts(writer, i ? ", " : "");
		literal_write_text(writer, value_to_text(lowering->arena, type->labels.items[i]));
	}
	sql_puts(writer, ")");
}

void enum_write_check(Lowering *lowering, SqlWriter *writer, const EnumType *type, const Value *column)
{
	sql_puts(writer, "CHECK (");
	name_write(lowering, writer, column);
	sql_puts(writer, " IN ");
	write_labels(lowering, writer, type);
	sql_puts(writer, ")");
}

// ---- DOMAIN ---------------------------------------------------------------------------------------------------

static bool is_domain(const ColumnType *type)
{
	return type->row && str_is(value_last_name(type->value), "DOMAIN") && type->value->kind == VALUE_CALL;
}

void domain_write_name(Lowering *lowering, SqlWriter *writer, const Value *domain)
{
	const Value *schema = domain->kind == VALUE_CALL ? value_keyword(domain, "schema") : NULL;

	name_write_qualified(lowering, writer, schema, type_argument(domain, 0, "name"));
}

static void write_domain(Lowering *lowering, SqlWriter *writer, const Value *domain)
{
	const Value *collation = value_keyword(domain, "collation"),
		    *otherwise = value_keyword(domain, "default");
	const Value *constraint = value_keyword(domain, "constraint_name"),
		    *check = value_keyword(domain, "check");

	sql_puts(writer, "CREATE DOMAIN ");
	domain_write_name(lowering, writer, domain);
	sql_puts(writer, " AS ");
	type_write(lowering, writer, type_argument(domain, 1, "data_type"), NULL);
	if (!value_is_absent(collation)) {
		sql_puts(writer, " COLLATE \"");
		sql_add_doubled(writer, value_to_text(lowering->arena, collation), '"');
		sql_puts(writer, "\"");
	}
	if (!value_is_absent(otherwise)) {
		sql_puts(writer, " DEFAULT ");
		expression_write(lowering, writer, (ExpressionStyle){ 0 }, otherwise);
	}
	if (!value_is_absent(constraint)) {
		sql_puts(writer, " CONSTRAINT ");
		name_write(lowering, writer, constraint);
	}
	sql_puts(writer, flag(domain, "not_null", false) ? " NOT NULL" : "");
	if (!value_is_absent(check)) {
		sql_puts(writer, " CHECK (");
		expression_write_condition(lowering, writer, check);
		sql_puts(writer, ")");
	}
}

// ---- creating and dropping ------------------------------------------------------------------------------------

void named_type_create(Lowering *lowering, const ColumnType *type, const Value *owner_schema)
{
	SqlWriter writer = lowering_sql(lowering);
	EnumType read;

	if (is_domain(type)) {
		write_domain(lowering, &writer, type->value);
	} else if (enum_read(lowering, type, &read) && read.native) {
		sql_puts(&writer, "CREATE TYPE ");
		enum_write_name(lowering, &writer, &read, owner_schema);
		sql_puts(&writer, " AS ENUM ");
		write_labels(lowering, &writer, &read);
	} else {
		return;
	}
	lowering_emit(lowering, &writer);
}

void named_type_drop(Lowering *lowering, const ColumnType *type)
{
	SqlWriter writer = lowering_sql(lowering);
	EnumType read;

	if (is_domain(type)) {
		sql_puts(&writer, "DROP DOMAIN ");
		domain_write_name(lowering, &writer, type->value);
	} else if (enum_read(lowering, type, &read) && read.native) {
		sql_puts(&writer, "DROP TYPE ");
		enum_write_name(lowering, &writer, &read, NULL);
	} else {
		return;
	}
	lowering_emit(lowering, &writer);
}

void named_type_create_once(Lowering *lowering, const Value *given, const Value *owner_schema)
{
	ColumnType type = type_element(lowering, given);
	SqlWriter name = lowering_sql(lowering);
	EnumType read;

	if (is_domain(&type)) {
		if (!flag(type.value, "create_type", true))
			return;
		domain_write_name(lowering, &name, type.value);
	} else if (enum_read(lowering, &type, &read) && read.native && read.create_type) {
		enum_write_name(lowering, &name, &read, owner_schema);
	} else {
		return;
	}
	Str key = str_from(str_dup(lowering->arena, buffer_str(&name.text)));
	if (map_get(lowering->types, key))
		return;
	map_set(lowering->types, lowering->arena, key, lowering);
	named_type_create(lowering, &type, owner_schema);
}
