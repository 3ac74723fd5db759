// sqlfile_reader.h - SqlReader, a section of a file of SQL on its way to the text the server gets. Private to sqlfile_text.c, which goes through the
// tokens, and to sqlfile_psql.c, sqlfile_template.c and sqlfile_block.c, which read what is no SQL.

#ifndef MIGRATION_SQLFILE_READER_H
#define MIGRATION_SQLFILE_READER_H

#include "migration/sqlfile_text.h"
#include "postgres/scan.h"

enum { MAX_HEAD = 8, MAX_BLOCKS = 64, MAX_SQL_MIB = 2 };

// TemplateBlock: an open block of a template.
// - `kind`: '%' of {% if %}, '{' of {{ if }}
// - `around`: around statements, not inside of one
typedef struct TemplateBlock {
	char kind;
	bool around;
} TemplateBlock;

// SqlReader: one section being read.
// - `text`: of the file, up to the end of the section
// - `copied`: what stands before it is written, or left out
// - `step_start`: first byte of the step being written
// - `head`: the first tokens of the statement, up to a parenthesis
// - `reads_stdin`: it is COPY ... FROM stdin: lines of data follow
// - `backslashes`: they escape in any string: standard_conforming_strings is off
// - `subscripts`: open brackets: in them a colon is part of a slice
// - `conditions`: open \if, and blocks of templates around statements
// - `blocks`: those that are open; what is deeper is not noted
typedef struct SqlReader {
	Arena *arena;
	Migration *migration;
	Direction direction;
	const Source *source;
	Str text;
	SqlWriter writer;
	uint32_t copied;
	uint32_t step_start;
	Token head[MAX_HEAD];
	size_t head_len;
	bool head_done;
	bool reads_stdin;
	bool backslashes;
	unsigned subscripts;
	unsigned conditions;
	unsigned block_count;
	TemplateBlock blocks[MAX_BLOCKS];
	bool has_statement; // in the step being written
	SqlText seen;
} SqlReader;

Span reader_span(const SqlReader *reader, uint32_t start, uint32_t end);
// The byte at `at`; 0 behind the end.
char reader_byte(const SqlReader *reader, uint32_t at);
uint32_t reader_line_end(const SqlReader *reader, uint32_t at);
// Whether the byte can be in the name of a variable.
bool is_variable(char c);
bool is_variable_start(char c);

// Writes what stands before `end` and is not written or left out yet.
void reader_copy(SqlReader *reader, uint32_t end);
// Writes up to `start` and leaves out what follows up to `end`.
void reader_leave_out(SqlReader *reader, uint32_t start, uint32_t end);
// A step ends before byte `at`, and the next begins with it.
void reader_begin_step(SqlReader *reader, uint32_t at);
void reader_end_step(SqlReader *reader, uint32_t at);
// Something that runs SQL which is not here: a step by itself, and a notice.
void reader_note_unread(SqlReader *reader, Span span, const char *message);
// The statement whose last token ends at `end`. Answers where to go on.
uint32_t reader_end_statement(SqlReader *reader, uint32_t end);

// psql's command that begins at `start` with a backslash. Answers where to go on.
uint32_t reader_psql(SqlReader *reader, uint32_t start);
// A variable of psql or a placeholder of a template that begins with `token`, written as a hole. Answers where to go on, 0 when it is none.
uint32_t reader_template(SqlReader *reader, Token token);
// Behind `close`, searched from `from` on the same line and not far; 0 when it is not there.
uint32_t reader_behind(const SqlReader *reader, uint32_t from, const char *close);
// The tag of a block that begins at `start` with {% or {{. Answers where to go on, 0 when it is none.
uint32_t reader_block(SqlReader *reader, uint32_t start);

#endif
