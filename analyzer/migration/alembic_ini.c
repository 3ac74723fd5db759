#include "migration/alembic_ini.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/map.h"
#include "source/toml.h"

enum {
	MAX_FOLDERS_UP = 10,
	MAX_INTERPOLATION = 8,      // values within values
	MAX_INTERPOLATIONS = 10000, // of one file
	MAX_VALUE_BYTES = 65536,
};

// Section: keys and values of one section; those of [DEFAULT] hold in each.
typedef struct Section {
	Str name;
	Map values; // key -> Str
} Section;

typedef struct Ini {
	Arena *arena;
	const char *here; // folder of the file
	const char *root; // nothing outside of it is looked at
	const char *path;
	Section defaults;
	Array(Section *) sections;
	size_t *interpolations; // done so far
} Ini;

// ---- reading an .ini as Python's configparser does -------------------------------------------------------------

static Section *open_section(Ini *ini, Str name)
{
	if (str_is(name, "DEFAULT"))
		return &ini->defaults;
	Section *section = arena_new(ini->arena, Section);
	section->name = name;
	array_push(ini->arena, &ini->sections, section);
	return section;
}

// `key = value` or `key: value`. Answers the value, to which indented lines may be added.
static Str *add_value(Ini *ini, Section *section, Str line)
{
	size_t equals = str_find_char(line, '=', 0), colon = str_find_char(line, ':', 0);
	size_t end = equals < colon ? equals : colon;

	if (end == SIZE_MAX)
		return NULL;
	Str *value = arena_new(ini->arena, Str);
	*value = str_trim(str_slice(line, end + 1, line.len));
	map_set(&section->values, ini->arena, str_lower(ini->arena, str_trim(str_slice(line, 0, end))),
		value);
	return value;
}

static void read_sections(Ini *ini, Str text)
{
	Section *section = NULL;
	Str *value = NULL;

	for (size_t at = 0; at < text.len;) {
		size_t end = str_find_char(text, '\n', at);
		Str line = str_slice(text, at, end == SIZE_MAX ? text.len : end), trimmed = str_trim(line);
		at = end == SIZE_MAX ? text.len : end + 1;
		if (!trimmed.len || trimmed.data[0] == '#' || trimmed.data[0] == ';')
			continue;
		bool indented = line.data[0] == ' ' || line.data[0] == '\t';
		if (indented && value) {
			*value = str_from(
				arena_printf(ini->arena, "%.*s\n%.*s", STR_ARG(*value), STR_ARG(trimmed)));
		} else if (trimmed.data[0] == '[' && str_ends_with(trimmed, STR("]"))) {
			section = open_section(ini, str_slice(trimmed, 1, trimmed.len - 1));
			value = NULL;
		} else {
			value = section ? add_value(ini, section, trimmed) : NULL;
		}
	}
}

// ---- values ---------------------------------------------------------------------------------------------------

static Str interpolated(const Ini *ini, const Section *section, Str text, int depth);

static Str raw_value(const Ini *ini, const Section *section, Str key)
{
	const Str *value = map_get(&section->values, key);

	if (!value)
		value = map_get(&ini->defaults.values, key);
	if (value)
		return *value;
	return str_is(key, "here") ? str_from(ini->here) : STR_NONE;
}

static Str value_of(const Ini *ini, const Section *section, const char *key, int depth)
{
	Str raw = raw_value(ini, section, str_from(key));

	if (depth >= MAX_INTERPOLATION || ++*ini->interpolations > MAX_INTERPOLATIONS)
		return raw;
	return interpolated(ini, section, raw, depth + 1);
}

// `text` with %(name)s replaced and %% for a percent sign.
static Str interpolated(const Ini *ini, const Section *section, Str text, int depth)
{
	Buffer out = buffer_in(ini->arena);

	for (size_t i = 0; i < text.len && out.len < MAX_VALUE_BYTES; i++) {
		size_t end = text.data[i] == '%' ? str_find(text, STR(")s"), i) : SIZE_MAX;
		if (text.data[i] == '%' && i + 1 < text.len && text.data[i + 1] == '(' && end != SIZE_MAX) {
			const char *name = str_dup(ini->arena, str_slice(text, i + 2, end));
			buffer_add_str(&out, value_of(ini, section, name, depth));
			i = end + 1;
			continue;
		}
		i += text.data[i] == '%' && i + 1 < text.len && text.data[i + 1] == '%';
		buffer_putc(&out, text.data[i]);
	}
	return buffer_str(&out);
}

// The folder `text` names, which may be "package:folder"; NULL when there is none.
static const char *folder_at(const Ini *ini, Str text)
{
	size_t colon = str_find_char(text, ':', 0);
	char *path = str_dup(ini->arena, text), real[PATH_MAX];

	if (colon != SIZE_MAX) {
		for (size_t i = 0; i < colon; i++)
			if (path[i] == '.')
				path[i] = '/';
		path[colon] = '/';
	}
	if (!text.len ||
	    !realpath(path[0] == '/' ? path : arena_printf(ini->arena, "%s/%s", ini->here, path), real))
		return NULL;
	size_t root = strlen(ini->root);
	if (strncmp(real, ini->root, root) != 0 || (real[root] && real[root] != '/'))
		return NULL;
	return arena_strndup(ini->arena, real, strlen(real));
}

static void add_location(const Ini *ini, AlembicIni *found, Str text)
{
	const char *folder = folder_at(ini, str_trim(text));

	if (folder)
		array_push(ini->arena, &found->locations, folder);
}

// What separates version_locations: by a setting that changed its name, or white space and commas.
static const char *separators(const Ini *ini, const Section *section)
{
	static const struct {
		const char *name;
		const char *characters;
	} known[] = { { "space", " " }, { "newline", "\n" }, { "os", ":" }, { ":", ":" }, { ";", ";" } };
	Str name = value_of(ini, section, "path_separator", 0);

	if (!name.len)
		name = value_of(ini, section, "version_path_separator", 0);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (str_is(name, known[i].name))
			return known[i].characters;
	return ", \n\t";
}

static void split_locations(const Ini *ini, const Section *section, AlembicIni *found, Str text)
{
	const char *characters = separators(ini, section);
	size_t start = 0;

	for (size_t i = 0; i <= text.len; i++) {
		if (i < text.len && !strchr(characters, text.data[i]))
			continue;
		if (i > start)
			add_location(ini, found, str_slice(text, start, i));
		start = i + 1;
	}
}

static AlembicIni *add_ini(const Ini *ini, Str section, const char *script, AlembicInis *inis)
{
	AlembicIni *found = arena_new(ini->arena, AlembicIni);

	found->name = arena_printf(ini->arena, "%s [%.*s]", ini->path, STR_ARG(section));
	found->script = script;
	array_push(ini->arena, inis, found);
	return found;
}

static void finish(const Ini *ini, AlembicIni *found)
{
	if (!found->lists_locations)
		add_location(ini, found, str_from(arena_printf(ini->arena, "%s/versions", found->script)));
}

static void add_section(const Ini *ini, const Section *section, AlembicInis *inis)
{
	const char *script = folder_at(ini, value_of(ini, section, "script_location", 0));
	Str locations = value_of(ini, section, "version_locations", 0);

	if (!script)
		return;
	AlembicIni *found = add_ini(ini, section->name, script, inis);
	found->lists_locations = locations.len > 0;
	found->recursive = str_is(value_of(ini, section, "recursive_version_locations", 0), "true");
	split_locations(ini, section, found, locations);
	finish(ini, found);
}

// ---- pyproject.toml -------------------------------------------------------------------------------------------

static Str toml_text(const Ini *ini, const TomlValue *value)
{
	return value && value->kind == TOML_STRING ? interpolated(ini, &ini->defaults, value->string, 0)
						   : STR_NONE;
}

static void add_table(const Ini *ini, const TomlValue *table, AlembicInis *inis)
{
	const char *script = folder_at(ini, toml_text(ini, toml_get(table, "script_location")));
	const TomlValue *locations = toml_get(table, "version_locations");
	const TomlValue *recursive = toml_get(table, "recursive_version_locations");

	if (!script)
		return;
	AlembicIni *found = add_ini(ini, STR("tool.alembic"), script, inis);
	found->recursive = recursive && recursive->kind == TOML_BOOLEAN && recursive->boolean;
	found->lists_locations = locations && locations->kind == TOML_ARRAY;
	for (size_t i = 0; found->lists_locations && i < locations->items.len; i++)
		add_location(ini, found, toml_text(ini, locations->items.items[i]));
	finish(ini, found);
}

static void read_toml(Ini *ini, const Source *source, AlembicInis *inis)
{
	TomlError error;
	// Most have nothing about Alembic: a look at the text saves parsing.
	bool mentions = str_find(source->text, STR("alembic"), 0) != SIZE_MAX;
	const TomlValue *root = mentions ? toml_read(ini->arena, source, &error) : NULL;
	const TomlValue *tool = root ? toml_get(root, "tool") : NULL;
	const TomlValue *table = tool && tool->kind == TOML_TABLE ? toml_get(tool, "alembic") : NULL;

	if (table && table->kind == TOML_TABLE)
		add_table(ini, table, inis);
}

// ---- finding --------------------------------------------------------------------------------------------------

static const char *above(Arena *arena, const char *folder)
{
	const char *slash = strrchr(folder, '/');

	if (!slash || slash == folder)
		return NULL;
	return arena_strndup(arena, folder, (size_t)(slash - folder));
}

static bool has_git(Arena *arena, const char *folder)
{
	return access(arena_printf(arena, "%s/.git", folder), F_OK) == 0;
}

// The repository; without one, the folder above the file's, beside which revisions may lie.
static const char *root_of(Arena *arena, const char *here)
{
	const char *folder = here;

	for (int i = 0; folder && i <= MAX_FOLDERS_UP; i++, folder = above(arena, folder))
		if (has_git(arena, folder))
			return folder;
	folder = above(arena, here);
	return folder ? folder : here;
}

static void read_file(Arena *arena, const char *here, const char *name, AlembicInis *inis)
{
	const char *path = arena_printf(arena, "%s/%s", strcmp(here, "/") == 0 ? "" : here, name);
	size_t interpolations = 0;
	Ini ini = { .arena = arena, .here = here, .path = path, .interpolations = &interpolations };

	if (access(path, R_OK) != 0)
		return;
	ini.root = root_of(arena, here);
	const Source *source = source_read(arena, path, path);
	if (str_ends_with(str_from(name), STR(".toml"))) {
		read_toml(&ini, source, inis);
		return;
	}
	read_sections(&ini, source->text);
	for (size_t i = 0; i < ini.sections.len; i++)
		add_section(&ini, ini.sections.items[i], inis);
}

void alembic_inis(Arena *arena, const char *folder, AlembicInis *inis)
{
	for (int i = 0; folder && i <= MAX_FOLDERS_UP && !inis->len; i++) {
		read_file(arena, folder, "alembic.ini", inis);
		read_file(arena, folder, "pyproject.toml", inis);
		if (has_git(arena, folder))
			break;
		folder = above(arena, folder);
	}
}

static bool holds(const AlembicIni *ini, const char *folder)
{
	for (size_t i = 0; i < ini->locations.len; i++) {
		size_t len = strlen(ini->locations.items[i]);
		bool below = strncmp(folder, ini->locations.items[i], len) == 0;
		if (below && (!folder[len] || (ini->recursive && folder[len] == '/')))
			return true;
	}
	return false;
}

const AlembicIni *alembic_ini_of(Arena *arena, const char *folder)
{
	AlembicInis inis = { 0 };

	alembic_inis(arena, folder, &inis);
	for (size_t i = 0; i < inis.len; i++)
		if (holds(inis.items[i], folder))
			return inis.items[i];
	return NULL;
}
