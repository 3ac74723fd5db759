// type.c - TypeRef: types as PostgreSQL names them and as people write them (ast.h).

#include "base/buffer.h"
#include "postgres/ast.h"
#include "postgres/hole.h"

// Other spellings the grammar leaves as they are; the canonical name is pg_type's.
static const struct Alias {
	const char *written;
	const char *canonical;
	bool serial;
} aliases[] = {
	{ "serial", "int4", true },  { "serial4", "int4", true },     { "bigserial", "int8", true },
	{ "serial8", "int8", true }, { "smallserial", "int2", true }, { "serial2", "int2", true },
};

// How people write them.
static const struct Spelling {
	const char *canonical;
	const char *spelling;
	const char *behind; // what stands behind the modifiers
} spellings[] = {
	{ "int4", "int", "" },
	{ "int8", "bigint", "" },
	{ "int2", "smallint", "" },
	{ "float4", "real", "" },
	{ "float8", "double precision", "" },
	{ "bool", "boolean", "" },
	{ "bpchar", "char", "" },
	{ "timestamp", "timestamp", "" },
	{ "timestamptz", "timestamp", " with time zone" },
	{ "time", "time", "" },
	{ "timetz", "time", " with time zone" },
	{ "varbit", "bit varying", "" },
};

static const struct IntervalFields {
	int32_t mask;
	const char *words;
} interval_fields[] = {
	{ 1 << 2, "year" },
	{ 1 << 1, "month" },
	{ 1 << 3, "day" },
	{ 1 << 10, "hour" },
	{ 1 << 11, "minute" },
	{ 1 << 12, "second" },
	{ 1 << 2 | 1 << 1, "year to month" },
	{ 1 << 3 | 1 << 10, "day to hour" },
	{ 1 << 3 | 1 << 10 | 1 << 11, "day to minute" },
	{ 1 << 3 | 1 << 10 | 1 << 11 | 1 << 12, "day to second" },
	{ 1 << 10 | 1 << 11, "hour to minute" },
	{ 1 << 10 | 1 << 11 | 1 << 12, "hour to second" },
	{ 1 << 11 | 1 << 12, "minute to second" },
};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static void apply_alias(TypeRef *type)
{
	for (size_t i = 0; !type->schema.len && i < COUNT(aliases); i++) {
		if (!str_is(type->name, aliases[i].written))
			continue;
		type->name = str_from(aliases[i].canonical);
		type->is_serial = aliases[i].serial;
		return;
	}
}

static void read_modifiers(TypeRef *type, const PgQuery__TypeName *written)
{
	type->modifiers_known = true;
	for (size_t i = 0; i < written->n_typmods; i++) {
		int32_t value = 0;
		if (i >= COUNT(type->modifiers) || !node_integer(written->typmods[i], &value) ||
		    value == HOLE_NUMBER) {
			type->modifiers_known = false;
			continue;
		}
		type->modifiers[type->modifier_count++] = value;
	}
}

TypeRef type_from_node(const PgQuery__TypeName *written, Arena *arena)
{
	TypeRef type = { .modifiers_known = true };

	(void)arena;
	if (!written)
		return type;
	Relation name = relation_from_names(written->names, written->n_names);
	type.name = name.name;
	if (!str_is(name.schema, "pg_catalog"))
		type.schema = name.schema;
	type.is_set_of = written->setof;
	type.array_dimensions = (int)written->n_array_bounds;
	read_modifiers(&type, written);
	apply_alias(&type);
	return type;
}

static void show_modifiers(Buffer *out, const TypeRef *type)
{
	if (!type->modifiers_known)
		buffer_puts(out, "(...)");
	else if (type->modifier_count == 1)
		buffer_printf(out, "(%d)", type->modifiers[0]);
	else if (type->modifier_count == 2)
		buffer_printf(out, "(%d, %d)", type->modifiers[0], type->modifiers[1]);
}

static void show_interval(Buffer *out, const TypeRef *type)
{
	buffer_puts(out, "interval");
	for (size_t i = 0; type->modifier_count > 0 && i < COUNT(interval_fields); i++)
		if (interval_fields[i].mask == type->modifiers[0])
			buffer_printf(out, " %s", interval_fields[i].words);
	if (type->modifier_count == 2)
		buffer_printf(out, "(%d)", type->modifiers[1]);
}

static void show_serial(Buffer *out, const TypeRef *type)
{
	buffer_puts(out,
		    str_is(type->name, "int8")           ? "bigserial"
			    : str_is(type->name, "int2") ? "smallserial"
							 : "serial");
}

static void show_name(Buffer *out, Arena *arena, const TypeRef *type)
{
	for (size_t i = 0; !type->schema.len && i < COUNT(spellings); i++) {
		if (!str_is(type->name, spellings[i].canonical))
			continue;
		buffer_puts(out, spellings[i].spelling);
		show_modifiers(out, type);
		buffer_puts(out, spellings[i].behind);
		return;
	}
	// "char" with quotes is a type of its own; the grammar's char is bpchar.
	if (!type->schema.len && str_is(type->name, "char"))
		buffer_puts(out, "\"char\"");
	else
		buffer_add_str(out, relation_show(arena, (Relation){ type->schema, type->name }));
	show_modifiers(out, type);
}

Str type_show(Arena *arena, const TypeRef *type)
{
	Buffer out = buffer_in(arena);

	if (type->is_set_of)
		buffer_puts(&out, "setof ");
	if (type->is_serial)
		show_serial(&out, type);
	else if (!type->schema.len && str_is(type->name, "interval"))
		show_interval(&out, type);
	else
		show_name(&out, arena, type);
	for (int i = 0; i < type->array_dimensions; i++)
		buffer_puts(&out, "[]");
	return buffer_str(&out);
}

bool type_is_built_in(const TypeRef *type)
{
	static const char names[] =
		" int4 int8 int2 float4 float8 numeric bool text varchar bpchar char name bytea date "
		"timestamp timestamptz time timetz interval uuid json jsonb xml inet cidr macaddr "
		"macaddr8 bit varbit money oid regclass tsvector tsquery point line lseg box path "
		"polygon circle int4range int8range numrange tsrange tstzrange daterange int4multirange "
		"int8multirange nummultirange tsmultirange tstzmultirange datemultirange jsonpath pg_lsn "
		"regproc regtype citext hstore ltree geometry geography vector ";

	return words_contain(names, type->name);
}

bool type_equal(const TypeRef *a, const TypeRef *b)
{
	return str_equal(a->name, b->name) &&
		(!a->schema.len || !b->schema.len || str_equal(a->schema, b->schema)) &&
		(a->array_dimensions > 0) == (b->array_dimensions > 0) && a->is_serial == b->is_serial &&
		a->modifiers_known && b->modifiers_known && a->modifier_count == b->modifier_count &&
		memcmp(a->modifiers, b->modifiers, sizeof(int32_t) * (size_t)a->modifier_count) == 0;
}
