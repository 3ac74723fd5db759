// engine.h - runs the rules over one migration: who is asked about what, what is exempt, how severe it may be.

#ifndef ENGINE_H
#define ENGINE_H

#include "action_index.h"
#include "config.h"
#include "lint.h"
#include "rule.h"

// Lint: what a running rule can reach through rule.h. One per file.
// - `actions`: of a direction, once a rule asked about them; else NULL
// - `arena`: for what is needed while rules run; gone after findings_finish()
// - `kept`: for what findings say
struct Lint {
	const Config *config;
	Arena *arena;
	Arena *kept;
	FileResult *result;
	const Rule *rule; // being run
	SafetyTags safety;
	RoundTrip round_trip;
	Map tables_after;
	ActionIndex *actions[DIRECTION_COUNT];
};

// The actions of a kind in a direction that mention `name`, all when it is empty, in the order they run.
ActionPlaces lint_actions(Lint *lint, Direction direction, ActionKind kind, Str name);

// Runs every selected rule over the migration of `lint->result`; findings are added there, raw: not yet capped or suppressed.
void engine_run(Lint *lint);

// Runs the rules that look at the files around the migrations; likewise.
void engine_run_around(Lint *lint, const Around *around);

// The rules of rules.md that belong to no single rule: a finding in a downgrade is at most a note (reversibility excepted), a
// destructive finding under a declared DESTRUCTIVE tag too.
void engine_cap(const Lint *lint, Finding *finding);

// Adds the finding of `rule` that says what `notice` says.
void engine_report_notice(Lint *lint, const Rule *rule, const Notice *notice);

#endif
