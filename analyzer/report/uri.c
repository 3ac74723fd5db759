#include "report/uri.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"

static const char *working_directory(Arena *arena)
{
	char *path = getcwd(NULL, 0);

	if (!path)
		return "/";
	const char *copy = arena_strndup(arena, path, strlen(path));
	free(path);
	return copy;
}

// A work tree has a folder .git, or a file of that name when it is a submodule or a linked work tree.
const char *repository_root(Arena *arena)
{
	const char *here = working_directory(arena);

	for (size_t len = strlen(here); len > 0;) {
		if (access(arena_printf(arena, "%.*s/.git", (int)len, here), F_OK) == 0)
			return arena_strndup(arena, here, len);
		while (len > 0 && here[--len] != '/')
			continue;
	}
	return here;
}

// "/a/./b/../c" as "/a/c", for a file that is not there to ask.
static const char *normalized(Arena *arena, const char *path)
{
	Buffer out = buffer_in(arena);

	for (const char *at = path; *at;) {
		size_t len = strcspn(at, "/");
		Str part = { at, len };
		if (str_is(part, "..")) {
			while (out.len > 0 && out.data[--out.len] != '/')
				continue;
		} else if (len > 0 && !str_is(part, ".")) {
			buffer_putc(&out, '/');
			buffer_add_str(&out, part);
		}
		at += len + (at[len] == '/');
	}
	return str_dup(arena, buffer_str(&out));
}

static const char *absolute_path(Arena *arena, const char *path)
{
	char *real = realpath(path, NULL);

	if (real) {
		const char *copy = arena_strndup(arena, real, strlen(real));
		free(real);
		return copy;
	}
	if (path[0] == '/')
		return normalized(arena, path);
	return normalized(arena, arena_printf(arena, "%s/%s", working_directory(arena), path));
}

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		(c && strchr("-._~/", c));
}

const char *repository_uri(Arena *arena, const char *root, const char *path)
{
	const char *absolute = absolute_path(arena, path);
	size_t root_len = strcmp(root, "/") == 0 ? 0 : strlen(root);
	Buffer uri = buffer_in(arena);

	if (strncmp(absolute, root, root_len) == 0 && absolute[root_len] == '/')
		absolute += root_len;
	while (*absolute == '/')
		absolute++;
	for (const char *c = absolute; *c; c++) {
		if (is_unreserved(*c))
			buffer_putc(&uri, *c);
		else
			buffer_printf(&uri, "%%%02X", (unsigned char)*c);
	}
	return buffer_str(&uri).data;
}
