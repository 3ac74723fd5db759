// config_django.h - the [django] table and django-version of configuration files.

#ifndef CONFIG_DJANGO_H
#define CONFIG_DJANGO_H

#include "migration/django_state.h"
#include "source/toml.h"

// Reads the table into `options`. False when it is wrong: `*message` (in `arena`) and `*span` then say why and where.
bool config_django_read(Arena *arena, const TomlValue *table, DjangoOptions *options, const char **message,
			Span *span);
// Reads "5.2" (a string or a number) into `options->version`; as above.
bool config_django_version(Arena *arena, const TomlValue *value, DjangoOptions *options, const char **message,
			   Span *span);

#endif
