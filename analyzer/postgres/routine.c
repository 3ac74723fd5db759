#include "postgres/routine.h"

#include "postgres/plpgsql_text.h"
#include "postgres/scan.h"

// The code in the string behind byte `at`.
static void place_string(Arena *arena, const Sql *sql, const ParsedStatement *parsed, uint32_t at,
			 Routine *routine)
{
	Token token = sql_token(sql->text, at);
	uint32_t start, end;

	while (token.kind != TOKEN_STRING && token.kind != TOKEN_END && token.start < parsed->end)
		token = sql_token(sql->text, token.end);
	if (token.kind != TOKEN_STRING || token.end > parsed->end)
		return;
	if (token_string(sql->text, token, &start, &end) == QUOTE_PLAIN) {
		routine->sql = sql;
		routine->body = (PlRange){ start, end };
		return;
	}
	Text *text = string_token_text(arena, sql, token);
	if (!text)
		return;
	SqlWriter writer = sql_writer(arena, sql_span(sql, token.start, token.end));
	sql_add_text(&writer, text);
	routine->sql = sql_finish(&writer);
	routine->body = (PlRange){ 0, (uint32_t)routine->sql->text.len };
}

// BEGIN ATOMIC ... END
static void place_atomic(const Sql *sql, const ParsedStatement *parsed, Routine *routine)
{
	Str text = str_slice(sql->text, 0, parsed->end);
	Token before = { TOKEN_END, 0, 0 };

	for (Token token = sql_token(text, parsed->start); token.kind != TOKEN_END;
	     token = sql_token(text, token.end)) {
		if (token_is_word(text, token, "atomic") && token_is_word(text, before, "begin") &&
		    !routine->sql) {
			routine->sql = sql;
			routine->body = (PlRange){ token.end, token.end };
		}
		if (token_is_word(text, token, "end") && routine->sql)
			routine->body.end = token.start;
		before = token;
	}
}

static void read_options(Arena *arena, const Sql *sql, const ParsedStatement *parsed, PgNode *const *options,
			 size_t count, Routine *routine)
{
	const PgQuery__DefElem *language = defelem_find(options, count, "language");
	const PgQuery__DefElem *code = defelem_find(options, count, "as");

	if (language && language->arg)
		routine->language = str_lower(arena, node_string(language->arg));
	if (code && code->location >= 0)
		place_string(arena, sql, parsed, (uint32_t)code->location, routine);
}

bool routine_of(Arena *arena, const Sql *sql, const ParsedStatement *parsed, Routine *routine)
{
	const PgNode *node = parsed->node;

	*routine = (Routine){ 0 };
	if (!node)
		return false;
	if (node->node_case == PG_QUERY__NODE__NODE_DO_STMT) {
		routine->language = STR("plpgsql");
		read_options(arena, sql, parsed, node->do_stmt->args, node->do_stmt->n_args, routine);
		return true;
	}
	if (node->node_case != PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT)
		return false;
	const PgQuery__CreateFunctionStmt *create = node->create_function_stmt;
	routine->definition = create;
	routine->language = STR("sql");
	if (create->sql_body)
		place_atomic(sql, parsed, routine);
	else
		read_options(arena, sql, parsed, create->options, create->n_options, routine);
	return true;
}

Str routine_parameter(const Routine *routine, size_t n)
{
	const PgQuery__CreateFunctionStmt *create = routine->definition;

	for (size_t i = 0; create && i < create->n_parameters; i++) {
		const PgNode *node = create->parameters[i];
		if (node->node_case != PG_QUERY__NODE__NODE_FUNCTION_PARAMETER ||
		    node->function_parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_OUT ||
		    node->function_parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_TABLE)
			continue;
		if (n-- == 0)
			return ast_str(node->function_parameter->name);
	}
	return STR_NONE;
}
