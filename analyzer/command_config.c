#include "config_file.h"
#include "options.h"
#include "output.h"
#include "report/json.h"

// Settings of this command.
typedef struct Settings {
	int format;
} Settings;

enum { FORMAT_TEXT, FORMAT_JSON };

static int run(int argc, char **argv);

static const char *format_name(int index)
{
	static const char *const names[] = { [FORMAT_TEXT] = "text", [FORMAT_JSON] = "json", NULL };

	return names[index];
}

static const Option options[] = {
	{ .name = "output-format",
	  .argument = "FORMAT",
	  .kind = OPTION_CHOICE,
	  .choice = format_name,
	  .offset = offsetof(Settings, format),
	  .summary = "how to print it" },
	{ 0 },
};

const Command command_config = {
	.name = "config",
	.operands = "[KEY]",
	.summary = "List what miglint.toml or [tool.miglint] of pyproject.toml may say",
	.options = options,
	.run = run,
};

static void add_text(Buffer *out, ConfigKey key)
{
	buffer_printf(out, "%s: %s\n    %s\n", key.name, key.type, key.meaning);
}

static void add_json(JsonWriter *json, ConfigKey key)
{
	json_object_begin(json);
	json_member(json, "name", key.name);
	json_member(json, "type", key.type);
	json_member(json, "meaning", key.meaning);
	json_object_end(json);
}

// Prints the keys, or the one called `only`; false when there is none of that name.
static bool print_keys(const Settings *settings, Arena *arena, const char *only)
{
	Output output = output_stdout();
	Buffer out = buffer_in(arena);
	JsonWriter json = json_writer(&out, 2);
	bool found = !only;

	if (settings->format == FORMAT_JSON)
		json_array_begin(&json);
	for (size_t i = 0; i < config_key_count; i++) {
		ConfigKey key = config_key(i);
		if (only && strcmp(only, key.name) != 0)
			continue;
		found = true;
		if (settings->format == FORMAT_JSON)
			add_json(&json, key);
		else
			add_text(&out, key);
	}
	if (settings->format == FORMAT_JSON) {
		json_array_end(&json);
		buffer_putc(&out, '\n');
	}
	if (!found)
		complain("there is no configuration key '%s'; 'miglint config' lists them", only);
	else
		output_add(&output, &out);
	return output_close(&output) && found;
}

static int run(int argc, char **argv)
{
	Arena arena = { 0 };
	NameArray operands = { 0 };
	Settings settings = { 0 };
	OptionsResult parsed = options_parse(&command_config, &arena, argc, argv, &settings, &operands);
	bool done = parsed == OPTIONS_HELP;

	if (parsed == OPTIONS_OK && operands.len > 1)
		complain("config wants at most one key");
	else if (parsed == OPTIONS_OK)
		done = print_keys(&settings, &arena, operands.len ? operands.items[0] : NULL);
	arena_release(&arena);
	return done ? 0 : 2;
}
