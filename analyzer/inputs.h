// inputs.h - what a command line asks to look at: files found, configured, excluded.

#ifndef INPUTS_H
#define INPUTS_H

#include "config_file.h"
#include "options.h"
#include "source/discover.h"

// InputOptions: the options every command that reads files has. Offsets are of the `inputs` member of its settings.
// - `keep_order`: set by a command that wants the files in the order given, not by path
typedef struct InputOptions {
	const char *config_file;
	bool isolated;
	bool keep_order;
	const char *stdin_filename; // what `-` is called; NULL: STDIN_NAME
	bool force_exclude;         // exclude patterns also hold for files named on the command line
	int postgres_version;       // 0 = as configured
	NameArray select;
	NameArray ignore;
	const char *diff_base; // NULL: compare with nothing
} InputOptions;

// Rows for an option table, for a settings struct S whose member `inputs` is an InputOptions.
#define INPUT_OPTIONS(S)                                                                       \
	{ .name = "config",                                                                    \
	  .argument = "FILE",                                                                  \
	  .kind = OPTION_TEXT,                                                                 \
	  .offset = offsetof(S, inputs.config_file),                                           \
	  .summary = "use this configuration file instead of the closest one" },               \
		{ .name = "isolated",                                                          \
		  .kind = OPTION_FLAG,                                                         \
		  .offset = offsetof(S, inputs.isolated),                                      \
		  .summary = "use no configuration file" },                                    \
		{ .name = "stdin-filename",                                                    \
		  .argument = "FILE",                                                          \
		  .kind = OPTION_TEXT,                                                         \
		  .offset = offsetof(S, inputs.stdin_filename),                                \
		  .summary = "what standard input (-) is called; SQL unless it ends in .py" }, \
	{                                                                                      \
		.name = "postgres-version", .argument = "N", .kind = OPTION_NUMBER,            \
		.min = MIN_POSTGRES_VERSION, .max = MAX_POSTGRES_VERSION,                      \
		.offset = offsetof(S, inputs.postgres_version),                                \
		.summary = "the server's major version, 12 to 19 (default 15)"                 \
	}

// Finds what `paths` mean and gives each file its configuration; `given` is filled in from `options` (its other members are the caller's). Excluded files are left out; those
// named on the command line only with force_exclude. Messages go to stderr; false when anything was wrong.
bool inputs_find(Arena *arena, const NameArray *paths, const InputOptions *options, Config given,
		 FileArray *files);

#endif
