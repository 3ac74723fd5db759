// sqlfile_place.c - what the path of a SQL file says: its version, its direction, the file with the other one, the folder of its history.

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "migration/sqlfile_convention.h"

// What a name ends with, and the ending of the other direction.
static const struct {
	Str ending;
	SqlPart part;
	const char *other;
} endings[] = {
	{ { ".up.sql", 7 }, SQL_UP, ".down.sql" },
	{ { ".down.sql", 9 }, SQL_DOWN, ".up.sql" },
	{ { ".sql", 4 }, SQL_WHOLE, NULL },
};

// Folders of one migration have these files, folders of all of them these folders.
static const struct {
	const char *name;
	SqlPart part;
	const char *other;
} files[] = {
	{ "up.sql", SQL_UP, "down.sql" },
	{ "down.sql", SQL_DOWN, "up.sql" },
	{ "migration.sql", SQL_UP, "down.sql" },
}, folders[] = {
	{ "deploy", SQL_UP, "revert" },
	{ "revert", SQL_DOWN, "deploy" },
	{ "verify", SQL_WHOLE, NULL },
};
enum { FILE_COUNT = sizeof(files) / sizeof(*files), FOLDER_COUNT = sizeof(folders) / sizeof(*folders) };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

// Length of the "2020-01-31" or "2020-01-31-235959" a name begins with; 0 when it does not.
static size_t leading_date(Str name)
{
	static const char form[] = "dddd-dd-dd";
	size_t at;

	for (at = 0; form[at]; at++)
		if (at >= name.len || (form[at] == 'd' ? !is_digit(name.data[at]) : name.data[at] != '-'))
			return 0;
	if (at + 1 < name.len && name.data[at] == '-' && is_digit(name.data[at + 1]))
		for (at++; at < name.len && is_digit(name.data[at]);)
			at++;
	return at;
}

static Str date_version(Arena *arena, Str date)
{
	char *version = arena_alloc(arena, date.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < date.len; i++)
		if (is_digit(date.data[i]))
			version[len++] = date.data[i];
	return (Str){ version, len };
}

// As Flyway compares versions: 01.2.0 is 1.2.
static Str flyway_version(Arena *arena, Str written)
{
	char *version = arena_alloc(arena, written.len + 1);
	size_t len = 0, kept = 0;

	for (size_t i = 0; i < written.len; i++) {
		bool starts = len == 0 || version[len - 1] == '.';
		bool last = i + 1 == written.len || !is_digit(written.data[i + 1]);
		if (written.data[i] == '0' && starts && !last)
			continue;
		version[len++] = (char)(is_digit(written.data[i]) ? written.data[i] : '.');
		if (last && !(starts && written.data[i] == '0') && written.data[i] != '.' &&
		    written.data[i] != '_')
			kept = len;
	}
	return (Str){ version, kept ? kept : len > 0 };
}

// "1.2" of "1_2__x" and "1.2__x" (Flyway), "0001" of "0001_x" and "0001-x.y".
static Str leading_version(Arena *arena, Str name, bool flyway)
{
	size_t end = leading_date(name);

	if (end)
		return date_version(arena, str_slice(name, 0, end));
	while (end < name.len && is_digit(name.data[end]))
		end++;
	while (flyway && end + 1 < name.len && (name.data[end] == '_' || name.data[end] == '.') &&
	       is_digit(name.data[end + 1]))
		for (end++; end < name.len && is_digit(name.data[end]);)
			end++;
	Str version = str_slice(name, 0, end);
	return flyway ? flyway_version(arena, version) : version;
}

static size_t last_slash(Str path)
{
	size_t end = path.len;

	while (end > 0 && path.data[end - 1] != '/')
		end--;
	return end;
}

// afterMigrate.sql, beforeEachMigrate__locks.sql
static bool is_callback(Str stem)
{
	static const char *const names[] = { "beforeMigrate",     "afterMigrate",     "afterMigrateApplied",
					     "beforeEachMigrate", "afterEachMigrate", "beforeVersioned",
					     "afterVersioned",    "beforeRepeatables" };
	size_t end = str_find(stem, STR("__"), 0);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_is(str_slice(stem, 0, end == SIZE_MAX ? stem.len : end), names[i]))
			return true;
	return false;
}

static void read_version(Arena *arena, SqlPlace *place)
{
	char first = place->stem.len ? place->stem.data[0] : '\0';
	bool flyway = first && strchr("VUBR", first) && str_find(place->stem, STR("__"), 0) != SIZE_MAX;

	place->version = leading_version(
		arena, flyway ? str_slice(place->stem, 1, place->stem.len) : place->stem, flyway);
	place->repeatable = flyway && first == 'R' && place->version.len == 0;
	place->is_callback = place->part == SQL_WHOLE && is_callback(place->stem);
	place->repeatable |= place->is_callback;
	place->baseline = flyway && first == 'B' && place->version.len > 0;
	if (flyway && place->part == SQL_WHOLE && place->version.len && first != 'B')
		place->part = first == 'U' ? SQL_DOWN : SQL_UP;
}

// Takes the last word between dots from the stem.
static Str last_word(const SqlPlace *place)
{
	size_t start = place->stem.len;

	while (start > 0 && place->stem.data[start - 1] != '.')
		start--;
	return start > 1 ? str_slice(place->stem, start, place->stem.len) : STR_NONE;
}

static void cut_word(SqlPlace *place, Str word)
{
	place->stem.len -= word.len + 1;
}

// NAME.DATABASE.autocommit.up.sql
static void read_words(SqlPlace *place)
{
	Str word = last_word(place);
	bool postgres;

	place->autocommit = str_is(word, "autocommit");
	if (place->autocommit) {
		cut_word(place, word);
		word = last_word(place);
	}
	if (!sqlfile_is_database(word, &postgres))
		return;
	place->database = word;
	cut_word(place, word);
}

SqlPlace sqlfile_place(Arena *arena, const char *path)
{
	Str whole = str_from(path);
	size_t base = last_slash(whole);
	SqlPlace place = { .path = path };

	place.folder = str_slice(whole, 0, base);
	place.base = place.stem = str_slice(whole, base, whole.len);
	if (base > 0)
		place.parent = str_slice(whole, last_slash(str_slice(whole, 0, base - 1)), base - 1);
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		if (!str_ends_with(place.base, endings[i].ending))
			continue;
		place.stem = str_slice(place.base, 0, place.base.len - endings[i].ending.len);
		place.part = endings[i].part;
		if (place.part != SQL_WHOLE)
			read_words(&place);
		break;
	}
	for (size_t i = 0; i < FILE_COUNT; i++) {
		if (!str_is(place.base, files[i].name))
			continue;
		place.part = files[i].part;
		place.stem = place.parent;
		place.has_folder = true;
	}
	for (size_t i = 0; i < FOLDER_COUNT; i++)
		if (str_is(place.parent, folders[i].name))
			place.part = folders[i].part;
	read_version(arena, &place);
	return place;
}

// NAME.down.sql, or the one that is for PostgreSQL or outside of a transaction: the most special there is.
static const char *other_of_pair(Arena *arena, const SqlPlace *place, const char *ending)
{
	Str database = place->database.len ? place->database : STR("postgres");
	const char *own = NULL;

	for (int special = 1; special >= 0; special--)
		for (int autocommit = 0; autocommit <= 1; autocommit++) {
			const char *path = arena_printf(arena, "%.*s%.*s%s%.*s%s%s", STR_ARG(place->folder),
							STR_ARG(place->stem), special ? "." : "",
							STR_ARG(special ? database : STR_NONE),
							autocommit ? ".autocommit" : "", ending);
			if (access(path, F_OK) == 0)
				return path;
			if (special == (place->database.len > 0) && autocommit == place->autocommit)
				own = path;
		}
	return own;
}

const char *sqlfile_other_path(Arena *arena, const char *path)
{
	SqlPlace place = sqlfile_place(arena, path);
	Str above =
		str_slice(place.folder, 0, place.folder.len - (place.parent.len ? place.parent.len + 1 : 0));

	const char *prisma = arena_printf(arena, "%.*smigration.sql", STR_ARG(place.folder));
	if (str_is(place.base, "down.sql") && access(prisma, F_OK) == 0)
		return prisma;
	for (size_t i = 0; i < FILE_COUNT; i++)
		if (files[i].other && str_is(place.base, files[i].name))
			return arena_printf(arena, "%.*s%s", STR_ARG(place.folder), files[i].other);
	for (size_t i = 0; i < FOLDER_COUNT; i++)
		if (folders[i].other && str_is(place.parent, folders[i].name))
			return arena_printf(arena, "%.*s%s/%.*s", STR_ARG(above), folders[i].other,
					    STR_ARG(place.base));
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (endings[i].other && str_ends_with(place.base, endings[i].ending))
			return other_of_pair(arena, &place, endings[i].other);
	if (place.part != SQL_WHOLE) // V1__x.sql and U1__x.sql
		return arena_printf(arena, "%.*s%c%.*s", STR_ARG(place.folder),
				    place.part == SQL_UP ? 'U' : 'V',
				    STR_ARG(str_slice(place.base, 1, place.base.len)));
	return NULL;
}

// ---- the files of a history -------------------------------------------------------------------------------------

// The part of an absolute path that holds the history: the file's folder, or the one above when the folder is one migration or direction.
static Str history_part(Arena *arena, const char *path)
{
	SqlPlace place = sqlfile_place(arena, path);
	bool above = place.has_folder;

	for (size_t i = 0; i < FOLDER_COUNT && !above; i++)
		above = str_is(place.parent, folders[i].name);
	Str folder = str_slice(place.folder, 0, place.folder.len - (place.folder.len > 1));
	if (above && place.parent.len < folder.len)
		folder = str_slice(folder, 0, folder.len - place.parent.len - 1);
	return folder;
}

const char *sqlfile_set(Arena *arena, const char *folder, const char *path, bool *whole)
{
	(void)path;
	*whole = true;
	return str_dup(arena, str_from(folder));
}

const char *sqlfile_folder(Arena *arena, const char *path)
{
	const char *folder = str_dup(arena, history_part(arena, path));

	return access(folder, F_OK) == 0 ? folder : NULL;
}

void sqlfile_files(Arena *arena, const char *folder, FileArray *files_found)
{
	const char *error = NULL;
	size_t kept = 0;

	if (!discover_near(arena, folder, 1, files_found, &error))
		files_found->len = 0;
	for (size_t i = 0; i < files_found->len; i++) {
		const char *path = files_found->items[i].path;
		if (str_ends_with(str_from(path), STR(".sql")) && str_is(history_part(arena, path), folder))
			files_found->items[kept++] = files_found->items[i];
	}
	files_found->len = kept;
	files_finish(files_found);
}

// ---- their order ------------------------------------------------------------------------------------------------

// Digits by their value, anything else by its byte: "1.10" after "1.9", 0002 before 10.
static int compare_versions(Str a, Str b)
{
	size_t i = 0, j = 0;

	while (i < a.len && j < b.len) {
		size_t x = i, y = j;
		if (!is_digit(a.data[i]) || !is_digit(b.data[j])) {
			if (a.data[i] != b.data[j])
				return (unsigned char)a.data[i] < (unsigned char)b.data[j] ? -1 : 1;
			i++, j++;
			continue;
		}
		while (x < a.len && a.data[x] == '0')
			x++;
		while (y < b.len && b.data[y] == '0')
			y++;
		for (i = x; i < a.len && is_digit(a.data[i]);)
			i++;
		for (j = y; j < b.len && is_digit(b.data[j]);)
			j++;
		if (i - x != j - y)
			return i - x < j - y ? -1 : 1;
		int order = memcmp(a.data + x, b.data + y, i - x);
		if (order)
			return order;
	}
	return (i < a.len) - (j < b.len);
}

static int compare_files(const void *left, const void *right)
{
	const SqlFile *a = (*(Migration *const *)left)->sqlfile, *b = (*(Migration *const *)right)->sqlfile;
	int order = (int)a->place.repeatable - (int)b->place.repeatable;

	if (!order && a->position && b->position)
		return a->position < b->position ? -1 : 1;
	if (!order && !(a->convention->by_name && b->convention->by_name))
		order = compare_versions(a->place.version, b->place.version);
	if (!order)
		order = str_compare(a->place.stem, b->place.stem);
	return order ? order : strcmp(a->place.path, b->place.path);
}

// The first of the migrations that every database has run.
static Migration *const *first_of_all(Migration *const *migrations, size_t count)
{
	Migration *const *first = NULL;

	for (size_t i = 0; i < count; i++) {
		const SqlFile *file = migrations[i]->sqlfile;
		if (!file->belongs && !file->baseline && !file->place.repeatable &&
		    migrations[i]->revision.len && (!first || compare_files(&migrations[i], first) < 0))
			first = &migrations[i];
	}
	return first;
}

// Whether a baseline stands for it.
static bool comes_before(const Migration *migration, const Migration *baseline)
{
	int order = compare_versions(migration->sqlfile->place.version, baseline->sqlfile->place.version);

	return order < 0 || (!order && str_compare(migration->revision, baseline->revision) <= 0);
}

// A baseline is run by new databases instead of what comes before it; others never see it.
static void leave_out_baselines(Migration *const *migrations, size_t count)
{
	Migration *const *first = first_of_all(migrations, count);

	for (size_t i = 0; first && i < count; i++) {
		if (!migrations[i]->sqlfile->baseline || !comes_before(*first, migrations[i]))
			continue;
		migrations[i]->revision = STR_NONE;
		migrations[i]->on_new_database = migrations[i]->one_way = true;
	}
}

void sqlfile_order(Arena *arena, Migration *const *migrations, size_t count)
{
	Migration **sorted = arena_array(arena, Migration *, count);
	bool has_downgrades = false;
	size_t kept = 0;
	Str before = STR_NONE;

	leave_out_baselines(migrations, count);
	for (size_t i = 0; i < count; i++) {
		has_downgrades = has_downgrades || migrations[i]->functions[DIRECTION_DOWNGRADE].exists;
		if (!migrations[i]->sqlfile->belongs && migrations[i]->revision.len)
			sorted[kept++] = migrations[i];
	}
	if (kept)
		qsort(sorted, kept, sizeof(*sorted), compare_files);
	for (size_t i = 0; i < kept; i++) {
		const SqlFile *file = sorted[i]->sqlfile;
		sorted[i]->one_way = !has_downgrades || file->place.repeatable ||
			file->convention->may_lack_down;
		if (before.len && !str_equal(before, sorted[i]->revision))
			array_push(arena, &sorted[i]->down_revisions, before);
		before = sorted[i]->revision;
	}
}
