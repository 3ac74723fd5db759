#include "options.h"
#include "output.h"

static int run(int argc, char **argv);

static const Option options[] = { { 0 } };

const Command command_help = {
	.name = "help",
	.operands = "[COMMAND]",
	.summary = "Print what miglint, or one command of it, can be told",
	.options = options,
	.run = run,
};

static void add_overview(Buffer *out)
{
	buffer_puts(
		out,
		"Usage: miglint COMMAND [OPTIONS] ...\n\n"
		"Reads database migrations as source text and says what they will do to a live PostgreSQL\n"
		"database, without running them and without a database.\n\nCommands:\n");
	for (size_t i = 0; commands[i]; i++)
		buffer_printf(out, "  %-10s%s\n", commands[i]->name, commands[i]->summary);
	buffer_puts(out,
		    "\nExit status: 0 nothing to report, 1 findings, 2 the run failed.\n"
		    "\"miglint COMMAND --help\" says more.\n");
}

static bool add_help(Buffer *out, Arena *arena, const NameArray *operands)
{
	NameArray names = { 0 };

	if (!operands->len) {
		add_overview(out);
		return true;
	}
	const char *name = operands->items[0];
	const Command *command = command_find(name);
	if (command) {
		command_help_add(out, command);
		return true;
	}
	for (size_t i = 0; commands[i]; i++)
		array_push(arena, &names, commands[i]->name);
	array_push(arena, &names, NULL);
	const char *near = nearest_name(name, names.items);
	complain("there is no command '%s'%s%s%s", name, near ? "; did you mean '" : "", near ? near : "",
		 near ? "'?" : "");
	return false;
}

static int run(int argc, char **argv)
{
	Arena arena = { 0 };
	NameArray operands = { 0 };
	Buffer text = buffer_in(&arena);
	Output out = output_stdout();
	OptionsResult parsed = options_parse(&command_help, &arena, argc, argv, NULL, &operands);
	bool done = parsed == OPTIONS_HELP;

	if (parsed == OPTIONS_OK && add_help(&text, &arena, &operands)) {
		output_add(&out, &text);
		done = output_close(&out);
	}
	arena_release(&arena);
	return done ? 0 : 2;
}
