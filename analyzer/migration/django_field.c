// Field classes and what their calls say; declared in django_model.h.
#include <ctype.h>

#include "migration/django_model.h"

enum {
	CHAR = FIELD_LENGTH | FIELD_STRINGS,
	PG = FIELD_POSTGRES,
	CI = FIELD_POSTGRES | FIELD_STRINGS | FIELD_CITEXT,
	GEO = FIELD_POSTGRES | FIELD_GEOMETRY,
};

static const DjangoFieldClass classes[] = {
	{ "AutoField", "integer", FIELD_AUTO },
	{ "BigAutoField", "bigint", FIELD_AUTO },
	{ "SmallAutoField", "smallint", FIELD_AUTO },
	{ "BigIntegerField", "bigint", 0 },
	{ "BinaryField", "bytea", FIELD_STRINGS },
	{ "BooleanField", "boolean", 0 },
	{ "NullBooleanField", "boolean", FIELD_NULL, "BooleanField" },
	{ "CharField", "varchar", CHAR },
	{ "CommaSeparatedIntegerField", "varchar", CHAR, "CharField" },
	{ "EmailField", "varchar", CHAR, "CharField", 254 },
	{ "URLField", "varchar", CHAR, "CharField", 200 },
	{ "SlugField", "varchar", CHAR | FIELD_INDEXED, NULL, 50 },
	{ "FileField", "varchar", CHAR, NULL, 100 },
	{ "ImageField", "varchar", CHAR, "FileField", 100 },
	{ "FilePathField", "varchar", CHAR, NULL, 100 },
	{ "DateField", "date", 0 },
	{ "DateTimeField", "timestamp with time zone", 0 },
	{ "DecimalField", "numeric", FIELD_DECIMAL },
	{ "DurationField", "interval", 0 },
	{ "FloatField", "double precision", 0 },
	{ "GenericIPAddressField", "inet", 0 },
	{ "IPAddressField", "inet", 0 },
	{ "IntegerField", "integer", 0 },
	{ "JSONField", "jsonb", 0 },
	{ "PositiveBigIntegerField", "bigint", FIELD_POSITIVE },
	{ "PositiveIntegerField", "integer", FIELD_POSITIVE },
	{ "PositiveSmallIntegerField", "smallint", FIELD_POSITIVE },
	{ "SmallIntegerField", "smallint", 0 },
	{ "TextField", "text", FIELD_STRINGS },
	{ "TimeField", "time", 0 },
	{ "UUIDField", "uuid", 0 },
	{ "GeneratedField", NULL, FIELD_GENERATED },
	{ "OrderWrt", "integer", 0, "IntegerField" },
	{ "ForeignKey", NULL, FIELD_RELATION | FIELD_INDEXED },
	{ "OneToOneField", NULL, FIELD_RELATION | FIELD_INDEXED | FIELD_UNIQUE },
	{ "ForeignObject", NULL, FIELD_VIRTUAL },
	{ "ManyToManyField", NULL, FIELD_MANY },
	{ "CompositePrimaryKey", NULL, FIELD_VIRTUAL },
	{ "GenericForeignKey", NULL, FIELD_VIRTUAL },
	{ "GenericRelation", NULL, FIELD_VIRTUAL },
	{ "TaggableManager", NULL, FIELD_VIRTUAL },
	{ "ArrayField", NULL, FIELD_ARRAY | PG },
	{ "HStoreField", "hstore", PG },
	{ "IntegerRangeField", "int4range", PG },
	{ "BigIntegerRangeField", "int8range", PG },
	{ "DecimalRangeField", "numrange", PG },
	{ "FloatRangeField", "numrange", PG },
	{ "DateTimeRangeField", "tstzrange", PG },
	{ "DateRangeField", "daterange", PG },
	{ "SearchVectorField", "tsvector", PG | FIELD_STRINGS },
	{ "SearchQueryField", "tsquery", PG | FIELD_STRINGS },
	{ "CITextField", "citext", CI, "TextField" },
	{ "CICharField", "citext", CI, "CharField" },
	{ "CIEmailField", "citext", CI, "CharField" },
	{ "GeometryField", "GEOMETRY", GEO },
	{ "PointField", "POINT", GEO },
	{ "LineStringField", "LINESTRING", GEO },
	{ "PolygonField", "POLYGON", GEO },
	{ "MultiPointField", "MULTIPOINT", GEO },
	{ "MultiLineStringField", "MULTILINESTRING", GEO },
	{ "MultiPolygonField", "MULTIPOLYGON", GEO },
	{ "GeometryCollectionField", "GEOMETRYCOLLECTION", GEO },
	{ "RasterField", "raster", PG },
};
enum { CLASS_COUNT = sizeof(classes) / sizeof(classes[0]) };

static Str last_part(Str dotted)
{
	for (size_t i = dotted.len; i > 0; i--)
		if (dotted.data[i - 1] == '.')
			return str_slice(dotted, i, dotted.len);
	return dotted;
}

const DjangoFieldClass *django_field_class(Str name)
{
	name = last_part(name);
	for (size_t i = 0; i < CLASS_COUNT; i++)
		if (str_is(name, classes[i].name))
			return &classes[i];
	return NULL;
}

// A class of a project by the name of the class it seems to derive from: BoundedBigIntegerField, TreeForeignKey. Of one that says itself
// what it is in the database (its name comes without a module) only that it refers to others.
static const DjangoFieldClass *class_by_suffix(Str dotted)
{
	const DjangoFieldClass *best = NULL;
	Str name = last_part(dotted);

	for (size_t i = 0; i < CLASS_COUNT; i++)
		if (str_ends_with(name, str_from(classes[i].name)) &&
		    (!best || strlen(classes[i].name) > strlen(best->name)))
			best = &classes[i];
	if (best && name.len == dotted.len && !(best->flags & (FIELD_RELATION | FIELD_MANY)))
		return NULL;
	return best;
}

// Whether a class says itself what it is in the database, or is another library's of a name Django has as well.
static bool is_foreign(Str dotted)
{
	bool json = str_is(last_part(dotted), "JSONField"), own = str_find_char(dotted, '.', 0) == SIZE_MAX;

	return (own && !class_by_suffix(dotted)) || (json && !str_starts_with(dotted, STR("django.")));
}

static bool names_class(Str dotted, Str wanted)
{
	return str_equal(dotted, wanted) ||
		(dotted.len > wanted.len && str_ends_with(dotted, wanted) &&
		 dotted.data[dotted.len - wanted.len - 1] == '.');
}

static void find_class(const DjangoState *state, DjangoField *field)
{
	for (size_t i = 0; i < state->options->field_types.len; i++) {
		const DjangoFieldType *type = &state->options->field_types.items[i];
		if (!names_class(field->class_name, type->name))
			continue;
		field->klass = django_field_class(type->type);
		field->configured = field->klass ? STR_NONE : type->type;
		return;
	}
	field->klass = is_foreign(field->class_name) ? NULL : django_field_class(field->class_name);
	if (!field->klass && !is_foreign(field->class_name))
		field->klass = class_by_suffix(field->class_name);
}

bool django_field_is(const DjangoField *field, unsigned flags)
{
	return field->klass && (field->klass->flags & flags);
}

// ---- relations ------------------------------------------------------------------------------------------------

static bool is_setting(const Value *value)
{
	Str name = value ? value_symbol_name(value) : STR_NONE;

	return value && value->kind == VALUE_SYMBOL && str_is(last_part(name), "AUTH_USER_MODEL");
}

// The last name of what is not known (`oauth2_settings.APPLICATION_MODEL`); empty when it is none.
static Str setting_name(const Value *value)
{
	Str text = STR_NONE;

	if (value && value->kind == VALUE_SYMBOL)
		text = value->symbol;
	else if (value && value->kind == VALUE_ATTRIBUTE)
		text = value->attribute.name;
	else if (value && value->kind == VALUE_UNKNOWN)
		text = value->unknown.expression;
	return str_find_char(text, '(', 0) == SIZE_MAX ? last_part(text) : STR_NONE;
}

static Str full_name(Arena *arena, const DjangoModel *model)
{
	return str_join(arena, model->app, ".", model->name);
}

// The model that stands behind a setting like OAUTH2_PROVIDER_APPLICATION_MODEL, or an end of its name, as long as nobody swaps it; NULL when none does.
static const DjangoModel *swappable(const DjangoState *state, Str setting)
{
	DjangoModelArray models = { 0 };
	const DjangoModel *first = NULL;

	if (setting.len)
		models = django_models_swappable(state->arena, &state->models);
	for (size_t i = 0; i < models.len; i++) {
		const DjangoModel *model = models.items[i];
		bool ends = str_ends_with(model->swappable, setting) && !model->swapped &&
			(model->swappable.len == setting.len ||
			 model->swappable.data[model->swappable.len - setting.len - 1] == '_');
		if (ends && (!first || model->place < first->place))
			first = model;
	}
	return first;
}

// "app.Model", "Model" of the same app, "self", a model class, settings.AUTH_USER_MODEL.
static Str model_named(const DjangoState *state, Str app, Str model, const Value *value)
{
	const DjangoModel *behind = swappable(state, setting_name(value));
	Str text = django_text(state->arena, value);

	if (behind)
		return full_name(state->arena, behind);
	if (is_setting(value))
		return state->options->auth_user_model.len ? state->options->auth_user_model
							   : STR("auth.User");
	if (!text.len && value && value->kind == VALUE_SYMBOL) {
		Str dotted = value_symbol_name(value), name = last_part(dotted);
		size_t models = str_find(dotted, STR(".models."), 0);
		if (models == SIZE_MAX)
			return STR_NONE;
		Str owner = last_part(str_slice(dotted, 0, models));
		return str_join(state->arena, owner, ".", name);
	}
	if (!text.len)
		return STR_NONE;
	if (str_is(text, "self"))
		text = model;
	if (str_find_char(text, '.', 0) != SIZE_MAX)
		return text;
	return str_join(state->arena, app, ".", text);
}

static void read_relation(const DjangoState *state, Str app, Str model, DjangoField *field)
{
	Arena *arena = state->arena;
	const Value *call = field->value, *to = django_argument(call, 0, "to");
	Str through = model_named(state, app, model, django_argument(call, SIZE_MAX, "through"));

	field->to_name = model_named(state, app, model, to);
	field->to = str_lower(arena, field->to_name);
	field->to_setting = is_setting(to);
	field->to_field = django_text(arena, django_argument(call, SIZE_MAX, "to_field"));
	field->db_constraint = django_true(django_argument(call, SIZE_MAX, "db_constraint"), true);
	field->through = str_lower(arena, through);
	field->db_table = django_text(arena, django_argument(call, SIZE_MAX, "db_table"));
	field->hidden =
		str_ends_with(django_text(arena, django_argument(call, SIZE_MAX, "related_name")), STR("+"));
}

// ---- reading --------------------------------------------------------------------------------------------------

static void set_column(Arena *arena, DjangoField *field)
{
	Str given = django_text(arena, django_argument(field->value, SIZE_MAX, "db_column"));

	if (django_field_is(field, FIELD_MANY | FIELD_VIRTUAL))
		field->column = STR_NONE;
	else if (given.len)
		field->column = given;
	else if (django_field_is(field, FIELD_RELATION))
		field->column = str_from(arena_printf(arena, "%.*s_id", STR_ARG(field->name)));
	else
		field->column = field->name;
}

static bool keyword_true(const DjangoField *field, const char *name, bool otherwise)
{
	return django_true(django_argument(field->value, SIZE_MAX, name), otherwise);
}

static bool is_not_provided(const Value *value)
{
	return str_is(value_last_name(value), "NOT_PROVIDED");
}

static void read_attributes(Arena *arena, DjangoField *field)
{
	const Value *call = field->value;
	const Value *otherwise = django_argument(call, SIZE_MAX, "default");

	field->null = keyword_true(field, "null", django_field_is(field, FIELD_NULL));
	field->primary_key = keyword_true(field, "primary_key", false);
	field->unique = keyword_true(field, "unique", false) || field->primary_key ||
		django_field_is(field, FIELD_UNIQUE);
	field->db_index = keyword_true(field, "db_index", django_field_is(field, FIELD_INDEXED));
	field->blank = keyword_true(field, "blank", false);
	field->auto_now = keyword_true(field, "auto_now", false) ||
		keyword_true(field, "auto_now_add", false);
	field->auto_created = keyword_true(field, "auto_created", false);
	field->default_value = otherwise && !is_not_provided(otherwise) ? otherwise : NULL;
	otherwise = django_argument(call, SIZE_MAX, "db_default");
	field->db_default = otherwise && !is_not_provided(otherwise) ? otherwise : NULL;
	field->collation = django_text(arena, django_argument(call, SIZE_MAX, "db_collation"));
	field->tablespace = django_text(arena, django_argument(call, SIZE_MAX, "db_tablespace"));
	field->db_comment = django_text(arena, django_argument(call, SIZE_MAX, "db_comment"));
	if (django_field_is(field, FIELD_ARRAY))
		field->base_field = django_argument(call, 0, "base_field");
	if (django_field_is(field, FIELD_GENERATED))
		field->base_field = django_argument(call, SIZE_MAX, "output_field");
}

// The class of a field; of one that is not known what is written before its arguments.
static Str class_of(Arena *arena, const Value *value)
{
	Str name = value_symbol_name(value);

	if (name.len)
		return name;
	Str written = str_from(value_source_line(arena, value));
	size_t end = str_find_char(written, '(', 0);
	return end == SIZE_MAX ? STR_NONE : str_slice(written, 0, end);
}

const DjangoField *django_field_read(const DjangoState *state, Str app, Str model, Str name,
				     const Value *value)
{
	DjangoField *field = arena_new(state->arena, DjangoField);

	field->name = name;
	field->db_constraint = true;
	field->value = value;
	if (value) {
		field->span = value->span;
		field->class_name = class_of(state->arena, value);
	}
	if (!value || value->kind != VALUE_UNKNOWN)
		find_class(state, field);
	read_attributes(state->arena, field);
	if (django_field_is(field, FIELD_RELATION | FIELD_MANY))
		read_relation(state, app, model, field);
	set_column(state->arena, field);
	return field;
}

DjangoField *django_field_renamed(Arena *arena, const DjangoField *field, Str name)
{
	DjangoField *copy = arena_new(arena, DjangoField);

	*copy = *field;
	copy->name = name;
	set_column(arena, copy);
	return copy;
}

DjangoField *django_field_make(Arena *arena, const char *klass, Str name)
{
	DjangoField *field = arena_new(arena, DjangoField);

	field->name = name;
	field->class_name = str_from(klass);
	field->klass = django_field_class(field->class_name);
	field->db_constraint = true;
	field->unique = django_field_is(field, FIELD_UNIQUE);
	field->db_index = django_field_is(field, FIELD_INDEXED);
	set_column(arena, field);
	return field;
}

// ---- differences ----------------------------------------------------------------------------------------------

// Keywords that mean nothing to the database, and those that are compared as attributes.
static const char *const passed_over[] = {
	"blank",
	"db_column",
	"editable",
	"error_messages",
	"help_text",
	"limit_choices_to",
	"on_delete",
	"related_name",
	"related_query_name",
	"validators",
	"verbose_name",
	"to",
	"null",
	"primary_key",
	"unique",
	"db_index",
	"default",
	"db_constraint",
	"to_field",
	"db_tablespace",
	"auto_created",
	"serialize",
	"parent_link",
	"db_comment",
	NULL,
};

static bool is_passed_over(Str name)
{
	for (size_t i = 0; passed_over[i]; i++)
		if (str_is(name, passed_over[i]))
			return true;
	return false;
}

static bool same_value(const Value *a, const Value *b)
{
	bool equal;

	if (!a || !b)
		return a == b || (django_is_none(a) && django_is_none(b));
	if (a == b || (value_equal(a, b, &equal) && equal))
		return true;
	return a->kind == VALUE_SYMBOL && b->kind == VALUE_SYMBOL && str_equal(a->symbol, b->symbol);
}

static bool has_other_keyword(const DjangoField *one, const DjangoField *other)
{
	const Arguments *arguments = one->value && one->value->kind == VALUE_CALL ? one->value->call.arguments
										  : NULL;

	for (size_t i = 0; arguments && i < arguments->keywords.len; i++) {
		const Keyword *keyword = &arguments->keywords.items[i];
		const Value *against = NULL;
		if (is_passed_over(keyword->name))
			continue;
		const Arguments *others = other->value && other->value->kind == VALUE_CALL
			? other->value->call.arguments
			: NULL;
		for (size_t j = 0; others && j < others->keywords.len; j++)
			if (str_equal(others->keywords.items[j].name, keyword->name))
				against = others->keywords.items[j].value;
		if (!same_value(keyword->value, against))
			return true;
	}
	return false;
}

// Python's own kinds of on_delete are nothing to the database.
static Str database_action(const DjangoField *field)
{
	const Value *value = django_argument(field->value, 1, "on_delete");
	Str name = value ? value_last_name(value) : STR_NONE;

	return str_starts_with(name, STR("DB_")) ? name : STR_NONE;
}

bool django_field_differs(const DjangoField *old, const DjangoField *new)
{
	bool same_default = !old->default_value == !new->default_value &&
		(!old->default_value || same_value(old->default_value, new->default_value));
	bool same_db_default = !old->db_default == !new->db_default &&
		(!old->db_default || same_value(old->db_default, new->db_default));

	bool renamed = django_field_is(new, FIELD_MANY) && !str_equal(old->name, new->name);

	// A column that is no foreign key is only ever changed by what differs in the database anyway.
	if (!django_field_is(old, FIELD_RELATION | FIELD_MANY) ||
	    !django_field_is(new, FIELD_RELATION | FIELD_MANY))
		return true;
	if (!str_equal(database_action(old), database_action(new)))
		return true;
	return renamed || !str_equal(old->column, new->column) ||
		!str_equal(old->class_name, new->class_name) || old->null != new->null ||
		old->primary_key != new->primary_key || old->unique != new->unique ||
		old->db_index != new->db_index || old->db_constraint != new->db_constraint || !same_default ||
		!same_db_default || !str_equal(old->to, new->to) ||
		!str_equal(old->to_field, new->to_field) || !str_equal(old->through, new->through) ||
		!str_equal(old->tablespace, new->tablespace) ||
		!str_equal(old->db_comment, new->db_comment) || has_other_keyword(old, new) ||
		has_other_keyword(new, old);
}
