// history_sql.c - files of SQL name no parents, and one migration may be two files: what has to be known of a folder before its replay.

#include "history.h"
#include "migration/framework.h"
#include "migration/sqlfile.h"

static void find_others(Arena *arena, HistoryFile *const *files, size_t count)
{
	Map by_path = { 0 };

	for (size_t i = 0; i < count; i++)
		map_set(&by_path, arena, str_from(files[i]->real), files[i]);
	for (size_t i = 0; i < count; i++) {
		const char *path = migration_belongs(files[i]->result.migration)
			? sqlfile_other_path(arena, files[i]->real)
			: NULL;
		HistoryFile *up = path ? map_get(&by_path, str_from(path)) : NULL;
		if (up)
			up->other = files[i];
	}
}

void history_sql_prepare(Arena *arena, HistoryFile *const *files, size_t count)
{
	const FrameworkFacts *framework = framework_facts(files[0]->framework);
	Migration **migrations;

	if (!framework->order)
		return;
	find_others(arena, files, count);
	migrations = arena_array(arena, Migration *, count);
	for (size_t i = 0; i < count; i++)
		migrations[i] = files[i]->result.migration;
	framework->order(arena, migrations, count);
}
