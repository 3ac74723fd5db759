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

static void read_word(Splitter *splitter, Token token)
{
	static const char *const operators[] = { "not",     "is",      "in",      "like",
						 "ilike",   "similar", "between", "isnull",
						 "notnull", "collate", "at",      NULL };
	static const char *const chained[] = { "union", "except", "intersect", "join", NULL };
	Str sql = splitter->sql;
	Level *level = &splitter->levels[splitter->depth];

	splitter->words++;
	read_first_words(splitter, token);
	if (token_is_word(sql, token, "case")) {
		open_level(splitter, 'c', token.start);
	} else if (token_is_word(sql, token, "end")) {
		read_end(splitter);
	} else if (token_is_word(sql, token, "and") || token_is_word(sql, token, "or")) {
		end_expression(splitter); // the grammar keeps a AND b AND c flat
	} else if (splitter->body == BODY_FUNCTION && token_is_word(sql, token, "atomic") &&
		   token_is_word(sql, splitter->previous, "begin")) {
		splitter->atomic++;
		open_level(splitter, 'b', token.start);
	} else if (is_one_of(sql, token, operators)) {
		count_operator(splitter, &level->operators, token.start);
	} else if (is_one_of(sql, token, chained)) {
		count_operator(splitter, &level->chained, token.start);
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
