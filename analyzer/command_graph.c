#include "graph_rows.h"
#include "inputs.h"
#include "options.h"
#include "output.h"

enum { FORMAT_TEXT, FORMAT_DOT, FORMAT_MERMAID, FORMAT_JSON };

// Settings of this command.
typedef struct Settings {
	int format;
	InputOptions inputs;
} Settings;

static const struct {
	const char *name;
	void (*draw)(Buffer *out, const GraphRows *rows);
} formats[] = {
	[FORMAT_TEXT] = { "text", graph_draw_text },
	[FORMAT_DOT] = { "dot", graph_draw_dot },
	[FORMAT_MERMAID] = { "mermaid", graph_draw_mermaid },
	[FORMAT_JSON] = { "json", graph_draw_json },
};

static const char *format_name(int index)
{
	return index < (int)(sizeof(formats) / sizeof(*formats)) ? formats[index].name : NULL;
}

static int run(int argc, char **argv);

static const Option options[] = {
	{ .name = "output-format",
	  .argument = "FORMAT",
	  .kind = OPTION_CHOICE,
	  .choice = format_name,
	  .offset = offsetof(Settings, format),
	  .summary = "default text; dot is Graphviz's" },
	INPUT_OPTIONS(Settings),
	{ 0 },
};

const Command command_graph = {
	.name = "graph",
	.operands = "[PATH...]",
	.summary = "Draw the revisions, newest first, with what each risks",
	.details =
		"PATH is a revision file or a folder searched for them; the working directory when there is none.\n"
		"Behind each revision: whether its upgrade destroys data, whether it blocks reads or writes of tables\n"
		"that exist, whether it could be read, and what `miglint check` finds in it.\n"
		"Exit status: 0, or 2 when the run failed.\n",
	.options = options,
	.run = run,
};

// Drawing: the rows while files come in.
typedef struct Drawing {
	Arena *arena;
	const FileArray *files;
	size_t done;
	GraphRows rows;
	bool failed;
} Drawing;

static void receive(void *state, const FileResult *result)
{
	Drawing *drawing = state;
	const FileEntry *file = &drawing->files->items[drawing->done++];

	if (result->migration) {
		array_push(drawing->arena, &drawing->rows, graph_row(drawing->arena, file, result));
	} else if (result->source->problem) {
		complain("%s: %s", file->shown, result->source->problem);
		drawing->failed = true;
	}
}

static bool draw(const Settings *settings, Arena *arena, const FileArray *files)
{
	Drawing drawing = { .arena = arena, .files = files };
	Summary summary = { 0 };
	Output output = output_stdout();
	Buffer out = buffer_in(arena);

	lint_files(files->items, files->len, 0, receive, &drawing, &summary);
	if (!drawing.rows.len) {
		complain("there is no migration to draw");
		drawing.failed = true;
	} else {
		graph_rows_link(arena, &drawing.rows);
		formats[settings->format].draw(&out, &drawing.rows);
	}
	output_add(&output, &out);
	return output_close(&output) && !drawing.failed;
}

static int run(int argc, char **argv)
{
	Arena arena = { 0 };
	NameArray operands = { 0 };
	Settings settings = { 0 };
	FileArray files = { 0 };
	OptionsResult parsed = options_parse(&command_graph, &arena, argc, argv, &settings, &operands);
	bool done = parsed == OPTIONS_HELP;

	if (parsed == OPTIONS_OK) {
		if (!operands.len)
			array_push(&arena, &operands, ".");
		done = inputs_find(&arena, &operands, &settings.inputs, (Config){ 0 }, &files) &&
			draw(&settings, &arena, &files);
	}
	arena_release(&arena);
	return done ? 0 : 2;
}
