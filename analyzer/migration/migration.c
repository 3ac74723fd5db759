#include "migration/migration.h"

const char *direction_name(Direction direction)
{
	return direction == DIRECTION_UPGRADE ? "upgrade" : "downgrade";
}

void migration_notice(Migration *migration, Arena *arena, Notice notice)
{
	array_push(arena, &migration->notices, notice);
}
