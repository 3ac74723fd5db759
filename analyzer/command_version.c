#include "options.h"
#include "output.h"
#include "postgres/parse.h"
#include "version.h"

static int run(int argc, char **argv);

static const Option options[] = { { 0 } };

const Command command_version = {
	.name = "version",
	.operands = "",
	.summary = "Print the version of miglint and of the PostgreSQL grammar in it",
	.options = options,
	.run = run,
};

static int run(int argc, char **argv)
{
	Arena arena = { 0 };
	NameArray operands = { 0 };
	OptionsResult parsed = options_parse(&command_version, &arena, argc, argv, NULL, &operands);
	bool written = true;

	if (parsed == OPTIONS_OK) {
		Output out = output_stdout();
		Buffer text = buffer_in(&arena);
		buffer_printf(&text, "miglint %s\nPostgreSQL grammar %s\n", MIGLINT_VERSION,
			      postgres_grammar_version_text());
		output_add(&out, &text);
		written = output_close(&out);
	}
	arena_release(&arena);
	return parsed == OPTIONS_WRONG || !written ? 2 : 0;
}
