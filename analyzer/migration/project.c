#include "migration/project.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/map.h"
#include "migration/alembic_env.h"
#include "migration/alembic_ini.h"
#include "migration/django_project.h"
#include "source/syntax.h"

enum { MAX_FOLDERS_UP = 3 };

// File: one module file, read and parsed. `code` NULL when it cannot be.
typedef struct File {
	const Source *source;
	const Code *code;
} File;

struct Project {
	Arena *arena;
	Str here;     // the working directory: paths below it are shown without it
	Map folders;  // folder as written -> Str, its real path
	Map answers;  // "folder\nlevel\ndotted" -> Answer
	Map files;    // absolute path -> File
	Map envs;     // absolute folder -> EnvFacts
	Map labels;   // absolute folder of a Django app -> Str
	Map settings; // folder of a Django project -> Str, the text of its settings
	Map code[2]; // folder of migrations -> Str, the folder of the code around it: the narrowest, the widest
	Map there;   // path -> whether the system has it, &yes or &no
};

// Answer: what an import means from one folder; `path` NULL when it is nothing of the project.
typedef struct Answer {
	const char *path;
} Answer;

// Import: one evaluated module; `module` NULL while it is being read.
typedef struct Import {
	Module *module;
} Import;

struct Imports {
	Arena *arena;
	Project *project;
	Map modules; // absolute path -> Import
	int depth;
};

// Never project code, whatever folders are called: "alembic" is what people call the folder of their migrations.
static const char *const libraries[] = {
	"alembic",
	"django",
	"sqlalchemy",
	"sqlmodel",
	"alembic_utils",
	"alembic_postgresql_enum",
	"geoalchemy2",
	"pgvector",
	"sqlalchemy_utils",
	"os",
	"re",
	"sys",
	"json",
	"enum",
	"uuid",
	"typing",
	"logging",
	"datetime",
	"textwrap",
	"pathlib",
	"collections",
	"itertools",
	"functools",
	"contextlib",
	"dataclasses",
	"__future__",
	"importlib",
	"inspect",
	"time",
	"warnings",
	"string",
};

bool project_is_library(Str dotted)
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
	char here[PATH_MAX];

	project->arena = arena;
	if (getcwd(here, sizeof(here)))
		project->here = str_from(arena_strndup(arena, here, strlen(here)));
	return project;
}

// ---- folders --------------------------------------------------------------------------------------------------

static Str parent_of(Str folder)
{
	size_t len = folder.len;

	while (len > 0 && folder.data[len - 1] != '/')
		len--;
	return str_slice(folder, 0, len > 1 ? len - 1 : len);
}

bool project_has(Project *project, Str folder, const char *name)
{
	static const char yes, no;
	char path[PATH_MAX];
	size_t name_len = strlen(name), len = folder.len + 1 + name_len;

	if (len >= sizeof(path))
		return false;
	memcpy(path, folder.data, folder.len);
	path[folder.len] = '/';
	memcpy(path + folder.len + 1, name, name_len + 1);
	const void *answer = map_get(&project->there, (Str){ path, len });
	if (!answer) {
		answer = access(path, F_OK) == 0 ? &yes : &no;
		map_set(&project->there, project->arena,
			(Str){ arena_strndup(project->arena, path, len), len }, (void *)(uintptr_t)answer);
	}
	return answer == &yes;
}

bool folder_has_like(Arena *arena, Str folder, bool (*is)(Arena *arena, Str name))
{
	DIR *listing = opendir(folder.len ? str_dup(arena, folder) : ".");
	Arena scratch = { 0 };
	bool found = false;

	for (const struct dirent *entry; listing && !found && (entry = readdir(listing));)
		found = is(&scratch, str_from(entry->d_name));
	if (listing)
		closedir(listing);
	arena_release(&scratch);
	return found;
}

bool project_has_like(Project *project, Str folder, bool (*is)(Arena *arena, Str name))
{
	static const char yes, no;
	char key[PATH_MAX];
	// No file is called so.
	int len = snprintf(key, sizeof(key), "%.*s/\1%p", STR_ARG(folder), (void *)(uintptr_t)is);

	if (len < 0 || (size_t)len >= sizeof(key))
		return false;
	const void *answer = map_get(&project->there, (Str){ key, (size_t)len });
	if (!answer) {
		answer = folder_has_like(project->arena, folder, is) ? &yes : &no;
		map_set(&project->there, project->arena,
			(Str){ arena_strndup(project->arena, key, (size_t)len), (size_t)len },
			(void *)(uintptr_t)answer);
	}
	return answer == &yes;
}

static bool has_any(Project *project, Str folder, const char *const *names)
{
	for (size_t i = 0; names[i]; i++)
		if (project_has(project, folder, names[i]))
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

// Whether `folder` lies at most `levels` below `above`.
static bool is_above(Str above, Str folder, int levels)
{
	for (; levels > 0 && folder.len > above.len; levels--)
		folder = parent_of(folder);
	return folder.len <= above.len;
}

// The folder nothing above which is opened.
static Str find_root(Project *project, Str folder)
{
	static const char *const git[] = { ".git", NULL };
	static const char *const init[] = { "__init__.py", NULL };
	static const char *const python[] = { "pyproject.toml", "setup.py",  "setup.cfg",
					      "alembic.ini",    "manage.py", NULL };
	Str root = find_above(project, folder, git);

	if (!root.len)
		root = find_above(project, folder, python);
	if (root.len)
		return root;
	// An installed package: the folder that holds the importer's top-level package. The folder of revisions is often no package.
	Str package = find_above(project, folder, init);
	if (package.len && !is_above(package, folder, MAX_FOLDERS_UP))
		return folder;
	folder = package.len ? package : folder;
	while (folder.len > 1 && project_has(project, folder, "__init__.py"))
		folder = parent_of(folder);
	return folder;
}

static Str folder_of(Project *project, const Source *source);

static Str find_code(Project *project, Str folder, bool widest)
{
	static const char *const git[] = { ".git", NULL };
	static const char *const python[] = {
		"pyproject.toml", "setup.py",         "setup.cfg", "alembic.ini",
		"manage.py",      "requirements.txt", NULL,
	};
	Str root = find_above(project, folder, git), closest = find_above(project, folder, python);

	return widest || (root.len && closest.len < root.len) ? root : closest;
}

Str project_code(Project *project, const Source *source, bool widest)
{
	Str folder = folder_of(project, source);
	Map *answers = &project->code[widest];
	Str *answer = map_get(answers, folder);

	if (!folder.len)
		return folder;
	if (!answer) {
		answer = arena_new(project->arena, Str);
		*answer = find_code(project, folder, widest);
		map_set(answers, project->arena, folder, answer);
	}
	return *answer;
}

// The folder of a file, absolute and without links; asked of the system once per folder. Empty when there is none.
static Str folder_of(Project *project, const Source *source)
{
	const char *slash = strrchr(source->path, '/');
	Str written = str_slice(str_from(source->path), 0, slash ? (size_t)(slash - source->path) + 1 : 0);
	Str *known = map_get(&project->folders, written);
	char real[PATH_MAX];

	if (known)
		return *known;
	known = arena_new(project->arena, Str);
	if (realpath(written.len ? str_dup(project->arena, written) : ".", real))
		*known = str_from(arena_strndup(project->arena, real, strlen(real)));
	map_set(&project->folders, project->arena, (Str){ str_dup(project->arena, written), written.len },
		known);
	return *known;
}

// ---- reading files --------------------------------------------------------------------------------------------

// As users see it: relative to the working directory when below it.
static const char *shown_path(const Project *project, const char *path)
{
	size_t len = project->here.len;

	return len > 1 && strncmp(path, project->here.data, len) == 0 && path[len] == '/' ? path + len + 1
											  : path;
}

static const File *read_file(Project *project, const char *path)
{
	File *file = map_get(&project->files, str_from(path));

	if (file)
		return file;
	file = arena_new(project->arena, File);
	map_set(&project->files, project->arena, str_from(path), file);
	file->source = source_read(project->arena, path, shown_path(project, path));
	if (file->source->problem)
		return file;
	Tree tree = syntax_parse(file->source, LANGUAGE_PYTHON);
	file->code = code_build(project->arena, &tree, NULL);
	syntax_free(&tree);
	return file;
}

// The file of the module `path` (slashes for dots) below `folder`, NULL when there is none.
static const char *module_below(Project *project, Str folder, Str path)
{
	static const char *const endings[] = { ".py", "/__init__.py" };

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		const char *file = arena_printf(project->arena, "%.*s/%.*s%s", STR_ARG(folder), STR_ARG(path),
						endings[i]);
		if (access(file, R_OK) == 0)
			return file;
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

// Upwards from the importer's folder to the project root, then in its src/.
static const char *search(Project *project, Str folder, Str path)
{
	Str root = find_root(project, folder);

	for (Str at = folder; at.len >= root.len; at = parent_of(at)) {
		const char *file = module_below(project, at, path);
		if (file || at.len <= 1)
			return file;
	}
	return module_below(project, str_from(arena_printf(project->arena, "%.*s/src", STR_ARG(root))), path);
}

static const char *search_relative(Project *project, Str folder, Str path, int level)
{
	for (; level > 1; level--)
		folder = parent_of(folder);
	return module_below(project, folder, path.len ? path : STR("__init__"));
}

// The file an import means, NULL when it is none of the project.
static const char *resolve(Project *project, const Source *importer, Str dotted, int level)
{
	Str folder = folder_of(project, importer);

	if (!folder.len)
		return NULL;
	Str question = str_from(
		arena_printf(project->arena, "%.*s\n%d\n%.*s", STR_ARG(folder), level, STR_ARG(dotted)));
	Answer *answer = map_get(&project->answers, question);
	if (answer)
		return answer->path;
	Str path = as_path(project, dotted);
	answer = arena_new(project->arena, Answer);
	answer->path = level ? search_relative(project, folder, path, level) : search(project, folder, path);
	map_set(&project->answers, project->arena, question, answer);
	return answer->path;
}

// ---- evaluating modules ---------------------------------------------------------------------------------------

Imports *imports_new(Arena *arena, Project *project)
{
	Imports *imports = arena_new(arena, Imports);

	imports->arena = arena;
	imports->project = project;
	return imports;
}

static const Module *evaluate_file(Imports *imports, const Host *host, const char *path)
{
	const File *file = read_file(imports->project, path);
	Import *import = arena_new(imports->arena, Import);

	map_set(&imports->modules, imports->arena, str_from(path), import);
	if (!file->code)
		return NULL;
	imports->depth++;
	import->module = module_evaluate_code(imports->arena, file->source, file->code, host);
	imports->depth--;
	return import->module;
}

const Module *imports_find(Imports *imports, const Host *host, const Source *importer, Str dotted,
			   int relative_level)
{
	if (!relative_level && (!dotted.len || project_is_library(dotted)))
		return NULL;
	const char *path = resolve(imports->project, importer, dotted, relative_level);
	if (!path)
		return NULL;
	const Import *import = map_get(&imports->modules, str_from(path));
	if (import)
		return import->module;
	if (imports->depth >= MAX_IMPORT_DEPTH || imports->modules.len >= MAX_IMPORTED_MODULES)
		return NULL;
	return evaluate_file(imports, host, path);
}

bool imports_own(Imports *imports, const Source *importer, Str dotted)
{
	size_t dot = str_find_char(dotted, '.', 0);

	return resolve(imports->project, importer, dot == SIZE_MAX ? dotted : str_slice(dotted, 0, dot), 0) !=
		NULL;
}

// A package may be a folder without __init__.py.
static bool is_folder_of(Project *project, Str folder, Str path)
{
	Str root = find_root(project, folder);

	for (Str at = folder; at.len >= root.len && at.len > 1; at = parent_of(at))
		if (project_has(project, at, str_dup(project->arena, path)))
			return true;
	return false;
}

bool imports_lack(Imports *imports, const Source *importer, Str dotted, int relative_level)
{
	Project *project = imports->project;
	Str folder = folder_of(project, importer), from = folder;

	if (!folder.len || !dotted.len || resolve(project, importer, dotted, relative_level))
		return false;
	if (!relative_level)
		return !project_is_library(dotted) && imports_own(imports, importer, dotted) &&
			!is_folder_of(project, folder, as_path(project, dotted));
	for (int level = relative_level; level > 1; level--)
		from = parent_of(from);
	return !project_has(project, from, str_dup(project->arena, as_path(project, dotted)));
}

// ---- env.py ---------------------------------------------------------------------------------------------------

// The folder of the env.py that runs the revisions in `folder`: the script_location of an alembic.ini that names this one, else the closest.
static Str env_folder(Project *project, Str folder)
{
	const AlembicIni *ini = alembic_ini_of(project->arena, str_dup(project->arena, folder));

	if (ini && project_has(project, str_from(ini->script), "env.py"))
		return str_from(ini->script);
	for (int i = 0; i <= MAX_FOLDERS_UP && folder.len > 1; i++, folder = parent_of(folder))
		if (project_has(project, folder, "env.py"))
			return folder;
	return STR_NONE;
}

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
	folder = folder.len ? env_folder(project, folder) : STR_NONE;
	if (folder.len) {
		const File *file =
			read_file(project, arena_printf(project->arena, "%.*s/env.py", STR_ARG(folder)));
		if (file->code)
			alembic_env_read(project->arena, file->source, file->code, facts);
	}
	return facts;
}

// ---- Django ---------------------------------------------------------------------------------------------------

static Str last_folder(Str folder)
{
	size_t len = folder.len;

	while (len > 0 && folder.data[len - 1] != '/')
		len--;
	return str_slice(folder, len, folder.len);
}

static void read_label(Project *project, Str app, const char *name, Str *label)
{
	const char *path = arena_printf(project->arena, "%.*s/%s", STR_ARG(app), name);
	const File *file = access(path, R_OK) == 0 ? read_file(project, path) : NULL;

	if (file && file->code)
		django_label_read(project->arena, file->source, file->code, label);
}

static Str label_of(Project *project, Str app)
{
	Str *label = app.len ? map_get(&project->labels, app) : NULL;

	if (label)
		return *label;
	label = arena_new(project->arena, Str);
	*label = last_folder(app);
	read_label(project, app, "__init__.py", label);
	read_label(project, app, "apps.py", label);
	if (app.len)
		map_set(&project->labels, project->arena, app, label);
	return *label;
}

Str project_app_label(Project *project, const Source *migration)
{
	return label_of(project, parent_of(folder_of(project, migration)));
}

Str project_label_of_code(Project *project, const Source *code)
{
	Str own = folder_of(project, code), folder = own;

	for (int i = 0; i <= MAX_FOLDERS_UP && folder.len > 1; i++, folder = parent_of(folder))
		if (project_has(project, folder, "apps.py") || project_has(project, folder, "migrations"))
			return label_of(project, folder);
	return label_of(project, str_is(last_folder(own), "models") ? parent_of(own) : own);
}

Str project_settings(Project *project, const Source *source)
{
	const char *folder = django_folder(project->arena, source->path);
	Str *text = folder ? map_get(&project->settings, str_from(folder)) : NULL;

	if (!folder)
		return STR_NONE;
	if (!text) {
		text = arena_new(project->arena, Str);
		*text = django_settings_text(project->arena, folder);
		map_set(&project->settings, project->arena, str_from(folder), text);
	}
	return *text;
}
