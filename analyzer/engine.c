#include "engine.h"

#include "rules.h"

static bool wants(const Rule *rule, ActionKind kind)
{
	if (!rule->on[0])
		return true;
	for (size_t i = 0; i < sizeof(rule->on) / sizeof(*rule->on) && rule->on[i]; i++)
		if (rule->on[i] == kind)
			return true;
	return false;
}

// A table this migration created has no rows and nobody waits for it; and dropping what upgrade() made is what downgrade() is for:
// decided here once, not by each rule.
static bool is_exempt(Lint *lint, const Statement *statement, const Action *action)
{
	if (!lint->rule->on_new_relations && statement_on_new_relation(statement, action->table))
		return true;
	return lint->rule->group == GROUP_DESTRUCTIVE && lint_undoes_upgrade(lint, statement, action);
}

static void check_actions(Lint *lint, const Statement *statement)
{
	for (size_t i = 0; i < statement->actions.len; i++) {
		const Action *action = &statement->actions.items[i];
		if (wants(lint->rule, action->kind) && !is_exempt(lint, statement, action))
			lint->rule->check_action(lint, statement, action);
	}
}

// Which kinds of actions a file has: most rules want none of them.
typedef struct Kinds {
	bool has[ACTION_KIND_COUNT];
} Kinds;

static Kinds kinds_of(const Lint *lint)
{
	Kinds kinds = { 0 };

	for (int direction = 0; direction < DIRECTION_COUNT; direction++) {
		const StatementArray *statements = &lint->result->statements[direction];
		for (size_t i = 0; i < statements->len; i++)
			for (size_t j = 0; j < statements->items[i].actions.len; j++)
				kinds.has[statements->items[i].actions.items[j].kind] = true;
	}
	return kinds;
}

static bool wants_any(const Rule *rule, const Kinds *kinds)
{
	if (!rule->on[0])
		return true;
	for (size_t i = 0; i < sizeof(rule->on) / sizeof(*rule->on) && rule->on[i]; i++)
		if (kinds->has[rule->on[i]])
			return true;
	return false;
}

static void check_statements(Lint *lint, const Kinds *kinds)
{
	const Rule *rule = lint->rule;

	if (!rule->check_statement && !(rule->check_action && wants_any(rule, kinds)))
		return;
	for (int direction = 0; direction < DIRECTION_COUNT; direction++) {
		const StatementArray *statements = &lint->result->statements[direction];
		for (size_t i = 0; i < statements->len; i++) {
			if (rule->check_statement)
				rule->check_statement(lint, &statements->items[i]);
			if (rule->check_action)
				check_actions(lint, &statements->items[i]);
		}
	}
}

static void report_notices(Lint *lint)
{
	const NoticeArray *notices = &lint->result->migration->notices;

	for (size_t i = 0; i < notices->len; i++)
		if (notices->items[i].kind == lint->rule->notice)
			engine_report_notice(lint, lint->rule, &notices->items[i]);
}

// Django makes the way back itself. Whether it leads back and what it destroys is worth knowing; how it could be done better is not, since
// nobody can write it otherwise.
static void drop_without_author(Lint *lint)
{
	FindingArray *findings = &lint->result->findings;
	size_t kept = 0;

	for (size_t i = 0; i < findings->len; i++)
		if (!findings->items[i].has_no_author ||
		    findings->items[i].rule->group == GROUP_REVERSIBILITY)
			findings->items[kept++] = findings->items[i];
	findings->len = kept;
}

void engine_run(Lint *lint)
{
	Kinds kinds = kinds_of(lint);

	lint->safety = safety_read(lint->arena, lint->result->migration);
	for (size_t i = 0; i < rule_count; i++) {
		if (!config_selects(lint->config, rules[i]))
			continue;
		lint->rule = rules[i];
		if (lint->rule->notice)
			report_notices(lint);
		check_statements(lint, &kinds);
		if (lint->rule->check_migration)
			lint->rule->check_migration(lint, lint->result->migration);
	}
	drop_without_author(lint);
}

void engine_run_around(Lint *lint, const Around *around)
{
	for (size_t i = 0; i < rule_count; i++) {
		if (!rules[i]->check_project || !config_selects(lint->config, rules[i]))
			continue;
		lint->rule = rules[i];
		rules[i]->check_project(lint, around);
	}
}

void engine_cap(const Lint *lint, Finding *finding)
{
	const SafetyTag *declared = safety_declared(&lint->safety);
	bool acknowledged = declared && declared->kind == SAFETY_DESTRUCTIVE;

	if ((finding->in_downgrade && finding->rule->group != GROUP_REVERSIBILITY) ||
	    (acknowledged && finding->rule->group == GROUP_DESTRUCTIVE))
		finding->severity = SEVERITY_NOTE;
}
