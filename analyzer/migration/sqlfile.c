#include "migration/sqlfile.h"

#include <unistd.h>

#include "config.h"
#include "migration/sqlfile_convention.h"
#include "migration/sqlfile_text.h"

// What is for another database lies in a folder called after it, or has its name between dots.
static bool is_of_other_database(const SqlPlace *place)
{
	enum { MAX_FOLDERS = 3 };
	Str whole = str_from(place->path);
	size_t near = place->folder.len;

	// mysql/migrations/0001_users/up.sql
	for (int folders = 0; near > 0 && folders <= MAX_FOLDERS;
	     folders += near > 0 && whole.data[near - 1] == '/')
		near--;
	for (size_t start = near, end; start < whole.len; start = end + 1) {
		for (end = start; end < whole.len && whole.data[end] != '/' && whole.data[end] != '.';)
			end++;
		bool postgres;
		if (sqlfile_is_database(str_slice(whole, start, end), &postgres) && !postgres)
			return true;
	}
	return false;
}

// ---- transactions -----------------------------------------------------------------------------------------------

// Whether the statements of a section run in one transaction; `*separate` whether they are sent one by one.
static bool runs_in_transaction(const SqlConvention *convention, const Config *config, const SqlText *text,
				bool no_transaction, bool *separate)
{
	bool plain = sqlfile_is_plain(convention) && !text->is_psql;
	SqlTransaction configured = config && plain ? config->sql_transaction : SQL_TRANSACTION_IMPLICIT;
	bool wraps = convention->wraps || configured == SQL_TRANSACTION_PER_FILE;

	*separate = convention->separate || text->is_psql || configured == SQL_TRANSACTION_NONE;
	if (wraps && !no_transaction && !(convention->knows_concurrently && text->concurrently))
		return true;
	// PostgreSQL makes one transaction of several statements in one string, unless they begin one themselves.
	return !*separate && text->statements > 1 && !text->begins;
}

static void leave_transaction(Arena *arena, Migration *migration, Direction direction, size_t first)
{
	StepArray *steps = &migration->steps[direction];
	Step boundary = { .kind = STEP_BOUNDARY,
			  .boundary = BOUNDARY_AUTOCOMMIT_CONNECTION,
			  .direction = direction,
			  .span = steps->items[first].span,
			  .operation = STR("no transaction") };

	boundary.span.end = boundary.span.start;
	array_push(arena, steps, boundary);
	memmove(&steps->items[first + 1], &steps->items[first], (steps->len - 1 - first) * sizeof(Step));
	steps->items[first] = boundary;
}

// Where findings about a section stand, and comments that suppress them before it count.
static Span first_line_of_code(Span section, const SqlText *text)
{
	if (text->first != UINT32_MAX)
		section.start = text->first;
	return span_first_line(section);
}

static void read_section(Arena *arena, Migration *migration, const Config *config, Direction direction,
			 Span section, bool no_transaction)
{
	const SqlConvention *convention = migration->sqlfile->convention;
	StepArray *steps = &migration->steps[direction];
	FunctionShape *shape = &migration->functions[direction];
	size_t first = steps->len;
	SqlText text = sqlfile_text_read(arena, migration, direction, section);
	bool separate,
		in_transaction = runs_in_transaction(convention, config, &text, no_transaction, &separate);

	if (!shape->exists || shape->is_empty)
		shape->span = first_line_of_code(section, &text);
	shape->is_empty = (shape->is_empty || !shape->exists) && steps->len == first;
	shape->exists = true;
	shape->name = shape->span;
	for (size_t i = first; i < steps->len; i++)
		steps->items[i].separate = separate;
	if (first == 0 && steps->len && !in_transaction)
		leave_transaction(arena, migration, direction, first);
}

// ---- sections ---------------------------------------------------------------------------------------------------

static bool has_mark(const MarkArray *marks, MarkKind kind)
{
	for (size_t i = 0; i < marks->len; i++)
		if (marks->items[i].kind == kind)
			return true;
	return false;
}

static const Mark *next_section(const MarkArray *marks, size_t *at)
{
	while (*at < marks->len) {
		const Mark *mark = &marks->items[(*at)++];
		if (mark->kind == MARK_UP || mark->kind == MARK_DOWN)
			return mark;
	}
	return NULL;
}

// Everything in `source`: the sections its marks make, or all of it as `direction`.
static void read_file(Arena *arena, Migration *migration, const Config *config, const Source *source,
		      const MarkArray *marks, Direction direction)
{
	const SqlConvention *convention = migration->sqlfile->convention;
	SqlPlace place = sqlfile_place(arena, source->path);
	bool no_transaction = has_mark(marks, MARK_NO_TRANSACTION) ||
		sqlfile_is_set_apart(arena, convention, &place);
	uint32_t end = (uint32_t)source->text.len, start = source->has_bom ? 3 : 0;
	size_t at = 0;
	const Mark *mark = next_section(marks, &at);

	if (!mark)
		read_section(arena, migration, config, direction, (Span){ source, start, end },
			     no_transaction);
	else if (!convention->generated)
		sqlfile_text_comments(arena, migration, (Span){ source, start, mark->line.start });
	for (const Mark *next; mark; mark = next) {
		next = next_section(marks, &at);
		Span section = { source, mark->line.start, next ? next->line.start : end };
		// What `alembic --sql` writes first belongs to the first revision.
		if (convention->generated && section.start == marks->items[0].line.start)
			section.start = start;
		read_section(arena, migration, config,
			     mark->kind == MARK_UP ? DIRECTION_UPGRADE : DIRECTION_DOWNGRADE, section,
			     no_transaction || mark->no_transaction);
	}
}

// ---- the other file ---------------------------------------------------------------------------------------------

// NULL when it is not there or cannot be read; linting it says so.
static Source *read_beside(Arena *arena, const char *path, const ReadOptions *options)
{
	const Str *text = path && options->past ? map_get(options->past, str_from(path)) : NULL;

	if (!path || (options->past ? !text : access(path, F_OK) != 0))
		return NULL;
	Source *source = text ? source_from_text(arena, path, *text) : source_read(arena, path, path);
	return source->problem ? NULL : source;
}

static void read_other_direction(Arena *arena, Migration *migration, const ReadOptions *options)
{
	Source *down = read_beside(arena, sqlfile_other_path(arena, migration->source->path), options);
	MarkArray marks = { 0 };

	if (!down)
		return;
	migration->sqlfile->down = down;
	sqlfile_marks(arena, down, &marks);
	read_file(arena, migration, options->config, down, &marks, DIRECTION_DOWNGRADE);
}

// Whether the file with the upgrade is there and can be read: then that one is judged.
static bool has_upgrade(Arena *arena, const Source *source, const ReadOptions *options)
{
	return read_beside(arena, sqlfile_other_path(arena, source->path), options) != NULL;
}

// ---- reading ----------------------------------------------------------------------------------------------------

// The line of the tool's list that names the change, from 1. One that is made again later is called NAME@TAG up to the line of the tag.
static uint32_t planned_position(Arena *arena, const SqlPlace *place)
{
	size_t at = str_find_char(place->stem, '@', 0);
	Str name = str_slice(place->stem, 0, at == SIZE_MAX ? place->stem.len : at);
	Str tag = at == SIZE_MAX ? STR_NONE : str_slice(place->stem, at, place->stem.len);
	uint32_t found = 0;

	if (!str_is(place->parent, "deploy") && !str_is(place->parent, "revert"))
		return 0;
	const char *path = arena_printf(arena, "%.*s../sqitch.plan", STR_ARG(place->folder));
	const Source *plan = source_read(arena, path, path);
	for (uint32_t line = 1; line <= plan->line_count; line++) {
		Str text = span_text(source_line_span(plan, line));
		size_t end = str_find_char(text, ' ', 0);
		Str word = str_slice(text, 0, end == SIZE_MAX ? text.len : end);
		if (str_equal(word, name))
			found = line;
		if (tag.len && str_equal(word, tag))
			break;
	}
	return found;
}

static Span find_heading(const Source *source)
{
	for (uint32_t line = 1; line <= source->line_count; line++) {
		Span span = source_line_span(source, line);
		if (str_trim(span_text(span)).len)
			return span_first_line(span);
	}
	return source_line_span(source, 1);
}

Migration *sqlfile_read(Arena *arena, const Source *source, const ReadOptions *options)
{
	static const EnvFacts env = { .in_transaction = true, .transaction_per_migration = true };
	const Config *config = options->config;
	SqlPlace place = sqlfile_place(arena, source->path);
	MarkArray marks = { 0 };

	place.project = options->project;
	if (!options->named && is_of_other_database(&place))
		return NULL;
	sqlfile_marks(arena, source, &marks);
	const SqlConvention *convention =
		sqlfile_convention(arena, &place, &marks, config ? config->sql_convention : NULL);
	if (!options->named && (!convention || sqlfile_is_overridden(arena, convention, &place)))
		return NULL;
	Migration *migration = arena_new(arena, Migration);
	SqlFile *file = arena_new(arena, SqlFile);
	*file = (SqlFile){ .convention = convention ? convention : sqlfile_plain(), .place = place };
	migration->framework = FRAMEWORK_SQL;
	migration->source = source;
	migration->sqlfile = file;
	migration->env = &env;
	migration->one_way = true;
	migration->heading = find_heading(source);
	migration->generated = file->convention->generated;
	if (convention && !migration->generated && strcmp(source->path, STDIN_NAME) != 0)
		migration->revision = convention->unique_versions && place.version.len ? place.version
										       : place.stem;
	file->position = planned_position(arena, &place);
	file->baseline = place.baseline || has_mark(&marks, MARK_BASELINE);
	file->belongs = place.part == SQL_DOWN && has_upgrade(arena, source, options);
	if (file->belongs)
		return migration;
	Direction direction = place.part == SQL_DOWN ? DIRECTION_DOWNGRADE : DIRECTION_UPGRADE;
	read_file(arena, migration, config, source, &marks, direction);
	for (int d = DIRECTION_COUNT - 1; d >= 0; d--)
		if (migration->functions[d].exists && !migration->functions[d].is_empty)
			migration->heading = migration->functions[d].span;
	if (place.part == SQL_UP)
		read_other_direction(arena, migration, options);
	return migration;
}
