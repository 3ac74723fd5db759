// rule.h - all a rule may know: the Rule struct, what it looks at, how it reports. Rules include only this header.
//
// A rule is policy: which Action in which Context is worth telling whom. Facts (locks, rewrites, versions) are in
// statement->effects; a lock's or version's name never stands in a rule's code.

#ifndef RULE_H
#define RULE_H

#include "finding.h"
#include "migration/migration.h"
#include "migration/safety.h"
#include "postgres/statement.h"

typedef struct Lint Lint; // lint.c's; opaque here

typedef enum RuleGroup {
	GROUP_SAFETY,
	GROUP_DESTRUCTIVE,
	GROUP_LOCKING,
	GROUP_TRANSACTION,
	GROUP_FAILURE,
	GROUP_COMPATIBILITY,
	GROUP_REVERSIBILITY,
	GROUP_HISTORY,
	GROUP_PROJECT,
	GROUP_ANALYSIS,
	GROUP_SCHEMA,
	GROUP_COUNT,
} RuleGroup;
const char *rule_group_name(RuleGroup group);

// Rule: data first. All texts are mandatory.
// - `id`: kebab-case, names the offence, equals the file name with '-' for '_'
// - `summary`: one sentence without full stop, at most 80 characters
// - `why`: Markdown: what it causes, since which PostgreSQL version
// - `bad`, `good`: complete Alembic revisions; bad gives exactly one finding of this rule, good none of any default rule
// - `on`: the actions check_action() wants, ended by ACTION_OTHER (0); empty with check_action means all
// - `notice`: the rule reports notices of this kind as they are (the engine does it; no check needed)
// - `on_new_relations`: also wants actions on relations this migration created (default: the engine exempts them)
struct Rule {
	const char *id;
	const char *since;
	RuleGroup group;
	Severity severity;
	bool off_by_default;
	const char *summary;
	const char *why;
	const char *bad;
	const char *good;
	ActionKind on[16];
	NoticeKind notice;
	bool on_new_relations;
	void (*check_action)(Lint *lint, const Statement *statement, const Action *action);
	void (*check_statement)(Lint *lint, const Statement *statement);
	void (*check_migration)(Lint *lint, const Migration *migration);
};

// Reports at `span`; the rule is the one being run. The Finding may be refined with the functions below until the check returns.
Finding *lint_report(Lint *lint, Span span, const char *format, ...) __attribute__((format(printf, 3, 4)));
// Reports on a statement, or on one action of it (`action` may be NULL): span, SQL, lock story, direction and the call or loop it was
// reached through are filled in.
Finding *lint_report_action(Lint *lint, const Statement *statement, const Action *action, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void finding_help(Lint *lint, Finding *finding, const char *format, ...) __attribute__((format(printf, 3, 4)));
void finding_related(Lint *lint, Finding *finding, Span span, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

// Facts of the run.
Arena *lint_arena(Lint *lint);
int lint_postgres_version(const Lint *lint);
// Statements of one direction of the migration being linted, in order.
const StatementArray *lint_statements(const Lint *lint, Direction direction);
// The effects of one action of a statement.
const Effects *action_effects(const Statement *statement, const Action *action);
// The declared safety of the migration.
const SafetyTags *lint_safety(const Lint *lint);

// Words for messages, in the lint's arena. Names with holes show the expression in braces.
const char *show_relation(Lint *lint, const Statement *statement, Relation relation);
const char *show_name(Lint *lint, const Statement *statement, Str name);
const char *show_type(Lint *lint, const TypeRef *type);

#endif
