#include "postgres/scan.h"

// What a byte is in a token.
enum { BLANK = 1, NAME_START = 2, DIGIT = 4, OPERATOR = 8, DOLLAR = 16 };

#define B BLANK
#define N NAME_START
#define D DIGIT
#define O OPERATOR
#define S DOLLAR
#define NAMES N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N
// clang-format off
static const uint8_t classes[256] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, B, B, B, B, B, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	B, O, 0, O, S, O, O, 0, 0, 0, O, O, 0, O, 0, O, // !"#$%&'()*+,-./
	D, D, D, D, D, D, D, D, D, D, 0, 0, O, O, O, O, // 0-9 : ; < = > ?
	O, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, // @ A-O
	N, N, N, N, N, N, N, N, N, N, N, 0, 0, 0, O, N, // P-Z [ \ ] ^ _
	O, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, // ` a-o
	N, N, N, N, N, N, N, N, N, N, N, 0, O, 0, O, 0, // p-z { | } ~
	NAMES, NAMES, NAMES, NAMES, NAMES, NAMES, NAMES, NAMES, // all beyond ASCII
};
// clang-format on
#undef B
#undef N
#undef D
#undef O
#undef S
#undef NAMES

static char byte_at(Str sql, uint32_t at)
{
	return at < sql.len ? sql.data[at] : '\0';
}

static bool is_of(char c, unsigned wanted)
{
	return (classes[(unsigned char)c] & wanted) != 0;
}

// Behind the bytes of these classes that begin at `at`.
static uint32_t skip(Str sql, uint32_t at, unsigned wanted)
{
	while (at < sql.len && is_of(sql.data[at], wanted))
		at++;
	return at;
}

static bool is_name_start(char c)
{
	return is_of(c, NAME_START);
}

static bool is_digit(char c)
{
	return is_of(c, DIGIT);
}

static bool is_operator(char c)
{
	return is_of(c, OPERATOR);
}

static bool starts_comment(Str sql, uint32_t at)
{
	char c = byte_at(sql, at), next = byte_at(sql, at + 1);

	return (c == '-' && next == '-') || (c == '/' && next == '*');
}

// Behind the comment that begins at `at`; the end of `sql` when nothing closes it.
static uint32_t comment_end(Str sql, uint32_t at, bool *closed)
{
	*closed = true;
	if (sql.data[at] == '-') {
		while (at < sql.len && sql.data[at] != '\n' && sql.data[at] != '\r')
			at++;
		return at;
	}
	unsigned depth = 0;
	while (at < sql.len) {
		bool pair = at + 1 < sql.len;
		if (pair && sql.data[at] == '/' && sql.data[at + 1] == '*') {
			depth++;
			at += 2;
		} else if (pair && sql.data[at] == '*' && sql.data[at + 1] == '/') {
			at += 2;
			if (--depth == 0)
				break;
		} else {
			at++;
		}
	}
	*closed = depth == 0;
	return at;
}

static uint32_t skip_comment(Str sql, uint32_t at)
{
	bool closed;

	return comment_end(sql, at, &closed);
}

bool sql_open_comment(Str sql, uint32_t from, uint32_t *start)
{
	for (uint32_t at = from; at < sql.len; at++) {
		if (!starts_comment(sql, at))
			continue;
		bool closed;
		uint32_t end = comment_end(sql, at, &closed);
		if (!closed) {
			*start = at;
			return true;
		}
		at = end - 1;
	}
	return false;
}

bool sql_next_comment(Str sql, uint32_t *at, uint32_t end, uint32_t *start)
{
	for (; *at < end; (*at)++) {
		if (!starts_comment(sql, *at))
			continue;
		*start = *at;
		*at = skip_comment(sql, *at);
		return true;
	}
	return false;
}

static uint32_t skip_blanks(Str sql, uint32_t at)
{
	while ((at = skip(sql, at, BLANK)) < sql.len && starts_comment(sql, at))
		at = skip_comment(sql, at);
	return at;
}

// From the opening quote to behind the closing one; a doubled quote stands for itself.
static uint32_t skip_quoted(Str sql, uint32_t at, bool backslashes)
{
	char quote = sql.data[at++];

	while (at < sql.len) {
		char c = sql.data[at++];
		if (c == '\\' && backslashes)
			at++;
		else if (c == quote && byte_at(sql, at) == quote)
			at++;
		else if (c == quote)
			return at;
	}
	return (uint32_t)sql.len;
}

// The end of a dollar-quoted string that starts at `at`; `at` itself when none does.
static uint32_t skip_dollar_quoted(Str sql, uint32_t at)
{
	uint32_t tag = at + 1;

	if (is_name_start(byte_at(sql, tag)))
		tag = skip(sql, tag, NAME_START | DIGIT);
	if (byte_at(sql, tag) != '$')
		return at;
	Str quote = str_slice(sql, at, tag + 1);
	size_t close = str_find(sql, quote, tag + 1);
	return close == SIZE_MAX ? (uint32_t)sql.len : (uint32_t)(close + quote.len);
}

static uint32_t skip_number(Str sql, uint32_t at)
{
	while (is_digit(byte_at(sql, at)) || byte_at(sql, at) == '.' || is_name_start(byte_at(sql, at)))
		at++;
	return at;
}

static Token word_or_prefixed_string(Str sql, uint32_t start)
{
	uint32_t end = skip(sql, start, NAME_START | DIGIT | DOLLAR);
	char first = (char)(sql.data[start] | 0x20);
	char next = byte_at(sql, end);

	if (end == start + 1 && next == '\'' && strchr("ebxn", first))
		return (Token){ TOKEN_STRING, start, skip_quoted(sql, end, first == 'e') };
	char quote = byte_at(sql, end + 1);
	if (end == start + 1 && first == 'u' && next == '&' && (quote == '\'' || quote == '"')) {
		TokenKind kind = quote == '"' ? TOKEN_QUOTED_NAME : TOKEN_STRING;
		return (Token){ kind, start, skip_quoted(sql, end + 1, false) };
	}
	return (Token){ TOKEN_WORD, start, end };
}

static Token dollar(Str sql, uint32_t start)
{
	uint32_t end = skip_dollar_quoted(sql, start);

	if (end > start)
		return (Token){ TOKEN_STRING, start, end };
	return (Token){ is_digit(byte_at(sql, start + 1)) ? TOKEN_NUMBER : TOKEN_PUNCTUATION, start,
			skip_number(sql, start + 1) };
}

static Token operator_token(Str sql, uint32_t start)
{
	uint32_t end = start + 1;

	while (is_operator(byte_at(sql, end)) && !starts_comment(sql, end))
		end++;
	return (Token){ TOKEN_OPERATOR, start, end };
}

Token sql_token(Str sql, uint32_t at)
{
	uint32_t start = skip_blanks(sql, at);

	if (start >= sql.len)
		return (Token){ TOKEN_END, (uint32_t)sql.len, (uint32_t)sql.len };
	char c = sql.data[start];
	if (is_name_start(c))
		return word_or_prefixed_string(sql, start);
	if (c == '\'')
		return (Token){ TOKEN_STRING, start, skip_quoted(sql, start, false) };
	if (c == '"')
		return (Token){ TOKEN_QUOTED_NAME, start, skip_quoted(sql, start, false) };
	if (c == '$')
		return dollar(sql, start);
	if (is_digit(c))
		return (Token){ TOKEN_NUMBER, start, skip_number(sql, start) };
	if (is_operator(c))
		return operator_token(sql, start);
	if (c == ':' && byte_at(sql, start + 1) == ':')
		return (Token){ TOKEN_OPERATOR, start, start + 2 };
	return (Token){ TOKEN_PUNCTUATION, start, start + 1 };
}

char token_punctuation(Str sql, Token token)
{
	return token.kind == TOKEN_PUNCTUATION ? sql.data[token.start] : '\0';
}

static StringQuote dollar_string(Str sql, Token token, uint32_t *start, uint32_t *end)
{
	size_t tag = str_find_char(sql, '$', token.start + 1) + 1 - token.start;

	if (token.end - token.start < 2 * tag ||
	    !str_equal(str_slice(sql, token.end - tag, token.end),
		       str_slice(sql, token.start, token.start + tag)))
		return QUOTE_OTHER;
	*start = token.start + (uint32_t)tag;
	*end = token.end - (uint32_t)tag;
	return QUOTE_PLAIN;
}

StringQuote token_string(Str sql, Token token, uint32_t *start, uint32_t *end)
{
	uint32_t quote = token.start;
	StringQuote kind = QUOTE_DOUBLED;

	if (token.kind != TOKEN_STRING)
		return QUOTE_OTHER;
	if (sql.data[quote] == '$')
		return dollar_string(sql, token, start, end);
	if (sql.data[quote] == 'e' || sql.data[quote] == 'E')
		kind = QUOTE_BACKSLASH;
	else if (sql.data[quote] != '\'' && sql.data[quote] != 'n' && sql.data[quote] != 'N')
		return QUOTE_OTHER;
	quote += sql.data[quote] != '\'';
	if (token.end - quote < 2 || sql.data[token.end - 1] != '\'')
		return QUOTE_OTHER;
	*start = quote + 1;
	*end = token.end - 1;
	return kind;
}
