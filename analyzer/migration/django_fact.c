// What is known of a run without running it: the database is PostgreSQL; and what the configuration assumes.
#include "config.h"
#include "migration/django_internal.h"
#include "migration/django_project.h"
#include "migration/django_python.h"

static bool is_named(Str dotted, Str name)
{
	return str_ends_with(dotted, name) &&
		(dotted.len == name.len || dotted.data[dotted.len - name.len - 1] == '.');
}

static Value *assumed(const Django *django, Span span, Str dotted)
{
	const Config *config = django->config;

	for (size_t i = 0; config && i < config->assume.len; i++) {
		const Assumption *assumption = &config->assume.items[i];
		if (!is_named(dotted, assumption->name))
			continue;
		switch (assumption->kind) {
		case ASSUME_BOOL:
			return value_bool(django->arena, span, assumption->boolean);
		case ASSUME_INT:
			return value_int(django->arena, span, assumption->integer);
		default:
			return value_str(django->arena, span, assumption->string);
		}
	}
	return NULL;
}

static const struct {
	const char *name;
	const char *text;
} facts[] = {
	{ "connection.vendor", "postgresql" },
	{ "connection.display_name", "PostgreSQL" },
	{ "connection.alias", "default" },
	{ "schema_editor.connection.vendor", "postgresql" },
	{ "connection.settings_dict.ENGINE", "django.db.backends.postgresql" },
	{ "django.db.DEFAULT_DB_ALIAS", "default" },
	{ "django.db.utils.DEFAULT_DB_ALIAS", "default" },
	{ "django.db.migrations.RunSQL.noop", "" },
	// Texts of the schema editor that people fill in themselves.
	{ "schema_editor.sql_rename_table", "ALTER TABLE %(old_table)s RENAME TO %(new_table)s" },
	{ "schema_editor.sql_delete_table", "DROP TABLE %(table)s CASCADE" },
	{ "schema_editor.sql_create_column", "ALTER TABLE %(table)s ADD COLUMN %(column)s %(definition)s" },
	{ "schema_editor.sql_alter_column", "ALTER TABLE %(table)s %(changes)s" },
	{ "schema_editor.sql_alter_column_type", "ALTER COLUMN %(column)s TYPE %(type)s" },
	{ "schema_editor.sql_alter_column_null", "ALTER COLUMN %(column)s DROP NOT NULL" },
	{ "schema_editor.sql_alter_column_not_null", "ALTER COLUMN %(column)s SET NOT NULL" },
	{ "schema_editor.sql_alter_column_default", "ALTER COLUMN %(column)s SET DEFAULT %(default)s" },
	{ "schema_editor.sql_alter_column_no_default", "ALTER COLUMN %(column)s DROP DEFAULT" },
	{ "schema_editor.sql_delete_column", "ALTER TABLE %(table)s DROP COLUMN %(column)s CASCADE" },
	{ "schema_editor.sql_rename_column",
	  "ALTER TABLE %(table)s RENAME COLUMN %(old_column)s TO %(new_column)s" },
	{ "schema_editor.sql_delete_constraint", "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s" },
	{ "schema_editor.sql_delete_index", "DROP INDEX IF EXISTS %(name)s" },
};

// django.VERSION as the configuration has it: without it code for several versions is read for all of them.
static Value *version_of(const Django *django, Span span)
{
	int version = django->config ? django->config->django.version : 0;
	Value *value = arena_new(django->arena, Value);

	if (!version)
		return NULL;
	value->kind = VALUE_TUPLE;
	value->span = span;
	value->items = arena_new(django->arena, ValueArray);
	array_push(django->arena, value->items, value_int(django->arena, span, version / 100));
	array_push(django->arena, value->items, value_int(django->arena, span, version % 100));
	array_push(django->arena, value->items, value_int(django->arena, span, 0));
	array_push(django->arena, value->items, value_str(django->arena, span, STR("final")));
	array_push(django->arena, value->items, value_int(django->arena, span, 0));
	return value;
}

Value *django_fact_of_name(const Django *django, Span span, Str dotted)
{
	Value *known = assumed(django, span, dotted);

	if (!known)
		known = django_atomic_fact(django, span, dotted);
	if (!known && str_is(dotted, "django.VERSION"))
		known = version_of(django, span);
	for (size_t i = 0; !known && i < sizeof(facts) / sizeof(*facts); i++)
		if (str_starts_with(dotted, STR("django.")) && is_named(dotted, str_from(facts[i].name)))
			known = value_str(django->arena, span, str_from(facts[i].text));
	return known;
}

// connections["default"] is the connection.
static Str dotted_of(const Django *django, const Value *value, int depth)
{
	if (depth > 8)
		return STR_NONE;
	if (value->kind == VALUE_SYMBOL)
		return value->symbol;
	if (django_python_opens_editor(value))
		return STR(DJANGO_EDITOR);
	if (value->kind == VALUE_INDEX &&
	    is_named(dotted_of(django, value->index.object, depth + 1), STR("connections")))
		return STR("django.db.connection");
	if (value->kind == VALUE_INDEX && value->index.key->kind == VALUE_STR) {
		Str object = dotted_of(django, value->index.object, depth + 1), key;
		if (object.len && value_plain_text(value->index.key, django->arena, &key))
			return str_from(
				arena_printf(django->arena, "%.*s.%.*s", STR_ARG(object), STR_ARG(key)));
		return STR_NONE;
	}
	if (value->kind != VALUE_ATTRIBUTE)
		return STR_NONE;
	Str object = dotted_of(django, value->attribute.object, depth + 1);
	return object.len ? str_from(arena_printf(django->arena, "%.*s.%.*s", STR_ARG(object),
						  STR_ARG(value->attribute.name)))
			  : STR_NONE;
}

Value *django_fact_of_value(const Django *django, const Value *value)
{
	Str dotted = dotted_of(django, value, 0);

	return dotted.len ? django_fact_of_name(django, value->span, dotted) : NULL;
}

// What Django's own global_settings.py sets and models are made with.
static bool is_of_django(Str name)
{
	static const char *const names[] = { "AUTH_USER_MODEL",
					     "DEBUG",
					     "DEFAULT_AUTO_FIELD",
					     "DEFAULT_CHARSET",
					     "DEFAULT_FROM_EMAIL",
					     "DATABASES",
					     "DEFAULT_TABLESPACE",
					     "DEFAULT_INDEX_TABLESPACE",
					     "DEFAULT_FILE_STORAGE",
					     "INSTALLED_APPS",
					     "LANGUAGES",
					     "LANGUAGE_CODE",
					     "MEDIA_ROOT",
					     "MEDIA_URL",
					     "STATIC_URL",
					     "SECRET_KEY",
					     "SESSION_ENGINE",
					     "STATIC_ROOT",
					     "TIME_ZONE",
					     "USE_I18N",
					     "USE_L10N",
					     "USE_TZ" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

bool django_fact_lacks(const Django *django, const Value *value, Str name)
{
	if (!str_is(dotted_of(django, value, 0), "django.conf.settings") || is_of_django(name))
		return false;
	return !django->project ||
		!django_settings_has(project_settings(django->project, django->migration->source), name);
}
