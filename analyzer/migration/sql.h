// sql.h - Sql, SQL text with a map back to the source it was made from; SqlWriter, which builds one.

#ifndef MIGRATION_SQL_H
#define MIGRATION_SQL_H

#include <stdbool.h>

#include "base/buffer.h"
#include "python/text.h"
#include "source/source.h"

// SqlPiece: bytes [start, start + len) of the SQL come from `span`; byte for byte when `verbatim`.
typedef struct SqlPiece {
	uint32_t start;
	uint32_t len;
	Span span;
	bool verbatim;
} SqlPiece;

// SqlHole: bytes [start, start + len) of the SQL are a placeholder for `expression`, which is not known.
typedef struct SqlHole {
	uint32_t start;
	uint32_t len;
	const char *expression;
	Span span;
} SqlHole;

// Sql: text libpg_query can read. Holes stand in it as identifiers `miglint_hole_N`.
typedef struct Sql {
	Str text;               // NUL-terminated
	Span whole;             // the operation as written: where an offset that no piece covers is
	const SqlPiece *pieces; // ascending, disjoint
	size_t piece_count;
	const SqlHole *holes; // ascending
	size_t hole_count;
} Sql;

#define SQL_HOLE_PREFIX "miglint_hole_"

// Where bytes [start, end) of `sql` come from: exact when one verbatim piece (or adjoining ones of one source) covers them,
// else the span of the pieces they touch, else `whole`.
Span sql_span(const Sql *sql, uint32_t start, uint32_t end);
// The hole whose placeholder is the identifier `name`, NULL when `name` is none. `name` may hold more than the placeholder ("t_miglint_hole_2").
const SqlHole *sql_hole_in(const Sql *sql, Str name);
// `text` (part of the SQL or a name in it) as people should see it: each placeholder replaced by {expression}.
Str sql_show(Arena *arena, const Sql *sql, Str text);

// Bytes [start, end) of `sql` as a Text: pieces where they come from, holes as holes. `end` must not cut a placeholder.
Text *sql_text(Arena *arena, const Sql *sql, uint32_t start, uint32_t end);

// SqlWriter: SQL being built. `whole` is the operation it belongs to.
typedef struct SqlWriter {
	Arena *arena;
	Buffer text;
	Span whole;
	Array(SqlPiece) pieces;
	Array(SqlHole) holes;
} SqlWriter;

SqlWriter sql_writer(Arena *arena, Span whole);
// Words of ours: no source position of their own.
void sql_puts(SqlWriter *writer, const char *words);
void sql_add(SqlWriter *writer, Str words);
// Words that stand for the source at `span` (an identifier given as a Python string), not byte for byte.
void sql_add_from(SqlWriter *writer, Str words, Span span);
// A Text piece by piece: verbatim pieces keep their map, holes become placeholders. Inside quotes and dollar quotes too.
void sql_add_text(SqlWriter *writer, const Text *text);
void sql_add_piece(SqlWriter *writer, TextPiece piece);
// A Text with every `quote` in it written twice: the inside of a literal or of a quoted identifier. The map is kept.
void sql_add_doubled(SqlWriter *writer, const Text *text, char quote);
// A placeholder identifier for an unknown expression.
void sql_add_hole(SqlWriter *writer, const char *expression, Span span);
// The finished Sql. The writer must not be used afterwards.
const Sql *sql_finish(SqlWriter *writer);

#endif
