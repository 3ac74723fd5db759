#include "migration/sqlfile_convention.h"

#include <unistd.h>

#include "migration/project.h"
#include "source/source.h"

// ---- what lies around a file ----------------------------------------------------------------------------------

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

// `name` as seen from the folder of the file.
static bool exists(Arena *arena, const SqlPlace *place, const char *name)
{
	Str folder = place->folder.len ? place->folder : STR("./");

	return place->project ? project_has(place->project, folder, name)
			      : access(arena_printf(arena, "%.*s%s", STR_ARG(folder), name), F_OK) == 0;
}

static bool has_sum(Arena *arena, const SqlPlace *place)
{
	return exists(arena, place, "atlas.sum");
}

static bool has_journal(Arena *arena, const SqlPlace *place)
{
	return exists(arena, place, "meta/_journal.json");
}

static bool is_in_crate(Arena *arena, const SqlPlace *place)
{
	static const char *const up[] = { "Cargo.toml", "../Cargo.toml", "../../Cargo.toml" };

	if (!place->version.len || place->has_folder)
		return false;
	for (size_t i = 0; i < sizeof(up) / sizeof(*up); i++)
		if (exists(arena, place, up[i]))
			return true;
	return false;
}

static bool is_pair(Arena *arena, const SqlPlace *place)
{
	(void)arena;
	return str_ends_with(place->base, STR(".up.sql")) || str_ends_with(place->base, STR(".down.sql"));
}

bool sqlfile_is_database(Str word, bool *postgres)
{
	static const char *const own[] = { "postgres", "postgresql", "pg" };
	static const char *const others[] = { "mysql",      "mariadb",  "sqlite", "sqlite3", "mssql",
					      "sqlserver",  "oracle",   "hsqldb", "h2",      "cockroach",
					      "clickhouse", "redshift", "db2" };

	*postgres = false;
	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		*postgres |= str_equal_nocase(word, str_from(own[i]));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (str_equal_nocase(word, str_from(others[i])))
			return true;
	return *postgres;
}

static bool is_name_of_pop(Arena *arena, Str name)
{
	SqlPlace place = sqlfile_place(arena, str_dup(arena, name));

	return place.version.len &&
		(place.database.len || place.autocommit || str_ends_with(name, STR(".up.fizz")));
}

// 20200101_users.postgres.up.sql; 20200101_users.up.sql beside one of that kind, or below the database.yml of soda.
static bool is_pop(Arena *arena, const SqlPlace *place)
{
	if (!is_pair(arena, place) || !place->version.len)
		return false;
	return place->database.len || place->autocommit || exists(arena, place, "../database.yml") ||
		(place->project ? project_has_like(place->project, place->folder, is_name_of_pop)
				: folder_has_like(arena, place->folder, is_name_of_pop));
}

static bool is_folder_pair(Arena *arena, const SqlPlace *place)
{
	(void)arena;
	return place->has_folder && place->part != SQL_WHOLE;
}

static bool is_prisma(Arena *arena, const SqlPlace *place)
{
	return str_is(place->base, "migration.sql") ||
		(str_is(place->base, "down.sql") && exists(arena, place, "migration.sql"));
}

static bool is_name_of_flyway(Arena *arena, Str name)
{
	(void)arena;
	return name.len > 2 && name.data[0] == 'V' && is_digit(name.data[1]) &&
		str_find(name, STR("__"), 0) != SIZE_MAX && str_ends_with(name, STR(".sql"));
}

static bool is_flyway(Arena *arena, const SqlPlace *place)
{
	char first = place->base.len ? place->base.data[0] : '\0';

	if (place->is_callback)
		return place->project ? project_has_like(place->project, place->folder, is_name_of_flyway)
				      : folder_has_like(arena, place->folder, is_name_of_flyway);
	return str_find(place->base, STR("__"), 0) != SIZE_MAX &&
		(place->repeatable || (place->version.len && strchr("VUB", first)));
}

static bool is_sqitch(Arena *arena, const SqlPlace *place)
{
	return (str_is(place->parent, "deploy") || str_is(place->parent, "revert")) &&
		exists(arena, place, "../sqitch.plan");
}

static bool is_supabase(Arena *arena, const SqlPlace *place)
{
	(void)arena;
	return place->version.len && str_ends_with(place->folder, STR("supabase/migrations/"));
}

// 0001_users.sql anywhere, 1-users.sql in a folder called after migrations.
static bool is_numbered(Arena *arena, const SqlPlace *place)
{
	enum { TELLING_DIGITS = 3 };
	size_t digits = 0;

	(void)arena;
	while (digits < place->base.len && is_digit(place->base.data[digits]))
		digits++;
	if (place->has_folder || !digits || digits == place->base.len ||
	    !strchr("_-.", place->base.data[digits]))
		return false;
	return digits >= TELLING_DIGITS || str_find(place->parent, STR("migrat"), 0) != SIZE_MAX;
}

// ---- the runners ----------------------------------------------------------------------------------------------

enum {
	GOOSE,
	DBMATE,
	SQL_MIGRATE,
	NODE_PG_MIGRATE,
	POSTGRES_MIGRATIONS,
	ALEMBIC_OFFLINE,
	SQLX,
	PRISMA,
	DIESEL,
	POP,
	GOLANG_MIGRATE,
	FLYWAY,
	SQITCH,
	SUPABASE,
	ATLAS,
	DRIZZLE,
	PSQL,
	NUMBERED,
	PLAIN,
	CONVENTION_COUNT,
};

// In the order in which `recognises` is asked.
static const SqlConvention conventions[CONVENTION_COUNT] = {
	[GOOSE] = { .name = "goose",
		    .outside = "in a file of its own that says -- +goose NO TRANSACTION",
		    .wraps = true,
		    .separate = true,
		    .unique_versions = true },
	[DBMATE] = { .name = "dbmate",
		     .by_name = true,
		     .outside = "in a file of its own: -- migrate:up transaction:false",
		     .wraps = true,
		     .unique_versions = true },
	[SQL_MIGRATE] = { .name = "sql-migrate",
			  .outside = "in a file of its own: -- +migrate Up notransaction",
			  .wraps = true,
			  .separate = true },
	[NODE_PG_MIGRATE] = { .name = "node-pg-migrate",
			      .outside = "in a migration in JavaScript that calls pgm.noTransaction()",
			      .wraps = true },
	[POSTGRES_MIGRATIONS] = { .name = "postgres-migrations",
				  .outside =
					  "in a file of its own that begins with -- postgres-migrations disable-transaction",
				  .wraps = true,
				  .unique_versions = true },
	[ALEMBIC_OFFLINE] = { .name = "alembic", .separate = true, .generated = true },
	[SQLX] = { .name = "sqlx",
		   .outside = "in a file of its own that begins with -- no-transaction",
		   .wraps = true,
		   .unique_versions = true,
		   .recognises = is_in_crate },
	[DIESEL] = { .name = "diesel",
		     .by_name = true,
		     .outside =
			     "in a migration of its own, with run_in_transaction = false in its metadata.toml",
		     .wraps = true,
		     .unique_versions = true,
		     .recognises = is_folder_pair },
	[POP] = { .name = "pop",
		  .by_name = true,
		  .outside = "in a file of its own that is called NAME.autocommit.up.sql",
		  .wraps = true,
		  .unique_versions = true,
		  .recognises = is_pop },
	[GOLANG_MIGRATE] = { .name = "golang-migrate",
			     .outside = "in a file of its own: a lone statement is in no transaction",
			     .unique_versions = true,
			     .recognises = is_pair },
	[FLYWAY] = { .name = "flyway",
		     .outside = "in a file of its own: Flyway then begins no transaction",
		     .wraps = true,
		     .separate = true,
		     .knows_concurrently = true,
		     .unique_versions = true,
		     .recognises = is_flyway },
	[PRISMA] = { .name = "prisma",
		     .by_name = true,
		     .may_lack_down = true,
		     .outside = "in a migration of its own: a lone statement is in no transaction",
		     .recognises = is_prisma },
	[SQITCH] = { .name = "sqitch",
		     .outside = "in a change of its own, without BEGIN and COMMIT",
		     .separate = true,
		     .recognises = is_sqitch },
	[SUPABASE] = { .name = "supabase",
		       .by_name = true,
		       .wraps = true,
		       .unique_versions = true,
		       .recognises = is_supabase },
	[ATLAS] = { .name = "atlas",
		    .by_name = true,
		    .outside = "in a file of its own that begins with -- atlas:txmode none",
		    .wraps = true,
		    .separate = true,
		    .recognises = has_sum },
	[DRIZZLE] = { .name = "drizzle",
		      .by_name = true,
		      .wraps = true,
		      .separate = true,
		      .recognises = has_journal },
	[PSQL] = { .name = "psql",
		   .outside = "outside of BEGIN and COMMIT, run without --single-transaction",
		   .separate = true },
	[NUMBERED] = { .name = "numbered",
		       .outside = "in a file of its own: a lone statement is in no transaction",
		       .recognises = is_numbered },
	[PLAIN] = { .name = "plain",
		    .outside = "in a file of its own: a lone statement is in no transaction" },
};

const char *sqlfile_convention_name(int index)
{
	return index < CONVENTION_COUNT ? conventions[index].name : NULL;
}

const char *sqlfile_outside(const SqlFile *file)
{
	const char *words = file ? file->convention->outside : NULL;

	return words ? words : "outside of a transaction";
}

const SqlConvention *sqlfile_plain(void)
{
	return &conventions[PLAIN];
}

bool sqlfile_is_plain(const SqlConvention *convention)
{
	return convention == &conventions[PLAIN] || convention == &conventions[NUMBERED];
}

const SqlConvention *sqlfile_convention(Arena *arena, const SqlPlace *place, const MarkArray *marks,
					const char *configured)
{
	for (int i = 0; configured && i < CONVENTION_COUNT; i++)
		if (strcmp(configured, conventions[i].name) == 0)
			return &conventions[i];
	if (marks->len)
		return marks->items[0].convention;
	for (int i = 0; i < CONVENTION_COUNT; i++)
		if (conventions[i].recognises && conventions[i].recognises(arena, place))
			return &conventions[i];
	return NULL;
}

// ---- files that say that there is no transaction -----------------------------------------------------------------

// Whether the file has a line `key = false`, however it is spaced.
static bool says_false(Arena *arena, const char *path, const char *key)
{
	if (access(path, F_OK) != 0)
		return false;
	const Source *source = source_read(arena, path, path);
	for (uint32_t line = 1; line <= source->line_count; line++) {
		Str text = str_trim(span_text(source_line_span(source, line)));
		if (!str_starts_with(text, str_from(key)))
			continue;
		text = str_trim(str_slice(text, strlen(key), text.len));
		return str_starts_with(text, STR("=")) &&
			str_starts_with(str_trim(str_slice(text, 1, text.len)), STR("false"));
	}
	return false;
}

bool sqlfile_is_overridden(Arena *arena, const SqlConvention *convention, const SqlPlace *place)
{
	static const char *const words[] = { ".postgres", ".postgres.autocommit" };
	const char *direction = place->part == SQL_UP ? "up" : "down";

	if (convention != &conventions[POP] || place->database.len)
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (exists(arena, place,
			   arena_printf(arena, "%.*s%s.%s.sql", STR_ARG(place->stem), words[i], direction)))
			return true;
	return false;
}

bool sqlfile_is_set_apart(Arena *arena, const SqlConvention *convention, const SqlPlace *place)
{
	if (convention == &conventions[POP])
		return place->autocommit;
	if (convention == &conventions[DIESEL])
		return says_false(arena, arena_printf(arena, "%.*smetadata.toml", STR_ARG(place->folder)),
				  "run_in_transaction");
	if (convention == &conventions[FLYWAY])
		return says_false(arena, arena_printf(arena, "%s.conf", place->path), "executeInTransaction");
	return false;
}

// ---- marks ----------------------------------------------------------------------------------------------------

// - `text`: how the comment begins, in any case
// - `option`: a word in the rest of a MARK_UP or MARK_DOWN that says that no transaction is wanted
static const struct {
	int convention;
	Str text;
	MarkKind kind;
	Str option;
} mark_rows[] = {
	{ GOOSE, { "+goose up", 9 }, MARK_UP, { 0 } },
	{ GOOSE, { "+goose down", 11 }, MARK_DOWN, { 0 } },
	{ GOOSE, { "+goose no transaction", 21 }, MARK_NO_TRANSACTION, { 0 } },
	{ GOOSE, { "+goose", 6 }, MARK_OTHER, { 0 } },
	{ DBMATE, { "migrate:up", 10 }, MARK_UP, { "transaction:false", 17 } },
	{ DBMATE, { "migrate:down", 12 }, MARK_DOWN, { "transaction:false", 17 } },
	{ SQL_MIGRATE, { "+migrate up", 11 }, MARK_UP, { "notransaction", 13 } },
	{ SQL_MIGRATE, { "+migrate down", 13 }, MARK_DOWN, { "notransaction", 13 } },
	{ SQL_MIGRATE, { "+migrate", 8 }, MARK_OTHER, { 0 } },
	{ NODE_PG_MIGRATE, { "up migration", 12 }, MARK_UP, { 0 } },
	{ NODE_PG_MIGRATE, { "down migration", 14 }, MARK_DOWN, { 0 } },
	{ POSTGRES_MIGRATIONS,
	  { "postgres-migrations disable-transaction", 39 },
	  MARK_NO_TRANSACTION,
	  { 0 } },
	{ ALEMBIC_OFFLINE, { "running upgrade ", 16 }, MARK_UP, { 0 } },
	{ ALEMBIC_OFFLINE, { "running downgrade ", 18 }, MARK_DOWN, { 0 } },
	{ SQLX, { "no-transaction", 14 }, MARK_NO_TRANSACTION, { 0 } },
	{ ATLAS, { "atlas:txmode none", 17 }, MARK_NO_TRANSACTION, { 0 } },
	{ ATLAS, { "atlas:checkpoint", 16 }, MARK_BASELINE, { 0 } },
	{ ATLAS, { "atlas:", 6 }, MARK_OTHER, { 0 } },
	{ DRIZZLE, { "> statement-breakpoint", 22 }, MARK_OTHER, { 0 } },
};

static bool begins_with(Str text, Str words)
{
	return text.len >= words.len && str_equal_nocase(str_slice(text, 0, words.len), words);
}

static bool read_mark(Span line, Str comment, Mark *mark)
{
	for (size_t i = 0; i < sizeof(mark_rows) / sizeof(*mark_rows); i++) {
		if (!begins_with(comment, mark_rows[i].text))
			continue;
		Str option = mark_rows[i].option;
		*mark = (Mark){ &conventions[mark_rows[i].convention], mark_rows[i].kind, line,
				option.len && str_find(comment, option, 0) != SIZE_MAX };
		return true;
	}
	return false;
}

void sqlfile_marks(Arena *arena, const Source *source, MarkArray *marks)
{
	Str text = source->text;

	for (size_t at = 0; (at = str_find(text, STR("--"), at)) != SIZE_MAX;) {
		size_t end = str_find_char(text, '\n', at), start = at;
		end = end == SIZE_MAX ? text.len : end;
		while (start > 0 && (text.data[start - 1] == ' ' || text.data[start - 1] == '\t'))
			start--;
		bool own_line = start == 0 || text.data[start - 1] == '\n' || text.data[start - 1] == '\r' ||
			(start == 3 && source->has_bom);
		Str comment = str_slice(text, at, end);
		while (comment.len && (comment.data[0] == '-' || comment.data[0] == ' '))
			comment = str_slice(comment, 1, comment.len);
		Mark mark;
		// drizzle's stands behind a statement.
		if ((own_line || begins_with(comment, STR("> "))) &&
		    read_mark((Span){ source, (uint32_t)at, (uint32_t)end }, str_trim(comment), &mark) &&
		    (!marks->len || marks->items[0].convention == mark.convention))
			array_push(arena, marks, mark);
		at = end;
	}
}
