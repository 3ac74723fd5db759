// options.h - Command, what miglint can be asked to do; Option, what it can be told. Parsing and --help read the same tables.

#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/array.h"
#include "base/buffer.h"

typedef Array(const char *) NameArray;

// What an option does to the field of the settings it is about.
typedef enum OptionKind {
	OPTION_FLAG,     // bool: true
	OPTION_CONSTANT, // int: `value`
	OPTION_NUMBER,   // int: the argument, from `min` to `max`
	OPTION_CHOICE,   // int: the argument's index among choice(0), choice(1) ...
	OPTION_TEXT,     // const char *: the argument
	OPTION_NAMES,    // NameArray: the argument's comma-separated words, added
} OptionKind;

// Option: one row of a command's table; a row without name ends the table.
// - `argument`: what --help calls it; for OPTION_CHOICE the choices are listed instead
// - `offset`: of the field in the command's settings
typedef struct Option {
	const char *name;
	const char *argument;
	const char *summary;
	const char *(*choice)(int index); // NULL behind the last
	size_t offset;
	OptionKind kind;
	int value;
	int min;
	int max;
	char letter; // 0 when it has only a name
} Option;

// Command: `run` gets what follows the command's name, argv[0] being that name, and returns the exit status.
typedef struct Command {
	const char *name;
	const char *operands; // as --help shows them
	const char *summary;
	const char *details; // more of --help, NULL when there is no more
	const Option *options;
	int (*run)(int argc, char **argv);
} Command;

extern const Command command_check;
extern const Command command_sql;
extern const Command command_graph;
extern const Command command_schema;
extern const Command command_rule;
extern const Command command_config;
extern const Command command_version;
extern const Command command_help;

// Every command, NULL-terminated, in the order --help lists them.
extern const Command *const commands[];
const Command *command_find(const char *name);

typedef enum OptionsResult {
	OPTIONS_OK,
	OPTIONS_HELP,  // --help was asked for and printed
	OPTIONS_WRONG, // a message was printed
} OptionsResult;

// Reads the options of `command` into `settings` and the other words into `operands` (borrowed from argv, array in `arena`).
OptionsResult options_parse(const Command *command, Arena *arena, int argc, char **argv, void *settings,
			    NameArray *operands);
// Sets one option from text that did not come from the command line; `origin` is what messages call it.
bool option_set(const Option *option, Arena *arena, void *settings, const char *argument, const char *origin);
const Option *option_find(const Option *options, const char *name);

// What --help says.
void command_help_add(Buffer *out, const Command *command);

// The one of `names` (NULL-terminated) a misspelt `word` is nearest to, NULL when none is near.
const char *nearest_name(const char *word, const char *const *names);

// "miglint: message" to stderr.
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
