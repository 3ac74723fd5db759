// split.c - where one statement of a text ends and the next begins, and whether it nests too deep to be parsed.
//
// libpg_query's own splitters do not serve: the parser's gives up at the first error, the scanner's drops pieces without a keyword.

#include "postgres/parse.h"
#include "postgres/scan.h"

#define TEXT_OF(number) TEXT_OF_(number)
#define TEXT_OF_(number) #number

// Level: an open parenthesis, bracket, CASE or BEGIN ATOMIC.
// - `open`: '(' '[' 'c' 'b'; 0 for the statement itself
// - `operators`: of the expression being read at this level: they nest in one another
// - `chained`: set operations and joins of this level: these nest across commas and AND
typedef struct Level {
	char open;
	uint32_t operators;
	uint32_t chained;
} Level;

// What the first words of a statement say about semicolons inside it.
typedef enum Body {
	BODY_UNKNOWN, // CREATE [OR REPLACE] read so far
	BODY_PLAIN,
	BODY_FUNCTION,
	BODY_RULE,
} Body;

typedef struct Splitter {
	Str sql;
	SqlRange *range;
	Level levels[MAX_SQL_NESTING + 1];
	uint32_t depth;     // index of the current level
	uint32_t operators; // sum over all open levels
	uint32_t atomic;    // open BEGIN ATOMIC
	uint32_t words;
	Body body;
	Token previous;
} Splitter;

static void refuse(Splitter *splitter, const char *why, uint32_t at)
{
	if (splitter->range->refused)
		return;
	splitter->range->refused = why;
	splitter->range->refused_at = at;
}

static void open_level(Splitter *splitter, char open, uint32_t at)
{
	if (splitter->depth == MAX_SQL_NESTING) {
		refuse(splitter, "statement nests more than " TEXT_OF(MAX_SQL_NESTING) " parentheses", at);
		return;
	}
	splitter->levels[++splitter->depth] = (Level){ .open = open };
}

static void close_level(Splitter *splitter)
{
	if (splitter->depth == 0)
		return;
	Level *level = &splitter->levels[splitter->depth--];
	splitter->operators -= level->operators + level->chained;
	splitter->atomic -= level->open == 'b';
}

// A CASE without END must not keep a closing parenthesis from closing its own.
static void close_bracket(Splitter *splitter, char open)
{
	for (uint32_t depth = splitter->depth; depth > 0; depth--) {
		if (splitter->levels[depth].open != open)
			continue;
		while (splitter->depth >= depth)
			close_level(splitter);
		return;
	}
}

static void end_expression(Splitter *splitter)
{
	Level *level = &splitter->levels[splitter->depth];

	splitter->operators -= level->operators;
	level->operators = 0;
}

static void count_operator(Splitter *splitter, uint32_t *counter, uint32_t at)
{
	(*counter)++;
	if (++splitter->operators > MAX_SQL_OPERATORS)
		refuse(splitter, "statement nests more than " TEXT_OF(MAX_SQL_OPERATORS) " operators", at);
}

static bool is_one_of(Str sql, Token token, const char *const *words)
{
	for (; *words; words++)
		if (token_is_word(sql, token, *words))
			return true;
	return false;
}

static void read_first_words(Splitter *splitter, Token token)
{
	static const char *const passed_over[] = { "create", "or", "replace", NULL };

	if (splitter->body != BODY_UNKNOWN)
		return;
	if (splitter->words == 1 && !token_is_word(splitter->sql, token, "create"))
		splitter->body = BODY_PLAIN;
	else if (token_is_word(splitter->sql, token, "function") ||
		 token_is_word(splitter->sql, token, "procedure"))
		splitter->body = BODY_FUNCTION;
	else if (token_is_word(splitter->sql, token, "rule"))
		splitter->body = BODY_RULE;
	else if (!is_one_of(splitter->sql, token, passed_over))
		splitter->body = BODY_PLAIN;
}

static void read_end(Splitter *splitter)
{
	char open = splitter->levels[splitter->depth].open;

	if (open == 'b' || open == 'c')
		close_level(splitter);
}

// What a word does to how deep a statement nests.
typedef enum Meaning {
	MEANS_NOTHING,
	MEANS_OPERATOR, // nests in the operators around it
	MEANS_CHAIN,    // set operations and joins
	MEANS_FLAT,     // the grammar keeps a AND b AND c flat
	MEANS_CASE,
	MEANS_END,
	MEANS_ATOMIC,
} Meaning;

typedef struct Keyword {
	const char *word;
	Meaning meaning;
} Keyword;

enum { MOST_OF_A_LETTER = 4 };

// By first letter: most words begin like none of them.
static const Keyword keywords['z' - 'a' + 1][MOST_OF_A_LETTER] = {
	['a' - 'a'] = { { "and", MEANS_FLAT }, { "at", MEANS_OPERATOR }, { "atomic", MEANS_ATOMIC } },
	['b' - 'a'] = { { "between", MEANS_OPERATOR } },
	['c' - 'a'] = { { "case", MEANS_CASE }, { "collate", MEANS_OPERATOR } },
	['e' - 'a'] = { { "end", MEANS_END }, { "except", MEANS_CHAIN } },
	['i' - 'a'] = { { "in", MEANS_OPERATOR },
			{ "is", MEANS_OPERATOR },
			{ "ilike", MEANS_OPERATOR },
			{ "isnull", MEANS_OPERATOR } },
	['j' - 'a'] = { { "join", MEANS_CHAIN } },
	['l' - 'a'] = { { "like", MEANS_OPERATOR } },
	['n' - 'a'] = { { "not", MEANS_OPERATOR }, { "notnull", MEANS_OPERATOR } },
	['o' - 'a'] = { { "or", MEANS_FLAT } },
	['s' - 'a'] = { { "similar", MEANS_OPERATOR } },
	['u' - 'a'] = { { "union", MEANS_CHAIN } },
};

static Meaning meaning_of(Str sql, Token token)
{
	unsigned letter = (unsigned)(sql.data[token.start] | 0x20) - 'a';

	if (letter > 'z' - 'a')
		return MEANS_NOTHING;
	for (const Keyword *keyword = keywords[letter];
	     keyword < keywords[letter] + MOST_OF_A_LETTER && keyword->word; keyword++)
		if (token_is_word(sql, token, keyword->word))
			return keyword->meaning;
	return MEANS_NOTHING;
}

static void read_atomic(Splitter *splitter, Token token)
{
	if (splitter->body != BODY_FUNCTION || !token_is_word(splitter->sql, splitter->previous, "begin"))
		return;
	splitter->atomic++;
	open_level(splitter, 'b', token.start);
}

static void read_word(Splitter *splitter, Token token)
{
	Level *level = &splitter->levels[splitter->depth];

	splitter->words++;
	read_first_words(splitter, token);
	switch (meaning_of(splitter->sql, token)) {
	case MEANS_OPERATOR:
		count_operator(splitter, &level->operators, token.start);
		break;
	case MEANS_CHAIN:
		count_operator(splitter, &level->chained, token.start);
		break;
	case MEANS_FLAT:
		end_expression(splitter);
		break;
	case MEANS_CASE:
		open_level(splitter, 'c', token.start);
		break;
	case MEANS_END:
		read_end(splitter);
		break;
	case MEANS_ATOMIC:
		read_atomic(splitter, token);
		break;
	case MEANS_NOTHING:
		break;
	}
}

static void read_punctuation(Splitter *splitter, Token token)
{
	char c = token_punctuation(splitter->sql, token);

	if (c == '(' || c == '[')
		open_level(splitter, c, token.start);
	else if (c == ')' || c == ']')
		close_bracket(splitter, c == ')' ? '(' : '[');
	else if (c == ',' || c == ';')
		end_expression(splitter);
}

static bool ends_statement(const Splitter *splitter, Token token)
{
	if (token_punctuation(splitter->sql, token) != ';')
		return false;
	return splitter->atomic == 0 && !(splitter->body == BODY_RULE && splitter->depth > 0);
}

static void read_token(Splitter *splitter, Token token)
{
	if (token.kind == TOKEN_WORD)
		read_word(splitter, token);
	else if (token.kind == TOKEN_OPERATOR)
		count_operator(splitter, &splitter->levels[splitter->depth].operators, token.start);
	else if (token.kind == TOKEN_PUNCTUATION)
		read_punctuation(splitter, token);
}

bool sql_next_statement(Str sql, uint32_t *at, SqlRange *range)
{
	Token token = sql_token(sql, *at);

	while (token_punctuation(sql, token) == ';')
		token = sql_token(sql, token.end);
	*range = (SqlRange){ token.start, token.start, NULL, 0 };
	*at = token.end;
	if (token.kind == TOKEN_END)
		return false;

	Splitter splitter;
	splitter.levels[0] = (Level){ 0 };
	splitter.sql = sql;
	splitter.range = range;
	splitter.depth = splitter.operators = splitter.atomic = splitter.words = 0;
	splitter.body = BODY_UNKNOWN;
	splitter.previous = (Token){ TOKEN_END, 0, 0 };
	while (token.kind != TOKEN_END && !ends_statement(&splitter, token)) {
		read_token(&splitter, token);
		splitter.previous = token;
		range->end = token.end;
		token = sql_token(sql, token.end);
	}
	*at = token.end;
	if (range->end - range->start > MAX_SQL_BYTES)
		refuse(&splitter, "statement is larger than 1 MiB", range->start);
	return true;
}
