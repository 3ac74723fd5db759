#include "suppress.h"

#include "postgres/scan.h"
#include "rules.h"
#include "source/pattern.h"

static void complain(Migration *migration, Arena *arena, Span span, const char *message)
{
	migration_notice(
		migration, arena,
		(Notice){
			.kind = NOTICE_INVALID_SUPPRESSION,
			.span = span,
			.message = message,
			.help = "write '# miglint: ignore[rule-id] reason' ('--' in SQL) on the line or the line above, or "
				"'# miglint: ignore-file[rule-id] reason'" });
}

static bool only_blanks(Str text)
{
	return str_trim(text).len == 0;
}

// Whether the comment is the first thing on its line.
static bool stands_alone(Span comment)
{
	Span line = source_line_span(comment.source, source_line(comment.source, comment.start));

	return only_blanks(str_slice(comment.source->text, line.start, comment.start));
}

// The line of code a comment standing alone on `line` speaks of: the next that is no comment itself.
static uint32_t next_code_line(const Source *source, uint32_t line)
{
	while (++line < source->line_count) {
		Str text = str_trim(span_text(source_line_span(source, line)));
		if (!str_starts_with(text, STR("#")) && !str_starts_with(text, STR("--")) &&
		    !str_starts_with(text, STR("/*")) && !str_starts_with(text, STR("*")))
			break;
	}
	return line;
}

static bool is_rule_or_group(Str id)
{
	if (rule_find(id))
		return true;
	for (int group = 0; group < GROUP_COUNT; group++)
		if (str_is(id, rule_group_name((RuleGroup)group)))
			return true;
	return false;
}

static void add_id(Arena *arena, Migration *migration, Suppression *suppression, Str id)
{
	if (is_rule_or_group(id)) {
		array_push(arena, &suppression->ids, ((SuppressedId){ id, false }));
		return;
	}
	const char *near = rule_suggest(id);
	complain(migration, arena, suppression->span,
		 near ? arena_printf(arena, "there is no rule `%.*s`; did you mean `%s`?", STR_ARG(id), near)
		      : arena_printf(arena, "there is no rule `%.*s`", STR_ARG(id)));
}

// Reads what follows "miglint:". False (and a notice) when it is not of the form ignore[...] or ignore-file[...].
static bool read_directive(Arena *arena, Migration *migration, Str rest, Suppression *suppression)
{
	size_t open = str_find_char(rest, '[', 0);
	size_t close = str_find_char(rest, ']', 0);
	Str verb = str_trim(str_slice(rest, 0, open == SIZE_MAX ? rest.len : open));

	suppression->whole_file = str_is(verb, "ignore-file");
	if (!suppression->whole_file && !str_is(verb, "ignore")) {
		complain(migration, arena, suppression->span, "not a suppression miglint knows");
		return false;
	}
	if (open == SIZE_MAX || close == SIZE_MAX || close < open) {
		complain(migration, arena, suppression->span,
			 "the suppression does not say which rules: [rule-id] is missing");
		return false;
	}
	Str ids = str_slice(rest, open + 1, close);
	if (only_blanks(ids))
		complain(migration, arena, suppression->span, "the suppression names no rule");
	for (size_t start = 0; start < ids.len;) {
		size_t comma = str_find_char(ids, ',', start);
		size_t end = comma == SIZE_MAX ? ids.len : comma;
		Str id = str_trim(str_slice(ids, start, end));
		if (id.len)
			add_id(arena, migration, suppression, id);
		start = end + 1;
	}
	return suppression->ids.len > 0;
}

static void read_comment(Arena *arena, Migration *migration, Span comment, SuppressionArray *suppressions)
{
	Str groups[MAX_PATTERN_GROUPS];
	Suppression suppression = { .span = comment };

	if (pattern_match(PATTERN_SUPPRESSION, span_text(comment), 0, groups) != PATTERN_MATCH ||
	    !read_directive(arena, migration, groups[1], &suppression))
		return;
	suppression.first_line = source_line(comment.source, comment.start);
	suppression.last_line = suppression.first_line;
	if (stands_alone(comment))
		suppression.last_line = next_code_line(comment.source, suppression.first_line);
	array_push(arena, suppressions, suppression);
}

static bool is_read(const SuppressionArray *suppressions, Span comment)
{
	for (size_t i = 0; i < suppressions->len; i++)
		if (span_compare(suppressions->items[i].span, comment) == 0)
			return true;
	return false;
}

// `--` comments with "miglint" in bytes [at, end) of the SQL of one step.
static void read_sql_comments(Arena *arena, Migration *migration, const Sql *sql, size_t at, size_t end,
			      SuppressionArray *suppressions)
{
	Str text = str_slice(sql->text, 0, end);

	for (; (at = str_find(text, STR("miglint"), at)) != SIZE_MAX; at++) {
		size_t start = at;
		while (start > 0 && (text.data[start - 1] == ' ' || text.data[start - 1] == '\t'))
			start--;
		if (start < 2 || text.data[start - 1] != '-' || text.data[start - 2] != '-')
			continue;
		size_t line_end = str_find_char(text, '\n', at);
		if (line_end == SIZE_MAX)
			line_end = end;
		Span comment = sql_span(sql, (uint32_t)start - 2, (uint32_t)line_end);
		// A loop lowers one literal several times: its comment is read once.
		if (migration_has_source(migration, comment.source) && !is_read(suppressions, comment))
			read_comment(arena, migration, comment, suppressions);
	}
}

// Those of the bodies in a file of SQL, DO $$ ... $$; the others are comments of the file.
static void read_body_comments(Arena *arena, Migration *migration, const Sql *sql,
			       SuppressionArray *suppressions)
{
	Str text = sql->text;

	if (str_find(text, STR("miglint"), 0) == SIZE_MAX)
		return;
	for (Token token = sql_token(text, 0); token.kind != TOKEN_END; token = sql_token(text, token.end))
		if (token.kind == TOKEN_STRING && text.data[token.start] == '$')
			read_sql_comments(arena, migration, sql, token.start, token.end, suppressions);
}

void suppressions_read(Arena *arena, Migration *migration, SuppressionArray *suppressions)
{
	for (size_t i = 0; i < migration->comments.len; i++)
		read_comment(arena, migration, migration->comments.items[i], suppressions);
	for (int direction = 0; direction < DIRECTION_COUNT; direction++) {
		const StepArray *steps = &migration->steps[direction];
		for (size_t i = 0; i < steps->len; i++) {
			const Sql *sql = steps->items[i].sql;
			if (sql && migration->sqlfile)
				read_body_comments(arena, migration, sql, suppressions);
			else if (sql)
				read_sql_comments(arena, migration, sql, 0, sql->text.len, suppressions);
		}
	}
}

// Place: the line a span begins on, looked up once for all suppressions.
typedef struct Place {
	const Source *source;
	uint32_t line;
} Place;

static Place place_of(Span span)
{
	return (Place){ span.source, span.source ? source_line(span.source, span.start) : 0 };
}

static bool covers(const Suppression *suppression, Place place)
{
	return place.source == suppression->span.source && place.line >= suppression->first_line &&
		place.line <= suppression->last_line;
}

// `ignore-file` in one file of a migration of two says nothing about the other.
static bool speaks_of(const Suppression *suppression, const Finding *finding)
{
	const Source *own = suppression->span.source;

	return finding->span.source == own || !finding->migration ||
		!migration_has_source(finding->migration, finding->span.source);
}

bool suppressions_match(SuppressionArray *suppressions, const Finding *finding)
{
	bool matched = false;
	Str id = str_from(finding->rule->id);
	Str group = str_from(rule_group_name(finding->rule->group));
	Place span = suppressions->len ? place_of(finding->span) : (Place){ 0 };
	Place operation = suppressions->len ? place_of(finding->operation) : (Place){ 0 };

	for (size_t i = 0; i < suppressions->len; i++) {
		Suppression *suppression = &suppressions->items[i];
		if (suppression->whole_file && !speaks_of(suppression, finding))
			continue;
		if (!suppression->whole_file && !covers(suppression, span) && !covers(suppression, operation))
			continue;
		for (size_t j = 0; j < suppression->ids.len; j++) {
			SuppressedId *named = &suppression->ids.items[j];
			if (str_equal(named->id, id) || str_equal(named->id, group))
				matched = named->used = true;
		}
	}
	return matched;
}
