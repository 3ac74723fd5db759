#include "diff_base.h"

#include <limits.h>
#include <stdlib.h>

// ---- repositories ---------------------------------------------------------------------------------------------

static BaseRepository *open_repository(DiffBase *diff, Arena *arena, const char *top, const char **error)
{
	BaseRepository *found = map_get(&diff->repositories, str_from(top));

	if (found)
		return found;
	found = arena_new(arena, BaseRepository);
	found->top = top;
	found->tip_commit = git_commit(arena, top, diff->ref, error);
	const char *head = found->tip_commit ? git_commit(arena, top, "HEAD", error) : NULL;
	found->base_commit = head ? git_merge_base(arena, top, found->tip_commit, head, error) : NULL;
	if (!found->base_commit)
		return NULL;
	found->base = found->tip = arena_new(arena, GitFiles);
	if (!git_files(arena, top, found->base_commit, found->base, error))
		return NULL;
	if (strcmp(found->base_commit, found->tip_commit) != 0) {
		found->tip = arena_new(arena, GitFiles);
		if (!git_files(arena, top, found->tip_commit, found->tip, error))
			return NULL;
	}
	map_set(&diff->repositories, arena, str_from(top), found);
	return found;
}

static const char *folder_of(Arena *arena, const char *path)
{
	char real[PATH_MAX];

	if (!realpath(path, real))
		return NULL;
	char *slash = strrchr(real, '/');
	return arena_strndup(arena, real, slash == real ? 1 : (size_t)(slash - real));
}

static bool open_folder(DiffBase *diff, Arena *arena, const char *folder, const char **error)
{
	if (map_get(&diff->folders, str_from(folder)))
		return true;
	const char *top = git_top(arena, folder, error);
	BaseRepository *repository = top ? open_repository(diff, arena, top, error) : NULL;
	if (repository)
		map_set(&diff->folders, arena, str_from(folder), repository);
	return repository != NULL;
}

bool diff_base_open(DiffBase *diff, Arena *arena, const FileArray *files, const char **error)
{
	for (size_t i = 0; i < files->len; i++) {
		const char *folder = folder_of(arena, files->items[i].path);
		// A file that is not there has a finding of its own.
		if (folder && !open_folder(diff, arena, folder, error))
			return false;
	}
	return true;
}

static bool is_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return strncmp(path, folder, len) == 0 && (path[len] == '/' || !path[len]);
}

const BaseRepository *diff_base_find(const DiffBase *diff, const char *folder)
{
	const BaseRepository *found = NULL;

	for (size_t i = 0; i < diff->repositories.len; i++) {
		const BaseRepository *repository = diff->repositories.entries[i].value;
		// The innermost, where one lies within another.
		if (is_below(folder, repository->top) &&
		    (!found || strlen(repository->top) > strlen(found->top)))
			found = repository;
	}
	return found;
}

// ---- files ----------------------------------------------------------------------------------------------------

static bool is_wanted(const char *path, const Map *folders, const char *below, const char *ending)
{
	const char *slash = strrchr(path, '/');
	Str folder = { path, slash ? (size_t)(slash - path) : 0 };

	return str_ends_with(str_from(path), str_from(ending)) &&
		(map_get(folders, folder) || (below && is_below(path, below)));
}

bool diff_base_read(Arena *arena, const BaseRepository *repository, const GitFiles *files, const Map *folders,
		    const char *below, const char *ending, BaseFiles *found, const char **error)
{
	Array(const char *) objects = { 0 };

	for (size_t i = 0; i < files->len; i++) {
		const char *path = arena_printf(arena, "%s/%s", repository->top, files->items[i].path);
		if (!is_wanted(path, folders, below, ending))
			continue;
		array_push(arena, found, ((BaseFile){ .path = path, .object = files->items[i].object }));
		array_push(arena, &objects, files->items[i].object);
	}
	Str *texts = arena_array(arena, Str, objects.len);
	if (!git_read(arena, repository->top, objects.items, objects.len, texts, error))
		return false;
	for (size_t i = 0; i < found->len; i++)
		found->items[i].text = texts[i];
	return true;
}
