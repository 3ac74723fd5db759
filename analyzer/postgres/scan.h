// scan.h - the tokens of SQL text, as far as one must know them to find where a statement ends and how deep it nests. Not a
// checker: any bytes are some token, and what is not closed runs to the end of the text.

#ifndef POSTGRES_SCAN_H
#define POSTGRES_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

typedef enum TokenKind {
	TOKEN_END,
	TOKEN_WORD,        // keyword or unquoted name
	TOKEN_QUOTED_NAME, // "name", U&"name"
	TOKEN_STRING,      // 'x', E'x', B'1', $tag$x$tag$ ...
	TOKEN_NUMBER,      // also $1
	TOKEN_OPERATOR,    // a run of operator characters, also ::
	TOKEN_PUNCTUATION, // one byte: ( ) [ ] , ; . : and what is none of the above
} TokenKind;

// Token: bytes [start, end) of the text.
typedef struct Token {
	TokenKind kind;
	uint32_t start;
	uint32_t end;
} Token;

// The first token at or after byte `at`; white space, -- comments and nested /* */ comments are passed over.
Token sql_token(Str sql, uint32_t at);
// Whether the token is the unquoted word `word` (given in lower case).
static inline bool token_is_word(Str sql, Token token, const char *word)
{
	return token.kind == TOKEN_WORD && (sql.data[token.start] | 0x20) == *word &&
		str_equal_nocase(str_slice(sql, token.start, token.end), str_from(word));
}
// The byte of a TOKEN_PUNCTUATION, 0 for any other.
char token_punctuation(Str sql, Token token);

// StringQuote: how the bytes between the quotes of a TOKEN_STRING are to be read.
typedef enum StringQuote {
	QUOTE_PLAIN,     // as they stand: $$...$$
	QUOTE_DOUBLED,   // '' is '
	QUOTE_BACKSLASH, // and \\ escapes: E'...'
	QUOTE_OTHER,     // a bit string, U&'...', or without its end: no text
} StringQuote;

// What stands between the quotes of `token`, a TOKEN_STRING: bytes [*start, *end).
StringQuote token_string(Str sql, Token token, uint32_t *start, uint32_t *end);

// SqlRange: one statement of a text: bytes from its first token to the end of its last, without the semicolon.
// - `refused`: NULL, or why it must not be given to libpg_query (parse.h's limits); `refused_at` is where
typedef struct SqlRange {
	uint32_t start;
	uint32_t end;
	const char *refused;
	uint32_t refused_at;
} SqlRange;

// The first statement at or after byte `*at`; moves `*at` behind it. False when nothing but blanks and semicolons is left.
// Semicolons in BEGIN ATOMIC ... END of CREATE FUNCTION and in the parentheses of CREATE RULE do not end a statement.
bool sql_next_statement(Str sql, uint32_t *at, SqlRange *range);

// The next comment among the blanks and comments from byte `*at` to `end`: `*start` is its first byte, `*at` is then behind it. False without one.
bool sql_next_comment(Str sql, uint32_t *at, uint32_t end, uint32_t *start);

// Whether a comment among the blanks, comments and semicolons from `from` to the end of `sql` is never closed; `*start` is its first byte.
bool sql_open_comment(Str sql, uint32_t from, uint32_t *start);

#endif
