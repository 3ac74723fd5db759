#include "source/discover.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
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

// Where: the working directory, asked of the system once; NULL when it is none.
typedef struct Where {
	Arena *arena;
	const char *directory;
	size_t len;
} Where;

static Where working_directory(Arena *arena)
{
	char directory[PATH_MAX];
	const char *known = getcwd(directory, sizeof(directory)) ? directory : NULL;
	size_t len = known ? strlen(known) : 0;

	return (Where){ arena, known ? arena_strndup(arena, known, len) : NULL, len };
}

static const char *shown_from(const Where *where, const char *path)
{
	if (where->directory && strncmp(path, where->directory, where->len) == 0 && path[where->len] == '/')
		path += where->len + 1;
	else
		path = without_dot_slash(path);
	return arena_strndup(where->arena, path, strlen(path));
}

const char *discover_shown(Arena *arena, const char *path)
{
	Where where = working_directory(arena);

	return shown_from(&where, path);
}

// Search: one walk through folders.
typedef struct Search {
	Where where;
	FileArray *files;
	const char **error;
} Search;

static void add_file(const Search *search, const char *path, bool named)
{
	array_push(
		search->where.arena, search->files,
		((FileEntry){ .path = path, .shown = shown_from(&search->where, path), .explicit_ = named }));
}

// What an entry of a folder is: what readdir() says, which most file systems know; the system is asked when it does not, and what a
// link leads to. DT_UNKNOWN when it cannot be found out.
static unsigned char kind_of(const char *path, const struct dirent *entry)
{
	struct stat status;

	if (entry->d_type != DT_UNKNOWN && entry->d_type != DT_LNK)
		return entry->d_type;
	if (lstat(path, &status) < 0)
		return DT_UNKNOWN;
	if (S_ISLNK(status.st_mode))
		return stat(path, &status) == 0 && S_ISREG(status.st_mode) ? DT_REG : DT_LNK;
	return S_ISDIR(status.st_mode) ? DT_DIR : S_ISREG(status.st_mode) ? DT_REG : DT_UNKNOWN;
}

static bool walk(const Search *search, const char *directory, int levels);

static bool walk_below(const Search *search, const char *directory, int levels)
{
	if (levels > 1)
		return walk(search, directory, levels - 1);
	*search->error = arena_printf(search->where.arena,
				      "cannot read directory '%s': directories nest too deeply", directory);
	return false;
}

static bool take(const Search *search, const char *path, const struct dirent *entry, int levels)
{
	unsigned char kind = kind_of(path, entry);

	if (kind == DT_REG && may_be_migration(str_from(entry->d_name)))
		add_file(search, path, false);
	if (kind != DT_DIR || levels == 0)
		return true;
	if (levels > 0)
		return walk_below(search, path, levels);
	walk(search, path, levels + 1);
	return true;
}

// Walks `directory` and what is below it: `levels` deep, and deeper is an error; with -n no deeper than n, as far as it can be read.
static bool walk(const Search *search, const char *directory, int levels)
{
	Arena *arena = search->where.arena;
	DIR *handle = opendir(directory);

	if (!handle) {
		*search->error =
			arena_printf(arena, "cannot read directory '%s': %s", directory, strerror(errno));
		return false;
	}
	bool ok = true;
	size_t len = strlen(directory);
	const char *slash = len && directory[len - 1] == '/' ? "" : "/";
	for (struct dirent *entry; ok && (entry = readdir(handle));)
		if (!is_excluded(entry->d_name))
			ok = take(search, arena_printf(arena, "%s%s%s", directory, slash, entry->d_name),
				  entry, levels);
	closedir(handle);
	return ok;
}

bool discover(Arena *arena, const char *argument, FileArray *files, const char **error)
{
	Search search = { working_directory(arena), files, error };
	struct stat status;

	if (stat(argument, &status) < 0) {
		*error = arena_printf(arena, "cannot read '%s': %s", argument, strerror(errno));
		return false;
	}
	if (S_ISDIR(status.st_mode))
		return walk(&search, argument, MAX_DIRECTORY_DEPTH);
	add_file(&search, arena_strndup(arena, argument, strlen(argument)), true);
	return true;
}

bool discover_direct(Arena *arena, const char *folder, FileArray *files, const char **error)
{
	return walk(&(Search){ working_directory(arena), files, error }, folder, 0);
}

bool discover_near(Arena *arena, const char *folder, int levels, FileArray *files, const char **error)
{
	return walk(&(Search){ working_directory(arena), files, error }, folder, -levels);
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
