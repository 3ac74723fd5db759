#include "migration/django_project.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"
#include "python/object.h"

// ---- apps.py --------------------------------------------------------------------------------------------------

static bool is_app_config(const Value *klass)
{
	const ValueArray *bases = klass->kind == VALUE_CLASS ? class_bases(klass) : NULL;

	for (size_t i = 0; bases && i < bases->len; i++) {
		const Value *base = bases->items[i];
		Str name = base->kind == VALUE_CLASS ? class_title(base) : value_last_name(base);
		if (str_ends_with(name, STR("Config")))
			return true;
	}
	return false;
}

// AppConfig.label, else the last part of AppConfig.name.
static bool read_label(Arena *arena, const Value *klass, Str *label)
{
	const Value *given = class_field(klass, "label"), *name = class_field(klass, "name");
	Str text;

	if (given && value_plain_text(given, arena, &text) && text.len) {
		*label = str_from(str_dup(arena, text));
		return true;
	}
	if (!name || !value_plain_text(name, arena, &text) || !text.len)
		return false;
	size_t dot = text.len;
	while (dot > 0 && text.data[dot - 1] != '.')
		dot--;
	*label = str_from(str_dup(arena, str_slice(text, dot, text.len)));
	return true;
}

static bool is_default(const Value *klass)
{
	const Value *value = class_field(klass, "default");
	bool truth;

	return value && value_truth(value, &truth) && truth;
}

void django_label_read(Arena *arena, const Source *source, const Code *code, Str *label)
{
	static const Host no_host = { 0 };
	Module *module = module_evaluate_code(arena, source, code, &no_host);
	ClassEntries entries = { 0 };
	bool found = false;

	module_entries(arena, module, &entries);
	for (size_t i = 0; i < entries.len; i++)
		if (is_app_config(entries.items[i].value) && (!found || is_default(entries.items[i].value)))
			found |= read_label(arena, entries.items[i].value, label);
}

// ---- folders --------------------------------------------------------------------------------------------------

enum { MAX_FOLDERS_UP = 20 };

static bool cut_last(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash || slash == path)
		return false;
	*slash = '\0';
	return true;
}

static bool has(Arena *arena, const char *folder, const char *name)
{
	return access(arena_printf(arena, "%s/%s", folder, name), F_OK) == 0;
}

static bool is_migrations_folder(Str folder)
{
	return str_find(folder, STR("migration"), 0) != SIZE_MAX;
}

static Str last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? str_from(slash + 1) : str_from(path);
}

// The closest folder above with manage.py, no further up than the repository goes.
static const char *find_manage(Arena *arena, const char *app)
{
	char *folder = arena_strndup(arena, app, strlen(app));

	for (int i = 0; i < MAX_FOLDERS_UP; i++) {
		if (has(arena, folder, "manage.py"))
			return folder;
		if (has(arena, folder, ".git") || !cut_last(folder))
			return NULL;
	}
	return NULL;
}

// The outermost package around the app; of an app that is in none, the folder where its neighbours are.
static const char *find_package(Arena *arena, const char *app)
{
	char *folder = arena_strndup(arena, app, strlen(app));
	const char *package = arena_strndup(arena, app, strlen(app));

	for (int i = 0; i < MAX_FOLDERS_UP && has(arena, folder, "__init__.py"); i++) {
		package = arena_strndup(arena, folder, strlen(folder));
		if (!cut_last(folder))
			return package;
	}
	if (strcmp(package, app) != 0)
		return package;
	folder = arena_strndup(arena, app, strlen(app));
	cut_last(folder);
	return folder;
}

const char *django_folder(Arena *arena, const char *path)
{
	char real[PATH_MAX];

	if (!realpath(path, real) || !cut_last(real))
		return NULL;
	const char *own = arena_strndup(arena, real, strlen(real));
	if (!is_migrations_folder(last_part(own)) || !cut_last(real))
		return own;
	const char *manage = find_manage(arena, real);
	return manage ? manage : find_package(arena, real);
}

// Whether the folder of `path`, below `folder`, may hold migrations.
static bool may_hold(const char *path, size_t folder)
{
	const char *slash = strrchr(path, '/');
	size_t end = slash ? (size_t)(slash - path) : 0, start = end;

	while (start > folder && path[start - 1] != '/')
		start--;
	return end <= folder || is_migrations_folder((Str){ path + start, end - start });
}

void django_files(Arena *arena, const char *folder, FileArray *files)
{
	const char *error = NULL;
	size_t kept = 0;
	bool is_project = !is_migrations_folder(last_part(folder));

	// A folder that cannot be listed leaves the history incomplete; nothing takes it for complete.
	if (!(is_project ? discover(arena, folder, files, &error)
			 : discover_direct(arena, folder, files, &error)))
		files->len = 0;
	for (size_t i = 0; i < files->len; i++)
		if (may_hold(files->items[i].path, strlen(folder)) &&
		    str_ends_with(str_from(files->items[i].path), STR(".py")))
			files->items[kept++] = files->items[i];
	files->len = kept;
	files_finish(files);
}

const char *django_set(Arena *arena, const char *folder, const char *path, bool *whole)
{
	const char *slash = strrchr(path, '/');

	(void)folder;
	*whole = is_migrations_folder(
		last_part(arena_strndup(arena, path, slash ? (size_t)(slash - path) : 0)));
	return arena_strndup(arena, path, slash ? (size_t)(slash - path) : 0);
}

// ---- settings -------------------------------------------------------------------------------------------------

// `NAME = "x.Y"` at the start of a line.
static Str assigned_text(Str text, const char *name)
{
	Str mark = str_from(name);

	for (size_t at = str_find(text, mark, 0); at != SIZE_MAX; at = str_find(text, mark, at + 1)) {
		size_t end = at + mark.len;
		if (at > 0 && text.data[at - 1] != '\n')
			continue;
		while (end < text.len && (text.data[end] == ' ' || text.data[end] == '='))
			end++;
		char quote = end < text.len ? text.data[end] : 0;
		size_t close = quote == '"' || quote == '\'' ? str_find_char(text, quote, end + 1) : SIZE_MAX;
		if (close != SIZE_MAX)
			return str_slice(text, end + 1, close);
	}
	return STR_NONE;
}

// The value behind `name=` in the options of a connection: "-c lock_timeout=5s -c ...".
static Str option_in(Str text, const char *name)
{
	Str mark = str_from(name);
	size_t at = str_find(text, mark, 0), end;

	for (; at != SIZE_MAX; at = str_find(text, mark, at + 1)) {
		size_t start = at + mark.len;
		if (start >= text.len || text.data[start] != '=')
			continue;
		for (end = ++start; end < text.len && !strchr(" \t\r\n\"'\\", text.data[end]); end++)
			;
		return str_slice(text, start, end);
	}
	return STR_NONE;
}

static bool is_settings_file(Str path)
{
	size_t slash = path.len;

	while (slash > 0 && path.data[slash - 1] != '/')
		slash--;
	Str name = str_slice(path, slash, path.len), folder = str_slice(path, 0, slash);
	return str_ends_with(name, STR(".py")) &&
		(str_starts_with(name, STR("settings")) || str_ends_with(folder, STR("/settings/")) ||
		 str_ends_with(folder, STR("/conf/")));
}

// Files that do not agree leave a setting open; `*conflict` remembers.
static void take(Arena *arena, Str found, Str *setting, bool *conflict)
{
	if (!found.len || *conflict)
		return;
	*conflict = setting->len && !str_equal(*setting, found);
	*setting = *conflict ? STR_NONE : str_from(str_dup(arena, found));
}

void django_settings_read(Arena *arena, const char *folder, DjangoSettings *settings)
{
	FileArray files = { 0 };
	const char *error = NULL;
	bool conflicts[4] = { false };

	*settings = (DjangoSettings){ 0 };
	if (!discover(arena, folder, &files, &error))
		return;
	for (size_t i = 0; i < files.len; i++) {
		Arena scratch = { 0 };
		if (!is_settings_file(str_from(files.items[i].path)))
			continue;
		Str text = source_read(&scratch, files.items[i].path, files.items[i].path)->text;
		take(arena, assigned_text(text, "AUTH_USER_MODEL"), &settings->auth_user_model,
		     &conflicts[0]);
		take(arena, assigned_text(text, "DEFAULT_AUTO_FIELD"), &settings->default_auto_field,
		     &conflicts[1]);
		take(arena, option_in(text, "lock_timeout"), &settings->lock_timeout, &conflicts[2]);
		take(arena, option_in(text, "statement_timeout"), &settings->statement_timeout,
		     &conflicts[3]);
		arena_release(&scratch);
	}
}

// More names than django_settings_read() looks at: what one of them says keeps a default from being believed.
static bool may_be_settings(Str path)
{
	static const char *const marks[] = { "settings", "/conf/", "/config/" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (str_ends_with(path, STR(".py")) && str_find(path, str_from(marks[i]), 0) != SIZE_MAX)
			return true;
	return false;
}

Str django_settings_text(Arena *arena, const char *folder)
{
	Buffer text = buffer_in(arena);
	FileArray files = { 0 };
	const char *error = NULL;

	if (!discover(arena, folder, &files, &error))
		return STR_NONE;
	for (size_t i = 0; i < files.len; i++) {
		Arena scratch = { 0 };
		Str path = str_from(files.items[i].path);
		if (!may_be_settings(str_slice(path, strlen(folder), path.len)))
			continue;
		Str more = source_read(&scratch, files.items[i].path, files.items[i].path)->text;
		buffer_add(&text, more.data, more.len);
		buffer_add(&text, "\n", 1);
		arena_release(&scratch);
	}
	return buffer_str(&text);
}

bool django_settings_has(Str text, Str name)
{
	for (size_t at = str_find(text, name, 0); at != SIZE_MAX; at = str_find(text, name, at + 1)) {
		size_t start = at, end = at + name.len, newline = str_find_char(text, '\n', at);
		while (start > 0 && (text.data[start - 1] == ' ' || text.data[start - 1] == '\t'))
			start--;
		while (end < text.len && text.data[end] == ' ')
			end++;
		bool is_assigned = (!start || text.data[start - 1] == '\n') && end < text.len &&
			(text.data[end] == '=' || text.data[end] == ':');
		Str value = str_slice(text, end, newline == SIZE_MAX ? text.len : newline);
		if (is_assigned && str_find(value, STR("getattr("), 0) == SIZE_MAX)
			return true;
	}
	return false;
}
