#include "migration/framework.h"
#include "options.h"
#include "output.h"
#include "report/json.h"
#include "rules.h"

// Settings of this command.
typedef struct Settings {
	bool all;
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
	{ .name = "all",
	  .kind = OPTION_FLAG,
	  .offset = offsetof(Settings, all),
	  .summary = "every rule there is" },
	{ .name = "output-format",
	  .argument = "FORMAT",
	  .kind = OPTION_CHOICE,
	  .choice = format_name,
	  .offset = offsetof(Settings, format),
	  .summary = "how to print it" },
	{ 0 },
};

const Command command_rule = {
	.name = "rule",
	.operands = "ID | --all",
	.summary = "Explain a rule, or list all of them",
	.options = options,
	.run = run,
};

static void add_indented(Buffer *out, const char *text)
{
	Str rest = str_trim(str_from(text));

	while (rest.len) {
		size_t end = str_find_char(rest, '\n', 0);
		Str line = str_slice(rest, 0, end == SIZE_MAX ? rest.len : end);
		if (line.len)
			buffer_puts(out, "    ");
		buffer_add_str(out, line);
		buffer_putc(out, '\n');
		rest = str_slice(rest, end == SIZE_MAX ? rest.len : end + 1, rest.len);
	}
}

static void add_text(Buffer *out, const Rule *rule)
{
	buffer_printf(out, "%s (%s, %s%s, since %s)\n\n%s.\n\n", rule->id, rule_group_name(rule->group),
		      severity_name(rule->severity), rule->off_by_default ? ", off unless selected" : "",
		      rule->since, rule->summary);
	buffer_add_str(out, str_trim(str_from(rule->why)));
	buffer_puts(out, "\n\nBad:\n\n");
	add_indented(out, rule->bad);
	buffer_puts(out, "\nGood:\n\n");
	add_indented(out, rule->good);
}

static void add_json(JsonWriter *json, Arena *arena, const Rule *rule)
{
	json_object_begin(json);
	json_member(json, "id", rule->id);
	json_member(json, "name", rule_pascal_name(arena, rule));
	json_member(json, "group", rule_group_name(rule->group));
	json_member(json, "severity", severity_name(rule->severity));
	json_member_bool(json, "default", !rule->off_by_default);
	json_member(json, "since", rule->since);
	json_member(json, "framework", framework_facts(rule->framework)->name);
	json_member(json, "summary", rule->summary);
	json_member(json, "why", rule->why);
	json_member(json, "bad", rule->bad);
	json_member(json, "good", rule->good);
	json_object_end(json);
}

static void add_all(Buffer *out, Arena *arena, int format)
{
	JsonWriter json = json_writer(out, 2);

	if (format == FORMAT_JSON) {
		json_array_begin(&json);
		for (size_t i = 0; i < rule_count; i++)
			add_json(&json, arena, rules[i]);
		json_array_end(&json);
		buffer_putc(out, '\n');
		return;
	}
	for (size_t i = 0; i < rule_count; i++)
		buffer_printf(out, "%-34s %-8s %-14s %s%s\n", rules[i]->id, severity_name(rules[i]->severity),
			      rule_group_name(rules[i]->group), rules[i]->summary,
			      rules[i]->off_by_default ? " (off)" : "");
}

static bool add_one(Buffer *out, Arena *arena, int format, const char *id)
{
	const Rule *rule = rule_find(str_from(id));
	JsonWriter json = json_writer(out, 2);

	if (!rule) {
		const char *near = rule_suggest(str_from(id));
		complain("there is no rule '%s'%s%s%s", id,
			 near ? "; did you mean '" : "; see miglint rule --all", near ? near : "",
			 near ? "'?" : "");
		return false;
	}
	if (format == FORMAT_TEXT) {
		add_text(out, rule);
		return true;
	}
	add_json(&json, arena, rule);
	buffer_putc(out, '\n');
	return true;
}

static bool add_asked(Buffer *out, Arena *arena, const Settings *settings, const NameArray *operands)
{
	if (settings->all != (operands->len == 0) || operands->len > 1) {
		complain("rule wants the id of one rule, or --all");
		return false;
	}
	if (!settings->all)
		return add_one(out, arena, settings->format, operands->items[0]);
	add_all(out, arena, settings->format);
	return true;
}

static int run(int argc, char **argv)
{
	Arena arena = { 0 };
	NameArray operands = { 0 };
	Settings settings = { 0 };
	Buffer text = buffer_in(&arena);
	Output out = output_stdout();
	OptionsResult parsed = options_parse(&command_rule, &arena, argc, argv, &settings, &operands);
	bool done = parsed == OPTIONS_HELP;

	if (parsed == OPTIONS_OK && add_asked(&text, &arena, &settings, &operands)) {
		output_add(&out, &text);
		done = output_close(&out);
	}
	arena_release(&arena);
	return done ? 0 : 2;
}
