#include "report/sarif.h"

#include "rules.h"
#include "version.h"

// GitHub's limit for descriptions.
#define MAX_DESCRIPTION_BYTES 1024

static void text_object(JsonWriter *json, const char *key, Str text)
{
	json_key(json, key);
	json_object_begin(json);
	json_key(json, "text");
	json_str(json, text);
	json_object_end(json);
}

// `why`, cut after its last whole sentence when it is too long; all of it is in the help.
static Str description(const char *why)
{
	Str text = str_trim(str_from(why));

	if (text.len <= MAX_DESCRIPTION_BYTES)
		return text;
	size_t end = MAX_DESCRIPTION_BYTES - 1;
	while (end > 0 && !(text.data[end - 1] == '.' && (text.data[end] == ' ' || text.data[end] == '\n')))
		end--;
	return str_slice(text, 0, end ? end : MAX_DESCRIPTION_BYTES);
}

static void add_help(JsonWriter *json, Arena *scratch, const Rule *rule)
{
	json_key(json, "help");
	json_object_begin(json);
	json_member(json, "text",
		    arena_printf(scratch, "%s.\n\n%s\n\nBad:\n\n%s\nGood:\n\n%s", rule->summary, rule->why,
				 rule->bad, rule->good));
	json_member(
		json, "markdown",
		arena_printf(
			scratch,
			"# %s\n\n%s.\n\n%s\n\n## Bad\n\n```python\n%s```\n\n## Good\n\n```python\n%s```\n",
			rule->id, rule->summary, rule->why, rule->bad, rule->good));
	json_object_end(json);
}

static void add_configuration(JsonWriter *json, const Rule *rule)
{
	json_key(json, "defaultConfiguration");
	json_object_begin(json);
	if (rule->off_by_default)
		json_member_bool(json, "enabled", false);
	json_member(json, "level", severity_name(rule->severity));
	json_object_end(json);
}

static void add_properties(JsonWriter *json, const Rule *rule)
{
	static const char *const problem[SEVERITY_COUNT] = {
		[SEVERITY_NOTE] = "recommendation",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_ERROR] = "error",
	};

	json_key(json, "properties");
	json_object_begin(json);
	json_key(json, "tags");
	json_array_begin(json);
	json_text(json, rule_group_name(rule->group));
	json_text(json, "postgresql");
	json_text(json, "migration");
	json_array_end(json);
	json_member(json, "precision", "high");
	json_member(json, "problem.severity", problem[rule->severity]);
	json_object_end(json);
}

static void add_rule(JsonWriter *json, Arena *scratch, const Rule *rule)
{
	json_object_begin(json);
	json_member(json, "id", rule->id);
	json_member(json, "name", rule_pascal_name(scratch, rule));
	text_object(json, "shortDescription", sarif_sentence(scratch, rule->summary));
	text_object(json, "fullDescription", description(rule->why));
	add_configuration(json, rule);
	add_help(json, scratch, rule);
	add_properties(json, rule);
	json_object_end(json);
}

void sarif_tool(JsonWriter *json, Arena *scratch)
{
	json_key(json, "tool");
	json_object_begin(json);
	json_key(json, "driver");
	json_object_begin(json);
	json_member(json, "name", "miglint");
	json_member(json, "fullName", "miglint migration linter");
	json_member(json, "version", MIGLINT_VERSION);
	json_member(json, "semanticVersion", MIGLINT_VERSION);
	json_member(json, "informationUri", MIGLINT_URL);
	json_key(json, "rules");
	json_array_begin(json);
	for (size_t i = 0; i < rule_count; i++)
		add_rule(json, scratch, rules[i]);
	json_array_end(json);
	json_object_end(json);
	json_object_end(json);
}
