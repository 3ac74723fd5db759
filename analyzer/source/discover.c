#include "source/discover.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

// As ruff leaves out by default (conventions.md 6.1); every other hidden directory is left out too.
static const char *const excluded[] = {
	"__pycache__", "__pypackages__", "_build",        "buck-out",
	"dist",        "node_modules",   "site-packages", "venv",
};

enum { MAX_DIRECTORY_DEPTH = 100 };

static bool is_excluded(const char *name)
{
	if (name[0] == '.')
		return true;
	for (size_t i = 0; i < sizeof(excluded) / sizeof(*excluded); i++)
		if (strcmp(name, excluded[i]) == 0)
			return true;
	return false;
}

static bool may_be_migration(Str name)
{
	return str_ends_with(name, STR(".py")) || str_ends_with(name, STR(".sql"));
}

static const char *without_dot_slash(const char *path)
{
	while (path[0] == '.' && path[1] == '/') {
		path += 2;
		while (path[0] == '/')
			path++;
	}
	return path;
}

const char *discover_shown(Arena *arena, const char *path)
{
	char *cwd = path[0] == '/' ? getcwd(NULL, 0) : NULL;
	const char *shown = without_dot_slash(path);

	if (cwd) {
		size_t len = strlen(cwd);
		if (strncmp(path, cwd, len) == 0 && path[len] == '/')
			shown = path + len + 1;
		free(cwd);
	}
	return arena_strndup(arena, shown, strlen(shown));
}

static void add_file(Arena *arena, const char *path, bool named, FileArray *files)
{
	array_push(arena, files,
		   ((FileEntry){ .path = path, .shown = discover_shown(arena, path), .explicit_ = named }));
}

static bool search(Arena *arena, const char *directory, int levels, FileArray *files, const char **error);

static bool search_below(Arena *arena, const char *directory, int levels, FileArray *files,
			 const char **error)
{
	if (levels > 1)
		return search(arena, directory, levels - 1, files, error);
	*error = arena_printf(arena, "cannot read directory '%s': directories nest too deeply", directory);
	return false;
}

// Searches `directory` and what is below it: `levels` deep, and deeper is an error; with -n no deeper than n, as far as it can be read.
static bool search(Arena *arena, const char *directory, int levels, FileArray *files, const char **error)
{
	DIR *handle = opendir(directory);

	if (!handle) {
		*error = arena_printf(arena, "cannot read directory '%s': %s", directory, strerror(errno));
		return false;
	}
	bool ok = true;
	size_t len = strlen(directory);
	const char *slash = len && directory[len - 1] == '/' ? "" : "/";
	for (struct dirent *entry; ok && (entry = readdir(handle));) {
		const char *path = arena_printf(arena, "%s%s%s", directory, slash, entry->d_name);
		struct stat status;
		if (is_excluded(entry->d_name) || lstat(path, &status) < 0)
			continue;
		if (S_ISDIR(status.st_mode) && levels < 0)
			search(arena, path, levels + 1, files, error);
		else if (S_ISDIR(status.st_mode))
			ok = levels == 0 || search_below(arena, path, levels, files, error);
		else if (may_be_migration(str_from(entry->d_name)) && stat(path, &status) == 0 &&
			 S_ISREG(status.st_mode))
			add_file(arena, path, false, files);
	}
	closedir(handle);
	return ok;
}

bool discover(Arena *arena, const char *argument, FileArray *files, const char **error)
{
	struct stat status;

	if (stat(argument, &status) < 0) {
		*error = arena_printf(arena, "cannot read '%s': %s", argument, strerror(errno));
		return false;
	}
	if (S_ISDIR(status.st_mode))
		return search(arena, argument, MAX_DIRECTORY_DEPTH, files, error);
	add_file(arena, arena_strndup(arena, argument, strlen(argument)), true, files);
	return true;
}

bool discover_direct(Arena *arena, const char *folder, FileArray *files, const char **error)
{
	return search(arena, folder, 0, files, error);
}

bool discover_near(Arena *arena, const char *folder, int levels, FileArray *files, const char **error)
{
	return search(arena, folder, -levels, files, error);
}

static int compare(const void *a, const void *b)
{
	const FileEntry *x = a, *y = b;
	int order = strcmp(x->shown, y->shown);

	return order ? order : (int)y->explicit_ - (int)x->explicit_;
}

void files_finish(FileArray *files)
{
	size_t kept = 0;

	if (files->len)
		qsort(files->items, files->len, sizeof(FileEntry), compare);
	for (size_t i = 0; i < files->len; i++)
		if (!kept || strcmp(files->items[kept - 1].shown, files->items[i].shown) != 0)
			files->items[kept++] = files->items[i];
	files->len = kept;
}
