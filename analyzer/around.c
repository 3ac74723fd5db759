#include "around.h"

#include <dirent.h>
#include <stdlib.h>

#include "source/discover.h"

enum { MAX_FILES = 300, MAX_COMMANDS = 50 };

// ---- the project -----------------------------------------------------------------------------------------------

static Str base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return str_from(slash ? slash + 1 : path);
}

bool around_is_entry(const Source *source)
{
	Str name = base_name(source->path);

	return (str_is(name, "env.py") && str_find(source->text, STR("run_migrations"), 0) != SIZE_MAX) ||
		(str_is(name, "manage.py") && str_find(source->text, STR("django"), 0) != SIZE_MAX);
}

void around_comments(Arena *arena, const Source *source, SpanArray *comments)
{
	Str text = source->text;

	for (size_t at = 0; (at = str_find(text, STR("miglint:"), at)) != SIZE_MAX; at++) {
		size_t start = at;
		while (start > 0 && text.data[start - 1] == ' ')
			start--;
		if (start == 0 || text.data[start - 1] != '#')
			continue;
		size_t end = str_find_char(text, '\n', at);
		array_push(arena, comments,
			   ((Span){ source, (uint32_t)start - 1,
				    (uint32_t)(end == SIZE_MAX ? text.len : end) }));
	}
}

// ---- what runs migrations --------------------------------------------------------------------------------------

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' ||
		c == '/';
}

// Whether `first` stands in the line, and `second` behind it as a word of its own.
static bool has_in_order(Str line, const char *first, const char *second)
{
	size_t len = strlen(second), at = str_find(line, str_from(first), 0);

	for (at = at == SIZE_MAX ? at : at + strlen(first); at != SIZE_MAX; at++) {
		at = str_find(line, str_from(second), at);
		if (at == SIZE_MAX)
			return false;
		if (!is_word(line.data[at - 1]) && (at + len == line.len || !is_word(line.data[at + len])))
			return true;
	}
	return false;
}

static bool has_any(Str text, const char *const *words)
{
	for (; *words; words++)
		if (str_find(text, str_from(*words), 0) != SIZE_MAX)
			return true;
	return false;
}

// `line` in lower case, without blanks around it.
static bool runs_migrations(Str line)
{
	static const char *const harmless[] = { "--sql", "--help", "--plan", "--check", NULL };
	static const char *const comments[] = { "#", "//", "echo ", "@echo ", "printf ", NULL };

	for (size_t i = 0; comments[i]; i++)
		if (str_starts_with(line, str_from(comments[i])))
			return false;
	return (has_in_order(line, "alembic", "upgrade") || has_in_order(line, "manage.py", "migrate") ||
		has_in_order(line, "django-admin", "migrate") || has_in_order(line, "flask db", "upgrade")) &&
		!has_any(line, harmless);
}

static bool makes_backup(Str line)
{
	static const char *const words[] = { "backup", "back-up",    "back_up", "pg_dump",  "pg_basebackup",
					     "wal-g",  "pgbackrest", "barman",  "snapshot", NULL };

	return !str_starts_with(line, STR("#")) && has_any(line, words);
}

// Words of files, targets and jobs whose database holds nothing that matters.
static bool is_rehearsal(Str words)
{
	static const char *const names[] = { "test", "dev",  "local", "check", "lint", "setup",
					     "init", "seed", "reset", "demo",  "e2e",  NULL };

	return has_any(words, names);
}

// A file that starts a database of its own.
static bool has_own_database(Str text)
{
	static const char *const images[] = { "image: postgres",
					      "image: \"postgres",
					      "image: 'postgres",
					      "image: postgis",
					      "image: bitnami/postgres",
					      "image: timescale",
					      NULL };

	return has_any(text, images);
}

// The target of a Justfile or Makefile, or the job of a workflow, that begins on the line: `deploy: backup`.
static bool begins_target(Str raw, Str line)
{
	return raw.len && raw.data[0] != ' ' && raw.data[0] != '\t' && raw.data[0] != '#' &&
		str_find_char(line, ':', 0) != SIZE_MAX;
}

static void read_commands(Arena *arena, const Source *source, MigrationCommands *commands)
{
	Str target = STR_NONE, text = str_lower(arena, source->text);
	bool backed_up = false;

	if (has_own_database(text))
		return;
	for (uint32_t n = 1; n <= source->line_count && commands->len < MAX_COMMANDS; n++) {
		Span span = source_line_span(source, n);
		Str raw = str_slice(text, span.start, span.end), line = str_trim(raw);
		if (begins_target(raw, line))
			target = str_slice(line, 0, str_find_char(line, ':', 0));
		backed_up |= makes_backup(line);
		if (!runs_migrations(line) || is_rehearsal(target))
			continue;
		span.start += (uint32_t)(line.data - raw.data);
		span.end = span.start + (uint32_t)line.len;
		array_push(arena, commands, ((MigrationCommand){ span, backed_up }));
	}
}

// ---- where it is said ------------------------------------------------------------------------------------------

static bool may_run(Str name)
{
	static const char *const names[] = { "justfile",    ".justfile", "makefile",
					     "gnumakefile", "procfile",  "dockerfile" };
	static const char *const endings[] = { ".sh", ".yml", ".yaml", ".dockerfile" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_starts_with(name, str_from(names[i])))
			return true;
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (str_ends_with(name, str_from(endings[i])))
			return true;
	return false;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

typedef Array(const char *) Paths;

static void list(Arena *arena, const char *folder, Paths *paths)
{
	DIR *handle = opendir(folder);

	if (!handle)
		return;
	for (struct dirent *entry; (entry = readdir(handle)) && paths->len < MAX_FILES;) {
		Str name = str_lower(arena, str_from(entry->d_name));
		if (may_run(name) && !is_rehearsal(name))
			array_push(arena, paths, arena_printf(arena, "%s/%s", folder, entry->d_name));
	}
	closedir(handle);
}

static void find_commands(Arena *arena, Str root, MigrationCommands *commands)
{
	static const char *const folders[] = {
		"", "/.github/workflows", "/scripts", "/bin", "/deploy", "/docker", "/ci", "/.gitlab"
	};
	Paths paths = { 0 };

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		list(arena, arena_printf(arena, "%.*s%s", STR_ARG(root), folders[i]), &paths);
	if (paths.len)
		qsort(paths.items, paths.len, sizeof(*paths.items), compare);
	for (size_t i = 0; i < paths.len; i++) {
		const Source *source =
			source_read(arena, paths.items[i], discover_shown(arena, paths.items[i]));
		if (!source->problem)
			read_commands(arena, source, commands);
	}
}

Around around_read(Arena *arena, const Source *source, Project *project)
{
	Around around = { .entry = source };
	Str root = project_code(project, source, false);
	int folder = (int)(strlen(source->path) - base_name(source->path).len);

	if (str_is(base_name(source->path), "env.py")) {
		const char *path = arena_printf(arena, "%.*sscript.py.mako", folder, source->path);
		const Source *template_ = source_read(arena, path, path);
		around.env = project_env(project, source);
		around.template_ = template_->problem ? NULL : template_;
	}
	if (root.len)
		find_commands(arena, root, &around.commands);
	return around;
}
