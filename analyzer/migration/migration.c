#include "migration/migration.h"

#include "migration/sqlfile.h"

const char *direction_name(Direction direction)
{
	return direction == DIRECTION_UPGRADE ? "upgrade" : "downgrade";
}

bool migration_belongs(const Migration *migration)
{
	return migration->sqlfile && migration->sqlfile->belongs;
}

bool migration_has_source(const Migration *migration, const Source *source)
{
	return source == migration->source || (migration->sqlfile && source == migration->sqlfile->down);
}

void migration_notice(Migration *migration, Arena *arena, Notice notice)
{
	array_push(arena, &migration->notices, notice);
}
