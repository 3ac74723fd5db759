#include "rules.h"

const Rule *const rules[] = {
#define R(name) &rule_##name,
	RULES(R)
#undef R
};
const size_t rule_count = sizeof(rules) / sizeof(*rules);

enum { SUGGESTION_DISTANCE = 4 };

static const char *const group_names[GROUP_COUNT] = {
	[GROUP_SAFETY] = "safety",
	[GROUP_DESTRUCTIVE] = "destructive",
	[GROUP_LOCKING] = "locking",
	[GROUP_TRANSACTION] = "transaction",
	[GROUP_FAILURE] = "failure",
	[GROUP_COMPATIBILITY] = "compatibility",
	[GROUP_REVERSIBILITY] = "reversibility",
	[GROUP_HISTORY] = "history",
	[GROUP_PROJECT] = "project",
	[GROUP_ANALYSIS] = "analysis",
	[GROUP_SCHEMA] = "schema",
};

const char *rule_group_name(RuleGroup group)
{
	return group_names[group];
}

size_t rule_index(const Rule *rule)
{
	size_t low = 0, high = rule_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(rules[middle]->id, rule->id) <= 0)
			low = middle;
		else
			high = middle;
	}
	return low;
}

const Rule *rule_find(Str id)
{
	for (size_t i = 0; i < rule_count; i++)
		if (str_is(id, rules[i]->id))
			return rules[i];
	return NULL;
}

const char *rule_suggest(Str id)
{
	const char *nearest = NULL;
	unsigned best = SUGGESTION_DISTANCE;

	for (size_t i = 0; i < rule_count + GROUP_COUNT; i++) {
		const char *name = i < rule_count ? rules[i]->id : group_names[i - rule_count];
		unsigned distance = str_distance(id, str_from(name), best);
		if (distance < best) {
			best = distance;
			nearest = name;
		}
	}
	return nearest;
}

const char *rule_pascal_name(Arena *arena, const Rule *rule)
{
	char *name = arena_alloc(arena, strlen(rule->id) + 1);
	size_t len = 0;
	bool upper = true;

	for (const char *c = rule->id; *c; c++) {
		if (*c == '-') {
			upper = true;
			continue;
		}
		name[len++] = (char)(upper && *c >= 'a' && *c <= 'z' ? *c - 32 : *c);
		upper = false;
	}
	return name;
}

const Rule *rule_for_notice(NoticeKind kind)
{
	for (size_t i = 0; i < rule_count; i++)
		if (rules[i]->notice == kind)
			return rules[i];
	return NULL;
}
