// sqlfile_text.h - the text of a section as the server gets it: comments noted, placeholders of templates as holes, what is psql's own taken
// out. Private to sqlfile*.

#ifndef MIGRATION_SQLFILE_TEXT_H
#define MIGRATION_SQLFILE_TEXT_H

#include "migration/sqlfile.h"

// SqlText: what was seen on the way.
// - `first`: the first byte that is no comment; UINT32_MAX when there is none
// - `statements`: how many there are, roughly
// - `begins`: one of them begins a transaction, and none ends one before; `ends`: one of them ends one
// - `concurrently`: one of them cannot run in a transaction
// - `is_psql`: it has commands of psql
typedef struct SqlText {
	uint32_t first;
	size_t statements;
	bool begins;
	bool ends;
	bool concurrently;
	bool is_psql;
} SqlText;

// Appends the steps of `section`, one unless parts of it are conditional (\if), to those of `direction`; comments and notices to the migration.
SqlText sqlfile_text_read(Arena *arena, Migration *migration, Direction direction, Span section);
// Only the comments: of what no direction runs.
void sqlfile_text_comments(Arena *arena, Migration *migration, Span section);

#endif
