#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "output.h"
#include "report/terminal.h"

#define FIRST_OPTION_VALUE 256 // what getopt_long returns for the option of index 0; letters are below
#define HELP_VALUE (FIRST_OPTION_VALUE - 1)
#define MAX_SUGGESTION_DISTANCE 3

void complain(const char *format, ...)
{
	Arena arena = { 0 };
	Buffer line = buffer_in(&arena);
	va_list args;

	va_start(args, format);
	const char *message = arena_vprintf(&arena, format, args);
	va_end(args);
	buffer_puts(&line, "miglint: ");
	terminal_add(&line, str_from(message));
	buffer_putc(&line, '\n');
	fwrite(line.data, 1, line.len, stderr);
	arena_release(&arena);
}

const char *nearest_name(const char *word, const char *const *names)
{
	const char *nearest = NULL;
	unsigned least = MAX_SUGGESTION_DISTANCE + 1;

	for (size_t i = 0; names[i]; i++) {
		unsigned distance = str_distance(str_from(word), str_from(names[i]), MAX_SUGGESTION_DISTANCE);
		if (distance < least && distance < strlen(names[i])) {
			least = distance;
			nearest = names[i];
		}
	}
	return nearest;
}

static int option_count(const Option *options)
{
	int count = 0;

	while (options[count].name)
		count++;
	return count;
}

const Option *option_find(const Option *options, const char *name)
{
	for (const Option *option = options; option->name; option++)
		if (strcmp(option->name, name) == 0)
			return option;
	return NULL;
}

static bool takes_argument(const Option *option)
{
	return option->kind != OPTION_FLAG && option->kind != OPTION_CONSTANT;
}

static void add_choices(Buffer *out, const Option *option, const char *separator)
{
	for (int i = 0; option->choice(i); i++)
		buffer_printf(out, "%s%s", i ? separator : "", option->choice(i));
}

// ---- setting -------------------------------------------------------------------------------------------------------

static bool set_number(const Option *option, int *number, const char *argument, const char *origin)
{
	char *end;

	errno = 0;
	long value = strtol(argument, &end, 10);
	if (errno || end == argument || *end || value < option->min || value > option->max) {
		complain("%s: '%s' is not a number from %d to %d", origin, argument, option->min,
			 option->max);
		return false;
	}
	*number = (int)value;
	return true;
}

static bool set_choice(const Option *option, Arena *arena, int *chosen, const char *argument,
		       const char *origin)
{
	NameArray names = { 0 };

	for (int i = 0; option->choice(i); i++) {
		if (strcmp(option->choice(i), argument) == 0) {
			*chosen = i;
			return true;
		}
		array_push(arena, &names, option->choice(i));
	}
	array_push(arena, &names, NULL);
	const char *near = nearest_name(argument, names.items);
	Buffer all = buffer_in(arena);
	add_choices(&all, option, ", ");
	if (near)
		complain("%s: there is no '%s'; did you mean '%s'?", origin, argument, near);
	else
		complain("%s: there is no '%s', only %s", origin, argument, buffer_str(&all).data);
	return false;
}

static void add_names(Arena *arena, NameArray *names, const char *argument)
{
	for (Str rest = str_from(argument); rest.len;) {
		size_t comma = str_find_char(rest, ',', 0);
		size_t end = comma == SIZE_MAX ? rest.len : comma;
		Str name = str_trim(str_slice(rest, 0, end));
		if (name.len)
			array_push(arena, names, str_dup(arena, name));
		rest = str_slice(rest, comma == SIZE_MAX ? end : end + 1, rest.len);
	}
}

bool option_set(const Option *option, Arena *arena, void *settings, const char *argument, const char *origin)
{
	void *field = (char *)settings + option->offset;

	switch (option->kind) {
	case OPTION_FLAG:
		*(bool *)field = true;
		return true;
	case OPTION_CONSTANT:
		*(int *)field = option->value;
		return true;
	case OPTION_NUMBER:
		return set_number(option, field, argument, origin);
	case OPTION_CHOICE:
		return set_choice(option, arena, field, argument, origin);
	case OPTION_TEXT:
		*(const char **)field = argument;
		return true;
	case OPTION_NAMES:
		add_names(arena, field, argument);
		return true;
	}
	return false;
}

// ---- parsing -------------------------------------------------------------------------------------------------------

// Getopt: the command's table in the form getopt_long reads.
typedef struct Getopt {
	struct option *names;
	const char *letters;
} Getopt;

static Getopt getopt_tables(const Option *options, Arena *arena)
{
	int count = option_count(options);
	Getopt tables = { .names = arena_array(arena, struct option, (size_t)count + 2) };
	Buffer letters = buffer_in(arena);

	buffer_puts(&letters, ":h");
	for (int i = 0; i < count; i++) {
		int argument = takes_argument(&options[i]) ? required_argument : no_argument;
		tables.names[i] = (struct option){ options[i].name, argument, NULL, FIRST_OPTION_VALUE + i };
		if (options[i].letter)
			buffer_printf(&letters, "%c%s", options[i].letter, argument ? ":" : "");
	}
	tables.names[count] = (struct option){ "help", no_argument, NULL, HELP_VALUE };
	tables.letters = buffer_str(&letters).data;
	return tables;
}

static const Option *option_of(const Option *options, int value)
{
	if (value >= FIRST_OPTION_VALUE)
		return &options[value - FIRST_OPTION_VALUE];
	for (const Option *option = options; option->name; option++)
		if (option->letter == value)
			return option;
	return NULL;
}

static void complain_unknown(const Command *command, Arena *arena, const char *word)
{
	NameArray names = { 0 };
	size_t len = strcspn(word, "=");

	for (const Option *option = command->options; option->name; option++)
		array_push(arena, &names, arena_printf(arena, "--%s", option->name));
	array_push(arena, &names, "--help");
	array_push(arena, &names, NULL);
	const char *near = nearest_name(arena_strndup(arena, word, len), names.items);
	if (near)
		complain("%s has no option %.*s; did you mean %s?", command->name, (int)len, word, near);
	else
		complain("%s has no option %.*s; see miglint %s --help", command->name, (int)len, word,
			 command->name);
}

// `result` is what getopt_long made of it: '?' or ':'.
static void complain_wrong(const Command *command, Arena *arena, char **argv, int result)
{
	const Option *option = optopt ? option_of(command->options, optopt) : NULL;

	if (result == ':' && option)
		complain("--%s needs %s", option->name, option->argument ? option->argument : "a value");
	else if (option)
		complain("--%s takes no value", option->name);
	else if (optopt && optopt < HELP_VALUE)
		complain_unknown(command, arena, arena_printf(arena, "-%c", optopt));
	else
		complain_unknown(command, arena, argv[optind - 1]);
}

static void print_help(const Command *command, Arena *arena)
{
	Buffer help = buffer_in(arena);
	Output out = output_stdout();

	command_help_add(&help, command);
	output_add(&out, &help);
	output_close(&out);
}

OptionsResult options_parse(const Command *command, Arena *arena, int argc, char **argv, void *settings,
			    NameArray *operands)
{
	Getopt tables = getopt_tables(command->options, arena);
	int result;

	opterr = 0;
	optind = 0;
	while ((result = getopt_long(argc, argv, tables.letters, tables.names, NULL)) != -1) {
		if (result == HELP_VALUE || result == 'h') {
			print_help(command, arena);
			return OPTIONS_HELP;
		}
		if (result == '?' || result == ':') {
			complain_wrong(command, arena, argv, result);
			return OPTIONS_WRONG;
		}
		const Option *option = option_of(command->options, result);
		const char *origin = arena_printf(arena, "--%s", option->name);
		if (!option_set(option, arena, settings, optarg, origin))
			return OPTIONS_WRONG;
	}
	for (int i = optind; i < argc; i++)
		array_push(arena, operands, argv[i]);
	return OPTIONS_OK;
}

// ---- help ----------------------------------------------------------------------------------------------------------

#define HELP_COLUMN 30

static void add_option_help(Buffer *out, const Option *option)
{
	size_t start = out->len;

	if (option->letter)
		buffer_printf(out, "  -%c, --%s", option->letter, option->name);
	else
		buffer_printf(out, "      --%s", option->name);
	if (takes_argument(option))
		buffer_printf(out, " %s", option->argument);
	size_t width = out->len - start;
	if (width + 2 > HELP_COLUMN) {
		buffer_putc(out, '\n');
		width = 0;
	}
	buffer_fill(out, ' ', HELP_COLUMN - width);
	buffer_puts(out, option->summary);
	if (option->kind == OPTION_CHOICE) {
		buffer_puts(out, ": ");
		add_choices(out, option, ", ");
	}
	buffer_putc(out, '\n');
}

void command_help_add(Buffer *out, const Command *command)
{
	static const Option help = { .name = "help", .letter = 'h', .summary = "print this" };

	buffer_printf(out, "Usage: miglint %s [OPTIONS]%s%s\n\n%s.\n", command->name,
		      *command->operands ? " " : "", command->operands, command->summary);
	if (command->details)
		buffer_printf(out, "\n%s", command->details);
	buffer_puts(out, "\nOptions:\n");
	for (const Option *option = command->options; option->name; option++)
		add_option_help(out, option);
	add_option_help(out, &help);
}
