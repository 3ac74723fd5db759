#include "config_file.h"

#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/map.h"
#include "config_django.h"
#include "migration/sqlfile.h"
#include "rules.h"
#include "source/toml.h"

enum { MAX_CONFIG_BYTES = 256 * 1024 };

// Folder: what the search in one folder and above found; `error` when a file there is wrong.
typedef struct Folder {
	const Config *config;
	const char *error;
} Folder;

struct ConfigFiles {
	Arena *arena;
	ConfigChoice choice;
	Map folders; // absolute path -> Folder
};

// Loading: one file being read into `config`.
typedef struct Loading {
	Arena *arena;
	Config *config;
	Span span; // where it went wrong
	const char *message;
} Loading;

static bool wrong(Loading *loading, Span span, const char *message)
{
	loading->span = span;
	loading->message = message;
	return false;
}

static bool wrong_type(Loading *loading, const TomlValue *value, const char *key, const char *wanted)
{
	return wrong(loading, value->span,
		     arena_printf(loading->arena, "'%s' must be %s, not %s %s", key, wanted,
				  value->kind == TOML_INTEGER || value->kind == TOML_ARRAY ? "an" : "a",
				  toml_kind_name(value->kind)));
}

static const char *suggest_rule(Loading *loading, Str name)
{
	const char *near = rule_suggest(name);

	return near ? arena_printf(loading->arena, "unknown rule or group '%.*s'; did you mean '%s'?",
				   STR_ARG(name), near)
		    : arena_printf(loading->arena, "unknown rule or group '%.*s'", STR_ARG(name));
}

static bool is_rule_name(Str name)
{
	if (str_is(name, "all") || rule_find(name))
		return true;
	for (int group = 0; group < GROUP_COUNT; group++)
		if (str_is(name, rule_group_name((RuleGroup)group)))
			return true;
	return false;
}

// Appends the strings of an array; with `are_rules` each must name a rule or group.
static bool load_names(Loading *loading, const TomlValue *value, const char *key, bool are_rules,
		       const char ***items, size_t *len)
{
	if (value->kind != TOML_ARRAY)
		return wrong_type(loading, value, key, "an array of strings");
	*items = arena_array(loading->arena, const char *, value->items.len);
	for (size_t i = 0; i < value->items.len; i++) {
		const TomlValue *item = value->items.items[i];
		if (item->kind != TOML_STRING)
			return wrong_type(loading, item, key, "an array of strings");
		if (are_rules && !is_rule_name(item->string))
			return wrong(loading, item->span, suggest_rule(loading, item->string));
		(*items)[(*len)++] = str_dup(loading->arena, item->string);
	}
	return true;
}

static bool load_select(Loading *loading, const TomlValue *value)
{
	return load_names(loading, value, "select", true, &loading->config->select.items,
			  &loading->config->select.len);
}

static bool load_ignore(Loading *loading, const TomlValue *value)
{
	return load_names(loading, value, "ignore", true, &loading->config->ignore.items,
			  &loading->config->ignore.len);
}

static bool load_exclude(Loading *loading, const TomlValue *value)
{
	return load_names(loading, value, "exclude", false, &loading->config->exclude.items,
			  &loading->config->exclude.len);
}

static bool load_row_security_schemas(Loading *loading, const TomlValue *value)
{
	return load_names(loading, value, "row-security-schemas", false,
			  &loading->config->row_security_schemas.items,
			  &loading->config->row_security_schemas.len);
}

static bool load_postgres_version(Loading *loading, const TomlValue *value)
{
	if (value->kind != TOML_INTEGER)
		return wrong_type(loading, value, "postgres-version", "an integer");
	if (value->integer < MIN_POSTGRES_VERSION || value->integer > MAX_POSTGRES_VERSION)
		return wrong(loading, value->span,
			     arena_printf(loading->arena, "'postgres-version' must be from %d to %d",
					  MIN_POSTGRES_VERSION, MAX_POSTGRES_VERSION));
	loading->config->postgres_version = (int)value->integer;
	return true;
}

// The strings `name` answers for 0, 1, ... until NULL; `*index` is the one that was given.
static bool load_choice(Loading *loading, const TomlValue *value, const char *key,
			const char *(*name)(int index), int *index)
{
	Buffer known = buffer_in(loading->arena);

	if (value->kind != TOML_STRING)
		return wrong_type(loading, value, key, "a string");
	for (*index = 0; name(*index); (*index)++) {
		if (str_is(value->string, name(*index)))
			return true;
		buffer_printf(&known, "%s%s", *index ? ", " : "", name(*index));
	}
	return wrong(loading, value->span,
		     arena_printf(loading->arena, "'%s' must be one of: %.*s", key,
				  STR_ARG(buffer_str(&known))));
}

static bool load_sql_convention(Loading *loading, const TomlValue *value)
{
	int index;

	if (!load_choice(loading, value, "sql-convention", sqlfile_convention_name, &index))
		return false;
	loading->config->sql_convention = sqlfile_convention_name(index);
	return true;
}

static const char *sql_transaction_name(int index)
{
	static const char *const names[] = { [SQL_TRANSACTION_IMPLICIT] = "implicit",
					     [SQL_TRANSACTION_PER_FILE] = "per-file",
					     [SQL_TRANSACTION_NONE] = "none",
					     NULL };
	return names[index];
}

static bool load_sql_transaction(Loading *loading, const TomlValue *value)
{
	int index;

	if (!load_choice(loading, value, "sql-transaction", sql_transaction_name, &index))
		return false;
	loading->config->sql_transaction = (SqlTransaction)index;
	return true;
}

static bool load_complete_history(Loading *loading, const TomlValue *value)
{
	if (value->kind != TOML_BOOLEAN)
		return wrong_type(loading, value, "complete-history", "true or false");
	loading->config->complete_history = value->boolean;
	return true;
}

static bool load_pending_tables(Loading *loading, const TomlValue *value)
{
	if (value->kind != TOML_BOOLEAN)
		return wrong_type(loading, value, "pending-tables-are-new", "true or false");
	loading->config->pending_tables_are_new = value->boolean;
	return true;
}

static bool load_start_after(Loading *loading, const TomlValue *value)
{
	if (value->kind != TOML_STRING)
		return wrong_type(loading, value, "start-after", "a string");
	loading->config->start_after = value->string;
	return true;
}

// "pg_uri" below "settings" and "settings.pg_uri" say the same: dotted keys and tables nest.
static bool load_assumptions(Loading *loading, const TomlValue *table, Str prefix)
{
	for (size_t i = 0; i < table->members.len; i++) {
		const TomlMember *member = &table->members.items[i];
		const TomlValue *value = member->value;
		Assumption assumption = { .name = member->key };
		if (prefix.len)
			assumption.name = str_from(arena_printf(loading->arena, "%.*s.%.*s", STR_ARG(prefix),
								STR_ARG(member->key)));
		switch (value->kind) {
		case TOML_TABLE:
			if (!load_assumptions(loading, value, assumption.name))
				return false;
			continue;
		case TOML_BOOLEAN:
			assumption.kind = ASSUME_BOOL;
			break;
		case TOML_INTEGER:
			assumption.kind = ASSUME_INT;
			break;
		case TOML_STRING:
			assumption.kind = ASSUME_STR;
			break;
		default:
			return wrong_type(loading, value, "assume", "true, false, an integer or a string");
		}
		assumption.boolean = value->boolean;
		assumption.integer = value->integer;
		assumption.string = value->string;
		array_push(loading->arena, &loading->config->assume, assumption);
	}
	return true;
}

static bool load_assume(Loading *loading, const TomlValue *value)
{
	if (value->kind != TOML_TABLE)
		return wrong_type(loading, value, "assume", "a table");
	return load_assumptions(loading, value, STR_NONE);
}

static bool load_operation(Loading *loading, Str name, const TomlValue *value)
{
	OperationMeaning meaning = { .name = name };

	if (value->kind == TOML_STRING && str_is(value->string, "ignore")) {
		meaning.ignore = true;
	} else if (value->kind == TOML_TABLE) {
		const TomlValue *parameters = toml_get(value, "parameters"), *sql = toml_get(value, "sql");
		if (!sql || sql->kind != TOML_STRING)
			return wrong(loading, value->span,
				     "an operation needs sql = \"...\", or is \"ignore\"");
		meaning.sql = sql->string;
		for (size_t i = 0; i < value->members.len; i++)
			if (value->members.items[i].value != parameters &&
			    value->members.items[i].value != sql)
				return wrong(loading, value->members.items[i].key_span,
					     "an operation has the keys 'parameters' and 'sql'");
		if (parameters && parameters->kind != TOML_ARRAY)
			return wrong_type(loading, parameters, "parameters", "an array of strings");
		for (size_t i = 0; parameters && i < parameters->items.len; i++) {
			if (parameters->items.items[i]->kind != TOML_STRING)
				return wrong_type(loading, parameters->items.items[i], "parameters",
						  "an array of strings");
			array_push(loading->arena, &meaning.parameters, parameters->items.items[i]->string);
		}
	} else {
		return wrong_type(loading, value, "operations",
				  "\"ignore\" or a table with parameters and sql");
	}
	array_push(loading->arena, &loading->config->operations, meaning);
	return true;
}

static bool load_operations(Loading *loading, const TomlValue *value)
{
	if (value->kind != TOML_TABLE)
		return wrong_type(loading, value, "operations", "a table");
	for (size_t i = 0; i < value->members.len; i++) {
		Str name = value->members.items[i].key;
		if (str_starts_with(name, STR("op.")))
			name = str_slice(name, 3, name.len);
		if (!load_operation(loading, name, value->members.items[i].value))
			return false;
	}
	return true;
}

static bool load_django(Loading *loading, const TomlValue *value)
{
	return config_django_read(loading->arena, value, &loading->config->django, &loading->message,
				  &loading->span);
}

static bool load_django_version(Loading *loading, const TomlValue *value)
{
	return config_django_version(loading->arena, value, &loading->config->django, &loading->message,
				     &loading->span);
}

static const struct {
	ConfigKey key;
	bool (*load)(Loading *loading, const TomlValue *value);
} keys[] = {
	{ { "select", "array of rule ids and groups",
	    "run these rules instead of the default ones; \"all\" is every rule" },
	  load_select },
	{ { "ignore", "array of rule ids and groups", "do not run these rules" }, load_ignore },
	{ { "postgres-version", "integer", "major version of the server the migrations run on (default 15)" },
	  load_postgres_version },
	{ { "exclude", "array of patterns", "files and folders not to look at, relative to this file" },
	  load_exclude },
	{ { "start-after", "revision id",
	    "this revision and its ancestors are history: nothing in them is reported" },
	  load_start_after },
	{ { "complete-history", "true or false",
	    "the first revision met an empty database, and nothing but revisions changed it; of a Django project this is about tables named after its own apps (default false)" },
	  load_complete_history },
	{ { "pending-tables-are-new", "true or false",
	    "what revisions behind start-after, or new against --diff-base, create is new to those that follow too (default false)" },
	  load_pending_tables },
	{ { "sql-convention", "name of a runner",
	    "whose files of SQL these are, where neither their names nor their comments say: \"goose\", \"flyway\" ..." },
	  load_sql_convention },
	{ { "sql-transaction", "per-file, none or implicit",
	    "how files of SQL of no known runner are run (default implicit: several statements as one transaction)" },
	  load_sql_transaction },
	{ { "row-security-schemas", "array of schemas",
	    "table-without-row-level-security asks for it in these schemas (default [\"public\"])" },
	  load_row_security_schemas },
	{ { "assume", "table of names and values",
	    "values of names miglint cannot know: \"settings.pg_uri\" = true" },
	  load_assume },
	{ { "operations", "table",
	    "what op.NAME, or a class of operations, of the project means: \"ignore\", or {parameters = [...], sql = \"...\"}" },
	  load_operations },
	{ { "django-version", "version", "of Django, from 3.2 to 6.1 (default \"5.2\")" },
	  load_django_version },
	{ { "django", "table",
	    "auth-user-model and default-auto-field, where settings do not say; field-types: the SQL types of field classes" },
	  load_django },
};
const size_t config_key_count = sizeof(keys) / sizeof(*keys);

ConfigKey config_key(size_t index)
{
	return keys[index].key;
}

static bool load_member(Loading *loading, const TomlMember *member)
{
	const char *nearest = NULL;
	unsigned best = 4;

	for (size_t i = 0; i < config_key_count; i++) {
		if (str_is(member->key, keys[i].key.name))
			return keys[i].load(loading, member->value);
		unsigned distance = str_distance(member->key, str_from(keys[i].key.name), best);
		if (distance < best) {
			best = distance;
			nearest = keys[i].key.name;
		}
	}
	return wrong(loading, member->key_span,
		     nearest ? arena_printf(loading->arena, "unknown key '%.*s'; did you mean '%s'?",
					    STR_ARG(member->key), nearest)
			     : arena_printf(loading->arena, "unknown key '%.*s'", STR_ARG(member->key)));
}

static const char *place(Arena *arena, const char *path, Span span, const char *message)
{
	Position position = source_position(span.source, span.start, COLUMN_CODE_POINTS);

	return arena_printf(arena, "%s:%u:%u: %s", path, position.line, position.column, message);
}

// Reads the file at `path` over the defaults. `*is_ours` is false for a pyproject.toml without [tool.miglint].
static bool load_file(Arena *arena, const char *path, Config *config, bool *is_ours, const char **error)
{
	const Source *source = source_read(arena, path, path);
	TomlError toml_error;
	Loading loading = { .arena = arena, .config = config };

	*is_ours = true;
	if (source->problem || source->text.len > MAX_CONFIG_BYTES) {
		*error = arena_printf(arena, "%s: cannot read this file: %s", path,
				      source->problem ? source->problem : "it is larger than 256 KiB");
		return false;
	}
	const TomlValue *table = toml_read(arena, source, &toml_error);
	if (!table) {
		// Somebody else's broken pyproject.toml is not our business unless it mentions us.
		*is_ours = !str_ends_with(str_from(path), STR("pyproject.toml")) ||
			str_find(source->text, STR("tool.miglint"), 0) != SIZE_MAX;
		*error = place(arena, path, toml_error.span, toml_error.message);
		return !*is_ours;
	}
	if (str_ends_with(str_from(path), STR("pyproject.toml"))) {
		const TomlValue *tool = toml_get(table, "tool");
		table = tool && tool->kind == TOML_TABLE ? toml_get(tool, "miglint") : NULL;
		*is_ours = table && table->kind == TOML_TABLE;
	}
	for (size_t i = 0; *is_ours && i < table->members.len; i++) {
		if (!load_member(&loading, &table->members.items[i])) {
			*error = place(arena, path, loading.span, loading.message);
			return false;
		}
	}
	return true;
}

// `config` of a file, with what the command line gives over it.
static const Config *merge(ConfigFiles *files, const Config *config)
{
	Arena *arena = files->arena;
	const Config *given = &files->choice.given;
	Config *merged = arena_new(arena, Config);

	*merged = *config;
	merged->fail_on = given->fail_on;
	merged->diff_base = given->diff_base;
	if (given->postgres_version)
		merged->postgres_version = given->postgres_version;
	if (given->select.len)
		merged->select = given->select;
	merged->ignore.capacity = merged->ignore.len; // the file's array is not ours to grow in place
	for (size_t i = 0; i < given->ignore.len; i++)
		array_push(arena, &merged->ignore, given->ignore.items[i]);
	return merged;
}

static const char *parent_folder(Arena *arena, const char *folder)
{
	const char *slash = strrchr(folder, '/');

	if (!slash || (slash == folder && !folder[1]))
		return NULL;
	return slash == folder ? "/" : arena_strndup(arena, folder, (size_t)(slash - folder));
}

// The configuration of one file, merged; NULL with `*error`, or NULL alone when it is not ours.
static const Config *load_merged(ConfigFiles *files, const char *path, const char *folder, const char **error)
{
	Config config = config_default();
	bool is_ours;

	config.root = folder;
	if (!load_file(files->arena, path, &config, &is_ours, error))
		return NULL;
	*error = NULL;
	return is_ours ? merge(files, &config) : NULL;
}

static Folder *search(ConfigFiles *files, const char *folder);

static void search_here(ConfigFiles *files, const char *folder, Folder *found)
{
	static const char *const names[] = { ".miglint.toml", "miglint.toml", "pyproject.toml" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !found->config && !found->error; i++) {
		const char *slash = strcmp(folder, "/") == 0 ? "" : "/";
		const char *path = arena_printf(files->arena, "%s%s%s", folder, slash, names[i]);
		if (access(path, F_OK) != 0)
			continue;
		found->config = load_merged(files, path, folder, &found->error);
	}
}

static Folder *search(ConfigFiles *files, const char *folder)
{
	Folder *found = map_get(&files->folders, str_from(folder));

	if (found)
		return found;
	found = arena_new(files->arena, Folder);
	map_set(&files->folders, files->arena, str_from(folder), found);
	search_here(files, folder, found);
	const char *parent = parent_folder(files->arena, folder);
	if (!found->config && !found->error && parent)
		*found = *search(files, parent);
	if (!found->config && !found->error && !parent) {
		Config config = config_default();
		found->config = merge(files, &config);
	}
	return found;
}

ConfigFiles *config_files(Arena *arena, const ConfigChoice *choice)
{
	ConfigFiles *files = arena_new(arena, ConfigFiles);

	*files = (ConfigFiles){ .arena = arena, .choice = *choice };
	return files;
}

static const Config *chosen(ConfigFiles *files, const char **error)
{
	Folder *found = map_get(&files->folders, STR(""));

	if (!found) {
		found = arena_new(files->arena, Folder);
		map_set(&files->folders, files->arena, STR(""), found);
		if (files->choice.isolated) {
			Config config = config_default();
			found->config = merge(files, &config);
		} else {
			char *cwd = getcwd(NULL, 0);
			found->config = load_merged(files, files->choice.file,
						    cwd ? str_dup(files->arena, str_from(cwd)) : "/",
						    &found->error);
			free(cwd);
			if (!found->config && !found->error)
				found->error = arena_printf(files->arena, "%s: it has no [tool.miglint]",
							    files->choice.file);
		}
	}
	*error = found->error;
	return found->config;
}

const Config *config_for(ConfigFiles *files, const char *path, const char **error)
{
	char real[PATH_MAX];

	if (files->choice.isolated || files->choice.file)
		return chosen(files, error);
	const char *folder = parent_folder(files->arena, realpath(path, real) ? real : path);
	Folder *found = search(files, folder ? folder : "/");
	*error = found->error;
	return found->config;
}

// Whether `pattern` matches the path or one of the folders above it; one that ends in a slash means folders only.
static bool matches(const char *pattern, const char *path)
{
	char prefix[PATH_MAX], folders[PATH_MAX];
	size_t end = strlen(pattern);

	if (end > 1 && end < sizeof(folders) && pattern[end - 1] == '/') {
		memcpy(folders, pattern, end - 1);
		folders[end - 1] = '\0';
		pattern = folders;
	} else if (fnmatch(pattern, path, 0) == 0) {
		return true;
	}
	for (const char *slash = path; (slash = strchr(slash + 1, '/'));) {
		size_t len = (size_t)(slash - path);
		if (len >= sizeof(prefix))
			return false;
		memcpy(prefix, path, len);
		prefix[len] = '\0';
		if (fnmatch(pattern, prefix, 0) == 0)
			return true;
	}
	return false;
}

bool config_excludes(const Config *config, const char *path)
{
	char real[PATH_MAX];
	size_t len = config->root ? strlen(config->root) : 0;

	if (!config->exclude.len || !realpath(path, real))
		return false;
	const char *relative =
		len && strncmp(real, config->root, len) == 0 && real[len] == '/' ? real + len + 1 : real;
	const char *name = strrchr(real, '/');
	for (size_t i = 0; i < config->exclude.len; i++) {
		const char *pattern = config->exclude.items[i];
		// A pattern without a slash speaks of names anywhere, as in .gitignore.
		if (matches(pattern, relative) ||
		    (!strchr(pattern, '/') && name && fnmatch(pattern, name + 1, 0) == 0))
			return true;
	}
	return false;
}
