#include "inputs.h"

static bool read_given(Arena *arena, const InputOptions *options, Config *given)
{
	const char *error = NULL;

	given->postgres_version = options->postgres_version;
	for (size_t i = 0; i < options->select.len; i++)
		array_push(arena, &given->select, options->select.items[i]);
	for (size_t i = 0; i < options->ignore.len; i++)
		array_push(arena, &given->ignore, options->ignore.items[i]);
	if (config_check(given, arena, &error))
		return true;
	complain("%s", error);
	return false;
}

static bool find(Arena *arena, const NameArray *paths, FileArray *files)
{
	bool found = true;

	for (size_t i = 0; i < paths->len; i++) {
		const char *error = NULL;
		if (!discover(arena, paths->items[i], files, &error)) {
			complain("%s", error);
			found = false;
		}
	}
	files_finish(files);
	return found;
}

// Gives each file its configuration and leaves out the excluded ones. One message per wrong configuration file is enough.
static bool configure(ConfigFiles *configs, FileArray *files, bool force_exclude)
{
	const char *said = NULL;
	size_t kept = 0;

	for (size_t i = 0; i < files->len; i++) {
		FileEntry *file = &files->items[i];
		const char *error = NULL;
		file->config = config_for(configs, file->path, &error);
		if (!file->config) {
			if (!said || strcmp(said, error) != 0)
				complain("%s", error);
			said = error;
			continue;
		}
		if ((!file->explicit_ || force_exclude) && config_excludes(file->config, file->path))
			continue;
		files->items[kept++] = *file;
	}
	files->len = kept;
	return !said;
}

bool inputs_find(Arena *arena, const NameArray *paths, const InputOptions *options, Config given, FileArray *files)
{
	ConfigChoice choice = { .given = given, .file = options->config_file, .isolated = options->isolated };

	if (options->isolated && options->config_file) {
		complain("--isolated and --config contradict each other");
		return false;
	}
	return read_given(arena, options, &choice.given) && find(arena, paths, files) &&
		configure(config_files(arena, &choice), files, options->force_exclude);
}
