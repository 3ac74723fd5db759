// config_file.h - miglint.toml and [tool.miglint] of pyproject.toml: found next to the files they speak of, read, merged below the
// command line.

#ifndef CONFIG_FILE_H
#define CONFIG_FILE_H

#include "config.h"

// ConfigFiles: every configuration file met in a run, by folder. Not for several threads.
typedef struct ConfigFiles ConfigFiles;

// ConfigChoice: what the command line says about configuration.
// - `given`: options of the command line; members not given are zero (see config_merge)
// - `file`: --config FILE: use this one for every file; NULL to search
// - `isolated`: --isolated: use none
typedef struct ConfigChoice {
	Config given;
	const char *file;
	bool isolated;
} ConfigChoice;

ConfigFiles *config_files(Arena *arena, const ConfigChoice *choice);

// The configuration of the file at `path`: the closest .miglint.toml, miglint.toml or pyproject.toml with [tool.miglint] in its folder or
// above, with the command line over it; the same pointer for files that share it. NULL when the file is wrong; `*error` then is a message
// with file, line and column.
const Config *config_for(ConfigFiles *files, const char *path, const char **error);

// Whether `path` is excluded by `config`.
bool config_excludes(const Config *config, const char *path);

// Every key a configuration file may have, with what it means (for --help, docs and the tests).
typedef struct ConfigKey {
	const char *name;
	const char *type;
	const char *meaning;
} ConfigKey;
extern const size_t config_key_count;
ConfigKey config_key(size_t index);

#endif
