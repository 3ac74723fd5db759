// main.c - argv to a command to an exit status: 0 nothing to report, 1 findings, 2 the run failed.

#include <malloc.h>
#include <signal.h>
#include <stdio.h>

#include "options.h"

const Command *const commands[] = {
	&command_check,   &command_sql,  &command_graph, &command_schema, &command_rule, &command_config,
	&command_version, &command_help, NULL,
};

const Command *command_find(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

// Spelling of a command as an option.
typedef struct Alias {
	const char *option;
	const Command *command;
} Alias;

static const Alias aliases[] = {
	{ "--help", &command_help },
	{ "-h", &command_help },
	{ "--version", &command_version },
	{ "-V", &command_version },
};
#define ALIAS_COUNT (sizeof(aliases) / sizeof(aliases[0]))

static const Command *command_named(const char *word)
{
	for (size_t i = 0; i < ALIAS_COUNT; i++)
		if (strcmp(aliases[i].option, word) == 0)
			return aliases[i].command;
	return command_find(word);
}

static void complain_unknown(const char *word)
{
	Arena arena = { 0 };
	NameArray names = { 0 };
	const char *kind = word[0] == '-' ? "option" : "command";

	for (size_t i = 0; commands[i]; i++)
		array_push(&arena, &names, commands[i]->name);
	for (size_t i = 0; i < ALIAS_COUNT; i++)
		array_push(&arena, &names, aliases[i].option);
	array_push(&arena, &names, NULL);
	const char *near = nearest_name(word, names.items);
	if (near)
		complain("there is no %s '%s'; did you mean '%s'?", kind, word, near);
	else
		complain("there is no %s '%s'; see miglint --help", kind, word);
	arena_release(&arena);
}

// One heap for all threads, which grows in large steps: glibc's heap of a thread grows a page at a time, by a system call each.
static void set_up_memory(void)
{
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_TOP_PAD, 4 * 1024 * 1024);
	mallopt(M_MMAP_THRESHOLD, 64 * 1024 * 1024);
	mallopt(M_TRIM_THRESHOLD, 1024 * 1024 * 1024);
}

int main(int argc, char **argv)
{
	set_up_memory();
	// A reader that leaves early is found out by writing, not by dying.
	signal(SIGPIPE, SIG_IGN);
	if (argc < 2) {
		complain("no command; see miglint --help");
		return 2;
	}
	const Command *command = command_named(argv[1]);
	if (!command) {
		complain_unknown(argv[1]);
		return 2;
	}
	return command->run(argc - 1, argv + 1);
}
