// lint.c - the pipeline. One file goes through the stages in the order of lint_file(); workers.c runs many at once.

#include "lint.h"

#include "engine.h"
#include "rules.h"
#include "suppress.h"

// A file that could not be read is a finding like any other: it has a rule, can be explained, and fails strict runs.
static void report_unreadable(Lint *lint, const Source *source)
{
	const Rule *rule = rule_for_notice(NOTICE_UNREADABLE_FILE);
	Notice notice = {
		.kind = NOTICE_UNREADABLE_FILE,
		.span = { source, 0, 0 },
		.message = arena_printf(lint->arena, "cannot read this file: %s", source->problem),
	};

	if (rule && config_selects(lint->config, rule))
		engine_report_notice(lint, rule, &notice);
}

static void apply_suppressions(Lint *lint, SuppressionArray *suppressions)
{
	FindingArray *findings = &lint->result->findings;
	size_t kept = 0;

	for (size_t i = 0; i < findings->len; i++) {
		if (suppressions_match(suppressions, &findings->items[i]))
			lint->result->suppressed++;
		else
			findings->items[kept++] = findings->items[i];
	}
	findings->len = kept;
}

// Whether any rule the id means was run: only then "unused" is a fact.
static bool was_judged(const Config *config, Str id)
{
	for (size_t i = 0; i < rule_count; i++)
		if ((str_is(id, rules[i]->id) || str_is(id, rule_group_name(rules[i]->group))) &&
		    config_selects(config, rules[i]))
			return true;
	return false;
}

static void report_unused(Lint *lint, const SuppressionArray *suppressions)
{
	const Rule *rule = rule_for_notice(NOTICE_UNUSED_SUPPRESSION);

	if (!rule || !config_selects(lint->config, rule))
		return;
	for (size_t i = 0; i < suppressions->len; i++) {
		const Suppression *suppression = &suppressions->items[i];
		for (size_t j = 0; j < suppression->ids.len; j++) {
			SuppressedId named = suppression->ids.items[j];
			if (named.used || !was_judged(lint->config, named.id) || str_is(named.id, rule->id))
				continue;
			Notice notice = {
				.kind = NOTICE_UNUSED_SUPPRESSION,
				.span = suppression->span,
				.message = arena_printf(lint->arena, "nothing here is reported by `%.*s`", STR_ARG(named.id)),
				.help = "remove it from the comment",
			};
			engine_report_notice(lint, rule, &notice);
		}
	}
}

// What is counted as not readable: a step without known SQL, a statement libpg_query rejects.
static void count_statements(FileResult *result)
{
	for (int direction = 0; direction < DIRECTION_COUNT; direction++) {
		const StepArray *steps = &result->migration->steps[direction];
		const StatementArray *statements = &result->statements[direction];
		for (size_t i = 0; i < steps->len; i++)
			result->unreadable_count += steps->items[i].unreadable.len > 0;
		for (size_t i = 0; i < statements->len; i++) {
			if (statements->items[i].error)
				result->unreadable_count++;
			else
				result->statement_count++;
		}
	}
}

static void judge(Lint *lint)
{
	SuppressionArray suppressions = { 0 };
	FindingArray *findings = &lint->result->findings;

	suppressions_read(lint->arena, lint->result->migration, &suppressions);
	engine_run(lint);
	apply_suppressions(lint, &suppressions);
	report_unused(lint, &suppressions);
	for (size_t i = 0; i < findings->len; i++)
		engine_cap(lint, &findings->items[i]);
}

void lint_file(const FileEntry *file, Project *project, FileResult *result)
{
	*result = (FileResult){ 0 };
	Arena *arena = &result->arena;
	Lint lint = { .config = file->config, .arena = arena, .result = result };
	ReadOptions reading = { .config = file->config, .project = project };
	StatementOptions options = { .postgres_version = file->config->postgres_version };

	Source *source = source_read(arena, file->path, file->shown);
	result->source = source;
	if (source->problem) {
		report_unreadable(&lint, source);
	} else if ((result->migration = migration_read(arena, source, &reading))) {
		result->is_migration = true;
		for (int d = 0; d < DIRECTION_COUNT; d++)
			statements_of(arena, result->migration, (Direction)d, &options, &result->statements[d]);
		count_statements(result);
		judge(&lint);
	}
	findings_finish(arena, &result->findings);
}

void file_result_release(FileResult *result)
{
	Arena arena = result->arena;

	arena_release(&arena);
	*result = (FileResult){ 0 };
}
