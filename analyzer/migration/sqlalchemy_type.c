#include "migration/sqlalchemy_type.h"

#include <inttypes.h>

#include "migration/sqlalchemy_class.h"
#include "migration/sqlalchemy_enum.h"
#include "migration/sqlalchemy_name.h"

// Typing: a type being written. `owner_schema`: of the table, for inherit_schema.
typedef struct Typing {
	Lowering *lowering;
	SqlWriter *writer;
	ColumnType type;
	const char *sql;
	const Value *owner_schema;
} Typing;

typedef void (*TypeWriter)(Typing *typing);

struct TypeRow {
	const char *name;
	const char *sql;
	TypeWriter write;
	Affinity affinity;
	IntegerSize size;
};

static const int MAX_RESOLVING = 32;
static void write_type(Lowering *lowering, SqlWriter *writer, ColumnType type, const Value *owner_schema);

const Value *type_argument(const Value *type, size_t position, const char *keyword)
{
	if (!type || type->kind != VALUE_CALL)
		return NULL;
	const Value *value = value_positional(type, position);
	return value ? value : value_keyword(type, keyword);
}

// ---- writers --------------------------------------------------------------------------------------------------

static void write_hole(Typing *typing)
{
	const Value *value = typing->type.value;

	sql_add_hole(typing->writer, value_source_line(typing->lowering->arena, value), value->span);
}

// A whole number; false when the argument is absent, None or 0. `*unknown` when it is something else.
static bool number(const Value *argument, int64_t *n, bool *unknown)
{
	if (value_is_absent(argument))
		return false;
	if (argument->kind != VALUE_INT) {
		*unknown = true;
		return false;
	}
	*n = argument->integer;
	return true;
}

static void write_word(Typing *typing)
{
	sql_add_from(typing->writer, str_from(typing->sql), typing->type.value->span);
}

static void write_sized(Typing *typing, const Value *size)
{
	int64_t n = 0;
	bool unknown = false;

	number(size, &n, &unknown);
	if (unknown) {
		write_hole(typing);
		return;
	}
	write_word(typing);
	if (n)
		sql_puts(typing->writer, arena_printf(typing->lowering->arena, "(%" PRId64 ")", n));
}

static void write_length(Typing *typing)
{
	write_sized(typing, type_argument(typing->type.value, 0, "length"));
}

static void write_dimension(Typing *typing)
{
	write_sized(typing, type_argument(typing->type.value, 0, "dim"));
}

static void write_float(Typing *typing)
{
	write_sized(typing, type_argument(typing->type.value, 0, "precision"));
}

static void write_numeric(Typing *typing)
{
	int64_t precision = 0, scale = 0;
	bool unknown = false;
	bool has_precision = number(type_argument(typing->type.value, 0, "precision"), &precision, &unknown);
	bool has_scale = number(type_argument(typing->type.value, 1, "scale"), &scale, &unknown);
	Arena *arena = typing->lowering->arena;

	if (unknown) {
		write_hole(typing);
		return;
	}
	write_word(typing);
	if (has_precision && has_scale)
		sql_puts(typing->writer, arena_printf(arena, "(%" PRId64 ", %" PRId64 ")", precision, scale));
	else if (has_precision)
		sql_puts(typing->writer, arena_printf(arena, "(%" PRId64 ")", precision));
}

static bool is_true(const Value *value)
{
	bool truth = false;

	return value && value_truth(value, &truth) && truth;
}

static void write_time(Typing *typing)
{
	const Value *zone = type_argument(typing->type.value, 0, "timezone");
	bool unknown = false;
	int64_t precision = 0;

	if (zone && zone->kind == VALUE_UNKNOWN) {
		write_hole(typing);
		return;
	}
	write_word(typing);
	if (number(type_argument(typing->type.value, 1, "precision"), &precision, &unknown))
		sql_puts(typing->writer, arena_printf(typing->lowering->arena, "(%" PRId64 ")", precision));
	sql_puts(typing->writer, is_true(zone) ? " WITH TIME ZONE" : " WITHOUT TIME ZONE");
}

static void write_interval(Typing *typing)
{
	const Value *native = type_argument(typing->type.value, 0, "native");
	bool unknown = false;
	int64_t precision = 0;

	if (native && native->kind == VALUE_BOOL && !native->boolean) {
		sql_puts(typing->writer, "TIMESTAMP WITHOUT TIME ZONE");
		return;
	}
	write_word(typing);
	if (number(type_argument(typing->type.value, 1, "second_precision"), &precision, &unknown))
		sql_puts(typing->writer, arena_printf(typing->lowering->arena, " (%" PRId64 ")", precision));
}

static void write_pg_interval(Typing *typing)
{
	const Value *fields = type_argument(typing->type.value, 1, "fields");
	bool unknown = false;
	int64_t precision = 0;

	write_word(typing);
	if (!value_is_absent(fields)) {
		sql_puts(typing->writer, " ");
		sql_add_text(typing->writer, value_to_text(typing->lowering->arena, fields));
	}
	if (number(type_argument(typing->type.value, 0, "precision"), &precision, &unknown))
		sql_puts(typing->writer, arena_printf(typing->lowering->arena, " (%" PRId64 ")", precision));
}

static void write_bit(Typing *typing)
{
	bool varying = is_true(type_argument(typing->type.value, 1, "varying"));
	bool unknown = false;
	int64_t length = 1;
	bool has_length = number(type_argument(typing->type.value, 0, "length"), &length, &unknown);

	write_word(typing);
	sql_puts(typing->writer, varying ? " VARYING" : "");
	if (!varying || has_length)
		sql_puts(typing->writer, arena_printf(typing->lowering->arena, "(%" PRId64 ")", length));
}

static void write_uuid(Typing *typing)
{
	const Value *native = type_argument(typing->type.value, 1, "native_uuid");

	if (native && native->kind == VALUE_BOOL && !native->boolean)
		sql_puts(typing->writer, "CHAR(32)");
	else
		write_word(typing);
}

static void write_enum(Typing *typing)
{
	EnumType type;

	if (!enum_read(typing->lowering, &typing->type, &type))
		write_hole(typing);
	else if (type.native)
		enum_write_name(typing->lowering, typing->writer, &type, typing->owner_schema);
	else
		enum_write_varchar(typing->lowering, typing->writer, &type);
}

static void write_domain(Typing *typing)
{
	domain_write_name(typing->lowering, typing->writer, typing->type.value);
}

static void write_nothing(Typing *typing)
{
	write_hole(typing);
	lowering_refuse(typing->lowering, typing->type.value->span,
			"a column of type %s has no type on PostgreSQL",
			value_source_line(typing->lowering->arena, typing->type.value));
}

static void write_array(Typing *typing)
{
	const Value *item = type_argument(typing->type.value, 0, "item_type");
	int64_t dimensions = 1;
	bool unknown = false;

	// A class of the file can name itself as its implementation.
	if (!item || typing->lowering->nesting >= (unsigned)MAX_RESOLVING) {
		write_hole(typing);
		return;
	}
	typing->lowering->nesting++;
	number(type_argument(typing->type.value, 2, "dimensions"), &dimensions, &unknown);
	write_type(typing->lowering, typing->writer, type_read(typing->lowering, item), typing->owner_schema);
	for (int64_t i = 0; i < dimensions && i < 100; i++)
		sql_puts(typing->writer, "[]");
	typing->lowering->nesting--;
}

// ChoiceType(choices, impl=Unicode(255)).
static void write_choice(Typing *typing)
{
	const Value *impl = type_argument(typing->type.value, 1, "impl");

	if (value_is_absent(impl))
		write_word(typing);
	else
		write_type(typing->lowering, typing->writer, type_read(typing->lowering, impl), NULL);
}

// geometry(POINT,4326): the text is one type name with modifiers for PostgreSQL.
static void write_geometry(Typing *typing)
{
	const Value *kind = type_argument(typing->type.value, 0, "geometry_type");
	const Value *srid = type_argument(typing->type.value, 1, "srid");
	Str text = STR("GEOMETRY");

	write_word(typing);
	if (kind && kind->kind == VALUE_NONE)
		return;
	if (kind && !value_plain_text(kind, typing->lowering->arena, &text))
		return;
	sql_puts(typing->writer, "(");
	sql_add(typing->writer, text);
	sql_puts(typing->writer, ",");
	sql_add_text(typing->writer,
		     value_to_text(typing->lowering->arena,
				   srid ? srid
					: value_int(typing->lowering->arena, typing->type.value->span, -1)));
	sql_puts(typing->writer, ")");
}

// ---- the types ------------------------------------------------------------------------------------------------

#define WORD(word)                                                      \
	{                                                               \
#word, #word, write_word, AFFINITY_OTHER, INTEGER_PLAIN \
	}
#define ALIAS(name, sql)                                              \
	{                                                             \
#name, sql, write_word, AFFINITY_OTHER, INTEGER_PLAIN \
	}
#define INT(name, sql, size)                                             \
	{                                                                \
#name, sql, write_word, AFFINITY_INTEGER, INTEGER_##size \
	}
#define NUMBER(name, sql, write)                                   \
	{                                                          \
#name, sql, write, AFFINITY_NUMERIC, INTEGER_PLAIN \
	}
#define STRING(name, sql)                                                \
	{                                                                \
#name, sql, write_length, AFFINITY_STRING, INTEGER_PLAIN \
	}
#define OTHER(name, sql, write)                                  \
	{                                                        \
#name, sql, write, AFFINITY_OTHER, INTEGER_PLAIN \
	}
#define KIND(name, sql, write, affinity)                              \
	{                                                             \
#name, sql, write, AFFINITY_##affinity, INTEGER_PLAIN \
	}

static const TypeRow rows[] = {
	INT(Integer, "INTEGER", PLAIN),
	INT(INTEGER, "INTEGER", PLAIN),
	INT(INT, "INTEGER", PLAIN),
	INT(SmallInteger, "SMALLINT", SMALL),
	INT(SMALLINT, "SMALLINT", SMALL),
	INT(BigInteger, "BIGINT", BIG),
	INT(BIGINT, "BIGINT", BIG),
	KIND(Boolean, "BOOLEAN", write_word, BOOLEAN),
	KIND(BOOLEAN, "BOOLEAN", write_word, BOOLEAN),
	STRING(String, "VARCHAR"),
	STRING(Unicode, "VARCHAR"),
	STRING(VARCHAR, "VARCHAR"),
	STRING(AutoString, "VARCHAR"),
	STRING(Text, "TEXT"),
	STRING(UnicodeText, "TEXT"),
	STRING(TEXT, "TEXT"),
	STRING(CHAR, "CHAR"),
	STRING(NCHAR, "NCHAR"),
	STRING(NVARCHAR, "NVARCHAR"),
	STRING(CLOB, "CLOB"),
	OTHER(BLOB, "BLOB", write_word),
	OTHER(BINARY, "BINARY", write_length),
	OTHER(VARBINARY, "VARBINARY", write_length),
	OTHER(DATETIME, "DATETIME", write_word),
	OTHER(DOUBLE, "DOUBLE", write_word),
	NUMBER(Numeric, "NUMERIC", write_numeric),
	NUMBER(NUMERIC, "NUMERIC", write_numeric),
	NUMBER(DECIMAL, "DECIMAL", write_numeric),
	NUMBER(Float, "FLOAT", write_float),
	NUMBER(FLOAT, "FLOAT", write_float),
	NUMBER(REAL, "REAL", write_word),
	NUMBER(Double, "DOUBLE PRECISION", write_word),
	NUMBER(DOUBLE_PRECISION, "DOUBLE PRECISION", write_word),
	ALIAS(Date, "DATE"),
	WORD(DATE),
	OTHER(Time, "TIME", write_time),
	OTHER(TIME, "TIME", write_time),
	OTHER(DateTime, "TIMESTAMP", write_time),
	OTHER(TIMESTAMP, "TIMESTAMP", write_time),
	OTHER(Interval, "INTERVAL", write_interval),
	OTHER(INTERVAL, "INTERVAL", write_pg_interval),
	ALIAS(LargeBinary, "BYTEA"),
	ALIAS(PickleType, "BYTEA"),
	WORD(BYTEA),
	KIND(JSON, "JSON", write_word, JSON),
	KIND(JSONB, "JSONB", write_word, JSON),
	OTHER(Uuid, "UUID", write_uuid),
	OTHER(UUID, "UUID", write_word),
	KIND(ARRAY, "", write_array, ARRAY),
	KIND(Enum, "", write_enum, ENUM),
	KIND(ENUM, "", write_enum, ENUM),
	OTHER(DOMAIN, "", write_domain),
	ALIAS(MatchType, "BOOLEAN"),
	OTHER(NullType, "", write_nothing),
	OTHER(BIT, "BIT", write_bit),
	WORD(HSTORE),
	WORD(INET),
	WORD(CIDR),
	STRING(CITEXT, "CITEXT"),
	WORD(MACADDR),
	WORD(MACADDR8),
	WORD(MONEY),
	WORD(OID),
	WORD(REGCLASS),
	WORD(REGCONFIG),
	WORD(TSVECTOR),
	WORD(TSQUERY),
	WORD(JSONPATH),
	WORD(INT4RANGE),
	WORD(INT8RANGE),
	WORD(NUMRANGE),
	WORD(DATERANGE),
	WORD(TSRANGE),
	WORD(TSTZRANGE),
	WORD(INT4MULTIRANGE),
	WORD(INT8MULTIRANGE),
	WORD(NUMMULTIRANGE),
	WORD(DATEMULTIRANGE),
	WORD(TSMULTIRANGE),
	WORD(TSTZMULTIRANGE),
	// sqlalchemy_utils
	ALIAS(UUIDType, "UUID"),
	ALIAS(EmailType, "VARCHAR(255)"),
	ALIAS(URLType, "TEXT"),
	OTHER(ChoiceType, "VARCHAR(255)", write_choice),
	ALIAS(JSONType, "JSON"),
	ALIAS(IPAddressType, "VARCHAR(50)"),
	ALIAS(TimezoneType, "VARCHAR(50)"),
	ALIAS(LtreeType, "LTREE"),
	ALIAS(TSVectorType, "TSVECTOR"),
	ALIAS(CountryType, "VARCHAR(2)"),
	ALIAS(ScalarListType, "TEXT"),
	ALIAS(EncryptedType, "BYTEA"),
	ALIAS(StringEncryptedType, "VARCHAR"),
	ALIAS(LTREE, "LTREE"),
	// pgvector, geoalchemy2
	OTHER(VECTOR, "VECTOR", write_dimension),
	OTHER(Vector, "VECTOR", write_dimension),
	OTHER(HALFVEC, "HALFVEC", write_dimension),
	OTHER(SPARSEVEC, "SPARSEVEC", write_dimension),
	OTHER(Geometry, "geometry", write_geometry),
	OTHER(Geography, "geography", write_geometry),
	ALIAS(Raster, "raster"),
};

// ---- resolving ------------------------------------------------------------------------------------------------

static bool names_postgresql(const Value *call)
{
	for (size_t i = 1; i < call->call.arguments->positional.len; i++) {
		const Value *dialect = call->call.arguments->positional.items[i];
		if (dialect->kind == VALUE_STR && dialect->text->pieces.len == 1 &&
		    str_is(dialect->text->pieces.items[0].text, "postgresql"))
			return true;
	}
	return false;
}

// The implementation of a type class of the file: its `impl`, called with the arguments of the type when it is a class.
static const Value *implementation(Lowering *lowering, const Value *value)
{
	bool called = value->kind == VALUE_CALL;
	const Value *klass = called ? value->call.callee : value;
	const Value *impl = class_title(klass).len ? class_field(klass, "impl") : NULL;

	if (impl && impl->kind == VALUE_SYMBOL && called)
		return value_call(lowering->arena, value->span, (Value *)(uintptr_t)impl,
				  value->call.arguments);
	return impl;
}

// One step from a type as written towards the one PostgreSQL gets; NULL when there is none.
static const Value *resolve_step(Lowering *lowering, const Value *value)
{
	Value *object;
	Str method = value->kind == VALUE_CALL ? value_method(value, &object) : STR_NONE;

	if (str_is(method, "with_variant"))
		return names_postgresql(value) ? type_argument(value, 0, "type_") : object;
	if (str_is(method, "copy") || str_is(method, "evaluates_none"))
		return object;
	if (value->kind == VALUE_CALL && str_is(value_last_name(value), "as_mutable"))
		return value_positional(value, 0);
	return implementation(lowering, value);
}

static const TypeRow *row_of(Str name)
{
	for (size_t i = 0; name.len && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (str_is(name, rows[i].name))
			return &rows[i];
	return NULL;
}

ColumnType type_read(Lowering *lowering, const Value *type)
{
	ColumnType result = { .value = type };
	const Value *next = type;

	for (int i = 0; next && next->kind != VALUE_NONE && i < MAX_RESOLVING; i++) {
		result.value = next;
		result.row = row_of(sa_name(next));
		next = result.row ? NULL : resolve_step(lowering, next);
	}
	if (result.row) {
		result.affinity = result.row->affinity;
		result.size = result.row->size;
	}
	return result;
}

bool type_is_type(const Value *value)
{
	Value *object;

	if (row_of(sa_name(value)) || class_title(value).len)
		return true;
	return value->kind == VALUE_CALL && str_is(value_method(value, &object), "with_variant");
}

ColumnType type_element(Lowering *lowering, const Value *type)
{
	ColumnType result = type_read(lowering, type);

	for (int i = 0; result.affinity == AFFINITY_ARRAY && i < MAX_RESOLVING; i++) {
		const Value *item = type_argument(result.value, 0, "item_type");
		if (!item)
			break;
		result = type_read(lowering, item);
	}
	return result;
}

// ---- writing --------------------------------------------------------------------------------------------------

// Types of other dialects that PostgreSQL's compiler knows nothing of.
static bool is_foreign(const Value *value)
{
	Str name = value_symbol_name(value);

	return str_find(name, STR("sqlalchemy.dialects."), 0) == 0 &&
		str_find(name, STR(".postgresql"), 0) == SIZE_MAX;
}

// `COLLATE "c"` of a string type, or of the elements of an array.
static void write_collation(Lowering *lowering, SqlWriter *writer, const Value *type)
{
	ColumnType element = type_element(lowering, type);

	if (element.affinity != AFFINITY_STRING)
		return;
	const Value *collation = type_argument(element.value, 1, "collation");
	if (value_is_absent(collation))
		return;
	sql_puts(writer, " COLLATE \"");
	sql_add_doubled(writer, value_to_text(lowering->arena, collation), '"');
	sql_puts(writer, "\"");
}

static void write_type(Lowering *lowering, SqlWriter *writer, ColumnType type, const Value *owner_schema)
{
	const Value *spec = type.row ? NULL : class_call_method(lowering, type.value, "get_col_spec");
	if (spec && spec->kind == VALUE_STR) {
		sql_add_text(writer, spec->text);
		return;
	}
	if (!type.row) {
		sql_add_hole(writer, value_source_line(lowering->arena, type.value), type.value->span);
		if (is_foreign(type.value))
			lowering_refuse(lowering, type.value->span, "the type %s has no form on PostgreSQL",
					value_source_line(lowering->arena, type.value));
		return;
	}
	Typing typing = { lowering, writer, type, type.row->sql, owner_schema };
	type.row->write(&typing);
}

void type_write(Lowering *lowering, SqlWriter *writer, const Value *type, const Value *owner_schema)
{
	write_type(lowering, writer, type_read(lowering, type), owner_schema);
	write_collation(lowering, writer, type);
}

Str type_text(Lowering *lowering, const Value *type)
{
	ColumnType resolved = type_read(lowering, type);

	// A scratch lowering: what cannot be written as an existing type is no refusal of the call.
	Lowering scratch = *lowering;
	Migration nowhere = { 0 };
	scratch.migration = &nowhere;
	SqlWriter writer = lowering_sql(&scratch);
	if (!resolved.row)
		return STR_NONE;
	type_write(&scratch, &writer, type, NULL);
	return scratch.refused && !lowering->refused ? STR_NONE : sql_finish(&writer)->text;
}
