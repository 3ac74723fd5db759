#include "postgres/plpgsql.h"

#include "postgres/scan.h"

typedef struct Reader {
	Arena *arena;
	Str text; // to the end of the body
	Token token;
	uint32_t behind; // the end of the token before
	unsigned depth;
	const char *problem;
	uint32_t problem_at;
} Reader;

static void read_statements(Reader *reader, PlBranch *branch);

// ---- tokens ---------------------------------------------------------------------------------------------------

static void advance(Reader *reader)
{
	reader->behind = reader->token.end;
	reader->token = sql_token(reader->text, reader->token.end);
}

static bool at_word(const Reader *reader, const char *word)
{
	return token_is_word(reader->text, reader->token, word);
}

static bool at_end(const Reader *reader)
{
	return reader->token.kind == TOKEN_END;
}

static char punctuation(const Reader *reader)
{
	return token_punctuation(reader->text, reader->token);
}

static bool at_operator(const Reader *reader, const char *operator)
{
	Str token = str_slice(reader->text, reader->token.start, reader->token.end);

	return reader->token.kind == TOKEN_OPERATOR && str_is(token, operator);
}

static bool accept_word(Reader *reader, const char *word)
{
	if (!at_word(reader, word))
		return false;
	advance(reader);
	return true;
}

static void stop(Reader *reader, const char *problem)
{
	if (reader->problem)
		return;
	reader->problem = problem;
	reader->problem_at = at_end(reader) && reader->behind > 0 ? reader->behind - 1 : reader->token.start;
	// Nothing behind it is read.
	reader->token = (Token){ TOKEN_END, (uint32_t)reader->text.len, (uint32_t)reader->text.len };
}

static void expect_word(Reader *reader, const char *word)
{
	if (!accept_word(reader, word))
		stop(reader, arena_printf(reader->arena, "%s is missing here", word));
}

static void expect_semicolon(Reader *reader)
{
	if (punctuation(reader) == ';')
		advance(reader);
	else if (!at_end(reader))
		stop(reader, "a semicolon is missing here");
}

// A variable's name as PL/pgSQL knows it.
static Str name_at(const Reader *reader)
{
	Str word = str_slice(reader->text, reader->token.start, reader->token.end);

	if (reader->token.kind == TOKEN_QUOTED_NAME && word.len >= 2)
		return str_slice(word, 1, word.len - 1);
	return str_lower(reader->arena, word);
}

// ---- ranges ---------------------------------------------------------------------------------------------------

static bool at_one_of(const Reader *reader, const char *const *words)
{
	for (; *words; words++)
		if (at_word(reader, *words))
			return true;
	return false;
}

// Up to a semicolon or one of `words` outside of parentheses.
static PlRange read_until(Reader *reader, const char *const *words)
{
	PlRange range = { reader->token.start, reader->token.start };
	unsigned depth = 0;

	for (; !at_end(reader); advance(reader)) {
		char c = punctuation(reader);
		if (c == '(' || c == '[')
			depth++;
		else if ((c == ')' || c == ']') && depth > 0)
			depth--;
		else if (c == ';' || (depth == 0 && at_one_of(reader, words)))
			break;
		range.end = reader->token.end;
	}
	return range;
}

static const char *const no_words[] = { NULL };

static PlRange read_to_semicolon(Reader *reader)
{
	PlRange range = read_until(reader, no_words);

	expect_semicolon(reader);
	return range;
}

static PlRange read_before_word(Reader *reader, const char *const *word)
{
	PlRange range = read_until(reader, word);

	expect_word(reader, *word);
	return range;
}

static PlRange read_before_then(Reader *reader)
{
	static const char *const then[] = { "then", NULL };

	return read_before_word(reader, then);
}

// ---- SQL ------------------------------------------------------------------------------------------------------

// INTO [STRICT] name, name.field, name[1] ...
static PlRange read_targets(Str text, Token into)
{
	PlRange range = { into.start, into.end };
	Token token = sql_token(text, into.end);

	if (token_is_word(text, token, "strict"))
		token = sql_token(text, token.end);
	while (token.kind == TOKEN_WORD || token.kind == TOKEN_QUOTED_NAME || token.kind == TOKEN_NUMBER) {
		range.end = token.end;
		token = sql_token(text, token.end);
		while (token_punctuation(text, token) == '.') {
			token = sql_token(text, token.end);
			range.end = token.end;
			token = sql_token(text, token.end);
		}
		if (token_punctuation(text, token) != ',')
			break;
		token = sql_token(text, token.end);
	}
	return range;
}

// PostgreSQL takes every INTO for its own but those of INSERT INTO, MERGE INTO and IMPORT FOREIGN SCHEMA ... INTO.
static PlRange find_targets(Str text, PlRange sql)
{
	Token token = sql_token(text, sql.start), before = { TOKEN_END, 0, 0 };

	if (token_is_word(text, token, "import"))
		return (PlRange){ 0, 0 };
	for (; token.kind != TOKEN_END && token.start < sql.end; token = sql_token(text, token.end)) {
		if (token_is_word(text, token, "into") && !token_is_word(text, before, "insert") &&
		    !token_is_word(text, before, "merge"))
			return read_targets(text, token);
		before = token;
	}
	return (PlRange){ 0, 0 };
}

// The splitter knows where SQL ends, BEGIN ATOMIC included.
static void read_sql(Reader *reader, PlStatement *statement)
{
	uint32_t at = reader->token.start;
	SqlRange range;

	statement->kind = PL_SQL;
	sql_next_statement(reader->text, &at, &range);
	statement->expression = (PlRange){ range.start, range.end };
	statement->blank = find_targets(reader->text, statement->expression);
	reader->behind = range.end;
	reader->token = sql_token(reader->text, at);
}

static void read_perform(Reader *reader, PlStatement *statement)
{
	advance(reader);
	statement->kind = PL_QUERY;
	statement->expression = read_to_semicolon(reader);
}

// EXECUTE expression [INTO targets] [USING values]
static void read_execute(Reader *reader, PlStatement *statement)
{
	static const char *const behind[] = { "into", "using", NULL };

	advance(reader);
	statement->kind = PL_EXECUTE;
	statement->expression = read_until(reader, behind);
	PlRange rest = read_to_semicolon(reader);
	statement->blank = find_targets(reader->text, rest);
}

// ---- leaving --------------------------------------------------------------------------------------------------

static void read_return(Reader *reader, PlStatement *statement)
{
	advance(reader);
	if (accept_word(reader, "query")) {
		if (at_word(reader, "execute"))
			read_execute(reader, statement);
		else
			read_sql(reader, statement);
		return;
	}
	statement->kind = accept_word(reader, "next") ? PL_OTHER : PL_RETURN;
	statement->expression = read_to_semicolon(reader);
}

static void read_exit(Reader *reader, PlStatement *statement)
{
	statement->kind = PL_EXIT;
	read_to_semicolon(reader);
}

// RAISE without a level is RAISE EXCEPTION; a bare RAISE in a handler raises again.
static void read_raise(Reader *reader, PlStatement *statement)
{
	static const char *const levels[] = { "debug", "log", "info", "notice", "warning", NULL };

	advance(reader);
	statement->kind = at_one_of(reader, levels) ? PL_OTHER : PL_RAISE;
	read_to_semicolon(reader);
}

static void read_other(Reader *reader, PlStatement *statement)
{
	statement->kind = PL_OTHER;
	statement->blank = find_targets(reader->text, read_to_semicolon(reader));
}

// ---- branches and loops ---------------------------------------------------------------------------------------

static PlBranch *add_branch(Reader *reader, PlStatement *statement, PlRange condition)
{
	array_push(reader->arena, &statement->branches, (PlBranch){ .condition = condition });
	return array_last(&statement->branches);
}

// The statements go into a branch of their own array, which may move while they are read.
static void read_branch(Reader *reader, PlStatement *statement, PlRange condition)
{
	PlBranch branch = { .condition = condition };

	read_statements(reader, &branch);
	*add_branch(reader, statement, condition) = branch;
}

static void expect_end(Reader *reader, const char *word)
{
	expect_word(reader, "end");
	expect_word(reader, word);
}

static void read_if(Reader *reader, PlStatement *statement)
{
	advance(reader);
	statement->kind = PL_IF;
	read_branch(reader, statement, read_before_then(reader));
	while (accept_word(reader, "elsif") || accept_word(reader, "elseif"))
		read_branch(reader, statement, read_before_then(reader));
	if (accept_word(reader, "else"))
		read_branch(reader, statement, (PlRange){ 0, 0 });
	expect_end(reader, "if");
	expect_semicolon(reader);
}

static void read_case(Reader *reader, PlStatement *statement)
{
	static const char *const when[] = { "when", NULL };

	advance(reader);
	statement->kind = PL_IF;
	read_until(reader, when);
	if (!at_word(reader, "when"))
		stop(reader, "when is missing here");
	while (accept_word(reader, "when"))
		read_branch(reader, statement, read_before_then(reader));
	if (accept_word(reader, "else"))
		read_branch(reader, statement, (PlRange){ 0, 0 });
	expect_end(reader, "case");
	expect_semicolon(reader);
}

static void read_loop_body(Reader *reader, PlStatement *statement, PlRange condition)
{
	read_branch(reader, statement, condition);
	expect_end(reader, "loop");
	if (!at_end(reader) && punctuation(reader) != ';')
		advance(reader); // a label
	expect_semicolon(reader);
}

static PlRange read_before_loop(Reader *reader)
{
	static const char *const loop[] = { "loop", NULL };

	return read_before_word(reader, loop);
}

static void read_loop(Reader *reader, PlStatement *statement)
{
	advance(reader);
	statement->kind = PL_LOOP;
	read_loop_body(reader, statement, (PlRange){ 0, 0 });
}

static void read_while(Reader *reader, PlStatement *statement)
{
	advance(reader);
	statement->kind = PL_LOOP;
	read_loop_body(reader, statement, read_before_loop(reader));
}

// FOR name, ... IN [EXECUTE] query | [REVERSE] from..to | cursor; FOREACH name [SLICE n] IN ARRAY array
static void read_for(Reader *reader, PlStatement *statement)
{
	static const char *const in[] = { "in", NULL }, *const using[] = { "using", "loop", NULL };
	bool each = at_word(reader, "foreach");

	advance(reader);
	statement->kind = each ? PL_FOREACH : PL_LOOP;
	statement->name = name_at(reader);
	statement->blank = read_until(reader, in);
	expect_word(reader, "in");
	if (each)
		expect_word(reader, "array");
	statement->dynamic = !each && accept_word(reader, "execute");
	statement->expression = statement->dynamic ? read_until(reader, using) : (PlRange){ 0, 0 };
	PlRange rest = read_before_loop(reader);
	if (!statement->dynamic)
		statement->expression = rest;
	read_loop_body(reader, statement, (PlRange){ 0, 0 });
}

// ---- blocks ---------------------------------------------------------------------------------------------------

static const char *const block_words[] = { "begin", NULL };

static bool ends_type(Reader *reader)
{
	Str text = reader->text;

	return at_word(reader, "default") ||
		(reader->token.kind == TOKEN_OPERATOR && text.data[reader->token.start] == '=');
}

// name [CONSTANT] type [COLLATE x] [NOT NULL] [{ DEFAULT | := | = } expression]; | name CURSOR ... | name ALIAS FOR ...
static void read_declaration(Reader *reader, PlBranch *branch)
{
	static const char *const ends[] = { "default", NULL };
	PlStatement statement = { .kind = PL_ASSIGN, .range = { reader->token.start, 0 } };

	statement.name = name_at(reader);
	while (!at_end(reader) && punctuation(reader) != ';' && !ends_type(reader))
		advance(reader);
	if (accept_word(reader, ends[0])) {
		statement.expression = read_until(reader, no_words);
	} else if (reader->token.kind == TOKEN_OPERATOR) { // "=" of ":=" too; "=-1" is one token
		reader->token.end = reader->token.start + 1;
		advance(reader);
		statement.expression = read_until(reader, no_words);
	}
	statement.range.end = reader->behind;
	expect_semicolon(reader);
	array_push(reader->arena, &branch->statements, statement);
}

static void read_declarations(Reader *reader, PlBranch *branch)
{
	while (!at_end(reader) && !at_one_of(reader, block_words))
		if (!accept_word(reader, "declare"))
			read_declaration(reader, branch);
}

static void read_handlers(Reader *reader, PlStatement *statement)
{
	while (accept_word(reader, "when"))
		read_branch(reader, statement, read_before_then(reader));
}

// [DECLARE ...] BEGIN ... [EXCEPTION WHEN ... THEN ...] END [label]
static void read_block(Reader *reader, PlStatement *statement)
{
	PlBranch body = { 0 };

	statement->kind = PL_BLOCK;
	if (accept_word(reader, "declare"))
		read_declarations(reader, &body);
	expect_word(reader, "begin");
	read_statements(reader, &body);
	*add_branch(reader, statement, (PlRange){ 0, 0 }) = body;
	if (accept_word(reader, "exception"))
		read_handlers(reader, statement);
	expect_word(reader, "end");
	if (reader->token.kind == TOKEN_WORD || reader->token.kind == TOKEN_QUOTED_NAME)
		advance(reader);
}

static void read_inner_block(Reader *reader, PlStatement *statement)
{
	read_block(reader, statement);
	expect_semicolon(reader);
}

// ---- assignments ----------------------------------------------------------------------------------------------

// Behind "name", "name.field" or "name[1]".
static Token behind_target(Str text, Token token)
{
	unsigned depth = 0;

	for (token = sql_token(text, token.end); token.kind != TOKEN_END;
	     token = sql_token(text, token.end)) {
		char c = token_punctuation(text, token);
		if (c == '[') {
			depth++;
		} else if (c == ']' && depth > 0) {
			depth--;
		} else if (c == '.') {
			token = sql_token(text, token.end);
		} else if (depth == 0 || c == ';') {
			break;
		}
	}
	return token;
}

static bool read_assignment(Reader *reader, PlStatement *statement)
{
	Str text = reader->text;
	Token name = reader->token, token = sql_token(text, name.end);
	char c = token_punctuation(text, token);
	bool whole = c != '.' && c != '[';

	if (name.kind != TOKEN_WORD && name.kind != TOKEN_QUOTED_NAME && name.kind != TOKEN_NUMBER)
		return false;
	if (!whole)
		token = behind_target(text, name);
	if (token_punctuation(text, token) == ':')
		token = sql_token(text, token.end);
	if (token.kind != TOKEN_OPERATOR || text.data[token.start] != '=')
		return false;
	statement->kind = PL_ASSIGN;
	statement->name = name_at(reader);
	reader->token = (Token){ TOKEN_OPERATOR, token.start, token.start + 1 };
	advance(reader);
	PlRange value = read_to_semicolon(reader);
	if (whole)
		statement->expression = value; // of a part of a variable, only that it changes counts
	return true;
}

// ---- statements -----------------------------------------------------------------------------------------------

// Words no variable can have; then those that are names before ":=".
static const struct Form {
	const char *word;
	void (*read)(Reader *reader, PlStatement *statement);
	bool reserved;
} forms[] = {
	{ "if", read_if, true },
	{ "case", read_case, true },
	{ "loop", read_loop, true },
	{ "while", read_while, true },
	{ "for", read_for, true },
	{ "foreach", read_for, true },
	{ "begin", read_inner_block, true },
	{ "declare", read_inner_block, true },
	{ "execute", read_execute, true },
	{ "null", read_other, true },
	{ "perform", read_perform, false },
	{ "return", read_return, false },
	{ "exit", read_exit, false },
	{ "continue", read_exit, false },
	{ "raise", read_raise, false },
	{ "assert", read_other, false },
	{ "get", read_other, false },
	{ "open", read_other, false },
	{ "fetch", read_other, false },
	{ "move", read_other, false },
	{ "close", read_other, false },
};

static const struct Form *find_form(const Reader *reader)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (at_word(reader, forms[i].word))
			return &forms[i];
	return NULL;
}

static void skip_label(Reader *reader)
{
	while (at_operator(reader, "<<")) {
		while (!at_end(reader) && !at_operator(reader, ">>"))
			advance(reader);
		advance(reader);
	}
}

static void read_statement(Reader *reader, PlStatement *statement)
{
	const struct Form *form = find_form(reader);

	statement->range.start = reader->token.start;
	if (form && form->reserved)
		form->read(reader, statement);
	else if (read_assignment(reader, statement))
		;
	else if (form)
		form->read(reader, statement);
	else
		read_sql(reader, statement);
	statement->range.end = reader->behind;
	if (statement->range.end > statement->range.start &&
	    reader->text.data[statement->range.end - 1] == ';')
		statement->range.end--;
}

// Up to the word that ends the list; whoever asked for it knows which.
static void read_statements(Reader *reader, PlBranch *branch)
{
	static const char *const ends[] = { "end", "else", "elsif", "elseif", "when", "exception", NULL };

	if (++reader->depth > MAX_PLPGSQL_NESTING)
		stop(reader, "more than 100 blocks, branches or loops in one another");
	for (;;) {
		skip_label(reader);
		if (at_end(reader) || at_one_of(reader, ends))
			break;
		if (punctuation(reader) == ';') {
			advance(reader);
			continue;
		}
		PlStatement statement = { 0 };
		read_statement(reader, &statement);
		array_push(reader->arena, &branch->statements, statement);
	}
	reader->depth--;
}

// #variable_conflict use_column
static void skip_options(Reader *reader)
{
	while (at_operator(reader, "#")) {
		advance(reader);
		advance(reader);
		advance(reader);
	}
}

PlBody plpgsql_read(Arena *arena, Str text, uint32_t start, uint32_t end)
{
	Reader reader = { .arena = arena, .text = str_slice(text, 0, end), .behind = start };
	PlBody body = { .block.range = { start, end } };

	reader.token = sql_token(reader.text, start);
	skip_options(&reader);
	skip_label(&reader);
	read_block(&reader, &body.block);
	if (punctuation(&reader) == ';')
		advance(&reader);
	if (!at_end(&reader))
		stop(&reader, "nothing may follow the block");
	body.problem = reader.problem;
	body.problem_at = reader.problem_at;
	return body;
}
