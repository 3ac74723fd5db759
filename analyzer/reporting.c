// reporting.c - the functions rules report through (rule.h), for the Lint of engine.h.

#include "engine.h"
#include "migration/django_state.h"
#include "migration/framework.h"

enum { MAX_RELATED_CALLS = 4 };

static Finding *add_finding(Lint *lint, Span span)
{
	FileResult *result = lint->result;

	array_push(lint->arena, &result->findings,
		   ((Finding){ .rule = lint->rule,
			       .severity = lint->rule->severity,
			       .span = span,
			       .migration = result->migration }));
	return array_last(&result->findings);
}

// Where a finding about something in another module stands: on the call in the linted file that leads there. `*elsewhere` is then
// the other place.
static Span place_at_home(const Lint *lint, Span span, const CallSite *via, Span *elsewhere)
{
	const Migration *migration = lint->result->migration;

	*elsewhere = (Span){ 0 };
	if (!migration || !span.source || migration_has_source(migration, span.source))
		return span;
	*elsewhere = span;
	for (; via; via = via->outer)
		if (via->span.source == migration->source)
			return via->span;
	return migration->heading;
}

Finding *lint_report(Lint *lint, Span span, const char *format, ...)
{
	va_list args;
	Finding *finding = add_finding(lint, span);

	va_start(args, format);
	finding->message = arena_vprintf(lint->kept, format, args);
	va_end(args);
	return finding;
}

// How the operation was reached, innermost first: a helper's call, a loop.
static void add_call_sites(Lint *lint, Finding *finding, const CallSite *site)
{
	for (int i = 0; site && i < MAX_RELATED_CALLS; i++, site = site->outer) {
		if (span_compare(site->span, finding->span) == 0)
			continue;
		if (site->is_loop)
			finding_related(lint, finding, site->span, "in iteration %u of this loop",
					site->iteration + 1);
		else
			finding_related(lint, finding, site->span, "called from here");
	}
}

// Which call runs the function the statement stands in; a block stands around its own.
static void add_callers(Lint *lint, Finding *finding, const Statement *statement)
{
	const Statement *by = statement->enclosing;

	for (int i = 0; by && i < MAX_RELATED_CALLS; i++, by = by->enclosing)
		if (by->span.source != finding->span.source || by->span.start > finding->span.start ||
		    by->span.end < finding->span.end)
			finding_related(lint, finding, by->span, "called from here");
}

// "ACCESS EXCLUSIVE on accounts (rewrites the table; blocks reads and writes)".
static const char *lock_story(Lint *lint, const Statement *statement, const Effects *effects)
{
	RelationLock strongest = effects_strongest(effects);

	if (!lock_blocks_writes(strongest.mode))
		return NULL;
	const char *until = statement->before.in_transaction ? "until the transaction ends" : "while it runs";
	return arena_printf(lint->kept, "%s on %s (%s; blocks %s %s)", lock_mode_name(strongest.mode),
			    show_relation(lint, statement, strongest.relation), work_phrase(effects->work),
			    lock_blocks_reads(strongest.mode) ? "reads and writes" : "writes", until);
}

// "add_column:accounts.region"
static const char *key_of(Lint *lint, const Statement *statement, const Action *action)
{
	char *key = arena_printf(lint->arena, "%s:%s%s%.*s", action_kind_name(action->kind),
				 show_relation(lint, statement, action->table), action->name.len ? "." : "",
				 STR_ARG(action->name));

	for (char *c = key; *c && *c != ':'; c++) {
		if (*c == ' ')
			*c = '_';
		else if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c + 32);
	}
	return key;
}

void finding_direction(Finding *finding, const Migration *migration, Direction direction)
{
	finding->function = framework_facts(migration->framework)->functions[direction];
	finding->in_downgrade = direction == DIRECTION_DOWNGRADE;
}

Finding *lint_report_action(Lint *lint, const Statement *statement, const Action *action, const char *format,
			    ...)
{
	va_list args;
	Span elsewhere;
	Finding *finding =
		add_finding(lint, place_at_home(lint, statement->span, statement->step->via, &elsewhere));

	va_start(args, format);
	finding->message = arena_vprintf(lint->kept, format, args);
	va_end(args);
	// A step of a file of SQL is all of it.
	finding->operation = elsewhere.source || statement->migration->sqlfile ? finding->span
									       : statement->step->span;
	if (elsewhere.source)
		finding_related(lint, finding, elsewhere, "the operation is here");
	finding->sql = str_dup(lint->kept, statement->shown);
	finding_direction(finding, statement->migration, statement->direction);
	finding->has_no_author = finding->in_downgrade &&
		statement->migration->framework == FRAMEWORK_DJANGO &&
		django_operation_is_known(statement->step->operation);
	finding->lock =
		lock_story(lint, statement, action ? action_effects(statement, action) : &statement->effects);
	if (action)
		finding->key = key_of(lint, statement, action);
	add_callers(lint, finding, statement);
	add_call_sites(lint, finding, statement->step->via);
	return finding;
}

static bool is_about_a_function(NoticeKind kind)
{
	return kind != NOTICE_SYNTAX_ERROR && kind != NOTICE_UNREADABLE_FILE &&
		kind != NOTICE_INVALID_SUPPRESSION && kind != NOTICE_UNUSED_SUPPRESSION;
}

void engine_report_notice(Lint *lint, const Rule *rule, const Notice *notice)
{
	lint->rule = rule;
	Span elsewhere;
	Span place = place_at_home(lint, notice->span, notice->via, &elsewhere);
	Finding *finding = lint_report(lint, place, "%s", notice->message);

	finding->operation = place;
	if (elsewhere.source)
		finding_related(lint, finding, elsewhere, "the operation is here");
	finding->help = notice->help;
	if (is_about_a_function(notice->kind))
		finding_direction(finding, lint->result->migration, notice->direction);
	add_call_sites(lint, finding, notice->via);
}

void finding_help(Lint *lint, Finding *finding, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	finding->help = arena_vprintf(lint->kept, format, args);
	va_end(args);
}

void finding_related(Lint *lint, Finding *finding, Span span, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	const char *message = arena_vprintf(lint->kept, format, args);
	va_end(args);
	array_push(lint->kept, &finding->related, ((Related){ span, message }));
}

void finding_flow(Lint *lint, Finding *finding, Span span, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	const char *message = arena_vprintf(lint->kept, format, args);
	va_end(args);
	array_push(lint->kept, &finding->flow, ((Related){ span, message }));
}

Arena *lint_arena(Lint *lint)
{
	return lint->arena;
}

int lint_postgres_version(const Lint *lint)
{
	return lint->config->postgres_version;
}

const StatementArray *lint_statements(const Lint *lint, Direction direction)
{
	return &lint->result->statements[direction];
}

const Effects *action_effects(const Statement *statement, const Action *action)
{
	return &statement->action_effects[action - statement->actions.items];
}

const Revision *lint_node(const Lint *lint)
{
	return lint->result->node;
}

const StatementArray *lint_together(const Lint *lint, size_t n)
{
	const FileResults *pending = lint->result->pending;
	const EnvFacts *env = lint->result->migration->env;

	// Alembic alone begins one transaction for all it runs.
	if (!pending || n >= pending->len || lint->result->migration->framework != FRAMEWORK_ALEMBIC ||
	    !env->in_transaction || env->transaction_per_migration)
		return NULL;
	return &pending->items[n]->statements[DIRECTION_UPGRADE];
}

const SafetyTags *lint_safety(const Lint *lint)
{
	return &lint->safety;
}

const char *show_name(Lint *lint, const Statement *statement, Str name)
{
	return str_dup(lint->arena, sql_show(lint->arena, statement->sql, name));
}

const char *show_relation(Lint *lint, const Statement *statement, Relation relation)
{
	return show_name(lint, statement, relation_show(lint->arena, relation));
}

const char *show_type(Lint *lint, const TypeRef *type)
{
	return str_dup(lint->arena, type_show(lint->arena, type));
}

const char *show_direction(const Lint *lint, Direction direction)
{
	return framework_facts(lint->result->migration->framework)->directions[direction];
}
