#include "config.h"

#include "rules.h"

Config config_default(void)
{
	return (Config){ .postgres_version = DEFAULT_POSTGRES_VERSION, .fail_on = SEVERITY_ERROR };
}

static bool names_rule(const char *name, const Rule *rule)
{
	return strcmp(name, rule->id) == 0 || strcmp(name, rule_group_name(rule->group)) == 0;
}

bool config_selects(const Config *config, const Rule *rule)
{
	bool selected = config->select.len == 0 && !rule->off_by_default;

	for (size_t i = 0; i < config->select.len; i++) {
		const char *name = config->select.items[i];
		selected |= strcmp(name, "all") == 0 || names_rule(name, rule);
	}
	for (size_t i = 0; i < config->ignore.len; i++)
		if (names_rule(config->ignore.items[i], rule))
			selected = false;
	return selected;
}

static bool is_known(const char *name)
{
	for (size_t i = 0; i < rule_count; i++)
		if (names_rule(name, rules[i]))
			return true;
	for (int group = 0; group < GROUP_COUNT; group++)
		if (strcmp(name, rule_group_name((RuleGroup)group)) == 0)
			return true;
	return false;
}

static bool check_names(const char *const *names, size_t count, const char *where, Arena *arena,
			const char **error)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], "all") == 0 || is_known(names[i]))
			continue;
		const char *near = rule_suggest(str_from(names[i]));
		*error = near
			? arena_printf(arena, "unknown rule or group '%s' in %s; did you mean '%s'?",
				       names[i], where, near)
			: arena_printf(arena,
				       "unknown rule or group '%s' in %s; 'miglint rule --all' lists them",
				       names[i], where);
		return false;
	}
	return true;
}

bool config_check(const Config *config, Arena *arena, const char **error)
{
	return check_names(config->select.items, config->select.len, "select", arena, error) &&
		check_names(config->ignore.items, config->ignore.len, "ignore", arena, error);
}
