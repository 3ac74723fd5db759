#include "migration/project.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/map.h"
#include "migration/alembic_env.h"

enum { MAX_ENV_DISTANCE = 3 };

// Read: one module file. `module` NULL while it is being read (a cycle) and when it cannot be.
typedef struct Read {
	Tree tree;
	Module *module;
} Read;

struct Project {
	Arena *arena;
	Map answers; // "folder\nlevel\ndotted" -> Answer
	Map reads;   // absolute path -> Read
	Map envs;    // absolute folder -> EnvFacts
	int depth;
};

// Answer: what an import means from one folder.
typedef struct Answer {
	const Module *module;
} Answer;

// Never project code, whatever folders are called: "alembic" is what people call the folder of their migrations.
static const char *const libraries[] = {
	"alembic", "sqlalchemy", "sqlmodel", "alembic_utils", "alembic_postgresql_enum", "geoalchemy2", "pgvector", "sqlalchemy_utils",
	"os", "re", "sys", "json", "enum", "uuid", "typing", "logging", "datetime", "textwrap", "pathlib", "collections", "itertools",
	"functools", "contextlib", "dataclasses", "__future__", "importlib", "inspect", "time", "warnings", "string",
};

static bool is_library(Str dotted)
{
	size_t dot = str_find_char(dotted, '.', 0);
	Str top = dot == SIZE_MAX ? dotted : str_slice(dotted, 0, dot);

	for (size_t i = 0; i < sizeof(libraries) / sizeof(*libraries); i++)
		if (str_is(top, libraries[i]))
			return true;
	return false;
}

Project *project_new(Arena *arena)
{
	Project *project = arena_new(arena, Project);

	project->arena = arena;
	return project;
}

void project_release(Project *project)
{
	for (size_t i = 0; i < project->reads.len; i++)
		syntax_free(&((Read *)project->reads.entries[i].value)->tree);
}

// ---- folders --------------------------------------------------------------------------------------------------

static Str parent_of(Str folder)
{
	size_t len = folder.len;

	while (len > 0 && folder.data[len - 1] != '/')
		len--;
	return str_slice(folder, 0, len > 1 ? len - 1 : len);
}

static bool exists_in(Project *project, Str folder, const char *name)
{
	return access(arena_printf(project->arena, "%.*s/%s", STR_ARG(folder), name), F_OK) == 0;
}

static bool has_any(Project *project, Str folder, const char *const *names)
{
	for (size_t i = 0; names[i]; i++)
		if (exists_in(project, folder, names[i]))
			return true;
	return false;
}

// The closest folder at or above `folder` with one of the files; empty when none has.
static Str find_above(Project *project, Str folder, const char *const *names)
{
	for (;; folder = parent_of(folder)) {
		if (has_any(project, folder, names))
			return folder;
		if (folder.len <= 1)
			return STR_NONE;
	}
}

// The folder nothing above which is opened.
static Str find_root(Project *project, Str folder)
{
	static const char *const git[] = { ".git", NULL };
	static const char *const python[] = { "pyproject.toml", "setup.py", "setup.cfg", "alembic.ini", NULL };
	Str root = find_above(project, folder, git);

	if (!root.len)
		root = find_above(project, folder, python);
	if (root.len)
		return root;
	// An installed package: the folder that holds the importer's top-level package.
	while (folder.len > 1 && exists_in(project, folder, "__init__.py"))
		folder = parent_of(folder);
	return folder;
}

static Str folder_of(Project *project, const Source *source)
{
	char real[PATH_MAX];

	if (!realpath(source->path, real))
		return STR_NONE;
	return parent_of(str_from(arena_strndup(project->arena, real, strlen(real))));
}

// ---- reading modules ------------------------------------------------------------------------------------------

static const Module *import_for_module(void *state, Evaluator *evaluator, const Module *importer, Str dotted, int level)
{
	(void)evaluator;
	return project_import(state, module_source(importer), dotted, level);
}

static const Module *read_module(Project *project, const char *path)
{
	Read *read = map_get(&project->reads, str_from(path));

	if (read)
		return read->module;
	read = arena_new(project->arena, Read);
	map_set(&project->reads, project->arena, str_from(path), read);
	const Source *source = source_read(project->arena, path, path);
	if (source->problem)
		return NULL;
	Host host = { .state = project, .import = import_for_module };
	read->tree = syntax_parse(source, LANGUAGE_PYTHON);
	project->depth++;
	Module *module = module_evaluate(project->arena, &read->tree, &host);
	project->depth--;
	read->module = module;
	return module;
}

// The module `path` (slashes for dots) below `folder`, NULL when there is none.
static const Module *module_below(Project *project, Str folder, Str path)
{
	static const char *const endings[] = { ".py", "/__init__.py" };

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		const char *file = arena_printf(project->arena, "%.*s/%.*s%s", STR_ARG(folder), STR_ARG(path), endings[i]);
		if (access(file, R_OK) == 0)
			return read_module(project, file);
	}
	return NULL;
}

static Str as_path(Project *project, Str dotted)
{
	char *path = str_dup(project->arena, dotted);

	for (size_t i = 0; i < dotted.len; i++)
		if (path[i] == '.')
			path[i] = '/';
	return (Str){ path, dotted.len };
}

// Whether `root` is where this import may be sought when the importer is an installed package: only its own package is project code.
static const Module *search(Project *project, Str folder, Str path)
{
	Str root = find_root(project, folder);

	if (!root.len)
		return NULL;
	for (Str at = folder; at.len >= root.len; at = parent_of(at)) {
		const Module *module = module_below(project, at, path);
		if (module || at.len <= 1)
			return module;
	}
	return module_below(project, str_from(arena_printf(project->arena, "%.*s/src", STR_ARG(root))), path);
}

static const Module *search_relative(Project *project, Str folder, Str path, int level)
{
	for (; level > 1; level--)
		folder = parent_of(folder);
	if (!path.len)
		return module_below(project, folder, STR("__init__"));
	return module_below(project, folder, path);
}

const Module *project_import(Project *project, const Source *importer, Str dotted, int relative_level)
{
	if (project->depth >= MAX_IMPORT_DEPTH || (!relative_level && (is_library(dotted) || !dotted.len)))
		return NULL;
	Str folder = folder_of(project, importer);
	if (!folder.len)
		return NULL;
	Str question = str_from(
		arena_printf(project->arena, "%.*s\n%d\n%.*s", STR_ARG(folder), relative_level, STR_ARG(dotted)));
	Answer *answer = map_get(&project->answers, question);
	if (answer)
		return answer->module;
	Str path = as_path(project, dotted);
	const Module *module = relative_level ? search_relative(project, folder, path, relative_level) : search(project, folder, path);
	answer = arena_new(project->arena, Answer);
	answer->module = module;
	map_set(&project->answers, project->arena, question, answer);
	return module;
}

// ---- env.py ---------------------------------------------------------------------------------------------------

const EnvFacts *project_env(Project *project, const Source *revision)
{
	Str folder = folder_of(project, revision);
	EnvFacts *facts = folder.len ? map_get(&project->envs, folder) : NULL;

	if (facts)
		return facts;
	facts = arena_new(project->arena, EnvFacts);
	facts->in_transaction = true;
	if (folder.len)
		map_set(&project->envs, project->arena, folder, facts);
	for (int i = 0; i <= MAX_ENV_DISTANCE && folder.len > 1; i++, folder = parent_of(folder)) {
		if (!exists_in(project, folder, "env.py"))
			continue;
		const char *path = arena_printf(project->arena, "%.*s/env.py", STR_ARG(folder));
		alembic_env_read(project->arena, path, facts);
		break;
	}
	return facts;
}
