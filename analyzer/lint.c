// lint.c - the pipeline. A file goes through lint_read(), then, with the schema its history left, through lint_judge(); run.c does it
// for many at once.

#include "lint.h"

#include "engine.h"
#include "migration/framework.h"
#include "migration/sqlfile.h"
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
				.message = arena_printf(lint->arena, "nothing here is reported by `%.*s`",
							STR_ARG(named.id)),
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
		// Those of the other file are that one's.
		if (steps->len && result->migration->sqlfile &&
		    steps->items[0].span.source != result->source && !result->migration->sqlfile->belongs)
			continue;
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

	// What it finds wrong with a comment is a notice of the migration.
	suppressions_read(lint->kept, lint->result->migration, &suppressions);
	engine_run(lint);
	apply_suppressions(lint, &suppressions);
	report_unused(lint, &suppressions);
	for (size_t i = 0; i < findings->len; i++)
		engine_cap(lint, &findings->items[i]);
}

// The env.py or manage.py of a project stands for the files around its migrations.
static void judge_around(Lint *lint, const Source *source, Project *project)
{
	Migration commented = { .source = source };
	SuppressionArray suppressions = { 0 };
	Around around = around_read(lint->arena, source, project);

	engine_run_around(lint, &around);
	around_comments(lint->arena, source, &commented.comments);
	for (size_t i = 0; i < around.commands.len; i++)
		if (i == 0 ||
		    around.commands.items[i].span.source != around.commands.items[i - 1].span.source)
			around_comments(lint->arena, around.commands.items[i].span.source,
					&commented.comments);
	suppressions_read(lint->arena, &commented, &suppressions);
	apply_suppressions(lint, &suppressions);
	findings_finish(lint->kept, lint->arena, &lint->result->findings);
}

void lint_read(const FileEntry *file, Project *project, FileResult *result)
{
	*result = (FileResult){ 0 };
	Arena *arena = &result->arena;
	Lint lint = { .config = file->config, .arena = arena, .kept = arena, .result = result };
	ReadOptions reading = { .config = file->config, .project = project, .named = file->chosen };

	Source *source = file->text ? source_from_text(arena, file->shown, *file->text)
				    : source_read(arena, file->path, file->shown);
	result->source = source;
	if (source->problem) {
		report_unreadable(&lint, source);
		findings_finish(arena, arena, &result->findings);
	} else if ((result->migration = migration_read(arena, source, &reading))) {
		result->is_migration = true;
	} else if (project && around_is_entry(source)) {
		judge_around(&lint, source, project);
	}
}

void lint_parse(FileResult *result)
{
	for (int d = 0; d < DIRECTION_COUNT; d++)
		statements_parse(&result->arena, result->migration, (Direction)d, &result->statements[d]);
}

static void link_direction(const FileEntry *file, FileResult *result, Direction direction, Catalog *catalog)
{
	const EnvFacts *env = result->migration->env;
	TransactionStart start = {
		.in_transaction = env->in_transaction,
		.transaction_per_migration = env->transaction_per_migration,
		.lock_timeout = env->lock_timeout,
		.statement_timeout = env->statement_timeout,
	};
	StatementOptions options = {
		.postgres_version = file->config->postgres_version,
		.catalog = catalog,
		.start = &start,
	};
	Array(const Map *) created = { 0 };

	if (file->config->pending_tables_are_new && result->pending && direction == DIRECTION_UPGRADE)
		for (size_t i = 0; i < result->pending->len; i++) {
			const StatementArray *earlier = &result->pending->items[i]->statements[direction];
			if (earlier->len)
				array_push(&result->arena, &created, earlier->items[0].before.created);
		}
	start.created = created.items;
	start.created_count = created.len;

	catalog_begin_session(catalog); // SET of one revision or direction is nothing to the next
	statements_link(&result->arena, result->migration, direction, &options,
			&result->statements[direction]);
}

// The first time, when the schema it meets tells what functions of earlier migrations it calls.
static void recall_and_link(const FileEntry *file, FileResult *result, Direction direction, Catalog *catalog)
{
	statements_recall(&result->arena, result->migration, direction, catalog,
			  &result->statements[direction]);
	link_direction(file, result, direction, catalog);
}

void lint_judge(const FileEntry *file, FileResult *result, Catalog *catalog)
{
	Arena scratch = { 0 };
	Lint lint = { .config = file->config, .arena = &scratch, .kept = &result->arena, .result = result };

	CatalogMark before = catalog_mark(catalog);
	recall_and_link(file, result, DIRECTION_UPGRADE, catalog);
	lint.tables_after = tables_after(&scratch, &result->statements[DIRECTION_UPGRADE], catalog);
	CatalogMark upgraded = catalog_mark(catalog);
	recall_and_link(file, result, DIRECTION_DOWNGRADE, catalog);
	lint.round_trip = roundtrip_of(&scratch, result->migration, result->statements, catalog, before);
	count_statements(result);
	judge(&lint);
	findings_finish(&result->arena, &scratch, &result->findings);
	// What rules were told of the catalog is good until here.
	catalog_rollback(catalog, upgraded);
	arena_release(&scratch);
}

void lint_pass(const FileEntry *file, FileResult *result, Catalog *catalog)
{
	recall_and_link(file, result, DIRECTION_UPGRADE, catalog);
}

void lint_reapply(const FileEntry *file, const FileResult *result, Catalog *catalog)
{
	const StatementArray *statements = &result->statements[DIRECTION_UPGRADE];
	FileResult copy = { .migration = result->migration };

	copy.statements[DIRECTION_UPGRADE] =
		(StatementArray){ arena_array(&copy.arena, Statement, statements->len), statements->len,
				  statements->len };
	if (statements->len)
		memcpy(copy.statements[DIRECTION_UPGRADE].items, statements->items,
		       statements->len * sizeof(Statement));
	link_direction(file, &copy, DIRECTION_UPGRADE, catalog);
	file_result_release(&copy);
}

// The same place in the copy of the file that it was asked for as.
static void move_span(Span *span, const Source *from, const Source *to)
{
	if (span->source == from)
		span->source = to;
}

static void move_finding(Finding *finding, const Source *from, FileResult *to)
{
	move_span(&finding->span, from, to->source);
	move_span(&finding->operation, from, to->source);
	array_push(&to->arena, &to->findings, *finding);
}

void lint_hand_over(FileResult *result, FileResult *other)
{
	Source *down = result->migration->sqlfile ? result->migration->sqlfile->down : NULL;
	FindingArray *findings = &result->findings;
	size_t kept = 0;

	if (!down)
		return;
	for (size_t i = 0; i < findings->len; i++) {
		if (findings->items[i].span.source != down)
			findings->items[kept++] = findings->items[i];
		else if (other)
			move_finding(&findings->items[i], down, other);
	}
	findings->len = kept;
	if (!other)
		return;
	down->path = other->source->path;
	other->statements[DIRECTION_DOWNGRADE] = result->statements[DIRECTION_DOWNGRADE];
	other->migration->steps[DIRECTION_DOWNGRADE] = result->migration->steps[DIRECTION_DOWNGRADE];
	count_statements(other);
}

void file_result_release(FileResult *result)
{
	Arena arena = result->arena;

	arena_release(&arena);
	*result = (FileResult){ 0 };
}
