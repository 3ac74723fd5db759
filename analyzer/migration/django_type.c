#include "migration/django_type.h"

#include <inttypes.h>

#include "migration/django_version.h"

enum { MAX_DEPTH = 20 }; // foreign keys that are primary keys may go in circles

static DjangoType type_at(const DjangoState *state, DjangoPlace place, int depth);

static DjangoType unknown_type(const DjangoField *field, const char *what)
{
	return (DjangoType){ .hole = what, .span = field->span, .exists = true };
}

static DjangoType known_type(const char *text, const char *base)
{
	return (DjangoType){ .text = str_from(text), .base = str_from(base), .exists = true };
}

static DjangoType with_length(const DjangoState *state, const DjangoField *field)
{
	const Value *length = django_argument(field->value, SIZE_MAX, "max_length");
	int64_t number = field->klass->length;

	if (!django_is_none(length) && length->kind != VALUE_INT) {
		DjangoType type = known_type(field->klass->type, field->klass->type);
		type.hole = value_source_line(state->arena, length);
		type.span = length->span;
		return type;
	}
	if (!django_is_none(length))
		number = length->integer;
	if (!number)
		return known_type(field->klass->type, field->klass->type);
	return known_type(arena_printf(state->arena, "%s(%" PRId64 ")", field->klass->type, number),
			  field->klass->type);
}

static DjangoType decimal(const DjangoState *state, const DjangoField *field)
{
	const Value *digits = django_argument(field->value, 2, "max_digits");
	const Value *places = django_argument(field->value, 3, "decimal_places");

	if (django_is_none(digits) || django_is_none(places))
		return known_type("numeric", "numeric");
	if (digits->kind != VALUE_INT || places->kind != VALUE_INT)
		return unknown_type(field, value_source_line(state->arena, digits));
	return known_type(arena_printf(state->arena, "numeric(%" PRId64 ", %" PRId64 ")", digits->integer,
				       places->integer),
			  "numeric");
}

static DjangoPlace base_place(const DjangoState *state, DjangoPlace place)
{
	const DjangoField *field = django_field_read(state, place.model->app, place.model->name,
						     place.field->name, place.field->base_field);

	return (DjangoPlace){ place.models, place.model, field };
}

static DjangoType array(const DjangoState *state, DjangoPlace place, int depth)
{
	const Value *size = django_argument(place.field->value, 1, "size");
	DjangoType base = { 0 };

	if (place.field->base_field)
		base = type_at(state, base_place(state, place), depth + 1);
	if (!base.text.len)
		return unknown_type(place.field, "the type of its items");
	bool sized = !django_is_none(size) && size->kind == VALUE_INT;
	const char *text = sized
		? arena_printf(state->arena, "%.*s[%" PRId64 "]", STR_ARG(base.text), size->integer)
		: arena_printf(state->arena, "%.*s[]", STR_ARG(base.text));
	DjangoType type = known_type(text, text);
	// Of arrays in arrays Django looks at the type of what is in the innermost.
	type.base = str_ends_with(base.base, STR("[]"))
		? base.base
		: str_from(arena_printf(state->arena, "%.*s[]", STR_ARG(base.base)));
	return type;
}

static DjangoType geometry(const DjangoState *state, const DjangoField *field)
{
	const Value *srid = django_argument(field->value, SIZE_MAX, "srid");
	const Value *dim = django_argument(field->value, SIZE_MAX, "dim");
	bool geography = django_true(django_argument(field->value, SIZE_MAX, "geography"), false);
	int64_t number = srid && srid->kind == VALUE_INT ? srid->integer : 4326;
	const char *z = dim && dim->kind == VALUE_INT && dim->integer == 3 ? "Z" : "";
	const char *text = arena_printf(state->arena, "%s(%s%s,%" PRId64 ")",
					geography ? "geography" : "geometry", field->klass->type, z, number);

	return known_type(text, text);
}

// What a column of a foreign key to `type` is: plain integers for serial and positive ones.
static DjangoType of_relation(DjangoType type)
{
	type.check = false;
	type.is_auto = false;
	type.base = type.text;
	return type;
}

static const char *auto_base(const DjangoState *state, const char *type)
{
	if (django_has(state, DJANGO_IDENTITY))
		return type;
	return str_is(str_from(type), "bigint")      ? "bigserial"
		: str_is(str_from(type), "smallint") ? "smallserial"
						     : "serial";
}

static DjangoType plain(const DjangoState *state, const DjangoField *field)
{
	const DjangoFieldClass *klass = field->klass;
	DjangoType type;

	if ((klass->flags & FIELD_CITEXT) && django_has(state, DJANGO_NO_CITEXT))
		klass = django_field_class(str_from(klass->internal));
	if (klass->flags & FIELD_LENGTH) {
		DjangoField as = *field;
		as.klass = klass;
		return with_length(state, &as);
	}
	if (klass->flags & FIELD_DECIMAL)
		return decimal(state, field);
	if (klass->flags & FIELD_GEOMETRY)
		return geometry(state, field);
	type = known_type(klass->type, klass->type);
	type.check = klass->flags & FIELD_POSITIVE;
	type.is_auto = klass->flags & FIELD_AUTO;
	if (type.is_auto)
		type.base = str_from(auto_base(state, klass->type));
	return type;
}

// Two of one class are taken for the same type.
static DjangoType type_of_unknown(const DjangoState *state, const DjangoField *field)
{
	DjangoType type = unknown_type(field,
				       field->value ? value_source_line(state->arena, field->value)
						    : str_dup(state->arena, field->class_name));

	type.base = field->class_name.len ? field->class_name : str_from(type.hole);
	return type;
}

static DjangoType type_at(const DjangoState *state, DjangoPlace place, int depth)
{
	const DjangoField *field = place.field;

	if (field->configured.len)
		return (DjangoType){ .text = field->configured, .base = field->configured, .exists = true };
	if (!field->klass)
		return type_of_unknown(state, field);
	if (django_field_is(field, FIELD_MANY | FIELD_VIRTUAL))
		return (DjangoType){ .exists = false };
	if (depth > MAX_DEPTH)
		return unknown_type(field, "a foreign key that refers to itself");
	if (django_field_is(field, FIELD_RELATION))
		return of_relation(type_at(state, django_target(state, place), depth + 1));
	if (django_field_is(field, FIELD_ARRAY))
		return array(state, place, depth);
	if (django_field_is(field, FIELD_GENERATED))
		return field->base_field ? type_at(state, base_place(state, place), depth + 1)
					 : unknown_type(field, "output_field");
	return plain(state, field);
}

DjangoType django_type(const DjangoState *state, DjangoPlace place)
{
	return type_at(state, place, 0);
}

void django_write_type(SqlWriter *writer, const DjangoType *type)
{
	if (!type->text.len) {
		sql_add_hole(writer, type->hole, type->span);
	} else if (type->hole) {
		// The grammar takes a name in the place of the length of a quoted type only.
		sql_puts(writer, "\"");
		sql_add(writer, type->text);
		sql_puts(writer, "\"(");
		sql_add_hole(writer, type->hole, type->span);
		sql_puts(writer, ")");
	} else if (type->span.source) {
		sql_add_from(writer, type->text, type->span);
	} else {
		sql_add(writer, type->text);
	}
}

bool django_type_equal(const DjangoType *a, const DjangoType *b)
{
	if (!a->text.len && !b->text.len)
		return str_equal(a->base, b->base);
	return str_equal(a->text, b->text) && str_equal(str_from(a->hole), str_from(b->hole));
}

Str django_collation(const DjangoState *state, DjangoPlace place)
{
	for (int depth = 0; django_has(state, DJANGO_RELATED_COLLATIONS) &&
	     django_field_is(place.field, FIELD_RELATION) && depth < MAX_DEPTH;
	     depth++)
		place = django_target(state, place);
	return place.field->collation;
}
