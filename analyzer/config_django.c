#include "config_django.h"

#include <stdio.h>

#define OLDEST DJANGO_VERSION(3, 2)
#define NEWEST DJANGO_VERSION(6, 1)

typedef struct Reading {
	Arena *arena;
	DjangoOptions *options;
	const char *message;
	Span span;
} Reading;

static bool wrong(Reading *reading, Span span, const char *message)
{
	reading->span = span;
	reading->message = message;
	return false;
}

static bool read_text(Reading *reading, const TomlValue *value, const char *key, Str *text)
{
	if (value->kind != TOML_STRING)
		return wrong(reading, value->span,
			     arena_printf(reading->arena, "'%s' must be a string, not a %s", key,
					  toml_kind_name(value->kind)));
	*text = value->string;
	return true;
}

static bool read_auth_user_model(Reading *reading, const TomlValue *value)
{
	Str *text = &reading->options->auth_user_model;

	if (!read_text(reading, value, "auth-user-model", text))
		return false;
	size_t dot = str_find_char(*text, '.', 0);
	if (dot == SIZE_MAX || dot == 0 || dot + 1 == text->len)
		return wrong(reading, value->span, "'auth-user-model' must be \"app_label.Model\"");
	return true;
}

static bool read_default_auto_field(Reading *reading, const TomlValue *value)
{
	return read_text(reading, value, "default-auto-field", &reading->options->default_auto_field);
}

// "sentry.db.models.X" = "bigint", quoted or as the nested tables that a dotted key makes.
static bool read_field_types(Reading *reading, const TomlValue *table, Str prefix)
{
	for (size_t i = 0; i < table->members.len; i++) {
		const TomlMember *member = &table->members.items[i];
		DjangoFieldType type = { .name = member->key };
		if (prefix.len)
			type.name = str_from(arena_printf(reading->arena, "%.*s.%.*s", STR_ARG(prefix),
							  STR_ARG(member->key)));
		if (member->value->kind == TOML_TABLE) {
			if (!read_field_types(reading, member->value, type.name))
				return false;
			continue;
		}
		if (!read_text(reading, member->value, "field-types", &type.type))
			return false;
		array_push(reading->arena, &reading->options->field_types, type);
	}
	return true;
}

static bool read_field_table(Reading *reading, const TomlValue *value)
{
	if (value->kind != TOML_TABLE)
		return wrong(reading, value->span,
			     "'field-types' must be a table of field classes and SQL types");
	return read_field_types(reading, value, STR_NONE);
}

static const struct {
	const char *name;
	bool (*read)(Reading *reading, const TomlValue *value);
} members[] = {
	{ "auth-user-model", read_auth_user_model },
	{ "default-auto-field", read_default_auto_field },
	{ "field-types", read_field_table },
};

static bool read_member(Reading *reading, const TomlMember *member)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (str_is(member->key, members[i].name))
			return members[i].read(reading, member->value);
	return wrong(reading, member->key_span,
		     "[django] has the keys 'auth-user-model', 'default-auto-field' and 'field-types'");
}

bool config_django_read(Arena *arena, const TomlValue *table, DjangoOptions *options, const char **message,
			Span *span)
{
	Reading reading = { .arena = arena, .options = options };
	bool ok = table->kind == TOML_TABLE || wrong(&reading, table->span, "'django' must be a table");

	for (size_t i = 0; ok && i < table->members.len; i++)
		ok = read_member(&reading, &table->members.items[i]);
	*message = reading.message;
	*span = reading.span;
	return ok;
}

bool config_django_version(Arena *arena, const TomlValue *value, DjangoOptions *options, const char **message,
			   Span *span)
{
	bool is_text = value->kind == TOML_STRING || value->kind == TOML_FLOAT;
	int major = 0, minor = 0;
	char rest;

	*span = value->span;
	*message = "'django-version' must be from 3.2 to 6.1, as \"5.2\"";
	if (!is_text || sscanf(str_dup(arena, value->string), "%2d.%2d%c", &major, &minor, &rest) != 2)
		return false;
	options->version = DJANGO_VERSION(major, minor);
	return options->version >= OLDEST && options->version <= NEWEST;
}
