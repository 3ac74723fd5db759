#include "history_django.h"

#include <stdlib.h>

#include "migration/django_compare.h"
#include "migration/django_project.h"
#include "migration/django_reach.h"
#include "migration/django_replace.h"
#include "options.h"
#include "squashed.h"

struct DjangoHistory {
	Arena *arena;
	HistoryFile *const *files;
	size_t count;
	DjangoOptions options;
	DjangoSettings settings;
	DjangoNodes nodes; // one for each file
	DjangoReach *reach;
	DjangoReplacing *replacing;
	Map initial;         // app label -> Map of the tables its initial migrations made so far
	Map apps;            // labels of the apps that are here
	Array(Str) prefixes; // of each, how the names of its tables begin when nobody chose others
};

// A table that an initial migration made is still empty when the next one runs, and what is squashed runs where there is nothing yet.
static void note_new_tables(DjangoHistory *history, Migration *migration)
{
	const DjangoMigration *django = migration->django;
	Map *tables = map_get(&history->initial, django->app);

	migration->on_new_database = django->replaces.len > 0;
	if (!django->initial)
		return;
	if (!tables) {
		tables = arena_new(history->arena, Map);
		map_set(&history->initial, history->arena, django->app, tables);
	}
	migration->new_tables = tables;
}

static void add_new_tables(DjangoHistory *history, const FileResult *result)
{
	Map *tables = map_get(&history->initial, result->migration->django->app);
	const StatementArray *statements = &result->statements[DIRECTION_UPGRADE];

	for (size_t i = 0; result->migration->django->initial && i < statements->len; i++) {
		const ActionArray *actions = &statements->items[i].actions;
		for (size_t k = 0; k < actions->len; k++)
			if (actions->items[k].kind == ACTION_CREATE_TABLE)
				map_set(tables, history->arena, actions->items[k].table.name, tables);
	}
}

static DjangoOptions options_of(const HistoryFile *file, const DjangoSettings *settings)
{
	DjangoOptions options = file->entry.config->django;

	if (!options.auth_user_model.len)
		options.auth_user_model = settings->auth_user_model;
	if (!options.default_auto_field.len)
		options.default_auto_field = settings->default_auto_field;
	return options;
}

// Every migration runs with the timeouts that the connection has.
static void set_timeouts(const DjangoHistory *history, Migration *migration)
{
	EnvFacts *env = arena_new(history->arena, EnvFacts);

	*env = *migration->env;
	env->lock_timeout = history->settings.lock_timeout;
	env->statement_timeout = history->settings.statement_timeout;
	migration->env = env;
}

static void note_app(DjangoHistory *history, Str app)
{
	if (map_get(&history->apps, app))
		return;
	map_set(&history->apps, history->arena, app, history);
	array_push(history->arena, &history->prefixes,
		   str_from(arena_printf(history->arena, "%.*s_", STR_ARG(app))));
}

DjangoHistory *history_django_new(Arena *arena, HistoryFile *const *files, size_t count)
{
	DjangoHistory *history = arena_new(arena, DjangoHistory);

	*history = (DjangoHistory){ .arena = arena, .files = files, .count = count };
	django_settings_read(arena, files[0]->folder, &history->settings);
	history->options = options_of(files[0], &history->settings);
	for (size_t i = 0; i < count; i++) {
		DjangoNode *node = arena_new(arena, DjangoNode);
		node->migration = files[i]->result.migration;
		node->owner = files[i];
		set_timeouts(history, node->migration);
		note_app(history, node->migration->django->app);
		array_push(arena, &history->nodes, node);
	}
	django_resolve(arena, &history->nodes, &history->options);
	history->reach = django_reach_new(arena, &history->nodes, &history->options);
	history->replacing = django_replacing_new(arena, &history->nodes, &history->options);
	return history;
}

bool history_django_has(const DjangoHistory *history, size_t file)
{
	return !history->nodes.items[file]->is_alternative;
}

// ---- start-after ----------------------------------------------------------------------------------------------

static void leave_out(DjangoHistory *history, DjangoNode *node)
{
	DjangoNodes before = django_plan_before(history->arena, &history->nodes, node);

	array_push(history->arena, &before, node);
	for (size_t i = 0; i < before.len; i++)
		((HistoryFile *)before.items[i]->owner)->is_target = false;
}

static bool leave_out_named(DjangoHistory *history, Str name)
{
	bool found = false;

	for (size_t i = 0; i < history->nodes.len; i++) {
		if (!str_equal(history->nodes.items[i]->migration->revision, name))
			continue;
		leave_out(history, history->nodes.items[i]);
		found = true;
	}
	return found;
}

// Of the migrations that start-after names ("patients.0042_wards, visits.0007_rooms") and all they need nothing is reported.
static void leave_out_history(DjangoHistory *history)
{
	const char *folder = history->files[0]->folder;
	Str names = history->files[0]->entry.config->start_after;

	while (names.len) {
		size_t comma = str_find_char(names, ',', 0);
		Str name = str_trim(str_slice(names, 0, comma == SIZE_MAX ? names.len : comma));
		if (name.len && !leave_out_named(history, name)) {
			// Nothing that was read so far says so, and every finding would be about what was meant to be left out.
			complain("start-after names migration '%.*s', which is not in %s (write app.name)",
				 STR_ARG(name), folder ? folder : "the files that were read");
			exit(2);
		}
		names = comma == SIZE_MAX ? STR_NONE : str_slice(names, comma + 1, names.len);
	}
}

// ---- replaying ------------------------------------------------------------------------------------------------

// The tables of apps that are installed but no part of the project are there too.
static Catalog *new_catalog(const DjangoHistory *history)
{
	Catalog *catalog = catalog_new(history->arena, history->files[0]->entry.config->complete_history);

	catalog_limit(catalog, history->prefixes.items, history->prefixes.len);
	return catalog;
}

// ---- squashed migrations --------------------------------------------------------------------------------------

static const FileResult *result_of(const DjangoNode *node)
{
	return &((const HistoryFile *)node->owner)->result;
}

static FileResults results_of(const DjangoHistory *history, const DjangoNodes *nodes)
{
	FileResults results = { 0 };

	for (size_t i = 0; i < nodes->len; i++)
		array_push(history->arena, &results, result_of(nodes->items[i]));
	return results;
}

static bool is_among(const DjangoNodes *nodes, const DjangoNode *node)
{
	for (size_t i = 0; i < nodes->len; i++)
		if (nodes->items[i] == node)
			return true;
	return false;
}

static void judge_alternative(DjangoHistory *history, DjangoNode *node);

static void compare_squash(DjangoHistory *history, DjangoNode *node)
{
	DjangoNodes used, replaced;

	if (!django_replacing_plans(history->replacing, node, &used, &replaced))
		return;
	django_compare(history->arena, &history->options, node, &used, &replaced);
	for (size_t i = 0; i < used.len; i++)
		if (!used.items[i]->is_lowered)
			judge_alternative(history, used.items[i]);
	FileResults old = results_of(history, &replaced), new = results_of(history, &used);
	FileResults others = { 0 };
	for (size_t i = 0; i < history->nodes.len; i++) {
		const DjangoNode *other = history->nodes.items[i];
		if (!other->is_alternative && !is_among(&replaced, other))
			array_push(history->arena, &others, result_of(other));
	}
	squashed_losses(history->arena, &new, &old, &others);
}

// Makes the steps of a migration with the models that those before it left in `state`.
static void lower(DjangoHistory *history, DjangoNode *node, DjangoState *state)
{
	HistoryFile *file = node->owner;

	note_new_tables(history, file->result.migration);
	django_lower(file->result.migration, state, file->is_target);
	node->is_lowered = true;
	progress_lowered(file);
}

static void judge(DjangoHistory *history, DjangoNode *node, Catalog *catalog)
{
	HistoryFile *file = node->owner;

	progress_need_statements(file);
	if (node->is_alternative && node->migration->squash)
		compare_squash(history, node);
	if (file->is_target)
		django_reach_check(history->reach, node);
	if (file->is_target)
		lint_judge(&file->entry, &file->result, catalog);
	else
		lint_pass(&file->entry, &file->result, catalog);
	add_new_tables(history, &file->result);
	progress_judged(file);
}

// A squashed migration beside those it replaces meets what came before them.
static void judge_alternative(DjangoHistory *history, DjangoNode *node)
{
	DjangoState *state = django_state_new(history->arena, &history->options);
	Catalog *catalog = new_catalog(history);

	DjangoNodes before = django_plan_before(history->arena, &history->nodes, node);
	for (size_t i = 0; i < before.len; i++) {
		const HistoryFile *file = before.items[i]->owner;
		Migration again = *file->result.migration;
		again.steps[DIRECTION_UPGRADE] = (StepArray){ 0 };
		again.notices.len = again.notices.capacity = 0;
		again.irreversible.len = again.irreversible.capacity = 0;
		django_lower(&again, state, false);
		lint_reapply(&file->entry, &file->result, catalog);
	}
	lower(history, node, state);
	judge(history, node, catalog);
}

static HistoryFile *const *files_of(Arena *arena, const DjangoNodes *plan)
{
	HistoryFile **files = arena_array(arena, HistoryFile *, plan->len);

	for (size_t i = 0; i < plan->len; i++)
		files[i] = plan->items[i]->owner;
	return files;
}

void history_django_replay(DjangoHistory *history)
{
	DjangoState *state = django_state_new(history->arena, &history->options);
	Catalog *catalog = new_catalog(history);
	leave_out_history(history);
	DjangoNodes plan = django_plan(history->arena, &history->nodes);

	for (size_t i = 0; i < plan.len; i++)
		plan.items[i]->place = i + 1;
	for (size_t i = 0; i < plan.len; i++)
		lower(history, plan.items[i], state);
	progress_parse_ahead(files_of(history->arena, &plan), plan.len);
	for (size_t i = 0; i < plan.len; i++)
		judge(history, plan.items[i], catalog);
	for (size_t i = 0; i < history->nodes.len; i++) {
		DjangoNode *node = history->nodes.items[i];
		if (node->is_alternative && !node->is_lowered && ((HistoryFile *)node->owner)->is_target)
			judge_alternative(history, node);
	}
}
