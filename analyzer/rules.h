// rules.h - the catalogue: one line per rule, sorted by id. `make check` compares it with rules/*.c.

#ifndef RULES_H
#define RULES_H

#include <stddef.h>

#include "rule.h"

#define RULES(R) \
	R(drop_column)

#define R(name) extern const Rule rule_##name;
RULES(R)
#undef R

// Every rule, sorted by id.
extern const Rule *const rules[];
extern const size_t rule_count;

// The rule with this id, NULL when there is none.
const Rule *rule_find(Str id);
// Index in rules[].
size_t rule_index(const Rule *rule);
// The rule or group name nearest to a misspelt one, NULL when none is near.
const char *rule_suggest(Str id);
// PascalCase name for SARIF ("DropColumn"), in `arena`.
const char *rule_pascal_name(Arena *arena, const Rule *rule);
// The rule that reports notices of this kind.
const Rule *rule_for_notice(NoticeKind kind);

#endif
